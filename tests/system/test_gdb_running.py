"""Running in gdb from decision to decision: next-switch, until-process, break-process, step-user."""
import re

import pytest

from debugger import Debugger, prepare


@pytest.fixture
def at_work(directory):
    """at_work(run, place): the machine stopped at a place in the program."""
    sessions = []

    def start(run, *places):
        folder = directory / str(len(sessions))
        prepare(folder)
        sessions.append(Debugger(folder, "--run", run))
        for place in places:
            sessions[-1].ask(f"break {place}")
            assert "Breakpoint" in sessions[-1].ask("continue")
            sessions[-1].ask("delete")
        return sessions[-1]

    yield start
    for one in sessions:
        one.close()


def test_next_switch_says_who_and_why(at_work):
    gdb = at_work("round_robin", "round_robin.c:spin")
    seen = []
    for _ in range(4):
        shown = gdb.ask("next-switch").splitlines()
        seen.append(shown[0])
        old, new, reason = re.fullmatch(r"(\d) -> (\d) \((.*)\)", shown[0]).groups()
        assert shown[1].startswith(f"pid {new} round_robin, kernel mode, tick"), shown
        assert shown[-1].endswith("ret") and gdb.value("current->pid") == int(new)
    assert "slice ended" in seen[-1] and seen[-1] != seen[-2]
    runs = [line[0] for line in seen] + [seen[-1][5]]
    assert all(seen[i][5] == seen[i + 1][0] for i in range(3)), runs  # no switch was passed over


def test_next_switch_of_one_that_blocks_and_of_one_that_ends(at_work):
    gdb = at_work("hello", "hello.c:main")
    first = [gdb.ask("next-switch").splitlines()[0] for _ in range(3)]
    assert first == ["3 -> 2 (exited)", "2 -> 1 (exited)", "Robin ends with status 0: if it continues, the machine is "
                     "switched off"], first
    gdb = at_work("round_robin", "round_robin.c:main")
    assert gdb.ask("next-switch").splitlines()[0] == "3 -> 4 (blocked in P)"


def test_next_switch_stops_for_other_breakpoints_too(at_work):
    gdb = at_work("round_robin", "round_robin.c:spin")
    gdb.ask("break give_up_cpu")
    shown = gdb.ask("next-switch")
    assert "Breakpoint" in shown and "give_up_cpu" in shown and " -> " not in shown
    assert "kernel mode, tick" in shown
    gdb.ask("delete")
    assert " -> " in gdb.ask("next-switch")


def test_until_process(at_work):
    gdb = at_work("round_robin", "round_robin.c:spin")
    first = gdb.value("current->pid")
    other = 5 if first == 6 else 6
    shown = gdb.ask(f"until-process {other}")
    assert f"pid {other} round_robin, kernel mode" in shown and gdb.value("current->pid") == other
    assert re.match(rf"\d -> {other} \(", shown), shown


def test_until_a_process_that_never_runs_again_ends_with_the_machine(at_work):
    gdb = at_work("true", "machine_end")
    assert "Robin ends with status 0" in gdb.ask("continue")
    first, second = gdb.ask("next-switch").splitlines()
    assert first.startswith("the machine has ended: ") and second.startswith("the machine does not go on: ")
    assert gdb.ask("ps") == first


def test_break_process_stops_that_process_only(at_work):
    gdb = at_work("philosophers 3", "philosophers.c:dine")
    shown = gdb.ask("break-process 6 take")
    assert "take at 0x08048" in shown and "of philosophers, for process 6 only" in shown
    for _ in range(3):
        shown = gdb.ask("continue")
        assert "pid 6 philosophers, user mode" in shown and "take (philosopher=" in shown, shown
    gdb.ask("delete")
    assert "of the kernel, for process 5 only" in gdb.ask("break-process 5 semaphore_V")
    assert "pid 5 philosophers, kernel mode" in gdb.ask("continue")


def test_break_process_in_a_program_that_does_not_run_now(at_work):
    """Found with that program's symbols; and while philosophers run at the same address, it does not stop."""
    gdb = at_work("philosophers 2", "philosophers.c:dine")
    shown = gdb.ask("break-process 2 job_wait")
    assert "of sh, for process 2 only" in shown, shown
    assert "philosophers.elf" in gdb.ask("info symbol main")
    assert "Robin ends" in gdb.ask("continue")  # sh is in job_wait already, and does not come again


def test_step_user_goes_over_calls_system_calls_and_switches(at_work):
    gdb = at_work("round_robin", "round_robin.c:97")  # V(ready), then P(start), which blocks
    assert "pid 4 round_robin" in gdb.ask("python from tools.gdb import stops; print(stops.line())")
    shown = gdb.ask("step-user")
    assert shown.startswith("pid 4 round_robin, user mode") and re.search(r"round_robin\.c:98\n98\t", shown), shown
    switches = gdb.value("current->switches")
    shown = gdb.ask("step-user")
    assert "pid 4 round_robin, user mode" in shown and re.search(r"round_robin\.c:99\n99\t", shown), shown
    assert gdb.value("current->switches") > switches  # others had the CPU meanwhile


def test_step_user_stays_with_its_process(at_work):
    """4 and 5 return from the same P, at the same address, before 6 does."""
    gdb = at_work("round_robin", "round_robin.c:98 if current->pid == 6")
    shown = gdb.ask("step-user")
    assert shown.startswith("pid 6 round_robin, user mode") and re.search(r"round_robin\.c:99\n99\t", shown), shown


def test_step_user_into_and_by_instruction(at_work):
    gdb = at_work("round_robin", "round_robin.c:97")
    assert "V (id=" in gdb.ask("step-user into") or "V (id=" in gdb.ask("step-user into")
    before = gdb.value("$eip")
    shown = gdb.ask("step-user instruction")
    assert "user mode" in shown and 0 < gdb.value("$eip") - before < 16
    for _ in range(60):  # somewhere on this way is int 0x80, and it is one step like any other
        shown = gdb.ask("step-user instruction")
        assert "pid 4 round_robin, user mode" in shown.splitlines()[0], shown


def test_step_user_from_the_kernel(at_work):
    gdb = at_work("round_robin", "semaphore_V")
    shown = gdb.ask("step-user")
    assert re.match(r"pid 4 round_robin, user mode, .*\n.* user/lib/(robin\.c|system_call\.h):\d+\n", shown), shown


def test_step_user_stops_for_breakpoints_and_at_the_end(at_work):
    gdb = at_work("round_robin", "round_robin.c:97")
    gdb.ask("break schedule if current->pid == 5")
    gdb.ask("step-user")
    shown = gdb.ask("step-user")  # P blocks 4; the breakpoint stops 5
    assert "Breakpoint" in shown and "schedule (reason=" in shown, shown
    gdb = at_work("true", "true.c:main")
    for _ in range(20):
        shown = gdb.ask("step-user")
        if shown == "3 ends here":
            break
        assert shown.startswith("pid 3 true, user mode"), shown
    assert shown == "3 ends here"
