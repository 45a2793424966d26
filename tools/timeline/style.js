"use strict";
// How a state looks: a colour of Okabe and Ito's palette, which people who are blind to colours can tell apart, and a
// pattern and a height of its own, so that the chart can be read in grey, too. Colours come from page.css.

const LOOKS = {
    new: { height: 14, pattern: "edged", words: "new" },
    ready: { height: 14, pattern: "diagonal", words: "ready" },
    running: { height: 20, pattern: "solid", words: "running" },
    P: { height: 14, pattern: "dots", words: "blocked in P" },
    blocked: { height: 10, pattern: "stripes", words: "blocked" },
    "ready-suspended": { height: 14, pattern: "crosses", words: "ready, suspended" },
    "blocked-suspended": { height: 9, pattern: "crosses", words: "blocked, suspended" },
    zombie: { height: 6, pattern: "outline", words: "zombie" },
    idle: { height: 12, pattern: "outline", words: "idle" },
};
const NODE_OF_STATE = ["new", "ready", "running", "blocked", "zombie"];

// Which of the seven states of the textbook: Robin keeps "suspended" beside the state.
function nodeOf(state, suspended) {
    const node = NODE_OF_STATE[state];
    return suspended && (node === "ready" || node === "blocked") ? `${node}-suspended` : node;
}

// The same with a look of its own for who is blocked in P.
function lookOf(state, suspended, isP) {
    const node = nodeOf(state, suspended);
    return node === "blocked" && isP ? "P" : node;
}

const PATTERN_PIXELS = 8;

class Style {
    constructor() {
        this.version = 0;
        this.read();
    }

    // After a change between light and dark.
    read() {
        this.version++;
        const css = getComputedStyle(document.documentElement);
        this.color = (name) => css.getPropertyValue(`--${name}`).trim();
        this.text = this.color("text");
        this.faint = this.color("faint");
        this.line = this.color("line");
        this.background = this.color("chart");
        this.band = this.color("band");
        this.selected = this.color("selected");
        this.cursor = this.color("cursor");
        this.section = this.color("section");
        this.overlap = this.color("overlap");
        this.onRunning = this.color("on-running");
        this.font = css.getPropertyValue("--font").trim();
        this.fills = {};
        this.edges = {};
        for (const [name, look] of Object.entries(LOOKS)) {
            this.edges[name] = this.color(name);
            this.fills[name] = this.pattern(this.edges[name], look.pattern);
        }
        this.fills.overlap = this.pattern(this.overlap, "crosses", true);
        this.fills.section = this.section;
    }

    pattern(color, kind, clear = false) {
        if (kind === "solid" || kind === "edged") {
            return color;
        }
        const tile = document.createElement("canvas");
        const ratio = Math.ceil(window.devicePixelRatio || 1);
        tile.width = tile.height = PATTERN_PIXELS * ratio;
        const pen = tile.getContext("2d");
        pen.scale(ratio, ratio);
        pen.fillStyle = kind === "outline" ? this.background : color;
        pen.globalAlpha = clear ? 0.35 : 1;
        pen.fillRect(0, 0, PATTERN_PIXELS, PATTERN_PIXELS);
        pen.globalAlpha = clear ? 0.9 : 0.55;
        pen.strokeStyle = pen.fillStyle = clear ? color : this.background;
        pen.lineWidth = 1.6;
        const strokes = { diagonal: [[-2, 10, 10, -2], [-6, 6, 6, -6], [2, 14, 14, 2]],
                          crosses: [[0, 0, 8, 8], [0, 8, 8, 0]],
                          stripes: [[2, 0, 2, 8], [6, 0, 6, 8]] }[kind] || [];
        for (const [x0, y0, x1, y1] of strokes) {
            pen.beginPath();
            pen.moveTo(x0, y0);
            pen.lineTo(x1, y1);
            pen.stroke();
        }
        if (kind === "dots") {
            pen.globalAlpha = 0.75;
            pen.fillRect(1, 1, 2, 2);
            pen.fillRect(5, 5, 2, 2);
        }
        const pattern = pen.createPattern(tile, "repeat");
        pattern.setTransform(new DOMMatrix().scale(1 / ratio));
        return pattern;
    }

    // A bar of a state, in the middle of a lane.
    bar(pen, look, x, middle, width) {
        const { height, pattern } = LOOKS[look];
        const top = middle - height / 2;
        pen.fillStyle = this.fills[look];
        pen.fillRect(x, top, width, height);
        if ((pattern === "outline" || pattern === "edged") && width > 2) {
            pen.strokeStyle = pattern === "outline" ? this.edges[look] : this.faint;
            pen.lineWidth = 1.5;
            pen.strokeRect(x + 0.75, top + 0.75, width - 1.5, height - 1.5);
        }
    }
}
