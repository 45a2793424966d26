"""Robin under gdb, with keys typed at exact moments: the machine is stopped at a breakpoint, a byte is put into the
serial port, and when the interrupt controller has the request, the machine goes on. So a key comes between two chosen
instructions, every time."""
import os
import select
import subprocess
import threading
import time

from boot import ARCHIVE, BUILD, link_files
from tools import console, qemu, trace

SECONDS = 60  # a limit, which no good run comes near
SERIAL_REQUEST = 1 << 4  # IRQ4, in `info pic`
END = "(end of the answer)"


class Machine:
    """gdb(command) talks to the debugger; the machine runs only in gdb("continue") and after go()."""

    def __init__(self, directory, words="console=serial trace=on", run="", stopped=False):
        self.directory = directory
        link_files(directory, robin_elf=BUILD / "robin.elf", initrd_tar=ARCHIVE)
        self.serial, serial_end = console.serial_line()
        gdb_socket = directory / "gdb.socket"
        if gdb_socket.exists():
            gdb_socket.unlink()
        self.process = subprocess.Popen(
            # deterministic: so no ticks are missed, and made up for, while it stands still
            qemu.command(words=words, run=run, serial="chardev:serial", deterministic=True, extra=[
                "-chardev", console.chardev(serial_end), "-gdb", "unix:gdb.socket,server=on,wait=off",
                *(["-S"] if stopped else [])]),
            cwd=directory, stdin=subprocess.DEVNULL, pass_fds=[serial_end])
        os.close(serial_end)
        self.text = ""
        self.unread = ""
        self.debugger = None

    def type(self, keys):
        os.write(self.serial, keys.encode())

    def read(self):
        """Takes what the console has printed. False: there is nothing, the machine has ended."""
        assert select.select([self.serial], [], [], SECONDS)[0], "the machine prints nothing"
        part = console.receive(self.serial)
        text = part.decode("utf-8", "replace").replace("\r", "")
        self.unread += text
        self.text += text
        return part != b""

    def expect(self, sign):
        """Waits until the console shows the sign, after what was expected before."""
        while sign not in self.unread:
            assert self.read(), f"the machine ended before it printed {sign!r}:\n{self.text[-2000:]}"
        before, _, self.unread = self.unread.partition(sign)
        return before

    def stop(self):
        """Attaches gdb, which stops the machine."""
        end = time.monotonic() + SECONDS
        while not (self.directory / "gdb.socket").exists():
            assert time.monotonic() < end and self.process.poll() is None, "QEMU does not start"
            time.sleep(0.01)
        self.debugger = subprocess.Popen(["gdb", "-q", "-nx", str(BUILD / "robin.elf")], cwd=self.directory, text=True,
                                         stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        for command in ("set confirm off", "set pagination off", "set width 0", "set prompt"):
            self.gdb(command)
        said = self.gdb("target remote gdb.socket")  # the whole path may be longer than a socket's may be
        assert "Remote debugging" in said, said

    def gdb(self, command):
        """What gdb answers. If that takes too long, the machine is killed, and gdb says so."""
        limit = threading.Timer(SECONDS, self.process.kill)
        limit.start()
        try:
            return self._ask(command)
        finally:
            limit.cancel()

    def _ask(self, command):
        self.debugger.stdin.write(f"{command}\necho \\n{END}\\n\n")
        self.debugger.stdin.flush()
        lines = []
        for line in self.debugger.stdout:
            if line.strip() == END:
                return "\n".join(lines)
            lines.append(line.rstrip())
        raise AssertionError("gdb ended:\n" + "\n".join(lines))

    def value(self, expression):
        return int(self.gdb(f"output (unsigned)({expression})"))

    def press(self, key):
        """While the machine stands still: the key has arrived when this returns, but nobody has looked."""
        self.type(key)
        end = time.monotonic() + SECONDS
        while not self.requests() & SERIAL_REQUEST:
            assert time.monotonic() < end, "the key did not arrive"
            time.sleep(0.01)

    def requests(self):
        for line in self.gdb("monitor info pic").splitlines():
            if line.startswith("pic0:"):
                return int(line.split("irr=")[1].split()[0], 16)
        raise AssertionError("QEMU does not tell about its interrupt controllers")

    def go(self):
        """Takes gdb away: the machine runs freely from here on."""
        self.gdb("delete")
        self.gdb("detach")
        self.debugger.stdin.close()
        self.debugger.wait(SECONDS)

    def end(self):
        """Waits for the end; the exit status that QEMU gives, and the trace's model."""
        while self.read():  # the machine waits for whoever does not read
            pass
        code = self.process.wait(SECONDS)
        records = trace.Trace.load(self.directory / qemu.TRACE_FILE)
        return qemu.decode(code).status, trace.Model(records)

    def close(self):
        for process in (self.debugger, self.process):
            if process is not None:
                process.kill()
                process.wait()
        os.close(self.serial)
        (self.directory / "console.log").write_text(self.text, encoding="utf-8")
