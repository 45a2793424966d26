"use strict";
// The panels beside the chart: everything as it is at the cursor.

const ROWS_SHOWN = 60; // of a table: a run may have hundreds of processes
const EVENTS_BEFORE = 7; // and after the cursor, in the list of records

// An element with attributes, text or children. Text is never read as HTML.
function element(tag, attributes = {}, ...children) {
    const made = document.createElement(tag);
    Object.entries(attributes).forEach(([name, value]) => made.setAttribute(name, value));
    made.append(...children.map((child) => (child instanceof Node ? child : String(child))));
    return made;
}

class Panels {
    // `root`: the run's section. `on`: go(index), select(pid).
    constructor(run, root, on) {
        this.run = run;
        this.on = on;
        this.part = (name) => root.querySelector(`[data-part=${name}]`);
        this.diagram = new Diagram(this.part("diagram"), on.select);
        this.byPid = new Map();
    }

    show(index, selected, animated) {
        const { run } = this;
        const moment = run.at(index);
        this.byPid = new Map(run.processes.filter((one) => one.lives(index)).map((one) => [one.pid, one]));
        const entries = [...this.byPid.values()].map((process) => {
            const change = process.change(index);
            const suspended = process.isSuspended(index);
            const isP = change.reason === run.reasonP;
            return { process, change, node: nodeOf(change.state, suspended),
                     look: lookOf(change.state, suspended, isP) };
        });
        this.showNow(moment, selected);
        this.diagram.show(entries, selected, animated);
        this.showQueue(moment);
        this.showSemaphores(moment);
        this.showProcesses(moment, entries, selected);
        this.showProcess(moment, selected);
        this.showEvents(index);
        return moment;
    }

    name(pid, index) {
        const process = this.byPid.get(pid) || this.run.processWith(pid, index);
        return pid === IDLE || process === undefined ? "idle" : process.name(index);
    }

    fill(part, ...children) {
        this.part(part).replaceChildren(...children);
    }

    pidButton(pid, index, extra = "") {
        const button = element("button", { type: "button", class: `pid ${extra}`, title: `Select process ${pid}` },
                               element("b", {}, pid), ` ${this.name(pid, index)}`);
        button.addEventListener("click", () => this.on.select(pid));
        return button;
    }

    // --- What happens at the cursor ---

    showNow(moment, selected) {
        const { run } = this;
        const { index } = moment;
        const pid = run.pid[index];
        this.fill("event",
                  element("span", { class: "where" }, `record ${index}  tick ${moment.tick}`),
                  element("span", { class: "kind" }, run.kinds[run.kind[index]].toLowerCase().replace("_", " ")),
                  element("span", { class: "words" }, element("b", {}, `${pid} ${this.name(pid, index)}`),
                          ` ${run.words(index)}`));
        this.fill("why", capital(why(run, index, selected, moment)));
        const process = this.byPid.get(selected);
        const place = process ? process.placeAt(index) : NONE;
        this.part("source").hidden = place === NONE;
        if (place !== NONE) {
            this.fill("source",
                      element("span", { class: "where" }, `${process.pid} is in ${this.placeWords(run.places[place])}`),
                      element("code", {}, run.places[place].text));
        }
    }

    placeWords({ name, file, line, library }) {
        return `${library ? `${library}, called by ${name}` : name}, ${file}:${line}`;
    }

    // --- Queues ---

    showQueue(moment) {
        const { running, ready, index } = moment;
        this.fill("queue",
                  element("div", { class: "row" }, element("span", { class: "name" }, "CPU"),
                          running === IDLE ? element("span", { class: "nobody" }, "idle")
                              : this.pidButton(running, index, "running")),
                  element("div", { class: "row" }, element("span", { class: "name" }, "ready"),
                          ...(ready.length ? this.pidList(ready, index, "ready")
                              : [element("span", { class: "nobody" }, "nobody")])));
    }

    pidList(pids, index, extra) {
        const buttons = pids.slice(0, ROWS_SHOWN).map((pid) => this.pidButton(pid, index, extra));
        return pids.length > ROWS_SHOWN
            ? [...buttons, element("span", { class: "nobody" }, `and ${pids.length - ROWS_SHOWN} more`)] : buttons;
    }

    showSemaphores(moment) {
        const all = Object.values(moment.semaphores);
        if (all.length === 0) {
            this.fill("semaphores", element("p", { class: "nobody" }, "no semaphores"));
            return;
        }
        const rows = all.slice(0, ROWS_SHOWN).map((one) => element("tr", {},
            element("td", {}, one.label), element("td", { class: "number" }, one.value),
            element("td", {}, ...(one.waiters.length ? this.pidList(one.waiters, moment.index, "P")
                : [element("span", { class: "nobody" }, "nobody")]))));
        this.fill("semaphores", table(["semaphore", "value", "waiting, first come first"], rows,
                                      all.length - ROWS_SHOWN));
    }

    // --- PCBs ---

    showProcesses(moment, entries, selected) {
        const rows = entries.slice(0, ROWS_SHOWN).map(({ process, change, node, look }) => {
            const row = element("tr", { "aria-selected": String(process.pid === selected) },
                element("td", { class: "number" }, process.pid),
                element("td", {}, this.pidButton(process.pid, moment.index, "plain")),
                element("td", { class: "number" }, process.parent(moment.index)),
                element("td", {}, element("i", { class: `swatch swatch-${look}` }), node.replace("-", ", ")),
                element("td", {}, this.reasonWords(process, change)),
                element("td", { class: "number" }, this.run.tick[change.index]),
                element("td", { class: "number" }, this.ticksUsed(process, moment.index)));
            return row;
        });
        this.fill("processes", table(["pid", "program", "parent", "state", "why", "since", "ticks"], rows,
                                     entries.length - ROWS_SHOWN));
    }

    reasonWords(process, change) {
        if (change.state === STATE.BLOCKED) {
            return new Why(this.run, change.index, undefined).waitName(change);
        }
        return change.state === STATE.ZOMBIE ? process.end : this.run.reasonNames[change.reason] || "just made";
    }

    ticksUsed(process, index) {
        return countUpTo(process.userTicks, index) + countUpTo(process.kernelTicks, index);
    }

    showProcess(moment, selected) {
        const { run } = this;
        const { index } = moment;
        const process = this.byPid.get(selected);
        this.part("process-name").textContent = process ? `PCB of ${selected}, ${process.name(index)}` : "PCB";
        if (process === undefined) {
            const words = selected === IDLE ? "The idle process has no PCB. Choose a process with up and down."
                : `There is no process ${selected} at the cursor.`;
            this.fill("process", element("p", { class: "nobody" }, words));
            return;
        }
        const change = process.change(index);
        const call = process.callAt(index);
        const since = countUpTo(process.userTicks, change.index) + countUpTo(process.kernelTicks, change.index);
        const slice = change.state === STATE.RUNNING ? this.ticksUsed(process, index) - since : undefined;
        const children = Object.values(moment.processes).filter((view) => view.parent === process.pid);
        const inside = process.sections.filter(({ begin, end }) => begin <= index && index < end);
        const place = process.placeAt(index);
        const fields = [
            ["parent", `${process.parent(index)} ${this.name(process.parent(index), index)}`],
            ["children", children.map((view) => view.pid).join(", ") || "none"],
            ["group", process.group(index)],
            ["state", nodeOf(change.state, process.isSuspended(index)).replace("-", ", ")],
            ["because", this.reasonWords(process, change) + (change.waker ? `, by ${change.waker}` : "")],
            ["since", `tick ${run.tick[change.index]}, record ${change.index}`],
            ["slice", slice === undefined ? "not running" : `${slice} of ${run.header.quantum} ticks used`],
            ["ticks", `${countUpTo(process.userTicks, index)} user, ${countUpTo(process.kernelTicks, index)} kernel`],
            ["calls", countUpTo(process.calls, index)],
            ["forked", `tick ${run.tick[process.born]}, record ${process.born}`],
            ["section", inside.map(({ label }) => label).join(", ") || "none"],
            ["status", process.ended !== NONE && process.ended <= index ? process.end : "has not ended"],
        ];
        const long = [
            ["in call", call === NONE ? "none" : run.words(call)],
            ["at", place === NONE ? "not known" : this.placeWords(run.places[place])],
        ];
        const rows = (list, attributes) => list.flatMap(([name, value]) => [element("dt", {}, name),
                                                                            element("dd", attributes, value)]);
        this.fill("process", ...rows(fields, {}), ...rows(long, { class: "wide" }));
    }

    // --- Records around the cursor ---

    showEvents(index) {
        const { run } = this;
        const first = Math.max(0, Math.min(index - EVENTS_BEFORE, run.count - 2 * EVENTS_BEFORE - 1));
        const rows = [];
        for (let i = first; i < Math.min(first + 2 * EVENTS_BEFORE + 1, run.count); i++) {
            const row = element("li", { "aria-current": String(i === index) },
                element("span", { class: "number" }, i), element("span", { class: "number" }, run.tick[i]),
                element("span", {}, `${run.pid[i]} ${this.name(run.pid[i], i)}`), element("span", {}, run.words(i)));
            row.addEventListener("click", () => this.on.go(i));
            rows.push(row);
        }
        this.fill("events", ...rows);
    }
}

function capital(text) {
    return text.charAt(0).toUpperCase() + text.slice(1);
}

function table(heads, rows, hidden) {
    const made = element("table", {},
        element("thead", {}, element("tr", {}, ...heads.map((head) => element("th", { scope: "col" }, head)))),
        element("tbody", {}, ...rows));
    if (hidden > 0) {
        made.append(element("caption", {}, `and ${hidden} more`));
    }
    return made;
}
