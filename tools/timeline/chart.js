"use strict";
// Draws the chart of one run on its canvas: only what is seen, however long the trace is. Where more than one state
// falls into a column of pixels, the column shows how they share it.

const MARK_DISTANCE = 5; // pixels between two marks of a kind, at least

class Chart {
    constructor(view, canvas, style) {
        this.view = view;
        this.run = view.run;
        this.canvas = canvas;
        this.layer = document.createElement("canvas");
        this.style = style;
        this.lanes = new Lanes(view.run);
        this.pinned = AXIS_HEIGHT + this.lanes.cpu.height; // height of what does not scroll
        this.scroll = 0;
        this.hovered = NONE; // a record
    }

    resize(width, height) {
        this.ratio = window.devicePixelRatio || 1;
        this.view.width = width;
        this.height = height;
        for (const canvas of [this.canvas, this.layer]) {
            canvas.width = Math.round(width * this.ratio);
            canvas.height = Math.round(height * this.ratio);
        }
        this.canvas.style.width = `${width}px`;
        this.canvas.style.height = `${height}px`;
        this.drawn = "";
    }

    // What does not change from step to step is kept in a picture of its own: a step copies it and adds the rest.
    draw() {
        const { view, style } = this;
        const what = [view.begin, view.end, view.axis, view.selected, this.selectedPlace(), this.scroll, style.version];
        if (this.drawn !== what.join()) {
            this.drawn = what.join();
            this.on(this.layer, () => this.drawLayer());
        }
        this.on(this.canvas, (pen) => {
            pen.drawImage(this.layer, 0, 0, view.width, this.height);
            this.clipped(0, this.pinned, view.labelsWidth - 1, this.height, () => this.drawLabels());
            this.clipped(view.labelsWidth, 0, view.width - view.labelsWidth, this.height, () => this.drawCursor());
        });
    }

    on(canvas, draw) {
        this.pen = canvas.getContext("2d");
        this.pen.setTransform(this.ratio, 0, 0, this.ratio, 0, 0);
        this.pen.textBaseline = "middle";
        draw(this.pen);
    }

    drawLayer() {
        const { pen, view, style } = this;
        this.pixel = view.pixels();
        [this.first, this.last] = view.visible;
        pen.fillStyle = style.background;
        pen.fillRect(0, 0, view.width, this.height);
        this.clipped(view.labelsWidth, 0, view.width - view.labelsWidth, this.height, () => this.drawGrid());
        this.clipped(0, this.pinned, view.width, this.height - this.pinned, () => this.drawLanes());
        this.clipped(0, 0, view.width, this.pinned, () => this.drawCpu());
        pen.strokeStyle = style.line;
        pen.lineWidth = 1;
        pen.strokeRect(view.labelsWidth - 0.5, -1, 0, this.height + 2);
    }

    // The process that is selected: of those that had this pid, the one that the cursor is about.
    selectedPlace() {
        const { selected, cursor } = this.view;
        const process = this.run.processWith(selected, cursor) ||
            this.run.processes.find(({ pid }) => pid === selected);
        return process ? process.place : NONE;
    }

    clipped(x, y, width, height, draw) {
        this.pen.save();
        this.pen.beginPath();
        this.pen.rect(x, y, width, height);
        this.pen.clip();
        draw();
        this.pen.restore();
    }

    write(text, x, y, size, color, align = "left", weight = "") {
        this.pen.font = `${weight} ${size}px ${this.style.font}`;
        this.pen.fillStyle = color;
        this.pen.textAlign = align;
        this.pen.fillText(text, x, y);
    }

    // --- The axis ---

    drawGrid() {
        const { pen, view, style } = this;
        const step = this.gridStep();
        for (let at = Math.ceil(view.begin / step) * step; at <= view.end; at += step) {
            const x = Math.round(view.pixelOf(at)) + 0.5;
            pen.strokeStyle = style.line;
            pen.lineWidth = 1;
            pen.beginPath();
            pen.moveTo(x, AXIS_HEIGHT - 6);
            pen.lineTo(x, this.height);
            pen.stroke();
            if (x > view.labelsWidth + 14 && x < view.width - 14) {
                this.write(this.gridLabel(at, step), x, AXIS_HEIGHT / 2 - 2, 11, style.faint, "center");
            }
        }
    }

    // 1, 2 or 5 of some power of ten, so that labels have room.
    gridStep() {
        const wanted = 90 / this.view.pixelsPerUnit;
        const power = 10 ** Math.floor(Math.log10(wanted));
        const step = [1, 2, 5, 10].find((digit) => digit * power >= wanted) * power;
        return this.view.axis === AXIS.TIME ? step : Math.max(1, step);
    }

    gridLabel(at, step) {
        const digits = Math.max(0, -Math.floor(Math.log10(step) + 1e-9));
        return this.view.axis === AXIS.TIME ? at.toFixed(digits) : String(Math.round(at));
    }

    // --- Lanes ---

    drawCpu() {
        const { pen, view, run, style } = this;
        const lane = this.lanes.cpu;
        const middle = AXIS_HEIGHT + lane.height / 2;
        pen.fillStyle = style.background;
        pen.fillRect(0, AXIS_HEIGHT - 1, view.width, lane.height + 1);
        this.write(view.axis === AXIS.TIME ? "tick" : "record", view.labelsWidth - 8, AXIS_HEIGHT / 2 - 2, 11,
                   style.faint, "right");
        this.write("CPU", 10, middle, 13, style.text, "left", "600");
        this.clipped(view.labelsWidth, 0, view.width, this.pinned, () => this.drawCpuBars(middle));
        pen.strokeStyle = style.line;
        pen.strokeRect(-1, this.pinned - 0.5, view.width + 2, 0);
    }

    drawCpuBars(middle) {
        const { index, new: next } = this.run.switches;
        const bars = new Bars(this, middle);
        const first = Math.max(countUpTo(index, this.first) - 1, 0);
        for (let number = first; number < index.length && index[number] <= this.last; number++) {
            const end = number + 1 < index.length ? index[number + 1] : this.run.count - 1;
            const look = next[number] === IDLE ? "idle" : "running";
            bars.add(index[number], end, look, () => this.cpuLabel(next[number], index[number]));
        }
        bars.finish();
    }

    cpuLabel(pid, index) {
        const process = this.run.processWith(pid, index);
        return process ? [`${pid} ${process.name(index + 1)}`, String(pid)] : ["idle"];
    }

    drawLanes() {
        const { view, style, pen } = this;
        this.shown = this.lanes.list.filter((lane) => {
            const top = this.top(lane);
            return top + lane.height >= this.pinned && top <= this.height;
        });
        for (const lane of this.shown) {
            const top = this.top(lane);
            if (this.isSelected(lane)) {
                pen.fillStyle = style.selected;
                pen.fillRect(0, top, view.width, lane.height);
            }
            pen.strokeStyle = style.line;
            pen.lineWidth = 1;
            pen.strokeRect(-1, top + lane.height - 0.5, view.width + 2, 0);
            this.clipped(view.labelsWidth, top, view.width, lane.height, () => this.drawLane(lane, top));
        }
        this.clipped(view.labelsWidth, this.pinned, view.width, this.height, () => this.drawArrows());
    }

    isSelected(lane) {
        return lane.process !== undefined && lane.process.place === this.selectedPlace();
    }

    drawLabels() {
        this.shown.forEach((lane) => this.drawLabel(lane, this.top(lane), this.isSelected(lane)));
    }

    top(lane) {
        return this.pinned + lane.top - this.scroll;
    }

    drawLabel(lane, top, isSelected) {
        const { view, style, pen } = this;
        const alive = lane.process ? lane.process.lives(view.cursor)
            : lane.semaphore ? lane.semaphore.lives(view.cursor) : true;
        const indent = 10 + Math.min(lane.depth || 0, 6) * (view.labelsWidth < LABELS_WIDTH ? 6 : 9);
        const text = fitText(pen, lane.label(view.cursor), view.labelsWidth - indent - 8,
                             `${isSelected ? "600" : ""} 13px ${style.font}`);
        const y = top + lane.height / 2;
        this.write(text, indent, lane.kind === "semaphore" && alive ? y - 6 : y, 13, alive ? style.text : style.faint,
                   "left", isSelected ? "600" : "");
        if (lane.kind === "semaphore" && alive) {
            const waiting = stepAt(lane.semaphore.waiting, view.cursor);
            const words = `value ${lane.semaphore.value(view.cursor)}${waiting ? `, ${waiting} waiting` : ""}`;
            this.write(words, indent, y + 8, 11, style.faint);
        }
        if (lane.depth) {
            pen.strokeStyle = style.faint;
            pen.lineWidth = 1;
            pen.beginPath();
            pen.moveTo(indent - 6.5, y - 7);
            pen.lineTo(indent - 6.5, y + 0.5);
            pen.lineTo(indent - 2, y + 0.5);
            pen.stroke();
        }
    }

    drawLane(lane, top) {
        if (lane.kind === "process") {
            this.drawProcess(lane, top);
        } else if (lane.kind === "queue") {
            this.drawSteps(top, lane.height, this.run.queueLength, "ready", undefined);
        } else {
            this.drawSteps(top, lane.height, lane.semaphore.values, "running", lane.semaphore.waiting);
        }
    }

    // --- A process ---

    drawProcess(lane, top) {
        const { process } = lane;
        const strip = lane.height - LANE_HEIGHT;
        const middle = top + strip + LANE_HEIGHT / 2;
        this.drawSections(process, top, lane.height);
        const bars = new Bars(this, middle);
        const { index, state, reason } = process.states;
        const last = process.reaped === NONE ? this.run.count - 1 : process.reaped;
        const first = Math.max(countUpTo(index, this.first) - 1, 0);
        for (let number = first; number < index.length && index[number] <= this.last; number++) {
            const end = number + 1 < index.length ? index[number + 1] : last;
            for (const [from, to, suspended] of this.run.parts(process, index[number], end)) {
                const look = lookOf(state[number], suspended, reason[number] === this.run.reasonP);
                bars.add(from, to, look, () => this.barLabel(process, number, suspended));
            }
        }
        bars.finish();
        this.drawSectionLabels(process, top);
        this.drawMarks(process, middle);
    }

    barLabel(process, number, suspended) {
        const change = process.changeNumber(number);
        if (change.state === STATE.BLOCKED) {
            const name = new Why(this.run, change.index, undefined).waitName(change);
            return suspended ? [`${name}, suspended`, name] : [name, name.replace(/^P\((.*)\)$/, "$1")];
        }
        return change.state !== STATE.READY ? [] : suspended ? ["ready, suspended", "suspended"] : ["ready"];
    }

    drawSections(process, top, height) {
        const { pen, style } = this;
        this.eachSeen(process.sections, (section, x, width) => {
            pen.fillStyle = style.section;
            pen.globalAlpha = 0.22;
            pen.fillRect(x, top + 1, width, height - 2);
            pen.globalAlpha = 1;
            pen.fillRect(x, top + 1, width, 2);
        });
        this.eachSeen(process.overlaps, (overlap, x, width) => {
            pen.fillStyle = style.fills.overlap;
            pen.fillRect(x, top + 1, width, height - 2);
            pen.fillStyle = style.overlap;
            pen.fillRect(x, top + 1, width, 3);
            pen.fillRect(x, top + height - 4, width, 3);
        });
    }

    drawSectionLabels(process, top) {
        const { style } = this;
        const y = top + 8;
        let free = 0; // right of the last label; one that is longer than its section may lie over others of its kind
        this.eachSeen(process.sections, (section, x, width) => {
            const left = Math.max(x, this.view.labelsWidth) + 3;
            this.pen.font = `10px ${style.font}`;
            const needed = this.pen.measureText(section.label).width;
            if (left > free && (left + needed < x + width || section.isRepeated)) {
                this.chip(section.label, left, y, 10);
                free = left + needed + 30;
            }
        });
        for (const flag of process.flags) {
            if (flag.index >= this.first && flag.index <= this.last) {
                const x = this.pixel(flag.index);
                drawTriangle(this.pen, x, top + 3, 5, style.section);
                this.write(`${flag.label} ${flag.value}`, x + 5, y, 10, style.text);
            }
        }
    }

    // Calls draw(entry, x, width) of those [begin, end) that are seen; narrow ones that share a column once.
    eachSeen(entries, draw) {
        let drawnTo = -1;
        for (const entry of entries) {
            if (entry.begin > this.last) {
                break;
            }
            if (entry.end >= this.first) {
                const x = this.pixel(entry.begin);
                const width = Math.max(this.pixel(entry.end) - x, 1);
                if (x + width > drawnTo + 0.5) {
                    draw(entry, x, width);
                    drawnTo = x + width;
                }
            }
        }
    }

    // Signals, faults, ends, lost slices: small shapes on the lane.
    drawMarks(process, middle) {
        const { run, style } = this;
        this.marksOf(run.signals, process, (x) => drawBolt(this.pen, x, middle - 9, style.text));
        this.marksOf(run.faults, process, (x) => drawCross(this.pen, x, middle, 4, style.overlap));
        const { index, state, reason } = process.states;
        let drawn = -MARK_DISTANCE;
        const first = countUpTo(index, this.first);
        const isDense = (countUpTo(index, this.last) - first) * MARK_DISTANCE > this.view.width;
        for (let n = first; n < index.length && index[n] <= this.last; n++) {
            const isEnd = state[n] === STATE.ZOMBIE;
            const name = run.reasonNames[reason[n]];
            if (isEnd || !isDense && (name === "slice ended" || name === "preempted")) {
                const x = this.pixel(index[n]);
                if (x - drawn >= MARK_DISTANCE) {
                    if (isEnd) {
                        this.pen.fillStyle = style.text;
                        this.pen.fillRect(x - 3, middle - 3, 6, 6);
                    } else {
                        drawTriangle(this.pen, x, middle - 13, 4, style.text);
                    }
                    drawn = x;
                }
            }
        }
    }

    marksOf(events, process, draw) {
        let drawn = -MARK_DISTANCE;
        for (let n = countUpTo(events.index, this.first - 1); n < events.index.length; n++) {
            const index = events.index[n];
            if (index > this.last) {
                break;
            }
            const x = this.pixel(index);
            if (events.pid[n] === process.pid && process.lives(index) && x - drawn >= MARK_DISTANCE) {
                draw(x);
                drawn = x;
            }
        }
    }

    // --- Numbers over time: the queue's length, a semaphore's value and those who wait ---

    drawSteps(top, height, up, upLook, down) {
        const { pen, style } = this;
        const base = top + (down ? height * 0.58 : height - 4);
        pen.fillStyle = style.line;
        pen.fillRect(this.view.labelsWidth, base - 0.5, this.view.width, 1);
        this.drawStepBars(up, base, -(base - top - 4), style.fills[upLook]);
        if (down) {
            this.drawStepBars(down, base, top + height - base - 3, style.fills.P);
        }
    }

    drawStepBars(steps, base, room, fill) {
        const { pen, view, style } = this;
        const { index, value } = steps;
        const end = steps.end === undefined ? this.run.count - 1 : steps.end;
        const most = steps.most || (steps.most = value.reduce((a, b) => Math.max(a, b), 1));
        const numbers = [];
        let column = -1;
        let highest = 0;
        const bar = (x, width, height) => {
            const pixels = Math.max(Math.abs(room) * height / most, 2) * Math.sign(room);
            pen.fillStyle = fill;
            pen.fillRect(x, Math.min(base, base + pixels), width, Math.abs(pixels));
        };
        for (let n = Math.max(countUpTo(index, this.first) - 1, 0); n < index.length && index[n] <= this.last; n++) {
            const x = this.pixel(index[n]);
            const next = this.pixel(n + 1 < index.length ? index[n + 1] : end);
            if (Math.floor(x) !== column) {
                if (highest > 0) {
                    bar(column, 1, highest);
                }
                column = Math.floor(x);
                highest = 0;
            }
            if (next - x < 1) {
                highest = Math.max(highest, value[n]);
            } else if (value[n] > 0) {
                bar(x, next - x, value[n]);
                if (next - x > 26) {
                    numbers.push([value[n], Math.max(x, view.labelsWidth) + 5]);
                }
            }
        }
        if (highest > 0) {
            bar(column, 1, highest);
        }
        for (const [number, x] of numbers) {
            this.chip(String(number), x, base + room / 2 + (room > 0 ? 1 : 0), 10);
        }
    }

    // Text that can be read on any pattern.
    chip(text, x, y, size) {
        const { pen, style } = this;
        pen.font = `${size}px ${style.font}`;
        const { width } = pen.measureText(text);
        pen.fillStyle = style.background;
        pen.globalAlpha = 0.82;
        pen.fillRect(x - 2, y - size / 2 - 1, width + 4, size + 2);
        pen.globalAlpha = 1;
        this.write(text, x, y + 0.5, size, style.text);
    }

    // --- Arrows ---

    drawArrows() {
        const { pen, view, style } = this;
        const { index, from, to, kind } = this.run.arrows;
        const begin = countUpTo(index, this.first - 1);
        const end = countUpTo(index, this.last);
        const isDense = (end - begin) * 10 > view.width;
        const drawn = new Map(); // where each pair of lanes had its last arrow; where many are, where any had
        pen.globalAlpha = isDense ? 0.4 : 0.9;
        for (let n = begin; n < end; n++) {
            const source = this.lanes.ofProcess.get(from[n]);
            const target = this.lanes.ofProcess.get(to[n]);
            const x = Math.round(this.pixel(index[n])) + 0.5;
            const pair = isDense ? 0 : from[n] * this.run.processes.length + to[n];
            if (source !== target && !(x - drawn.get(pair) < MARK_DISTANCE)) {
                drawArrow(pen, x, this.barMiddle(source), this.barMiddle(target), ARROW_KINDS[kind[n]], style.text);
                drawn.set(pair, x);
            }
        }
        pen.globalAlpha = 1;
    }

    barMiddle(lane) {
        return this.top(lane) + lane.height - LANE_HEIGHT / 2;
    }

    // --- The cursor ---

    drawCursor() {
        const { pen, view, style } = this;
        if (this.hovered !== NONE) {
            pen.fillStyle = style.faint;
            pen.fillRect(view.pixel(this.hovered) - 0.5, AXIS_HEIGHT, 1, this.height);
        }
        const x = view.pixel(view.cursor);
        pen.fillStyle = style.cursor;
        pen.fillRect(x - 1, 4, 2, this.height);
        pen.beginPath();
        pen.moveTo(x - 6, 0);
        pen.lineTo(x + 6, 0);
        pen.lineTo(x, 10);
        pen.fill();
    }
}

// The sum that holds at a record.
function stepAt({ index, value }, at) {
    const count = countUpTo(index, at);
    return count ? value[count - 1] : 0;
}
