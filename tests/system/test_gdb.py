"""`make gdb` as a whole: names and lines, the line at each stop, programs' symbols, the console, how sessions end."""
import os
import signal
import subprocess
import time

import pytest

import debugger
from debugger import Debugger, prepare


@pytest.fixture
def session(directory):
    """session(run, words): a Debugger, which is ended after the test."""
    sessions = []

    def start(run="", *options, archive="initrd.tar"):
        prepare(directory, archive)
        sessions.append(Debugger(directory, "--run", run, *options))
        return sessions[-1]

    yield start
    for one in sessions:
        one.close()


def test_it_stops_in_context_switch_with_names_and_lines(session):
    gdb = session("forkdemo")
    assert "has not reached the kernel yet" in gdb.greeting
    gdb.ask("break context_switch")
    shown = gdb.ask("continue")
    assert "pid 1 init, kernel mode, tick" in shown  # `current` is the next one already
    shown = gdb.ask("backtrace")
    assert "schedule (reason=" in shown and "sched.c:" in shown and "idle_run" in shown


def test_symbols_follow_exec_and_switch(session):
    """`break main` is main of whoever runs: gdb stops in each program's own."""
    gdb = session("sh -c 'philosophers 2'; hello")
    gdb.ask("break main")
    for program in ("init.c", "sh.c", "sh.c", "philosophers.c"):
        shown = gdb.ask("continue")
        assert f"user/programs/{program}" in shown and "main (argc=" in shown, shown
    assert "pid 4 philosophers, user mode, tick" in shown
    gdb.ask("break dine")
    shown = gdb.ask("continue")
    assert "pid 5 philosophers, user mode" in shown and "dine (philosopher=" in shown
    gdb.ask("delete")
    gdb.ask("until-process 1")  # the symbols of init are there, those of philosophers are not
    assert gdb.ask("info symbol main").endswith("user/init.elf")
    assert 'No symbol "dine"' in gdb.ask("print dine")


def test_symbols_of_a_program_that_changed_its_name(session):
    """What a process runs is told by its memory: the name in the PCB is the process's own affair."""
    gdb = session("hello")
    gdb.ask("tbreak files_close_on_exec if current->pid == 3")
    gdb.ask("continue")
    for place, letter in enumerate("sh\0"):
        gdb.ask(f"set var current->name[{place}] = {ord(letter)}")
    gdb.ask("break main")
    shown = gdb.ask("continue")
    assert "pid 3 sh, user mode" in shown and "user/programs/hello.c" in shown, shown


def test_a_path_with_a_space(directory):
    """Of the build folder: gdb's and QEMU's command lines take both for an end."""
    folder = directory / "a build, here"
    prepare(folder)
    gdb = Debugger(folder, "--run", "hello")
    try:
        gdb.ask("break hello.c:main")
        assert "pid 3 hello, user mode" in gdb.ask("continue")
        assert "trap_entry" not in gdb.ask("backtrace")
        assert "Robin 0.1" in gdb.ask("console")
    finally:
        gdb.close()


def test_programs_of_tests_have_symbols_too(session):
    gdb = session("/test/fork", archive="test/initrd.tar")
    gdb.ask("break check_result")
    assert "fork, user mode" in gdb.ask("continue")
    assert "tests/user/fork.c" in gdb.ask("backtrace")


def test_a_step_in_a_program_does_not_see_the_others(session):
    """gdb's own next and finish in a program, while other processes run the same code."""
    gdb = session("philosophers 3")
    gdb.ask("break dine")
    gdb.ask("continue")
    gdb.ask("delete")
    assert "in main" in gdb.ask("up")


def test_the_console(session):
    gdb = session("")
    gdb.ask("break line_read if current->pid == 2")
    gdb.ask("continue")
    assert "Robin 0.1" in gdb.ask("console")
    gdb.ask("delete")
    gdb.ask("break process_exit")
    gdb.ask("type echo typed")
    assert "pid 3 echo" in gdb.ask("continue")
    assert "typed\n" in gdb.ask("console")
    gdb.ask("delete")
    gdb.ask("type exit 3")
    shown = gdb.ask("continue")
    assert "Robin ends with status 3" in shown, shown
    assert "exit 3" in gdb.ask("console")
    assert gdb.ask("console") == "(nothing new)"


def test_control_c_stops_the_machine(session):
    gdb = session("echo go; spin 1000")
    gdb.process.stdin.write("continue\n")
    gdb.process.stdin.flush()
    deadline = time.monotonic() + debugger.SECONDS
    while "go" not in (gdb.folder / "console.log").read_text():
        assert time.monotonic() < deadline
        time.sleep(0.05)
    children = subprocess.run(["pgrep", "-P", str(gdb.process.pid), "gdb"], capture_output=True, text=True).stdout
    os.kill(int(children.split()[0]), signal.SIGINT)
    shown = gdb.ask("ps")
    assert "SIGINT" in shown and "ready:" in shown and "PID  PPID" in shown, shown


def qemu_of(folder):
    """The pids of QEMUs that run in a folder."""
    found = []
    for process in os.listdir("/proc"):
        try:
            if process.isdigit() and os.readlink(f"/proc/{process}/cwd") == str(folder):
                if "qemu" in os.readlink(f"/proc/{process}/exe"):
                    found.append(int(process))
        except OSError:
            pass
    return found


def test_nothing_is_left_of_a_session(session, directory):
    gdb = session("hello")
    assert len(qemu_of(directory)) == 1
    gdb.close()
    assert qemu_of(directory) == [] and not (directory / "gdb.socket").exists()


def test_a_session_that_was_killed_is_not_in_the_way(session, directory):
    gdb = session("hello")
    gdb.process.kill()
    gdb.process.wait()
    deadline = time.monotonic() + debugger.SECONDS
    while qemu_of(directory):
        assert time.monotonic() < deadline, "QEMU lives on"
        time.sleep(0.02)
    again = session("hello")
    again.ask("break machine_power_off")
    assert "Robin ends with status 0" in again.ask("continue")


def test_two_sessions_in_one_folder(session, directory):
    session("hello")
    done = subprocess.run(debugger.command(directory, "--run", "hello"), stdin=subprocess.DEVNULL, capture_output=True,
                          text=True, timeout=debugger.SECONDS)
    assert done.returncode == 99 and "a session is running" in done.stderr


def test_without_a_build(directory):
    done = subprocess.run(debugger.command(directory), stdin=subprocess.DEVNULL, capture_output=True, text=True,
                          timeout=debugger.SECONDS)
    assert done.returncode == 99 and "robin.elf is not there" in done.stderr


def test_a_panic_stops_the_machine_by_itself(session):
    gdb = session("hello", "--words", "selftest=panic")
    shown = gdb.ask("continue")
    assert "Robin panics: kernel/debug/selftest.c:" in shown and "asked for by selftest=panic" in shown
    assert "selftest_run" in gdb.ask("backtrace")
