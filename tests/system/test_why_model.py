"""The kernel's sentences (`why`) and the model's (tools/why.py) agree: about the same process, of the same run, at the same
moment. The kernel's may be only the beginning of the model's, which knows the past."""
import re

import pytest

from tools.trace import SYSTEM_CALLS, Kind, signed

sentences = pytest.importorskip("tools.why", reason="there is no tools/why.py")

RUNS = {
    "round robin": "spin & spin & spin & sleep 1; why; halt",
    "philosophers": "philosophers 3 & sleep 0.1; why; sleep 0.1; why; halt",
    "barber": "barber & sleep 0.01; why; sleep 0.1; why; sleep 0.1; why; halt",
    "producer_consumer": "producer_consumer & why; sleep 0.1; why; halt",
    "deadlock": "/test/deadlock 4 & sleep 1; why; halt",
    "family": "forktree 3 & zombie & orphan & why; sleep 0.1; why; halt",
    "suspend": "suspend & sleep 0.1; why; sleep 1; why; halt",
}


def looks(model):
    """For each line of /proc/why that was read: the records before and after the kernel made it."""
    entered = {}
    readers = {process.pid for process in model.named("why")}
    for record in model.trace.records(Kind.SYSCALL_ENTER, Kind.SYSCALL_LEAVE):
        if record.pid in readers and record.words[0] == SYSTEM_CALLS["read"]:
            if record.kind == Kind.SYSCALL_ENTER:
                entered[record.pid] = record.index
            elif signed(record.words[1]) > 0:
                yield range(entered[record.pid], record.index)


@pytest.mark.parametrize("name", RUNS)
def test_the_kernel_and_the_model_agree(boot, name):
    run = boot(RUNS[name])
    said = re.findall(r"^((\d+) is .*)$", run.text, re.MULTILINE)
    assert len(said) > 4
    lines = iter(looks(run.model))
    for sentence, pid in said:  # `why` reads a line about itself too, and prints none
        if "has not run yet" in sentence:  # who forked it only the model knows
            sentence = sentence.rpartition(";")[0]
        for records in lines:
            known = {sentences.why(run.model, index, int(pid)) for index in records}
            if any(line.startswith(sentence) for line in known):
                break
        else:
            raise AssertionError(f"the kernel: {sentence}\nthe model: {known}")
