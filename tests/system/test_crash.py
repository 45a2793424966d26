"""What the kernel says when it crashes, hangs or is asked: the likely cause, the last events, every process and who
waits for whom. The mistakes are made on purpose: by `selftest=`, or by gdb at a chosen moment."""
import re
import subprocess
import sys

import pytest

from boot import BUILD, PANIC, ROOT, TIMEOUT, Run, run_qemu
from console import CTRL_A
from tools import hang, places, qemu, trace

TICKS = 100  # until a machine that hangs is asked; it has long been in that state
COLORS = re.compile(r"\x1b\[[0-9;]*m")


def likely_cause(text):
    found = re.findall(r"^likely cause: (.*)$", text, re.MULTILINE)
    assert len(found) == 1, text
    return found[0]


def section(text, heading):
    """The indented lines below a heading, the last one with this text."""
    return re.findall(rf"^{heading}:\n((?:  .*\n)+)", text, re.MULTILINE)[-1].splitlines()


# --- The likely cause ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("mistake, words", [
    ("null-pointer", "a null pointer was followed: cr2 is the offset of the field"),
    ("stack-overflow", "a kernel stack overflowed: a recursion without end"),
    ("1", "P may sleep, but was called with interrupts off"),
])
def test_the_cause_of_a_mistake(boot, mistake, words):
    text = boot("hello", words=f"selftest={mistake}", status=PANIC).text
    if "undefined behaviour" not in text:  # which a kernel built with SAN=1 notices before
        assert likely_cause(text).startswith(words)


def test_a_process_that_never_ran_is_nowhere_in_user_mode(boot):
    """init is current already, but on its way to its first instruction."""
    text = boot("hello", words="selftest=clear-too-much", status=PANIC).text
    assert "switch 0 idle => 1 init" in text and " idle_run+" in text and "in user mode" not in text
    assert "kernel/proc/state.h:" in next(places.of_panic(text, BUILD))  # not the file that includes it


def test_who_asks_for_a_panic_gets_no_cause(boot):
    assert "likely cause" not in boot("hello", words="selftest=panic", status=PANIC).text


@pytest.fixture
def crash(boot_under_gdb):
    """crash(run, place, *commands): stops where the machine comes to this place the second time, gives gdb the
    commands, and lets it go. What the console shows until the machine has panicked."""
    def crash(run, place, *commands, words="console=serial trace=memory"):
        machine = boot_under_gdb(words=words, run=run, stopped=True)
        machine.stop()
        machine.gdb(f"hbreak {place}")
        machine.gdb("continue")
        machine.gdb("continue")
        there = machine.gdb("frame 0")
        assert re.match(rf"#0 .*\b{place.split()[0].lstrip('*')} \(", there), there
        machine.gdb("set $eflags = $eflags & ~0x200")  # else a tick may come before the mistake
        for command in commands:
            machine.gdb(command)
        machine.go()
        while machine.read():
            pass
        assert machine.process.wait(60) == 3, machine.text
        return machine.text

    return crash


# Arguments are in eax and edx (-mregparm=3); a breakpoint with a star is before the function's first instruction.
CAUSES = {
    "a function pointer that is NULL was called": ("hello", "*sys_getpid", "set $eip = 0"),
    "a jump to where no code is": ("hello", "*sys_getpid", "set $eip = 0xeff00000"),
    "a pointer of user mode was followed": ("producer_consumer", "*semaphore_V", "set $eax = 0x20000000"),
    "a wild pointer: there is no memory at the address in cr2": (
        "producer_consumer", "*semaphore_V", "set $eax = 0xefff0000"),
    "something wrote into the kernel's code or constants": (
        "hello", "*sys_getpid", "set $eip = (unsigned)memset", "set $eax = (unsigned)kernel_main", "set $ecx = 4"),
    "a kernel stack was used after it was freed": (
        "producer_consumer", "*semaphore_V", "set $eax = 0xf0000000 + 0x3000 * 500 + 0x2000"),
    "esp points to where no stack is": ("hello", "*sys_getpid", "set $esp = 0xf0000000 + 0x3000 * 500 + 0x2000"),
    "a segment register was loaded with what is no segment": (
        "hello", "*sys_getpid", "set *(short *)$eip = 0xe88e", "set $eax = 0x1233"),
    "these bytes are no instruction": ("hello", "*sys_getpid", "set *(short *)$eip = 0x0b0f"),
    "a division by zero": ("hello", "*sys_getpid", "set *(short *)$eip = 0xf0f7", "set $eax = 0"),
    "a switch with interrupts on": ("producer_consumer", "*schedule", "set $eflags = $eflags | 0x200"),
    "a wait queue was changed with interrupts on": (
        "producer_consumer", "*wait_queue_wake_one", "set $eflags = $eflags | 0x200"),
    "a return on the stack of a process that has ended": (
        "forkdemo", "*schedule if reason == REASON_EXITED", "return"),
    "memory is damaged: something wrote over queue_link of pid": (
        "producer_consumer", "*schedule", "set current->queue_link.next = 0x10"),
    "memory is damaged: something wrote over the PCB of pid": (
        "producer_consumer", "*semaphore_V", "set current->pid = 7777", "set $eax = 0"),
    "the diagram of states in kernel/proc/pcb.h has no such arrow": (
        "producer_consumer", "*sched_wake", "set ((struct pcb *)$eax)->state = 1"),
    "somebody was woken who does not wait": ("producer_consumer", "*schedule", "set current->state = 4"),
    "it was on a list already": (
        "sleep 1", "*wait_queue_block_before", "set current->queue_link.next = &current->queue_link",
        "set current->queue_link.previous = &current->queue_link"),
}


@pytest.mark.parametrize("words", CAUSES)
def test_the_cause_of_what_gdb_breaks(crash, words):
    text = crash(*CAUSES[words])
    if "undefined behaviour" not in text:  # which a kernel built with SAN=1 notices before
        assert likely_cause(text).startswith(words), text


@pytest.mark.parametrize("target", ["0", "0x1234", "0xeff00000"])
def test_who_called_what_is_no_function(crash, target):
    """The caller, whom only the return address on the stack tells, is the place, and the first of the functions."""
    text = crash("hello", "*sys_getpid", f"set $eip = {target}")
    place = re.search(r"^panic: (\S+): page fault in the kernel: ", text, re.MULTILINE).group(1)
    functions = section(text, "functions, the one called last first")
    assert re.fullmatch(r"traced_call\+\d+", place) and functions[0].endswith(f" {place}")
    assert ["in user mode" in line for line in functions] == [False] * (len(functions) - 1) + [True]
    line = next(places.of_panic(text, BUILD))
    assert line.split()[0] == place and "kernel/syscall/dispatch.c:" in line


def test_each_known_assertion_exists():
    """What cause.c knows by its words is written so in the kernel."""
    text = (ROOT / "kernel/debug/cause.c").read_text("utf-8")
    table = re.search(r"known\[\] = \{\n(.*?)\n\};", text, re.DOTALL).group(1)
    known = re.findall(r'^    \{"([^"]+)",', table, re.MULTILINE)
    sources = "".join(path.read_text("utf-8") for path in (ROOT / "kernel").rglob("*.[ch]"))
    assert len(known) > 10
    for words in known:
        assert f"assert({words})" in sources or f'panic("{words}")' in sources, words


# --- A hang --------------------------------------------------------------------------------------------------------


@pytest.fixture
def hung(directory):
    """hung(commands): what the console shows of a machine that does not end, and that was asked then."""
    def hung(commands, words=""):
        assert run_qemu(directory, words, commands, ticks=TICKS) is TIMEOUT
        return Run(directory, TIMEOUT)

    return hung


def pids(run, name):
    return [process.pid for process in run.model.named(name)]


@pytest.mark.properties("D93")
@pytest.mark.parametrize("count", [2, 5])
def test_processes_that_wait_for_one_another(hung, count):
    run = hung(f"/test/deadlock {count}")
    circle = pids(run, "deadlock")[1:]
    following = circle[1:] + circle[:1]
    edges = [f"{pid} waits in P(lock {number}), which {holder} passed last"
             for number, pid, holder in zip([*range(2, count + 1), 1], circle, following)]
    assert likely_cause(run.text) == "a deadlock: " + "; ".join(edges)
    sentences = section(run.text, "why they do not run")
    assert len(sentences) == 3 + count and sentences[0].endswith(": its child 2 has not ended")
    for number, pid, holder in zip([*range(2, count + 1), 1], circle, following):
        assert any(re.match(rf"  {pid} is BLOCKED in P\(lock {number}\), held up since tick \d+; {holder} passed it "
                            "last$", sentence) for sentence in sentences)


# A barber or a producer that nobody comes to, because all others are suspended. Each passed its semaphore last itself.
SIGNALS = {
    "barber": ("barber & sleep 0.15; kill -STOP 6 7 8 9 10 11 12 13", "customers"),
    "producer": ("producer_consumer & sleep 0.02; kill -STOP 7 8", "empty"),
}


@pytest.mark.parametrize("name", SIGNALS)
def test_who_waits_for_a_signal_is_in_no_deadlock(hung, name):
    commands, label = SIGNALS[name]
    run = hung(f"{commands}; sleep 1000")
    assert "deadlock" not in run.text.partition("panic: ")[2]
    waits = re.findall(rf"^  (\d+) is BLOCKED in P\({label}\), .*; (\d+) passed it last$", run.text, re.MULTILINE)
    assert any(pid == last for pid, last in waits), "this is not the situation"


def test_one_that_computes_beside_a_deadlock(hung):
    """Both are said: why it does not end, and who will never go on."""
    run = hung("/test/deadlock 2 & /test/spinners forever")
    assert re.fullmatch(r"pid \d+ \(spinners\) computes in user mode, and does not end", likely_cause(run.text))
    assert re.search(r"^a deadlock: \d+ waits in P\(lock 2\), which \d+ passed last; ", run.text, re.MULTILINE)


def test_one_that_computes(hung):
    run = hung("/test/spinners forever")
    assert likely_cause(run.text) == "pid 3 (spinners) computes in user mode, and does not end"
    assert re.search(r"^panic: user mode: non-maskable interrupt: .* eip 0x0804", run.text, re.MULTILINE)


def test_all_sleep(hung):
    """Nobody waits for another: it says what each waits for. (Without sleep=off time would have to pass.)"""
    run = hung("sleep 1000000")
    assert likely_cause(run.text).startswith("all processes wait, and none for another")
    assert re.search(r"^  3 is BLOCKED in sleep since tick \d+, until tick \d+$", run.text, re.MULTILINE)


def test_a_kernel_that_loops_with_interrupts_off(boot_under_gdb):
    """The non-maskable interrupt comes through all the same."""
    machine = boot_under_gdb(words="console=serial", run="sleep 1", stopped=True)
    machine.stop()
    machine.gdb("hbreak *schedule if current->pid != 0")
    machine.gdb("continue")
    machine.gdb("set *(short *)$eip = 0xfeeb")  # jmp to itself
    machine.gdb("monitor nmi")
    machine.go()
    while machine.read():
        pass
    assert likely_cause(machine.text) == ("the kernel loops with interrupts off: in schedule, or in a function that "
                                          "called it")
    assert "\npanic: schedule+0: non-maskable interrupt in the kernel: " in machine.text


LOOKED_AT = """
import json, socket, sys
monitor = socket.socket(fileno=int(sys.argv[1])).makefile("rw")
places = iter(["CPL=0 HLT=0"] * 3 + [sys.argv[2]] * 2)
expected = ["stop", "info registers", "cont"] * 3 + ["stop", "info registers", "info registers", "inject-nmi", "cont"]
expected = ["qmp_capabilities", "info status", *expected]
while expected:
    asked = json.loads(monitor.readline())
    if asked["arguments"].get("command-line", asked["execute"]) != expected.pop(0):
        sys.exit(1)
    last = asked["arguments"].get("command-line")
    answer = "VM status: running" if last == "info status" else next(places) if last == "info registers" else {}
    print(json.dumps({"return": answer}), file=monitor, flush=True)
sys.exit(3)
"""


@pytest.mark.parametrize("place", ["CPL=3 HLT=0", "CPL=0 HLT=1"])
def test_a_machine_is_asked_where_it_tells_most(place):
    """Three times it is met in the kernel, where it only passes through. (A program that only talks like QEMU.)"""
    watch = hang.Watch()
    process = subprocess.Popen([sys.executable, "-c", LOOKED_AT, str(watch.fds[0]), place], pass_fds=watch.fds)
    watch.started()
    words = watch.explain(process)
    watch.close()
    assert words == ""


def test_a_machine_that_does_not_answer(directory):
    """A CPU that is stopped takes no interrupt at all: its registers are told."""
    watch = hang.Watch()
    process = subprocess.Popen(qemu.command(kernel=str(BUILD / "robin.elf"), archive=None, serial="null", trace=None,
                                            log=None, extra=["-S", *watch.options]), pass_fds=watch.fds)
    watch.started()
    words = watch.explain(process, quiet_seconds=1)
    watch.close()
    assert "does not even answer" in words and re.search(r"^EIP=0000fff0", words, re.MULTILINE)


SLOW = """
import socket, sys, time
monitor = socket.socket(fileno=int(sys.argv[1])).makefile("rw")
time.sleep(2)
for _ in range(4):
    monitor.readline()
    print('{"return": ""}', file=monitor, flush=True)
for _ in range(16):
    print("a line of the report", file=open(sys.argv[2], "a"))
    time.sleep(0.25)
sys.exit(3)
"""


@pytest.mark.parametrize("reported", [True, False])
def test_a_slow_machine_is_waited_for(directory, reported):
    """For its start, and for as long as its report grows. (A program that only talks like QEMU.)"""
    watch, console = hang.Watch(), directory / "console.log"
    process = subprocess.Popen([sys.executable, "-c", SLOW, str(watch.fds[0]), str(console)], pass_fds=watch.fds)
    watch.started()
    words = watch.explain(process, console if reported else None, quiet_seconds=1.5)
    watch.close()
    assert ("does not even answer" in words) != reported and (words == "") == reported


ANSWERS = """
import socket, sys
monitor = socket.socket(fileno=int(sys.argv[1])).makefile("rw")
for _ in range(4):
    monitor.readline()
    print('{"return": "EIP=c0101234"}', file=monitor, flush=True)
"""


def test_a_machine_that_does_not_survive_the_question():
    """As it is before the kernel has an interrupt table. (Here by a program that only talks like QEMU, and ends.)"""
    watch = hang.Watch()
    process = subprocess.Popen([sys.executable, "-c", ANSWERS, str(watch.fds[0])], pass_fds=watch.fds)
    watch.started()
    words = watch.explain(process)
    watch.close()
    assert "did not survive" in words and words.endswith("\nEIP=c0101234")


# --- The last events -----------------------------------------------------------------------------------------------


def plain(line):
    """A line of tools/trace in the kernel's words, which has numbers for signals and errors, and no arguments."""
    line = re.sub(r"(  (?!P\()\w+)\(.*\)$", r"\1(...)", line).replace("  exit_group(", "  exit(")
    line = re.sub(r"  P\(.*\)$", "  P(...)", line)
    for number, name in trace.ERRNO_NAMES.items():
        line = re.sub(rf"-{name}\b", f"-{number}", line)
    for number, name in trace.SIGNAL_NAMES.items():
        line = re.sub(rf"  {name} from", f"  signal {number} from", line)
        line = re.sub(rf": {name}$", f": signal {number}", line)
    line = re.sub(r" = 0x([0-9a-f]+)$", lambda found: f" = {trace.signed(int(found[1], 16))}", line)
    return line.replace("the kernel", "0 idle")


def kernel_line(line):
    line = re.sub(r" = 0x([0-9a-f]+)$", lambda found: f" = {trace.signed(int(found[1], 16))}", line[2:])
    return line.replace("the kernel", "0 idle")


@pytest.mark.parametrize("command", ["forkdemo", "philosophers 2", "suspend", "zombie", "/test/privileged", "race 1"])
def test_the_last_events_in_words(crash, directory, command):
    """The kernel's words for its ring are those of tools/trace for the file."""
    text = crash(command, "*sys_exit", "set $eip = 0", words="console=serial trace=on")
    shown = section(text, r"the last 16 events")
    records = trace.Trace.load(directory / qemu.TRACE_FILE)
    both = list(zip(records.records(), trace.lines(records)))
    # The ring keeps the last of a run of ticks.
    lines = [line for (record, line), following in zip(both, [*both[1:], None])
             if not following or (record.kind, record.pid) != (following[0].kind, following[0].pid)
             or record.kind != trace.Kind.TICK]
    assert len(shown) == 16
    assert [kernel_line(line) for line in shown] == [plain(line) for line in lines[-16:]]


def test_without_the_trace_it_says_how_to_get_events(boot):
    text = boot("hello", words="selftest=panic trace=off", status=PANIC).text
    assert "no events are recorded: boot without trace=off to see the last ones here\n" in text


# --- Damage, colours, and who only asks ----------------------------------------------------------------------------


def test_a_mistake_while_it_describes_one(crash):
    """It says so, and ends."""
    text = crash("hello", "*sys_getpid", "set *(short *)events_print = 0x0b0f", "set $eip = 0")
    second = text.index("\nanother panic, while describing this one: events_print+0: invalid opcode")
    assert text.index("\npanic: ") < second
    assert text.count("panic") == 2


def test_no_current_process(crash):
    text = crash("hello", "*sys_getpid", "set current = 0x1234", "set $eip = 0")
    assert "the pointer to the current process is damaged: 0x00001234\n" in text
    assert "another panic" not in text and section(text, r"the last \d+ events")  # few, so early


# jmp to itself
HANG = "set *(short *)$eip = 0xfeeb", "monitor nmi"


def test_a_hang_without_current_process(crash):
    """Who computes, and who runs before those that are READY: both ask for it."""
    text = crash("producer_consumer", "*semaphore_V", "set current = 0x1234", *HANG)
    assert likely_cause(text) == "memory is damaged: something wrote over the pointer to the current process"
    assert "another panic" not in text and " is READY" in text and section(text, "why they do not run")


PARENT = "current->parent->children"
CHILDREN = {
    # A circle of its own, whose members are not those that are waited for.
    "damaged": ("the list of its children is damaged", f"set {PARENT}.next = &current->sibling_link",
                "set current->sibling_link.next = &current->sibling_link",
                "set current->sibling_link.previous = &current->sibling_link",
                "set ((struct trapframe *)current->parent->kernel_stack_top)[-1].ebx = 77"),
    "wild": ("the list of its children is damaged", f"set {PARENT}.next = 0x40000001"),
    "empty": ("it has no child to wait for", f"set {PARENT}.next = &{PARENT}"),
}


@pytest.mark.parametrize("name", CHILDREN)
def test_a_hang_with_a_damaged_list_of_children(crash, name):
    words, *commands = CHILDREN[name]
    text = crash("hello", "*sys_getpid", *commands, *HANG)
    assert "another panic" not in text
    assert any(re.fullmatch(rf"  1 is BLOCKED in wait since tick \d+: {words}", line)
               for line in section(text, "why they do not run"))


def test_an_event_takes_its_name_from_none_that_came_later(crash):
    """Where the ring begins, its end is next."""
    newest, oldest = ("'trace.c'::trace_ring[('trace.c'::trace_ring_count - %d) %% 512]" % back for back in (1, 16))
    name = trace.CONSTANTS["TRACE_TEXT_WORD"]
    text = crash("hello", "*sys_getpid", "set 'trace.c'::trace_ring_count += 512", f"set {oldest}.pid = 4242",
                 f"set {newest}.pid = 4242", f"set {newest}.kind = {int(trace.Kind.EXEC)}",
                 f"set {newest}.words[{name}] = {ord('x')}", "set $eip = 0")
    events = section(text, "the last 16 events")
    assert re.match(r"  tick +\d+  pid +4242 \?  ", events[0]) and events[15].endswith("becomes x")


def test_the_page_directory_of_a_double_fault_is_its_task_s(boot):
    """So it is not told; of other faults it is."""
    for mistake, is_told in (("null-pointer", True), ("stack-overflow", False)):
        text = boot("hello", words=f"selftest={mistake}", status=PANIC).text
        if "undefined behaviour" not in text:  # which a kernel built with SAN=1 notices before
            assert (" cr3 " in re.search(r"^eip .*$", text, re.MULTILINE).group(0)) == is_told


def test_every_list_is_damaged(crash):
    """The lists of processes, children and waiters, the ready queue, and what the current process points to."""
    text = crash("producer_consumer", "*semaphore_V", *(
        f"set {place} = 0x{value:x}" for value, place in enumerate((
            "'process_table.c'::all.next", "'ready_queue.c'::queue.next", "current->all_link.next",
            "current->children.next", "current->parent", "current->space", "current->waiting_on", "current->family",
            "current->sibling_link.next"), 0x40000001)), "set $eax = 0")
    assert likely_cause(text).startswith("memory is damaged: something wrote over all_link of pid ")
    assert "another panic" not in text and len(section(text, "the last 16 events")) == 16


def test_colours_are_only_colours(boot):
    """With them the same is said."""
    colourful, plain_text = (boot("hello", words=f"selftest=stack-overflow color={word}", status=PANIC).text
                             for word in ("on", "off"))
    assert "\x1b[1;31mpanic: " in colourful and "\x1b[33mlikely cause: " in colourful
    assert "\x1b" not in plain_text and COLORS.sub("", colourful) == plain_text


def test_a_break_shows_all_processes_and_it_goes_on(console):
    console.command("sleep 1000 &")
    console.type(CTRL_A + "b")
    shown = COLORS.sub("", console.expect("\n  3 is "))
    console.expect("\n")
    assert "why they do not run:" in shown and "2 is BLOCKED in read since tick " in shown
    assert re.search(r"^  1 is BLOCKED in wait since tick \d+: its child 2 has not ended$", shown, re.MULTILINE)
    assert console.command("echo it goes on") == "it goes on\n"
