"""The contract of kernel/sync/semaphore.h, played beside the kernel: a referee.

It reads the trace of a run and keeps, for each semaphore, what the contract says: how many units are free, who waits in
which order, who was woken and has not come out of P yet. At each event it compares. Where the kernel does something
else, the property that says so is broken, and this semaphore is watched no more: what comes after would only be
consequences. Nothing is said about how the file is written, only about what happens.

The events come from parts of the kernel that the lab does not replace: the system calls (kernel/syscall/semaphore.c and
dispatch.c) and the changes of a process's state (kernel/proc/state.c).
"""
from __future__ import annotations

from typing import Dict, List, Optional, Set, Tuple

from tools import trace
from tools.grader.machine import NOT_WRITTEN, PANICKED, TOO_LONG
from tools.grader.verdict import Findings
from tools.trace import BLOCKED, IDLE, KIND, PID, READY, RUNNING, TICKS, W0, W4, Kind, Operation, Reason, signed

LARGEST = 0x7FFFFFFF
EAGAIN, EINTR, EIDRM, EOVERFLOW = (next(-number for number, name in trace.ERRNO_NAMES.items() if name == wanted)
                                   for wanted in ("EAGAIN", "EINTR", "EIDRM", "EOVERFLOW"))
CALLS = {trace.SYSTEM_CALLS[name]: name for name in ("sem_create", "P", "V", "try_P", "sem_destroy", "sem_value")}
FATAL = {number for number, name in trace.SIGNAL_NAMES.items() if name in ("SIGKILL", "SIGTERM")}
LATE_TICKS = 3  # a call that has not come back after so many does not come back


class Semaphore:
    """What the contract says about one."""

    def __init__(self, identity: int, units: int) -> None:
        self.id = identity
        self.units = units
        self.waiters: List[int] = []  # pids, the one that waits longest first
        self.woken: List[int] = []  # each has been given a unit by V, and has not come out of P yet
        self.dismissed: Set[int] = set()  # waited when it was destroyed, and have not come out of P yet
        self.was_taken = self.was_given = False  # by a P, by a V: before both, a right value proves nothing
        self.is_destroyed = False
        self.lost_somebody = False  # a waiter was killed: what breaks from here on is K29
        self.was_disturbed = False  # something that is no V of this semaphore happened while somebody waited
        self.is_miscounted = False  # P66 is broken: from the value, P and V can only go on wrongly
        self.is_watched = True


class Call:
    """A system call that a process is in."""

    def __init__(self, name: str, semaphore: Optional[Semaphore], record: int, tick: int, argument: int) -> None:
        self.name = name
        self.semaphore = semaphore
        self.record = record
        self.tick = tick
        self.argument = argument
        self.units = semaphore.units if semaphore else 0
        self.is_interrupted = False  # a V of an interrupt handler came in between: nobody can say before what
        self.waiters: Tuple[int, ...] = tuple(semaphore.waiters) if semaphore else ()
        self.has_waited = False
        self.ended_by = ""  # the wait: V, destroy, signal
        self.woke: List[int] = []


def words(result: int) -> str:
    return "0" if result == 0 else trace.result_words(result & 0xFFFFFFFF)


def process_or_nobody(pid: int) -> str:
    return "nobody" if pid == IDLE else f"process {pid}"


class Referee:
    def __init__(self, findings: Findings) -> None:
        self.findings = findings
        self.is_latest_first = findings.twist == "latest"
        self.semaphores: Dict[int, Semaphore] = {}
        self.calls: Dict[int, Call] = {}  # by pid
        self.states: Dict[int, int] = {}
        self.killed: Dict[int, Tuple[int, Call]] = {}  # waiters, with the record that ended their wait
        self.doomed: Set[int] = set()
        self.index = 0
        self.tick = 0

    # --- What was found

    def holds(self, identity: str) -> None:
        self.findings.holds(identity, self.index)

    def breaks(self, semaphore: Optional[Semaphore], identity: str, expected: str, happened: str) -> None:
        like = ""
        if semaphore:
            if not semaphore.is_watched:
                return
            if IDLE in self.calls and identity != "P70":
                identity, like = "P70", identity
            elif semaphore.lost_somebody and identity != "K26":
                identity, like = "K29", identity
            semaphore.is_watched = False
        self.findings.breaks(identity, self.index, expected, happened, like)

    def returns_wrongly(self, semaphore: Semaphore, identity: str, expected: str, happened: str) -> None:
        """Only the result is wrong: what comes after is judged all the same."""
        self.breaks(semaphore, identity, expected, happened)
        semaphore.is_watched = True

    def compare_value(self, semaphore: Semaphore, value: int) -> None:
        """The value after an operation is what the operations so far make it."""
        if not semaphore.is_watched or semaphore.is_miscounted:
            return
        if value == semaphore.units:
            if semaphore.was_taken and semaphore.was_given:
                self.holds("P66")
            return
        why = "the V has woken somebody, whose the unit is" if semaphore.woken else "by what P and V have done to it"
        self.breaks(semaphore, "P66", f"the value is {semaphore.units}, {why}", f"the value is {value}")
        semaphore.is_watched = semaphore.is_miscounted = True  # for somebody may be overtaken yet

    def compare_first(self, semaphore: Semaphore, told: int) -> None:
        """What semaphore_first_waiter tells."""
        first = self.next_waiter(semaphore) if semaphore.waiters else IDLE
        if semaphore.is_watched and told != first:
            self.breaks(None, "S44", f"semaphore_first_waiter tells {process_or_nobody(first)}",
                        f"it tells {process_or_nobody(told)}")

    # --- Reading

    def read(self, records: trace.Trace) -> None:
        handlers = {int(Kind.SYSCALL_ENTER): self.enters, int(Kind.SYSCALL_LEAVE): self.leaves,
                    int(Kind.STATE): self.changes_state, int(Kind.SEMAPHORE): self.operates,
                    int(Kind.SIGNAL): self.is_signalled, int(Kind.EXIT): self.ends}
        mark = int(Kind.MARK)
        for self.index, record in enumerate(records.raw()):
            self.tick = record[TICKS]
            handler = handlers.get(record[KIND])
            if handler:
                handler(record[PID], *record[W0:W4 + 1])
            elif record[KIND] == mark and record[PID] == IDLE:
                self.probe_marks(records.text(self.index), *record[W0:W0 + 2])
        self.run_ends()

    def enters(self, pid: int, number: int, argument: int, *_: int) -> None:
        name = CALLS.get(number)
        if name:
            semaphore = self.semaphores.get(argument) if name != "sem_create" else None
            self.calls[pid] = Call(name, semaphore, self.index, self.tick, signed(argument))

    def probe_marks(self, label: str, value: int, destroyer: int) -> None:
        """An interrupt handler calls V, or has done so; or a semaphore is about to be destroyed (probe.c)."""
        if label == "first waiter":
            call = self.calls.get(destroyer)
            if call and call.name == "sem_destroy" and call.semaphore:
                self.compare_first(call.semaphore, value)
            return
        if label == "interrupt V":
            semaphore = self.semaphores.get(value)
            for call in self.calls.values():
                call.is_interrupted |= semaphore is not None and call.semaphore is semaphore
            self.calls[IDLE] = Call("V", semaphore, self.index, self.tick, value)
            return
        call = self.calls.pop(IDLE, None)
        if call and call.semaphore and value:
            self.breaks(call.semaphore, "P70", "interrupts are off after a V in an interrupt handler, as before",
                        "V has switched them on")
        elif call and call.semaphore and call.woke and call.semaphore.is_watched:
            self.holds("P70")

    def leaves(self, pid: int, number: int, result: int, *_: int) -> None:
        call = self.calls.pop(pid, None)
        if not call or not call.semaphore:
            return
        if call.name == "V" and signed(result) == 0:
            self.holds("P61")
        elif call.name == "try_P" and signed(result) in (0, EAGAIN):
            self.holds("P69")
        elif call.name == "sem_value" and not call.is_interrupted:
            self.compare_value(call.semaphore, signed(result))
        elif call.name == "sem_destroy":
            self.has_destroyed(call.semaphore, call, signed(result))

    def is_signalled(self, pid: int, number: int, *_: int) -> None:
        if number in FATAL:
            self.doomed.add(pid)
        call = self.calls.get(pid)
        if call and call.semaphore and call.has_waited:
            call.semaphore.was_disturbed = True

    def ends(self, pid: int, *_: int) -> None:
        self.calls.pop(pid, None)
        if self.killed.pop(pid, None):
            self.holds("K26")

    # --- Blocking and waking

    def changes_state(self, pid: int, old: int, new: int, reason: int, waker: int, thing: int) -> None:
        self.states[pid] = new
        call = self.calls.get(pid)
        if not call or not call.semaphore:
            return
        if new == BLOCKED:
            self.blocks(pid, call, call.semaphore, reason, thing)
        elif old == BLOCKED and new == READY and call.name == "P":
            self.is_woken(pid, call, call.semaphore, reason, waker)

    def blocks(self, pid: int, call: Call, semaphore: Semaphore, reason: int, thing: int) -> None:
        if call.name == "V":
            self.breaks(semaphore, "P61", "V never blocks", f"process {pid} blocks in V")
        elif call.name == "try_P":
            self.breaks(semaphore, "P69", "try_P never blocks", f"process {pid} blocks in try_P")
        elif call.name == "P":
            self.waits(pid, call, semaphore, reason, thing)

    def waits(self, pid: int, call: Call, semaphore: Semaphore, reason: int, thing: int) -> None:
        if not semaphore.is_watched:
            return
        if call.ended_by:
            broken, expected = {"V": ("P64", "has the unit, for V woke it"),
                                "signal": ("K26", "leaves P, for it was killed"),
                                "destroy": ("P73", "leaves P, for the semaphore is gone")}[call.ended_by]
            self.breaks(semaphore, broken, f"process {pid} {expected}", f"process {pid} waits again")
        elif reason != Reason.P or thing != semaphore.id:
            self.breaks(semaphore, "P63", f"process {pid} waits in P on semaphore {semaphore.id}",
                        f"process {pid} waits for something else: {trace.reason_words(reason)} {thing}")
        elif semaphore.units > 0 and semaphore.is_miscounted:
            semaphore.is_watched = False
        elif semaphore.units > 0:
            self.breaks(semaphore, "P62", f"P takes one of {semaphore.units} units and goes on",
                        f"process {pid} blocks")
        else:
            self.holds("P63")
            call.has_waited = True
            semaphore.waiters.append(pid)

    def is_woken(self, pid: int, call: Call, semaphore: Semaphore, reason: int, waker: int) -> None:
        if not semaphore.is_watched or pid not in semaphore.waiters:
            return
        giver = self.calls.get(waker)
        if reason == Reason.WOKEN and giver and giver.name == "V" and giver.semaphore is semaphore:
            self.is_given_a_unit(pid, giver, semaphore)
            call.ended_by = "V"
            semaphore.woken.append(pid)
        elif reason in (Reason.DESTROYED, Reason.WOKEN) and semaphore.is_destroyed:  # what counts is what P returns
            call.ended_by = "destroy"
            semaphore.dismissed.add(pid)
        elif reason == Reason.INTERRUPTED:
            call.ended_by = "signal"
            semaphore.lost_somebody = True
            self.killed[pid] = self.index, call
        else:
            if semaphore.is_destroyed:
                self.breaks(semaphore, "P73", f"process {pid} is woken because the semaphore is gone",
                            f"process {pid} is woken for another reason")
            doing = f"in its {giver.name}" if giver else "outside of V"
            self.breaks(semaphore, "P68", f"process {pid} waits until a V of semaphore {semaphore.id}",
                        f"process {waker} wakes it {doing}")
            return
        semaphore.waiters.remove(pid)

    def is_given_a_unit(self, pid: int, giver: Call, semaphore: Semaphore) -> None:
        giver.woke.append(pid)
        if len(giver.woke) > 1:
            self.breaks(semaphore, "P64", f"V wakes one: process {giver.woke[0]}", f"V wakes process {pid} as well")
        elif pid != self.next_waiter(semaphore):
            why = "has come last" if self.is_latest_first else "has waited longest"
            self.breaks(semaphore, "P65", f"V wakes process {self.next_waiter(semaphore)}, which {why}",
                        f"V wakes process {pid}")

    def next_waiter(self, semaphore: Semaphore) -> int:
        return semaphore.waiters[-1 if self.is_latest_first else 0]

    # --- The operations' results

    def operates(self, pid: int, operation: int, identity: int, value: int, result: int, *_: int) -> None:
        call = self.calls.get(pid)
        value, result = signed(value), signed(result)
        if operation == Operation.CREATE and call and result >= 0:
            self.semaphores[identity] = Semaphore(identity, call.argument)
            self.compare_value(self.semaphores[identity], value)
        elif operation == Operation.DESTROY:
            gone = self.semaphores.pop(identity, None)
            if gone:
                gone.is_destroyed = True
        elif call and call.semaphore and call.semaphore.is_watched:
            semaphore = call.semaphore
            if operation == Operation.P and call.has_waited:
                self.leaves_P_after_a_wait(pid, call, semaphore, result)
            elif operation == Operation.P:
                self.leaves_P_at_once(pid, call, semaphore, result)
            elif operation == Operation.V:
                self.gives(call, semaphore, result)
            elif operation == Operation.TRY:
                self.tries(pid, call, semaphore, result)
            is_sure = not call.is_interrupted and not (pid == IDLE and self.is_in_between(semaphore))
            if operation != Operation.LABEL and self.semaphores.get(identity) is semaphore and is_sure:
                self.compare_value(semaphore, value)

    def is_in_between(self, semaphore: Semaphore) -> bool:
        """Is somebody within an operation, of which nobody can say yet whether it has had its effect?"""
        return any(call.is_interrupted and self.states.get(pid) == RUNNING for pid, call in self.calls.items()
                   if call.semaphore is semaphore)

    def leaves_P_at_once(self, pid: int, call: Call, semaphore: Semaphore, result: int) -> None:
        units = semaphore.units  # not those at the call: an interrupt may have given some since
        if units > 0 and result == 0:
            semaphore.units -= 1
            semaphore.was_taken = True
            self.holds("P62")
        elif units > 0 and not call.is_interrupted:
            self.breaks(semaphore, "P62", f"P takes one of {units} units and returns 0",
                        f"P returns {words(result)}")
        elif result == EINTR and pid in self.doomed:
            pass  # it was killed on its way to the queue
        elif result == 0:
            self.passes_without_a_unit(pid, semaphore, "P63", f"process {pid} blocks, for no unit is free")
        else:
            self.breaks(semaphore, "P63", f"process {pid} blocks, for no unit is free", f"P returns {words(result)}")

    def passes_without_a_unit(self, pid: int, semaphore: Semaphore, broken: str, expected: str) -> None:
        if semaphore.woken:
            self.breaks(semaphore, "P65", f"the unit is process {semaphore.woken[0]}'s, which waited and was woken",
                        f"process {pid} takes it, which came later")
        elif semaphore.is_miscounted:
            semaphore.is_watched = False
        else:
            self.breaks(semaphore, broken, expected, f"process {pid} goes on")

    def leaves_P_after_a_wait(self, pid: int, call: Call, semaphore: Semaphore, result: int) -> None:
        if call.ended_by == "V" and pid in semaphore.woken:
            semaphore.woken.remove(pid)
            semaphore.was_taken |= result == 0
            if result != 0:
                self.breaks(semaphore, "P64", "P returns 0, for V has given the unit", f"P returns {words(result)}")
        elif call.ended_by == "signal":
            if result != EINTR:
                self.breaks(semaphore, "K26", f"P returns {words(EINTR)}, for a signal ended the wait",
                            f"P returns {words(result)}")
        elif call.ended_by == "destroy":
            semaphore.dismissed.discard(pid)
            if result != EIDRM:
                self.breaks(semaphore, "P73", f"P returns {words(EIDRM)}, for the semaphore was destroyed",
                            f"P returns {words(result)}")
            elif not semaphore.dismissed:
                self.holds("P73")

    def gives(self, call: Call, semaphore: Semaphore, result: int) -> None:
        for other in self.semaphores.values():
            other.was_disturbed |= other is not semaphore and bool(other.waiters)
        if call.waiters:
            self.gives_to_a_waiter(call, semaphore, result)
        elif semaphore.units == LARGEST:
            if result == EOVERFLOW:
                self.holds("P72")
            else:
                self.breaks(semaphore, "P72", f"V returns {words(EOVERFLOW)}, for the value is the largest there is",
                            f"V returns {words(result)}")
        elif result == 0:
            semaphore.units += 1
            semaphore.was_given = True
            if semaphore.lost_somebody:
                self.holds("K29")
        else:
            self.breaks(semaphore, "P66", "V gives a unit and returns 0", f"V returns {words(result)}")

    def gives_to_a_waiter(self, call: Call, semaphore: Semaphore, result: int) -> None:
        if not call.woke:
            count = f"one of {len(call.waiters)} waiters" if len(call.waiters) > 1 else f"process {call.waiters[0]}"
            self.breaks(semaphore, "P64", f"V wakes {count}", "V wakes nobody")
        else:
            semaphore.was_given = True
            if result != 0:
                self.returns_wrongly(semaphore, "P64", "V returns 0", f"V returns {words(result)}")
            self.holds("P64")
            if len(call.waiters) > 1:
                self.holds("P65")
            if semaphore.was_disturbed:
                self.holds("P68")
            if semaphore.lost_somebody:
                self.holds("K29")

    def tries(self, pid: int, call: Call, semaphore: Semaphore, result: int) -> None:
        semaphore.was_disturbed |= bool(semaphore.waiters)
        if result == 0 and semaphore.units == 0:
            self.passes_without_a_unit(pid, semaphore, "P68", f"try_P returns {words(EAGAIN)}, for no unit is free")
        elif result == 0:
            semaphore.units -= 1
        elif result != EAGAIN or call.units > 0:  # a unit that an interrupt has given since may have come too late
            if not semaphore.is_miscounted:
                expected = f"takes one of {call.units} units" if call.units else f"returns {words(EAGAIN)}"
                self.returns_wrongly(semaphore, "P69", f"try_P {expected}", f"try_P returns {words(result)}")

    def has_destroyed(self, semaphore: Semaphore, call: Call, result: int) -> None:
        if semaphore.waiters:
            self.breaks(semaphore, "P73", "all who wait are woken",
                        f"process {semaphore.waiters[0]} still waits" +
                        (f", and {len(semaphore.waiters) - 1} more" if len(semaphore.waiters) > 1 else ""))

    # --- The end

    def run_ends(self) -> None:
        run = self.findings.run
        if run.is_good:
            self.holds("S44")
        if run.is_good or run.how == NOT_WRITTEN:
            return
        handler = self.calls.pop(IDLE, None)
        if handler:
            self.breaks(handler.semaphore, "P70", "V returns to the interrupt handler", run.words)
            return
        for pid, call in self.calls.items():
            if self.states.get(pid) == RUNNING and call.semaphore:
                self.never_comes_back(pid, call, call.semaphore)
                return
        if run.how == PANICKED:
            self.breaks(None, "S44", "every process is on the queue that its state says", run.words)

    def never_comes_back(self, pid: int, call: Call, semaphore: Semaphore) -> None:
        """The run ended inside this call."""
        run = self.findings.run
        if run.how == TOO_LONG and self.tick < call.tick + LATE_TICKS:
            return
        if call.name == "P":
            broken = {"": "P62" if call.units else "P63", "V": "P64", "signal": "K26", "destroy": "P73"}[call.ended_by]
        else:
            broken = {"V": "P64" if call.waiters else "P61", "try_P": "P69", "sem_destroy": "P73"}.get(call.name, "P66")
        self.index = call.record  # the last records may be ticks, of which there are more or fewer
        self.breaks(semaphore, broken, f"{call.name} returns", f"{call.name} does not return: {run.words}")


def check(findings: Findings) -> None:
    if findings.run.trace:
        Referee(findings).read(findings.run.trace)
