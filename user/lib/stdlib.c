/* Numbers, sorting, the environment, and the end of a process. */
#include <ctype.h>
#include <errno.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define EXIT_FUNCTIONS_MAX 32

static void (*exit_functions[EXIT_FUNCTIONS_MAX])(void);
static int exit_function_count;

int atexit(void (*function)(void)) {
    if (exit_function_count == EXIT_FUNCTIONS_MAX)
        return -1;
    exit_functions[exit_function_count++] = function;
    return 0;
}

void exit(int status) {
    while (exit_function_count > 0)
        exit_functions[--exit_function_count]();
    fflush(stdout);
    _exit(status);
}

void abort(void) {
    raise(SIGABRT);
    _exit(128 + SIGABRT);
}

static int digit_value(char c) {
    return isdigit(c) ? c - '0' : isalpha(c) ? tolower(c) - 'a' + 10 : 99;
}

long strtol(const char *text, char **end, int base) {
    const char *c = text;
    while (isspace(*c))
        c++;
    bool negative = *c == '-';
    if (*c == '-' || *c == '+')
        c++;
    if ((base == 0 || base == 16) && c[0] == '0' && tolower(c[1]) == 'x' && digit_value(c[2]) < 16) {
        base = 16;
        c += 2;
    }
    if (base == 0)
        base = *c == '0' ? 8 : 10;

    uint32_t limit = negative ? (uint32_t)INT32_MAX + 1 : INT32_MAX;
    uint32_t value = 0;
    const char *digits = c;
    for (; digit_value(*c) < base; c++) {
        uint32_t digit = (uint32_t)digit_value(*c);
        bool fits = value <= (limit - digit) / (uint32_t)base;
        if (!fits)
            errno = ERANGE;
        value = fits ? value * (uint32_t)base + digit : limit; /* once it is the limit, no digit fits any more */
    }
    if (end != NULL)
        *end = (char *)(c == digits ? text : c);
    return (int32_t)(negative ? 0 - value : value);
}

int atoi(const char *text) {
    return (int)strtol(text, NULL, 10);
}

static void exchange(char *left, char *right, size_t size) {
    for (size_t i = 0; i < size; i++) {
        char byte = left[i];
        left[i] = right[i];
        right[i] = byte;
    }
}

/* Shell's sort: insertion sort over ever smaller distances. */
void qsort(void *array, size_t count, size_t size, int (*compare)(const void *left, const void *right)) {
    for (size_t gap = count / 2; gap > 0; gap /= 2) {
        for (size_t i = gap; i < count; i++) {
            for (size_t j = i; j >= gap; j -= gap) {
                char *right = (char *)array + j * size;
                char *left = right - gap * size;
                if (compare(left, right) <= 0)
                    break;
                exchange(left, right, size);
            }
        }
    }
}

char *getenv(const char *name) {
    size_t length = strlen(name);
    for (char **entry = environ; *entry != NULL; entry++) {
        if (strncmp(*entry, name, length) == 0 && (*entry)[length] == '=')
            return *entry + length + 1;
    }
    return NULL;
}
