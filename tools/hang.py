"""What a machine does that does not end: Robin is made to say it.

    watch = hang.Watch()
    process = subprocess.Popen([*command, *watch.options], pass_fds=watch.fds, ...)
    watch.started()
    ...                                   # the time is over
    words = watch.explain(process)        # Robin has printed its report and ended; or words say why there is none

QEMU's monitor sends the CPU a non-maskable interrupt, which comes through even where interrupts are off. Robin's
handler panics: every process, what it waits for, who waits for whom in a circle. It blames whom it meets. So the CPU is
waited for where it is in user mode or has nothing to do; only a kernel that never comes there is met in itself. A
kernel too broken for all that is asked for its registers instead. The monitor is reached through a pair of sockets,
which needs no name in a folder.
"""
from __future__ import annotations

import json
import re
import socket
import subprocess
import time
from pathlib import Path
from typing import Any, Dict, List, Optional, Set, Tuple

from tools import qemu

MONITOR_SECONDS = 60  # for QEMU to start and to answer, on a machine that has much to do
QUIET_SECONDS = 10  # a report in which nothing comes for so long does not come
LOOKS, LOOK_SECONDS = 20, 0.05  # at the CPU, and the time between two


def _wait(process: subprocess.Popen, console: Optional[Path], quiet_seconds: float) -> None:
    """Waits for the machine's end. Raises TimeoutExpired when the console has been quiet for so long."""
    shown, following = -1, _size(console)
    while following != shown:
        shown = following
        try:
            process.wait(quiet_seconds)
            return
        except subprocess.TimeoutExpired:
            following = _size(console)
    raise subprocess.TimeoutExpired(process.args, quiet_seconds)


def _size(console: Optional[Path]) -> int:
    return console.stat().st_size if console and console.exists() else 0


class Watch:
    """Made before QEMU is started, with `options` and `fds` for it; closed when QEMU has ended."""

    def __init__(self) -> None:
        self.ours, self.theirs = socket.socketpair()
        self.lines = self.ours.makefile("r", encoding="utf-8")
        self.events: Set[str] = set()
        self.fds: Tuple[int, ...] = (self.theirs.fileno(),)
        self.options: List[str] = ["-chardev", f"socket,id=watch,fd={self.theirs.fileno()}",
                                   "-mon", "chardev=watch,mode=control"]

    def started(self) -> None:
        """QEMU has its end now."""
        self.theirs.close()

    def close(self) -> None:
        self.lines.close()
        self.ours.close()
        self.theirs.close()

    def explain(self, process: subprocess.Popen, console: Optional[Path] = None,
                quiet_seconds: float = QUIET_SECONDS) -> str:
        """Makes Robin report and ends the machine. Returns "", or words if Robin did not answer. `console`: the file
        that the report goes to; as long as it grows, the report is waited for."""
        self.ours.settimeout(MONITOR_SECONDS)
        registers = ""
        try:
            self._begin()
            is_running = "running" in self.monitor("info status")
            if is_running:
                self._stop_out_of_the_kernel()
            registers = self._registers()
            self._ask("inject-nmi")
            if is_running:
                self._ask("cont")
            _wait(process, console, quiet_seconds)
            if process.returncode == qemu.EXIT_PANIC << 1 | 1:
                return ""
            return f"it did not survive the question what it does; the CPU before:\n{registers}"
        except subprocess.TimeoutExpired:
            return f"the kernel does not even answer a non-maskable interrupt; the CPU before:\n{registers}"
        except (OSError, ValueError):
            return "QEMU's monitor does not answer"
        finally:
            process.kill()
            process.wait()

    def wait_for(self, event: str, seconds: Optional[float]) -> bool:
        """Whether QEMU tells of this event, before it ends and within this time."""
        self.ours.settimeout(seconds)
        try:
            self._begin()
            while event not in self.events:
                self._listen()
        except (OSError, ValueError):
            return False
        return True

    def quit(self) -> None:
        """Ends QEMU, if it is still there."""
        try:
            self._ask("quit")
        except (OSError, ValueError):
            pass

    def monitor(self, line: str) -> str:
        """What the monitor that people use answers."""
        return str(self._ask("human-monitor-command", **{"command-line": line}))

    def _begin(self) -> None:
        self._ask("qmp_capabilities")

    def _listen(self) -> Dict[str, Any]:
        """The next message. Raises ValueError at the end."""
        message: Dict[str, Any] = json.loads(self.lines.readline())
        if "event" in message:
            self.events.add(message["event"])
        return message

    def _ask(self, command: str, **arguments: str) -> Any:
        """The monitor's answer. What QEMU tells by itself comes between."""
        self.ours.sendall(json.dumps({"execute": command, "arguments": arguments}).encode() + b"\n")
        answer: Dict[str, Any] = {}
        while "return" not in answer and "error" not in answer:
            answer = self._listen()
        return answer.get("return")

    def _stop_out_of_the_kernel(self) -> None:
        """Stops the machine in user mode, or where it waits for an interrupt. If it never comes there, it runs on."""
        for _ in range(LOOKS):
            self._ask("stop")
            if re.search(r"CPL=3|HLT=1", self.monitor("info registers")):
                return
            self._ask("cont")
            time.sleep(LOOK_SECONDS)

    def _registers(self) -> str:
        text = self.monitor("info registers")
        return "\n".join(line for line in text.splitlines() if re.match(r"E[A-Z]{2}=|CR0=|EIP=", line))
