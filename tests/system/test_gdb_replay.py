"""`make record` and `make replay`: the same run again, forwards and backwards."""
import re
import subprocess

import pytest

import debugger
from boot import RUNS
from debugger import Debugger, command, prepare

pytestmark = pytest.mark.xdist_group("gdb-replay")


def record(folder, typed="", *options):
    prepare(folder)
    return subprocess.run(command(folder, "--record", *options), input=typed, capture_output=True, text=True,
                          timeout=debugger.SECONDS, env=debugger.environment())


@pytest.fixture(scope="module")
def typed():
    """A session at the shell, recorded; and its replay, stopped where `ls` ends."""
    folder = RUNS / "test_gdb_replay.typed"
    done = record(folder, "echo recorded\nls\nexit 3\n")
    assert done.returncode == 3 and "\nrecorded\n" in done.stdout, done.stdout + done.stderr
    gdb = Debugger(folder, "--replay")
    gdb.ask("break process_exit")
    assert "pid 3 echo, kernel mode" in gdb.ask("continue")
    assert "pid 4 ls, kernel mode" in gdb.ask("continue")
    yield gdb
    gdb.close()


def test_a_recording_is_repeated_with_what_was_typed(typed):
    assert "robin$ echo recorded" in (typed.folder / "record" / "console.log").read_text()
    for shown in (typed.ask("console"), typed.ask("type x")):
        assert "recording" in shown or "record/console.txt" in shown


def test_the_same_commands_work(typed):
    shown = typed.ask("bt-process 2")
    assert "user/programs/sh.c" in shown and "trap_entry: system call" in shown
    assert re.search(r"^\* +4 +2 +RUNNING .* ls$", typed.ask("ps"), re.MULTILINE)
    assert typed.ask("why 2").endswith("its child 4 has not ended")
    assert "exit" in typed.ask("events 4") and "read write, the stack" in typed.ask("pages 2")


def test_backwards_to_a_breakpoint_and_forwards_again(typed):
    """The processes and the trace are those of that time."""
    count = typed.value("trace_ring_count")
    assert typed.ask("why 4").startswith("4 is RUNNING")
    assert "pid 3 echo, kernel mode" in typed.ask("reverse-continue")
    assert typed.value("trace_ring_count") < count
    shown = typed.ask("ps")
    assert " ls" not in shown and re.search(r"^\* +3 .* echo$", shown, re.MULTILINE), shown
    assert " echo " in typed.ask("events 1") and "has never been a process 4" in typed.ask("why 4")
    assert "pid 4 ls, kernel mode" in typed.ask("continue") and typed.value("trace_ring_count") == count


def test_one_instruction_back(typed):
    before = typed.value("$eip")
    typed.ask("stepi")
    assert typed.value("$eip") != before
    typed.ask("reverse-stepi")
    assert typed.value("$eip") == before


def test_the_last_writer_of_a_corrupted_field(directory):
    """A self test clears more than it should. The kernel panics much later, where init is picked. Who was it?"""
    done = record(directory, "", "--run", "hello", "--words", "selftest=clear-too-much")
    assert done.returncode == 97 and "panic: " in done.stdout, done.stdout
    gdb = Debugger(directory, "--replay")
    try:
        shown = gdb.ask("continue")
        assert "Robin panics: kernel/proc/state.h:" in shown and "pid 1 , kernel mode" in shown
        assert "selftest" not in gdb.ask("backtrace") and "schedule (" in gdb.ask("backtrace")
        assert gdb.ask("print current->state").endswith("= NEW")
        gdb.ask("watch -location current->state")
        shown = gdb.ask("reverse-continue")
        assert "DAMAGE: the ready queue: pid 1  is on it, but NEW" in shown, shown
        shown = gdb.ask("backtrace")
        assert "memset (" in shown and "clear_too_much () at kernel/debug/selftest.c" in shown, shown
        gdb.ask("reverse-stepi")
        shown = gdb.ask("reverse-continue")  # who wrote it before: the kernel's own way to READY
        assert "process_change_state" in gdb.ask("backtrace"), shown
    finally:
        gdb.close()


def test_on_to_the_end_of_a_recording_and_beyond(directory):
    record(directory, "", "--run", "hello", "--words", "selftest=panic")
    gdb = Debugger(directory, "--replay")
    try:
        assert gdb.ask("continue").startswith("Continuing.\nRobin panics: kernel/debug/selftest.c:")
        assert gdb.ask("continue").startswith("Continuing.\nRobin ends after a panic: the recording ends here, ")
        gone = gdb.ask("continue").splitlines()[1]
        assert gone.startswith("the machine has ended: quit") and gdb.ask("ps") == gone
        assert (directory / "record" / "console.log").read_text() == (directory / "record" / "console.txt").read_text()
    finally:
        gdb.close()


def test_a_panic_without_a_recording_is_no_replay(directory):
    prepare(directory)
    done = subprocess.run(command(directory, "--replay"), stdin=subprocess.DEVNULL, capture_output=True, text=True,
                          timeout=debugger.SECONDS)
    assert done.returncode == 99 and "nothing is recorded: make record" in done.stderr


@pytest.mark.parametrize("text", ["", "{", "[]", "3", '["", ""]', '["", 3, 128]', '["", "", "much"]', '["", "", 0]'])
def test_a_damaged_recording(directory, text):
    prepare(directory)
    (directory / "record").mkdir()
    (directory / "record" / "command.json").write_text(text)
    done = subprocess.run(command(directory, "--replay"), stdin=subprocess.DEVNULL, capture_output=True, text=True,
                          timeout=debugger.SECONDS)
    assert done.returncode == 99 and done.stderr.count("\n") == 1, done.stderr
    assert "command.json is damaged: make record once more" in done.stderr


def test_a_snapshot_that_cannot_be_made(directory):
    prepare(directory)
    (directory / "record" / "snapshot.qcow2").mkdir(parents=True)
    done = subprocess.run(command(directory, "--record"), stdin=subprocess.DEVNULL, capture_output=True, text=True,
                          timeout=debugger.SECONDS)
    assert done.returncode == 99 and done.stderr.count("\n") == 1, done.stderr
    assert "snapshot.qcow2 cannot be made: qemu-img: " in done.stderr
