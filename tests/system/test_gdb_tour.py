"""docs/gdb-tour.md shows what gdb answers: all of it is typed again, and compared (tests/tour.py). And the same in an
editor's window: .vscode names what is there, and its task starts a machine that gdb can attach to."""
import json
import re
import socket
import subprocess
import threading

import pytest

import debugger
import tour
from boot import BUILD, ROOT

pytestmark = pytest.mark.xdist_group("gdb-tour")

COMPILER = re.compile(r"gcc.* 12\.")  # the page was written with it; another one optimizes other things away


def compiler():
    name = re.search(r"^COMPILER := (.*)$", (BUILD / "debug" / "toolchain.mk").read_text(), re.MULTILINE).group(1)
    return subprocess.run([*name.split(), "--version"], capture_output=True, text=True).stdout.splitlines()[0]


def test_the_tour_is_real(directory):
    if BUILD != ROOT / "build" or not COMPILER.search(compiler()):
        pytest.skip(f"the tour is written with gcc 12, without a sanitizer; this is {compiler()} in {BUILD.name}")
    steps = tour.steps(tour.PAGE.read_text(encoding="utf-8"))
    assert len(steps) > 30 and sum(bool(step.sessions) for step in steps) == 4
    for step, answer in tour.replay(steps, directory):
        assert tour.normalised(answer) == tour.normalised(step.shown), \
            f"line {step.line + 1}: {step.command}\n(tests/tour.py --write writes the page anew)"


def test_the_tour_names_each_command():
    text = tour.PAGE.read_text(encoding="utf-8")
    modules = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "tools" / "gdb").glob("*.py"))
    commands = re.findall(r'^    """([a-z-]+)[^\n]* -- ', modules, re.MULTILINE)
    assert len(commands) >= 17 and "waitgraph" in commands
    for command in commands:
        assert re.search(rf"`{command}\b", text), f"{command} is not in the tour's table"


# --- VS Code -------------------------------------------------------------------------------------------------------


def settings(name):
    return json.loads((ROOT / ".vscode" / name).read_text(encoding="utf-8"))


def test_the_editor_names_what_is_there():
    launch, tasks = settings("launch.json"), settings("tasks.json")
    labels = {task["label"]: task for task in tasks["tasks"]}
    assert launch["configurations"]
    for configuration in launch["configurations"]:
        assert configuration["type"] == "cppdbg" and configuration["MIMode"] == "gdb"
        program = configuration["program"].replace("${workspaceFolder}", str(ROOT))
        assert program == str(ROOT / "build" / "debug" / "robin.elf")
        assert configuration["preLaunchTask"] in labels
        texts = [command["text"] for command in configuration["setupCommands"]]
        source = next(text for text in texts if "source" in text).split("source ", 1)[1].rstrip('"')
        assert (ROOT / source.replace("${workspaceFolder}/", "")).is_file()
        port = configuration["miDebuggerServerAddress"].partition("localhost:")[2]
        assert f"SERVER_PORT = {port}\n" in (ROOT / "tools" / "debug").read_text(encoding="utf-8")
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for task in labels.values():
        target = task["command"].split()[1]
        assert re.search(rf"^{target}:", makefile, re.MULTILINE)



def free_port():
    with socket.socket() as one:
        one.bind(("localhost", 0))
        return str(one.getsockname()[1])


def serve(directory, port, *options):
    return subprocess.Popen(debugger.command(directory, "--server", port, *options), stdin=subprocess.DEVNULL,
                            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=debugger.environment())


def test_the_editors_server(directory):
    """What the task starts (make gdb-server): gdb attaches, over gdb's machine interface as an editor uses it, and
    Robin's commands are there. On a port of the test's own: the usual one may be in use."""
    port = free_port()
    configuration = settings("launch.json")["configurations"][0]
    task = settings("tasks.json")["tasks"][0]
    debugger.prepare(directory)
    server = serve(directory, port, "--run", "round_robin")
    try:
        ready = server.stdout.readline()
        assert re.search(task["problemMatcher"]["background"]["endsPattern"], ready), ready
        source = next(command["text"] for command in configuration["setupCommands"] if "source" in command["text"])
        typed = [source.replace("${workspaceFolder}", str(ROOT)),
                 f"-target-select remote localhost:{port}",
                 "-break-insert sched_preempt", "-exec-continue"]
        gdb = subprocess.Popen(["gdb", "-q", "-nx", "--interpreter=mi", str(directory / "robin.elf")], cwd=directory,
                               stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        gdb.stdin.write("\n".join(typed) + "\n")
        gdb.stdin.flush()
        limit = threading.Timer(debugger.SECONDS, gdb.kill)
        limit.start()
        lines = []
        for line in gdb.stdout:
            lines.append(line)
            if '*stopped,reason="breakpoint-hit"' in line:
                break
        gdb.stdin.write('-interpreter-exec console "readyq"\n-interpreter-exec console "kill"\n-gdb-exit\n')
        gdb.stdin.flush()
        rest, _ = gdb.communicate()
        limit.cancel()
        shown = "".join(lines)
        assert 'func="sched_preempt"' in shown and "pid 4 round_robin, kernel mode, tick" in shown, shown
        assert "1. pid 5 round_robin" in rest, rest
        server.wait(debugger.SECONDS)  # gdb has ended the machine, and so the task ends
    finally:
        server.kill()
        server.wait()


def test_a_second_server_takes_the_firsts_place(directory):
    """An editor that was closed in the middle leaves nothing that is in the way."""
    debugger.prepare(directory)
    port = free_port()
    first = serve(directory, port)
    second = None
    try:
        assert "Robin waits" in first.stdout.readline()
        second = serve(directory, port)
        assert "Robin waits" in second.stdout.readline()
        assert first.wait(debugger.SECONDS) == 128 + 15
    finally:
        for one in filter(None, (first, second)):
            one.kill()
            one.wait()


