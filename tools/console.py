"""Robin's serial line, shared: whoever runs the machine owns a Hub, and anybody may look at the console and type.

    line = Hub(folder)                  # line.options: what QEMU needs; then line.start()
    console.connect(folder)             # a socket: what it sends is typed, what it receives is the console's text

QEMU itself writes all output to the file console.log, so that it is complete the moment the machine stops.
"""
from __future__ import annotations

import os
import select
import socket
import sys
import termios
import threading
import tty
from pathlib import Path
from typing import List

LOG, SOCKET = "console.log", "console.socket"
PROMPT_SECONDS, QUIET_SECONDS = 0.3, 1.5  # so long nothing new: after a prompt, after a whole line
END_OF_FILE = b"\x04"
ESCAPE, LEAVE = b"\x01", b"x"  # Ctrl-A x, as in QEMU; Ctrl-A Ctrl-A types one Ctrl-A


def at(folder: Path, name: str) -> str:
    """A name for a socket that is short enough for one, 107 bytes: from here, or else through the folder's number,
    which children have too."""
    path = os.path.relpath(folder / name)
    if len(path) < 100:
        return path
    number = os.open(str(folder), os.O_RDONLY)
    os.set_inheritable(number, True)
    return f"/proc/self/fd/{number}/{name}"


class Hub:
    """Between QEMU's end of the serial line and any number of people. Runs in a thread until QEMU ends."""

    def __init__(self, folder: Path) -> None:
        self.serial, self.machine_end = socket.socketpair()
        self.listener = socket.socket(socket.AF_UNIX)
        path = folder / SOCKET
        if path.exists():
            path.unlink()
        (folder / LOG).write_bytes(b"")
        self.listener.bind(at(folder, SOCKET))
        self.listener.listen(8)
        self.clients: List[socket.socket] = []
        self.descriptor = self.machine_end.fileno()
        self.options = ["-chardev", f"socket,id=serial,fd={self.descriptor},logfile={LOG}"]

    def start(self) -> None:
        """Once QEMU has its end."""
        self.machine_end.close()
        threading.Thread(target=self._run, daemon=True).start()

    def _run(self) -> None:
        while True:
            ready = select.select([self.serial, self.listener, *self.clients], [], [])[0]
            if self.listener in ready:
                self.clients.append(self.listener.accept()[0])
            for client in [one for one in self.clients if one in ready]:
                text = self._receive(client)
                if text:
                    self._send(self.serial, text)
                else:
                    self._forget(client)
            if self.serial in ready:
                text = self._receive(self.serial)
                for client in list(self.clients):
                    if not text or not self._send(client, text):
                        self._forget(client)
                if not text:
                    return

    def _forget(self, client: socket.socket) -> None:
        self.clients.remove(client)
        client.close()

    @staticmethod
    def _receive(one: socket.socket) -> bytes:
        try:
            return one.recv(65536)
        except OSError:
            return b""

    @staticmethod
    def _send(one: socket.socket, text: bytes) -> bool:
        try:
            one.sendall(text)
            return True
        except OSError:
            return False


def connect(folder: Path) -> socket.socket:
    """The other end of a hub; OSError if there is none."""
    one = socket.socket(socket.AF_UNIX)
    one.connect(at(folder, SOCKET))
    return one


def attach(line: socket.socket) -> None:
    """This terminal becomes Robin's, until the machine ends or somebody types Ctrl-A x. Without a terminal, what
    standard input holds is typed a line at a time, whenever the console has gone quiet, and then end-of-file."""
    keyboard = sys.stdin.fileno()
    try:
        if os.isatty(keyboard):
            _attach_terminal(line, keyboard)
        else:
            _type_lines(line)
    except (BrokenPipeError, ConnectionResetError):
        pass


def _attach_terminal(line: socket.socket, keyboard: int) -> None:
    settings = termios.tcgetattr(keyboard)
    escaped = False
    try:
        tty.setraw(keyboard)
        while True:
            ready = select.select([line, keyboard], [], [])[0]
            if line in ready and not _show(line, raw=True):
                return
            if keyboard in ready:
                keys = os.read(keyboard, 1024)
                if not keys or escaped and keys == LEAVE:
                    return
                escaped = keys == ESCAPE and not escaped
                if not escaped:
                    line.sendall(keys)
    finally:
        termios.tcsetattr(keyboard, termios.TCSADRAIN, settings)


def _type_lines(line: socket.socket) -> None:
    heard = b""
    while True:
        patience = None if not heard else QUIET_SECONDS if heard.endswith(b"\n") else PROMPT_SECONDS
        if select.select([line], [], [], patience)[0]:
            heard = _show(line, raw=False)
            if not heard:
                return
        else:
            heard = b""  # the next line when this one has had its answer
            line.sendall(sys.stdin.buffer.readline() or END_OF_FILE)


def _show(line: socket.socket, raw: bool) -> bytes:
    """Copies what has come to standard output. Nothing: the machine has ended."""
    text = Hub._receive(line)
    os.write(1, text if raw else text.replace(b"\r", b""))
    return text
