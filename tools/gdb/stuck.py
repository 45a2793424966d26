"""Who can never go on: from who waits for whom. Knows nothing of gdb.

A process waits for any one of those that its arrows lead to: one V lets it through, one child's end.
"""
from __future__ import annotations

from typing import Dict, Iterable, List, Mapping, Sequence, Set


def stuck(arrows: Mapping[int, Sequence[int]], free: Iterable[int]) -> Set[int]:
    """Those of `arrows` from whom no way leads to one of `free`, who need nobody to go on."""
    waiters: Dict[int, List[int]] = {}
    for pid, targets in arrows.items():
        for target in targets:
            waiters.setdefault(target, []).append(pid)
    can_go_on = set(free)
    to_do = list(can_go_on)
    while to_do:
        for pid in waiters.get(to_do.pop(), ()):
            if pid not in can_go_on:
                can_go_on.add(pid)
                to_do.append(pid)
    return set(arrows) - can_go_on


def circles(arrows: Mapping[int, Sequence[int]], members: Set[int]) -> List[List[int]]:
    """The circles that one comes to by each stuck process's first arrow, each from its lowest pid on and back to it."""
    found: List[List[int]] = []
    seen: Set[int] = set()
    for start in sorted(members):
        way: Dict[int, int] = {}  # pid: its place on the way
        at = start
        while at in members and at not in seen:
            seen.add(at)
            way[at] = len(way)
            at = next((target for target in arrows[at] if target in members), 0)
        if at in way:
            circle = list(way)[way[at]:]
            first = circle.index(min(circle))
            found.append([*circle[first:], *circle[:first + 1]])
    return sorted(found)
