/* printf's formatter. Owned here: what a pattern means. It needs nothing but a function to put a character, so that the
 * same file runs in programs and, in its unit test, on the host. */
#include "user/lib/format.h"
#include "user/lib/divide.h"

#include <stdbool.h>

/* hh, h, none, l (and z and t: a long has the size of a pointer), ll (and j) */
enum length { LENGTH_CHAR, LENGTH_SHORT, LENGTH_INT, LENGTH_LONG, LENGTH_LONG_LONG };

_Static_assert(sizeof(long) == sizeof(void *), "z and t are taken for l");

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

/* The next argument, which takes as much room as its length says, widened with its sign or without. */
static uint64_t integer_argument(struct arguments *arguments, enum length length, bool is_signed) {
    if (length == LENGTH_LONG_LONG)
        return va_arg(arguments->list, unsigned long long);
    if (length == LENGTH_LONG) {
        long value = va_arg(arguments->list, long);
        return is_signed ? (uint64_t)value : (unsigned long)value;
    }
    int value = va_arg(arguments->list, int); /* shorter ones are passed as an int */
    if (length == LENGTH_CHAR)
        value = is_signed ? (signed char)value : (unsigned char)value;
    if (length == LENGTH_SHORT)
        value = is_signed ? (short)value : (unsigned short)value;
    return is_signed ? (uint64_t)value : (unsigned)value;
}

static void put_signed(struct output *out, const struct conversion *conversion, int64_t value) {
    const char *sign = value < 0 ? "-" : conversion->plus ? "+" : conversion->space ? " " : "";
    put_number(out, conversion, value < 0 ? 0 - (uint64_t)value : (uint64_t)value, 10, "0123456789", sign);
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
    enum length length = LENGTH_INT;
    for (;; ++*pattern) {
        if (**pattern == 'h')
            length = length == LENGTH_SHORT ? LENGTH_CHAR : LENGTH_SHORT;
        else if (**pattern == 'l')
            length = length == LENGTH_LONG ? LENGTH_LONG_LONG : LENGTH_LONG;
        else if (**pattern == 'j')
            length = LENGTH_LONG_LONG;
        else if (**pattern == 'z' || **pattern == 't')
            length = LENGTH_LONG;
        else
            return length;
    }
}

/* Reads what stands between the % and the letter. */
static struct conversion read_conversion(const char **pattern, struct arguments *arguments) {
    struct conversion conversion = {.precision = -1};
    for (;; ++*pattern) {
        if (**pattern == '-')
            conversion.left = true;
        else if (**pattern == '0')
            conversion.zero = true;
        else if (**pattern == '+')
            conversion.plus = true;
        else if (**pattern == ' ')
            conversion.space = true;
        else if (**pattern == '#')
            conversion.alternate = true;
        else
            break;
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
static bool put_argument(struct output *out, const struct conversion *conversion, char letter,
                         struct arguments *arguments) {
    char c;
    switch (letter) {
    case 'd':
    case 'i':
        put_signed(out, conversion, (int64_t)integer_argument(arguments, conversion->length, true));
        return true;
    case 'u':
        put_number(out, conversion, integer_argument(arguments, conversion->length, false), 10, "0123456789", "");
        return true;
    case 'o':
        put_number(out, conversion, integer_argument(arguments, conversion->length, false), 8, "01234567", "");
        return true;
    case 'x':
    case 'X':
        put_hexadecimal(out, conversion, integer_argument(arguments, conversion->length, false), letter == 'X');
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
