"use strict";
// The textbook's diagram: seven states, the arrows between them, and every process as a token that moves along them.

const SVG = "http://www.w3.org/2000/svg";
const NODE_WIDTH = 152;
const NODE_HEIGHT = 66;
const NODES = { // the middle of each
    new: [78, 36, "new"],
    ready: [290, 36, "ready"],
    running: [502, 36, "running"],
    zombie: [714, 36, "zombie (exit)"],
    blocked: [502, 142, "blocked"],
    "ready-suspended": [290, 248, "ready, suspended"],
    "blocked-suspended": [502, 248, "blocked, suspended"],
};
const EDGES = [ // from, to, path, its name and where that stands
    ["new", "ready", "M154 36 H214", "fork", 184, 29, "middle"],
    ["ready", "running", "M366 26 H426", "picked", 396, 19, "middle"],
    ["running", "ready", "M426 48 H366", "slice end", 396, 62, "middle"],
    ["running", "zombie", "M578 36 H638", "exit", 608, 29, "middle"],
    ["running", "blocked", "M502 69 V109", "P, wait, sleep", 508, 94, "start"],
    ["blocked", "ready", "M426 140 C 370 136 338 108 328 69", "V, woken", 366, 104, "start"],
    ["ready", "ready-suspended", "M269 69 V215", "stop", 263, 146, "end"],
    ["ready-suspended", "ready", "M287 215 V69", "continue", 293, 172, "start"],
    ["blocked", "blocked-suspended", "M492 175 V215", "stop", 486, 200, "end"],
    ["blocked-suspended", "blocked", "M512 215 V175", "continue", 518, 200, "start"],
    ["blocked-suspended", "ready-suspended", "M426 248 H366", "woken", 396, 241, "middle"],
    ["running", "ready-suspended", "M578 60 C 674 130 674 312 502 312 C 400 312 340 308 313 281", "stop", 654, 190,
     "start"],
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
        svg.setAttribute("viewBox", "0 0 792 318");
        this.build();
    }

    build() {
        for (const [from, to, d, name, x, y, anchor] of EDGES) {
            const path = this.add("path", { d, class: "edge", "marker-end": "url(#head)" });
            this.paths.set(`${from} ${to}`, path);
            this.add("text", { x, y, class: "edge-name", "text-anchor": anchor }).textContent = name;
        }
        this.counts = {};
        for (const [node, [x, y, name]] of Object.entries(NODES)) {
            this.add("rect", { x: x - NODE_WIDTH / 2, y: y - NODE_HEIGHT / 2, width: NODE_WIDTH, height: NODE_HEIGHT,
                               rx: 12, class: `node node-${node}` });
            this.add("text", { x, y: y - 17, class: "node-name", "text-anchor": "middle" }).textContent = name;
            this.counts[node] = this.add("text", { x: x + NODE_WIDTH / 2 - 7, y: y + 26, class: "node-count",
                                                   "text-anchor": "end" });
        }
    }

    add(tag, attributes, parent = this.svg) {
        const element = document.createElementNS(SVG, tag);
        Object.entries(attributes).forEach(([name, value]) => element.setAttribute(name, value));
        return parent.appendChild(element);
    }

    // Shows the processes [{process, node}], of which one is selected.
    show(entries, selected, animated) {
        const nodes = new Map(Object.keys(NODES).map((node) => [node, []]));
        entries.forEach((entry) => nodes.get(entry.node).push(entry));
        const seen = new Set();
        const moves = [];
        for (const [node, members] of nodes) {
            members.slice(0, TOKENS_SHOWN).forEach(({ process }, slot) => {
                seen.add(process.place);
                moves.push([this.token(process), node, slotOf(node, slot)]);
            });
            const hidden = members.length - TOKENS_SHOWN;
            this.counts[node].textContent = hidden > 0 ? `+${hidden}` : "";
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
        this.svg.setAttribute("aria-label", "State diagram. " + [...nodes].map(([node, members]) =>
            `${NODES[node][2]}: ${members.map(({ process }) => process.pid).join(", ") || "nobody"}`).join("; "));
    }

    token(process) {
        let token = this.tokens.get(process.place);
        if (token === undefined) {
            const element = this.add("g", { class: "token" });
            this.add("circle", { r: TOKEN_RADIUS }, element);
            this.add("text", { "text-anchor": "middle", y: 4 }, element).textContent = process.pid;
            element.addEventListener("click", () => this.onSelect(process.pid));
            token = { element, pid: process.pid, node: undefined, at: undefined };
            this.tokens.set(process.place, token);
        }
        return token;
    }

    // Each token goes along the arrow between its states, or straight where there is none.
    move(moves, animated) {
        cancelAnimationFrame(this.frame);
        const travels = [];
        for (const [token, node, to] of moves) {
            const from = token.at;
            const path = this.paths.get(`${token.node} ${node}`);
            token.element.dataset.state = node;
            if (animated && from && (from[0] !== to[0] || from[1] !== to[1])) {
                travels.push({ token, from, to, path: token.node === node ? undefined : path });
            } else {
                place(token, to);
            }
            token.node = node;
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

function slotOf(node, slot) {
    const [x, y] = NODES[node];
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
