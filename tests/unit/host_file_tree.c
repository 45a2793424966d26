#include "tests/unit/host_file_tree.h"
#include "kernel/io/file_tree.c"
#include <stdio.h>
#include <stdlib.h>

enum { TEXT_BYTES = 16384 };

const struct file_operations directory_operations, regular_file_operations;

int host_heap_left;

void *heap_allocate(size_t bytes) {
    return host_heap_left-- == 0 ? NULL : calloc(1, bytes);
}

static void free_children(struct file_node *directory) {
    struct file_node *child = directory->first_child;
    while (child) {
        struct file_node *next = child->next_sibling;
        free_children(child);
        free(child);
        child = next;
    }
    directory->first_child = NULL;
}

void host_file_tree_start(void) {
    free_children(&root);
    last_number = 1;
    file_count = 0;
    host_heap_left = -1;
}

static void print_children(FILE *to, const struct file_node *directory, const char *path) {
    for (const struct file_node *child = directory->first_child; child; child = child->next_sibling) {
        char name[PATH_BYTES * 2];
        snprintf(name, sizeof name, "%s%s%s", path, child->name, child->is_directory ? "/" : "=");
        fprintf(to, "%s%s%.*s", ftell(to) > 0 ? " " : "", name, (int)child->size, (const char *)child->data);
        print_children(to, child, name);
    }
}

const char *host_file_tree_text(void) {
    static char text[TEXT_BYTES];
    FILE *to = fmemopen(text, sizeof text, "w");
    print_children(to, &root, "");
    fputc('\0', to);
    fclose(to);
    return text;
}
