"""The trace-event JSON: each event has the fields that the format asks for, and what they say is what happened.

The rules below are those of the format's public description ("Trace Event Format"): common fields, and for each phase
its own; and what Perfetto needs to show arrows: they begin and end inside slices.
"""
import json

import pytest

from timelines import round_robin, waiting
from tools.timeline import perfetto

NUMBER, INTEGER, TEXT, OBJECT = (int, float), int, str, dict
COMMON = {"ph": TEXT, "name": TEXT, "pid": INTEGER, "tid": INTEGER}
TIMED = {**COMMON, "ts": NUMBER}
REQUIRED = {  # by phase
    "M": {**COMMON, "args": OBJECT},
    "X": {**TIMED, "cat": TEXT, "dur": NUMBER},
    "i": {**TIMED, "cat": TEXT, "s": TEXT},
    "s": {**TIMED, "cat": TEXT, "id": INTEGER},
    "f": {**TIMED, "cat": TEXT, "id": INTEGER, "bp": TEXT},
    "C": {**TIMED, "args": OBJECT},
}
OPTIONAL = {"args": OBJECT, "cname": TEXT}
METADATA = {"process_name": ("name", TEXT), "thread_name": ("name", TEXT),
            "process_sort_index": ("sort_index", INTEGER), "thread_sort_index": ("sort_index", INTEGER)}
SCOPES, BINDING_POINTS, UNITS = ("g", "p", "t"), ("e",), ("ms", "ns")
COLOUR_NAMES = {"good", "bad", "terrible", "black", "grey", "white", "yellow"}  # of those reserved for slices


def problems(text):
    """What is wrong with such a file: a list of sentences."""
    data = json.loads(text, parse_constant=lambda name: pytest.fail(f"{name} is no JSON"))
    found = []
    if set(data) != {"traceEvents", "displayTimeUnit"} or data["displayTimeUnit"] not in UNITS:
        found.append("the object around the events")
    for event in data["traceEvents"]:
        found += [f"{sentence}: {event}" for sentence in field_problems(event)]
    if not found:
        found = slice_problems(data["traceEvents"]) + arrow_problems(data["traceEvents"])
    return found


def field_problems(event):
    required = REQUIRED.get(event.get("ph"))
    if required is None:
        return ["a phase that is not used here"]
    found = [f"{field} is missing or of another type" for field, kind in required.items()
             if not isinstance(event.get(field), kind) or isinstance(event.get(field), bool)]
    found += [f"{field} does not belong there" for field in event if field not in {**required, **OPTIONAL}]
    if found:
        return found
    if event["ph"] == "M":
        argument, kind = METADATA.get(event["name"], ("", TEXT))
        if list(event["args"]) != [argument] or not isinstance(event["args"][argument], kind):
            found.append("metadata that is not known")
    elif event["ts"] < 0 or event.get("dur", 0) < 0:
        found.append("a time before the beginning")
    if event["ph"] == "C" and not all(isinstance(value, NUMBER) for value in event["args"].values()):
        found.append("a counter that is no number")
    if event.get("s", "t") not in SCOPES or event.get("bp", "e") not in BINDING_POINTS:
        found.append("a scope or binding point that is not known")
    if event.get("cname", "good") not in COLOUR_NAMES:
        found.append("a colour that is not reserved")
    return found


def slices(events):
    by_thread = {}
    for event in events:
        if event["ph"] == "X":
            by_thread.setdefault((event["pid"], event["tid"]), []).append(event)
    return by_thread


def slice_problems(events):
    """Slices of one thread follow one another; each thread has a name."""
    named = {(event["pid"], event["tid"]) for event in events if event["name"] == "thread_name"}
    found = [f"thread {thread} has no name" for thread in slices(events) if thread not in named]
    for its in slices(events).values():
        its.sort(key=lambda event: (event["ts"], event["ts"] + event["dur"]))
        found += [f"{before} overlaps {after}" for before, after in zip(its, its[1:])
                  if round(before["ts"] + before["dur"], 3) > after["ts"]]
    return found


def arrow_problems(events):
    by_thread, found = slices(events), []
    ends = {}
    for event in events:
        if event["ph"] in "sf":
            ends.setdefault(event["id"], []).append(event)
            inside = any(one["ts"] <= event["ts"] <= one["ts"] + one["dur"]
                         for one in by_thread.get((event["pid"], event["tid"]), []))
            if not inside:
                found.append(f"an arrow that ends in no slice: {event}")
    for both in ends.values():
        if [event["ph"] for event in both] != ["s", "f"] or both[0]["ts"] > both[1]["ts"] \
                or both[0]["name"] != both[1]["name"] or both[0]["cat"] != both[1]["cat"]:
            found.append(f"an arrow without two ends that fit: {both}")
    return found


def events_of(*runs):
    return json.loads(perfetto.dump([run.scene("demo") for run in runs]))["traceEvents"]


def of_phase(events, phase, name=None):
    return [event for event in events if event["ph"] == phase and name in (None, event["name"])]


@pytest.mark.parametrize("runs", [[round_robin], [waiting], [round_robin, waiting]])
def test_the_format(runs):
    text = perfetto.dump([run().scene("demo") for run in runs])
    assert problems(text) == []
    if waiting in runs:
        assert {event["ph"] for event in json.loads(text)["traceEvents"]} == set(REQUIRED)


@pytest.mark.parametrize("spoil", [
    lambda event: event.pop("pid"), lambda event: event.update(ts=-1), lambda event: event.update(ts="0"),
    lambda event: event.update(dur=-0.1), lambda event: event.update(ph="B"), lambda event: event.update(extra=1),
    lambda event: event.update(dur=10**9), lambda event: event.update(tid=99), lambda event: event.update(cname="red")])
def test_what_is_wrong_is_found(spoil):
    events = events_of(waiting())
    spoil(of_phase(events, "X")[0])
    assert problems(json.dumps({"traceEvents": events, "displayTimeUnit": "ms"}))


@pytest.mark.parametrize("phase, change", [
    ("s", {"id": 7}), ("f", {"ts": 0}), ("f", {"tid": 99}), ("f", {"bp": "x"}), ("i", {"s": "x"}),
    ("C", {"args": {"value": "1"}}), ("M", {"args": {"nick": "x"}}), ("M", {"name": "process_nick"})])
def test_what_is_wrong_with_others_is_found(phase, change):
    events = events_of(waiting())
    of_phase(events, phase)[-1].update(change)
    assert problems(json.dumps({"traceEvents": events, "displayTimeUnit": "ms"}))


def test_names():
    events = events_of(round_robin(), waiting())
    names = {(event["pid"], event["tid"]): event["args"]["name"] for event in of_phase(events, "M", "thread_name")}
    assert names == {(1, 0): "CPU", (1, 2): "2 A", (1, 3): "3 B", (1, 4): "4 C",
                     (2, 0): "CPU", (2, 2): "2 parent", (2, 3): "3 one", (2, 4): "4 two"}
    assert [event["args"]["name"] for event in of_phase(events, "M", "process_name")] == ["demo", "demo"]


def test_slices():
    """A tick is 10 ms, and A runs from tick 0 to 2, 5 to 7 and 8 to 9."""
    events = events_of(round_robin())
    assert [(event["ts"], event["dur"]) for event in of_phase(events, "X", "running") if event["tid"] == 2] == [
        (0, 20000), (50000, 20000), (80000, 10000)]
    assert [event["name"] for event in sorted(of_phase(events, "X"), key=lambda event: event["ts"])
            if event["tid"] == 0] == ["2 A", "3 B", "4 C", "2 A", "3 B", "2 A"]


def test_arrows():
    events = events_of(waiting())
    arrows = {(event["name"], event["ts"]) for event in of_phase(events, "s")}
    assert arrows == {("fork", 0), ("V", 80000)}
    assert [(event["tid"], event["ts"]) for event in of_phase(events, "f", "V")] == [(4, 80000)]
    assert [event["tid"] for event in of_phase(events, "f", "fork")] == [3, 4]


def test_counters():
    events = events_of(waiting())
    lock = [(event["ts"], event["args"]["value"]) for event in of_phase(events, "C", "lock (semaphore 0)")]
    assert lock == [(0, 1), (0, 1), (20000, 0), (80000, 0), (80000, 0)]
    queue = of_phase(events, "C", "ready queue")
    assert max(event["args"]["processes"] for event in queue) == 2


def test_moments():
    words = {event["name"] for event in of_phase(events_of(waiting()), "i")}
    assert {"forks 3", "P(lock), value 0", "V(lock), value 0", "inside 1", "SIGSTOP", "page fault", "ends: SIGSEGV",
            "has waited for 3", "yields"} <= words


def test_a_pid_that_comes_again_is_another_thread():
    run = round_robin().program(4, "again").block(1, "SLEEP", new=4).at(12).exit(4, 0)
    scene = run.wake(1).switch(0, 1, "IDLE").reap(1, 4).scene()
    assert problems(perfetto.dump([scene])) == []
    names = [event["args"]["name"] for event in of_phase(json.loads(perfetto.dump([scene]))["traceEvents"], "M",
                                                         "thread_name")]
    assert names == ["CPU", "2 A", "3 B", "4 C", "4 again"]
