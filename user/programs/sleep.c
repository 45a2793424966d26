/* sleep - waits for some seconds
 *
 * Usage: sleep SECONDS        for example: sleep 0.5
 *
 * The process is blocked, on the sleep queue, and uses no processor time: try
 * `sleep 5 &` and then `ps`. It never sleeps less than it was asked to; more, by
 * up to a timer tick, and until the scheduler picks it. */
#include <ctype.h>
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

/* Reads "12.345"; false if that is not what `text` is. */
static bool read_seconds(const char *text, struct timespec *duration) {
    char *end = (char *)text;
    errno = 0;
    if (isdigit(*text))
        duration->tv_sec = strtol(text, &end, 10);
    if (*end == '.' && (end > text || isdigit(end[1]))) {
        end++;
        for (int32_t unit = 100000000; isdigit(*end); unit /= 10)
            duration->tv_nsec += (*end++ - '0') * unit;
    }
    return end > text && *end == '\0' && errno == 0;
}

int main(int argc, char **argv) {
    struct timespec duration = {0};
    if (argc != 2) {
        fputs("usage: sleep SECONDS\n", stderr);
        return 2;
    }
    if (!read_seconds(argv[1], &duration)) {
        fprintf(stderr, "sleep: `%s` is not a number of seconds from 0 to 2147483647\n", argv[1]);
        return 2;
    }
    if (nanosleep(&duration, NULL) != 0) {
        perror("sleep");
        return 1;
    }
    return 0;
}
