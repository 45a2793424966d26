"use strict";
// Puts the page together: the runs, the bar's buttons, the keys, light and dark, the link.

const PLAY_MILLISECONDS = 700; // from change to change: a token's way takes half of it
const LEGEND = ["running", "ready", "P", "blocked", "ready-suspended", "blocked-suspended", "new", "zombie"];

class Page {
    constructor() {
        this.panels = [];
        this.locked = false;
        this.theme = undefined; // what the user chose; else the system's
        this.darkness = matchMedia("(prefers-color-scheme: dark)");
        this.applyTheme();
        this.style = new Style();
    }

    async load() {
        const { runs } = JSON.parse(document.getElementById("data").textContent);
        const read = await Promise.all(runs.map((data, number) => Run.read(data, number)));
        this.panels = read.map((run) => new RunPanel(run, this));
        const main = document.querySelector("main");
        main.classList.toggle("two", this.panels.length > 1);
        main.append(...this.panels.map((panel) => panel.root));
        this.activate(this.panels[0]);
        this.button("lock").hidden = this.panels.length < 2;
        this.search = new SearchBox(document.querySelector(".search"), {
            run: () => this.active.run,
            cursor: () => this.active.view.cursor,
            go: (index) => this.go(this.active, index),
        });
        part("loading").hidden = true;
        this.showLegend();
        this.listen();
        this.restore();
    }

    button(name) {
        return document.querySelector(`[data-do=${name}]`);
    }

    listen() {
        for (const button of document.querySelectorAll("[data-do]")) {
            button.addEventListener("click", () => this.actions[button.dataset.do].call(this));
        }
        document.addEventListener("keydown", (event) => this.key(event));
        addEventListener("hashchange", () => {
            if (location.hash !== this.link) {
                this.restore();
            }
        });
        new ResizeObserver(() => this.resize()).observe(document.querySelector("main"));
        addEventListener("resize", () => this.resize());
        this.darkness.addEventListener("change", () => this.restyle());
    }

    // --- Moving ---

    go(panel, index, pid) {
        panel.view.moveTo(index);
        if (pid !== undefined) {
            panel.view.selected = pid;
        }
        panel.update(true);
        if (this.locked) {
            this.follow(panel);
        }
        this.keepLink();
    }

    select(panel, pid) {
        panel.view.selected = pid;
        panel.reveal();
        panel.update(true);
        this.keepLink();
    }

    // The view of a run was panned or zoomed.
    moved(panel) {
        panel.draw();
        if (this.locked) {
            this.others(panel).forEach((other) => {
                this.align(panel, other);
                other.draw();
            });
        }
        this.keepLink();
    }

    // The other run's cursor goes to what had happened there as long after its program began.
    follow(panel) {
        const { view } = panel;
        this.others(panel).forEach((other) => {
            other.view.moveTo(other.view.indexAt(view.position(view.cursor) + this.offset(panel, other)));
            this.align(panel, other);
            other.update(true);
        });
    }

    // Both charts show the same stretch, counted from where the programs began.
    align(panel, other) {
        const offset = this.offset(panel, other);
        const { begin, end } = panel.view;
        other.view.show(begin + offset, end + offset, end - begin);
    }

    offset(panel, other) {
        return other.view.position(other.run.first) - panel.view.position(panel.run.first);
    }

    others(panel) {
        return this.panels.filter((other) => other !== panel);
    }

    activate(panel) {
        this.active = panel;
        this.panels.forEach((one) => one.root.classList.toggle("active", one === panel));
    }

    // The keys are for the other run: the page is scrolled to it, if need be.
    chooseOther() {
        this.others(this.active).forEach((other) => part("chart", other.root).focus());
    }

    step(direction, ofSelected) {
        const { view, run } = this.active;
        const process = ofSelected ? run.processWith(view.selected, view.cursor) : undefined;
        if (!process) {
            this.go(this.active, view.cursor + direction);
            return;
        }
        const count = countUpTo(process.records, direction > 0 ? view.cursor : view.cursor - 1);
        const next = process.records[direction > 0 ? count : count - 1];
        this.go(this.active, next === undefined ? view.cursor : next);
    }

    // To the next change of a state, or the one before, whoever's it is.
    stepChange(direction) {
        const { view, run } = this.active;
        const { changes } = run;
        const count = countUpTo(changes, direction > 0 ? view.cursor : view.cursor - 1);
        const next = changes[direction > 0 ? count : count - 1];
        if (next !== undefined) {
            this.go(this.active, next);
        }
        return next !== undefined;
    }

    // Goes from change to change by itself, or stops doing so.
    play(isPlaying = this.playing === undefined) {
        clearInterval(this.playing);
        const step = () => this.stepChange(1) || this.play(false);
        this.playing = isPlaying ? setInterval(step, PLAY_MILLISECONDS) : undefined;
        this.button("play").setAttribute("aria-pressed", String(isPlaying));
    }

    selectNext(direction) {
        const { view, run, chart } = this.active;
        const pids = [IDLE, ...chart.lanes.list.filter((lane) => lane.process && lane.process.lives(view.cursor))
            .map((lane) => lane.process.pid)];
        const at = pids.indexOf(view.selected);
        this.select(this.active, pids[Math.min(Math.max(at + direction, 0), pids.length - 1)]);
    }

    nextOverlap(panel) {
        const { overlaps } = panel.run;
        const next = overlaps.find((overlap) => overlap.begin > panel.view.cursor) || overlaps[0];
        if (next) {
            this.activate(panel);
            const processes = next.processes.map((place) => panel.run.processes[place]);
            this.go(panel, next.begin, processes[0].pid);
            this.toast(`${processes.map(({ pid }) => pid).join(" and ")} are in "${next.label}" together; ` +
                       `at most ${next.most} may be`);
        }
    }

    nextViolation(panel) {
        const { violations } = panel.run;
        const next = violations.find(({ index }) => index > panel.view.cursor) || violations[0];
        this.activate(panel);
        this.go(panel, next.index);
        this.toast(next.text);
    }

    // --- Buttons and keys ---

    get actions() {
        return {
            first: () => this.go(this.active, 0),
            back: () => this.step(-1, false),
            on: () => this.step(1, false),
            last: () => this.go(this.active, Infinity),
            play: () => this.play(),
            in: () => this.change((view) => view.zoom(0.6)),
            out: () => this.change((view) => view.zoom(1 / 0.6)),
            fit: () => this.change((view) => view.fit()),
            axis: () => this.setAxis(this.active.view.axis === AXIS.TIME ? AXIS.EVENTS : AXIS.TIME),
            lock: () => this.setLocked(!this.locked),
            link: () => this.copyLink(),
            theme: () => this.toggleTheme(),
            help: () => part("help").showModal(),
        };
    }

    change(action) {
        action(this.active.view);
        this.moved(this.active);
    }

    key(event) {
        const isTyping = event.target.closest("input") !== null;
        if (isTyping || event.ctrlKey || event.altKey || event.metaKey || part("help").open) {
            return;
        }
        const actions = {
            ArrowLeft: () => this.step(-1, event.shiftKey),
            ArrowRight: () => this.step(1, event.shiftKey),
            ArrowUp: () => this.selectNext(-1),
            ArrowDown: () => this.selectNext(1),
            Home: this.actions.first,
            End: this.actions.last,
            PageUp: () => this.change((view) => view.pan(-0.8)),
            PageDown: () => this.change((view) => view.pan(0.8)),
            ".": () => this.stepChange(1),
            ",": () => this.stepChange(-1),
            "+": this.actions.in,
            "=": this.actions.in,
            "-": this.actions.out,
            f: this.actions.fit,
            "/": () => this.search.input.focus(),
            n: () => this.search.step(1),
            N: () => this.search.step(-1),
            o: () => this.nextOverlap(this.active),
            x: this.actions.axis,
            l: this.actions.lock,
            r: () => this.chooseOther(),
            c: this.actions.link,
            t: this.actions.theme,
            "?": this.actions.help,
        };
        const isOnButton = event.target.closest("button") !== null;
        const action = event.key === " " && !isOnButton ? this.actions.play : actions[event.key];
        if (action) {
            event.preventDefault();
            action();
        }
    }

    setAxis(axis) {
        this.panels.forEach(({ view }) => view.setAxis(axis));
        this.button("axis").textContent = axis === AXIS.TIME ? "axis: time" : "axis: records";
        this.panels.forEach((panel) => panel.draw());
        this.keepLink();
    }

    setLocked(locked) {
        this.locked = locked && this.panels.length > 1;
        this.button("lock").setAttribute("aria-pressed", String(this.locked));
        if (this.locked) {
            this.follow(this.active);
        }
        this.keepLink();
    }

    // --- Light and dark ---

    get isDark() {
        return this.theme ? this.theme === "dark" : this.darkness.matches;
    }

    applyTheme() {
        document.documentElement.dataset.theme = this.isDark ? "dark" : "light";
    }

    toggleTheme() {
        this.theme = this.isDark ? "light" : "dark";
        this.restyle();
        this.keepLink();
    }

    restyle() {
        this.applyTheme();
        this.style.read();
        this.showLegend();
        this.panels.forEach((panel) => panel.draw());
    }

    // The legend is drawn as the chart is.
    showLegend() {
        const samples = LEGEND.map((look) =>
            this.sample(LOOKS[look].words, (pen) => this.style.bar(pen, look, 0, 11, 26)));
        const block = (fill, alpha) => (pen) => {
            pen.globalAlpha = alpha;
            pen.fillStyle = this.style.fills[fill];
            pen.fillRect(0, 2, 26, 18);
        };
        samples.push(this.sample("in a section", block("section", 0.35)),
                     this.sample("too many in it", block("overlap", 1)),
                     ...ARROW_KINDS.map((kind) => this.sample(kind.words, (pen) => {
                         drawArrow(pen, 6, 2, 25, kind, this.style.text);
                     }, 12)));
        part("legend").replaceChildren(...samples);
    }

    sample(words, draw, width = 26) {
        const canvas = element("canvas", { "aria-hidden": "true" });
        const ratio = devicePixelRatio || 1;
        canvas.width = width * ratio;
        canvas.height = 22 * ratio;
        canvas.style.width = `${width}px`;
        canvas.style.height = "22px";
        const pen = canvas.getContext("2d");
        pen.scale(ratio, ratio);
        draw(pen);
        return element("span", {}, canvas, words);
    }

    // --- The link ---

    keepLink() {
        clearTimeout(this.keeping);
        this.keeping = setTimeout(() => this.writeLink(), 150);
    }

    writeLink() {
        this.link = writeLink({ views: this.panels.map(({ view }) => view), axis: this.active.view.axis,
                                locked: this.locked, theme: this.theme });
        history.replaceState(null, "", this.link);
    }

    restore() {
        const link = readLink(location.hash);
        if (link.theme) {
            this.theme = link.theme;
            this.restyle();
        }
        this.resize();
        this.setAxis(link.axis || this.active.view.axis);
        const span = Math.max(...this.panels.map(({ view }) => view.programSpan)); // two runs on one scale
        this.panels.forEach(({ view }) => view.fitProgram(span));
        this.panels.forEach((panel, number) => {
            const place = link.views[number];
            if (place) {
                panel.view.moveTo(place.cursor);
                panel.view.selected = place.selected;
                panel.view.show(place.begin, place.end);
            }
            panel.reveal(!place);
            panel.update(false);
        });
        this.locked = link.locked && this.panels.length > 1;
        this.button("lock").setAttribute("aria-pressed", String(this.locked));
    }

    async copyLink() {
        this.writeLink();
        try {
            await navigator.clipboard.writeText(location.href);
            this.toast("The link is copied.");
        } catch (error) {
            this.toast("The page's address is the link: copy it from the address bar.");
        }
    }

    toast(text) {
        const toast = part("toast");
        toast.textContent = text;
        toast.hidden = false;
        clearTimeout(this.toasting);
        this.toasting = setTimeout(() => {
            toast.hidden = true;
        }, 4000);
    }

    resize() {
        this.panels.forEach((panel) => {
            panel.resize();
            panel.draw();
        });
    }
}

// For tests and for those who like to ask: timeline.at(126), timeline.why(126, 4), timeline.page.
const page = new Page();
window.timeline = {
    page,
    ready: page.load(),
    at: (index, run = 0) => page.panels[run].run.at(index),
    why: (index, pid, run = 0) => why(page.panels[run].run, index, pid),
};
timeline.ready.catch((error) => {
    const words = window.DecompressionStream ? `The page cannot be shown: ${error.message}`
        : "This browser is too old for the page: it cannot unpack the trace (DecompressionStream).";
    document.body.append(element("p", { class: "loading" }, words));
});
