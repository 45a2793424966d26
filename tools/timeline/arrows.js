"use strict";
// Arrows between lanes, and the small shapes on them.

const ARROW_KINDS = [
    { words: "V wakes", dash: [], width: 1.6 },
    { words: "fork", dash: [5, 3], width: 1.3 },
    { words: "other wake-up", dash: [1.5, 3], width: 1.3 },
];

function drawArrow(pen, x, fromY, toY, { dash, width }, color) {
    const down = Math.sign(toY - fromY);
    const tip = toY - down * 5;
    pen.strokeStyle = pen.fillStyle = color;
    pen.lineWidth = width;
    pen.setLineDash(dash);
    pen.beginPath();
    pen.moveTo(x, fromY);
    pen.lineTo(x, tip - down * 5);
    pen.stroke();
    pen.setLineDash([]);
    pen.beginPath();
    pen.arc(x, fromY, 2.2, 0, 2 * Math.PI);
    pen.fill();
    pen.beginPath();
    pen.moveTo(x, tip);
    pen.lineTo(x - 3.5, tip - down * 7);
    pen.lineTo(x + 3.5, tip - down * 7);
    pen.fill();
}

function drawTriangle(pen, x, y, size, color) {
    pen.fillStyle = color;
    pen.beginPath();
    pen.moveTo(x - size, y);
    pen.lineTo(x + size, y);
    pen.lineTo(x, y + size * 1.3);
    pen.fill();
}

function drawBolt(pen, x, y, color) {
    pen.fillStyle = color;
    pen.beginPath();
    [[2, 0], [-4, 10], [0, 10], [-2, 18], [5, 7], [1, 7], [3, 0]].forEach(([dx, dy]) => pen.lineTo(x + dx, y + dy));
    pen.fill();
}

function drawCross(pen, x, y, size, color) {
    pen.strokeStyle = color;
    pen.lineWidth = 3;
    pen.beginPath();
    pen.moveTo(x - size, y - size);
    pen.lineTo(x + size, y + size);
    pen.moveTo(x - size, y + size);
    pen.lineTo(x + size, y - size);
    pen.stroke();
}
