# make LAB=... kit: what the grader needs of a lab, in build/labs/NAME/kit. The public headers and nothing else of the
# kernel, for the submission to be compiled with; the workloads in a boot archive; how to compile and link. tools/grade
# calls it.

ifdef lab
kit = $(OUT)/kit
kit: $(kit)/kit.json $(kit)/initrd.tar
.PHONY: kit

kernel_headers := $(sort $(shell find arch kernel -name '*.h'))
kit_sources = $(filter-out $(lab_sources),$(boot_sources) $(arch_sources) $(kernel_sources))

# What the grader links in beside: what does, sees or keeps what no program can (wrap in lab.toml).
kit_probe := $(wildcard labs/$(lab)/probe.c)

$(kit)/kit.json: $(foreach source,$(kit_sources) $(kit_probe),$(call object_of,$(source))) \
    $(OUT)/objects $(kernel_headers) linker.ld tools/symbols tools/grader/kit.py
	$(call say,KIT,$@)
	$(Q)rm -rf $(kit)/headers && mkdir -p $(kit)/headers && cp -p --parents $(kernel_headers) $(kit)/headers
	$(Q)tools/symbols </dev/null >$(kit)/symbols.asm
	$(Q)nasm $(assembler_flags) -o $(kit)/symbols.o $(kit)/symbols.asm
	$(Q)$(PYTHON) tools/grader/kit.py $@ --nm $(NM) --objdump $(NM:nm=objdump) \
	    --compiler $(COMPILER) $(kernel_flags) --linker $(LINKER) $(kernel_link_flags) \
	    --assembler nasm $(assembler_flags) \
	    --objects $(foreach source,$(kit_sources) $(kit_probe),$(source)=$(call object_of,$(source)))

# Programs that only the grader runs, in /lab.
workloads = $(patsubst labs/$(lab)/workloads/%.c,%,$(wildcard labs/$(lab)/workloads/*.c))
workload_root = $(OUT)/root

$(workloads:%=$(OUT)/%.elf): $(OUT)/%.elf: $(crt0) $(BUILD)/labs/$(lab)/workloads/%.o $(library)
	$(call say,LD,$@)
	$(Q)$(link_program)
$(workload_root)/lab/%: $(OUT)/%.elf
	$(Q)mkdir -p $(@D) && $(STRIP) -o $@ $<
$(kit)/initrd.tar: $(root)/bin/init $(root)/bin/sh $(workloads:%=$(workload_root)/lab/%) tools/archive
	$(call say,TAR,$@)
	$(Q)mkdir -p $(@D) && tools/archive $@ -C $(root) bin/init bin/sh -C $(workload_root) $(workloads:%=lab/%)
$(BUILD)/labs/$(lab)/workloads/%.o: labs/$(lab)/workloads/%.c $(BUILD)/flags
	$(call say,CC,$<)
	$(Q)mkdir -p $(@D) && $(COMPILER) $(user_flags) $(dependency_flags) -c -o $@ $<
endif

# --- What people ask for

twist_option = $(if $(TWIST),--twist $(call quote,$(TWIST)))
ifdef lab
grade: ## grade a lab: LAB=semaphores; DIR=folder somebody's files, without it those of a student's tree
	@tools/setup run labs $(if $(findstring --trust,$(GRADEFLAGS)),,grade)
	@tools/grade --lab $(lab) $(twist_option) $(GRADEFLAGS) \
	    $(call quote,$(or $(DIR),$(if $(own_labs),.,$(error Whose? DIR=folder))))

ifndef own_labs
gradescope: ## the autograder of a lab as a zip for Gradescope: LAB=semaphores, TWIST=name for another contract
	@$(PYTHON) tools/labs/autograder.py $(lab) $(BUILD)/gradescope-$(lab)$(TWIST:%=-%).zip $(twist_option)
endif
else
grade gradescope:
	$(error Which lab? make $@ LAB=semaphores)
endif

ifndef own_labs
prove-labs: $(BUILD)/toolchain.mk ## the graders, tried on right and wrong kernels; LAB= one lab, FULL=1 all
	@tools/setup run labs $(if $(findstring --trust,$(GRADEFLAGS)),,grade)
	@$(PYTHON) tools/labs/prove.py $(if $(FULL),--full) $(lab) $(M)

demo-class: $(BUILD)/toolchain.mk ## grade a class of six shipped submissions of lab 4, and open the report
	@tools/setup run labs $(if $(findstring --trust,$(GRADEFLAGS)),,grade)
	@$(PYTHON) tools/labs/demo_class.py $(BUILD)/demo-class/submissions
	@tools/grade-class --lab semaphores $(GRADEFLAGS) --output $(BUILD)/demo-class/graded $(BUILD)/demo-class/submissions
	@if [ -t 1 ] && [ "$$DISPLAY$$WAYLAND_DISPLAY" ]; then xdg-open $(BUILD)/demo-class/graded/class.html; fi
endif
.PHONY: grade gradescope prove-labs demo-class
