"""`make gdb` without a person: gdb stops in the kernel, with names and lines."""
import subprocess
import sys

from boot import ARCHIVE, BUILD, ROOT, link_files


def debug(directory, *commands):
    link_files(directory, robin_elf=BUILD / "robin.elf", initrd_tar=ARCHIVE)
    arguments = [part for command in ("set confirm off", *commands) for part in ("-ex", command)]
    command = [sys.executable, str(ROOT / "tools" / "debug"), "--build", str(directory), "--run", "forkdemo"]
    done = subprocess.run([*command, "--", "-batch", *arguments], stdin=subprocess.DEVNULL, capture_output=True,
                          text=True, timeout=60)
    return done.stdout + done.stderr


def test_it_stops_in_context_switch(directory):
    shown = debug(directory, "break context_switch", "continue", "backtrace", "print current->name", "finish")
    assert "context_switch" in shown and "schedule (" in shown and "sched.c:" in shown
    assert "No symbol" not in shown


def test_the_second_switch_has_a_process(directory):
    shown = debug(directory, "break context_switch", "continue", "continue", "print current->name")
    assert '"init' in shown or '"sh' in shown
