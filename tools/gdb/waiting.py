"""Who waits for whom, and why a process does not run."""
from __future__ import annotations

from typing import Dict, List, Tuple

from tools import trace, why
from tools.gdb import frames, kernel, semaphore, stuck
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
    """waitgraph -- who waits for whom, and whether some can never go on

    From a P an arrow leads to each that has passed the semaphore's P and not given it back; from a wait to each child
    that is waited for. One of them is enough to go on. From the P of a semaphore that is no lock, from sleep and from
    input no arrow leads: anybody may end such a wait. Whose arrows lead to nobody who can go on is stuck."""

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
            if targets:
                arrows[process.pid] = targets
            rows.append((f"{process.pid} -> {numbers(targets) or '.'}", words))
        width = max((len(left) for left, _ in rows), default=0)
        for left, words in rows:
            say(f"{left:<{width}}   {words}")
        if not rows:
            say("nobody waits")
        self._say_stuck(arrows, [one.pid for one in table if one.pid not in arrows and one.state != "ZOMBIE"])
        say_damage([*table.damage, *damage])

    @staticmethod
    def _say_stuck(arrows: Dict[int, List[int]], free: List[int]) -> None:
        others = stuck.stuck(arrows, free)
        for circle in stuck.circles(arrows, others.copy()):
            say(f"a circle: {' -> '.join(map(str, circle))}: none of them can go on, a deadlock")
            others -= set(circle)
        if others:
            say(f"nor can {numbers(sorted(others))}: nobody is left who could end what they wait for")

    def _wait(self, table: Table, process: Process, known: Dict[int, semaphore.Semaphore]) -> Tuple[List[int], str]:
        wait = semaphore.wait_of(process)
        name = f"{process.name}: {semaphore.wait_words(process, known)}"
        if wait.reason == "WAIT":
            return children(table, process), name
        if wait.reason != "P":
            return [], name
        try:
            last, inside = semaphore.passed_last(wait.object)
        except Trouble as trouble:
            return [], f"{name}; {trouble}"
        if inside and semaphore.is_lock(wait.object):
            return inside, f"{name}, which {numbers(inside)} {'has' if len(inside) == 1 else 'have'} not given back"
        return [], f"{name}, which " + ("nobody has passed yet" if last is None else f"{last} passed last")


def children(table: Table, parent: Process) -> List[int]:
    """Those whose end it waits for. wait4's first argument: a pid, -1 for any, 0 for its own group, -N for group N."""
    argument = frames.fields(parent.number("kernel_stack_top") - frames.FRAME_BYTES)["ebx"]
    which = trace.signed(argument)
    group = -which or parent.number("group")
    return [one.pid for one in table if one.number("parent") == parent.address and one.state != "ZOMBIE"
            and (which == -1 or one.pid == which or which <= 0 and one.number("group") == group)]
