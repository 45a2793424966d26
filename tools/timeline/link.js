"use strict";
// The page's address keeps the place: "#a=126,4,0.5,12.25&axis=time". a and b are the runs: the record at the cursor,
// the selected process, and what stretch of the axis is seen.

const LINK_NAMES = ["a", "b"];

function writeLink({ views, axis, locked, theme }) {
    const parts = views.map((view, number) => {
        const digits = (position) => Number(position.toFixed(4));
        return `${LINK_NAMES[number]}=${[view.cursor, view.selected, digits(view.begin), digits(view.end)].join(",")}`;
    });
    parts.push(`axis=${axis}`);
    if (locked) {
        parts.push("locked=yes");
    }
    if (theme) {
        parts.push(`theme=${theme}`);
    }
    return `#${parts.join("&")}`;
}

// What a link says; what it does not say, or says wrongly, is undefined.
function readLink(hash) {
    const fields = new URLSearchParams(hash.replace(/^#/, ""));
    const views = LINK_NAMES.map((name) => {
        const numbers = (fields.get(name) || "").split(",").map(Number);
        return numbers.length === 4 && numbers.every(Number.isFinite) && numbers[2] < numbers[3]
            ? { cursor: Math.floor(numbers[0]), selected: Math.floor(numbers[1]), begin: numbers[2], end: numbers[3] }
            : undefined;
    });
    const axis = Object.values(AXIS).find((one) => one === fields.get("axis"));
    const theme = ["light", "dark"].find((one) => one === fields.get("theme"));
    return { views, axis, theme, locked: fields.get("locked") === "yes" };
}
