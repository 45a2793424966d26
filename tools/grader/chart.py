"""What happened before a property broke: a line a record, a column a process.

What is worth a line, a lab says in its lab.toml: `chart` names system calls; "picked" and "tick" stand for whom the CPU
goes to, and how time passes.
"""
from __future__ import annotations

from typing import Dict, List, Sequence

from tools import trace
from tools.trace import IDLE, INIT, Kind, Operation, Reason, Record, signed

RECORDS = 14  # that are shown
COLUMNS_MAX = 5
WIDTH = 20
TOPICS = ("P", "V", "try_P", "sem_create", "sem_destroy", "fork", "waitpid", "wait4", "exit", "exit_group",
          "sched_yield", "getrusage")  # of a lab that names none
WAITS, OPTIONS = ("waitpid", "wait4"), ((1, "WNOHANG"), (2, "WUNTRACED"))
OPERATIONS = {Operation.P: "P", Operation.V: "V", Operation.TRY: "try_P"}


def words(record: Record, topics: Sequence[str]) -> str:
    """A few, for the column of the process that the record is about; none: it is not shown."""
    w, kind = record.words, record.kind
    name = trace.SYSTEM_CALL_NAMES.get(w[0], "") if kind in (Kind.SYSCALL_ENTER, Kind.SYSCALL_LEAVE) else ""
    if kind == Kind.SYSCALL_ENTER and name in topics:
        styles = trace.SYSTEM_CALL_FORMATS[name].split(":")[0]
        arguments = [str(signed(word)) for style, word in zip(styles, w[1:]) if style == "d"]
        arguments += [option for bit, option in OPTIONS if name in WAITS and w[3] & bit]
        return f"{name}({', '.join(arguments)})"
    if kind == Kind.SYSCALL_LEAVE and name in topics and name not in OPERATIONS.values():
        return f"{name} = {trace.result_words(w[1])}"
    if kind == Kind.STATE:
        return state_words(record, topics)
    if kind == Kind.SEMAPHORE and w[0] in OPERATIONS:
        value = f" (value {signed(w[2])})" if signed(w[3]) >= 0 else ""
        return f"{OPERATIONS[w[0]]} = {trace.result_words(w[3])}{value}"
    if kind == Kind.MARK:
        return f"'{record.text}' {signed(w[0])}"
    if kind == Kind.SIGNAL:
        return f"{trace.signal_name(w[0])} by {w[1]}"
    if kind == Kind.TICK:
        return "tick" if "tick" in topics else ""
    if kind == Kind.EXIT:
        return "ends: " + trace.status_words(w[0])
    if kind == Kind.SUSPEND:
        return "is stopped" if w[0] else "is continued"
    return ""


def state_words(record: Record, topics: Sequence[str]) -> str:
    _, new, reason, waker = record.words[:4]
    name = trace.reason_words(reason)
    is_about_cpu = "picked" in topics
    if new == trace.BLOCKED:
        return "" if reason == Reason.SLEEP and not is_about_cpu else f"blocks in {name}"
    if new == trace.RUNNING:
        return "picked" if is_about_cpu else ""
    if new != trace.READY or not waker and not is_about_cpu:
        return ""  # time has woken it, or its slice has ended
    return ("ready: " if is_about_cpu else "") + name + (f" by {waker}" if waker else "")


def only_looks(record: Record) -> bool:
    """A wait that waits for nobody: so the parent of those who play looks whether they have ended."""
    name, w = trace.SYSTEM_CALL_NAMES.get(record.words[0], ""), record.words
    return name in WAITS and (record.kind == Kind.SYSCALL_ENTER and bool(w[3] & OPTIONS[0][0]) or
                              record.kind == Kind.SYSCALL_LEAVE and signed(w[1]) == 0)


def init_plays(events: trace.Trace) -> bool:
    """Is the workload process 1 itself, and not a program that the shell has started?"""
    return next((record.text != "init" for record in events.records(Kind.EXEC) if record.pid == INIT), False)


def draw(events: trace.Trace, index: int, topics: Sequence[str]) -> List[str]:
    """The records up to this one that say something, as lines."""
    shown: List[Record] = []
    everything = "picked" in topics or init_plays(events)
    for at in range(min(index, len(events) - 1), -1, -1):
        record = events.record(at)
        is_done_by_it = record.kind in (Kind.MARK, Kind.SEMAPHORE)  # by idle: by an interrupt handler
        is_of_interest = everything or is_done_by_it or record.pid not in (IDLE, INIT) and not only_looks(record)
        if is_of_interest and (words(record, topics) or at == index):
            shown.insert(0, record)
        if len(shown) == RECORDS:
            break
    columns: Dict[int, int] = {}
    for record in reversed(shown):  # if they are too many, the last ones
        if len(columns) < COLUMNS_MAX:
            columns.setdefault(record.pid, 0)
    pids = sorted(columns)
    heads = [f"process {pid}" if pid else "interrupt" for pid in pids]
    lines = ["  record   tick  " + "".join(head.ljust(WIDTH) for head in heads).rstrip()]
    for record in shown:
        if record.pid in columns:
            text = " " * (WIDTH * pids.index(record.pid)) + words(record, topics)
            sign = ">" if record.index == index else " "
            lines.append(f"{sign} {record.index:>6} {record.ticks:>6}  {text}")
    return lines


def episode(events: trace.Trace, index: int, command: str) -> str:
    """Which of the command's arguments it was, if the workload marks where each begins."""
    for at in range(min(index, len(events) - 1), -1, -1):
        record = events.record(at)
        if record.kind == Kind.MARK and record.text == "episode":
            arguments = command.split()
            return arguments[record.words[0]] if record.words[0] < len(arguments) else ""
    return ""
