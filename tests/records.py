"""Traces made by hand, for the tests of what reads them."""
import struct

from tools import trace
from tools.trace import Kind, Operation, Reason, State


class Recorder:
    """Writes records as the kernel would; one method a happening. Time stands still unless ticks are told."""

    def __init__(self, quantum=2, policy="round_robin"):
        self.data = bytearray()
        self.tsc = 0
        self.ticks = 0
        self.add(Kind.HEADER, 0, trace.CONSTANTS["TRACE_MAGIC"], 1, 100, quantum, text=policy)

    def add(self, kind, pid, *words, text="", eip=0x8048000):
        self.tsc += 100
        padded = [word & 0xFFFFFFFF for word in words] + [0] * (9 - len(words))
        record = struct.pack("<QQIiI9I", self.tsc, self.ticks, kind, pid, eip, *padded)
        if text:
            record = record[:48] + text.encode().ljust(16, b"\0")
        self.data += record
        return self

    def state(self, pid, old, new, reason, waker=0, thing=0):
        return self.add(Kind.STATE, pid, State[old], State[new], Reason[reason], waker, thing)

    def fork(self, parent, child):
        self.add(Kind.FORK, parent, child)
        return self.state(child, "NEW", "READY", "FORKED")

    def switch(self, old, new, reason):
        """The CPU goes from old, whose STATE record is written, to new, which is picked."""
        self.add(Kind.SWITCH, old, old, new, Reason[reason])
        return self.state(new, "READY", "RUNNING", "PICKED") if new else self

    def yield_to(self, old, new, reason="YIELDED"):
        self.state(old, "RUNNING", "READY", reason)
        return self.switch(old, new, reason)

    def block(self, old, reason, new=0, thing=0):
        self.state(old, "RUNNING", "BLOCKED", reason, thing=thing)
        return self.switch(old, new, "BLOCKED")

    def wake(self, pid, waker=0, reason="WOKEN"):
        return self.state(pid, "BLOCKED", "READY", reason, waker)

    def exit(self, pid, status, new=0):
        self.add(Kind.EXIT, pid, status)
        self.state(pid, "RUNNING", "ZOMBIE", "EXITED")
        return self.switch(pid, new, "EXITED")

    def tick(self, pid, user=1):
        self.ticks += 1
        return self.add(Kind.TICK, pid, user)

    def semaphore(self, pid, operation, identity, value, result=0, label=""):
        return self.add(Kind.SEMAPHORE, pid, Operation[operation], identity, value, result, text=label)

    def trace(self):
        return trace.Trace(bytes(self.data), "synthetic")

    def model(self, **options):
        return trace.Model(self.trace(), **options)


def booted(**options):
    """Process 1 runs."""
    recorder = Recorder(**options).add(Kind.FORK, 0, 1).add(Kind.EXEC, 1, text="init")
    return recorder.state(1, "NEW", "READY", "FORKED").switch(0, 1, "IDLE")


def family():
    """1 runs; 2 and 3, its children, are ready in this order."""
    return booted().fork(1, 2).fork(1, 3)
