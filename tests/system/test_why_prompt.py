"""`why`: one sentence about a process, made by the kernel, for each state that a process can be in."""
import re

import pytest

from boot import ROOT

# A command, and a sentence that `why` has to print.
READY = r"is READY (?:since this tick|for \d+ ticks?): \d+ runs,"
SITUATIONS = {
    "ready": ("spin & spin & sleep 1; why", rf"(\d) {READY} \d is ahead; \1 left the CPU when its slice ended"),
    "next": ("spin & sleep 1; why", rf"3 {READY} it is next; 3 left the CPU when its slice ended"),
    "several": ("spin & spin & spin & sleep 1; why", rf"\d {READY} \d and \d are ahead; .*"),
    "new": ("barber & why", rf"(\d+) {READY} 5, 6, 7 and \d more are ahead; \1 has not run yet"),
    "sleep is over": ("spin & spin & sleep 0.1 & sleep 0.13 & sleep 0.16 & sleep 0.19 & sleep 0.22 & why; why; why",
                      rf"(\d+) {READY} .*; \1's sleep is over"),
    "P": ("/test/deadlock 3 & sleep 1; why", r"5 is BLOCKED in P\(lock 2\), held up since tick \d+; 6 passed it last"),
    "nobody": ("barber & sleep 0.01; why",
               r"\d is BLOCKED in P\(customers\), held up since tick \d+; nobody has passed it yet"),
    "behind": ("barber & sleep 0.1; why",
               r"\d+ is BLOCKED in P\(barber\), held up since tick \d+, behind \d+.*; \d+ passed it last"),
    "wait": ("why", r"1 is BLOCKED in wait since tick \d+: its child 2 has not ended"),
    "sleep": ("sleep 3 & why", r"3 is BLOCKED in sleep since tick \d+, until tick \d+"),
    "suspended": ("spin & sleep 1; kill -STOP 3; why",
                  r"3 is READY but suspended since tick \d+ by \d: it waits for SIGCONT"),
    "both": ("sleep 9 & sleep 1; kill -STOP 3; why",
             r"3 is BLOCKED in sleep since tick \d+, until tick \d+; it is also suspended since tick \d+ by \d"),
    "zombie": ("sh -c 'exit 7' & sleep 1; why",
               r"3 is a ZOMBIE since tick \d+ \(exit 7\): its parent 2 has not waited for it"),
    "killed": ("spin & sleep 1; kill 3; why",
               r"3 is a ZOMBIE since tick \d+ \(signal 15\): its parent 2 has not waited for it"),
    "itself": ("why 3", r"3 is RUNNING( since this tick| for \d+ ticks?)"),
}


@pytest.mark.parametrize("situation", SITUATIONS)
def test_a_sentence(boot, situation):
    command, sentence = SITUATIONS[situation]
    text = boot(f"{command}; halt").text
    assert re.search(rf"^{sentence}$", text, re.MULTILINE), text


def test_the_circle_that_its_help_tells_to_find(boot):
    command = re.search(r"`(philosophers .*)`", (ROOT / "user/programs/why.c").read_text("utf-8")).group(1)
    text = boot(f"{command}; wait").text
    last = {int(pid): int(other) for pid, other in re.findall(
        r"^(\d+) is BLOCKED in P\(fork \d\), held up since tick \d+; (\d+) passed it last$", text, re.MULTILINE)}
    way = [min(last)]
    for _ in range(5):
        way.append(last[way[-1]])
    assert way[0] == way[5] and len(set(way)) == 5, text


def test_all_but_itself(boot):
    """Without a number: a line for every process, in order, and none for `why`."""
    text = boot("sleep 3 & spin & why; halt").text
    assert [int(pid) for pid in re.findall(r"^(\d+) is ", text, re.MULTILINE)] == [1, 2, 3, 4]


def test_some(boot):
    text = boot("why 2 1").text
    assert [int(pid) for pid in re.findall(r"^(\d+) is ", text, re.MULTILINE)] == [2, 1]


@pytest.mark.parametrize("arguments, status, words", [
    ("77", 1, "why: there is no process 77"), ("0", 2, "why: `0` is not a process's number"),
    ("x", 2, "why: `x` is not a process's number"), ("-3", 2, "why: `-3` is not a process's number"),
    ("99999999999999999999", 2, "is not a process's number"), ("1 77", 1, "1 is BLOCKED in wait"),
])
def test_no_such_process(boot, arguments, status, words):
    text = boot(f"why {arguments}; echo status $?").text
    assert words in text and f"status {status}\n" in text


def test_without_the_trace(boot):
    """What only the trace knows is left out, and the sentence says so."""
    text = boot("/test/deadlock 2 & spin & sleep 1; why; halt", words="trace=off", traced=False).text
    note = r" \(the trace is off: nobody knows since when\)"
    assert re.search(rf"^\d is BLOCKED in P\(lock 2\){note}$", text, re.MULTILINE)
    assert re.search(rf"^\d is READY: \d+ runs, it is next{note}$", text, re.MULTILINE)


def test_who_waits_for_input(console):
    """The shell does, while a program that it does not wait for tells."""
    console.start("sh -c 'sleep 1; why 2' &", "[")
    assert console.expect("no input has come").endswith(": ")
