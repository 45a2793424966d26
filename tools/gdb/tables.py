"""What there is now: ps, pcb, readyq, waitq, sems."""
from __future__ import annotations

from typing import Dict, List, Optional

import gdb

from tools import trace
from tools.gdb import semaphore
from tools.gdb.command import Command, say, show_table
from tools.gdb.kernel import Trouble
from tools.gdb.process import Process, Table, current


def say_damage(damage: List[Optional[str]]) -> None:
    for line in damage:
        if line:
            say(f"DAMAGE: {line}")


class Ps(Command):
    """ps -- all processes: state, family, times, what each waits for

    The running one has a *; RUNS is how often it was given the CPU, PAGES how many of its pages are present."""

    def run(self) -> None:
        table = Table()
        known, damage = semaphore.semaphores(table)
        running = current()
        rows = [self._row(table, process, running, known) for process in table]
        if not rows:
            say("no process has been made yet")
        else:
            show_table(["", "PID", "PPID", "STATE", "TICKS", "RUNS", "PAGES", "NAME", "WAITS FOR"], rows)
            if running.pid == 0:
                say("* idle has the CPU")
        say_damage([*table.damage, *damage])

    @staticmethod
    def _row(table: Table, process: Process, running: Process, known: Dict[int, semaphore.Semaphore]) -> List[str]:
        return ["*" if process.address == running.address else "", str(process.pid), parent(process),
                process.state_words, str(process.number("user_ticks") + process.number("kernel_ticks")),
                str(process.number("switches")), pages(process), process.name,
                semaphore.wait_words(process, known)]


def parent(process: Process) -> str:
    address = process.number("parent")
    try:
        return str(Process(address).pid) if address else "0"
    except Trouble:
        return f"{address:#010x}?"


def pages(process: Process) -> str:
    if not process.number("space"):
        return "0"
    try:
        return str(int(process.pcb["space"].dereference()["pages"]))
    except gdb.MemoryError:
        return f"{process.number('space'):#010x}?"


class Pcb(Command):
    """pcb [PID] -- one process control block, field by field; without PID the running process's

    `print *current` shows the same block as C has it, `ptype struct pcb` its type. The comments are in
    kernel/proc/pcb.h."""

    def run(self, pid: int = -1) -> None:
        table = Table()
        process = current() if pid < 0 else table.find(pid)
        say(f"{process.words}, {process.state_words}, at {process.address:#010x}")
        for field in process.pcb.type.fields():
            if field.name:
                say(f"  {field.name:<22} {self._value(process, field.name)}")
            else:
                for inner in field.type.fields()[:1]:  # the policy's own data: as the first of the union has it
                    say(f"  {inner.name:<22} {process.pcb[inner.name].format_string()}")
        say_damage(table.damage)

    @staticmethod
    def _value(process: Process, name: str) -> str:
        try:
            value = process.pcb[name]
            if name.endswith("_reason"):
                return trace.reason_words(int(value)) if int(value) else "none"
            options = {"format": "x"} if name in ("kernel_esp", "kernel_stack_top") else {}
            return value.format_string(repeat_threshold=4, max_depth=2, pretty_structs=False, **options)
        except (gdb.error, Trouble) as error:
            return f"unreadable: {error}"


class Readyq(Command):
    """readyq -- who runs, and the ready queue in order: who runs next"""

    def run(self) -> None:
        table = Table()
        queue = table.ready_queue()
        running = current()
        say(f"runs:  {'nobody (idle)' if running.pid == 0 else running.words}")
        if not queue.processes and not queue.damage:
            say("ready: nobody")
        for place, process in enumerate(queue.processes, 1):
            say(f"{place:>5}. {process.words}")
        missing = [one for one in table if one.state == "READY" and not one.is_suspended
                   and one not in queue.processes]
        say_damage([queue.damage, *table.damage])
        if missing:
            say_damage([f"READY, but not to be found on the ready queue: {', '.join(one.words for one in missing)}"])


class Waitq(Command):
    """waitq -- all wait queues on which somebody waits, in order of waking"""

    def run(self) -> None:
        table = Table()
        known, damage = semaphore.semaphores(table)
        shown = set()
        for process in table:
            if process.state != "BLOCKED":
                continue
            try:
                wait = semaphore.wait_of(process)
            except Trouble as trouble:
                damage.append(str(trouble))
                continue
            if wait.head in shown:
                continue
            shown.add(wait.head)
            name = semaphore.wait_words(process, known).partition(" until")[0]
            queue = table.queue(wait.head, f"the queue for {name}")
            say(f"{name + ':':<22} " + ", ".join(self._who(one, wait.reason) for one in queue.processes))
            if queue.damage not in damage:
                damage.append(queue.damage)
        if not shown:
            say("nobody waits")
        say_damage([*table.damage, *damage])

    @staticmethod
    def _who(process: Process, reason: str) -> str:
        return process.words + (f" until tick {process.number('wake_tick')}" if reason == "SLEEP" else "")


class Sems(Command):
    """sems -- all semaphores: value, who waits, who passed P last

    Who passed last is known from the trace; ? if it does not reach back far enough."""

    def run(self) -> None:
        table = Table()
        known, damage = semaphore.semaphores(table)
        rows = [[str(one.id), one.label or "-", str(one.value), semaphore.waiters_words(one.queue),
                 semaphore.passed_words(one.id)] for one in known.values()]
        if rows:
            show_table(["ID", "LABEL", "VALUE", "WAITING", "PASSED LAST"], rows)
        else:
            say("there are no semaphores")
        say_damage([*table.damage, *damage])
