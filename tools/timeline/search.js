"use strict";
// Finds records. A query is words that must all fit: pid:4, kind:fork (or the name of a kind alone), and text that
// occurs in what the record says, its process's number and name included.

function parseQuery(text, run) {
    const kinds = new Map(Object.entries(run.kinds).map(([number, name]) => [name.toLowerCase(), Number(number)]));
    const query = { pids: [], kinds: [], texts: [] };
    for (const word of text.toLowerCase().match(/"[^"]*"|\S+/g) || []) {
        const [, field, value] = /^(pid|kind):(.+)$/.exec(word) || [];
        if (field === "pid") {
            query.pids.push(Number(value));
        } else if (field === "kind") {
            query.kinds.push(kinds.has(value) ? kinds.get(value) : NONE);
        } else {
            query.texts.push(word.replace(/"/g, ""));
        }
    }
    return query;
}

// The records that fit, in order.
function search(run, text) {
    const query = parseQuery(text, run);
    if (query.pids.length + query.kinds.length + query.texts.length === 0) {
        return [];
    }
    const names = new Map();
    const nameOf = (index) => {
        const pid = run.pid[index];
        const known = names.get(pid);
        if (known && known.until > index) {
            return known.text;
        }
        const process = run.processWith(pid, index);
        const next = process ? process.names.map(([at]) => at).find((at) => at > index) : undefined;
        const born = run.processes.find((one) => one.pid === pid && one.born > index);
        const until = Math.min(next || Infinity, born ? born.born : Infinity);
        const found = { text: `${pid} ${process ? process.name(index).toLowerCase() : "idle"} `, until };
        names.set(pid, found);
        return found.text;
    };
    const words = run.lowerWords;
    const sameLength = words.length === run.allWords.length; // lower case has another length in some languages
    const hits = [];
    for (let i = 0; i < run.count; i++) {
        if (query.pids.some((pid) => run.pid[i] !== pid) || query.kinds.some((kind) => run.kind[i] !== kind)) {
            continue;
        }
        if (query.texts.length) {
            const said = sameLength ? words.slice(run.wordBegins[i], run.wordBegins[i + 1] - 1)
                : run.words(i).toLowerCase();
            const line = `${run.kinds[run.kind[i]].toLowerCase()} ${nameOf(i)}${said}`;
            if (!query.texts.every((part) => line.includes(part))) {
                continue;
            }
        }
        hits.push(i);
    }
    return hits;
}

class SearchBox {
    // `on`: run() gives the active run, cursor() its cursor, go(index).
    constructor(form, on) {
        this.on = on;
        this.input = form.querySelector("input");
        this.count = form.querySelector("[data-part=hits]");
        this.hits = [];
        this.input.addEventListener("input", () => this.find(true));
        form.addEventListener("submit", (event) => {
            event.preventDefault();
            this.step(event.submitter && event.submitter.value === "previous" ? -1 : 1);
        });
        this.input.addEventListener("keydown", (event) => {
            if (event.key === "Enter") { // or the form's first button would be pressed
                event.preventDefault();
                this.step(event.shiftKey ? -1 : 1);
            } else if (event.key === "Escape") {
                this.input.value = "";
                this.find(false);
                this.input.blur();
            }
        });
    }

    find(moves) {
        this.run = this.on.run();
        this.hits = search(this.run, this.input.value);
        if (moves && this.hits.length) {
            const cursor = this.on.cursor();
            this.on.go(this.hits.find((hit) => hit >= cursor) || this.hits[0]);
        }
        this.show();
    }

    // To the next hit, or with -1 to the one before; round at the ends.
    step(direction) {
        if (this.run !== this.on.run()) {
            this.find(false);
        }
        const { hits } = this;
        if (hits.length) {
            const cursor = this.on.cursor();
            const passed = countUpTo(hits, direction > 0 ? cursor : cursor - 1);
            this.on.go(hits[(direction > 0 ? passed : passed - 1 + hits.length) % hits.length]);
        }
        this.show();
    }

    show() {
        const { hits } = this;
        const at = countUpTo(hits, this.on.cursor());
        this.count.textContent = this.input.value.trim() === "" ? ""
            : hits.length === 0 ? "nothing" : `${Math.max(at, 1)} of ${hits.length}`;
    }
}
