"""Words of the boot command line, and machines of all sizes."""
import pytest


@pytest.mark.parametrize("memory", [8, 16, 768, 1024])
def test_memory_sizes(boot, memory):
    run = boot("forkdemo", memory=memory)
    assert "parent: its own" in run.text
    if memory > 768:
        assert "above 768 MB is not used" in run.text


def test_an_unknown_word_gets_one_warning(boot):
    run = boot("hello", words="colour=blue")
    lines = [line for line in run.text.splitlines() if "colour" in line]
    assert len(lines) == 1 and "hello, world" in run.text


def test_every_bad_value_gets_one_warning(boot):
    """And what the word would have set is as without it."""
    bad = ("quantum=0", "hz=1", "sched=fifo", "console=paper", "time=soon", "color=maybe", "audit=2", "selftest",
           "trace=onn")
    run = boot("hello", words=" ".join(bad))
    for word in bad:
        assert run.text.count(f"robin: boot word {word.partition('=')[0]}: ") == 1, word
    assert "hello, world" in run.text and run.model.header.hz == 100 and run.model.header.quantum == 5


def test_too_many_arguments_for_init_get_one_warning(boot):
    run = boot("echo " + " ".join(f"word{number}" for number in range(70)))
    assert run.text.count("too many arguments for init") == 1
    assert " ".join(f"word{number}" for number in range(63)) + "\n" in run.text


@pytest.mark.parametrize("hz", [20, 1000])
def test_the_timer_rate(boot, hz):
    model = boot("sleep 1", words=f"hz={hz}").model
    assert model.header.hz == hz
    assert model.trace.record(-1).ticks >= hz


def test_a_program_as_init(boot):
    """Any program may be the first process; its status ends the machine."""
    run = boot(words="init=/bin/hello")
    assert "hello, world" in run.text
    assert [process.name for process in run.model.processes] == ["hello"]


@pytest.mark.parametrize("status", [0, 1, 96, 97, 255])
def test_the_status_of_the_last_command_ends_the_machine(boot, status):
    """Of those above 96 it says only that: QEMU's exit status has no room for more."""
    boot(f"exit {status}", status=status)


def test_the_latest_time(boot):
    """With the first second it wraps, as 32 bits do: nothing else happens (and nothing undefined, with SAN=1)."""
    assert "the end" in boot("sleep 1 && /test/times && echo the end", words="time=2147483647").text
