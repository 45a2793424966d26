#!/usr/bin/env python3
"""docs/gdb-tour.md, replayed: each `make gdb RUN=...` or `make replay` in it begins a session, each line (gdb) is
typed, and what gdb answers has to be what the page shows.

  tests/tour.py --write       types everything, and writes the answers into the page

Only addresses, the numbers of source lines and those of records may differ, since any change of a source moves them.
"""
import re
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]
from debugger import Debugger, command, prepare  # noqa: E402  (after the path)

PAGE = ROOT / "docs" / "gdb-tour.md"
PROMPT = "(gdb) "
SESSION = re.compile(r"^make (gdb|record|replay)(?: RUN='?([^'\n=]+)'?)?(?: APPEND='?([^'\n]+)'?)?$")


class Step:
    """A command of the page: the `make` lines before it, where it stands, what is shown below it."""

    def __init__(self, sessions, command, line):
        self.sessions, self.command, self.line = sessions, command, line
        self.shown = []


def steps(text):
    """The commands of the page, in order."""
    found = []
    sessions, inside, current = [], False, None
    for number, line in enumerate(text.splitlines()):
        if line.startswith("```"):
            inside, current = not inside, None
            continue
        if not inside:
            continue
        session = SESSION.match(line)
        if session:
            sessions.append(session.groups(""))
            current = None
        elif line.startswith(PROMPT):
            current = Step(sessions, line[len(PROMPT):], number)
            sessions = []
            found.append(current)
        elif current:
            current.shown.append(line)
    return found


def start(sessions, folder):
    """What the page tells to type in the shell; the gdb that comes of it."""
    prepare(folder)
    for verb, run, words in sessions:
        options = ["--run", run, "--words", words] if verb != "replay" else []
        if verb == "record":
            subprocess.run(command(folder, "--record", *options), stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                           stderr=subprocess.DEVNULL, timeout=60)
            continue
        return Debugger(folder, *options, *(["--replay"] if verb == "replay" else []))
    raise ValueError("the page records, but does not replay")


def replay(found, folder):
    """(step, gdb's answer) for each."""
    gdb = None
    try:
        for number, step in enumerate(found):
            if step.sessions:
                if gdb:
                    gdb.close()
                gdb = start(step.sessions, folder / str(number))
            yield step, [line.rstrip() for line in gdb.ask(step.command).splitlines()]
    finally:
        if gdb:
            gdb.close()


def normalised(lines):
    """Without what any change of a source moves."""
    text = "\n".join(lines)
    text = re.sub(r"0x[0-9a-f]+", "0x*", text)
    text = re.sub(r"^(#\d+ +)0x\* in ", r"\1", text, flags=re.MULTILINE)  # gdb leaves it out where a line begins
    text = re.sub(r"(\.(?:c|h|asm)[:,] ?(?:line )?)\d+", r"\1*", text)
    text = re.sub(r"^\d+\t", "*\t", text, flags=re.MULTILINE)
    text = re.sub(r"^ +\d+(  tick )", r"*\1", text, flags=re.MULTILINE)
    return text.rstrip().splitlines()


def write():
    lines = PAGE.read_text(encoding="utf-8").splitlines()
    found = steps("\n".join(lines))
    with tempfile.TemporaryDirectory() as folder:
        answers = list(replay(found, Path(folder)))
    for step, answer in reversed(answers):
        lines[step.line + 1:step.line + 1 + len(step.shown)] = answer
    PAGE.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    if sys.argv[1:] != ["--write"]:
        sys.exit(__doc__)
    write()
