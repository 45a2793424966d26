/* printf's formatter. Owned here: what a pattern means. It needs nothing but a function to put a character, so that the
 * same file runs in programs and, in its unit test, on the host. */
#include "user/lib/format.h"
#include "user/lib/divide.h"

#include <stdbool.h>

enum length { LENGTH_CHAR, LENGTH_SHORT, LENGTH_INT, LENGTH_LONG, LENGTH_LONG_LONG, LENGTH_POINTER };

struct conversion {
    bool left, zero, plus, space, alternate; /* the flags - 0 + space # */
    int width;
    int precision; /* -1: none given */
    enum length length;
};

struct output {
    void (*put)(void *context, char c);
    void *context;
    int count;
};

/* A va_list that functions can take turns at: passed itself, it would be indeterminate after the first. */
struct arguments {
    va_list list;
};

#define DIGITS_MAX 22 /* 2^64-1 in base 8 */

static void put_text(struct output *out, const char *text, int length) {
    for (int i = 0; i < length; i++)
        out->put(out->context, text[i]);
    out->count += length;
}

static void put_repeated(struct output *out, char c, int times) {
    for (; times > 0; times--)
        put_text(out, &c, 1);
}

/* Spaces, prefix, zeros, text; or spaces last when the field is flush left. */
static void put_field(struct output *out, const struct conversion *conversion, const char *prefix, int zeros,
                      const char *text, int length) {
    int prefix_length = 0;
    while (prefix[prefix_length] != '\0')
        prefix_length++;
    int spaces = conversion->width - prefix_length - zeros - length;
    if (!conversion->left)
        put_repeated(out, ' ', spaces);
    put_text(out, prefix, prefix_length);
    put_repeated(out, '0', zeros);
    put_text(out, text, length);
    if (conversion->left)
        put_repeated(out, ' ', spaces);
}

/* Writes the digits in front of `end` and returns the first; zero has none. */
static char *write_digits(char *end, uint64_t value, uint32_t base, const char *alphabet) {
    uint32_t digit;
    for (; value >> 32 != 0; *--end = alphabet[digit])
        value = divide_u64(value, base, &digit);
    for (uint32_t low = (uint32_t)value; low != 0; low /= base)
        *--end = alphabet[low % base];
    return end;
}

static void put_number(struct output *out, const struct conversion *conversion, uint64_t value, uint32_t base,
                       const char *alphabet, const char *prefix) {
    char buffer[DIGITS_MAX];
    char *end = buffer + sizeof buffer;
    char *digits = write_digits(end, value, base, alphabet);
    int length = (int)(end - digits);
    int least = conversion->precision < 0 ? 1 : conversion->precision;
    if (base == 8 && conversion->alternate && least <= length)
        least = length + 1;
    if (conversion->zero && !conversion->left && conversion->precision < 0) {
        int room = conversion->width;
        for (const char *c = prefix; *c != '\0'; c++)
            room--;
        if (least < room)
            least = room;
    }
    put_field(out, conversion, prefix, least > length ? least - length : 0, digits, length);
}

static uint64_t unsigned_argument(struct arguments *arguments, enum length length) {
    switch (length) {
    case LENGTH_CHAR:
        return (unsigned char)va_arg(arguments->list, unsigned);
    case LENGTH_SHORT:
        return (unsigned short)va_arg(arguments->list, unsigned);
    case LENGTH_INT:
        return va_arg(arguments->list, unsigned);
    case LENGTH_LONG:
        return va_arg(arguments->list, unsigned long);
    case LENGTH_LONG_LONG:
        return va_arg(arguments->list, unsigned long long);
    case LENGTH_POINTER:
        break;
    }
    return va_arg(arguments->list, uintptr_t);
}

static int64_t signed_argument(struct arguments *arguments, enum length length) {
    switch (length) {
    case LENGTH_CHAR:
        return (signed char)va_arg(arguments->list, int);
    case LENGTH_SHORT:
        return (short)va_arg(arguments->list, int);
    case LENGTH_INT:
        return va_arg(arguments->list, int);
    case LENGTH_LONG:
        return va_arg(arguments->list, long);
    case LENGTH_LONG_LONG:
        return va_arg(arguments->list, long long);
    case LENGTH_POINTER:
        break;
    }
    return va_arg(arguments->list, intptr_t);
}

static void put_signed(struct output *out, const struct conversion *conversion, int64_t value) {
    const char *sign = value < 0 ? "-" : conversion->plus ? "+" : conversion->space ? " " : "";
    uint64_t magnitude = value < 0 ? 0 - (uint64_t)value : (uint64_t)value;
    put_number(out, conversion, magnitude, 10, "0123456789", sign);
}

static void put_hexadecimal(struct output *out, const struct conversion *conversion, uint64_t value, bool upper) {
    const char *prefix = !conversion->alternate || value == 0 ? "" : upper ? "0X" : "0x";
    put_number(out, conversion, value, 16, upper ? "0123456789ABCDEF" : "0123456789abcdef", prefix);
}

static void put_string(struct output *out, const struct conversion *conversion, const char *text) {
    if (text == NULL)
        text = "(null)";
    int length = 0;
    while ((conversion->precision < 0 || length < conversion->precision) && text[length] != '\0')
        length++;
    put_field(out, conversion, "", 0, text, length);
}

/* A number, or * for the next argument. */
static int read_count(const char **pattern, struct arguments *arguments) {
    if (**pattern == '*') {
        ++*pattern;
        return va_arg(arguments->list, int);
    }
    int count = 0;
    while (**pattern >= '0' && **pattern <= '9')
        count = count * 10 + (*(*pattern)++ - '0');
    return count;
}

static enum length read_length(const char **pattern) {
    char first = **pattern;
    bool twice = first != '\0' && (*pattern)[1] == first;
    switch (first) {
    case 'h':
        *pattern += twice ? 2 : 1;
        return twice ? LENGTH_CHAR : LENGTH_SHORT;
    case 'l':
        *pattern += twice ? 2 : 1;
        return twice ? LENGTH_LONG_LONG : LENGTH_LONG;
    case 'j':
        ++*pattern;
        return LENGTH_LONG_LONG;
    case 'z':
    case 't':
        ++*pattern;
        return LENGTH_POINTER;
    default:
        return LENGTH_INT;
    }
}

/* Reads what stands between the % and the letter. */
static struct conversion read_conversion(const char **pattern, struct arguments *arguments) {
    struct conversion conversion = {.precision = -1};
    for (bool flag = true; flag;) {
        switch (**pattern) {
        case '-':
            conversion.left = true;
            break;
        case '0':
            conversion.zero = true;
            break;
        case '+':
            conversion.plus = true;
            break;
        case ' ':
            conversion.space = true;
            break;
        case '#':
            conversion.alternate = true;
            break;
        default:
            flag = false;
            continue;
        }
        ++*pattern;
    }
    conversion.width = read_count(pattern, arguments);
    if (conversion.width < 0) { /* only from *: a flag and a width */
        conversion.left = true;
        conversion.width = -conversion.width;
    }
    if (**pattern == '.') {
        ++*pattern;
        conversion.precision = read_count(pattern, arguments);
    }
    conversion.length = read_length(pattern);
    return conversion;
}

/* Puts one argument; false if the letter is none that is known. */
static bool put_argument(struct output *out, struct conversion *conversion, char letter, struct arguments *arguments) {
    char c;
    switch (letter) {
    case 'd':
    case 'i':
        put_signed(out, conversion, signed_argument(arguments, conversion->length));
        return true;
    case 'u':
        put_number(out, conversion, unsigned_argument(arguments, conversion->length), 10, "0123456789", "");
        return true;
    case 'o':
        put_number(out, conversion, unsigned_argument(arguments, conversion->length), 8, "01234567", "");
        return true;
    case 'x':
    case 'X':
        put_hexadecimal(out, conversion, unsigned_argument(arguments, conversion->length), letter == 'X');
        return true;
    case 'p':
        put_number(out, conversion, (uintptr_t)va_arg(arguments->list, void *), 16, "0123456789abcdef", "0x");
        return true;
    case 's':
        put_string(out, conversion, va_arg(arguments->list, const char *));
        return true;
    case 'c':
        c = (char)va_arg(arguments->list, int);
        put_field(out, conversion, "", 0, &c, 1);
        return true;
    case '%':
        put_text(out, "%", 1);
        return true;
    default:
        return false;
    }
}

int format(void (*put)(void *context, char c), void *context, const char *pattern, va_list list) {
    struct output out = {.put = put, .context = context};
    struct arguments arguments;
    va_copy(arguments.list, list);
    while (*pattern != '\0') {
        const char *start = pattern;
        if (*pattern++ == '%') {
            struct conversion conversion = read_conversion(&pattern, &arguments);
            if (*pattern != '\0' && put_argument(&out, &conversion, *pattern, &arguments)) {
                pattern++;
                continue;
            }
        }
        put_text(&out, start, (int)(pattern - start));
    }
    va_end(arguments.list);
    return out.count;
}
