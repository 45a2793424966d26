"""A student's way through a term: the first handout, the next lab, a correction (tools/labs/student.py)."""
import re
import shutil
import subprocess

import pytest

from boot import ROOT
from lab_trees import copy_of_the_kernel, make
from tools.labs import catalog, handout, student

MINE = """/* Mine. */
#include <stdio.h>
int main(void) {
    puts("my own");
    return 0;
}
"""
FIRST, SECOND = catalog.find("ready-queue"), catalog.find("semaphores")


def commit(tree):
    subprocess.run(["git", "-c", "user.name=Student", "-c", "user.email=student@localhost", "commit", "-qam", "Mine"],
                   cwd=tree, check=True)
    subprocess.run(["git", "-c", "user.name=Student", "-c", "user.email=student@localhost", "add", "-A"], cwd=tree,
                   check=True)


def write_answer(lab, tree):
    """As an editor on Windows would save it, with a mark in front."""
    for name in lab.files:
        (tree / name).write_bytes(b"\xef\xbb\xbf" + (ROOT / name).read_bytes().replace(b"\n", b"\r\n"))


def runs(tree, *words):
    """make run in the tree; the console."""
    done = make("run", "RUN=race_fixed", *words, tree=tree)
    return done.stdout


def lost(text):
    """What race_fixed has lost in its second line, or None if it did not get there."""
    found = re.search(r"^at the same time.* (\d+)$", text, re.MULTILINE)
    return int(found.group(1)) if found else None


def test_a_term(directory):
    """One test, because each step needs what the one before has built."""
    tree, next_lab, newer = directory / "my kernel", directory / "next", directory / "newer"
    handout.export(FIRST, tree)
    handout.export(SECOND, next_lab)

    text = runs(tree)
    assert "Robin stops here: round_robin_set_quantum is still to be written" in text and lost(text) is None
    assert "warning" not in text
    assert "test_ready_queue" in (done := make("unit", tree=tree)).stdout and done.returncode != 0

    write_answer(FIRST, tree)
    text = runs(tree)
    assert lost(text) == 0 and "Robin stops here" not in text and "warning" not in text
    assert make("unit", tree=tree).returncode == 0

    # What later labs ask for is linked from an object, whose functions have names.
    names = subprocess.run(["nm", "build/labs/ready-queue/robin.elf"], cwd=tree, stdout=subprocess.PIPE, text=True)
    assert " T semaphore_P\n" in names.stdout

    # The next lab does not come over what is not committed; then it does.
    assert "not committed" in make("add-lab", "LAB=4", f"FROM={next_lab}", tree=tree).stdout
    commit(tree)
    done = make("add-lab", "LAB=semaphores", f"FROM={next_lab}", tree=tree)
    assert done.returncode == 0 and "Yours to write: kernel/sync/semaphore.c" in done.stdout, done.stdout
    for name in FIRST.files:  # mine is as it was; the reference's is beside it
        assert (tree / name).read_bytes().startswith(b"\xef\xbb\xbf")
        assert (tree / "reference" / name).read_bytes() == (ROOT / name).read_bytes()

    # A mistake in an earlier lab matters to that lab, and to `make mine`, only.
    broken = tree / FIRST.files[0]
    broken.write_text("this is not C\n")
    text = runs(tree)
    assert "Robin stops here: semaphore_init is still to be written" in text
    assert "this is not C" in make("mine", "RUN=race_fixed", tree=tree).stdout
    assert "this is not C" in runs(tree, "LAB=ready-queue")
    write_answer(FIRST, tree)
    write_answer(SECOND, tree)
    for words in ([], ["LAB=2"], ["MINE=1"]):
        assert lost(runs(tree, *words)) == 0, words

    # A correction: what the kernel's tree has changed comes, what is mine stays, what is gone there goes.
    root = copy_of_the_kernel(directory / "kernel")
    with (root / "docs" / "boot.md").open("a") as page:
        page.write("\nCorrected.\n")
    (root / "docs" / "decisions.md").unlink()
    handout.export(SECOND, newer, root=root)
    shutil.rmtree(root)
    (tree / "user/programs/mine.c").write_text(MINE)
    commit(tree)
    commit(tree)
    done = make("update", f"FROM={newer}", tree=tree)
    assert done.returncode == 0, done.stdout
    assert (tree / "docs" / "boot.md").read_text().endswith("Corrected.\n")
    assert not (tree / "docs" / "decisions.md").exists()
    assert "\nmy own\n" in make("run", "RUN=mine", tree=tree).stdout
    assert (tree / SECOND.files[0]).read_bytes().startswith(b"\xef\xbb\xbf")
    assert lost(runs(tree)) == 0 and lost(runs(tree, "LAB=2")) == 0

    # A changed header is named: the objects below reference/ do not know of it.
    with (tree / "kernel/proc/pcb.h").open("a") as header:
        header.write("/* and more */\n")
    assert "kernel/proc/pcb.h is not the one that reference/ was compiled with" in runs(tree)

    assert "make test is for the kernel itself" in make("test", tree=tree).stdout


@pytest.fixture
def tree(directory):
    handout.export(SECOND, directory / "tree")
    return directory / "tree"


@pytest.mark.parametrize("words, message", [
    (["update"], "From where? FROM=folder"),
    (["update", "FROM=/nowhere"], "student: /nowhere is not a tree that make handout has made"),
    (["update", f"FROM={ROOT}"], "is not a tree that make handout has made"),
    (["add-lab", "LAB=4", "FROM=."], "student: lab 4-semaphores is here already"),
    (["add-lab", "LAB=9", "FROM=."], "student: There is no lab 9. There are: 4-semaphores"),
    (["handout", "LAB=4", "DIR=other"], "make handout is for the kernel itself"),
    (["LAB=9"], "There is no lab 9. There are: 4-semaphores"),
])
def test_a_wrong_request_gets_one_clear_line(tree, words, message):
    done = make(*words, tree=tree)
    assert done.returncode != 0 and message in done.stdout
    assert len([line for line in done.stdout.splitlines() if not line.startswith(("make", "labs/labs.mk"))]) <= 1


def test_a_lab_of_another_kind_of_tree(tree, directory):
    handout.export(FIRST, directory / "first")
    with pytest.raises(student.StudentError, match="has lab 2-ready-queue, which is not here"):
        student.update(directory / "first", tree)
    assert not list(tree.glob("reference/kernel/sched"))
