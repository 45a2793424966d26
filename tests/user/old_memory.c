/* Memory that one process has given back comes to the next one as zeros, whatever it is for: heap, mapping, stack, the
 * rest of the last page of its data.
 * Properties: I109 */
#include <stdint.h>

#include "tests/user/child.h"

#define PAGE_BYTES 4096
#define BYTES (1 << 20)
#define SECRET 0x5e

static char *map(int flags) {
    char *memory = mmap(NULL, BYTES, PROT_READ | PROT_WRITE, flags | MAP_ANONYMOUS, -1, 0);
    REQUIRE(memory != MAP_FAILED, "mmap: %s", strerror(errno));
    return memory;
}

static char *grow_heap(void) {
    char *memory = sbrk(BYTES);
    REQUIRE(memory != (char *)-1, "sbrk: %s", strerror(errno));
    return memory;
}

/* A piece of stack that this process has not used before. */
static __attribute__((noinline)) void use_stack(void (*work)(volatile char *)) {
    volatile char piece[BYTES];
    work(piece);
}

static void fill(volatile char *memory) {
    for (int i = 0; i < BYTES; i++)
        memory[i] = SECRET;
}

static void look(volatile char *memory) {
    for (int i = 0; i < BYTES - PAGE_BYTES; i++) /* the last page of the stack may have been used before */
        REQUIRE(memory[i] == 0, "byte %d is %#x", i, (unsigned)memory[i]);
}

static void leave_secrets(void) {
    fill(grow_heap());
    fill(map(MAP_PRIVATE));
    fill(map(MAP_SHARED));
    use_stack(fill);
}

static void look_at_heap(void) {
    look(grow_heap());
}

static void look_at_private(void) {
    look(map(MAP_PRIVATE));
}

static void look_at_shared(void) {
    look(map(MAP_SHARED));
}

static void look_at_stack(void) {
    use_stack(look);
}

/* Behind the data there is the rest of a page, which is the program's too. */
static void look_behind_data(void) {
    extern char end[];
    for (uintptr_t byte = (uintptr_t)end; byte % PAGE_BYTES != 0; byte++)
        CHECK(*(volatile char *)byte == 0, "behind the data, at %#x, is %#x", byte, *(volatile char *)byte);
}

int main(void) {
    static void (*const looks[])(void) = {look_at_heap, look_at_private, look_at_shared, look_at_stack};
    static const char *const names[] = {"heap", "private memory", "shared memory", "stack"};
    look_behind_data();
    for (int i = 0; i < 4; i++) {
        CHECK(run(leave_secrets) == EXITED(0), "the child could not leave secrets");
        CHECK(run(looks[i]) == EXITED(0), "another process finds them in its %s", names[i]);
    }
    return check_result();
}
