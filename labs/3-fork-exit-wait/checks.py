"""The contracts of kernel/proc/fork.h, exit.h and wait.h, played beside the kernel: a referee.

It reads the trace of a run and keeps the family tree as the contracts make it: who is whose child, who has ended with
which status and has not been waited for, who was stopped. At each event it compares. Where the kernel does something
else, the property that says so is broken; whoever waited wrongly is watched no more, for what comes after would only be
consequences. Nothing is said about how the files are written, nor which of several dead children a wait takes.

The events come from parts of the kernel that the lab does not replace, and from the marks of workloads/family.c.
"""
from __future__ import annotations

from typing import Dict, List, NamedTuple, Optional, Set, Tuple

from tools import trace
from tools.grader.machine import NOT_WRITTEN, PANICKED, SILENT
from tools.grader.verdict import Findings
from tools.trace import (BLOCKED, IDLE, INIT, KIND, NEW, PID, READY, RUNNING, TICKS, W0, W4, ZOMBIE, Kind, Reason,
                         signed)

EAGAIN, ECHILD, EINTR, EINVAL, ENOMEM = (
    next(-number for number, name in trace.ERRNO_NAMES.items() if name == wanted)
    for wanted in ("EAGAIN", "ECHILD", "EINTR", "EINVAL", "ENOMEM"))
FORK, WAITPID, WAIT4, GETPPID = (trace.SYSTEM_CALLS[name] for name in ("fork", "waitpid", "wait4", "getppid"))
NO_HANG, UNTRACED = 1, 2
FATAL = {number for number, name in trace.SIGNAL_NAMES.items() if name in ("SIGKILL", "SIGTERM", "SIGSEGV")}
STOPPED = 0x7F  # the low byte of the status word of who was stopped; the next one is the signal
LATE_TICKS = 3  # a wait that has something to report and has not ended after so many does not end
BUSY_TICKS_MAX = 2  # of the CPU that a wait may need
EVERYTHING_SHARED, EVERYTHING_USED = 15, 3  # the bits of workloads/family.c
BEFORE, LIVING, DEAD, AFTER = range(4)  # the numbers with which it marks how much memory there is
MICROSECONDS = 1000000


class Process:
    def __init__(self, pid: int, parent: Optional["Process"]) -> None:
        self.pid = pid
        self.parent = parent
        self.first_parent = parent
        self.group = parent.group if parent else pid
        self.children: Dict[int, Process] = {}
        self.status: Optional[int] = None  # once it has begun to end
        self.is_dead = False
        self.is_dead_with_others = False  # a sibling was dead at the same time
        self.is_dead_orphan = False  # it was dead before its parent
        self.is_doomed = False  # a signal has come that ends it
        self.last_signal = 0
        self.was_stopped = self.is_stop_unseen = False
        self.ticks = [0, 0]  # in the kernel, in user mode
        self.children_ticks = [0, 0]
        self.has_marked_fork = parent is None
        self.resources: Dict[int, Dict[str, int]] = {}  # by the number it gave
        self.last_fork_failed = False
        self.forked = -1  # how many, when fork failed at last
        self.awaited: Optional[Report] = None  # what its last wait returned
        self.is_watched = True

    def all_ticks(self) -> List[int]:
        return [own + others for own, others in zip(self.ticks, self.children_ticks)]

    @property
    def is_adopted(self) -> bool:
        return self.parent is not self.first_parent


class Report(NamedTuple):
    """What a wait has to tell of a child."""

    pid: int
    status: int
    ticks: List[int]
    broken: str  # if the status is another one


class Call:
    """A fork or a wait that a process is in."""

    def __init__(self, number: int, which: int, options: int) -> None:
        self.is_wait = number != FORK
        self.which = which
        self.options = options
        self.made: Optional[int] = None  # a child
        self.has_blocked = False
        self.was_interrupted = False
        self.taken: Optional[Process] = None  # whose PCB was freed in this wait
        self.busy_ticks = 0  # in which it did not sleep
        self.due: Optional[int] = None  # since this tick it has something to report
        self.had: List[Process] = []  # what it could have reported from the start

    def words(self) -> str:
        options = [name for bit, name in ((NO_HANG, "WNOHANG"), (UNTRACED, "WUNTRACED")) if self.options & bit]
        return f"wait for {self.which}" + (f" with {' and '.join(options)}" if options else "")


def words(result: int) -> str:
    return trace.result_words(result & 0xFFFFFFFF)


def names(processes: List[Process]) -> str:
    return " or ".join(str(each.pid) for each in processes[:4])


class Referee:
    def __init__(self, findings: Findings, records: trace.Trace) -> None:
        self.findings = findings
        self.records = records
        self.is_inherited_by_grandparents = findings.twist == "grandparent"
        self.tick_microseconds = MICROSECONDS // max(records.header.hz, 1)
        spec = findings.run.spec
        self.pid_limit = next((int(word[5:]) for word in spec.words.split() if word.startswith("pids=")), 0)
        self.may_run_out_of_memory = "I" in spec.command
        self.processes: Dict[int, Process] = {INIT: Process(INIT, None)}  # the living, and those not yet waited for
        self.used_pids: Set[int] = {INIT}
        self.calls: Dict[int, Call] = {}  # by pid
        self.states: Dict[int, int] = {}
        self.touched = 0
        self.running = IDLE
        self.index = 0
        self.tick = 0

    # --- What was found

    def holds(self, identity: str, process: Process) -> None:
        if process.is_watched:
            self.findings.holds(identity, self.index)

    def breaks(self, process: Process, identity: str, expected: str, happened: str, is_final: bool = True) -> None:
        """`is_final`: what this process does from here on cannot be judged."""
        if process.is_watched:
            self.findings.breaks(identity, self.index, expected, happened)
            process.is_watched = not is_final

    # --- Reading

    def read(self) -> None:
        handlers = {int(Kind.SYSCALL_ENTER): self.enters, int(Kind.SYSCALL_LEAVE): self.leaves,
                    int(Kind.STATE): self.changes_state, int(Kind.SUSPEND): self.is_suspended,
                    int(Kind.SIGNAL): self.is_signalled, int(Kind.EXIT): self.ends, int(Kind.REAP): self.is_reaped,
                    int(Kind.GROUP): self.enters_group, int(Kind.MARK): self.marks, int(Kind.TICK): self.pays_a_tick}
        for self.index, record in enumerate(self.records.raw()):
            self.tick = record[TICKS]
            handler = handlers.get(record[KIND])
            if handler:
                handler(record[PID], *record[W0:W4 + 1])
        self.run_ends()

    def enters(self, pid: int, number: int, which: int, _: int, options: int, *__: int) -> None:
        process = self.processes.get(pid)
        if process and process.status is not None:
            self.breaks(process, "L10", f"process {pid} has ended: it does nothing any more", "it calls the kernel")
        elif process and not process.has_marked_fork and number == FORK:
            self.breaks(process, "L2", f"process {pid} goes on behind fork", "it calls fork itself: it finds another "
                        "return address on its stack, which is not a copy")
        elif process and number in (FORK, WAITPID, WAIT4):
            call = self.calls[pid] = Call(number, signed(which), signed(options))
            if call.is_wait:
                call.had = self.reportable(process, call)

    def leaves(self, pid: int, number: int, result: int, *_: int) -> None:
        process, call = self.processes.get(pid), self.calls.pop(pid, None)
        if process and call and call.is_wait:
            self.leaves_wait(process, call, signed(result))
        elif process and call:
            self.leaves_fork(process, call, signed(result))
        elif process and number == GETPPID:
            self.says_its_parent(process, signed(result))

    def changes_state(self, pid: int, old: int, new: int, reason: int, *_: int) -> None:
        self.states[pid] = new
        process, call = self.processes.get(pid), self.calls.get(pid)
        if new == RUNNING:
            self.running = pid
            if process and call and call.has_blocked and self.reportable(process, call):
                self.holds("L11", process)
        elif old == NEW and new == READY:
            self.is_born(pid)
        elif new == ZOMBIE and process:
            self.dies(process)
        elif new == BLOCKED and process and call:
            self.blocks(process, call, reason)
        elif old == BLOCKED and call:
            call.was_interrupted |= reason == Reason.INTERRUPTED

    def is_signalled(self, pid: int, number: int, *_: int) -> None:
        if pid in self.processes:
            self.processes[pid].last_signal = number
            self.processes[pid].is_doomed |= number in FATAL

    def is_suspended(self, pid: int, suspended: int, *_: int) -> None:
        if pid in self.processes:
            process = self.processes[pid]
            process.is_stop_unseen = bool(suspended)
            process.was_stopped = True
            self.look_for_news()

    def enters_group(self, pid: int, group: int, *_: int) -> None:
        if pid in self.processes:
            self.processes[pid].group = group

    def pays_a_tick(self, pid: int, in_user_mode: int, *_: int) -> None:
        if pid in self.processes:
            self.processes[pid].ticks[bool(in_user_mode)] += 1
            if pid in self.calls and self.calls[pid].is_wait:
                self.is_busy(self.processes[pid], self.calls[pid])
        for waiter, call in self.calls.items():
            if call.due is not None and self.tick > call.due + LATE_TICKS and self.states.get(waiter) == BLOCKED:
                self.sleeps_on(self.processes[waiter], call)
                call.due = None

    def is_busy(self, process: Process, call: Call) -> None:
        call.busy_ticks += 1
        if call.busy_ticks > BUSY_TICKS_MAX:
            identity = "K27" if call.was_interrupted or process.is_doomed else "L11"
            self.breaks(process, identity, f"process {process.pid} sleeps until a child has ended, or it is killed",
                        f"it runs on, in its {call.words()}, for {call.busy_ticks} ticks", is_final=False)

    # --- fork

    def is_born(self, pid: int) -> None:
        """Its parent is the process that is in fork; init has none."""
        parent, call = self.processes.get(self.running), self.calls.get(self.running)
        if not parent or not call or call.is_wait:
            return
        earlier = self.processes.get(pid)
        if earlier:
            self.breaks(parent, "L5", f"pid {pid} is in use until the parent of that process has waited for it",
                        f"process {parent.pid} gets a child with that pid")
        elif pid in self.used_pids:
            self.holds("L5", parent)
        self.used_pids.add(pid)
        call.made = pid
        self.processes[pid] = parent.children[pid] = Process(pid, parent)

    def leaves_fork(self, parent: Process, call: Call, result: int) -> None:
        parent.last_fork_failed = call.made is None
        if call.made is None:
            self.fails_to_fork(parent, result)
        elif result != call.made:
            self.breaks(parent, "L1", f"fork returns the child's pid, {call.made}", f"fork returns {words(result)}")

    def fails_to_fork(self, parent: Process, result: int) -> None:
        count = len(self.processes)
        if count == self.pid_limit:
            if result == EAGAIN:
                self.holds("L7", parent)
            else:
                self.breaks(parent, "L7", f"{words(EAGAIN)}, for no pid is left", f"fork returns {words(result)}")
        elif self.pid_limit and result == EAGAIN:
            self.holds("L7", parent)  # there are pids that nobody has any more, and the table is full of them
            self.breaks(parent, "L8", f"a child, for {count} of {self.pid_limit} pids are in use",
                        f"fork returns {words(result)}")
        elif not self.may_run_out_of_memory:
            self.breaks(parent, "L1", "a child", f"there is none, and fork returns {words(result)}")
        elif result not in (EAGAIN, ENOMEM):
            self.breaks(parent, "L7", f"{words(ENOMEM)}, for memory is full", f"fork returns {words(result)}")

    def says_its_parent(self, process: Process, result: int) -> None:
        if process.parent:
            identity, why = ("L18", ", for its own has ended") if process.is_adopted else ("L6", "")
            if result == process.parent.pid:
                self.holds(identity, process)
            else:
                self.breaks(process, identity, f"the parent of process {process.pid} is {process.parent.pid}{why}",
                            f"getppid returns {result}", is_final=False)

    # --- exit

    def ends(self, pid: int, status: int, *_: int) -> None:
        self.calls.pop(pid, None)
        if pid in self.processes:
            self.processes[pid].status = status

    def dies(self, process: Process) -> None:
        process.is_dead = True
        self.holds("L10", process)
        dead = [each for each in process.parent.children.values() if each.is_dead] if process.parent else []
        for each in dead if len(dead) > 1 else []:
            each.is_dead_with_others = True
        heir = self.processes[INIT]
        if self.is_inherited_by_grandparents and process.parent:
            heir = process.parent
        for child in process.children.values():
            child.parent = heir
            child.is_dead_orphan = child.is_dead
            heir.children[child.pid] = child
        process.children = {}
        self.look_for_news()

    def is_reaped(self, parent: int, pid: int, *_: int) -> None:
        process, call = self.processes.get(pid), self.calls.get(self.running)
        if call and call.is_wait:
            call.taken = process  # whether that is right, its result will tell
            if process and process.parent and process.is_adopted and parent != process.parent.pid:
                self.breaks(self.processes[self.running], "L19" if process.is_dead_orphan else "L18",
                            f"the parent of process {pid} is {process.parent.pid}, for its own has ended",
                            f"its PCB has another one: {parent}", is_final=False)
        elif process and process.parent:
            is_orphan = process.parent.status is not None  # or will be: its parent ends
            who = "the new parent" if is_orphan else "its parent"
            self.breaks(process.parent, "L19" if is_orphan else "L13", f"process {pid} stays until {who} has waited "
                        "for it", "it is taken away before")
            self.forget(process)

    def inherit(self, process: Process, child: Process) -> None:
        """What is left of a child that has been waited for: its ticks."""
        process.children_ticks = [sum(both) for both in zip(process.children_ticks, child.all_ticks())]
        self.forget(child)

    def forget(self, process: Process) -> None:
        if process.parent:
            process.parent.children.pop(process.pid, None)
        if self.processes.get(process.pid) is process:
            del self.processes[process.pid]

    # --- wait

    @staticmethod
    def is_meant(each: Process, process: Process, call: Call) -> bool:
        """Would it be waited for, if it were a child of this process?"""
        if call.which > 0:
            return each.pid == call.which
        return call.which == -1 or each.group == (process.group if call.which == 0 else -call.which)

    def wanted(self, process: Process, call: Call) -> List[Process]:
        """The children that it is about."""
        return [each for each in process.children.values() if self.is_meant(each, process, call)]

    def reportable(self, process: Process, call: Call) -> List[Process]:
        return [each for each in self.wanted(process, call)
                if each.is_dead or each.is_stop_unseen and call.options & UNTRACED]

    def look_for_news(self) -> None:
        """Whose sleep should be over now?"""
        for pid, call in self.calls.items():
            if call.has_blocked and call.due is None and self.reportable(self.processes[pid], call):
                call.due = self.tick

    def of_nobody(self, process: Process, call: Call) -> str:
        """What is broken if a wait for nobody's child does not say so at once."""
        if call.which == -1:
            return "L12"
        return "L22" if call.which in self.processes else "L14"

    @staticmethod
    def of(call: Call, news: List[Process]) -> str:
        """What is broken if a wait does not see these, which it could report."""
        if not any(each.is_dead for each in news):
            return "W1"
        if all(each.is_adopted for each in news):
            return "L19"
        return "L14" if call.which != -1 else "L21" if any(each.is_dead_with_others for each in news) else "L13"

    def blocks(self, process: Process, call: Call, reason: int) -> None:
        news = self.reportable(process, call) if call.is_wait else []
        if not call.is_wait:
            self.breaks(process, "L1", "fork never sleeps", f"process {process.pid} blocks in fork")
        elif call.options & NO_HANG:
            self.breaks(process, "L15", "a wait with WNOHANG never blocks", f"process {process.pid} blocks")
        elif not self.wanted(process, call):
            is_for_orphans = any(self.is_descendant(each, process) and self.is_meant(each, process, call)
                                 for each in self.processes.values())
            self.breaks(process, "L18" if is_for_orphans else self.of_nobody(process, call),
                        f"{words(ECHILD)}: process {process.pid} has no such child", f"the {call.words()} blocks")
        elif news:
            self.breaks(process, self.of(call, news), f"the {call.words()} returns {names(news)}: {self.why(news)}",
                        f"process {process.pid} blocks")
        elif reason != Reason.WAIT:
            self.breaks(process, "L11", f"process {process.pid} waits for a child",
                        f"it waits in {trace.reason_words(reason)}")
        call.has_blocked = True
        call.due = None

    def of_a_stranger(self, pid: int) -> Tuple[str, str]:
        """What is broken if a wait returns it, and what is wrong with it."""
        stranger = self.processes.get(pid)
        if not stranger:
            return "L13", "it has been waited for already" if pid in self.used_pids else "there was never one"
        if stranger.is_adopted and stranger.parent:
            return "L18", f"its parent has ended, and now it is the child of {stranger.parent.pid}"
        return "L14", "no child of this one"

    def is_descendant(self, orphan: Process, process: Process) -> bool:
        """But not a child of this one: who was between them has ended."""
        if not orphan.is_adopted or self.is_inherited_by_grandparents:
            return False
        ancestor = orphan.first_parent
        while ancestor and ancestor is not process:
            ancestor = ancestor.first_parent
        return ancestor is process

    @staticmethod
    def why(news: List[Process]) -> str:
        return "it has ended" if news[0].is_dead else "it was stopped"

    def sleeps_on(self, process: Process, call: Call) -> None:
        news = self.reportable(process, call)
        if news:
            identity = self.of(call, news)
            identity = {"W1": "W1", "L19": "L20"}.get(identity, "L11")
            self.breaks(process, identity, f"process {process.pid}, which waits, is woken for process {news[0].pid}: "
                        f"{self.why(news)}", "it sleeps on")

    def leaves_wait(self, process: Process, call: Call, result: int) -> None:
        if call.options & ~(NO_HANG | UNTRACED):
            if result == EINVAL:
                self.holds("W3", process)
            else:
                self.breaks(process, "W3", f"{words(EINVAL)}, for there is no such option",
                            f"wait returns {words(result)}")
        elif result > 0:
            self.reports(process, call, result)
        elif call.was_interrupted:
            if result == EINTR:
                self.holds("K27", process)
            else:
                self.breaks(process, "K27", f"{words(EINTR)}, for a signal ends the wait",
                            f"wait returns {words(result)}")
        elif result == 0:
            self.reports_nobody(process, call)
        elif result == ECHILD:
            self.finds_no_child(process, call)
        elif not (result == EINTR and process.is_doomed):  # it was killed on its way to sleep
            self.breaks(process, "L11" if call.which == -1 else "L14",
                        "a child's pid, or an error that the contract names",
                        f"the {call.words()} returns {words(result)}")
        if call.taken:
            self.inherit(process, call.taken)

    def reports(self, process: Process, call: Call, pid: int) -> None:
        child = process.children.get(pid)
        if not child:
            identity, why = self.of_a_stranger(pid)
            identity = "L22" if call.which == pid and pid in self.processes else identity
            self.breaks(process, identity, "the pid of a child", f"wait returns {pid}: {why}")
        elif child not in self.wanted(process, call):
            others = self.wanted(process, call)
            whom = f"process {names(others)}" if others else "nobody"
            self.breaks(process, "L14", f"the {call.words()} is for {whom}", f"it returns {pid}")
        elif child.is_dead:
            self.reports_dead(process, call, child)
        elif child.is_stop_unseen and call.options & UNTRACED:
            child.is_stop_unseen = False
            process.awaited = Report(pid, child.last_signal << 8 | STOPPED, child.all_ticks(), "W1")
        elif child.was_stopped:
            expected = "it was reported already" if call.options & UNTRACED else "nobody asked for that"
            self.breaks(process, "W1", f"process {pid} was only stopped, and {expected}", f"wait returns {pid}")
        else:
            self.breaks(process, "L11", f"process {pid} lives: it is waited for", f"wait returns {pid}")

    def reports_dead(self, process: Process, call: Call, child: Process) -> None:
        shown = {"L13": True, "L15": call.options & NO_HANG, "L19": child.is_adopted,
                 "L20": child.is_adopted and call.has_blocked,
                 "L21": sum(each.is_dead for each in process.children.values()) > 1,
                 "L14": call.which != -1 and len(process.children) > 1}
        for identity, is_shown in shown.items():
            if is_shown:
                self.holds(identity, process)
        process.awaited = Report(child.pid, child.status or 0, child.all_ticks(), "L9")
        self.inherit(process, child)
        call.taken = None

    def reports_nobody(self, process: Process, call: Call) -> None:
        missed = [each for each in call.had if each in self.reportable(process, call)]
        if not call.options & NO_HANG:
            self.breaks(process, "L11", "a wait without WNOHANG returns a child's pid, or an error", "wait returns 0")
        elif not self.wanted(process, call):
            self.breaks(process, self.of_nobody(process, call), f"{words(ECHILD)}: there is no such child",
                        "wait returns 0")
        elif missed:
            identity = "L15" if missed[0].is_dead else "W1"
            self.breaks(process, "L19" if all(each.is_adopted for each in missed) else identity,
                        f"wait returns {names(missed)}: {self.why(missed)}", "wait returns 0")
        else:
            self.holds("L15", process)

    def finds_no_child(self, process: Process, call: Call) -> None:
        wanted = self.wanted(process, call)
        if not wanted:
            self.holds(self.of_nobody(process, call), process)
            return
        news = self.reportable(process, call)
        if news:
            identity, expected = self.of(call, news), f"the {call.words()} returns {names(news)}: {self.why(news)}"
        else:
            expected = f"process {names(wanted)} lives, and is waited for"
            identity = "L18" if all(each.is_adopted for each in wanted) else "L15" if call.options & NO_HANG else \
                "L14" if call.which != -1 else "L11"
        self.breaks(process, identity, expected, f"wait returns {words(ECHILD)}")

    # --- What workloads/family.c marks

    def marks(self, pid: int, number: int, *_: int) -> None:
        process, value = self.processes.get(pid), signed(number)
        text = self.records.text(self.index)
        if pid == IDLE and text == "still loaded" and value in self.processes:
            self.breaks(self.processes[value], "L17", f"process {value} leaves its address space before it frees it",
                        "it frees the one that is loaded", is_final=False)
        if not process:
            return
        if text in ("pages", "processes", "number"):
            self.marks_resources(process, text, value)
        elif text in ("status", "user time", "kernel time"):
            self.marks_report(process, text, value)
        elif text == "fork" and not process.has_marked_fork:
            process.has_marked_fork = True
            self.compare(process, "L1", value, 0, "fork returns {} in the child")
        elif text == "registers":
            self.compare(process, "L3", value, 0, "{} registers are not as they were before fork")
        elif text == "inherited" and process.first_parent:
            self.compare(process, "L2", value, process.first_parent.pid,
                         "the child finds {} where its parent had written", is_witness=False)
        elif text == "memory":
            self.compare(process, "L2", value, pid, "in its own memory, where it has written its pid, it finds {}")
        elif text == "shared":
            self.compare(process, "F1", value, EVERYTHING_SHARED, "of files 1, semaphores 2, name 4, group 8 it has {}",
                         is_witness=False)
        elif text == "used":
            self.compare(process, "F1", value, EVERYTHING_USED, "of the child's read 1 and V 2 its parent sees {}")
        elif text == "touched":
            self.touched = value
        elif text == "forked":
            if process.forked >= 0:
                self.compare(process, "L8", value, process.forked, "fork makes {} children until it fails")
            process.forked = value

    def compare(self, process: Process, identity: str, value: int, wanted: int, sentence: str,
                is_witness: bool = True) -> None:
        if value != wanted:
            self.breaks(process, identity, sentence.format(wanted), sentence.format(value), is_final=False)
        elif is_witness:
            self.holds(identity, process)

    def marks_report(self, process: Process, text: str, value: int) -> None:
        report = process.awaited
        if not report:
            return
        if text == "status":
            if value == report.status:
                self.holds(report.broken, process)
            else:
                self.breaks(process, report.broken, f"the status of process {report.pid} is {report.status:#x}: "
                            f"{trace.status_words(report.status)}", f"the parent gets {value:#x}", is_final=False)
        else:
            ticks = report.ticks[text == "user time"]
            if value == ticks * self.tick_microseconds:
                if ticks > 0:
                    self.holds("W2", process)
            else:
                self.breaks(process, "W2", f"{text} of process {report.pid} and those it has waited for: {ticks} ticks",
                            f"the parent gets {value / self.tick_microseconds:g}", is_final=False)

    def marks_resources(self, process: Process, text: str, value: int) -> None:
        if text == "number":
            if value == BEFORE:
                process.resources = {}
            process.resources[value] = {}
            return
        last = max(process.resources, default=BEFORE)
        process.resources.setdefault(last, {})[text] = value
        if text == "pages" and last == DEAD and "pages" in process.resources.get(LIVING, {}):
            freed = value - process.resources[LIVING]["pages"]
            if freed >= self.touched:
                self.holds("L17", process)
            else:
                self.breaks(process, "L17", f"the child has ended, and with it go its {self.touched} pages and more",
                            f"{freed} pages have become free", is_final=False)
        elif text == "processes" and last == AFTER and BEFORE in process.resources:
            self.compare_resources(process, process.resources[BEFORE], process.resources[AFTER])

    def compare_resources(self, process: Process, before: Dict[str, int], after: Dict[str, int]) -> None:
        is_of_refused = process.last_fork_failed or self.may_run_out_of_memory
        identity, when = ("R113", "forks that failed") if is_of_refused else ("R111", "wait")
        for text in ("processes", "pages"):
            if before.get(text) != after.get(text):
                free = "" if text == "processes" else "free "
                self.breaks(process, identity, f"as many {free}{text} after {when} as before: {before.get(text)}",
                            f"{after.get(text)}", is_final=False)
                return
        self.holds(identity, process)

    # --- The end

    def run_ends(self) -> None:
        run = self.findings.run
        if run.is_good:
            self.findings.holds("S44", self.index)
        if run.is_good or run.how == NOT_WRITTEN:
            return
        process, call = self.processes.get(self.running), self.calls.get(self.running)
        is_audit = "audit: " in run.words
        if run.how in (PANICKED, SILENT) and process and not is_audit:
            where = self.where(process, call)
            if where:
                self.breaks(process, self.of_the_running(process, call),
                            f"{where} by process {process.pid} comes to its end", run.words)
                return
        if run.how == PANICKED:
            self.findings.breaks("S44", self.index, "every process is on the queue that its state says", run.words)

    @staticmethod
    def where(process: Process, call: Optional[Call]) -> str:
        """In what that the lab replaces it was last, if anything."""
        if call:
            return call.words() if call.is_wait else "fork"
        if process.pid == INIT:
            return ""  # its end is the machine's
        if process.status is not None:
            return "exit"
        return "" if process.has_marked_fork else "the return from fork"

    def of_the_running(self, process: Process, call: Optional[Call]) -> str:
        """What is broken if this call, or exit, is where the kernel stood still or panicked."""
        if not (call and call.is_wait) and self.may_run_out_of_memory:
            return "R113"
        if not call and process.status is None:
            return "L1"
        if not call:  # it ends
            return "L18" if process.is_adopted or process.children else "L10"
        if not call.is_wait:
            return "L7" if len(self.processes) == self.pid_limit else "L1"
        if call.was_interrupted or process.is_doomed:
            return "K27"
        if not self.wanted(process, call):
            return self.of_nobody(process, call)
        news = self.reportable(process, call)
        return self.of(call, news) if news else "L15" if call.options & NO_HANG else "L11"


def check(findings: Findings) -> None:
    if findings.run.trace:
        Referee(findings, findings.run.trace).read()
