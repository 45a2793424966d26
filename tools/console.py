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
from typing import Any, Callable, List, Tuple

LOG, SOCKET = "console.log", "console.socket"
PROMPT_SECONDS, QUIET_SECONDS = 0.3, 1.5  # so long nothing new: after a prompt, after a whole line
END_OF_FILE = b"\x04"
EOF_SECONDS = 1  # so often: the one before may have gone to a program that was not the last to read
SHOWN_AGAIN = 2000  # bytes, to who comes later
ANOTHER = b"(another console is open: each shows what both type)\r\n"
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


def serial_line() -> Tuple[int, int]:
    """Our end and QEMU's. A terminal is between them, which holds many thousand bytes; a socket would hold some hundred
    that come one by one, and then QEMU says some twice, and loses the last."""
    ours, theirs = os.openpty()
    tty.setraw(theirs)
    os.set_blocking(ours, False)
    return ours, theirs


def chardev(descriptor: int) -> str:
    """QEMU's option -chardev for its end."""
    return f"serial,id=serial,path=/dev/fd/{descriptor}"


class Hub:
    """Between QEMU's end of the serial line and any number of people. Runs in a thread until QEMU ends."""

    def __init__(self, folder: Path) -> None:
        self.serial, self.descriptor = serial_line()
        self.listener = socket.socket(socket.AF_UNIX)
        path = folder / SOCKET
        if path.exists():
            path.unlink()
        (folder / LOG).write_bytes(b"")
        self.listener.bind(at(folder, SOCKET))
        self.listener.listen(8)
        self.clients: List[socket.socket] = []
        self.typed = b""  # and not yet taken by the machine
        self.shown = b""  # last
        self.options = ["-chardev", f"{chardev(self.descriptor)},logfile={LOG}"]

    def start(self) -> None:
        """Once QEMU has its end."""
        os.close(self.descriptor)
        threading.Thread(target=self._run, daemon=True).start()

    def _run(self) -> None:
        """Waits for nobody in particular: not for a machine that stands still, not for a person who does not look."""
        while True:
            ready, writable, _ = select.select([self.serial, self.listener, *([] if self.typed else self.clients)],
                                               [self.serial] if self.typed else [], [])
            if self.listener in ready:
                client = self.listener.accept()[0]
                client.setblocking(False)
                send_some(client.fileno(), (ANOTHER if self.clients else b"") + self.shown)
                self.clients.append(client)
            for client in [one for one in self.clients if one in ready]:
                text = receive(client.fileno())
                self.typed += text
                if not text:
                    self._forget(client)
            if writable:
                self.typed = send_some(self.serial, self.typed)
            if self.serial in ready:
                text = receive(self.serial)
                self.shown = (self.shown + text)[-SHOWN_AGAIN:]
                if not text:
                    break
                for client in self.clients:
                    send_some(client.fileno(), text)  # who is far behind misses the rest; console.log has all
        for client in list(self.clients):
            self._forget(client)

    def _forget(self, client: socket.socket) -> None:
        self.clients.remove(client)
        client.close()


def receive(one: int) -> bytes:
    """What has come; nothing: the other end has gone."""
    try:
        return os.read(one, 65536)
    except OSError:
        return b""


def send_some(one: int, text: bytes) -> bytes:
    """Sends what there is room for now; the rest. Nothing, if the other end has gone: what came from there before that
    is still to be received."""
    try:
        return text[os.write(one, text):]
    except BlockingIOError:
        return text
    except OSError:
        return b""


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
            _attach_pipe(line)
    except (BrokenPipeError, ConnectionResetError):
        pass


class Keys:
    """What is to be typed of what a person types: Ctrl-A x leaves, and another key after Ctrl-A is itself."""

    def __init__(self) -> None:
        self.escaped = False
        self.has_left = False

    def typed(self, keys: bytes) -> bytes:
        text = b""
        for key in (keys[i:i + 1] for i in range(len(keys))):
            if self.escaped and key == LEAVE:
                self.has_left = True
                return text
            if key == ESCAPE and not self.escaped:
                self.escaped = True
                continue
            text += ESCAPE + key if self.escaped and key != ESCAPE else key
            self.escaped = False
        return text


def _attach_terminal(line: socket.socket, keyboard: int) -> None:
    settings = termios.tcgetattr(keyboard)
    line.setblocking(False)
    keys = Keys()
    unsent = b""
    try:
        tty.setraw(keyboard)
        while not keys.has_left:
            ready, writable, _ = select.select([line, keyboard], [line] if unsent else [], [])
            if line in ready and not _show(line, raw=True):
                return
            if keyboard in ready:
                pressed = os.read(keyboard, 1024)
                if not pressed:
                    return
                unsent += keys.typed(pressed)
            if unsent:  # all of it at once, unless the machine stands still
                unsent = send_some(line.fileno(), unsent)
    finally:
        termios.tcsetattr(keyboard, termios.TCSADRAIN, settings)


def _attach_pipe(line: socket.socket) -> None:
    typist = Typist(line.sendall, PROMPT_SECONDS, QUIET_SECONDS)
    typist.start()
    text = b"-"
    while text:
        text = _show(line, raw=False)
        typist.hear(text)


class Typist(threading.Thread):
    """Types what standard input holds at a console, as a person does: a line whenever it has gone quiet for so long
    after a prompt, or after a whole line; and then end-of-file. Tell it what the console shows."""

    def __init__(self, write: Callable[[bytes], Any], after_prompt: float, after_line: float) -> None:
        super().__init__(daemon=True)
        self.write = write
        self.patience = (after_prompt, after_line)
        self.heard = threading.Event()
        self.last = b""

    def hear(self, text: bytes) -> None:
        self.last = text
        self.heard.set()

    def run(self) -> None:
        self.heard.wait()
        try:
            for line in open(0, "rb", buffering=0, closefd=False):  # unbuffered: it has no lock that outlives us
                self._type(line)
            while True:
                self._type(END_OF_FILE)
                self.heard.wait(EOF_SECONDS)
        except (OSError, ValueError):
            pass  # the machine has ended

    def _type(self, text: bytes) -> None:
        while self.heard.wait(self.patience[self.last.endswith(b"\n")]):
            self.heard.clear()
        self.write(text)


def _show(line: socket.socket, raw: bool) -> bytes:
    """Copies what has come to standard output. Nothing: the machine has ended."""
    text = receive(line.fileno())
    os.write(1, text if raw else text.replace(b"\r", b""))
    return text
