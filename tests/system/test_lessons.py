"""Every program of user/programs that teaches something shows what its comment promises, and is content with itself."""
import re

import pytest

from boot import ROOT

# What each shows, by command: patterns that its lines must match.
SHOWN = {
    "hello": [r"^hello, world$"],
    "one_program": [r"^number is +300 +101"],
    "forkdemo": [r"^child: times 10 +10 +20 +30 +40$", r"^parent: its own +1 +2 +3 +40$"],
    "forktree 4": [r"^16 processes$"],
    "zombie": [r"^has ended: a zombie", r"exit status 7"],
    "orphan": [r"my parent is 1 now$"],
    "suspend": [r"^SIGSTOP: it is stopped", r"^SIGCONT: it counts again"],
    "round_robin": [r"^whose turn:( 1 2 3){4}"],
    "time sleep 1": [r"^by the clock +1\.0[0-9]\d s$", r"^in user mode +0\.0", r"^in the kernel +0\.0"],
    "time round_robin": [r"^by the clock +1\.5", r"^in user mode +1\.[45]"],
    "race": [r"^one after the other .* 0$", r"^at the same time .* [1-9]\d*$"],
    "race_fixed": [r"^at the same time .* 0$"],
    "producer_consumer": [r"^10 items put, 10 taken, at most 4 in 4 slots$"],
    "readers_writers": [r"^10 visits, 4 times written, up to [23] readers together$"],
    "philosophers": [r"^philosopher [1-5] eats", r"^all have eaten 3 times$"],
    "philosophers 5 deadlock": [r"^philosopher 5 holds fork 5 and waits for fork 1", r"^a deadlock: "],
    "barber": [r"^\d customers served, \d turned away$"],
}
# Tools for people, tested elsewhere.
TOOLS = {"init", "sh", "help", "ls", "cat", "echo", "sleep", "kill", "ps", "halt", "true", "false", "spin"}


@pytest.mark.parametrize("command", SHOWN)
def test_lesson(command, boot):
    text = boot(command).text
    for pattern in SHOWN[command]:
        assert re.search(pattern, text, re.MULTILINE), text


def test_every_lesson_is_tested():
    programs = {path.stem for path in (ROOT / "user" / "programs").glob("*.c")}
    assert programs - TOOLS == {command.split()[0] for command in SHOWN}
