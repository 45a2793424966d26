/* true - does nothing, successfully
 *
 * Usage: true
 *
 * Its status is 0, which a shell takes for yes: try `true && echo yes`. */

int main(void) {
    return 0;
}
