"""`make gdb` without a person: tools/debug in a folder of its own, one command after the other."""
import os
import re
import shutil
import signal
import subprocess
import sys
import threading

from boot import BUILD, ROOT

DEBUG_BUILD = BUILD / "debug"
SECONDS = 60  # a limit, which no good run comes near
END = "(end of the answer)"


def prepare(folder, archive="initrd.tar"):
    """A build folder as tools/debug wants it: copies of what QEMU gets, links to what gdb reads."""
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copy(DEBUG_BUILD / "robin.elf", folder / "robin.elf")
    shutil.copy(DEBUG_BUILD / archive, folder / "initrd.tar")
    for name in ("user", "test"):
        if not (folder / name).is_symlink():
            (folder / name).symlink_to(DEBUG_BUILD / name)


def environment():
    """Without coverage: the kernel that gdb debugs is built without counters."""
    return {name: value for name, value in os.environ.items() if name != "ROBIN_COVERAGE"}


def command(folder, *options):
    return [sys.executable, str(ROOT / "tools" / "debug"), "--build", str(folder), *options]


class Debugger:
    """ask(command) is what gdb and Robin's commands answer."""

    def __init__(self, folder, *options):
        self.folder = folder
        self.process = subprocess.Popen(command(folder, *options, "--", "-ex", "set prompt"), cwd=folder, text=True,
                                        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                                        start_new_session=True, errors="replace", env=environment())
        self.greeting = self.ask("echo")
        self.log = []

    def ask(self, text):
        """One command's answer. If it takes too long, the session is killed, and the answer is what came."""
        limit = threading.Timer(SECONDS, lambda: os.killpg(self.process.pid, signal.SIGKILL))
        limit.start()
        try:
            self.process.stdin.write(f"{text}\necho \\n{END}\\n\n")
            self.process.stdin.flush()
            lines = []
            for line in self.process.stdout:
                if line.strip() == END:
                    break
                lines.append(line.rstrip("\n"))
            else:
                raise AssertionError(f"{text}: the session ended:\n" + "\n".join(lines))
            answer = "\n".join(lines).rstrip("\n")
            assert "Traceback" not in answer and "Python Exception" not in answer, f"{text}:\n{answer}"
            return answer
        finally:
            limit.cancel()

    def value(self, expression):
        """A number."""
        answer = self.ask(f"output/d {expression}")
        assert re.fullmatch(r"-?\d+", answer), answer
        return int(answer)

    def close(self):
        """As a person leaves."""
        if self.process.poll() is not None:
            return
        try:
            self.process.stdin.write("quit\n")
            self.process.stdin.close()
            self.process.wait(SECONDS)
        except (OSError, subprocess.TimeoutExpired):
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
