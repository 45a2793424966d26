"""The PC's own screen and keyboard: keys injected and the screen read through QEMU's monitor."""
import re
import socket
import subprocess
import time

import pytest

from boot import ARCHIVE, BUILD, link_files
from tools import qemu, trace

KEYS = {" ": "spc", "\n": "ret", "-": "minus", "/": "slash", "_": "shift-minus", ".": "dot", ";": "semicolon",
        "\x03": "ctrl-c"}
COLUMNS, ROWS, TEXT_MEMORY = 80, 25, 0xB8000
MONITOR = "monitor"  # a socket, in QEMU's folder: its full name may be too long for one
SECONDS = 30


class Screen:
    def __init__(self, directory, words="console=both"):
        self.directory = directory
        link_files(directory, robin_elf=BUILD / "robin.elf", initrd_tar=ARCHIVE)
        self.ours, theirs = socket.socketpair()
        self.process = subprocess.Popen(
            qemu.command(words=words, serial="file:console.log",
                         extra=["-chardev", f"socket,id=monitor,fd={theirs.fileno()}", "-mon", "monitor"]),
            cwd=directory, stdin=subprocess.DEVNULL, pass_fds=[theirs.fileno()])
        theirs.close()
        self.ours.settimeout(SECONDS)
        self.answer()

    def answer(self):
        received = b""
        while not received.endswith(b"(qemu) "):
            part = self.ours.recv(65536)
            assert part, "QEMU has ended"
            received += part
        return received.decode("utf-8", "replace")

    def monitor(self, command):
        self.ours.sendall(command.encode() + b"\n")
        return self.answer()

    def cells(self):
        """The screen's memory: (character, attribute) pairs."""
        dump = self.monitor(f"xp /{COLUMNS * ROWS}hx {TEXT_MEMORY:#x}")
        lines = re.findall(r"^[0-9a-f]+: (.*)$", dump, re.MULTILINE)
        words = [int(word, 16) for line in lines for word in line.split()]
        assert len(words) == COLUMNS * ROWS
        return [(chr(word & 0xFF), word >> 8) for word in words]

    def text(self):
        characters = "".join(character for character, _ in self.cells()).replace("\0", " ")
        return "\n".join(characters[row * COLUMNS:(row + 1) * COLUMNS].rstrip() for row in range(ROWS))

    def wait_for(self, pattern):
        end = time.monotonic() + SECONDS
        while not re.search(pattern, self.text(), re.MULTILINE):
            assert time.monotonic() < end, f"no {pattern!r} on the screen:\n{self.text()}"
            time.sleep(0.02)

    def type(self, text):
        """Key by key, each when the one before has had time to go through the keyboard."""
        for character in text:
            key = f"shift-{character.lower()}" if character.isupper() else KEYS.get(character, character)
            self.monitor(f"sendkey {key} 5")
            time.sleep(0.02)

    def close(self):
        self.process.kill()
        self.process.wait()
        self.ours.close()


@pytest.fixture
def screen(directory):
    screen = Screen(directory)
    screen.wait_for(r"^robin\$ *$")
    yield screen
    screen.close()


def test_the_keyboard_types_and_the_screen_shows(screen):
    screen.type("echo Hello from the keyboard\n")
    screen.wait_for(r"^Hello from the keyboard$")
    screen.type("/test/spinners forever\n")
    screen.wait_for(r"^for ever$")
    screen.type("\x03")
    screen.wait_for(r"signal 2")
    screen.type("exit 0\n")
    assert screen.process.wait(timeout=SECONDS) == 33


@pytest.fixture
def screen_only(directory):
    """No serial line, which would make programs that print wait; and a trace."""
    screen = Screen(directory, words="console=vga trace=on")
    screen.wait_for(r"^robin\$ *$")
    yield screen
    screen.close()


def test_control_c_ends_a_long_write(screen_only):
    length = 64 << 20
    screen_only.type(f"/test/long_write {length}\n")
    screen_only.wait_for(r"^-{79}$")
    screen_only.type("\x03")
    screen_only.wait_for(r"^robin\$ *$")
    screen_only.type("exit 0\n")
    assert screen_only.process.wait(timeout=SECONDS) == 33
    model = trace.Model(trace.Trace.load(screen_only.directory / qemu.TRACE_FILE))
    writer = model.named("long_write")[-1]
    assert trace.status_words(writer.status) == "SIGINT"
    written = [record.words[1] for record in model.trace.records(trace.Kind.SYSCALL_LEAVE)
               if record.pid == writer.pid and record.words[0] == trace.SYSTEM_CALLS["write"]]
    assert written and max(written) < length, "it wrote all before it looked at the signal"


def test_the_screen_scrolls(screen):
    screen.type("help\n")
    screen.wait_for(r"^robin\$ *$")
    screen.type("echo bottom\n")
    screen.wait_for(r"^bottom\n(robin\$)?\s*\Z")


def test_the_picture_has_pixels(screen):
    screen.monitor("screendump screen.ppm")  # which answers when the file is whole
    picture = (screen.directory / "screen.ppm").read_bytes()
    size = re.match(rb"P6\s(\d+) (\d+)\s255\s", picture)
    width, height = int(size[1]), int(size[2])
    pixels = picture[size.end():]
    assert (width, height) == (720, 400) and len(pixels) == width * height * 3
    assert len(set(pixels)) > 1 and pixels.count(b"\0") > len(pixels) // 2
