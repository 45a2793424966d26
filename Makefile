# Robin: `make run` boots it, `make help` lists the rest. Only build/ is written.

# --- What Robin is made of, in an order to read it in ---------------------------------------------------------------

# From the boot loader to C.
boot_sources = \
    boot/multiboot.asm

# What is true only of this CPU and this PC.
arch_sources = \
    arch/x86/gdt.c \
    arch/x86/idt.c \
    arch/x86/vectors.asm \
    arch/x86/trap_entry.asm \
    arch/x86/context_switch.asm \
    arch/x86/first_frame.c \
    arch/x86/paging.c \
    arch/x86/double_fault.c \
    arch/x86/pic.c \
    arch/x86/pit.c \
    arch/x86/serial.c \
    arch/x86/vga.c \
    arch/x86/keyboard.c \
    arch/x86/multiboot.c \
    arch/x86/machine.c

# What would be true on any CPU: the boot order first, then a folder a concept.
kernel_sources = \
    kernel/main.c \
    kernel/command_line.c

# Strings, formatted text, panic, what is still to be written, numbers for things, failures on purpose.
kernel_sources += \
    kernel/lib/string.c \
    kernel/lib/format.c \
    kernel/lib/printk.c \
    kernel/lib/color.c \
    kernel/lib/panic.c \
    kernel/lib/not_written.c \
    kernel/lib/id_table.c \
    kernel/lib/fail.c

# Memory: frames, the heap, kernel stacks, address spaces, copies from and to the user.
kernel_sources += \
    kernel/mm/frames.c \
    kernel/mm/heap.c \
    kernel/mm/kernel_stack.c \
    kernel/mm/address_space.c \
    kernel/mm/user_copy.c

# The process: its states, its life and its end.
kernel_sources += \
    kernel/proc/state.c \
    kernel/proc/process_table.c \
    kernel/proc/process.c \
    kernel/proc/fork.c \
    kernel/proc/arguments.c \
    kernel/proc/elf.c \
    kernel/proc/exec.c \
    kernel/proc/exit.c \
    kernel/proc/wait.c \
    kernel/proc/signal.c \
    kernel/proc/kill.c

# Who runs next: the mechanism, the policy, time.
kernel_sources += \
    kernel/sched/sched.c \
    kernel/sched/ready_queue.c \
    kernel/sched/round_robin.c \
    kernel/sched/tick.c \
    kernel/sched/clock.c \
    kernel/sched/sleep_queue.c \
    kernel/sched/idle.c

# Waiting for one another: P and V.
kernel_sources += \
    kernel/sync/wait_queue.c \
    kernel/sync/semaphore.c \
    kernel/sync/family.c

# Open files, the boot archive, the console.
kernel_sources += \
    kernel/io/file.c \
    kernel/io/file_tree.c \
    kernel/io/archive.c \
    kernel/io/archive_file.c \
    kernel/io/line.c \
    kernel/io/console.c

# Into the kernel: traps, interrupts, faults; then the system calls.
kernel_sources += \
    kernel/trap/trap.c \
    kernel/trap/irq.c \
    kernel/trap/fault.c \
    kernel/syscall/dispatch.c \
    kernel/syscall/process.c \
    kernel/syscall/memory.c \
    kernel/syscall/file.c \
    kernel/syscall/signal.c \
    kernel/syscall/time.c \
    kernel/syscall/getrusage.c \
    kernel/syscall/system.c \
    kernel/syscall/semaphore.c

# Looking inside: events, dumps, checks, names of functions.
kernel_sources += \
    kernel/debug/trace.c \
    kernel/debug/backtrace.c \
    kernel/debug/inspect.c \
    kernel/debug/dump.c \
    kernel/debug/why.c \
    kernel/debug/process_file.c \
    kernel/debug/events.c \
    kernel/debug/cause.c \
    kernel/debug/report.c \
    kernel/debug/fail_file.c \
    kernel/debug/audit.c \
    kernel/debug/stack_depth.c \
    kernel/debug/symbols.c \
    kernel/debug/selftest.c

# The C library that every program is linked with.
library_sources = \
    user/lib/system_calls.c \
    user/lib/errno.c \
    user/lib/string.c \
    user/lib/format.c \
    user/lib/stdio.c \
    user/lib/stdlib.c \
    user/lib/malloc.c \
    user/lib/dirent.c \
    user/lib/signal.c \
    user/lib/assert.c \
    user/lib/check.c \
    user/lib/robin.c

# The parts of the shell: its lines are edited, completed, remembered, taken apart, run.
library_sources += \
    user/lib/line_editor.c \
    user/lib/completion.c \
    user/lib/line_history.c \
    user/lib/shell_parser.c \
    user/lib/shell_jobs.c

# Programs, each one file of user/programs: what the system is used with,
programs = init sh help ls cat echo sleep kill ps why time halt true false
# what a process is,
programs += hello one_program forkdemo forktree zombie orphan suspend usage
# how the CPU is shared,
programs += spin round_robin
# and how processes wait for one another.
programs += relay race race_fixed producer_consumer readers_writers philosophers barber
# Yours need no name here.
programs := $(programs) $(filter-out $(programs),$(patsubst user/programs/%.c,%, \
    $(filter user/programs/%.c,$(wildcard user/programs/*.c))))

# --- What you can ask for -------------------------------------------------------------------------------------------

BUILD ?= build$(if $(filter 1,$(SAN)),/san)
MEMORY ?= 128
OPTIMIZE ?= $(if $(filter 1,$(DEBUG)),-Og,-O2)
of_tests = $(findstring /test/,$(value RUN)$(value AGAINST))
PYTHON ?= $(firstword $(wildcard /usr/bin/python3) python3)
quote = '$(subst ','\'',$(1))'

# Where the kernel and its archive go: into a folder of its own if a lab's files are in it.
OUT = $(BUILD)
include labs/labs.mk

.DEFAULT_GOAL = all
.DELETE_ON_ERROR:
.SUFFIXES:
export PYTHONDONTWRITEBYTECODE = 1

help: ## this list
	@echo 'make TARGET [NAME=VALUE...]'
	@sed -n 's/^\([a-z-]*\):[^#]*## /\1#/p' $(filter %akefile %.mk,$(MAKEFILE_LIST)) | grep -v '$(help_hides)' | awk -F'#' '{ printf "  %-14s %s\n", $$1, $$2 }'
	@echo
	@echo "  RUN='philosophers 5'   run, run-vga, run-iso, gdb, trace: one command instead of a shell, then power off"
	@echo "  AGAINST=race_fixed     trace: a second command, to compare the first with; SCALE=events another chart"
	@echo "  APPEND='quantum=1'     boot words: quantum= hz= sched= trace= console= time= ... (docs/boot.md)"
	@echo '  MEMORY=128             megabytes of RAM'
	@echo '  TIMEOUT=60             run: after so many seconds Robin says what every process does; trace: it is stopped'
	@echo '  EXPLAIN=1              run: logs each exception, to explain a triple fault after typed input (slow)'
	@echo '  CC=clang               i686-linux-gnu-gcc, gcc -m32, i686-elf-gcc, x86_64-elf-gcc -m32 or clang'
	@echo '  OPTIMIZE=-Og           easier to step through with gdb than -O2'
	@echo '  LAB=semaphores         all, run, gdb, unit, ...: with the files of a course lab (labs/)'
	@echo '  SAN=1                  a kernel that panics at undefined behaviour, in build/san'
	@echo '  V=1                    shows each command'

all: $(OUT)/robin.elf $(OUT)/initrd.tar ## the kernel and its boot archive

run: all ## Robin in this terminal; leave with exit, or with Ctrl-A x; Ctrl-A b shows what every process does
	@tools/run $(run_options) $(ending_options)

run-vga: all ## the PC's own screen and keyboard, in a window if there is a display
	@tools/run --vga $(run_options)

run-iso: all $(OUT)/robin.iso ## the same through GRUB, from a CD image
ifneq ($(strip $(value RUN)$(value APPEND)),)
	@tools/iso $(OUT) run.iso $(boot_words) $(if $(value RUN),-- $(run_words))
endif
	@tools/run $(run_options) --iso $(if $(strip $(value RUN)$(value APPEND)),run.iso,robin.iso)

iso: $(OUT)/robin.iso ## build/robin.iso

gdb: debug-build ## gdb in this terminal, with Robin's own commands: help robin; docs/gdb-tour.md
	@tools/debug $(debug_options) -- $(GDBFLAGS)

trace: all ## the schedule of RUN, drawn: on the terminal, and in build/trace a page, an SVG, a file for Perfetto
	@tools/draw $(run_options) --against $(call quote,$(value AGAINST)) \
	    $(if $(SCALE),--scale $(call quote,$(SCALE))) $(if $(TIMEOUT),--seconds $(call quote,$(TIMEOUT)))

gdb-server: debug-build ## gdb for an editor, whose debugger connects to localhost:1234 (.vscode/launch.json)
	@tools/debug --server $(debug_options)

console: ## Robin's console beside make gdb, in another terminal; leave with Ctrl-A x
	@tools/debug --console --build $(debug_folder)

record: debug-build ## run it in this terminal and write down what it takes to repeat the run exactly
	@tools/debug --record $(debug_options)

replay: ## the recorded run in gdb, forwards and backwards: reverse-stepi, reverse-continue
	@tools/debug --replay --build $(debug_folder) -- $(GDBFLAGS)

test: all unit-programs test-archive bench-archive debug-build $(OUT)/robin.iso ## all tests; T=... some
	@$(pytest) $(call quote,$(or $(T),tests))

ifndef lab
unit: unit-programs ## only the unit tests, on this machine without QEMU; LAB=semaphores those of a lab
	@$(pytest) tests/unit
endif

pictures: all test-archive ## the pictures in docs/pictures, made anew: the chart, and by the test of the page the page
	@tools/setup pictures
	@tools/draw --build $(BUILD) --run 'philosophers 5' >$(BUILD)/pictures.log
	@cp $(BUILD)/trace/timeline.svg docs/pictures/philosophers.svg
	@$(pytest) tests/tools/test_page.py -k 'light_dark or beside'
	@for name in timeline timeline-dark race; do \
	    pngquant --force --strip --speed 1 --output docs/pictures/$$name.png 64 $(BUILD)/timeline/$$name.png; done

bench: all bench-archive ## what the kernel's work costs in instructions, beside other kernels' figures
	@tools/bench --build $(BUILD)

bench-linux: all bench-archive ## the same program on Debian's Linux, which is fetched (55 MB), in the same machine
	@tools/bench --build $(BUILD) --linux

bench-accept: all bench-archive ## the same, and it becomes what `make test` compares with
	@tools/bench --build $(BUILD) --accept

profile: all bench-archive ## where the instructions go, by function; WORK=fork, P, ... (tests/bench/bench.c), boot
	@tools/profile --build $(BUILD) $(or $(WORK),boot)

coverage: ## which lines and branches of the kernel the tests run: build/coverage/index.html
	@rm -rf $(BUILD)/covered/memories
	@$(MAKE) --no-print-directory test COVERAGE=1 BUILD=$(BUILD)/covered OPTIMIZE=-Og
	@$(PYTHON) tools/coverage.py --build $(BUILD)/covered --output $(BUILD)/coverage \
	    --gcov $(subst gcc,gcov,$(firstword $(COMPILER)))

verify: ## what Frama-C and Spin can prove of lists, queues, frames, P and V, exit and wait; and that they can fail
	@tools/setup verify
	@BUILD=$(BUILD) $(PYTHON) tests/verify/run

mutants: all test-archive ## deliberate kernel bugs, which the tests must find; M='P-barges' tries only some
	@$$(tools/setup python) tests/mutants.py --build $(BUILD) $(M)

fuzz: ## any bytes as program, archive, boot information, command line; SECONDS=4 each, and mistakes that it has to find
	@tools/setup fuzz
	@BUILD=$(BUILD) SECONDS=$(SECONDS) $(PYTHON) tests/fuzz/run

properties: ## which tests check which properties of tests/properties.md
	@$(PYTHON) tests/properties.py

format: ## lay out all C sources as .clang-format says
	@tools/setup format
	@$(all_c) | xargs -0 clang-format -i

format-check: ## fail if `make format` would change something
	@tools/setup format
	@$(all_c) | xargs -0 clang-format --dry-run -Werror

doctor: ## each tool that Robin needs: its version, whether it will do, the remedy
	@BUILD=$(BUILD) tools/setup doctor

clean: ## remove build/
	rm -rf $(BUILD)

.PHONY: help all run run-vga run-iso iso gdb gdb-server console record replay debug-build trace test unit \
    pictures coverage verify mutants fuzz properties unit-programs test-archive bench bench-linux bench-accept \
    profile bench-archive format format-check doctor clean FORCE

# What the user said, as it is: a $ in it is Robin's.
run_words = $(call quote,$(value RUN))
boot_words = $(call quote,$(value APPEND))
run_options = --build $(OUT) --memory $(MEMORY) --run $(run_words) --words $(boot_words) $(archive_option)
ending_options = $(if $(TIMEOUT),--timeout $(call quote,$(TIMEOUT))) $(if $(EXPLAIN),--explain)
debug_options = --build $(debug_folder) --memory $(MEMORY) --run $(run_words) --words $(boot_words) $(archive_option)
archive_option = $(if $(of_tests),--archive test/initrd.tar)
debug_folder = $(patsubst $(BUILD)%,$(BUILD)/debug%,$(OUT))
all_c = find arch kernel labs user tests -name '*.[ch]' -print0

# --- Tools ----------------------------------------------------------------------------------------------------------

# tools/setup installs what is missing for these goals and leaves in toolchain.mk what COMPILER, LINKER and so on are.
# make reads the file again when that changes it.
goals = $(or $(MAKECMDGOALS),all)
groups = run
groups += $(if $(filter iso run-iso test,$(goals)),iso)
groups += $(if $(filter gdb gdb-server record replay debug-build test,$(goals)),gdb)
groups += $(if $(filter unit,$(goals)),unit)
groups += $(if $(filter test pictures mutants $(if $(lab),,unit),$(goals)),test)
groups += $(if $(filter test pictures,$(goals)),browser)
groups += $(if $(filter test,$(goals)),labs grade)
groups += $(if $(filter coverage,$(goals)),coverage)
ifneq ($(filter-out help console verify fuzz properties format format-check doctor clean handout add-lab update questions,$(goals)),)
include $(BUILD)/toolchain.mk
endif
$(BUILD)/toolchain.mk: FORCE
	@CC=$(call wish,CC) LD=$(call wish,LD) BUILD=$(BUILD) tools/setup $(groups)
# What the user said, on the command line or in the environment, rather than make's own default.
wish = $(if $(filter default,$(origin $(1))),,$(call quote,$($(1))))

HOST_CC ?= cc

# `make V=1` shows the commands; otherwise $(call say,CC,FILE) shows a word and a name.
ifeq ($(V),1)
say = @:
else
Q = @
say = @printf '  %-4s %s\n' $(1) $(2)
endif

# --- Flags ----------------------------------------------------------------------------------------------------------

warnings = -Wall -Wextra
ifneq ($(filter true 1,$(CI) $(WERROR)),)
warnings += -Werror
endif

# For Robin's own code, kernel and user: no hidden helpers of the compiler, no FPU, frame pointers and calls that are
# calls (not jumps) for backtraces, no header but ours and the compiler's own. The prefix maps keep this machine's
# folder names out of what C becomes. Of DWARF 5 some addr2lines take a header's line for one of the file around it.
target_flags = -std=gnu11 $(OPTIMIZE) $(if $(filter 1,$(DEBUG)),-fno-inline) -gdwarf-4 \
    -march=i686 -mtune=generic -mgeneral-regs-only $(warnings) \
    -ffreestanding -fno-pic -fno-pie -fno-common -fno-stack-protector -fcf-protection=none \
    -fno-omit-frame-pointer -fno-optimize-sibling-calls -fno-asynchronous-unwind-tables \
    -nostdinc -ffile-prefix-map="$$PWD"= -ffile-prefix-map=./= -I.
# The kernel passes arguments in eax, edx and ecx, and does not round its stack to the 16 bytes that only vector
# instructions want; Linux's does the same on this CPU.
stack_alignment = $(if $(findstring clang,$(COMPILER)),-mstack-alignment=4,-mpreferred-stack-boundary=2)
kernel_flags = $(target_flags) -mregparm=3 $(stack_alignment) -isystem "$(COMPILER_HEADERS)"
# What `make coverage` builds: every line counts how often it ran (gcc only; tools/coverage.py reads the counters).
ifeq ($(COVERAGE),1)
kernel_flags += -fprofile-arcs -ftest-coverage -fprofile-info-section -fprofile-update=single
kernel_link_flags += --defsym=__gcov_merge_add=0
endif
user_flags = $(target_flags) -ffunction-sections -isystem user/lib -isystem "$(COMPILER_HEADERS)"
# What `make gdb` builds: a trace ring that holds all of a lesson's events.
ifeq ($(DEBUG),1)
kernel_flags += -DTRACE_RING_RECORDS=16384
endif
# A kernel that panics at what C leaves undefined.
ifeq ($(SAN),1)
kernel_sources += kernel/debug/ubsan.c
kernel_flags += -fsanitize=undefined
$(BUILD)/kernel/debug/ubsan.o: kernel_flags += -fno-sanitize=undefined
endif
kernel_link_flags += -T linker.ld -nostdlib --build-id=none -z noexecstack -z max-page-size=4096
user_link_flags = $(TEXT_BASE)0x08048000 --gc-sections -nostdlib --build-id=none -z noexecstack \
    -z max-page-size=4096 -z noseparate-code
assembler_flags = -f elf32 -g -F dwarf -I./
# tests/unit/host has the headers of the CPU and of memory as a program of this machine can have them.
unit_flags = -std=gnu11 -O1 -g $(warnings) -fsanitize=address,undefined -fno-sanitize-recover=all \
    -fno-omit-frame-pointer -Itests/unit/host -I.
# -MD rather than -MMD: the headers of user/lib are found like those of a system, and count all the same.
dependency_flags = -MD -MP

# Writes a text into the target, if that has another one.
keep = @mkdir -p $(@D) && { echo $(call quote,$(1)) | cmp -s - $@ || echo $(call quote,$(1)) >$@; }

# Everything compiled depends on this file, which changes when the flags do: objects of two kinds are never mixed.
flags_text = $(TOOLCHAIN) $(COMPILER) $(kernel_flags) $(user_flags) $(kernel_link_flags) $(user_link_flags) \
    $(assembler_flags) $(HOST_CC) $(unit_flags) $(dependency_flags)
$(BUILD)/flags: FORCE
	$(call keep,$(flags_text))

# --- The kernel -----------------------------------------------------------------------------------------------------

objects = $(addprefix $(BUILD)/,$(addsuffix .o,$(basename $(1))))
kernel_objects = $(foreach source,$(boot_sources) $(arch_sources) $(kernel_sources),$(call object_of,$(source)))
# Which they are: a kernel of other files is linked again, however old they are.
$(OUT)/objects: FORCE
	$(call keep,$(kernel_objects))

# Linked twice: first with an empty symbol table; then with the table of what the first link put where. Nothing may have
# moved, so the table made from the second link must be the same.
$(OUT)/robin.elf: $(kernel_objects) $(OUT)/objects linker.ld tools/symbols
	$(call say,LD,$@)
	$(Q)$(check_headers)
	$(Q)$(call link_kernel,/dev/null,first)
	$(Q)$(call link_kernel,$(OUT)/first.elf,second)
	$(Q)$(call make_symbols,$(OUT)/second.elf,check)
	$(Q)cmp $(OUT)/second.symbols.asm $(OUT)/check.symbols.asm
	$(Q)mv $(OUT)/second.elf $@
make_symbols = $(NM) --format=sysv $(1) 2>/dev/null | tools/symbols >$(OUT)/$(2).symbols.asm
link_kernel = $(call make_symbols,$(1),$(2)) && \
    nasm $(assembler_flags) -o $(OUT)/$(2).symbols.o $(OUT)/$(2).symbols.asm && \
    $(LINKER) $(kernel_link_flags) -o $(OUT)/$(2).elf $(kernel_objects) $(OUT)/$(2).symbols.o

# --- Programs and the boot archive ----------------------------------------------------------------------------------

crt0 = $(BUILD)/user/lib/crt0.o
library = $(BUILD)/user/libc.a
program_files = $(programs:%=bin/%) $(programs:%=share/help/%)
root = $(BUILD)/root
test_programs = $(patsubst tests/user/%.c,%,$(wildcard tests/user/*.c))
test_root = $(BUILD)/test/root
bench_programs = $(patsubst tests/bench/%.c,%,$(wildcard tests/bench/*.c))
bench_root = $(BUILD)/bench/root

$(library): $(call objects,$(library_sources))
	$(call say,AR,$@)
	$(Q)rm -f $@
	$(Q)$(ARCHIVER) rcsD $@ $^

# With all debug information here, for gdb; without it in the archive.
link_program = $(LINKER) $(user_link_flags) -o $@ $(filter %.o,$^) $(library)
$(programs:%=$(BUILD)/user/%.elf): $(BUILD)/user/%.elf: $(crt0) $(BUILD)/user/programs/%.o $(library)
	$(call say,LD,$@)
	$(Q)$(link_program)
$(test_programs:%=$(BUILD)/test/%.elf): $(BUILD)/test/%.elf: $(crt0) $(BUILD)/tests/user/%.o $(library)
	$(call say,LD,$@)
	$(Q)mkdir -p $(@D) && $(link_program)

$(bench_programs:%=$(BUILD)/bench/%.elf): $(BUILD)/bench/%.elf: $(crt0) $(BUILD)/tests/bench/%.o $(library)
	$(call say,LD,$@)
	$(Q)mkdir -p $(@D) && $(link_program)

$(root)/bin/%: $(BUILD)/user/%.elf
	$(Q)mkdir -p $(@D) && $(STRIP) -o $@ $<
$(test_root)/test/%: $(BUILD)/test/%.elf
	$(Q)mkdir -p $(@D) && $(STRIP) -o $@ $<
$(bench_root)/bench/%: $(BUILD)/bench/%.elf
	$(Q)mkdir -p $(@D) && $(STRIP) -o $@ $<
$(root)/share/help/%: user/programs/%.c tools/help.sed
	$(Q)mkdir -p $(@D) && sed -f tools/help.sed $< >$@

$(BUILD)/programs: FORCE
	$(call keep,$(programs))
$(BUILD)/initrd.tar: $(addprefix $(root)/,$(program_files)) $(BUILD)/programs tools/archive
	$(call say,TAR,$@)
	$(Q)tools/archive $@ -C $(root) $(program_files)

ifneq ($(OUT),$(BUILD))
$(OUT)/initrd.tar: $(BUILD)/initrd.tar
	$(Q)cp $< $@
endif

# What the tests boot: the same and their own programs, in /test. So do all who say RUN=/test/...
test-archive: $(BUILD)/test/initrd.tar
run run-vga trace: $(if $(of_tests),test-archive)
$(BUILD)/test/initrd.tar: $(BUILD)/initrd.tar $(test_programs:%=$(test_root)/test/%)
	$(call say,TAR,$@)
	$(Q)tools/archive $@ -C $(root) $(program_files) -C $(test_root) $(test_programs:%=test/%)

# What the figures are measured with: /bench/bench beside the programs.
bench-archive: $(BUILD)/bench/initrd.tar
$(BUILD)/bench/initrd.tar: $(BUILD)/initrd.tar $(bench_programs:%=$(bench_root)/bench/%)
	$(call say,TAR,$@)
	$(Q)tools/archive $@ -C $(root) $(program_files) -C $(bench_root) $(bench_programs:%=bench/%)

$(OUT)/robin.iso: $(OUT)/robin.elf $(OUT)/initrd.tar boot/grub.cfg tools/iso
	$(call say,ISO,$@)
	$(Q)tools/iso $(OUT) robin.iso

# What gdb debugs: everything once more, in a folder of its own, easier to step through.
debug-build:
	@$(MAKE) --no-print-directory all $(if $(of_tests)$(filter test,$(goals)),test-archive) DEBUG=1 COVERAGE= \
	    BUILD=$(BUILD)/debug

# --- Tests ----------------------------------------------------------------------------------------------------------

# Unit tests run on this machine. Each says in its first comment which sources it tests.
unit_tests = $(patsubst tests/unit/test_%.c,%,$(wildcard tests/unit/test_*.c))
unit_sources = $(shell sed -n 's|^ \* Sources:\(.*\) \*/$$|\1|p' tests/unit/test_$(1).c)
unit-programs: $(unit_tests:%=$(BUILD)/unit/%)
.SECONDEXPANSION:
$(unit_tests:%=$(BUILD)/unit/%): $(BUILD)/unit/%: $(BUILD)/unit/tests/unit/test_%.o \
                                 $$(patsubst %.c,$(BUILD)/unit/%.o,$$(call unit_sources,$$*))
	$(call say,LD,$@)
	$(Q)$(HOST_CC) $(unit_flags) -o $@ $^ -lcmocka

# The machine of a test that names no size of its own: 64 MB, unless the user gives MEMORY.
pytest = ROBIN_BUILD=$(BUILD) ROBIN_MEMORY=$(if $(filter file,$(origin MEMORY)),64,$(MEMORY)) \
    $(if $(COVERAGE),ROBIN_COVERAGE="$$PWD/$(BUILD)/memories") \
    $$(tools/setup python) -m pytest -n 2 -o cache_dir="$$PWD/$(BUILD)/pytest" \
    --basetemp=$(BUILD)/pytest-files $(PYTESTFLAGS)

# --- Compiling ------------------------------------------------------------------------------------------------------

$(BUILD)/unit/%.o: %.c $(BUILD)/flags
	$(call say,CC,$<)
	$(Q)mkdir -p $(@D) && $(HOST_CC) $(unit_flags) $(dependency_flags) -c -o $@ $<
$(OUT)/submission/%.unit.o: $(OUT)/submission/%.c $(BUILD)/flags
	$(call say,CC,$<)
	$(Q)$(HOST_CC) $(unit_flags) -Wno-error $(dependency_flags) -c -o $@ $<
$(BUILD)/user/%.o: user/%.c $(BUILD)/flags
	$(call say,CC,$<)
	$(Q)mkdir -p $(@D) && $(COMPILER) $(user_flags) $(dependency_flags) -c -o $@ $<
$(BUILD)/tests/bench/%.o: tests/bench/%.c $(BUILD)/flags
	$(call say,CC,$<)
	$(Q)mkdir -p $(@D) && $(COMPILER) $(user_flags) $(dependency_flags) -c -o $@ $<
$(BUILD)/tests/user/%.o: tests/user/%.c $(BUILD)/flags
	$(call say,CC,$<)
	$(Q)mkdir -p $(@D) && $(COMPILER) $(user_flags) $(dependency_flags) -c -o $@ $<
compile_kernel = mkdir -p $(@D) && $(COMPILER) $(kernel_flags) $(1) $(dependency_flags) -c -o $@ $<
$(BUILD)/%.o: %.c $(BUILD)/flags
	$(call say,CC,$<)
	$(Q)$(compile_kernel)
# A student's warnings stop nothing, also where those of Robin's own files do.
$(OUT)/submission/%.o: $(OUT)/submission/%.c $(BUILD)/flags
	$(call say,CC,$<)
	$(Q)$(call compile_kernel,-Wno-error)
$(BUILD)/%.o: %.asm $(BUILD)/flags
	$(call say,NASM,$<)
	$(Q)mkdir -p $(@D) && nasm $(assembler_flags) -MD $(@:.o=.d) -MP -o $@ $<

# --- Labs -----------------------------------------------------------------------------------------------------------

include labs/grade.mk

-include $(patsubst %.o,%.d,$(kernel_objects) $(crt0) $(call objects,$(library_sources)) \
    $(programs:%=$(BUILD)/user/programs/%.o) $(test_programs:%=$(BUILD)/tests/user/%.o) \
    $(bench_programs:%=$(BUILD)/tests/bench/%.o)) $(wildcard $(BUILD)/unit/*/*/*.d $(BUILD)/unit/labs/*/*/*/*/*.d)
