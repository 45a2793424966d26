"""The boot word fail=N: one allocation is refused, and whoever needed it ends or says so; the kernel goes on.
tests/user/fault_sweep.c lets every allocation of a piece of work fail."""
import pytest

from boot import TIMEOUT, Run, exit_code, find_problems, run_qemu


@pytest.mark.properties("R113")
@pytest.mark.parametrize("number", [1, 2, 4, 8, 16, 24, 32, 48, 64])
def test_a_failed_allocation_ends_no_kernel(directory, number):
    code = run_qemu(directory, f"fail={number}", "forkdemo")
    run = Run(directory, code)
    assert code is not TIMEOUT, run.text
    status = (code >> 1) - (exit_code(0) >> 1)  # the shell's, or that of an init which was killed
    assert status >= 0 and not find_problems(run.text, code, status), run.text
    assert not run.model.violations


@pytest.mark.properties("R113")
def test_the_first_is_forks_and_fork_says_so(boot):
    run = boot("hello", words="fail=1", status=1)
    assert "init: Cannot allocate memory" in run.text and "hello, world" not in run.text


def test_fail_is_switched_off_by_0(boot):
    assert "hello, world" in boot("hello", words="fail=0").text


def test_its_file_has_an_end(boot):
    assert boot("cat /proc/fail && echo the end").text.endswith("0\nthe end\n")
