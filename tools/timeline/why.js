"use strict";
// Why a process does not run, in one sentence: tools/why.py, word for word. The functions have its names.

const LEFT = {
    "slice ended": "its slice ended", yielded: "it yielded", preempted: "a better process became ready",
    suspended: "it was suspended",
};
const MADE_ROOM = {
    "slice ended": "'s slice ended", yielded: " yielded", preempted: " was preempted", suspended: " was suspended",
    blocked: " blocked", exited: " ended",
};
const NAMES_SHOWN = 3; // of a longer list

function why(run, index, pid, moment = run.at(index)) {
    return new Why(run, index, moment).sentence(pid);
}

class Why {
    constructor(run, index, moment) {
        this.run = run;
        this.index = index;
        this.moment = moment;
    }

    sentence(pid) {
        if (pid === IDLE) {
            return this.idle();
        }
        const process = this.run.processWith(pid, this.index);
        if (process === undefined) {
            const later = this.run.processes.some((other) => other.pid === pid);
            return later ? `there is no process ${pid} yet` : `there has never been a process ${pid}`;
        }
        if (process.reaped !== NONE && process.reaped <= this.index) {
            return `${pid} is gone: it ended (${process.end}), and ${process.parent(process.reaped)} waited for it ` +
                `at tick ${this.tick(process.reaped)}`;
        }
        const change = process.change(this.index);
        switch (change.state) {
        case STATE.RUNNING:
            return `${pid} is RUNNING ${this.since(change.index)}: ${this.picked(process, change)}`;
        case STATE.ZOMBIE:
            return `${pid} is a ZOMBIE since tick ${this.tick(change.index)} (${process.end}): its parent ` +
                `${process.parent(this.index)} has not waited for it`;
        case STATE.READY:
            return this.ready(process, change);
        case STATE.BLOCKED:
            return this.blocked(process, change) + this.alsoSuspended(process);
        default:
            return `${pid} is NEW: ${process.parent(this.index)} is forking it`;
        }
    }

    // --- One state each ---

    idle() {
        const { running } = this.moment;
        return running === IDLE ? "0 (idle) has the CPU: nobody was ready"
            : `0 (idle) gets the CPU only when nobody is ready: ${running} runs`;
    }

    picked(process, change) {
        const { switches } = this.run;
        const number = countUpTo(switches.index, change.index) - 1;
        const before = process.change(change.index - 1);
        if (number < 0 || switches.index[number] < before.index) { // the CPU did not change hands
            return `nobody else was ready when ${LEFT[this.reason(before)] || "it was picked"}`;
        }
        const old = switches.old[number];
        if (old === IDLE) {
            return "the CPU was idle when it became ready";
        }
        const made = MADE_ROOM[this.run.reasonNames[switches.reason[number]]];
        return `it was first in the ready queue when ${old}${made}`;
    }

    ready(process, change) {
        const { pid } = process;
        const { running, ready } = this.moment;
        const suspension = process.suspension(this.index);
        if (suspension && suspension.suspended) {
            return `${pid} is READY but suspended since tick ${this.tick(suspension.index)} by ` +
                `${who(suspension.by)}: it waits for SIGCONT`;
        }
        const resumed = suspension && suspension.index > change.index ? suspension : undefined;
        const queued = resumed ? resumed.index : change.index;
        const runs = running ? `${running} runs` : "nobody runs yet";
        const ahead = ready.slice(0, ready.indexOf(pid));
        const line = ahead.length ? `${list(ahead)} ${are(ahead)} ahead` : "it is next";
        const came = resumed ? `${pid} was resumed by ${who(resumed.by)}` : this.becameReady(process, change);
        return `${pid} is READY ${this.since(queued)}: ${runs}, ${line}; ${came}`;
    }

    becameReady(process, change) {
        const { pid } = process;
        const reason = this.reason(change);
        if (reason === "forked") {
            return `${pid} was forked by ${who(process.parent(process.born))} and has not run yet`;
        }
        if (LEFT[reason]) {
            return `${pid} left the CPU when ${LEFT[reason]}`;
        }
        const wait = process.change(change.index - 1);
        const name = this.waitName(wait);
        if (reason === "interrupted") {
            return `a signal ended ${pid}'s ${name}`;
        }
        if (reason === "destroyed") {
            return `${who(change.waker)} destroyed what ${pid} waited for in ${name}`;
        }
        switch (this.reason(wait)) {
        case "sleep":
            return `${pid}'s sleep is over`;
        case "read":
            return `${pid}'s input has come`;
        case "P":
            return `${change.waker}'s V let ${pid} through ${name}`;
        default:
            return `${pid} was woken from ${name} by ${who(change.waker)}`;
        }
    }

    blocked(process, change) {
        const tick = this.tick(change.index);
        const start = `${process.pid} is BLOCKED in ${this.waitName(change)}`;
        switch (this.reason(change)) {
        case "P":
            return `${start}, held up since tick ${tick}${this.semaphoreWords(process.pid, change.object)}`;
        case "wait":
            return `${start} since tick ${tick}: ${this.childrenWords(process, change)}`;
        case "sleep": {
            const woken = process.changeNumber(change.number + 1);
            if (change.number + 1 < process.states.index.length && this.reason(woken) === "woken") {
                return `${start} since tick ${tick}, until tick ${this.tick(woken.index)}`;
            }
            return `${start} since tick ${tick}: its time has not come`;
        }
        case "read":
            return `${start} since tick ${tick}: no input has come`;
        default:
            return `${start} since tick ${tick}: there is no room for its output`;
        }
    }

    alsoSuspended(process) {
        const suspension = process.suspension(this.index);
        if (!suspension || !suspension.suspended) {
            return "";
        }
        return `; it is also suspended since tick ${this.tick(suspension.index)} by ${who(suspension.by)}`;
    }

    // --- What it waits for ---

    waitName(wait) {
        const reason = this.reason(wait);
        if (reason !== "P") {
            return reason;
        }
        const semaphore = this.run.semaphoreWith(wait.object, wait.index);
        return `P(${semaphore ? semaphore.label(wait.index) : `semaphore ${wait.object}`})`;
    }

    semaphoreWords(pid, id) {
        const semaphore = this.run.semaphoreWith(id, this.index);
        const { waiters } = this.moment.semaphores[id] || { waiters: [] };
        const ahead = waiters.slice(0, Math.max(0, waiters.indexOf(pid)));
        const behind = ahead.length ? `, behind ${list(ahead)}` : "";
        if (semaphore === undefined) {
            return behind;
        }
        const { last, inside } = this.users(semaphore);
        const lock = this.isLock(semaphore);
        let words = `; ${last} passed it last`;
        if (last === undefined) {
            words = "; nobody has passed it yet";
        } else if (lock && inside.length === 1 && inside[0] === last) {
            words += " and has not given it back";
        } else if (lock && inside.length) {
            words += `, ${list(inside)} ${have(inside)} not given it back`;
        }
        const ended = inside.filter((other) => lock && this.hasEnded(other));
        if (ended.length) {
            words += ` (${list(ended)} ${have(ended)} ended)`;
        }
        if (!lock || last === undefined) {
            const given = this.units(semaphore, this.index).filter(([, , count]) => count < 0).pop();
            words += given ? `; the last V was ${given[1]}'s at tick ${this.tick(given[0])}`
                : "; nobody has done V on it";
        }
        return behind + words;
    }

    // Who passed P last, and who has passed it more often than given it back.
    users(semaphore) {
        const units = this.units(semaphore, this.index);
        const lent = [];
        for (const process of this.run.processes) {
            const woken = this.woken(process);
            const wait = woken && process.change(woken.index - 1);
            if (!wait || this.reason(wait) !== "P" || this.run.semaphoreWith(wait.object, wait.index) !== semaphore) {
                continue;
            }
            // V has let it through. V's own record comes after that, and P's when the process runs.
            const known = [...units, ...lent];
            for (const [pid, count] of [[process.pid, 1], [woken.waker, -1]]) {
                if (!known.some(([when, who, what]) => when > woken.index && who === pid && what === count)) {
                    lent.push([woken.index, pid, count]);
                }
            }
        }
        const held = new Map();
        let last;
        for (const [, pid, count] of [...units, ...lent].sort((a, b) => a[0] - b[0] || a[1] - b[1] || a[2] - b[2])) {
            held.set(pid, (held.get(pid) || 0) + count);
            last = count > 0 ? pid : last;
        }
        return { last, inside: [...held.keys()].filter((pid) => held.get(pid) > 0).sort((a, b) => a - b) };
    }

    // The end of its last wait, if it has not waited again.
    woken(process) {
        for (let { number } = process.change(this.index) || { number: NONE }; number >= 0; number--) {
            const change = process.changeNumber(number);
            if (change.state === STATE.BLOCKED) {
                return undefined;
            }
            if (this.reason(change) === "woken") {
                return change;
            }
        }
        return undefined;
    }

    // Whether nobody ever gives a unit that he has not taken: then who has taken one is inside.
    isLock(semaphore) {
        if (semaphore.isLock === undefined) {
            const held = new Map();
            semaphore.isLock = this.units(semaphore, Infinity).every(([, pid, count]) => {
                held.set(pid, (held.get(pid) || 0) + count);
                return held.get(pid) >= 0;
            });
        }
        return semaphore.isLock;
    }

    // Each unit that was taken (1) or given (-1) until a record: [[record, pid, 1 or -1], ...].
    units(semaphore, until) {
        const { index, pid, operation, result } = semaphore.events;
        const units = [];
        for (let n = 0; n < index.length && index[n] <= until; n++) {
            const name = this.run.operations[operation[n]];
            if (result[n] >= 0 && (name === "P" || name === "TRY" || name === "V")) {
                units.push([index[n], pid[n], name === "V" ? -1 : 1]);
            }
        }
        return units;
    }

    childrenWords(process, change) {
        const number = countUpTo(process.waits.index, change.index) - 1;
        const wanted = number < 0 ? 0 : process.waits.wanted[number];
        const alive = Object.values(this.moment.processes)
            .filter((view) => view.parent === process.pid && view.state !== "ZOMBIE" &&
                              this.isMeant(process, view.pid, wanted))
            .map((view) => view.pid);
        // In the order of birth, as the model has it: an object's keys would be in the order of the pids.
        alive.sort((a, b) => this.run.processWith(a, this.index).place - this.run.processWith(b, this.index).place);
        if (alive.length === 0) {
            return "a child has ended";
        }
        return `its ${alive.length === 1 ? "child" : "children"} ${list(alive)} ${have(alive)} not ended`;
    }

    isMeant(parent, pid, wanted) {
        if (wanted > 0) {
            return pid === wanted;
        }
        if (wanted === -1) {
            return true;
        }
        const child = this.run.processWith(pid, this.index);
        return child.group(this.index) === (-wanted || parent.group(this.index));
    }

    // --- Small words and look-ups ---

    reason(change) {
        return this.run.reasonNames[change.reason];
    }

    hasEnded(pid) {
        const process = this.run.processWith(pid, this.index);
        return process !== undefined && process.ended !== NONE && process.ended <= this.index;
    }

    tick(index) {
        return this.run.tick[index];
    }

    since(index) {
        const ticks = this.moment.tick - this.tick(index);
        return ticks ? `for ${ticks} tick${ticks === 1 ? "" : "s"}` : "since this tick";
    }
}

function who(pid) {
    return pid ? String(pid) : "the kernel";
}

// 4 / 4 and 5 / 4, 5 and 6 / 4, 5, 6 and 2 more
function list(pids) {
    const words = pids.slice(0, NAMES_SHOWN).map(String);
    if (pids.length > NAMES_SHOWN) {
        words.push(`${pids.length - NAMES_SHOWN} more`);
    }
    return [words.slice(0, -1).join(", "), words[words.length - 1]].filter((part) => part).join(" and ");
}

function are(pids) {
    return pids.length === 1 ? "is" : "are";
}

function have(pids) {
    return pids.length === 1 ? "has" : "have";
}
