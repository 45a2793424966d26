"""Robin in a terminal, for tests that type at it: pexpect around tools/run."""
import re
import sys

import pexpect

from boot import ARCHIVE, BUILD, MEMORY, ROOT, link_files

PROMPT = "robin$ "
ENTER, CTRL_A, CTRL_C, CTRL_D, CTRL_Z = "\r", "\x01", "\x03", "\x04", "\x1a"
UP, LEFT, HOME, TAB, BACKSPACE = "\x1b[A", "\x1b[D", "\x1b[H", "\t", "\x7f"
SECONDS = 30  # a limit, which is never waited for


class Console:
    """A terminal with Robin in it. expect() and type() are for what is not a command that ends; text is all so far."""

    def __init__(self, directory, *arguments, archive=ARCHIVE):
        link_files(directory, robin_elf=BUILD / "robin.elf", initrd_tar=archive)
        self.log = (directory / "console.log").open("w", encoding="utf-8", newline="")
        self.child = pexpect.spawn(sys.executable, [str(ROOT / "tools" / "run"), "--build", str(directory),
                                                    "--memory", str(MEMORY), *arguments],
                                   encoding="utf-8", codec_errors="replace", timeout=SECONDS, dimensions=(24, 80))
        self.child.logfile_read = self.log
        self.child.delaybeforesend = None

    def type(self, keys):
        self.child.send(keys)

    def expect(self, text):
        """Waits for the text; what came before it, with plain newlines."""
        self.child.expect_exact(text)
        return re.sub(r"\r+\n", "\n", self.child.before)

    def command(self, line):
        """Types the line at the prompt and returns what it prints, up to the next prompt."""
        self.type(line + ENTER)
        return self.expect(PROMPT).partition("\n")[2]  # without the echo of the line itself

    def start(self, command, sign):
        """Starts a command, and returns when it has printed its sign: keys typed from then on are for it. (While the
        shell edits the line, and while it starts the command, they are the shell's.)"""
        self.type(command + ENTER)
        self.expect(f"\n{sign}")

    def end(self):
        """Waits for the end; tools/run's exit status."""
        self.child.expect(pexpect.EOF)
        self.child.close()
        return self.child.exitstatus

    def close(self):
        self.child.close(force=True)
        self.log.close()
