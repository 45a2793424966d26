"use strict";
// One run on the page: its chart, its panels, its place.

const CHART_PART = 0.46; // of the window's height, at most, with one run
const BESIDE_TWO_CHARTS = 290; // pixels of it: what stands above and between them, and the sentences below

const part = (name, root = document) => root.querySelector(`[data-part=${name}]`);

class RunPanel {
    constructor(run, page) {
        this.run = run;
        this.page = page;
        this.view = new View(run);
        this.root = document.getElementById("run").content.firstElementChild.cloneNode(true);
        this.root.setAttribute("aria-label", run.title);
        this.chart = new Chart(this.view, part("canvas", this.root), page.style);
        this.panels = new Panels(run, this.root, { go: (index) => page.go(this, index),
                                                   select: (pid) => page.select(this, pid) });
        this.scroll = part("scroll", this.root);
        this.tip = part("tip", this.root);
        part("title", this.root).textContent = run.title;
        this.showFacts();
        this.scroll.addEventListener("scroll", () => {
            this.chart.scroll = this.scroll.scrollTop;
            this.draw();
        });
        this.pointer = new Pointer(this.chart, this.scroll, {
            moved: () => page.moved(this),
            clicked: (index, process) => {
                page.activate(this);
                part("chart", this.root).focus({ preventScroll: true });
                page.go(this, index, process ? process.pid : undefined);
            },
            hovered: (what) => this.hover(what),
        });
        this.root.addEventListener("focusin", () => page.activate(this));
        this.begin();
    }

    // Where the page opens: at the first overlap, or where the program that was run begins.
    begin() {
        const { run, view } = this;
        const [overlap] = run.overlaps;
        const process = overlap ? run.processes[overlap.processes[0]]
            : run.processes.find(({ born }) => born >= run.first);
        const [, exec] = process ? process.names : [];
        view.selected = process ? process.pid : IDLE;
        view.cursor = overlap ? overlap.begin : exec ? exec[0] : run.first;
    }

    showFacts() {
        const { run } = this;
        const { hz, quantum, policy } = run.header;
        const counted = (count, one, many = `${one}s`) => `${count} ${count === 1 ? one : many}`;
        part("facts", this.root).textContent =
            `${counted(run.count, "record")}, ${counted(run.tick[run.count - 1], "tick")} at ${hz} Hz, ` +
            `quantum ${quantum}, ${policy}; ${counted(run.processes.length, "process", "processes")}, ` +
            `${counted(run.switches.index.length, "switch", "switches")}, ` +
            `idle for ${counted(run.idleTicks.length, "tick")}`;
        const alarm = (count, what, next) => {
            if (count > 0) {
                const button = element("button", { type: "button" }, counted(count, what));
                button.addEventListener("click", next);
                part("alarms", this.root).append(button);
            }
        };
        part("ending", this.root).textContent = run.ending;
        alarm(run.overlaps.length, "overlap", () => this.page.nextOverlap(this));
        alarm(run.violations.length, "violation", () => this.page.nextViolation(this));
    }

    resize() {
        const room = this.page.panels.length > 1 ? (innerHeight - BESIDE_TWO_CHARTS) / 2 : innerHeight * CHART_PART;
        const wanted = this.chart.pinned + this.chart.lanes.height;
        const height = Math.max(Math.min(wanted, Math.round(room)), this.chart.pinned + 60);
        this.scroll.style.height = `${height}px`;
        part("spacer", this.root).style.height = `${Math.max(0, wanted - height)}px`;
        this.chart.resize(this.scroll.clientWidth, height);
    }

    draw() {
        this.chart.draw();
    }

    // Scrolls so that the selected process's lane is seen, or is the first that is seen.
    reveal(asFirst = false) {
        const process = this.run.processWith(this.view.selected, this.view.cursor);
        const lane = process && this.chart.lanes.ofProcess.get(process.place);
        if (lane) {
            const room = this.chart.height - this.chart.pinned;
            const { scrollTop } = this.scroll;
            if (asFirst) {
                this.scroll.scrollTop = lane.top;
            } else if (lane.top < scrollTop || lane.top + lane.height > scrollTop + room) {
                const wanted = lane.top + lane.height / 2 - room / 2;
                this.scroll.scrollTop = this.chart.lanes.list.find(({ top }) => top >= wanted).top; // no half lane
            }
        }
    }

    update(animated) {
        const moment = this.panels.show(this.view.cursor, this.view.selected, animated);
        part("chart", this.root).setAttribute("aria-label",
            `Chart of ${this.run.title}. At record ${moment.index}, tick ${moment.tick}: ` +
            `${moment.running ? `${moment.running} runs` : "the CPU is idle"}; ` +
            `ready: ${moment.ready.join(", ") || "nobody"}. Left and right step, up and down select a process.`);
        this.draw();
    }

    // What is under the pointer, or undefined.
    hover(what) {
        this.chart.hovered = what ? what.index : NONE;
        this.tip.hidden = what === undefined;
        if (what) {
            this.tip.replaceChildren(...this.tipLines(what).map((text) => element("div", {}, text)));
            const { offsetWidth: width, offsetHeight: height } = this.tip;
            const left = what.x + 16 + width > this.view.width ? what.x - 16 - width : what.x + 16;
            this.tip.style.left = `${Math.max(4, left)}px`;
            this.tip.style.top = `${Math.max(4, Math.min(what.y + 14, this.chart.height - height - 4))}px`;
        }
        this.draw();
    }

    tipLines({ index, more, process, x }) {
        const { run, view } = this;
        const pid = run.pid[index];
        const lines = [`record ${index}, tick ${run.tick[index]}: ${pid} ${this.panels.name(pid, index)}: ` +
                       run.words(index)];
        if (more > 0) {
            lines.push(`and ${more} more ${more === 1 ? "record" : "records"} here: zoom in`);
        }
        const there = view.indexAt(view.positionOf(x));
        if (process && process.lives(there)) {
            lines.push(capital(why(run, there, process.pid)));
        }
        return lines;
    }
}
