"""Runs made by hand whose every moment is known, for the tests of what draws them."""
from records import Recorder
from tools import trace
from tools.timeline.scene import Scene
from tools.trace import Kind


class Timed(Recorder):
    """Records at the time that at() says, in ticks; it writes the ticks that pass. Each takes no time."""

    COUNTS = 1000  # of the time-stamp counter, a tick

    def __init__(self, **options):
        self.now = 0.0
        self.running = 0
        super().__init__(**options)

    def add(self, kind, pid, *words, text="", eip=0x8048000):
        self.tsc = round(self.now * self.COUNTS) - 100
        return super().add(kind, pid, *words, text=text, eip=eip)

    def at(self, now):
        for tick in range(self.ticks + 1, int(now) + 1):
            self.now = float(tick)
            self.tick(self.running)
        self.now = now
        return self

    def switch(self, old, new, reason):
        self.running = new
        return super().switch(old, new, reason)

    def program(self, pid, name, parent=1):
        """A child that is already its program when it becomes ready."""
        self.add(Kind.FORK, parent, pid).add(Kind.EXEC, pid, text=name)
        return self.state(pid, "NEW", "READY", "FORKED", waker=parent)

    def reap(self, parent, pid, status=0):
        return self.add(Kind.REAP, parent, pid, status)

    def scene(self, title="", **options):
        return Scene(trace.Model(self.trace()), title, **options)


def round_robin():
    """The textbook's example: A needs 5 ticks, B 3, C 1; all arrive at 0; a quantum is 2.

    A runs 0-2, B 2-4, C 4-5, A 5-7, B 7-8, A 8-9."""
    run = Timed(quantum=2).add(Kind.FORK, 0, 1).add(Kind.EXEC, 1, text="init")
    run.state(1, "NEW", "READY", "FORKED").switch(0, 1, "IDLE")
    for pid, name in ((2, "A"), (3, "B"), (4, "C")):
        run.program(pid, name)
    run.block(1, "SLEEP", new=2)
    run.at(2).yield_to(2, 3, "SLICE_ENDED").at(4).yield_to(3, 4, "SLICE_ENDED")
    run.at(5).exit(4, 0, new=2).at(7).yield_to(2, 3, "SLICE_ENDED").at(8).exit(3, 0, new=2)
    run.at(9).exit(2, 0).wake(1).switch(0, 1, "IDLE").reap(1, 2).reap(1, 3).reap(1, 4)
    return run


def waiting():
    """P and V, sleep, wait, yield, suspension, a signal, a fault, a mark: one of each.

    2 forks 3 and 4 at 0. 3 passes P(lock) and sleeps in it until 8; 4 waits in P from 4 to 8. 4 is suspended from 12 to
    16, and ends at 18 of a fault; 3 ends at 10."""
    run = Timed(quantum=9).add(Kind.FORK, 0, 1).add(Kind.EXEC, 1, text="init")
    run.state(1, "NEW", "READY", "FORKED").switch(0, 1, "IDLE").program(2, "parent").block(1, "WAIT", new=2)
    run.semaphore(2, "CREATE", 0, 1).semaphore(2, "LABEL", 0, 1, label="lock").program(3, "one", 2)
    run.program(4, "two", 2).block(2, "WAIT", new=3)
    run.at(2).semaphore(3, "P", 0, 0).add(Kind.MARK, 3, 1, text="inside").block(3, "SLEEP", new=4)
    run.at(4).block(4, "P").at(8).wake(3).switch(0, 3, "IDLE").wake(4, 3).semaphore(3, "V", 0, 0)
    run.yield_to(3, 4).semaphore(4, "P", 0, 0).yield_to(4, 3).at(10).exit(3, 0, new=4).wake(2, 3)
    run.yield_to(4, 2).reap(2, 3).at(12).add(Kind.SIGNAL, 4, 19, 2).add(Kind.SUSPEND, 4, 1, 2)
    run.at(16).add(Kind.SUSPEND, 4, 0, 2).block(2, "WAIT", new=4)
    run.at(18).add(Kind.FAULT, 4, 14, 4, 0).exit(4, 11).wake(2, 4).switch(0, 2, "IDLE").reap(2, 4, 11)
    return run.at(20).exit(2, 0).wake(1, 2).switch(0, 1, "IDLE").reap(1, 2)
