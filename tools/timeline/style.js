"use strict";
// How a state looks: a colour of Okabe and Ito's palette, which people who are blind to colours can tell apart, and a
// pattern and a height of its own, so that the chart can be read in grey, too. Colours come from page.css.

const LOOKS = {
    new: { height: 12, pattern: "outline", words: "new" },
    ready: { height: 14, pattern: "diagonal", words: "ready" },
    running: { height: 20, pattern: "solid", words: "running" },
    blocked: { height: 14, pattern: "dots", words: "blocked" },
    "ready-suspended": { height: 14, pattern: "crosses", words: "ready, suspended" },
    "blocked-suspended": { height: 9, pattern: "crosses", words: "blocked, suspended" },
    zombie: { height: 6, pattern: "outline", words: "zombie" },
    idle: { height: 12, pattern: "outline", words: "idle" },
};
const LOOK_OF_STATE = ["new", "ready", "running", "blocked", "zombie"];

// Which of the seven states of the textbook: Robin keeps "suspended" beside the state.
function lookOf(state, suspended) {
    const look = LOOK_OF_STATE[state];
    return suspended && (look === "ready" || look === "blocked") ? `${look}-suspended` : look;
}

const PATTERN_PIXELS = 8;

class Style {
    constructor() {
        this.read();
    }

    // After a change between light and dark.
    read() {
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
        if (kind === "solid") {
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
                          crosses: [[0, 0, 8, 8], [0, 8, 8, 0]] }[kind] || [];
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
        if (pattern === "outline" && width > 2) {
            pen.strokeStyle = this.edges[look];
            pen.lineWidth = 1.5;
            pen.strokeRect(x + 0.75, top + 0.75, width - 1.5, height - 1.5);
        }
    }
}
