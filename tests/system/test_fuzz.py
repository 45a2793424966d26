"""Random system calls, 100,000 of them, from several processes at once (tests/user/fuzz.c); afterwards the shell works.
The same program makes fewer calls in the batches of test_user.py, where the trace is judged too."""
import re

import pytest

WORDS = "trace=off"  # it would be 100 MB
CALLS = 25000


def calls_made(run):
    return int(re.search(r"^seed \d+: (\d+) calls$", run.text, re.MULTILINE)[1])


@pytest.mark.properties("R111", "R112", "I105", "I108", "I109")
@pytest.mark.parametrize("seed", [11, 12])
def test_beside_a_shell(boot, seed):
    run = boot(f"/test/fuzz {seed} {CALLS} && echo the shell works && forkdemo", WORDS, traced=False)
    assert calls_made(run) >= CALLS
    assert "\nthe shell works\n" in run.text and "FAILED" not in run.text


@pytest.mark.properties("R111", "R112", "I105", "I108", "I109")
@pytest.mark.parametrize("seed", [13, 14])
def test_with_init_in_reach(boot, seed):
    run = boot(f"{seed} {CALLS}", f"{WORDS} init=/test/fuzz", traced=False)
    assert calls_made(run) >= CALLS and "FAILED" not in run.text
