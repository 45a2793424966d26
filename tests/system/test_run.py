"""tools/run, as `make run` calls it, with its input and output in files and pipes."""
import os
import signal
import subprocess
import sys

import pytest

from boot import BUILD, ROOT, link_files

RUN = [sys.executable, str(ROOT / "tools" / "run")]


def run(directory, *arguments, text="", **options):
    link_files(directory, robin_elf=BUILD / "robin.elf", initrd_tar=BUILD / "initrd.tar")
    return subprocess.run([*RUN, "--build", str(directory), *arguments], input=text, capture_output=True, text=True,
                          timeout=60, **options)


def test_one_command_and_its_status(directory):
    done = run(directory, "--run", "hello")
    assert done.returncode == 0 and "hello, world\n" in done.stdout and "\r" not in done.stdout
    assert run(directory, "--run", "sh -c 'exit 7'").returncode == 7


def test_control_c_while_it_begins(directory):
    """It ends without a word. (Here by a module that it imports early.)"""
    (directory / "argparse.py").write_text("import os\nos.kill(os.getpid(), 2)\nraise SystemExit('it goes on')\n")
    done = subprocess.run(RUN, capture_output=True, text=True, timeout=60,
                          env={**os.environ, "PYTHONPATH": str(directory)})
    assert (done.returncode, done.stdout, done.stderr) == (-signal.SIGINT, "", "")


def test_no_colour_in_a_pipe(directory):
    assert "\x1b[" not in run(directory, "--run", "hello").stdout


def test_typed_from_a_file(directory):
    done = run(directory, text="echo one\necho two\nexit 4\n")
    assert done.returncode == 4 and "\none\n" in done.stdout and "\ntwo\n" in done.stdout


def test_a_pipe_that_nobody_writes_into(directory):
    """The machine ends, and tools/run with it, though a read of standard input would still wait."""
    reading, writing = os.pipe()
    link_files(directory, robin_elf=BUILD / "robin.elf", initrd_tar=BUILD / "initrd.tar")
    done = subprocess.run([*RUN, "--build", str(directory), "--run", "sh -c 'exit 7'"], stdin=reading,
                          capture_output=True, text=True, timeout=60)
    os.close(reading)
    os.close(writing)
    assert done.returncode == 7 and done.stderr == ""


@pytest.mark.parametrize("megabytes", ["0", "1", "x"])
def test_a_machine_too_small_for_its_firmware(directory, megabytes):
    done = run(directory, "--memory", megabytes)
    assert done.returncode == 2 and "is not a number of megabytes from 2" in done.stderr


def test_a_panic_has_a_status_of_its_own(directory):
    done = run(directory, "--words", "selftest=panic", "--run", "hello")
    assert done.returncode == 97 and "panic" in done.stdout


def test_a_panic_has_lines_of_the_sources(directory):
    """The kernel knows only its functions."""
    link_files(directory, toolchain_mk=BUILD / "toolchain.mk")
    done = run(directory, "--words", "selftest=null-pointer color=on", "--run", "hello")
    if "undefined behaviour" not in done.stdout:
        lines = done.stderr.partition("run: in the sources:\n")[2].splitlines()
        source = (ROOT / "kernel/debug/selftest.c").read_text("utf-8").splitlines()
        function, place = lines[0].split()
        assert function.startswith("selftest_run+") and place.startswith("kernel/debug/selftest.c:")
        assert source[int(place.rpartition(":")[2]) - 1].strip() == "*(volatile uint32_t *)null = 1;"
        assert lines[1].split()[1].startswith("kernel/main.c:")
        assert lines[2].split()[1].startswith("boot/multiboot.asm:")


def test_the_time_is_over(directory):
    """Robin reports, and the program's line in the sources is told too."""
    link_files(directory, toolchain_mk=BUILD / "toolchain.mk", user=BUILD / "user")
    for seconds in ("2", "30"):  # the first is enough, if this machine has not much else to do
        done = run(directory, "--run", "spin", "--timeout", seconds)
        if "  3 is RUNNING" in done.stdout:
            break
    assert done.returncode == 124
    assert f"run: it did not end within {seconds} seconds; the report above says what everybody does\n" in done.stderr
    assert "\nwhy they do not run:\n  1 is BLOCKED in wait since tick " in done.stdout
    if "panic: user mode: " in done.stdout:  # the program makes a system call now and then
        assert "user/programs/spin.c:" in done.stderr


def test_in_time(directory):
    done = run(directory, "--run", "sh -c 'exit 7'", "--timeout", "60")
    assert (done.returncode, done.stderr) == (7, "")


def test_two_at_once(directory):
    link_files(directory, robin_elf=BUILD / "robin.elf", initrd_tar=BUILD / "initrd.tar")
    both = [subprocess.Popen([*RUN, "--build", str(directory), "--run", f"echo machine {number}"],
                             stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True) for number in (1, 2)]
    for number, machine in enumerate(both, 1):
        output, _ = machine.communicate(timeout=60)
        assert machine.returncode == 0 and f"machine {number}" in output


def test_a_tree_with_spaces_and_chinese_characters(directory):
    """A copy of the tree, built and run there."""
    copy = directory / "a tree 知更鸟, copied"
    copy.mkdir()
    for name in ("Makefile", "labs", "linker.ld", "arch", "boot", "kernel", "tools", "user"):
        (copy / name).symlink_to(ROOT / name)
    environment = {name: value for name, value in os.environ.items() if name not in ("MAKEFLAGS", "MAKELEVEL")}
    environment["BUILD"] = "build"
    done = subprocess.run(["make", "-j2", "run", "RUN=echo it works: $?"], cwd=copy, env=environment,
                          stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "it works: 0\n" in done.stdout
    drawn = subprocess.run(["make", "trace", "RUN=echo it works: $?", "AGAINST=true"], cwd=copy, env=environment,
                           stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=120)
    assert drawn.returncode == 0 and "it works: 0\n" in drawn.stdout, drawn.stdout + drawn.stderr
    for name in ("timeline.html", "timeline.svg", "timeline.json", "run.trace", "against.trace"):
        assert f"build/trace/{name} " in drawn.stdout and (copy / "build" / "trace" / name).stat().st_size
    assert {path.name for path in copy.iterdir() if not path.is_symlink()} == {"build"}
