"""The kernel's sentences (`why`) and the model's (tools/why.py) agree: about the same process, of the same run, at the
same moment. The kernel's may be only the beginning of the model's, which knows the past."""
import re

import pytest

from tools import why as sentences
from tools.trace import SYSTEM_CALLS, Kind, signed

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
    """For each `why` of the run, its pid, and for each line of /proc/why that it read: the records between which the
    kernel made it."""
    for reader in model.named("why"):
        calls = [record for record in model.trace.records(Kind.SYSCALL_ENTER, Kind.SYSCALL_LEAVE)
                 if record.pid == reader.pid and record.words[0] == SYSTEM_CALLS["read"]]
        yield reader.pid, [range(enter.index, leave.index) for enter, leave in zip(calls, calls[1:])
                           if leave.kind == Kind.SYSCALL_LEAVE and signed(leave.words[1]) > 0]


def agree(kernel, model):
    if "has not run yet" in kernel:  # who forked it only the model knows
        kernel = kernel.rpartition(";")[0]
    if model.endswith("its time has not come"):  # until when only the kernel knows, if the trace ends before
        return kernel.partition(", until tick")[0] == model.partition(":")[0]
    return model.startswith(kernel)


@pytest.mark.parametrize("name", RUNS)
def test_the_kernel_and_the_model_agree(boot, name):
    run = boot(RUNS[name])
    said = re.findall(r"^((\d+) is .*)$", run.text, re.MULTILINE)
    assert len(said) > 4
    for reader, lines in looks(run.model):
        mine, said = said[:len(lines) - 1], said[len(lines) - 1:]  # a line about itself is read too, but not printed
        told = {int(pid): sentence for sentence, pid in mine}
        for pid, records in zip(sorted([*told, reader]), lines):
            known = {sentences.why(run.model, index, pid) for index in records}
            assert pid == reader or any(agree(told[pid], sentence) for sentence in known), (told[pid], known)
    assert not said
