"""The sessions with gdb that the handouts show: each command does what it is there for, on the reference."""
import re
import shlex

import pytest

from boot import ROOT
from debugger import Debugger, prepare

HANDOUTS = sorted(ROOT.glob("labs/*/README.md"))
WRONG = re.compile(r"no process|No symbol|No frame|not defined|[Uu]ndefined|DAMAGE|A syntax error|is not being run")
# What the last answer has.
SHOWS = {"0": "$3 = ", "1": "Value returned is", "2": "2. pid", "3": "sys_exit", "4": "blocked in P"}


def sessions(page):
    """The commands of make and of gdb, for each session of a page."""
    return [(shlex.split(make), re.findall(r"^\(gdb\) (.*)$", commands, re.MULTILINE)) for make, commands in
            re.findall(r"^(make gdb .*)\n((?:\(gdb\) .*\n)+)", page.read_text("utf-8"), re.MULTILINE)]


@pytest.mark.parametrize("page", HANDOUTS, ids=lambda page: page.parent.name)
def test_each_command_answers(page, directory):
    (make, commands), = sessions(page)
    said = dict(word.split("=", 1) for word in make[2:])
    prepare(directory)
    gdb = Debugger(directory, "--run", said.pop("RUN"), "--words", said.pop("APPEND", ""))
    try:
        assert said == {} and len(commands) >= 5
        answers = [gdb.ask(command) for command in commands]
        assert [answer for answer in answers if WRONG.search(answer)] == []
        assert "Breakpoint 1, " in "\n".join(answers)
        assert SHOWS[page.parent.name[0]] in answers[-1]
    finally:
        gdb.close()
