/* The file tree.
 * Sources: tests/unit/host_file_tree.c */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "kernel/abi/errno.h"
#include "tests/unit/host_file_tree.h"
#include <stdlib.h>
#include <string.h>

static const struct file_operations file, other_file;

static struct file_node *add_file(const char *path) {
    int error = 0;
    struct file_node *node = file_tree_add(path, false, &file, &error);
    assert_non_null(node);
    return node;
}

static struct file_node *add_directory(const char *path) {
    int error = 0;
    struct file_node *node = file_tree_add(path, true, &directory_operations, &error);
    assert_non_null(node);
    return node;
}

static int start(void **state) {
    (void)state;
    host_file_tree_start();
    return 0;
}

static int start_with_files(void **state) {
    start(state);
    add_file("bin/sh");
    add_file("bin/echo");
    add_file("share/help/sh");
    add_directory("empty");
    return 0;
}

static void check_found(const char *path, const char *name, bool is_directory) {
    int error = 0;
    const struct file_node *node = file_tree_find(path, &error);
    assert_non_null(node);
    assert_string_equal(node->name, name);
    assert_int_equal(node->is_directory, is_directory);
}

static void check_not_found(const char *path, int expected_error) {
    int error = 0;
    assert_null(file_tree_find(path, &error));
    assert_int_equal(error, expected_error);
}

static void check_refused(const char *path, bool is_directory, int expected_error) {
    int error = 0;
    assert_null(file_tree_add(path, is_directory, &file, &error));
    assert_int_equal(error, expected_error);
}

static void test_root(void **state) {
    (void)state;
    int error = 0;
    const struct file_node *root = file_tree_find("/", &error);
    assert_true(root->is_directory);
    assert_ptr_equal(root->parent, root);
    assert_null(root->first_child);
    assert_int_equal(file_tree_count(), 0);
    assert_string_equal(host_file_tree_text(), "");
}

static void test_directories_on_the_way_are_made(void **state) {
    (void)state;
    assert_string_equal(host_file_tree_text(), "bin/ bin/sh= bin/echo= share/ share/help/ share/help/sh= empty/");
    assert_int_equal(file_tree_count(), 3);
}

static void test_new_nodes(void **state) {
    (void)state;
    struct file_node *node = add_file("bin/sh");
    assert_ptr_equal(node->operations, &file);
    assert_null(node->first_child);
    assert_null(node->data);
    assert_int_equal(node->size, 0);
    assert_ptr_equal(node->parent->operations, &directory_operations); /* made on the way */
    struct file_node *root = node->parent->parent;
    assert_ptr_equal(root->parent, root);
    struct file_node *second = add_file("second"), *directory = add_directory("third");
    const uint32_t numbers[] = {root->number, node->parent->number, node->number, second->number, directory->number};
    for (size_t i = 0; i < 5; i++) {
        assert_int_not_equal(numbers[i], 0);
        for (size_t j = 0; j < i; j++) {
            assert_int_not_equal(numbers[i], numbers[j]);
        }
    }
}

static void test_find(void **state) {
    (void)state;
    check_found("/bin/sh", "sh", false);
    check_found("bin/sh", "sh", false); /* from the root, too */
    check_found("//bin///sh", "sh", false);
    check_found("./bin/./sh", "sh", false);
    check_found("bin/../bin/sh", "sh", false);
    check_found("/../../bin/sh", "sh", false); /* above the root is the root */
    check_found("share/help/../../bin/echo", "echo", false);
    check_found("share/help", "help", true);
    check_found("share/help/", "help", true);
    check_found("share/help/.", "help", true);
    check_found("share/help//", "help", true);
    check_found("share/help/..", "share", true);
    check_found("empty", "empty", true);
    check_found("/", "", true);
    check_found("///", "", true);
    check_found(".", "", true);
    check_found("..", "", true);
    check_found("bin/..", "", true);
}

static void test_find_nothing(void **state) {
    (void)state;
    check_not_found("", -ENOENT);
    check_not_found("sh", -ENOENT);
    check_not_found("bin/s", -ENOENT); /* neither a part of a name ... */
    check_not_found("bin/sh2", -ENOENT);
    check_not_found("bin/SH", -ENOENT);
    check_not_found("bin/...", -ENOENT); /* ... nor anything else with dots */
    check_not_found("bin/.sh", -ENOENT);
    check_not_found("nothing/..", -ENOENT);
    check_not_found("empty/sh", -ENOENT);
    check_not_found("bin/nothing/", -ENOENT);
}

static void test_a_file_is_no_directory(void **state) {
    (void)state;
    check_not_found("bin/sh/", -ENOTDIR);
    check_not_found("bin/sh//", -ENOTDIR);
    check_not_found("bin/sh/.", -ENOTDIR);
    check_not_found("bin/sh/..", -ENOTDIR);
    check_not_found("bin/sh/x", -ENOTDIR);
}

static void test_paths_to_add_are_taken_as_paths_to_find(void **state) {
    (void)state;
    struct file_node *console = add_file("/dev/console");
    assert_ptr_equal(add_file("dev/console"), console);
    assert_ptr_equal(add_file("./dev/./console"), console);
    assert_ptr_equal(add_file("//dev//console"), console);
    assert_ptr_equal(add_directory("dev/"), console->parent);
    assert_ptr_equal(add_directory("./"), console->parent->parent);
    assert_string_equal(host_file_tree_text(), "dev/ dev/console=");
    assert_int_equal(file_tree_count(), 1);
}

static void test_adding_again_keeps_the_node(void **state) {
    (void)state;
    int error = 0;
    struct file_node *sh = add_file("bin/sh");
    assert_ptr_equal(file_tree_add("bin/sh", false, &other_file, &error), sh);
    assert_ptr_equal(sh->operations, &other_file);
    add_directory("bin");
    check_found("bin/sh", "sh", false);
    assert_int_equal(file_tree_count(), 3);
}

static void test_what_cannot_be_added(void **state) {
    (void)state;
    check_refused("bin/sh/x", false, -ENOTDIR);
    check_refused("bin/sh", true, -ENOTDIR);
    check_refused("bin", false, -ENOTDIR);
    check_refused("", false, -ENOTDIR); /* the root */
    check_refused("/", false, -ENOTDIR);
    check_refused("../x", false, -EINVAL);
    check_refused("bin/..", true, -EINVAL);
    test_directories_on_the_way_are_made(state); /* nothing has changed */
}

static void test_the_longest_name(void **state) {
    (void)state;
    char name[FILE_NAME_BYTES + 1];
    memset(name, 'n', sizeof name);
    name[FILE_NAME_BYTES - 1] = '\0';
    add_file(name);
    check_found(name, name, false);
    name[FILE_NAME_BYTES - 1] = 'n';
    name[FILE_NAME_BYTES] = '\0';
    check_refused(name, false, -ENAMETOOLONG);
    check_not_found(name, -ENOENT);
}

static void test_memory_full(void **state) {
    for (int left = 0; left < 3; left++) {
        start(state);
        host_heap_left = left;
        check_refused("a/b/c", false, -ENOMEM);
        assert_int_equal(file_tree_count(), 0);
        host_heap_left = -1;
        add_file("a/b/c");
        assert_string_equal(host_file_tree_text(), "a/ a/b/ a/b/c=");
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(test_root, start),
        cmocka_unit_test_setup(test_directories_on_the_way_are_made, start_with_files),
        cmocka_unit_test_setup(test_new_nodes, start),
        cmocka_unit_test_setup(test_find, start_with_files),
        cmocka_unit_test_setup(test_find_nothing, start_with_files),
        cmocka_unit_test_setup(test_a_file_is_no_directory, start_with_files),
        cmocka_unit_test_setup(test_paths_to_add_are_taken_as_paths_to_find, start),
        cmocka_unit_test_setup(test_adding_again_keeps_the_node, start_with_files),
        cmocka_unit_test_setup(test_what_cannot_be_added, start_with_files),
        cmocka_unit_test_setup(test_the_longest_name, start),
        cmocka_unit_test_setup(test_memory_full, start),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
