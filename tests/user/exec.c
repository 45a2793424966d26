/* exec: the new image, its arguments, environment and auxiliary vector, and what a process keeps.
 * Properties: K31 */
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>

#include "tests/user/child.h"
#include "tests/user/own_path.h"

/* Keys of the auxiliary vector, from getauxval(3). */
#define AT_NULL 0
#define AT_PHDR 3
#define AT_PHENT 4
#define AT_PHNUM 5
#define AT_PAGESZ 6
#define AT_ENTRY 9
#define AT_RANDOM 25

#define PROGRAM_HEADER_BYTES 32
#define CHILD_STATUS 9

extern char _start[];
extern char **environ;

static int initialised = 1;
static int zeroed;

static const uint32_t *find_auxiliary(uint32_t key) {
    char **end = environ;
    while (*end != NULL)
        end++;
    for (const uint32_t *pair = (const uint32_t *)(end + 1); pair[0] != AT_NULL; pair += 2)
        if (pair[0] == key)
            return &pair[1];
    return NULL;
}

static uint32_t auxiliary(uint32_t key) {
    const uint32_t *value = find_auxiliary(key);
    CHECK(value != NULL, "the auxiliary vector has no entry %u", key);
    return value == NULL ? 0 : *value;
}

static void check_auxiliary_vector(void) {
    CHECK(auxiliary(AT_PAGESZ) == 4096, "AT_PAGESZ is %u", auxiliary(AT_PAGESZ));
    CHECK(auxiliary(AT_PHENT) == PROGRAM_HEADER_BYTES, "AT_PHENT is %u", auxiliary(AT_PHENT));
    CHECK(auxiliary(AT_ENTRY) == (uint32_t)_start, "AT_ENTRY is %#x", auxiliary(AT_ENTRY));
    /* The ELF header is mapped with the text: it tells where the program headers are, and how many. */
    const char *header = (const char *)0x08048000;
    uint32_t offset;
    uint16_t count;
    memcpy(&offset, header + 28, sizeof offset);
    memcpy(&count, header + 44, sizeof count);
    CHECK(auxiliary(AT_PHDR) == (uint32_t)header + offset, "AT_PHDR is %#x", auxiliary(AT_PHDR));
    CHECK(auxiliary(AT_PHNUM) == count, "AT_PHNUM is %u, not %u", auxiliary(AT_PHNUM), count);
    const volatile char *bytes = (const volatile char *)auxiliary(AT_RANDOM);
    if (bytes != NULL)
        CHECK((bytes[0] | bytes[15] | 1) != 0, "the 16 bytes of AT_RANDOM cannot be read");
}

/* The program again, as exec started it: new <pid> <parent> <descriptor kept> <descriptor closed> <child> "" "two
 * words" */
static void check_new_image(int argc, char **argv) {
    REQUIRE(argc == 9, "%d arguments, not 9", argc);
    CHECK(argv[9] == NULL, "argv does not end with NULL");
    CHECK(strcmp(argv[7], "") == 0 && strcmp(argv[8], "two words") == 0, "arguments \"%s\" and \"%s\"", argv[7],
          argv[8]);
    CHECK(initialised == 1 && zeroed == 0, "the old image's data are still there");
    CHECK(getpid() == atoi(argv[2]), "the pid is %d, not %s", getpid(), argv[2]);
    CHECK(getppid() == atoi(argv[3]), "the parent is %d, not %s", getppid(), argv[3]);

    CHECK(environ[0] != NULL && strcmp(environ[0], "COLOUR=blue") == 0, "the first word of the environment");
    CHECK(environ[1] != NULL && strcmp(environ[1], "EMPTY=") == 0, "the second word of the environment");
    CHECK(environ[2] == NULL, "the environment does not end after two words");
    CHECK(environ == argv + argc + 1, "the environment does not follow argv");
    check_auxiliary_vector();

    char name[PROCESS_NAME_BYTES] = "";
    CHECK(prctl(PR_GET_NAME, name) == 0 && strcmp(name, "exec") == 0, "the process is called \"%s\"", name);
    char magic[4] = "";
    CHECK(read(atoi(argv[4]), magic, 3) == 3 && strcmp(magic, "ELF") == 0,
          "the open file did not keep its position: \"%s\"", magic);
    CHECK(close(atoi(argv[5])) == -1 && errno == EBADF, "a descriptor with O_CLOEXEC is open");
    check_child(atoi(argv[6]), CHILD_STATUS);
}

static char *number(int value) {
    char text[16];
    snprintf(text, sizeof text, "%d", value);
    return strdup(text);
}

static char *path;
static pid_t parent;

static void exec_with_everything(void) {
    initialised = 2, zeroed = 2;
    char first;
    int kept = open(path, O_RDONLY), closed = open(path, O_RDONLY | O_CLOEXEC);
    CHECK(kept >= 0 && closed >= 0 && read(kept, &first, 1) == 1, "open or read of %s failed", path);
    pid_t child = fork();
    if (child == 0)
        _exit(CHILD_STATUS);
    char *argv[] = {
        "exec",      "new", number(getpid()), number(parent), number(kept), number(closed), number(child), "",
        "two words", NULL};
    char *environment[] = {"COLOUR=blue", "EMPTY=", NULL};
    execve(path, argv, environment);
    REQUIRE(false, "execve: %s", strerror(errno));
}

static void exec_with_little(void) {
    char *argv[] = {"exec", "little", NULL};
    char *environment[] = {NULL};
    execve(path, argv, environment);
    REQUIRE(false, "execve: %s", strerror(errno));
}

/* A hundred arguments of a hundred bytes, over more than one page. */
static void exec_with_much(void) {
    char *argv[103] = {"exec", "much"};
    for (int i = 2; i < 102; i++) {
        argv[i] = malloc(101);
        memset(argv[i], 'a' + i % 26, 100);
        argv[i][100] = '\0';
    }
    execve(path, argv, (char *[]){NULL});
    REQUIRE(false, "execve: %s", strerror(errno));
}

static void check_much(int argc, char **argv) {
    REQUIRE(argc == 102, "%d arguments, not 102", argc);
    for (int i = 2; i < argc; i++)
        CHECK(strlen(argv[i]) == 100 && argv[i][0] == 'a' + i % 26 && argv[i][99] == 'a' + i % 26, "argument %d", i);
}

int main(int argc, char **argv) {
    if (argc > 1) {
        if (strcmp(argv[1], "new") == 0)
            check_new_image(argc, argv);
        else if (strcmp(argv[1], "much") == 0)
            check_much(argc, argv);
        else
            CHECK(argc == 2 && environ[0] == NULL, "%d arguments, and an environment", argc);
        return check_result();
    }
    path = (char *)own_path(argv);
    parent = getpid();
    CHECK(run(exec_with_everything) == EXITED(0), "exec with everything");
    CHECK(run(exec_with_little) == EXITED(0), "exec with an empty environment");
    CHECK(run(exec_with_much) == EXITED(0), "exec with many arguments");
    return check_result();
}
