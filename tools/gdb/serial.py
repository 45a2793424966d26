"""Robin's console from within gdb: console shows it, type types at it."""
from __future__ import annotations

import codecs
import os
from pathlib import Path

from tools import console
from tools.gdb import kernel
from tools.gdb.command import Command, say
from tools.gdb.kernel import Trouble

shown = 0  # bytes of the log


def folder() -> Path:
    """Where QEMU runs."""
    return Path(kernel.objfile().filename).parent


def is_replay() -> bool:
    return (folder() / "command.json").exists()


class Console(Command):
    """console -- what Robin has printed since you last looked

    `make console` in another terminal shows it as it comes; the file console.log in the build folder has all of it."""

    def run(self) -> None:
        global shown
        if is_replay():
            raise Trouble("a replay prints once more, forwards and backwards; what was printed: "
                          f"{os.path.relpath(folder())}/console.txt")
        try:
            data = (folder() / console.LOG).read_bytes()
        except OSError as error:
            raise Trouble(f"{folder() / console.LOG}: {error.strerror}") from None
        new = data[shown:].decode("utf-8", "replace").replace("\r", "")
        shown = len(data)
        say(new.rstrip("\n") if new else "(nothing new)")


class Type(Command):
    """type TEXT -- type a line at Robin's console

    Robin reads it when the machine goes on. \\x03 is Ctrl-C, \\x04 Ctrl-D, \\x1a Ctrl-Z; a \\c at the end leaves Enter
    away."""

    def run(self, text: str) -> None:
        if is_replay():
            raise Trouble("in a replay everything that was typed is in the recording")
        keys = codecs.decode(text.replace("\\c", ""), "unicode_escape") + ("" if text.endswith("\\c") else "\r")
        try:
            with console.connect(folder()) as line:
                line.sendall(keys.encode("latin-1", "replace"))
        except OSError:
            raise Trouble("there is no console to type at: start with make gdb") from None
