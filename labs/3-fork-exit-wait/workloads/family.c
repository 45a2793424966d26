/* family - plays episodes of fork, exit and wait
 *
 * Usage: family EPISODE...
 *
 * An episode is who plays it (0: a new process; 1: this one, which the kernel
 * has started as init), a colon, and letters. They are played in turn; what
 * they find out becomes a mark in the trace.
 *
 *   F[...]     fork; the child plays what is between the brackets, and ends
 *   R[...]     the same, called with a value of its own in each register
 *   X3         end with status 3; at the end of the letters it is 0
 *   D          end by a page fault
 *   W          wait: a for any child, 0 to 9 for the child with this number, g
 *              for our own group, G0 for that of child 0, s for ourselves, p for
 *              our parent, o for our sibling that came before us; and then, as
 *              it may be, n for WNOHANG, u for WUNTRACED, x for an unknown option
 *   K0 S0 C0   kill, stop, continue child 0
 *   Z          stop ourselves
 *   L J        enter a group of our own, enter that of the sibling before us
 *   P V3       wait at the gate; let three through it
 *   Y3 B3      sleep, compute, for three ticks of a hundredth of a second
 *   b3         have the kernel compute, until it has used three ticks for us
 *   A M        ask who our parent is; look whether our memory is our own
 *   O o q      open what a child is to share; use it in the child; look at it
 *   T3 H3 N3   touch pages, open files, create semaphores: three of them
 *   E[...]     exec this program, which plays what is between the brackets
 *   r9[...]    play what is between the brackets nine times
 *   f0         mark how much memory and how many processes there are, number 0
 *   U          fork until fork fails; the children end; wait for all of them
 *   I          fork with a failing first allocation, second, ... until it works
 *
 * An episode 0 that does not end is ended: whoever still plays is killed. */
#include <fcntl.h>
#include <robin.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/sysinfo.h>
#include <sys/times.h>
#include <sys/wait.h>
#include <unistd.h>

#include "user/lib/system_call.h"

#define CHILDREN_MAX 40
#define TICK_MICROSECONDS 10000
#define TICK_ROUNDS 400000 /* of the loop that computes: a little more than a tick of 100 Hz */
#define EPISODE_TICKS 100
#define FAILURES_MAX 200
#define PAGE_BYTES 4096
#define UNKNOWN_OPTION 8
#define SELF "/lab/family"
#define SHARED_FILE "/bin/init"
#define SHARED_BYTES 4
#define READ_BYTES 16384
#define READS_MAX 2000

static pid_t children[CHILDREN_MAX];
static int child_count;
static pid_t older_sibling;
static int gate;
static volatile bool *is_over; /* shared by all: the player of an episode 0 has ended it */

/* Memory of three kinds, each with the pid of the process whose it should be. */
static volatile pid_t own_data;
static volatile pid_t *own_heap, *own_stack;

static int shared_file, shared_semaphore;

/* --- fork --- */

/* For the assembly below: what fork has left in ebx, ecx, edx, esi, edi, ebp; how far off esp is; and eflags. */
uint32_t registers[6], esp_before, esp_change, flags_after;
int fork_with_registers(void);
#define FLAGS 0xcd5 /* carry, parity, adjust, zero, sign, direction, overflow: all set */

__asm__(".text\n"
        "fork_with_registers:\n"
        "    pushal\n"
        "    movl $0x11111111, %ebx\n"
        "    movl $0x22222222, %ecx\n"
        "    movl $0x33333333, %edx\n"
        "    movl $0x44444444, %esi\n"
        "    movl $0x55555555, %edi\n"
        "    movl $0x66666666, %ebp\n"
        "    movl %esp, esp_before\n"
        "    pushl $0xcd5\n"
        "    popfl\n"
        "    movl $2, %eax\n" /* SYS_fork */
        "    int $0x80\n"
        "    movl %ebx, registers\n"
        "    movl %ecx, registers+4\n"
        "    movl %edx, registers+8\n"
        "    movl %esi, registers+12\n"
        "    movl %edi, registers+16\n"
        "    movl %ebp, registers+20\n"
        "    pushfl\n"
        "    popl flags_after\n"
        "    cld\n"
        "    movl %esp, %ebx\n"
        "    subl esp_before, %ebx\n"
        "    movl %ebx, esp_change\n"
        "    movl %eax, 28(%esp)\n" /* where popal finds eax */
        "    popal\n"
        "    ret\n");

/* How many registers are not as they were before fork. */
static int wrong_registers(void) {
    int wrong = (esp_change != 0) + ((flags_after & FLAGS) != FLAGS);
    for (uint32_t i = 0; i < 6; i++)
        wrong += registers[i] != 0x11111111 * (i + 1);
    return wrong;
}

/* Does nothing, for ever. */
static void stay(void) {
    for (;;)
        P(gate);
}

static pid_t fork_and_mark(bool with_registers) {
    pid_t pid = with_registers ? fork_with_registers() : fork();
    mark("fork", pid);
    if (with_registers)
        mark("registers", wrong_registers());
    if (pid != 0 && getpid() != own_data)
        stay(); /* the child takes itself for its parent: it must not play its parent's part a second time */
    if (pid == 0) {
        mark("inherited", own_data == *own_heap && own_data == *own_stack ? own_data : -1);
        own_data = *own_heap = *own_stack = getpid();
        older_sibling = child_count > 0 ? children[child_count - 1] : 0;
        child_count = 0;
    } else if (pid > 0 && child_count < CHILDREN_MAX) {
        children[child_count++] = pid;
    }
    return pid;
}

static void look_at_memory(void) {
    mark("memory", own_data == *own_heap && own_data == *own_stack ? own_data : -1);
}

/* --- wait --- */

static int microseconds(struct timeval time) {
    return (int)(time.tv_sec * 1000000 + time.tv_usec);
}

static pid_t wait_and_mark(pid_t which, int options) {
    int status = -1;
    struct rusage usage = {0};
    pid_t pid = wait4(which, &status, options, &usage);
    if (pid > 0) {
        mark("status", status);
        mark("user time", microseconds(usage.ru_utime));
        mark("kernel time", microseconds(usage.ru_stime));
    }
    return pid;
}

/* --- Letters --- */

static int read_number(const char **letters, int otherwise) {
    char *end;
    int number = (int)strtol(*letters, &end, 10);
    if (end == *letters)
        return otherwise;
    *letters = end;
    return number;
}

static pid_t read_child(const char **letters) {
    return children[*(*letters)++ - '0'];
}

/* Behind the bracket that closes the one in front of the letters. */
static const char *after_brackets(const char *letters) {
    for (int depth = 1; depth > 0; letters++)
        depth += (*letters == '[') - (*letters == ']');
    return letters;
}

static void play_wait(const char **letters) {
    pid_t which = 0;
    switch (*(*letters)++) {
    case 'a':
        which = -1;
        break;
    case 'g':
        break;
    case 'G':
        which = -read_child(letters);
        break;
    case 's':
        which = getpid();
        break;
    case 'p':
        which = getppid();
        break;
    case 'o':
        which = older_sibling;
        break;
    default:
        (*letters)--;
        which = read_child(letters);
    }
    int options = 0;
    for (;; (*letters)++) {
        if (**letters == 'n')
            options |= WNOHANG;
        else if (**letters == 'u')
            options |= WUNTRACED;
        else if (**letters == 'x')
            options |= UNKNOWN_OPTION;
        else
            break;
    }
    wait_and_mark(which, options);
}

static void compute(int ticks) {
    for (volatile int rounds = ticks * TICK_ROUNDS; rounds > 0; rounds--)
        ;
}

static void compute_in_the_kernel(int ticks) {
    static char buffer[READ_BYTES];
    struct tms used;
    int file = open(SHARED_FILE, O_RDONLY);
    for (int left = READS_MAX; left > 0 && times(&used) != -1 && used.tms_stime < ticks; left--) {
        lseek(file, 0, SEEK_SET);
        read(file, buffer, sizeof buffer);
    }
    close(file);
}

static void touch_pages(int pages) {
    char *start = sbrk(pages * PAGE_BYTES);
    for (int i = 0; i < pages; i++)
        start[i * PAGE_BYTES] = 1;
    mark("touched", pages);
}

static void open_shared(void) {
    shared_file = open(SHARED_FILE, O_RDONLY);
    shared_semaphore = sem_create(0);
    prctl(PR_SET_NAME, "the family");
}

/* One bit for each thing that fork has shared. */
static void use_shared(void) {
    char bytes[SHARED_BYTES], name[PROCESS_NAME_BYTES] = "";
    prctl(PR_GET_NAME, name);
    mark("shared", (read(shared_file, bytes, sizeof bytes) == SHARED_BYTES) | (V(shared_semaphore) == 0) << 1 |
                       (strcmp(name, "the family") == 0) << 2 | (getpgid(0) == getpgid(getppid())) << 3);
}

static void look_at_shared(void) {
    mark("used", (lseek(shared_file, 0, SEEK_CUR) == SHARED_BYTES) | (try_P(shared_semaphore) == 0) << 1);
}

static void exec_self(const char *letters) {
    char text[256];
    int length = (int)(after_brackets(letters) - letters) - 1;
    snprintf(text, sizeof text, "1:%.*s", length, letters);
    execl(SELF, "family", text, NULL);
    _exit(127);
}

static void mark_resources(int number) {
    struct sysinfo information;
    sysinfo(&information);
    mark("number", number);
    mark("pages", (int)(information.freeram / PAGE_BYTES));
    mark("processes", information.procs);
}

/* --- Failing forks --- */

static void fork_until_it_fails(void) {
    int count = 0;
    for (pid_t pid; (pid = fork()) >= 0; count++) {
        if (pid == 0) {
            P(gate);
            _exit(0);
        }
    }
    mark("forked", count);
    for (int i = 0; i < count; i++)
        V(gate);
    for (int i = 0; i < count; i++)
        wait_and_mark(-1, 0);
}

/* Between the arming and the disarming nothing else may need memory, not even for a copy of the page that our stack is
 * on: so the system calls are made in line, with nothing but registers. */
static pid_t fork_with_failure(int file, int number) {
    char text[16];
    write(file, text, (size_t)snprintf(text, sizeof text, "%d", number));
    pid_t pid = system_call0(SYS_fork);
    if (pid == 0)
        system_call1(SYS_exit, 0);
    system_call3(SYS_write, file, (long)"0", 1);
    return pid;
}

static void fork_with_failures(void) {
    int file = open("/proc/fail", O_RDWR);
    pid_t pid = -1;
    for (int number = 1; pid < 0 && number < FAILURES_MAX; number++) {
        mark_resources(0);
        pid = fork_with_failure(file, number);
        if (pid < 0)
            mark_resources(3);
    }
    close(file);
    wait_and_mark(pid, 0);
}

/* --- Playing --- */

static void play(const char *letters);
__attribute__((noreturn)) static void play_to_the_end(const char *letters);

static void play_letter(char letter, const char **letters) {
    switch (letter) {
    case 'F':
    case 'R': {
        const char *inside = *letters + 1;
        *letters = after_brackets(inside);
        if (fork_and_mark(letter == 'R') == 0)
            play_to_the_end(inside);
        break;
    }
    case 'X':
        _exit(read_number(letters, 0));
    case 'D':
        *(volatile int *)0 = 0;
        break;
    case 'W':
        play_wait(letters);
        break;
    case 'K':
        kill(read_child(letters), SIGKILL);
        break;
    case 'S':
        kill(read_child(letters), SIGSTOP);
        break;
    case 'C':
        kill(read_child(letters), SIGCONT);
        break;
    case 'Z':
        kill(getpid(), SIGSTOP);
        break;
    case 'L':
        setpgid(0, 0);
        break;
    case 'J':
        setpgid(0, older_sibling);
        break;
    case 'P':
        P(gate);
        break;
    case 'V':
        for (int left = read_number(letters, 1); left > 0; left--)
            V(gate);
        break;
    case 'Y':
        usleep((useconds_t)read_number(letters, 1) * TICK_MICROSECONDS);
        break;
    case 'B':
        compute(read_number(letters, 1));
        break;
    case 'b':
        compute_in_the_kernel(read_number(letters, 1));
        break;
    case 'A':
        getppid();
        break;
    case 'M':
        look_at_memory();
        break;
    case 'O':
        open_shared();
        break;
    case 'o':
        use_shared();
        break;
    case 'q':
        look_at_shared();
        break;
    case 'T':
        touch_pages(read_number(letters, 1));
        break;
    case 'H':
        for (int left = read_number(letters, 1); left > 0; left--)
            open(SHARED_FILE, O_RDONLY);
        break;
    case 'N':
        for (int left = read_number(letters, 1); left > 0; left--)
            sem_create(0);
        break;
    case 'E':
        exec_self(*letters + 1);
        break;
    case 'f':
        mark_resources(read_number(letters, 0));
        break;
    case 'r': {
        int left = read_number(letters, 0);
        const char *inside = *letters + 1;
        for (; left > 0; left--)
            play(inside);
        *letters = after_brackets(inside);
        break;
    }
    case 'U':
        fork_until_it_fails();
        break;
    case 'I':
        fork_with_failures();
        break;
    }
}

static void play(const char *letters) {
    while (*letters != '\0' && *letters != ']') {
        char letter = *letters++;
        play_letter(letter, &letters);
    }
}

static void play_to_the_end(const char *letters) {
    play(letters);
    _exit(0);
}

/* In a group of its own, so that all who play can be killed. Nobody waits for it: wait may not work. */
static void play_in_a_new_process(const char *letters) {
    *is_over = false;
    pid_t player = fork_and_mark(false);
    if (player == 0) {
        setpgid(0, 0);
        play(letters);
        *is_over = true;
        _exit(0);
    }
    for (int ticks = 0; player > 0 && !*is_over && ticks < EPISODE_TICKS; ticks++)
        usleep(TICK_MICROSECONDS);
    if (player > 0)
        kill(-player, SIGKILL);
    usleep(TICK_MICROSECONDS);
}

/* As init it has its own name as the first argument, too; the episodes count from the name. */
int main(int argc, char **argv) {
    int name = argc > 1 && argv[1][0] == '/' ? 1 : 0;
    pid_t on_the_stack = getpid();
    own_stack = &on_the_stack;
    own_heap = malloc(sizeof *own_heap);
    own_data = *own_heap = on_the_stack;
    is_over = mmap(NULL, sizeof *is_over, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    gate = sem_create(0);
    for (int i = name + 1; i < argc; i++) {
        if (getpid() == 1)
            mark("episode", i - name);
        child_count = 0;
        if (argv[i][0] == '0')
            play_in_a_new_process(argv[i] + 2);
        else
            play(argv[i] + 2);
    }
    return 0;
}
