"use strict";
// Mouse, pen and fingers on a chart: drag and one finger pan, wheel and two fingers zoom, a click moves the cursor,
// and what is under the pointer is told.

const CLICK_PIXELS = 4; // less movement than this is a click
const NEAR_PIXELS = 3; // records so near are under the pointer
const MOST_UNDER = 200; // of them are looked at
const WHEEL_ZOOM = 1.0015; // a pixel of the wheel

class Pointer {
    // `on`: moved() after the view changed, clicked(index, process), and hovered({index, more, process, x, y}), or
    // hovered(undefined) when the pointer has left.
    constructor(chart, area, on) {
        this.chart = chart;
        this.on = on;
        this.down = new Map(); // pointers that are down: id -> {x, y}
        this.travelled = 0;
        area.addEventListener("pointerdown", (event) => this.press(event));
        area.addEventListener("pointermove", (event) => this.move(event));
        area.addEventListener("pointerup", (event) => this.release(event, true));
        area.addEventListener("pointercancel", (event) => this.release(event, false));
        area.addEventListener("pointerleave", () => this.on.hovered(undefined));
        area.addEventListener("wheel", (event) => this.wheel(event), { passive: false });
        this.area = area;
    }

    where(event) {
        const box = this.chart.canvas.getBoundingClientRect();
        return { x: event.clientX - box.left, y: event.clientY - box.top };
    }

    press(event) {
        const point = this.where(event);
        if (event.button !== 0 || point.x > this.chart.view.width) {
            return; // the scroll bar, or another button
        }
        this.down.set(event.pointerId, point);
        this.travelled = this.down.size > 1 ? Infinity : 0;
    }

    move(event) {
        const point = this.where(event);
        const before = this.down.get(event.pointerId);
        if (before === undefined) {
            this.hover(point);
            return;
        }
        this.travelled += Math.abs(point.x - before.x) + Math.abs(point.y - before.y);
        if (this.travelled < CLICK_PIXELS) {
            return;
        }
        this.area.setPointerCapture(event.pointerId);
        const { view } = this.chart;
        if (this.down.size === 2) {
            const other = [...this.down.entries()].find(([id]) => id !== event.pointerId)[1];
            const distance = (a) => Math.max(Math.abs(a.x - other.x), 10);
            view.zoom(distance(before) / distance(point), view.positionOf(other.x));
        } else {
            view.pan((before.x - point.x) / (view.width - view.labelsWidth));
        }
        this.down.set(event.pointerId, point);
        this.on.hovered(undefined);
        this.on.moved();
    }

    release(event, isClick) {
        const point = this.where(event);
        if (this.down.delete(event.pointerId) && isClick && this.travelled < CLICK_PIXELS) {
            const { index, process } = this.find(point);
            this.on.clicked(index, process);
        }
    }

    wheel(event) {
        const point = this.where(event);
        const { view } = this.chart;
        if (point.x < view.labelsWidth) {
            return; // over the names, the wheel scrolls the lanes
        }
        event.preventDefault();
        const lines = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? 16 : 1;
        if (event.shiftKey || Math.abs(event.deltaX) > Math.abs(event.deltaY)) {
            view.pan((event.deltaX || event.deltaY) * lines / (view.width - view.labelsWidth));
        } else {
            view.zoom(WHEEL_ZOOM ** (event.deltaY * lines), view.positionOf(point.x));
        }
        this.on.moved();
    }

    hover(point) {
        if (point.x > this.chart.view.width || point.y < AXIS_HEIGHT) {
            this.on.hovered(undefined);
            return;
        }
        this.on.hovered({ ...this.find(point), ...point });
    }

    // The record that is meant: of those under the pointer, in the lane's process or semaphore if it has one, the first
    // change of a state, which is what is seen; if none is under it, the nearest. `more` are under it, too.
    find({ x, y }) {
        const { chart } = this;
        const { view, run } = chart;
        const lane = y > chart.pinned ? chart.lanes.at(y - chart.pinned + chart.scroll) : undefined;
        const process = lane && lane.process;
        if (x < view.labelsWidth) {
            return { index: view.cursor, process, more: 0 };
        }
        const list = process ? process.records : lane && lane.semaphore ? lane.semaphore.events.index : undefined;
        return { ...this.choose(list && list.length ? list : { length: run.count }, x), process };
    }

    // From a list of records; without entries of its own, it is all of them.
    choose(list, x) {
        const { view, run } = this.chart;
        const isAll = list[0] === undefined;
        const entry = (number) => (isAll ? number : list[number]);
        const upTo = (pixel) => {
            const index = view.indexAt(view.positionOf(pixel));
            return isAll ? index + 1 : countUpTo(list, index);
        };
        const first = upTo(x - NEAR_PIXELS);
        const end = upTo(x + NEAR_PIXELS);
        const under = [];
        for (let number = first; number < end && under.length < MOST_UNDER; number++) {
            under.push(entry(number));
        }
        const change = under.find((index) => run.kinds[run.kind[index]] === "STATE");
        if (under.length) {
            return { index: change === undefined ? under[0] : change, more: end - first - 1 };
        }
        const after = Math.min(end, list.length - 1);
        const before = Math.max(after - 1, 0);
        const isBefore = x - view.pixel(entry(before)) <= view.pixel(entry(after)) - x;
        return { index: entry(isBefore ? before : after), more: 0 };
    }
}
