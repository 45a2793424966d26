/* printf's formatting. Text flows through one function, print, so that the count is right whatever put does. */
#include "kernel/lib/format.h"
#include "kernel/lib/divide.h"
#include "kernel/lib/string.h"
#include <stdbool.h>
#include <stdint.h>

struct output {
    void (*put)(void *context, char c);
    void *context;
    int count;
    va_list arguments;
};

/* What stands between the percent sign and the letter. */
struct conversion {
    bool left_justify;
    bool zero_fill;
    int width;
    int precision; /* -1: none */
    int size;      /* of an integer: 0 int, 1 long, 2 long long */
};

static void print(struct output *output, char c) {
    output->put(output->context, c);
    output->count++;
}

static void print_fill(struct output *output, char c, int count) {
    for (; count > 0; count--) {
        print(output, c);
    }
}

/* A prefix (a sign, "0x"), then text, both filled up to the width: blanks stand outside, zeros between the two. */
static void print_field(struct output *output, const struct conversion *conversion, const char *prefix,
                        const char *text, int length) {
    int prefix_length = (int)strlen(prefix);
    int fill = conversion->width - prefix_length - length;

    if (!conversion->left_justify && !conversion->zero_fill) {
        print_fill(output, ' ', fill);
    }
    for (int i = 0; i < prefix_length; i++) {
        print(output, prefix[i]);
    }
    if (!conversion->left_justify && conversion->zero_fill) {
        print_fill(output, '0', fill);
    }
    for (int i = 0; i < length; i++) {
        print(output, text[i]);
    }
    if (conversion->left_justify) {
        print_fill(output, ' ', fill);
    }
}

static void print_number(struct output *output, const struct conversion *conversion, const char *prefix, uint64_t value,
                         uint32_t base, const char *digits) {
    char text[20]; /* 2^64 - 1 has 20 decimal digits */
    int start = sizeof text;
    do {
        uint32_t digit;
        value = divide_u64(value, base, &digit);
        text[--start] = digits[digit];
    } while (value != 0);
    print_field(output, conversion, prefix, text + start, (int)sizeof text - start);
}

static void print_signed(struct output *output, const struct conversion *conversion) {
    int64_t value = conversion->size == 0   ? va_arg(output->arguments, int)
                    : conversion->size == 1 ? va_arg(output->arguments, long)
                                            : va_arg(output->arguments, long long);
    uint64_t magnitude = value < 0 ? -(uint64_t)value : (uint64_t)value;
    print_number(output, conversion, value < 0 ? "-" : "", magnitude, 10, "0123456789");
}

static void print_unsigned(struct output *output, const struct conversion *conversion, uint32_t base,
                           const char *digits) {
    uint64_t value = conversion->size == 0   ? va_arg(output->arguments, unsigned int)
                     : conversion->size == 1 ? va_arg(output->arguments, unsigned long)
                                             : va_arg(output->arguments, unsigned long long);
    print_number(output, conversion, "", value, base, digits);
}

static void print_pointer(struct output *output) {
    struct conversion all_digits = {.zero_fill = true, .width = 2 + 2 * (int)sizeof(void *)};
    print_number(output, &all_digits, "0x", (uintptr_t)va_arg(output->arguments, void *), 16, "0123456789abcdef");
}

static void print_string(struct output *output, const struct conversion *conversion) {
    const char *text = va_arg(output->arguments, const char *);
    if (text == NULL) {
        text = "(null)";
    }
    int length = 0;
    while (length != conversion->precision && text[length] != '\0') {
        length++;
    }
    print_field(output, conversion, "", text, length);
}

static void print_character(struct output *output, const struct conversion *conversion) {
    char text = (char)va_arg(output->arguments, int);
    print_field(output, conversion, "", &text, 1);
}

/* A decimal number, or '*' for an argument. Returns where the pattern goes on. */
static const char *parse_number(struct output *output, const char *pattern, int *number) {
    *number = 0;
    if (*pattern == '*') {
        *number = va_arg(output->arguments, int);
        return pattern + 1;
    }
    for (; *pattern >= '0' && *pattern <= '9'; pattern++) {
        *number = *number * 10 + (*pattern - '0');
    }
    return pattern;
}

/* What follows a percent sign, up to the letter that says what to print. Returns the place of the letter. */
static const char *parse_conversion(struct output *output, const char *pattern, struct conversion *conversion) {
    *conversion = (struct conversion){.precision = -1};
    for (; *pattern == '-' || *pattern == '0'; pattern++) {
        if (*pattern == '-') {
            conversion->left_justify = true;
        } else {
            conversion->zero_fill = true;
        }
    }
    pattern = parse_number(output, pattern, &conversion->width);
    if (conversion->width < 0) { /* only an argument can be: printf(3) says that it means '-' */
        conversion->left_justify = true;
        conversion->width = -conversion->width;
    }
    if (*pattern == '.') {
        pattern = parse_number(output, pattern + 1, &conversion->precision);
    }
    for (; *pattern == 'l'; pattern++) {
        conversion->size++;
    }
    if (*pattern == 'z') { /* size_t has the width of long on every machine that this is compiled for */
        conversion->size = 1;
        pattern++;
    }
    return pattern;
}

/* Returns false, and has printed nothing, if there is no such letter. */
static bool print_conversion(struct output *output, const struct conversion *conversion, char letter) {
    switch (letter) {
    case 'd':
    case 'i':
        print_signed(output, conversion);
        return true;
    case 'u':
        print_unsigned(output, conversion, 10, "0123456789");
        return true;
    case 'x':
        print_unsigned(output, conversion, 16, "0123456789abcdef");
        return true;
    case 'X':
        print_unsigned(output, conversion, 16, "0123456789ABCDEF");
        return true;
    case 'p':
        print_pointer(output);
        return true;
    case 's':
        print_string(output, conversion);
        return true;
    case 'c':
        print_character(output, conversion);
        return true;
    case '%':
        print(output, '%');
        return true;
    default:
        return false;
    }
}

int format_text(void (*put)(void *context, char c), void *context, const char *pattern, va_list arguments) {
    struct output output = {.put = put, .context = context};
    va_copy(output.arguments, arguments);
    while (*pattern != '\0') {
        struct conversion conversion;
        const char *letter = pattern;
        if (*pattern == '%') {
            letter = parse_conversion(&output, pattern + 1, &conversion);
        }
        if (letter != pattern && print_conversion(&output, &conversion, *letter)) {
            pattern = letter + 1;
        } else {
            print(&output, *pattern++);
        }
    }
    va_end(output.arguments);
    return output.count;
}

/* The array that format_buffer fills. */
struct array {
    char *next;
    char *last; /* kept for the NUL */
};

static void put_in_array(void *context, char c) {
    struct array *array = context;
    if (array->next < array->last) {
        *array->next++ = c;
    }
}

int format_buffer_arguments(char *buffer, size_t size, const char *pattern, va_list arguments) {
    struct array array = {.next = buffer, .last = size > 0 ? buffer + size - 1 : buffer};
    int length = format_text(put_in_array, &array, pattern, arguments);
    if (size > 0) {
        *array.next = '\0';
    }
    return length;
}

int format_buffer(char *buffer, size_t size, const char *pattern, ...) {
    va_list arguments;
    va_start(arguments, pattern);
    int length = format_buffer_arguments(buffer, size, pattern, arguments);
    va_end(arguments);
    return length;
}
