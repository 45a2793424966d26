"use strict";
// The bars of states in a lane, with the texts in them.

const NARROW = 1.5; // pixels: what is narrower shares its column

// The bars of one lane. Wide ones are drawn as they come; narrow ones are added up by columns of pixels.
class Bars {
    constructor(chart, middle) {
        this.chart = chart;
        this.middle = middle;
        this.columns = [];
        this.labels = [];
        this.column = undefined;
    }

    // From record `begin` to `end`. `label` gives texts, the longest first, for a bar with room for one.
    add(begin, end, look, label) {
        const { view, pen, style } = this.chart;
        const x = this.chart.pixel(begin);
        const width = this.chart.pixel(end) - x;
        if (width < NARROW) {
            this.share(Math.floor(x), look, Math.max(width, 0.01));
            return;
        }
        const left = Math.max(x, view.labelsWidth - 20);
        const right = Math.min(x + width, view.width + 20);
        style.bar(pen, look, left, this.middle, right - left);
        const seen = Math.min(right, view.width) - Math.max(left, view.labelsWidth);
        if (seen > 22) {
            this.labels.push([Math.max(left, view.labelsWidth), seen, look, label]);
        }
    }

    share(x, look, width) {
        if (!this.column || this.column.x !== x) {
            this.column = { x, sum: 0, looks: new Map() };
            this.columns.push(this.column);
        }
        this.column.sum += width;
        this.column.looks.set(look, (this.column.looks.get(look) || 0) + width);
    }

    finish() {
        const { pen, style } = this.chart;
        for (const { x, sum, looks } of this.columns) {
            const full = LOOKS.running.height;
            let bottom = this.middle + full / 2;
            for (const look of Object.keys(LOOKS)) {
                const height = (looks.get(look) || 0) / sum * full;
                if (height > 0) {
                    pen.fillStyle = style.edges[look];
                    pen.fillRect(x, bottom - height, 1, height);
                    bottom -= height;
                }
            }
        }
        for (const [x, room, look, label] of this.labels) {
            this.write(x, room, look, label());
        }
    }

    write(x, room, look, texts) {
        const { chart } = this;
        chart.pen.font = `11px ${chart.style.font}`;
        const text = texts.find((one) => chart.pen.measureText(one).width + 10 <= room);
        if (text === undefined) {
            return;
        }
        if (look === "running") {
            chart.write(text, x + 5, this.middle + 0.5, 11, chart.style.onRunning);
        } else {
            chart.chip(text, x + 5, this.middle, 11);
        }
    }
}

// The text, cut so that it fits.
function fitText(pen, text, room, font) {
    pen.font = font;
    if (room <= 0) {
        return "";
    }
    if (pen.measureText(text).width <= room) {
        return text;
    }
    let length = text.length;
    while (length > 0 && pen.measureText(`${text.slice(0, length)}..`).width > room) {
        length--;
    }
    return length ? `${text.slice(0, length)}..` : "";
}
