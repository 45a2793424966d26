/* The model of a list: the numbers of its elements, first to last. A plain array, so plainly right. */
#pragma once

enum { ELEMENTS = 4 };

static int order[ELEMENTS] = {-1, -1, -1, -1}; /* -1 behind the last, so that equal lists are equal arrays */
static int count;

static int place_of(int number) {
    for (int i = 0; i < count; i++) {
        if (order[i] == number) {
            return i;
        }
    }
    return -1;
}

static void model_insert(int place, int number) {
    for (int i = count++; i > place; i--) {
        order[i] = order[i - 1];
    }
    order[place] = number;
}

static void model_remove(int place) {
    count--;
    for (int i = place; i < count; i++) {
        order[i] = order[i + 1];
    }
    order[count] = -1;
}
