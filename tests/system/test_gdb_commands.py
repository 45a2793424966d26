"""Robin's commands in gdb, each against a running machine, and each against damage done by hand: a list that is a
circle of its own, a wild pointer, a machine that has not started, wrong arguments. Never a traceback."""
import re

import pytest

from boot import ROOT, RUNS
from debugger import Debugger, prepare
from tools import trace

pytestmark = pytest.mark.xdist_group("gdb-commands")

READY_QUEUE = "'kernel/sched/ready_queue.c'::queue"
ALL = "'kernel/proc/process_table.c'::all"
SEMAPHORES = "'kernel/sync/family.c'::slots"
COMMANDS = ("ps", "pcb", "readyq", "waitq", "sems", "waitgraph", "why", "bt-process", "trapframe", "pages", "events",
            "next-switch", "until-process", "break-process", "step-user", "console", "type")


def started(name, run):
    folder = RUNS / f"test_gdb_commands.{name}"
    prepare(folder)
    return Debugger(folder, "--run", run)


@pytest.fixture(scope="module")
def before_boot():
    gdb = started("before_boot", "hello")
    yield gdb
    gdb.close()


@pytest.fixture(scope="module")
def sharing():
    """Three processes compute: 4 runs, 5 and 6 are ready."""
    gdb = started("sharing", "round_robin")
    gdb.ask("break round_robin.c:tick if current->pid == 4 && current->switches == 3")
    gdb.ask("continue")
    gdb.ask("delete")
    gdb.ask("tbreak round_robin.c:tick")
    assert "pid 4 round_robin, kernel mode, tick " in gdb.ask("continue")
    assert gdb.ask("python from tools.gdb import stops; print(stops.line())").endswith("ready: 5 6")
    yield gdb
    gdb.close()


@pytest.fixture(scope="module")
def deadlock():
    """Three philosophers wait for one another; their parent sleeps."""
    gdb = started("deadlock", "philosophers 3 deadlock")
    gdb.ask("tbreak tick_interrupt if trace_ticks == 15")
    assert "idle, kernel mode, tick 15, ready: nobody" in gdb.ask("continue")
    yield gdb
    gdb.close()


class Changed:
    """with Changed(gdb, "current", "0x1234"): the variable has this value, and then its old one again."""

    def __init__(self, gdb, place, value):
        self.gdb, self.place, self.value = gdb, place, value

    def __enter__(self):
        self.address = self.gdb.value(f"(unsigned)&({self.place})")
        self.old = self.gdb.value(f"*(unsigned *){self.address}")
        self.set(self.gdb.value(f"(unsigned)({self.value})"))

    def __exit__(self, *_):
        self.set(self.old)

    def set(self, value):
        self.gdb.ask(f"set var *(unsigned *){self.address} = {value}")


def pcb(pid):
    return f"(*(struct pcb *)'kernel/proc/process_table.c'::slots[{pid - 1}])"


# --- Help ----------------------------------------------------------------------------------------------------------


def test_each_command_has_help(before_boot):
    listed = before_boot.ask("robin")
    assert before_boot.ask("help robin") == listed and listed.startswith("Robin's own commands")
    defined = before_boot.ask("help user-defined")
    for command in COMMANDS:
        assert re.search(rf"^  {command}\b.*  \w", listed, re.MULTILINE), command
        assert before_boot.ask(f"help {command}").startswith(command), command
        assert re.search(rf"^{command}\b", defined, re.MULTILINE), command


# --- What they show ------------------------------------------------------------------------------------------------


def test_ps(sharing, deadlock):
    shown = sharing.ask("ps")
    assert re.search(r"^\* +4 +3 +RUNNING +\d+ +3 +5 +round_robin$", shown, re.MULTILINE), shown
    assert re.search(r"^ +5 +3 +READY ", shown, re.MULTILINE)
    assert re.search(r"^ +3 +2 +BLOCKED .* round_robin +a child$", shown, re.MULTILINE)
    shown = deadlock.ask("ps")
    assert re.search(r"^ +3 .* sleep until tick 2\d$", shown, re.MULTILINE), shown
    assert re.search(r"^ +4 .* P\(fork 2\)$", shown, re.MULTILINE) and "idle has the CPU" in shown


def test_pcb(sharing):
    shown = sharing.ask("pcb 5")
    assert shown.startswith("pid 5 round_robin, READY, at 0xc")
    assert re.search(r"^  state +READY$", shown, re.MULTILINE)
    assert re.search(r"^  parent +0xc\w+ \(pid 3 round_robin\)$", shown, re.MULTILINE), shown
    assert re.search(r"^  kernel_esp +0xf000\w{4}\n  kernel_stack_top +0xf000\w000$", shown, re.MULTILINE), shown
    assert re.search(r"^  changed_reason +slice ended$", shown, re.MULTILINE), shown
    assert re.search(r"^  waited_reason +P$", shown, re.MULTILINE), shown
    assert re.search(r"^  child_changed +\{waiters = \(empty\), reason = ", shown, re.MULTILINE), shown
    assert sharing.ask("pcb").startswith("pid 4 round_robin, RUNNING")
    for field in re.findall(r"^  (\w+) =", sharing.ask("print *current"), re.MULTILINE):
        assert field == "policy_data" or re.search(rf"^  {field} ", shown, re.MULTILINE), field


def test_readyq(sharing, deadlock):
    assert sharing.ask("readyq").splitlines() == ["runs:  pid 4 round_robin", "    1. pid 5 round_robin",
                                                  "    2. pid 6 round_robin"]
    assert deadlock.ask("readyq").splitlines() == ["runs:  nobody (idle)", "ready: nobody"]


def test_waitq(deadlock):
    shown = [re.sub(r" +", " ", line) for line in deadlock.ask("waitq").splitlines()]
    assert "P(fork 1): pid 6 philosophers" in shown and any(
        re.fullmatch(r"sleep: pid 3 philosophers until tick 2\d", line) for line in shown)
    assert "a child: pid 1 init" in shown


def test_sems(deadlock):
    shown = [line.split() for line in deadlock.ask("sems").splitlines()]
    assert ["0", "table", "1", "-", "6"] in shown
    assert ["1", "fork", "1", "0", "6", "4"] in shown and ["2", "fork", "2", "0", "4", "5"] in shown


def test_waitgraph(sharing, deadlock):
    shown = deadlock.ask("waitgraph")
    assert "4 -> 5   philosophers: P(fork 2), which 5 has not given back" in shown
    assert "a circle: 4 -> 5 -> 6 -> 4: none of them can go on, a deadlock" in shown
    shown = sharing.ask("waitgraph")
    assert "3 -> 4   round_robin: a child" in shown and "circle" not in shown


def test_why(sharing, deadlock):
    assert re.fullmatch(r"6 is READY (for \d+ ticks?|since this tick): 4 runs, 5 is ahead; "
                        "6 left the CPU when its slice ended", sharing.ask("why 6"))
    assert sharing.ask("why 4").startswith("4 is RUNNING for ")
    assert re.fullmatch(r"4 is BLOCKED in P\(fork 2\), held up since tick \d+; "
                        "5 passed it last and has not given it back", deadlock.ask("why 4"))
    assert deadlock.ask("why 3") .startswith("3 is BLOCKED in sleep since tick ")
    assert re.search(r", until tick 2\d$", deadlock.ask("why 3"))
    assert deadlock.ask("why 1").endswith("its child 2 has not ended")
    assert deadlock.ask("why 0").startswith("0 (idle) has the CPU")
    assert deadlock.ask("why 77") == "there has never been a process 77"


def test_waitgraph_of_a_semaphore_that_is_no_lock():
    """The barber waits for customers, and was himself the last who passed; who has the CPU will do V."""
    gdb = started("barber", "barber")
    try:
        lines = (ROOT / "user/programs/barber.c").read_text().splitlines()
        place = next(number for number, line in enumerate(lines, 1) if "closed = true" in line)
        gdb.ask(f"break barber.c:{place}")
        assert "pid 3 barber" in gdb.ask("continue")
        shown = gdb.ask("waitgraph")
        assert "4 -> .   barber: P(customers), which 4 passed last" in shown, shown
        assert "circle" not in shown and "nor can" not in shown
    finally:
        gdb.close()


def test_why_without_a_trace(sharing):
    """By the PCBs alone."""
    with Changed(sharing, "trace_mode", "0"):
        assert sharing.ask("why 6").startswith("6 is READY: 4 runs, 5 is ahead (by its PCB: ")
        assert sharing.ask("why 3").startswith("3 is BLOCKED in a child (by its PCB: ")


def test_bt_process_of_any_process(sharing, deadlock):
    """Out of the kernel, through the trap, into the program, with its symbols; also of one that does not run."""
    shown = deadlock.ask("bt-process 5")
    assert shown.startswith("pid 5 philosophers, BLOCKED")
    inner = ["schedule (reason=", "semaphore_P (", "sys_P (", "trap (frame=", "trap_entry: system call", "P (id=",
             "take (philosopher=", "dine (philosopher=", "main (argc="]
    places = [shown.find(part) for part in inner]
    assert -1 not in places and places == sorted(places), shown
    assert re.search(r"dine \(philosopher=(philosopher@entry=)?1\)", shown), shown  # its own stack, not a sibling's
    assert re.search(r"dine \(philosopher=(philosopher@entry=)?2\)", deadlock.ask("bt-process 6"))
    shown = deadlock.ask("bt-process 2")
    assert "user/programs/sh.c" in shown and "philosophers.c" not in shown
    assert "idle_run" in deadlock.ask("bt-process 0")
    shown = sharing.ask("bt-process 4")
    assert "tick_interrupt" in shown and "trap_entry: interrupted by the timer" in shown and "spin (me=" in shown
    assert "pid 5 round_robin, READY" in sharing.ask("bt-process 5")


def test_bt_process_leaves_the_machine_as_it_was(sharing):
    before = sharing.ask("info registers eip esp ebp ebx esi edi eflags cr3")
    program = sharing.ask("info symbol main")
    sharing.ask("bt-process 2")
    assert sharing.ask("info registers eip esp ebp ebx esi edi eflags cr3") == before
    assert sharing.ask("info symbol main") == program and "round_robin.elf" in program


def test_a_backtrace_goes_on_through_the_trap(sharing):
    shown = sharing.ask("backtrace")
    places = [shown.find(part) for part in ("tick_interrupt (", "irq_dispatch (", "trap (frame=", "trap_entry: ",
                                            "spin (me=", "main (argc=")]
    assert -1 not in places and places == sorted(places), shown


def test_trapframe(sharing, deadlock):
    shown = deadlock.ask("trapframe 4")
    assert shown.startswith("pid 4 philosophers: in the system call P(2)") and "user/lib/" in shown
    assert "in the system call waitpid(-1, " in deadlock.ask("trapframe 1")
    shown = sharing.ask("trapframe")
    assert "interrupted by the timer, vector 0x20" in shown and "spin, user/programs/round_robin.c" in shown
    assert "cs 0x1b   ss 0x23" in shown
    assert "idle has no user mode" in deadlock.ask("trapframe 0")


def test_pages(sharing):
    shown = sharing.ask("pages 5")
    assert shown.startswith("pid 5 round_robin: 5 pages present, page directory at 0x00")
    assert re.search(r"^0x08048000-0x0804a000  read execute\n  0x08048000 and 1 more +frame \w+  present, read-only, "
                     r"users \d$", shown, re.MULTILINE), shown
    assert re.search(r"^0x40000000-.*shared\n  0x40000000 +frame \w+  present, shared, writable, users 4$", shown,
                     re.MULTILINE)
    assert "read write, the stack: grows down" in shown and "DAMAGE" not in shown
    shown = sharing.ask("pages 3")  # its stack and data have been copied by the children, or not yet
    assert "copy-on-write" in shown or "present, writable, users 1" in shown


def test_events(sharing):
    shown = sharing.ask("events 3").splitlines()
    assert len(shown) == 3 and re.search(r"pid     4 round_robin      tick in user mode$", shown[-1])
    assert len(sharing.ask("events").splitlines()) == 16
    assert "trace version" in sharing.ask("events 100000").splitlines()[0]


def test_printers(sharing):
    shown = sharing.ask("print *current")
    assert "= pid 4 round_robin, RUNNING = {" in shown and "state = RUNNING" in shown
    assert sharing.ask(f"print {READY_QUEUE}").endswith("= (pid 5, pid 6)")
    assert sharing.ask("print current->parent->children").endswith("= (pid 4, pid 5, pid 6)")
    assert sharing.ask("print current->zombies").endswith("= (empty)")
    assert sharing.ask("print current->queue_link").endswith("= on no list")
    frame = sharing.ask("print *((struct trapframe *)current->kernel_stack_top - 1)")
    assert "= interrupted by the timer, vector 0x20, from user mode = {" in frame
    assert sharing.ask("print current").endswith(" (pid 4 round_robin)")


# --- Damage --------------------------------------------------------------------------------------------------------


def test_a_cyclic_ready_queue(sharing):
    with Changed(sharing, f"{pcb(6)}.queue_link.next", f"{READY_QUEUE}.next"):
        expected = "DAMAGE: the ready queue: cyclic: after pid 6 comes pid 5 again, never the head"
        assert expected in sharing.ask("readyq")
        assert expected.partition(": ")[2] in sharing.ask("python from tools.gdb import stops; print(stops.line())")
        assert "5 is ahead" in sharing.ask("why 6")
        assert "cyclic" in sharing.ask(f"print {READY_QUEUE}")
        assert "round_robin" in sharing.ask("ps")


@pytest.mark.parametrize("value, words", [
    ("0xdeadbee0", "wild pointer: after pid 5 comes 0xdeadbee0, which is no memory"),
    ("&current->zombies", "which is no link of such a list"),
    ("0", "after pid 5 it ends in NULL"),
])
def test_a_wild_pointer_in_the_ready_queue(sharing, value, words):
    with Changed(sharing, f"{pcb(5)}.queue_link.next", value):
        shown = sharing.ask("readyq")
        assert words in shown and "READY, but not to be found on the ready queue: pid 6" in shown


def test_a_link_back_that_is_wrong(sharing):
    with Changed(sharing, f"{pcb(6)}.queue_link.previous", "0x1234"):
        shown = sharing.ask("readyq")
        assert "pid 6 points back to 0x00001234, not to pid 5" in shown and "2. pid 6" in shown


@pytest.mark.parametrize("value, words", [
    ("0xdeadbee0", "after pid 2 comes 0xdeadbee0, which is no memory"),
    (f"{ALL}.next", "cyclic: after pid 2 comes pid 1 again"),
])
def test_a_damaged_list_of_processes(sharing, value, words):
    """The pid table knows them too."""
    with Changed(sharing, f"{pcb(2)}.all_link.next", value):
        shown = sharing.ask("ps")
        assert f"DAMAGE: the list of all processes: " in shown and words in shown
        assert re.search(r"^ +6 +3 +READY", shown, re.MULTILINE), shown
        for command in ("readyq", "waitq", "sems", "waitgraph", "why 5", "pcb 5", "bt-process 5", "pages 5",
                        "trapframe 5", "events", "print *current"):
            assert sharing.ask(command)


@pytest.mark.parametrize("value", ["0xdeadbee0", "0", "&trace_ring"])
def test_current_is_wild(sharing, value):
    with Changed(sharing, "current", value):
        for command in ("ps", "readyq", "why 5", "trapframe", "pages", "next-switch", "step-user", "pcb"):
            shown = sharing.ask(command)
            assert re.search(r"current is a wild pointer: 0x\w{8} (is no memory|holds no PCB)", shown), shown
        assert "waits" in sharing.ask("waitgraph") or "->" in sharing.ask("waitgraph")
        assert "pid 5 round_robin, READY" in sharing.ask("pcb 5")


def test_waiting_on_is_wild(deadlock):
    with Changed(deadlock, f"{pcb(5)}.waiting_on", "0xdeadbee0"):
        expected = "waiting_on is a wild pointer: 0xdeadbee0 is no memory"
        for command in ("ps", "waitq", "waitgraph"):
            assert expected in deadlock.ask(command), command
    with Changed(deadlock, f"{pcb(5)}.waiting_on", "0"):
        assert "pid 5 philosophers is BLOCKED, but waiting_on is NULL" in deadlock.ask("waitq")
    with Changed(deadlock, f"{pcb(5)}.waiting_on", "&current"):
        assert "holds no wait queue" in deadlock.ask("waitgraph")


def test_a_damaged_wait_queue(deadlock):
    with Changed(deadlock, f"{pcb(5)}.queue_link.next", f"&{pcb(5)}.queue_link"):
        assert "the waiters of fork 3: cyclic: after pid 5 comes pid 5 again" in deadlock.ask("sems")
        assert "cyclic" in deadlock.ask("waitq")


def test_the_table_of_semaphores_is_damaged(deadlock):
    with Changed(deadlock, f"{SEMAPHORES}[2]", "0xdeadbee0"):
        shown = deadlock.ask("sems")
        assert "the table of semaphores, 2: wild pointer, 0xdeadbee0 is no memory" in shown and "fork 1" in shown
        assert "P(semaphore 2)" in deadlock.ask("waitgraph")


def test_a_wild_kernel_stack(deadlock):
    with Changed(deadlock, f"{pcb(5)}.kernel_esp", "0x1234"):
        assert "kernel_esp is wild: 0x00001234 is not inside its kernel stack" in deadlock.ask("bt-process 5")
    with Changed(deadlock, f"{pcb(5)}.kernel_stack_top", "0x40000000"):
        assert "is no memory" in deadlock.ask("trapframe 5")
    with Changed(deadlock, f"*(unsigned *)({pcb(5)}.kernel_esp + 12)", "0x1234"):  # the saved ebp
        assert "kernel/sched/sched.c" in deadlock.ask("bt-process 5")


def test_a_damaged_address_space(deadlock):
    with Changed(deadlock, f"{pcb(5)}.space", "0xdeadbee0"):
        for command in ("pages 5", "bt-process 5"):
            assert "space is a wild pointer: 0xdeadbee0 is no memory" in deadlock.ask(command)
        assert "0xdeadbee0?" in deadlock.ask("ps")
    with Changed(deadlock, f"{pcb(5)}.space->regions.next->next", f"{pcb(5)}.space->regions.next"):
        assert "DAMAGE: the list of regions: cyclic" in deadlock.ask("pages 5")
    with Changed(deadlock, f"{pcb(5)}.space->pages", "77"):
        assert "DAMAGE: 6 pages are present, but the address space counts 77" in deadlock.ask("pages 5")
    with Changed(deadlock, f"*(unsigned *)({pcb(5)}.space->directory + 0xc0000000 + 32 * 4)", "0xfffff007"):
        assert "a page table is damaged: frame 0xfffff000 is beyond all memory" in deadlock.ask("pages 5")
        assert deadlock.ask("bt-process 5")


def test_a_damaged_pcb(deadlock):
    with Changed(deadlock, f"{pcb(5)}.state", "77"):
        shown = deadlock.ask("ps")
        assert "holds no PCB: pid 5, state 77" in shown and re.search(r"^ +6 ", shown, re.MULTILINE), shown
        assert "no process 5" in deadlock.ask("pcb 5")
        assert "no state: 77" in deadlock.ask(f"print {pcb(5)}.state")


def test_a_region_that_begins_anywhere_and_ends_beyond_all(deadlock):
    """Where there is no page table, 4 MB are passed at once; the tables that there are, are all looked at."""
    region = f"(*(struct region *){pcb(5)}.space->regions.next)"  # its link is its first member
    pages = {int(page, 16) for page in re.findall(r"^  (0x\w+)", deadlock.ask("pages 5"), re.MULTILINE)}
    with Changed(deadlock, f"{region}.start", "1"), Changed(deadlock, f"{region}.end", "0xfffff000"):
        shown = deadlock.ask("pages 5")
        whole = shown.partition("0x00000001-0xfffff000")[2].partition("\n0x")[0]
        assert {int(page, 16) for page in re.findall(r"^  (0x\w+)", whole, re.MULTILINE)} == pages, shown
        assert "DAMAGE: " in shown


def test_a_pcb_that_was_changed_behind_the_kernels_back(deadlock):
    with Changed(deadlock, f"{pcb(5)}.state", "1"):
        shown = deadlock.ask("why 5")
        assert "DAMAGE: the PCB says READY, the trace BLOCKED" in shown, shown
        assert "READY, but not to be found on the ready queue: pid 5" in deadlock.ask("readyq")


def test_a_damaged_trace_ring(sharing):
    count = sharing.value("trace_ring_count")
    with Changed(sharing, "trace_ring_count", count + 1), Changed(sharing, f"trace_ring[{count}].kind", "99"):
        assert "damaged at record" in sharing.ask("events")
        assert sharing.ask("why 6").startswith("6 is READY: 4 runs, 5 is ahead (by its PCB: ")
    assert "tick in user mode" in sharing.ask("events 1")


def test_running_on_in_a_damaged_kernel(sharing):
    """until-process and break-process say what is wrong, or do it all the same; the machine stays where it is."""
    before = sharing.value("$eip")
    for damage in (Changed(sharing, "current", "0xdeadbee0"), Changed(sharing, f"{pcb(5)}.state", "77"),
                   Changed(sharing, f"{pcb(2)}.all_link.next", "0xdeadbee0")):
        with damage:
            shown = sharing.ask("until-process 77")
            assert shown.startswith("there is no process 77"), shown
            shown = sharing.ask("break-process 6 spin")
            assert "current is a wild pointer" in shown or "of round_robin, for process 6 only" in shown, shown
            sharing.ask("delete")
    with Changed(sharing, "current", "0xdeadbee0"):
        assert "current is a wild pointer: 0xdeadbee0 is no memory" in sharing.ask("until-process 6")
    with Changed(sharing, f"{pcb(5)}.state", "77"):
        assert sharing.ask("until-process 5").startswith("there is no process 5")
        assert sharing.ask("break-process 5 spin").startswith("there is no process 5")
    with Changed(sharing, f"{pcb(5)}.space", "0xdeadbee0"):
        assert "space is a wild pointer: 0xdeadbee0 is no memory" in sharing.ask("break-process 5 spin")
    assert sharing.value("$eip") == before


# --- Before the kernel, and nonsense -------------------------------------------------------------------------------


def test_before_the_kernel(before_boot):
    for command in ("ps", "pcb", "pcb 1", "readyq", "waitq", "sems", "waitgraph", "why 1", "bt-process 1", "trapframe",
                    "pages", "events", "until-process 1", "break-process 1 main", "step-user"):
        assert before_boot.ask(command) == "the machine has not reached the kernel yet: set breakpoints, then continue"
    assert before_boot.ask("console") == "(nothing new)"


def test_before_the_first_process(before_boot):
    before_boot.ask("tbreak kernel_main")
    shown = before_boot.ask("continue")
    assert "idle, kernel mode, tick 0, ready: nobody" in shown
    assert before_boot.ask("ps") == "no process has been made yet"
    assert before_boot.ask("sems") == "there are no semaphores"
    assert before_boot.ask("why 1").startswith("there is no process 1")
    assert before_boot.ask("events") == "the kernel keeps no trace: boot without trace=off"
    for command in ("readyq", "waitq", "waitgraph", "pcb", "bt-process 0", "trapframe", "pages"):
        assert before_boot.ask(command)


@pytest.mark.parametrize("command, words", [
    ("ps 1", "usage: ps"), ("why", "usage: why PID"), ("why 1 2", "usage: why PID"),
    ("why nobody", "'nobody' is no number; usage: why PID"), ("pcb 99", "no process 99; there are 1 2 3 4 5 6"),
    ("bt-process -1", "there is no process -1"), ("events 0", "usage: events [N], with N from 1 on"),
    ("events -5", "usage: events"), ("trapframe 99", "there is no process 99"), ("pages 0", "idle, which is part of"),
    ("until-process 4", "4 has the CPU already"), ("until-process 99", "there is no process 99"),
    ("break-process", "usage: break-process PID FUNCTION"), ("break-process 4", "usage: break-process"),
    ("break-process 4 no_such", "neither round_robin, which 4 runs, nor the kernel has no_such"),
    ("break-process 99 main", "there is no process 99"), ("step-user sideways", "usage: step-user"),
    ("type", "usage: type TEXT"), ("next-switch 3", "usage: next-switch"), ("pcb 99999999999999999999", "is no"),
])
def test_wrong_arguments(sharing, command, words):
    shown = sharing.ask(command)
    assert words in shown and "\n" not in shown, shown


def test_any_error_of_python_is_one_line(sharing):
    """What damage leads a command to, nobody knows."""
    sharing.ask("python from tools.gdb import tables; Table, tables.Table = tables.Table, lambda: tables.Table()")
    try:
        shown = sharing.ask("ps")
    finally:
        sharing.ask("python tables.Table = Table")
    assert shown.startswith("ps: maximum recursion depth exceeded") and "\n" not in shown
    assert "round_robin" in sharing.ask("ps")


def test_all_words_are_the_traces(sharing):
    """The reasons that next-switch may give are the trace's."""
    assert {"SLICE_ENDED", "BLOCKED", "IDLE"} <= {reason.name for reason in trace.Reason}
