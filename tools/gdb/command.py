"""What every command is made of: its help, its arguments, and one line instead of a traceback when something is wrong.

    class Ps(Command):
        \"\"\"ps -- all processes ...\"\"\"     # the first line is what `help robin` lists
        def run(self) -> None: ...
"""
from __future__ import annotations

import inspect
import re
from typing import Any, List

import gdb

from tools.gdb.kernel import Trouble


commands: "List[Command]" = []


class Robin(gdb.Command):
    """robin, and help robin: the list. Made last, when the commands are there."""

    def __init__(self) -> None:
        lines = [f"  {command.usage:<28} {command.summary}" for command in commands]
        self.__doc__ = "\n".join(["Robin's own commands: its processes, queues, semaphores and memory, and running it "
                                  "from decision to decision.", *lines, "Each has a page: help ps, help why, ..."])
        super().__init__("robin", gdb.COMMAND_USER)

    def invoke(self, argument: str, from_tty: bool) -> None:
        say(self.__doc__)


class Command(gdb.Command):
    """`__doc__` begins with "USAGE -- SUMMARY". `run` gets the arguments as its parameters' types say."""

    def __init__(self) -> None:
        self.__doc__ = inspect.cleandoc(self.__doc__ or "")
        self.usage, _, self.summary = self.__doc__.splitlines()[0].partition(" -- ")
        super().__init__(self.usage.split()[0], gdb.COMMAND_USER)
        commands.append(self)

    def invoke(self, argument: str, from_tty: bool) -> None:
        self.dont_repeat()
        try:
            self.run(*self._arguments(argument))
        except Trouble as trouble:
            raise gdb.GdbError(str(trouble)) from None
        except Exception as error:  # of gdb or Python: what is damaged in the kernel can lead to any
            raise gdb.GdbError(f"{self.usage.split()[0]}: {one_line(error)}") from None

    def _arguments(self, argument: str) -> List[Any]:
        parameters = list(inspect.signature(self.run).parameters.values())
        if len(parameters) == 1 and parameters[0].annotation == "str":  # all the rest of the line
            if not argument.strip() and parameters[0].default is inspect.Parameter.empty:
                raise Trouble(f"usage: {self.usage}")
            return [argument] if argument.strip() else []
        words = argument.split()
        needed = sum(parameter.default is inspect.Parameter.empty for parameter in parameters)
        if not needed <= len(words) <= len(parameters):
            raise Trouble(f"usage: {self.usage}")
        return [word if parameter.annotation == "str" else self._number(word)
                for word, parameter in zip(words, parameters)]

    def _number(self, word: str) -> int:
        if re.fullmatch(r"\d{1,9}", word):
            return int(word)
        try:
            return int(gdb.parse_and_eval(word))
        except gdb.error:
            raise Trouble(f"{word!r} is no number; usage: {self.usage}") from None

    def run(self, *arguments: Any) -> None:
        raise NotImplementedError


def say(line: str = "") -> None:
    gdb.write(line + "\n")


def one_line(error: Exception) -> str:
    return " ".join(str(error).split()) or type(error).__name__


def show_table(header: List[str], rows: List[List[str]]) -> None:
    """Columns as wide as they need; numbers to the right, words to the left."""
    widths = [max(len(row[i]) for row in [header, *rows]) for i in range(len(header))]
    right = [all(row[i].lstrip("-").isdigit() for row in rows) for i in range(len(header))]
    for row in [header, *rows]:
        cells = [cell.rjust(width) if to_right else cell.ljust(width)
                 for cell, width, to_right in zip(row, widths, right)]
        say("  ".join(cells).rstrip())
