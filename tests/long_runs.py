"""A long run made by hand: workers that go in and out of one critical section, as long as is wanted."""
from records import booted
from tools import trace
from tools.trace import Kind

LOCK = 7
P_CALL, V_CALL = trace.SYSTEM_CALLS["P"], trace.SYSTEM_CALLS["V"]
OUTSIDE, INSIDE, LET_THROUGH = range(3)  # where a worker is; V has given it the unit, but it has not run since


class Workers:
    def __init__(self, count):
        self.run = booted().semaphore(1, "CREATE", LOCK, 1, LOCK).semaphore(1, "LABEL", LOCK, 1, label="lock")
        self.ready = list(range(2, count + 2))
        for pid in self.ready:
            self.run.fork(1, pid)
        self.where = dict.fromkeys(self.ready, OUTSIDE)
        self.waiting = []
        self.is_free = True
        self.running = self.ready.pop(0)
        self.run.block(1, "WAIT", self.running)

    def step(self):
        """The running worker does one thing, and then another one runs."""
        pid, run = self.running, self.run
        if self.where[pid] == INSIDE:
            self.leave()
            self.give_way("YIELDED")
            return
        if self.where[pid] == OUTSIDE:
            run.add(Kind.SYSCALL_ENTER, pid, P_CALL, LOCK)
            if not self.is_free:
                self.waiting.append(pid)
                self.running = self.ready.pop(0)
                run.block(pid, "P", self.running, LOCK)
                self.where[pid] = LET_THROUGH  # when it runs again
                return
        self.is_free = False
        run.semaphore(pid, "P", LOCK, 0).add(Kind.SYSCALL_LEAVE, pid, P_CALL, 0).add(Kind.MARK, pid, 1, text="critical")
        self.where[pid] = INSIDE
        run.tick(pid).tick(pid)
        self.give_way("SLICE_ENDED")

    def leave(self):
        pid, run = self.running, self.run
        run.add(Kind.MARK, pid, 0, text="critical").add(Kind.SYSCALL_ENTER, pid, V_CALL, LOCK)
        if self.waiting:
            woken = self.waiting.pop(0)
            run.wake(woken, pid)
            self.ready.append(woken)
        else:
            self.is_free = True
        run.semaphore(pid, "V", LOCK, int(self.is_free)).add(Kind.SYSCALL_LEAVE, pid, V_CALL, 0)
        self.where[pid] = OUTSIDE

    def give_way(self, reason):
        after = self.ready.pop(0)
        self.run.yield_to(self.running, after, reason)
        self.ready.append(self.running)
        self.running = after


def long_run(count, workers=12):
    """At least `count` records of it: a Recorder. Process 1 waits for its workers, which never end."""
    crowd = Workers(workers)
    while len(crowd.run.data) < count * trace.RECORD_BYTES:
        crowd.step()
    return crowd.run
