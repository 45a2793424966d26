"""What the processor is told about stacks, frames and pages, looked at from outside: gdb stops the machine at traps."""
import re
import subprocess

import pytest

from boot import BUILD
from tools.trace import Reason

KERNEL_BASE = 0xC0000000
FRAME_WORDS = 19  # struct trapframe; the CPU leaves out the last two, esp and ss, if it comes from the kernel
EIP, CS, EFLAGS = 14, 15, 16
RING = "(((struct trapframe *)$eax)->cs & 3)"  # trap's argument is in eax (-mregparm=3)
REGISTERS = {"edi": 0, "esi": 1, "ebp": 2, "ebx": 4, "edx": 5, "ecx": 6, "eax": 7}
COMPARED_FLAGS = 0xFFF & ~0x100  # without the trap flag, by which a debugger may go on


@pytest.fixture
def stopped(boot_under_gdb):
    """stopped(command): a machine that runs the command, before its first instruction. Its console is the screen:
    each byte to the serial port would bring an interrupt, which gdb has to look at."""
    def start(command):
        machine = boot_under_gdb(words="console=vga trace=on", run=command, stopped=True)
        machine.stop()
        return machine

    return start


def go_to(machine, place, condition):
    machine.gdb("delete")
    machine.gdb(f"hbreak {place} if {condition}")
    said = machine.gdb("continue")
    assert "Breakpoint" in said, said


@pytest.mark.properties("X102")
def test_who_comes_from_user_mode_comes_to_its_own_stack(stopped):
    """The frame is at the top of the stack that belongs to who was running, and no two have the same."""
    machine = stopped("forktree 3")
    tops = {}
    for _ in range(60):
        go_to(machine, "*trap", f"{RING} == 3")
        top = machine.value("current->kernel_stack_top")
        assert machine.value("$eax") + 4 * FRAME_WORDS == top == machine.value("main_tss.esp0")
        assert machine.value("main_tss.ss0") == 0x10
        tops[machine.value("current->pid")] = top
    machine.go()
    status, model = machine.end()
    assert status == 0 and not model.violations
    together = set(tops) & {process.pid for process in model.named("forktree")}
    assert len(together) >= 3 and len({tops[pid] for pid in together}) == len(together)


def look_at_return(machine):
    """At an interrupt of the kernel: where and how the kernel goes on is where and how it was."""
    frame = machine.value("$eax")
    words = [machine.value(f"((unsigned *){frame})[{number}]") for number in range(FRAME_WORDS - 2)]
    assert words[CS] == 0x08 and words[EIP] >= KERNEL_BASE
    assert words[EFLAGS] & 0x200, "the kernel was interrupted with interrupts off"
    go_to(machine, f"*{words[EIP]:#x}", f"$esp == {frame + 4 * (FRAME_WORDS - 2)}")
    assert machine.value("$cs") == 0x08
    assert machine.value("$eflags") & COMPARED_FLAGS == words[EFLAGS] & COMPARED_FLAGS
    for name, number in REGISTERS.items():
        assert machine.value(f"${name}") == words[number], name


@pytest.mark.properties("X97", "X101")
@pytest.mark.parametrize("who, command", [("current->pid == 0", "sleep 10"),
                                          ("current->pid != 0", "/test/long_write 2000000")],
                         ids=["idle", "in a system call"])
def test_an_interrupted_kernel_goes_on_as_it_was(stopped, who, command):
    machine = stopped(command)
    for _ in range(3):
        go_to(machine, "*trap", f"{RING} == 0 && {who}")
        look_at_return(machine)


@pytest.mark.properties("I105")
def test_no_page_of_the_kernel_is_the_users(stopped):
    """All that user mode may touch while a program runs, as QEMU's walk through the page tables sees it."""
    machine = stopped("/test/mmap; forkdemo")
    for program in ("init", "mmap", "forkdemo"):
        go_to(machine, "*trap", f'{RING} == 3 && $_streq(current->name, "{program}")')
        ranges = re.findall(r"^([0-9a-f]{8,16})-([0-9a-f]{8,16}) [0-9a-f]+ ([u-][r-][w-])",
                            machine.gdb("monitor info mem"), re.MULTILINE)
        assert any(int(start, 16) >= KERNEL_BASE for start, _, _ in ranges), "the kernel is not there at all"
        users = [(int(start, 16), int(end, 16)) for start, end, rights in ranges if rights[0] == "u"]
        assert users and all(0x1000 <= start and end <= KERNEL_BASE for start, end in users)


def disassemble(program, function):
    """The addresses of the function's instructions."""
    shown = subprocess.run(["objdump", "-d", str(BUILD / "test" / f"{program}.elf")], stdout=subprocess.PIPE,
                           universal_newlines=True, check=True).stdout
    shown = re.search(rf"^[0-9a-f]+ <{function}>:\n(.*?)\n\n", shown, re.MULTILINE | re.DOTALL).group(1)
    return [int(address, 16) for address in re.findall(r"^ *([0-9a-f]+):\t", shown, re.MULTILINE)]


@pytest.mark.properties("X97")
def test_registers_are_watched_at_every_instruction(boot):
    """tests/user/registers.c is taken off the CPU nearly everywhere in its loop, and finds its registers unchanged. With
    one rate of ticks alone a compiler's kernel may take as long as some rounds of the loop."""
    models = [boot("/test/registers", words=f"quantum=1 hz={hz}").model for hz in (1000, 970)]
    taken = {model.trace.record(change.index).eip for model in models for process in model.named("registers")
             for change in process.states if change.reason == Reason.SLICE_ENDED}
    code = disassemble("registers", "spin_and_look")
    loop = code[code.index(min(taken & set(code))):code.index(max(taken & set(code))) + 1]
    assert len(loop) > 60 and len(taken & set(loop)) > 0.9 * len(loop), f"{len(taken & set(loop))} of {len(loop)}"
