"use strict";
// One run: what the model knows, and the state of everything after any record. at() is Model.at of tools/trace.py.

const STATE = { NEW: 0, READY: 1, RUNNING: 2, BLOCKED: 3, ZOMBIE: 4 };
const IDLE = 0;

class Process {
    constructor(data, place, columns, strings) {
        this.place = place; // in the model's list; pids may come back
        this.pid = data.pid;
        this.born = data.born;
        this.ended = data.ended;
        this.reaped = data.reaped;
        this.status = data.status;
        this.end = data.end;
        this.names = data.names.map(([index, name]) => [index, strings[name]]);
        this.groups = data.groups;
        this.parents = data.parents;
        this.states = namedColumns(columns, data.states, ["index", "state", "reason", "waker", "object"]);
        this.suspensions = namedColumns(columns, data.suspensions, ["index", "suspended", "by"]);
        this.waits = namedColumns(columns, data.waits, ["index", "entered", "wanted"]);
        // Filled by Run, record by record.
        this.records = []; // about this process
        this.userTicks = [];
        this.kernelTicks = [];
        this.calls = []; // records that enter a system call
        this.returns = []; // and that leave it
        this.placeRecords = []; // records at which it came to another place of its program
        this.places = [];
    }

    lives(index) {
        return this.born <= index && (this.reaped === NONE || this.reaped > index);
    }

    // The change that made its state what it is after record `index`; undefined before its birth.
    change(index) {
        return this.changeNumber(countUpTo(this.states.index, index) - 1);
    }

    changeNumber(number) {
        if (number < 0) {
            return undefined;
        }
        const { index, state, reason, waker, object } = this.states;
        return { number, index: index[number], state: state[number], reason: reason[number], waker: waker[number],
                 object: object[number] };
    }

    suspension(index) {
        const number = countUpTo(this.suspensions.index, index) - 1;
        const { index: when, suspended, by } = this.suspensions;
        return number < 0 ? undefined : { index: when[number], suspended: suspended[number] !== 0, by: by[number] };
    }

    isSuspended(index) {
        const suspension = this.suspension(index);
        return suspension !== undefined && suspension.suspended;
    }

    // Before its birth, the first program that it will have.
    name(index) {
        return (latest(this.names, index) || this.names[this.names.length - 1])[1];
    }

    parent(index) {
        const entry = latest(this.parents, index);
        return entry ? entry[1] : IDLE;
    }

    group(index) {
        const entry = latest(this.groups, index);
        return entry ? entry[1] : 0;
    }

    // The record with which it entered the system call that it is in, or NONE.
    callAt(index) {
        const entered = countUpTo(this.calls, index);
        const left = countUpTo(this.returns, index);
        const call = entered ? this.calls[entered - 1] : NONE;
        return call !== NONE && (left === 0 || this.returns[left - 1] < call) ? call : NONE;
    }

    // Which place of its program it is at (a number in Run.places), or NONE.
    placeAt(index) {
        const count = countUpTo(this.placeRecords, index);
        return count ? this.places[count - 1] : NONE;
    }
}

class Semaphore {
    constructor(data, columns, strings) {
        Object.assign(this, { id: data.id, creator: data.creator, created: data.created, destroyed: data.destroyed,
                              initial: data.initial });
        this.labels = data.labels.map(([index, label]) => [index, strings[label]]);
        this.events = namedColumns(columns, data.events, ["index", "pid", "operation", "value", "result"]);
    }

    lives(index) {
        return this.created <= index && (this.destroyed === NONE || this.destroyed > index);
    }

    label(index) {
        const entry = latest(this.labels, index);
        return entry ? entry[1] : `semaphore ${this.id}`;
    }

    value(index) {
        const count = countUpTo(this.events.index, index);
        return count ? this.events.value[count - 1] : this.initial;
    }
}

function namedColumns(columns, places, names) {
    return Object.fromEntries(names.map((name, number) => [name, columns.column(places[number])]));
}

class Run {
    static async read(data, number) {
        const [numbers, words] = await Promise.all([inflate(data.numbers), inflate(data.words)]);
        return new Run(data, number, new Columns(numbers), new TextDecoder().decode(words));
    }

    constructor(data, number, columns, words) {
        const { strings } = data;
        this.number = number;
        this.title = data.title;
        this.ending = data.ending; // what there is to say of its end, if it did not end well
        this.header = data.header;
        this.count = data.count;
        this.kinds = data.kinds;
        this.stateNames = data.states;
        this.reasonNames = data.reasons;
        this.operations = data.operations;
        this.units = data.units;
        this.first = data.first; // of the program that was run
        this.last = data.last;
        this.kind = columns.column(data.records.kind);
        this.pid = columns.column(data.records.pid);
        this.tick = columns.sums(data.records.tick, data.base);
        this.time = columns.sums(data.records.time, data.base * data.units);
        this.place = columns.column(data.records.place);
        this.processes = data.processes.map((one, place) => new Process(one, place, columns, strings));
        this.semaphores = data.semaphores.map((one) => new Semaphore(one, columns, strings));
        this.switches = namedColumns(columns, data.switches, ["index", "old", "new", "reason"]);
        this.signals = namedColumns(columns, data.signals, ["index", "pid", "number", "sender"]);
        this.faults = namedColumns(columns, data.faults, ["index", "pid", "vector"]);
        this.arrows = namedColumns(columns, data.arrows, ["index", "from", "to", "kind"]);
        this.places = data.places.map(([name, file, line, text, library]) => ({ name, file, line, text, library }));
        this.violations = data.violations.map(([index, text]) => ({ index, text }));
        this.readSections(data, columns);
        this.readWords(words);
        this.readRecords(columns.column(data.records.userTicks));
        this.readWaiters();
        // The records after which the diagram is another one.
        const moved = this.processes.flatMap(({ born, states, suspensions, reaped }) =>
            [born, ...states.index, ...suspensions.index, reaped]);
        this.changes = Int32Array.from(new Set(moved.filter((index) => index !== NONE))).sort();
    }

    readSections(data, columns) {
        const { strings } = data;
        const sections = namedColumns(columns, data.sections, ["begin", "end", "process", "label", "most"]);
        const flags = namedColumns(columns, data.flags, ["index", "process", "label", "value"]);
        for (const process of this.processes) {
            process.sections = [];
            process.flags = [];
            process.overlaps = [];
        }
        sections.begin.forEach((begin, i) => this.processes[sections.process[i]].sections.push(
            { begin, end: this.orLast(sections.end[i]), label: strings[sections.label[i]], most: sections.most[i] }));
        for (const { sections: own } of this.processes) {
            own.forEach((section, i) => {
                section.isRepeated = own[i + 1] !== undefined && own[i + 1].label === section.label;
            });
        }
        flags.index.forEach((index, i) => this.processes[flags.process[i]].flags.push(
            { index, label: strings[flags.label[i]], value: flags.value[i] }));
        this.overlaps = data.overlaps.map(([begin, end, label, processes, most]) => (
            { begin, end: this.orLast(end), label: strings[label], processes, most }));
        for (const overlap of this.overlaps) {
            overlap.processes.forEach((place) => this.processes[place].overlaps.push(overlap));
        }
    }

    orLast(index) {
        return index === NONE ? this.count - 1 : index;
    }

    readWords(words) {
        this.allWords = words;
        this.wordBegins = new Int32Array(this.count + 1);
        let begin = 0;
        for (let i = 1; i <= this.count; i++) {
            const end = words.indexOf("\n", begin);
            begin = end < 0 ? words.length + 1 : end + 1;
            this.wordBegins[i] = begin;
        }
    }

    get lowerWords() {
        this.lower = this.lower || this.allWords.toLowerCase();
        return this.lower;
    }

    // What happened in a record, without when and to whom.
    words(index) {
        return this.allWords.slice(this.wordBegins[index], this.wordBegins[index + 1] - 1);
    }

    // One pass over the records, for what is counted by process.
    readRecords(userTicks) {
        const births = this.processes.slice().sort((a, b) => a.born - b.born);
        const kinds = Object.fromEntries(Object.entries(this.kinds).map(([number, name]) => [name, Number(number)]));
        const byPid = new Map();
        let nextBirth = 0;
        let nextSwitch = 0;
        let nextUserTick = 0;
        let current = IDLE;
        this.idleTicks = [];
        for (let i = 0; i < this.count; i++) {
            while (nextBirth < births.length && births[nextBirth].born <= i) {
                const child = births[nextBirth++];
                byPid.set(child.pid, child);
                child.records.push(i);
            }
            while (nextSwitch < this.switches.index.length && this.switches.index[nextSwitch] < i) {
                current = this.switches.new[nextSwitch++];
            }
            const kind = this.kind[i];
            const process = byPid.get(this.pid[i]);
            if (process) {
                process.records.push(i);
                if (kind === kinds.TICK) {
                    (userTicks[nextUserTick] === i ? process.userTicks : process.kernelTicks).push(i);
                } else if (kind === kinds.SYSCALL_ENTER) {
                    process.calls.push(i);
                } else if (kind === kinds.SYSCALL_LEAVE) {
                    process.returns.push(i);
                }
            } else if (kind === kinds.TICK) {
                this.idleTicks.push(i);
            }
            nextUserTick += userTicks[nextUserTick] === i;
            const runs = byPid.get(current);
            const place = this.place[i];
            if (runs && place !== NONE && place !== runs.places[runs.places.length - 1]) {
                runs.placeRecords.push(i);
                runs.places.push(place);
            }
        }
    }

    // How many wait in P on each semaphore, over time: for the lanes.
    readWaiters() {
        const pWord = Number(Object.keys(this.reasonNames).find((number) => this.reasonNames[number] === "P"));
        this.reasonP = pWord;
        const steps = new Map(this.semaphores.map((semaphore) => [semaphore, []]));
        const queueSteps = [];
        const enters = (list, begin, end) => list.push([begin, 1], [end, -1]);
        for (const process of this.processes) {
            const { index, state, reason, object } = process.states;
            for (let n = 0; n < index.length; n++) {
                const end = n + 1 < index.length ? index[n + 1] : this.count;
                if (state[n] === STATE.BLOCKED && reason[n] === pWord) {
                    const semaphore = this.semaphoreWith(object[n], index[n]);
                    if (semaphore) {
                        enters(steps.get(semaphore), index[n], end);
                    }
                } else if (state[n] === STATE.READY) {
                    for (const [from, to, suspended] of this.parts(process, index[n], end)) {
                        if (!suspended) {
                            enters(queueSteps, from, to);
                        }
                    }
                }
            }
        }
        for (const [semaphore, list] of steps) {
            const { created, destroyed, initial, events } = semaphore;
            semaphore.waiting = runningSum(list);
            semaphore.values = { index: [created, ...events.index], value: [initial, ...events.value],
                                 end: this.orLast(destroyed) };
        }
        this.queueLength = runningSum(queueSteps);
    }

    // [begin, end) cut where the process is suspended or resumed: [[from, to, suspended], ...].
    parts(process, begin, end) {
        const { index, suspended } = process.suspensions;
        if (index.length === 0) {
            return [[begin, end, false]];
        }
        const parts = [];
        let number = countUpTo(index, begin);
        let from = begin;
        let now = number > 0 && suspended[number - 1] !== 0;
        for (; number < index.length && index[number] < end; number++) {
            if (index[number] > from) {
                parts.push([from, index[number], now]);
            }
            from = index[number];
            now = suspended[number] !== 0;
        }
        parts.push([from, end, now]);
        return parts;
    }

    // The last process, or semaphore, that had this number at this time.
    processWith(pid, index) {
        return this.processes.findLast((process) => process.pid === pid && process.born <= index);
    }

    semaphoreWith(id, index) {
        return this.semaphores.findLast((semaphore) => semaphore.id === id && semaphore.created <= index);
    }

    // Everything as it was just after record `index`.
    at(index) {
        const processes = {};
        const ready = [];
        const waiters = {};
        let running = IDLE;
        for (const process of this.processes) {
            if (!process.lives(index)) {
                continue;
            }
            const change = process.change(index);
            const suspension = process.suspension(index);
            const suspended = suspension !== undefined && suspension.suspended;
            const { pid } = process;
            processes[pid] = { pid, name: process.name(index), parent: process.parent(index),
                               state: this.stateNames[change.state], reason: this.reasonNames[change.reason] || "",
                               object: change.object, suspended, since: change.index };
            if (change.state === STATE.READY && !suspended) { // it entered the queue then, or when it was resumed
                ready.push([Math.max(change.index, suspension ? suspension.index : 0), pid]);
            } else if (change.state === STATE.BLOCKED && change.reason === this.reasonP) {
                (waiters[change.object] = waiters[change.object] || []).push([change.index, pid]);
            } else if (change.state === STATE.RUNNING && running === IDLE) {
                running = pid;
            }
        }
        const inOrder = (list) => list.sort((a, b) => a[0] - b[0] || a[1] - b[1]).map((entry) => entry[1]);
        const semaphores = {};
        for (const semaphore of this.semaphores) {
            if (semaphore.lives(index)) {
                semaphores[semaphore.id] = { id: semaphore.id, label: semaphore.label(index),
                                             value: semaphore.value(index),
                                             waiters: inOrder(waiters[semaphore.id] || []) };
            }
        }
        return { index, tick: this.tick[index], running, ready: inOrder(ready), processes, semaphores };
    }
}

// [[index, +1 or -1], ...] as steps: from index[i] on, the sum is value[i].
function runningSum(steps) {
    steps.sort((a, b) => a[0] - b[0]);
    const sums = { index: [], value: [] };
    let sum = 0;
    for (const [index, difference] of steps) {
        sum += difference;
        if (sums.index[sums.index.length - 1] === index) {
            sums.value[sums.value.length - 1] = sum;
        } else {
            sums.index.push(index);
            sums.value.push(sum);
        }
    }
    return sums;
}
