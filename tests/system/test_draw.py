"""make trace: boots, shows what is printed, draws; and says what happened when the run did not end well."""
import io
import json
import os
import pty
import re
import select
import signal
import subprocess
import sys
import time
import xml.etree.ElementTree as ElementTree

import pytest

from boot import ARCHIVE, BUILD, ROOT, link_files, qemu_of
from timelines import waiting
from tools import qemu, trace
from tools.timeline import boot

DRAW = [sys.executable, str(ROOT / "tools" / "draw")]
ENVIRONMENT = {**os.environ, "COLUMNS": "80"}


@pytest.fixture
def folder(directory):
    """A build folder, with a space in its name."""
    path = directory / "a folder"
    path.mkdir()
    link_files(path, robin_elf=BUILD / "robin.elf", initrd_tar=BUILD / "initrd.tar")
    return path


def draw(folder, *arguments, **options):
    return subprocess.run([*DRAW, "--build", str(folder), *map(str, arguments)], capture_output=True, text=True,
                          timeout=120, **{"env": ENVIRONMENT, **options})


def files(folder):
    return {path.name for path in (folder / "trace").iterdir()}


def chart_of(text):
    """The lines of the chart, and of its table."""
    lines = text.splitlines()
    begin = next(number for number, line in enumerate(lines) if re.match(r".*: ticks \d", line))
    return lines[begin:next(number for number, line in enumerate(lines) if "timeline.html" in line)]


def test_all_of_it(folder):
    done = draw(folder, "--run", "philosophers 3")
    assert done.returncode == 0, done.stderr
    assert "all have eaten 3 times\n" in done.stdout and "\r" not in done.stdout and "\x1b" not in done.stdout
    lines = chart_of(done.stdout)
    assert max(map(len, lines)) <= 80
    assert [line for line in lines if line.startswith("3 philosophers ")]
    assert not [line for line in lines if line.startswith(("1 init", "2 sh"))]
    assert "all have eaten 3 times" in (folder / "trace" / "console.log").read_text()
    assert len(trace.Trace.load(folder / "trace" / "run.trace")) > 500
    assert "<script>" in (folder / "trace" / "timeline.html").read_text()
    assert ElementTree.parse(folder / "trace" / "timeline.svg")
    assert json.loads((folder / "trace" / "timeline.json").read_text())["traceEvents"]
    for name in ("timeline.html", "timeline.svg", "timeline.json", "run.trace", "console.log"):
        assert re.search(rf"^.*{name} +\w", done.stdout, re.MULTILINE), name


def test_the_same_every_time(folder):
    first = draw(folder, "--run", "race")
    before = (folder / "trace" / "run.trace").read_bytes()
    second = draw(folder, "--run", "race")
    assert first.stdout == second.stdout and (folder / "trace" / "run.trace").read_bytes() == before


def test_two_runs(folder):
    done = draw(folder, "--run", "forkdemo", "--against", "zombie", "--words", "quantum=1")
    assert done.returncode == 0, done.stderr
    assert re.search(r"^forkdemo: ticks", done.stdout, re.MULTILINE)
    assert re.search(r"^zombie: ticks", done.stdout, re.MULTILINE)
    events = json.loads((folder / "trace" / "timeline.json").read_text())["traceEvents"]
    names = [event["args"]["name"] for event in events if event["name"] == "process_name"]
    assert names == ["forkdemo", "zombie"]
    assert {"run.trace", "against.trace", "console.log", "against.log"} <= files(folder)
    for name in ("run.trace", "against.trace"):
        assert trace.Trace.load(folder / "trace" / name).header.quantum == 1
    assert draw(folder, "--run", "true").returncode == 0  # what was there of the second run has gone
    assert "against.trace" not in files(folder)


@pytest.mark.parametrize("target, variable", [("run", "RUN"), ("trace", "RUN"), ("trace", "AGAINST")])
def test_make_finds_the_programs_of_tests(directory, target, variable):
    """In a build folder of the test's own, for which nothing has to be compiled."""
    link_files(directory, robin_elf=BUILD / "robin.elf", initrd_tar=BUILD / "initrd.tar")
    (directory / "test").mkdir(exist_ok=True)
    link_files(directory / "test", initrd_tar=ARCHIVE)
    environment = {name: value for name, value in os.environ.items() if name not in ("MAKEFLAGS", "MAKELEVEL")}
    done = subprocess.run(["make", "-o", "all", "-o", "test-archive", target, f"BUILD={directory}", "RUN=true",
                           f"{variable}=/test/pid"], cwd=ROOT, env=environment, stdin=subprocess.DEVNULL,
                          capture_output=True, text=True, timeout=120)
    assert done.returncode == 0 and "not found" not in done.stdout, done.stdout + done.stderr


def test_no_program_named(folder):
    done = draw(folder)
    assert done.returncode == 0 and "no RUN=, so it is philosophers 5" in done.stderr


def test_the_width(folder):
    (folder / "one.trace").write_bytes(recorded())
    for columns in (40, 132):
        done = draw(folder, folder / "one.trace", env={**ENVIRONMENT, "COLUMNS": str(columns)})
        assert done.returncode == 0 and max(map(len, chart_of(done.stdout))) <= columns


@pytest.mark.parametrize("variables, coloured", [({}, True), ({"NO_COLOR": "1"}, False), ({"TERM": "dumb"}, False)])
def test_colours_are_for_terminals(folder, variables, coloured):
    trace_file = folder / "one.trace"
    trace_file.write_bytes(recorded())
    ours, theirs = pty.openpty()
    environment = {name: value for name, value in os.environ.items() if name not in ("NO_COLOR", "COLUMNS")}
    process = subprocess.Popen([*DRAW, "--build", str(folder), str(trace_file)], stdout=theirs, stderr=theirs,
                               env={**environment, "TERM": "xterm", **variables})
    os.close(theirs)
    text = b""
    while select.select([ours], [], [], 60)[0]:
        try:
            more = os.read(ours, 65536)
        except OSError:  # Linux: the other end has closed
            break
        text += more
    os.close(ours)
    assert process.wait() == 0 and (b"\x1b[" in text) == coloured


def recorded():
    return bytes(waiting().data)


def test_a_lone_carriage_return_is_not_the_end(monkeypatch, capsys):
    pieces = iter([b"one\r", b"\r", b"\ntwo", b""])
    monkeypatch.setattr(boot.os, "read", lambda file, size: next(pieces))
    log = io.BytesIO()
    with open(os.devnull, "rb") as console:
        boot._copy(console, log)
    assert log.getvalue() == b"one\ntwo" and capsys.readouterr().out == "one\ntwo"


# --- Runs that do not end well ---


@pytest.mark.parametrize("command, status, words", [
    ("true", 0, "exit status 0"), ("sh -c 'exit 7'", 7, "exit status 7"), ("sh -c 'exit 99'", 96, "exit status 99"),
    ("nosuch", 96, "exit status 127, which means: not found"),
    ("/bin", 96, "exit status 126, which means: cannot be executed"),
    ("kill -9 2", 96, "exit status 137, which means: killed by SIGKILL"),
])
def test_a_status(folder, command, status, words):
    """All of it, though the machine's own goes to 96 only."""
    done = draw(folder, "--run", command)
    assert done.returncode == status and f"trace: {command}: it ended with {words}\n" in done.stderr
    assert "timeline.svg" in files(folder)


def test_an_unknown_program(folder):
    lines = chart_of(draw(folder, "--run", "nosuch").stdout)
    shell = next(line for line in lines if line.startswith("2 sh"))  # there is nothing else to show
    assert shell.count("#") > 20


def test_nothing_can_happen_any_more(folder):
    """cat waits for input, and there is none."""
    done = draw(folder, "--run", "cat")
    assert done.returncode == 124
    assert "nothing can happen any more" in done.stderr and "3 is BLOCKED in read" in done.stderr
    lines = chart_of(done.stdout)
    assert any(re.match(r"3 cat .*[#+]i+$", line) for line in lines)
    assert float(re.search(r"to (\d+\.\d)", lines[0]).group(1)) < 3  # the ticks after it are not shown


def test_the_time_limit(folder):
    for seconds in (1, 10, 60):  # a busy machine may need longer to get there
        done = draw(folder, "--run", "spin", "--seconds", seconds)
        if "3 spin" in done.stdout:
            break
    assert done.returncode == 124 and f"it did not end within {seconds} s" in done.stderr
    assert any(re.match(r"3 spin .*####", line) for line in chart_of(done.stdout))


def test_ctrl_c_ends_the_run_and_not_the_drawing(folder):
    process = subprocess.Popen([*DRAW, "--build", str(folder), "--run", "spin"], stdout=subprocess.PIPE,
                               stderr=subprocess.PIPE, text=True, env=ENVIRONMENT)
    for line in process.stdout:
        if line.startswith("  scheduler"):
            break
    process.send_signal(signal.SIGINT)
    output, complaints = process.communicate(timeout=60)
    assert process.returncode == 130 and "stopped by Ctrl-C" in complaints
    assert "timeline.svg" in output


def test_ctrl_c_before_there_is_a_run(folder):
    """While it is still loading its parts."""
    process = subprocess.Popen([DRAW[0], "-X", "importtime", *DRAW[1:], "--build", str(folder), "--run", "spin"],
                               stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, env=ENVIRONMENT)
    for line in process.stderr:
        if line.rstrip().endswith("argparse"):
            break
    process.send_signal(signal.SIGINT)
    complaints = process.communicate(timeout=60)[1]
    assert process.returncode in (-signal.SIGINT, 130) and "Traceback" not in complaints


NOTHING_RAN = "trace: true: no process has run yet: there is no schedule to draw"


def test_a_panic(folder):
    done = draw(folder, "--run", "true", "--words", "selftest=null-pointer")
    said = done.stderr.splitlines()
    assert done.returncode == 97 and said[1].startswith("trace: true: panic: ")
    assert said[-1] == NOTHING_RAN and ": ticks " not in done.stdout
    assert "timeline.html" in files(folder)
    if "undefined behaviour" not in said[1]:  # which a kernel built with SAN=1 notices before
        assert "panic: selftest_run+" in said[1] and said[2].startswith("  likely cause: a null pointer was followed")
        assert re.match(r"  selftest_run\+\d+ +kernel/debug/selftest\.c:\d+$", said[3])
        assert "likely cause: a null pointer" in (folder / "trace" / "timeline.html").read_text()


def test_a_triple_fault(folder):
    done = draw(folder, "--run", "true", "--words", "selftest=triple-fault")
    said = done.stderr.splitlines()
    assert done.returncode == 98 and said[1].startswith("trace: true: triple fault: ")
    assert said[-2].startswith("  likely cause: the interrupt table is not loaded") and said[-1] == NOTHING_RAN
    assert "triple fault" in (folder / "trace" / "timeline.html").read_text()


def test_no_trace_at_all(folder):
    done = draw(folder, "--run", "true", "--memory", 3)
    assert done.returncode == 97 and done.stderr.splitlines()[1:] == [
        "trace: true: Robin cannot start: 2559 KB of memory; it needs 3072 KB",
        "trace: true: there is no trace yet, and nothing to draw"]
    assert files(folder).isdisjoint({"timeline.html", "timeline.svg", "timeline.json"})


@pytest.mark.parametrize("name, spoil, words", [
    ("truncated", lambda data: data[:-7], "truncated in record"),
    ("kind", lambda data: data[:640 + 16] + b"\xff" + data[640 + 17:], "damaged at record 10, byte 640"),
    ("empty", lambda data: b"", "was the kernel booted with trace=on?"),
    ("other", lambda data: b"no trace" * 9, "not a trace of Robin"),
    ("version", lambda data: data[:32] + b"\x63" + data[33:], "version 99"),
])
def test_a_damaged_trace_is_one_clear_line(folder, name, spoil, words):
    file = folder / f"{name}.trace"
    file.write_bytes(spoil(recorded()))
    done = draw(folder, file)
    assert done.returncode == 2 and done.stdout == ""
    assert done.stderr.count("\n") == 1 and words in done.stderr and str(file) in done.stderr


@pytest.mark.parametrize("tool, option, value, words", [
    ("draw", "scale", "tick", "neither time nor events"),
    *[(tool, option, value, "not a number of seconds") for tool, option in (("draw", "seconds"), ("run", "timeout"))
      for value in ("long", "0", "inf")],
    *[(tool, "memory", value, "not a number of megabytes from 2") for tool in ("draw", "run")
      for value in ("big", "1")],
])
def test_a_wrong_value_is_one_clear_line(tool, option, value, words):
    done = subprocess.run([sys.executable, str(ROOT / "tools" / tool), f"--{option}", value], capture_output=True,
                          text=True, timeout=60)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == f"tools/{tool}: --{option}: '{value}' is {words}\n"


def test_no_such_file(folder):
    done = draw(folder, folder / "nothing")
    assert done.returncode == 2 and done.stderr.count("\n") == 1 and "No such file" in done.stderr


@pytest.mark.parametrize("arguments, missing", [([], "nowhere/robin.elf"), (["one.trace"], "nowhere")])
def test_no_such_build(folder, arguments, missing):
    (folder / "one.trace").write_bytes(recorded())
    done = subprocess.run([*DRAW, "--build", "nowhere", *arguments], cwd=folder, capture_output=True, text=True,
                          timeout=60)
    assert (done.returncode, done.stdout, done.stderr) == (99, "", f"trace: {missing} is not there: make\n")
    assert not (folder / "nowhere").exists()


def test_qemu_has_not_made_the_file_yet(monkeypatch, directory, capsys):
    monkeypatch.setattr(boot, "TELL_SECONDS", -1)
    machine = subprocess.Popen(["sleep", "60"])
    try:
        ending = boot._watch(machine, directory / "run.trace", 0.2, 1000)
    finally:
        machine.kill()
        machine.wait()
    assert ending.status == 124 and "trace: 0 s, 0 records\n" in capsys.readouterr().err


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGKILL])
def test_nothing_is_left_of_it(folder, number):
    process = subprocess.Popen([*DRAW, "--build", str(folder), "--run", "spin"], stdout=subprocess.PIPE,
                               stderr=subprocess.DEVNULL, text=True, env=ENVIRONMENT)
    for line in process.stdout:
        if line.startswith("  scheduler"):
            break
    assert len(qemu_of(folder)) == 1
    process.send_signal(number)
    process.stdout.close()
    process.wait(60)
    deadline = time.monotonic() + (60 if number == signal.SIGKILL else 0)  # then the system ends QEMU, in its own time
    while qemu_of(folder) and time.monotonic() < deadline:
        time.sleep(0.02)
    assert qemu_of(folder) == []


def test_who_loses_its_parent_before_it_is_qemu_ends(monkeypatch):
    assert subprocess.run(["true"], preexec_fn=qemu.die_with_parent()).returncode == 0
    monkeypatch.setattr(os, "getppid", lambda: 1)
    assert subprocess.run(["true"], preexec_fn=qemu.die_with_parent()).returncode == 1


def test_a_reader_that_goes_away(folder):
    """Before there is anything to read."""
    (folder / "one.trace").write_bytes(recorded())
    reading, writing = os.pipe()
    os.close(reading)
    done = subprocess.run([*DRAW, "--build", str(folder), str(folder / "one.trace")], stdout=writing,
                          stderr=subprocess.PIPE, text=True, timeout=60)
    os.close(writing)
    assert (done.returncode, done.stderr) == (0, "")
