"""Sections that programs mark, and where more processes are in one than may be.

    mark("critical", 1);    the caller enters the section; at most one process may be in it at a time
    mark("critical", 0);    it leaves

The value with which a section is entered says how many may be inside together: philosophers mark "eating" with half the
forks. More than the smallest such value of those inside is an overlap, which the page shows in red. Only processes of
one family, which share memory and semaphores, can be in one section: those related by fork since the last exec. A label
that nobody of a family ever marks with 0 is no section, but a flag at one moment.
"""
from typing import Any, Dict, List, NamedTuple, Optional, Set, Tuple

from tools.trace import Model, Process


class Section(NamedTuple):
    begin: int  # the record of the mark that enters
    end: Optional[int]  # of the one that leaves, or of the process's end; None: inside until the trace ends
    process: int  # its place in model.processes: a pid may come back
    label: str
    most: int  # so many may be inside


class Overlap(NamedTuple):
    begin: int
    end: Optional[int]
    label: str
    processes: Tuple[int, ...]  # who is inside
    most: int


class Flag(NamedTuple):
    index: int
    process: int
    label: str
    value: int


Key = Tuple[int, str]  # a family and a label


def families(model: Model) -> Dict[int, List[Tuple[int, int]]]:
    """Of each process (its place in model.processes) when it entered which family. A family is named by the record
    that began it."""
    found: Dict[int, List[Tuple[int, int]]] = {}
    last: Dict[int, int] = {}  # who had this pid last: a parent is alive when it forks
    for place, process in enumerate(model.processes):
        inherited = 0
        parent = last.get(process.parents[0][1])
        if parent is not None:
            inherited = _at(found[parent], process.born)
        found[place] = [(process.born, inherited)] + [(index, index) for index, _ in process.names[1:]]
        last[process.pid] = place
    return found


def _at(history: List[Tuple[int, int]], index: int) -> int:
    return [family for begin, family in history if begin <= index][-1]


def places(model: Model) -> Dict[int, List[int]]:
    """Who had a pid, in order of birth: places in model.processes."""
    found: Dict[int, List[int]] = {}
    for place, process in enumerate(model.processes):
        found.setdefault(process.pid, []).append(place)
    return found


def read(model: Model) -> Tuple[List[Section], List[Overlap], List[Flag]]:
    """Every section, overlap and flag of a run, in order of time."""
    by_pid, family_of = places(model), families(model)
    marks: List[Tuple[Any, int, Key]] = []
    for mark in model.marks:
        lives = reversed(by_pid.get(mark.pid, []))
        place = next((place for place in lives if model.processes[place].born <= mark.index), None)
        if place is not None:
            marks.append((mark, place, (_at(family_of[place], mark.index), mark.label)))
    is_section = {key for mark, _, key in marks if mark.value == 0}
    flags = [Flag(mark.index, place, mark.label, mark.value) for mark, place, key in marks if key not in is_section]
    sections = _sections(model, [entry for entry in marks if entry[2] in is_section])
    overlaps: List[Overlap] = []
    for key in is_section:
        overlaps += _overlaps([section for section, its_key in sections if its_key == key])
    return [section for section, _ in sections], sorted(overlaps), flags


def _sections(model: Model, marks: List[Tuple[Any, int, Key]]) -> List[Tuple[Section, Key]]:
    inside: Dict[Tuple[int, Key], Any] = {}
    found: List[Tuple[Section, Key]] = []

    def leave(place: int, key: Key, end: Optional[int]) -> None:
        mark = inside.pop((place, key), None)
        if mark is not None:
            found.append((Section(mark.index, end, place, mark.label, mark.value), key))

    for mark, place, key in marks:
        if mark.value > 0:
            inside.setdefault((place, key), mark)
        else:
            leave(place, key, mark.index)
    for place, key in list(inside):
        leave(place, key, model.processes[place].ended)
    return sorted(found)


def _overlaps(sections: List[Section]) -> List[Overlap]:
    """Where more of these are open at a time than may be. One overlap lasts while the same processes are inside."""
    steps = sorted([(section.begin, 1, section) for section in sections]
                   + [(section.end, 0, section) for section in sections if section.end is not None])
    inside: Set[Section] = set()
    found: List[Overlap] = []
    since: Optional[int] = None
    for index, enters, section in steps:
        if since is not None:
            found.append(_overlap(since, index, inside))
        (inside.add if enters else inside.discard)(section)
        since = index if inside and len(inside) > min(one.most for one in inside) else None
    if since is not None:
        found.append(_overlap(since, None, inside))
    return found


def _overlap(begin: int, end: Optional[int], inside: Set[Section]) -> Overlap:
    return Overlap(begin, end, next(iter(inside)).label, tuple(sorted(one.process for one in inside)),
                   min(one.most for one in inside))
