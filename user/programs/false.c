/* false - does nothing, unsuccessfully
 *
 * Usage: false
 *
 * Its status is 1, which a shell takes for no: try `false || echo no`. */

int main(void) {
    return 1;
}
