"""The shell, typed at over the serial line. Typing is not deterministic, so these tests judge text alone."""
import re
import shutil
import tarfile

import pytest

from boot import ARCHIVE
from console import BACKSPACE, CTRL_A, CTRL_C, CTRL_D, CTRL_Z, ENTER, HOME, LEFT, PROMPT, TAB, UP, Console

SUSPENDED = "* "  # in the output of ps
SIGTSTP = 20
SPINNER = ("/test/spinners forever", "for ever")


def test_exit_ends_the_machine(console):
    console.type("exit 5" + ENTER)
    assert console.end() == 5


def test_control_d_ends_it_too(console):
    console.type(CTRL_D)
    assert console.end() == 0


def test_control_a_x_ends_qemu(console):
    console.type(CTRL_A + "x")
    assert console.end() == 0


def test_halt(console):
    console.type("halt" + ENTER)
    assert console.end() == 0


def test_the_first_words(directory):
    console = Console(directory)
    first = console.expect(PROMPT)
    console.close()
    assert first.rstrip().endswith("type help; try philosophers; leave with exit")


def test_commands_and_statuses(console):
    assert console.command("hello") == "hello, world\n"
    assert console.command("echo 'a  b' \"c  d\" e\\ f") == "a  b c  d e f\n"
    assert console.command("sh -c 'exit 7'; echo $?") == "7\n"
    assert console.command("true && echo yes || echo no") == "yes\n"
    assert console.command("nothing; echo $?") == "sh: nothing: not found\n127\n"
    assert console.command("/share/help; echo $?").endswith("126\n")


def test_editing(console):
    console.type("ecXho" + LEFT + LEFT + BACKSPACE + HOME)
    console.type("\x05 one" + ENTER)  # Ctrl-E: to the end
    assert console.expect(PROMPT).endswith("\none\n")
    console.type(UP + " two" + ENTER)
    assert console.expect(PROMPT).endswith("\none two\n")
    console.type(UP + UP + ENTER)
    assert console.expect(PROMPT).endswith("\none\n")


def test_tab_completes(console):
    console.type("hell" + TAB + ENTER)
    assert console.expect(PROMPT).endswith("\nhello, world\n")
    console.type("forkd" + TAB + ENTER)
    assert "parent: its own" in console.expect(PROMPT)
    console.type("cat /share/help/hell" + TAB + ENTER)
    assert "greeting" in console.expect(PROMPT)


@pytest.mark.properties("K24")
def test_control_c_kills_the_foreground(console):
    console.start(*SPINNER)
    console.type(CTRL_C)
    console.expect(PROMPT)
    assert console.command("echo $?") == "130\n"
    console.type("echo lost" + CTRL_C)
    assert console.expect(PROMPT).endswith("echo lost^C\n")
    assert console.command("echo alive") == "alive\n"


def test_control_z_stops_the_foreground(console):
    console.start(*SPINNER)
    console.type(CTRL_Z)
    pid = re.search(r"\[(\d+)\] stopped: /test/spinners", console.expect(PROMPT)).group(1)
    assert console.command("echo $?") == f"{128 + SIGTSTP}\n"
    assert SUSPENDED in console.command("ps")
    assert console.command(f"kill -KILL {pid}; fg; echo $?").endswith("137\n")


def test_nobody_waits_for_a_stopped_job(console):
    console.start(*SPINNER)
    console.type(CTRL_Z)
    pid = re.search(r"\[(\d+)\] stopped: ", console.expect(PROMPT)).group(1)
    said = console.command(f"wait {pid}; echo $?")
    assert said == f"sh: wait: process {pid} is stopped; fg {pid} continues it\n{128 + SIGTSTP}\n"
    assert console.command(f"kill -KILL {pid}; wait {pid}; echo $?").endswith("137\n")


def test_a_stopped_job_goes_on(console):
    pid = console.command("sleep 3 &").strip().strip("[]")
    assert console.command(f"kill -STOP {pid}; ps").count(SUSPENDED) == 1
    assert SUSPENDED not in console.command(f"kill -CONT {pid}; ps")
    assert SUSPENDED in console.command(f"kill -STOP {pid}; ps")
    assert console.command(f"fg {pid}; echo $?") == "sleep\n0\n"


def test_the_background(console):
    pid = console.command("spin &").strip().strip("[]")
    assert "spin" in console.command("ps")
    assert console.command("echo still here") == "still here\n"
    assert console.command(f"kill {pid}; wait {pid}; echo $?").endswith("143\n")
    assert "spin" not in console.command("ps")


def test_a_program_reads_the_console(console):
    console.start("sh -c 'echo started; cat'", "started")  # the second shell does not edit
    console.type("wrongX" + BACKSPACE + ENTER + CTRL_D)
    assert console.expect(PROMPT).endswith("\nwrong\n")


def test_control_d_in_the_middle_of_a_line(console):
    """It ends the read, not the input: what is typed so far is handed over. The next one, on an empty line, ends it."""
    console.start("sh -c 'echo started; cat; echo end of file'", "started")
    console.type("abc" + CTRL_D)
    console.expect("abcabc")  # the echo, then what cat has read
    console.type(CTRL_D)
    console.expect("end of file")
    console.expect(PROMPT)


def test_control_d_behind_what_is_read(console):
    """A program that reads one byte at a time gets all of them, and waits for more."""
    console.start("sh -c '/test/terminal bytes'", "ready")
    console.type("ab" + CTRL_D)
    console.expect("<b>")
    console.type("c" + CTRL_D)
    console.expect("<c>")
    console.type(CTRL_D)
    console.expect("end of input")
    console.expect(PROMPT)


def test_a_script(directory):
    script = directory / "demo"
    script.write_text("# a script\necho first\nfalse\necho second $?\nexit 9\n")
    archive = directory / "with_script.tar"
    shutil.copyfile(ARCHIVE, archive)
    with tarfile.open(archive, "a", format=tarfile.USTAR_FORMAT) as file:
        file.add(script, "share/demo")
    console = Console(directory, archive=archive)
    console.expect(PROMPT)
    assert console.command("sh /share/demo; echo $?") == "first\nsecond 1\n9\n"
    console.close()


def test_help_lists_every_program(console):
    listed = {line.split()[0] for line in console.command("help").splitlines() if line.strip()}
    with tarfile.open(ARCHIVE) as archive:
        programs = {name.rpartition("/")[2] for name in archive.getnames() if "bin/" in name}
    assert programs <= listed
    assert "Watch:" in console.command("help philosophers")


@pytest.mark.properties("R114")
def test_a_machine_full_of_processes_is_freed_by_control_c(console):
    console.start("/test/fork_until_full stay", "no room for more than")
    console.type(CTRL_C)
    console.expect(PROMPT)
    assert console.command("echo alive") == "alive\n"
