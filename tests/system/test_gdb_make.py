"""`make gdb`, `make record`, `make replay`, `make gdb-server`: what the user says reaches Robin and gdb as it is."""
import json
import socket
import subprocess

import debugger
from boot import ROOT
from debugger import prepare


def make(directory, target, *variables, typed=""):
    """In a build folder of the test's own, for which nothing has to be compiled: debug-build is taken for done."""
    environment = {name: value for name, value in debugger.environment().items()
                   if name not in ("MAKEFLAGS", "MAKELEVEL")}
    return subprocess.run(["make", target, "-o", "debug-build", f"BUILD={directory}", *variables], cwd=ROOT, text=True,
                          input=typed, capture_output=True, timeout=debugger.SECONDS, env=environment)


def test_record_and_replay(directory):
    prepare(directory / "debug")
    command, words = "echo '$? and two' \"it's\"", "quantum=3 what=$HOME"
    done = make(directory, "record", f"RUN={command}", f"APPEND={words}", "MEMORY=16")
    assert done.returncode == 0 and "\n$? and two it's\n" in done.stdout, done.stdout + done.stderr
    recorded = json.loads((directory / "debug" / "record" / "command.json").read_text())
    assert recorded == [f"trace=memory {words}", command, 16]
    done = make(directory, "replay", "GDBFLAGS=-ex 'print 6 * 7'", typed="continue\nquit\n")
    assert done.returncode == 0 and "$1 = 42" in done.stdout, done.stdout + done.stderr
    assert "Robin ends with status 0" in done.stdout


def test_gdb(directory):
    prepare(directory / "debug")
    done = make(directory, "gdb", "RUN=echo '$? and two'", "APPEND=quantum=3", "GDBFLAGS=-ex 'break process_exit'",
                typed="continue\nconsole\nquit\n")
    assert done.returncode == 0 and "pid 3 echo, kernel mode" in done.stdout, done.stdout + done.stderr
    assert "$? and two" in done.stdout


def test_gdb_server(directory):
    """On its port is somebody already: the test, or whoever has it on this machine."""
    prepare(directory / "debug")
    with socket.socket() as other:
        other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            other.bind(("localhost", 1234))
            other.listen(1)
        except OSError:
            pass
        done = make(directory, "gdb-server", "RUN=hello")
    assert done.returncode == 2 and "debug: port 1234: Address already in use" in done.stderr, done.stderr
    assert "Traceback" not in done.stderr
