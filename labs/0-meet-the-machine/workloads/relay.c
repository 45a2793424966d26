/* The program that the questions about gdb are about, for the grader's archive. */
#include "user/programs/relay.c"
