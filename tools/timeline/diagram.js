"use strict";
// The textbook's diagram: seven states, the arrows between them, and every process as a token that moves along them.

const SVG = "http://www.w3.org/2000/svg";
const NODE_WIDTH = 122;
const NODE_HEIGHT = 62;
const NODES = { // the middle of each
    new: [72, 40, "new"],
    ready: [232, 40, "ready"],
    running: [408, 40, "running"],
    zombie: [568, 40, "zombie (exit)"],
    blocked: [408, 158, "blocked"],
    "ready-suspended": [232, 276, "ready, suspended"],
    "blocked-suspended": [408, 276, "blocked, suspended"],
};
const EDGES = [ // from, to, path, its name and where that stands
    ["new", "ready", "M133 40 H171", "", 0, 0],
    ["ready", "running", "M293 30 H347", "picked", 320, 22],
    ["running", "ready", "M347 50 H293", "slice, yield", 320, 64],
    ["running", "zombie", "M469 40 H507", "exit", 488, 32],
    ["running", "blocked", "M408 71 V127", "P, wait, sleep", 414, 103, "start"],
    ["blocked", "ready", "M347 150 C 290 145 262 120 248 71", "V, woken", 272, 150],
    ["ready", "ready-suspended", "M216 71 V245", "stop", 210, 178, "end"],
    ["ready-suspended", "ready", "M232 245 V71", "continue", 238, 208, "start"],
    ["blocked", "blocked-suspended", "M398 189 V245", "stop", 392, 221, "end"],
    ["blocked-suspended", "blocked", "M418 245 V189", "continue", 424, 221, "start"],
    ["blocked-suspended", "ready-suspended", "M347 276 H293", "woken", 320, 268],
    ["running", "ready-suspended", "M469 62 C 560 130 560 330 408 334 C 320 336 262 330 246 307", "stop", 528, 200, "start"],
];
const TOKEN_RADIUS = 10;
const TOKENS_SHOWN = 10; // in two rows; the others are counted
const MOVE_MILLISECONDS = 380;

class Diagram {
    constructor(svg, onSelect) {
        this.svg = svg;
        this.onSelect = onSelect;
        this.tokens = new Map(); // by place in the model's list
        this.paths = new Map();
        this.frame = 0;
        svg.setAttribute("viewBox", "0 0 640 344");
        this.build();
    }

    build() {
        for (const [from, to, d, name, x, y, anchor] of EDGES) {
            const path = this.add("path", { d, class: "edge", "marker-end": "url(#head)" });
            this.paths.set(`${from} ${to}`, path);
            this.add("text", { x, y, class: "edge-name", "text-anchor": anchor || "middle" }).textContent = name;
        }
        this.counts = {};
        for (const [look, [x, y, name]] of Object.entries(NODES)) {
            this.add("rect", { x: x - NODE_WIDTH / 2, y: y - NODE_HEIGHT / 2, width: NODE_WIDTH, height: NODE_HEIGHT,
                               rx: 12, class: `node node-${look}` });
            this.add("text", { x, y: y - 17, class: "node-name", "text-anchor": "middle" }).textContent = name;
            this.counts[look] = this.add("text", { x: x + NODE_WIDTH / 2 - 7, y: y + 26, class: "node-count",
                                                   "text-anchor": "end" });
        }
    }

    add(tag, attributes, parent = this.svg) {
        const element = document.createElementNS(SVG, tag);
        Object.entries(attributes).forEach(([name, value]) => element.setAttribute(name, value));
        return parent.appendChild(element);
    }

    // Shows the processes [{process, look}], of which one is selected.
    show(entries, selected, animated) {
        const nodes = new Map(Object.keys(NODES).map((look) => [look, []]));
        entries.forEach((entry) => nodes.get(entry.look).push(entry));
        const seen = new Set();
        const moves = [];
        for (const [look, members] of nodes) {
            members.slice(0, TOKENS_SHOWN).forEach(({ process }, slot) => {
                seen.add(process.place);
                moves.push([this.token(process), look, slotOf(look, slot)]);
            });
            const hidden = members.length - TOKENS_SHOWN;
            this.counts[look].textContent = hidden > 0 ? `+${hidden}` : "";
        }
        for (const [place, token] of this.tokens) {
            if (!seen.has(place)) {
                token.element.remove();
                this.tokens.delete(place);
            } else {
                token.element.classList.toggle("selected", token.pid === selected);
            }
        }
        this.move(moves, animated && !matchMedia("(prefers-reduced-motion: reduce)").matches);
        this.svg.setAttribute("aria-label", "State diagram. " + [...nodes].map(([look, members]) =>
            `${NODES[look][2]}: ${members.map(({ process }) => process.pid).join(", ") || "nobody"}`).join("; "));
    }

    token(process) {
        let token = this.tokens.get(process.place);
        if (token === undefined) {
            const element = this.add("g", { class: "token" });
            this.add("circle", { r: TOKEN_RADIUS }, element);
            this.add("text", { "text-anchor": "middle", y: 4 }, element).textContent = process.pid;
            element.addEventListener("click", () => this.onSelect(process.pid));
            token = { element, pid: process.pid, look: undefined, at: undefined };
            this.tokens.set(process.place, token);
        }
        return token;
    }

    // Each token goes along the arrow between its states, or straight where there is none.
    move(moves, animated) {
        cancelAnimationFrame(this.frame);
        const travels = [];
        for (const [token, look, to] of moves) {
            const from = token.at;
            const path = this.paths.get(`${token.look} ${look}`);
            token.element.dataset.state = look;
            if (animated && from && (from[0] !== to[0] || from[1] !== to[1])) {
                travels.push({ token, from, to, path: token.look === look ? undefined : path });
            } else {
                place(token, to);
            }
            token.look = look;
        }
        if (travels.length === 0) {
            return;
        }
        const begin = performance.now();
        const step = (now) => {
            const part = Math.min(Math.max((now - begin) / MOVE_MILLISECONDS, 0), 1);
            for (const { token, from, to, path } of travels) {
                place(token, part === 1 ? to : along(path, from, to, part));
            }
            if (part < 1) {
                this.frame = requestAnimationFrame(step);
            }
        };
        // Where they are now is where they are until the first frame; if no frame comes, they are where they belong.
        this.frame = requestAnimationFrame(step);
    }
}

function slotOf(look, slot) {
    const [x, y] = NODES[look];
    return [x + (slot % 5 - 2) * 22, y - 2 + Math.floor(slot / 5) * 21];
}

function place(token, point) {
    token.at = point;
    token.element.setAttribute("transform", `translate(${point[0]} ${point[1]})`);
}

// A part of the way: from the slot to the arrow, along it, and from it to the other slot.
function along(path, from, to, part) {
    const ease = part * part * (3 - 2 * part);
    const between = (a, b, t) => [a[0] + (b[0] - a[0]) * t, a[1] + (b[1] - a[1]) * t];
    if (path === undefined) {
        return between(from, to, ease);
    }
    const length = path.getTotalLength();
    const point = (at) => {
        const { x, y } = path.getPointAtLength(at);
        return [x, y];
    };
    if (ease < 0.2) {
        return between(from, point(0), ease / 0.2);
    }
    if (ease > 0.8) {
        return between(point(length), to, (ease - 0.8) / 0.2);
    }
    return point(length * (ease - 0.2) / 0.6);
}
