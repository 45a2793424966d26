"use strict";
// The page's data as tools/timeline/export.py wrote it: JSON, one compressed block of numbers a run, and the words.

const NONE = -1;

async function inflate(text) {
    const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"));
    return new Response(stream).arrayBuffer();
}

// The columns of one run. A column is [where it begins, its length].
class Columns {
    constructor(buffer) {
        this.numbers = new Int32Array(buffer);
    }

    column([begin, length]) {
        return this.numbers.subarray(begin, begin + length);
    }

    // For a column of differences: the sums. They may be larger than the column's numbers.
    sums(place, base) {
        const sums = Float64Array.from(this.column(place));
        sums[0] += base;
        for (let i = 1; i < sums.length; i++) {
            sums[i] += sums[i - 1];
        }
        return sums;
    }
}

// How many entries of a growing list are not after `index`. The last of them is the one that holds then.
function countUpTo(list, index) {
    let low = 0;
    let high = list.length;
    while (low < high) {
        const middle = (low + high) >> 1;
        if (list[middle] <= index) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

// The entry of [[index, value], ...] that holds at `index`, or undefined.
function latest(entries, index) {
    let found;
    for (const entry of entries) {
        if (entry[0] > index) {
            break;
        }
        found = entry;
    }
    return found;
}
