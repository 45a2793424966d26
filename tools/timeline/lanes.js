"use strict";
// Which lanes the chart has, from top to bottom, and how high each is.

const AXIS_HEIGHT = 26;
const LANE_HEIGHT = 28;
const SECTION_STRIP = 11; // above the bars of a process that marks sections: their labels
const STEP_LANE_HEIGHT = 34;

class Lanes {
    constructor(run) {
        this.run = run;
        this.cpu = { kind: "cpu", label: () => "CPU", height: LANE_HEIGHT };
        this.list = [
            ...inFamilyOrder(run).map(([process, depth]) => ({
                kind: "process", process, depth, height: LANE_HEIGHT + (hasStrip(process) ? SECTION_STRIP : 0),
                label: (index) => `${process.pid} ${process.name(index)}`,
            })),
            { kind: "queue", height: STEP_LANE_HEIGHT, label: () => "ready queue" },
            ...run.semaphores.map((semaphore) => ({
                kind: "semaphore", semaphore, height: STEP_LANE_HEIGHT,
                label: (index) => semaphore.label(Math.max(index, lastLabel(semaphore))),
            })),
        ];
        let top = 0;
        for (const lane of this.list) {
            lane.top = top;
            top += lane.height;
        }
        this.height = top;
        this.ofProcess = new Map(this.list.filter((lane) => lane.process).map((lane) => [lane.process.place, lane]));
    }

    // The lane at this height, below the CPU's.
    at(y) {
        return this.list.find((lane) => y >= lane.top && y < lane.top + lane.height);
    }
}

function hasStrip(process) {
    return process.sections.length + process.flags.length > 0;
}

// A semaphore is labelled after it is made: its lane has the label from the beginning.
function lastLabel(semaphore) {
    return semaphore.labels.length ? semaphore.labels[0][0] : 0;
}

// Children stand below their parent, a step to the right.
function inFamilyOrder(run) {
    const children = new Map();
    for (const process of run.processes) {
        const parent = run.processWith(process.parents[0][1], process.born);
        const key = parent === process ? undefined : parent;
        children.set(key, [...(children.get(key) || []), process]);
    }
    const order = [];
    const visit = (process, depth) => {
        order.push([process, depth]);
        (children.get(process) || []).forEach((child) => visit(child, depth + 1));
    };
    (children.get(undefined) || []).forEach((process) => visit(process, 0));
    return order;
}
