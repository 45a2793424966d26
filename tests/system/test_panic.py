"""The kernel's own mistakes: it panics with the place, the current process, and a backtrace with names. `selftest=`
makes it make one on purpose."""
import re

import pytest

from boot import BUILD, PANIC

IS_SANITIZED = b"__ubsan_handle_" in (BUILD / "robin.elf").read_bytes()  # make SAN=1


@pytest.mark.parametrize("mistake", ["panic", "assert"])
def test_a_panic_says_where(boot, mistake):
    run = boot("hello", words=f"selftest={mistake}", status=PANIC)
    assert re.search(r"^panic: kernel/[a-z_/]+\.c:\d+: ", run.text, re.MULTILINE)
    assert re.search(r"\bkernel_main\b", run.text), "the backtrace has no names"


@pytest.mark.properties("P70", "P71", "X100")
def test_semaphores_and_interrupts(boot):
    run = boot("hello", words="selftest=1 trace=off", status=PANIC)
    assert "self test: irq_save and irq_restore nest" in run.text
    assert "self test: spurious interrupts are counted" in run.text and " 3 spurious interrupts" in run.text
    assert "self test: V from an interrupt handler works" in run.text
    panic = re.search(r"^panic: .*$", run.text, re.MULTILINE)
    assert panic and "semaphore.c" in panic.group(0) and "interrupts_enabled()" in panic.group(0)
    assert re.search(r" semaphore_P\+\d+\n", run.text), "the call of panic is the last thing in semaphore_P"


@pytest.mark.properties("X99")
def test_a_kernel_stack_overflow_is_named(boot):
    run = boot("hello", words="selftest=stack-overflow", status=PANIC)
    panic = re.search(r"^panic: .*$", run.text, re.MULTILINE)
    assert panic and "stack overflow" in panic.group(0)


def test_a_fault_of_the_kernel_says_where(boot):
    run = boot("hello", words="selftest=null-pointer", status=PANIC)
    if "undefined behaviour: a null pointer" not in run.text:  # that is what a kernel built with SAN=1 may say before
        assert re.search(r"^eax [0-9a-f]{8} ebx ", run.text, re.MULTILINE)
        assert re.search(r"^panic: .*selftest_run\+\d+: page fault in the kernel: .*cr2 0x0", run.text, re.MULTILINE)


def test_a_self_test_that_does_not_exist(boot):
    assert "no self test named nonsense" in boot("hello", words="selftest=nonsense").text


@pytest.mark.skipif(not IS_SANITIZED, reason="only a kernel built with SAN=1 notices")
def test_undefined_behaviour_is_named(boot):
    run = boot("hello", words="selftest=undefined", status=PANIC)
    assert re.search(r"^panic: kernel/debug/selftest\.c:\d+: undefined behaviour: an addition overflows$", run.text,
                     re.MULTILINE)
