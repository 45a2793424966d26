"""Who waits for whom, and why a process does not run."""
from __future__ import annotations

from typing import Dict, List, Optional, Tuple

from tools import trace, why
from tools.gdb import kernel, semaphore
from tools.gdb.command import Command, say
from tools.gdb.history import history
from tools.gdb.kernel import Trouble
from tools.gdb.process import Process, Table, current, numbers
from tools.gdb.tables import say_damage


class Why(Command):
    """why PID -- why a process is not running, in one sentence

    From the trace, with the words of the timeline's page; by the PCB alone if the trace does not reach back far
    enough. If the two disagree, somebody has changed the PCB behind the kernel's back, and why says so."""

    def run(self, pid: int) -> None:
        table = Table()
        running = current()
        if pid and pid not in table.by_pid:
            say(self._gone(table, pid))
            return
        process = table.find(pid)
        try:
            model = history.model()
        except Trouble as trouble:
            say(f"{by_pcb(table, process, running)} (by its PCB: {trouble})")
            return
        index = len(model.trace) - 1
        traced = next((view for view in model.at(index).processes.values() if view.pid == pid), None)
        if pid and traced is None:
            say(f"{by_pcb(table, process, running)} (the trace knows no process {pid})")
        elif traced and traced.state != process.state and not between(process, running):
            say(f"{by_pcb(table, process, running)}")
            say_damage([f"the PCB says {process.state}, the trace {traced.state}: the PCB was changed by something "
                        "else than the kernel's state.c"])
        else:
            say(with_deadline(why.why(model, index, pid), process))
        say_damage(table.damage)

    @staticmethod
    def _gone(table: Table, pid: int) -> str:
        try:
            model = history.model()
            return why.why(model, len(model.trace) - 1, pid)
        except Trouble:
            table.find(pid)  # says who there is
            raise


def with_deadline(sentence: str, process: Process) -> str:
    """The PCB knows what the trace will only see when it comes."""
    return sentence.replace(": its time has not come", f", until tick {process.number('wake_tick')}")


def between(process: Process, running: Process) -> bool:
    """In the middle of a switch the kernel has recorded one step and not yet written the next."""
    return process.address == running.address and not kernel.in_user_mode()


def by_pcb(table: Table, process: Process, running: Process) -> str:
    """The same as far as PCBs know it."""
    start = f"{process.pid} is {process.state}"
    if process.pid == 0:
        return "0 (idle) has the CPU: nobody is ready" if running.pid == 0 else \
            f"0 (idle) gets the CPU only when nobody is ready: {running.pid} runs"
    if process.state == "READY" and process.is_suspended:
        return f"{start} but suspended: it waits for SIGCONT"
    if process.state == "READY":
        queue = [one.pid for one in table.ready_queue().processes]
        ahead = queue[:queue.index(process.pid)] if process.pid in queue else None
        line = "it is not on the ready queue" if ahead is None else \
            f"{' and '.join(map(str, ahead))} {'is' if len(ahead) == 1 else 'are'} ahead" if ahead else "it is next"
        return f"{start}: {running.pid} runs, {line}"
    if process.state == "BLOCKED":
        known, _ = semaphore.semaphores(table)
        suspended = "; it is also suspended" if process.is_suspended else ""
        return f"{start} in {semaphore.wait_words(process, known)}{suspended}"
    if process.state == "ZOMBIE":
        return f"{start}: its parent has not waited for it"
    return start


class Waitgraph(Command):
    """waitgraph -- who waits for whom, and whether they wait in a circle

    From a P an arrow leads to those who have passed the semaphore's P and not given it back, or, if it is no lock, to
    who passed it last. From a wait arrows lead to the children. A circle of P's is a deadlock."""

    def run(self) -> None:
        table = Table()
        known, damage = semaphore.semaphores(table)
        arrows: Dict[int, List[int]] = {}
        rows: List[Tuple[str, str]] = []
        for process in table:
            if process.state != "BLOCKED":
                continue
            try:
                targets, words = self._wait(table, process, known)
            except Trouble as trouble:
                damage.append(str(trouble))
                continue
            arrows[process.pid] = targets
            rows.append((f"{process.pid} -> {numbers(targets) or '.'}", words))
        width = max((len(left) for left, _ in rows), default=0)
        for left, words in rows:
            say(f"{left:<{width}}   {words}")
        if not rows:
            say("nobody waits")
        for circle in circles(arrows):
            say(f"a circle: {' -> '.join(map(str, circle))}: none of them can go on, a deadlock")
        say_damage([*table.damage, *damage])

    def _wait(self, table: Table, process: Process, known: Dict[int, semaphore.Semaphore]) -> Tuple[List[int], str]:
        wait = semaphore.wait_of(process)
        name = f"{process.name}: {semaphore.wait_words(process, known)}"
        if wait.reason == "WAIT":
            children = [one.pid for one in table if one.number("parent") == process.address and one.state != "ZOMBIE"]
            return children, name
        if wait.reason != "P":
            return [], name
        try:
            last, inside = semaphore.passed_last(wait.object)
        except Trouble as trouble:
            return [], f"{name}; {trouble}"
        if inside and semaphore.is_lock(wait.object):
            return inside, f"{name}, which {numbers(inside)} {'has' if len(inside) == 1 else 'have'} not given back"
        if last is None:
            return [], f"{name}, which nobody has passed yet"
        return [last], f"{name}, which {last} passed last"


def circles(arrows: Dict[int, List[int]]) -> List[List[int]]:
    """Each circle once, from its lowest pid on."""
    found: List[List[int]] = []
    for start in sorted(arrows):
        path = _back_to(arrows, start, start, [start])
        if path and min(path) == start:
            found.append(path)
    return found


def _back_to(arrows: Dict[int, List[int]], start: int, at: int, path: List[int]) -> Optional[List[int]]:
    for target in arrows.get(at, ()):
        if target == start:
            return [*path, start]
        if target not in path and target > start:
            longer = _back_to(arrows, start, target, [*path, target])
            if longer:
                return longer
    return None
