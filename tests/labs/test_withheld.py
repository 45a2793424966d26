"""The search for what a student's tree must not hold (tools/labs/withheld.py), on trees made by hand."""
from tools.labs import withheld

SECRET = """
#include "kernel/lib/panic.h"
int semaphore_P(struct semaphore *semaphore) {
    if (semaphore->value > 0) {
        semaphore->value--; /* there was one */
    } else {
        result = block(&semaphore->waiters);
    }
}
"""
HEADER = "/* Takes a unit. */\nint semaphore_P(struct semaphore *semaphore);\n"


def search(directory, name, text, given=(HEADER,)):
    path = directory / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return withheld.search(directory, [withheld.Withheld("secret.c", SECRET, given)])


def test_a_run_of_twelve_is_found(directory):
    found = search(directory, "docs/page.md", "one\ntwo > 0) { semaphore->value--; } else { three\n"
                   "    if (semaphore->value > 0) {\n        semaphore->value--;\n")
    assert [(find.file, find.line, find.name) for find in found] == [("docs/page.md", 3, "secret.c")]


def test_eleven_are_not(directory):
    assert search(directory, "page.md", "if (semaphore->value > 0) {\n semaphore->") == []


def test_neither_layout_nor_comment_marks_hide_it(directory):
    hidden = "/*if(semaphore->value>0){\n * semaphore->value--;\n *\n * there was one\n */"
    assert len(search(directory, "page.c", hidden)) == 1


def test_words_of_a_comment_count(directory):
    assert len(search(directory, "page.md", "semaphore->value--; there was one } else { result = block()")) == 1


def test_an_object_is_searched_too(directory):
    text = b"\x7fELF\0\0" + b"if (semaphore->value > 0) { semaphore->value--;" + b"\0\xff\xfe"
    assert len(search(directory, "reference/a.o", text)) == 1


def test_git_s_own_folder_is_not(directory):
    assert search(directory, ".git/x", SECRET) == []


def test_what_the_header_gives_is_no_find(directory):
    starter = "int semaphore_P(struct semaphore *semaphore) {\n    not_written();\n}\n"
    assert search(directory, "starter.c", starter) == []
    body = "    if (semaphore->value > 0) {\n        semaphore->value--;\n"
    assert len(search(directory, "starter.c", starter.replace("    not_written();\n", body))) == 1
    assert search(directory, "starter.c", starter.replace("    not_written();\n", body[:-10])) == []


def test_the_rules_of_a_table_are_no_find(directory):
    (directory / "page.md").write_text("one.\n\n| | | |\n|---|---|---|\n| a | b | c |\n")
    assert withheld.search(directory, [withheld.Withheld("other.md", "two.\n\n| | | |\n|---|---|---|\n| d |\n")]) == []


def test_includes_are_no_find(directory):
    lines = "".join(f'#include "kernel/lib/{name}.h"\n' for name in "abcdefgh")
    lines += "".join(f"from tools.{name} import {name}, {name}{name}  # and more\n" for name in "abcdefgh")
    (directory / "page.c").write_text(lines)
    assert withheld.search(directory, [withheld.Withheld("other.c", lines)]) == []
