"""The kernel's own mistakes: it panics with the place, the current process, and a backtrace with names. `selftest=`
makes it make one on purpose."""
import re

import pytest

from boot import PANIC


@pytest.mark.parametrize("mistake", ["panic", "assert"])
def test_a_panic_says_where(boot, mistake):
    run = boot("hello", words=f"selftest={mistake}", status=PANIC)
    assert re.search(r"^panic: kernel/[a-z_/]+\.c:\d+: ", run.text, re.MULTILINE)
    assert re.search(r"\bkernel_main\b", run.text), "the backtrace has no names"


@pytest.mark.properties("P70", "P71")
def test_semaphores_and_interrupts(boot):
    run = boot("hello", words="selftest=1 trace=off", status=PANIC)
    assert "self test: V from an interrupt handler works" in run.text
    panic = re.search(r"^panic: .*$", run.text, re.MULTILINE)
    assert panic and "semaphore.c" in panic.group(0) and "interrupts_enabled()" in panic.group(0)


@pytest.mark.properties("X99")
def test_a_kernel_stack_overflow_is_named(boot):
    run = boot("hello", words="selftest=stack-overflow", status=PANIC)
    panic = re.search(r"^panic: .*$", run.text, re.MULTILINE)
    assert panic and "stack overflow" in panic.group(0)
