"""`make gdb` as a whole: names and lines, the line at each stop, programs' symbols, the console, how sessions end."""
import fcntl
import os
import shutil
import signal
import socket
import subprocess
import time
from pathlib import Path

import pytest

import debugger
from boot import qemu_of
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
    children = " ".join(path.read_text() for path in Path(f"/proc/{gdb.process.pid}/task").glob("*/children")).split()
    (debugged,) = [child for child in children if Path(f"/proc/{child}/comm").read_text().startswith("gdb")]
    os.kill(int(debugged), signal.SIGINT)
    shown = gdb.ask("ps")
    assert "SIGINT" in shown and "ready:" in shown and "PID  PPID" in shown, shown


def test_control_c_while_tools_debug_begins(directory):
    """It ends without a word. (Here by a module that it imports early.)"""
    (directory / "argparse.py").write_text("import os\nos.kill(os.getpid(), 2)\nraise SystemExit('it goes on')\n")
    done = subprocess.run(debugger.command(directory), stdin=subprocess.DEVNULL, capture_output=True, text=True,
                          env={**debugger.environment(), "PYTHONPATH": str(directory)}, timeout=debugger.SECONDS)
    assert (done.returncode, done.stdout, done.stderr) == (-signal.SIGINT, "", "")


def test_control_c_while_gdb_begins(directory):
    """gdb ends when it is ready, without a traceback. (Here a gdb that sends it to itself.)"""
    prepare(directory)
    gdb = directory / "gdb-multiarch"  # which is preferred
    gdb.write_text(f"#!/bin/sh\nkill -INT $$\nexec {shutil.which('gdb')} \"$@\"\n")
    gdb.chmod(0o755)
    path = f"{directory}:{os.environ['PATH']}"
    done = subprocess.run(debugger.command(directory, "--", "-ex", "echo it goes on"), stdin=subprocess.DEVNULL,
                          env={**debugger.environment(), "PATH": path}, capture_output=True, text=True,
                          timeout=debugger.SECONDS)
    assert done.returncode == 0 and "it goes on" not in done.stdout, done.stdout + done.stderr
    assert "KeyboardInterrupt" not in done.stdout + done.stderr and qemu_of(directory) == []


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
    assert done.returncode == 99 and "a session is running" in done.stderr and "gdb, process " in done.stderr


def free_port():
    with socket.socket() as one:
        one.bind(("localhost", 0))
        return one.getsockname()[1]


@pytest.fixture
def serve(directory):
    """serve(): tools/debug --server."""
    prepare(directory)
    servers = []

    def start():
        servers.append(subprocess.Popen(
            debugger.command(directory, "--server", str(free_port())), stdin=subprocess.DEVNULL, text=True,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=debugger.environment()))
        return servers[-1]

    yield start
    for one in servers:
        one.terminate()
        one.communicate(timeout=debugger.SECONDS)


def test_a_server_takes_the_place_of_a_server_only(session, serve, directory):
    gdb = session("hello")
    late = serve()
    assert "a session is running" in late.communicate(timeout=debugger.SECONDS)[1] and late.returncode == 99
    gdb.ask("break machine_power_off")
    assert "Robin ends with status 0" in gdb.ask("continue")
    gdb.close()
    assert (directory / "debug.lock").read_text() == ""  # nobody will take another process for this session
    first = serve()
    assert "Robin waits" in first.stdout.readline()
    second = serve()
    assert "ends the server that runs in" in second.stderr.readline() and "Robin waits" in second.stdout.readline()
    assert first.wait(debugger.SECONDS) == 128 + signal.SIGTERM
    deadline = time.monotonic() + debugger.SECONDS
    while len(qemu_of(directory)) != 1:  # what is called qemu-system-i386 may be a script that starts it
        assert time.monotonic() < deadline
        time.sleep(0.05)


@pytest.mark.parametrize("owner", ["", "server 4194305", "damaged"])
def test_a_session_that_ends_just_now(serve, directory, owner):
    """It has the lock still; its number is no process's, or not there."""
    with (directory / "debug.lock").open("w") as lock:
        lock.write(owner)
        lock.flush()
        fcntl.flock(lock, fcntl.LOCK_EX)
        late = serve()
        assert not owner.startswith("server") or "process 4194305" in late.stderr.readline()
        time.sleep(0.3)
    assert "Robin waits" in late.stdout.readline()


@pytest.mark.parametrize("number", ["70000", "0", "-1", "x"])
def test_no_such_port(directory, number):
    done = subprocess.run(debugger.command(directory, f"--server={number}"), capture_output=True, text=True,
                          timeout=debugger.SECONDS)
    assert done.returncode == 2 and f"'{number}' is not the number of a port" in done.stderr


def test_without_a_build(directory):
    done = subprocess.run(debugger.command(directory), stdin=subprocess.DEVNULL, capture_output=True, text=True,
                          timeout=debugger.SECONDS)
    assert done.returncode == 99 and "robin.elf is not there" in done.stderr


def test_a_panic_stops_the_machine_by_itself(session):
    gdb = session("hello", "--words", "selftest=panic")
    shown = gdb.ask("continue")
    assert "Robin panics: kernel/debug/selftest.c:" in shown and "asked for by selftest=panic" in shown
    assert "selftest_run" in gdb.ask("backtrace")
