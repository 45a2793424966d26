"use strict";
// What of a run is seen: where the cursor is, which process is selected, and which stretch of the axis fills the chart.

const AXIS = { TIME: "time", EVENTS: "events" };
const LABELS_WIDTH = 190; // of the column with the lanes' names
const NARROW_LABELS_WIDTH = 150;

class View {
    constructor(run) {
        this.run = run;
        this.axis = AXIS.TIME;
        this.cursor = 0;
        this.selected = IDLE; // a pid; 0: idle
        this.width = 1000; // of the chart in pixels, with the labels
        this.fit();
    }

    get labelsWidth() {
        return this.width < 900 ? NARROW_LABELS_WIDTH : LABELS_WIDTH;
    }

    // --- Records, positions on the axis (ticks or records), pixels ---

    position(index) {
        return this.axis === AXIS.TIME ? this.run.time[index] / this.run.units : index;
    }

    // The last record that is not right of a position.
    indexAt(position) {
        const { run } = this;
        const count = this.axis === AXIS.TIME ? countUpTo(run.time, position * run.units) : Math.floor(position) + 1;
        return Math.min(Math.max(count - 1, 0), run.count - 1);
    }

    get pixelsPerUnit() {
        return (this.width - this.labelsWidth) / (this.end - this.begin);
    }

    pixel(index) {
        return this.pixelOf(this.position(index));
    }

    // The same for many: a function of the record.
    pixels() {
        const { labelsWidth, begin, pixelsPerUnit } = this;
        const { time, units, count } = this.run;
        if (this.axis === AXIS.EVENTS) {
            return (index) => labelsWidth + (Math.min(index, count - 1) - begin) * pixelsPerUnit;
        }
        return (index) => labelsWidth + (time[Math.min(index, count - 1)] / units - begin) * pixelsPerUnit;
    }

    pixelOf(position) {
        return this.labelsWidth + (position - this.begin) * this.pixelsPerUnit;
    }

    positionOf(pixel) {
        return this.begin + (pixel - this.labelsWidth) / this.pixelsPerUnit;
    }

    // The records that are seen: [first, last].
    get visible() {
        return [this.indexAt(this.begin), Math.min(this.indexAt(this.end) + 1, this.run.count - 1)];
    }

    // --- Moving ---

    get extent() {
        return Math.max(this.position(this.run.count - 1), this.smallest);
    }

    // The shortest stretch that may fill the chart.
    get smallest() {
        return this.axis === AXIS.TIME ? 20 / this.run.units : 10;
    }

    // What the program did that was run, without boot, init and the shell; or as much more as is said.
    fitProgram(span = this.programSpan) {
        const begin = this.position(this.run.first);
        this.show(begin - span * 0.01, begin + span * 1.01, span * 1.02);
    }

    get programSpan() {
        return this.position(this.run.last) - this.position(this.run.first);
    }

    fit() {
        this.show(this.position(0), this.extent);
    }

    // From begin to end, but no more than there is (or than `most`), nor less than can be seen.
    show(begin, end, most = 0) {
        const first = this.position(0);
        const margin = (this.extent - first) * 0.01 + this.smallest * 0.1;
        const span = Math.min(Math.max(end - begin, this.smallest), Math.max(this.extent - first + 2 * margin, most));
        const middle = (begin + end) / 2;
        const last = Math.max(this.extent + margin, begin + most);
        this.begin = Math.max(Math.min(middle - span / 2, last - span), first - margin);
        this.end = this.begin + span;
    }

    // By a factor, so that `position` stays where it is.
    zoom(factor, position = this.position(this.cursor)) {
        const here = position < this.begin || position > this.end ? (this.begin + this.end) / 2 : position;
        const span = Math.max((this.end - this.begin) * factor, this.smallest);
        const begin = here - (here - this.begin) * (span / (this.end - this.begin));
        this.show(begin, begin + span);
    }

    // By a part of what is seen.
    pan(part) {
        const span = this.end - this.begin;
        this.show(this.begin + part * span, this.end + part * span);
    }

    moveTo(index) {
        this.cursor = Math.min(Math.max(index, 0), this.run.count - 1);
        const position = this.position(this.cursor);
        const span = this.end - this.begin;
        if (position < this.begin + span * 0.02 || position > this.end - span * 0.02) {
            this.show(position - span / 2, position + span / 2);
        }
    }

    setAxis(axis) {
        const [first, last] = this.visible;
        const all = this.end - this.begin >= this.extent - this.position(0);
        this.axis = axis;
        if (all) {
            this.fit();
        } else {
            this.show(this.position(first), this.position(last));
        }
    }
}
