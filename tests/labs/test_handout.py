"""What a student gets (tools/labs/handout.py): nothing that is withheld, all that is needed, the same bytes each time."""
import difflib
import filecmp
import os
import re
import shutil
import subprocess

import pytest

from boot import ROOT
from lab_trees import LABS, copy_of_the_kernel, make
from tools.grader.lab import grading_of
from tools.labs import catalog, handout, withheld

PRIVATE = ("starter", "solutions", "mutants", "hidden", "twists", "instructor.md")


def twists():
    return [(lab, path.name) for lab in LABS for path in sorted(lab.folder.glob("twists/*"))]


@pytest.fixture(scope="module")
def trees(tmp_path_factory):
    """trees(lab, twist): the exported tree, made once."""
    made = {}

    def tree_of(lab, twist=""):
        if (lab.id, twist) not in made:
            folder = tmp_path_factory.mktemp("handouts") / lab.id
            handout.export(lab, folder, twist)
            made[lab.id, twist] = folder
        return made[lab.id, twist]

    return tree_of


each_lab = pytest.mark.parametrize("lab", LABS, ids=lambda lab: lab.name)
each_handout = pytest.mark.parametrize("lab, twist", [(lab, "") for lab in LABS] + twists(),
                                       ids=lambda value: value if isinstance(value, str) else value.name)


def secrets(lab):
    """Every text that a handout of this lab must not hold: this lab's and later labs' reference, and all that lies in
    their private folders but the starters."""
    found = []
    for each in LABS:
        if each.number < lab.number:
            continue
        starters = [path.read_text("utf-8") for path in withheld.files_below(each.folder / "starter")]
        starters += [path.read_text("utf-8") for path in each.folder.glob("*.py")]  # what checks and runs look like
        for name in each.sources:
            header = (ROOT / name).with_suffix(".h")
            given = [header.read_text("utf-8")] if header.exists() else []
            found.append(withheld.Withheld(name, (ROOT / name).read_text("utf-8"),
                                           [*given, each.settings.get("given", "")]))
            starters += given
        for name in PRIVATE[1:]:
            paths = [each.folder / name] if (each.folder / name).is_file() else \
                withheld.files_below(each.folder / name)
            found += [withheld.Withheld(str(path), path.read_text("utf-8"), starters) for path in paths
                      if path.suffix in (".c", ".py") or path.name == "instructor.md"]
    return found


@each_handout
def test_nothing_withheld_is_in_it(lab, twist, trees):
    found = withheld.search(trees(lab, twist), secrets(lab))
    assert found == [], "\n".join(map(str, found))


@each_lab
def test_the_search_would_find_it(lab, trees, directory):
    """In a document, and in an object: a few lines from the middle of a withheld file."""
    text = (ROOT / (lab.sources or LABS[-1].sources)[0]).read_text("utf-8")
    lines = text.splitlines()
    part = "\n".join(lines[len(lines) * 2 // 3 - 6:len(lines) * 2 // 3 + 6])
    (directory / "page.md").write_text(f"So it begins:\n\n{part}\n")
    (directory / "a.o").write_bytes(b"\x7fELF\0" + part.encode() + b"\0")
    assert {find.file for find in withheld.search(directory, secrets(lab))} == {"page.md", "a.o"}


@each_lab
def test_the_files_are_what_they_have_to_be(lab, trees):
    tree = trees(lab)
    for each in LABS:
        for name in each.files:
            compiled = tree / "reference" / os.path.splitext(name)[0]
            if each == lab:
                assert (tree / name).read_bytes() == (lab.folder / "starter" / name).read_bytes()
            elif each.number > lab.number:
                assert not (tree / name).exists()
                names = subprocess.run(["nm", f"{compiled}.o"], stdout=subprocess.PIPE, text=True, check=True).stdout
                assert " T " in names, name
            elif name in each.sources:
                assert (tree / name).read_bytes() == (ROOT / name).read_bytes()
    for name in PRIVATE:
        assert list(tree.rglob(name)) == []
    assert (tree / "labs" / lab.id / "lab.toml").exists() and not (tree / "tests" / "mutants").exists()


@each_lab
def test_links_lead_to_what_is_there(lab, trees):
    for page in trees(lab).rglob("*.md"):
        for link in re.findall(r"\]\(([^)#]+)", page.read_text("utf-8")):
            assert link.startswith("http") or (page.parent / link).exists(), f"{page}: {link}"


@each_lab
def test_help_lists_what_works_there(lab, trees):
    listed = set(re.findall(r"^  ([a-z-]+) ", make("help", tree=trees(lab)).stdout, re.MULTILINE))
    assert {"run", "grade", "add-lab", "update", "mine"} <= listed
    assert not listed & {"test", "handout", "gradescope", "pictures"}
    assert ("questions" in listed) == (lab.number == 0)


@each_lab
def test_it_is_a_repository_of_one_commit(lab, trees):
    def git(*words):
        return subprocess.run(["git", "--no-optional-locks", *words], cwd=trees(lab), stdout=subprocess.PIPE, text=True,
                              check=True).stdout.splitlines()

    assert len(git("rev-list", "--all")) == 1
    assert git("status", "--porcelain") == []
    loose = git("count-objects")[0].split()[0]
    assert len(git("rev-list", "--objects", "--all")) == int(loose)  # and no object but that commit's


def compare(left, right):
    """The names of files that are not the same in both folders."""
    compared = filecmp.dircmp(left, right, ignore=[], hide=[])
    names = compared.left_only + compared.right_only
    names += filecmp.cmpfiles(left, right, compared.common_files, shallow=False)[1]
    names += [name for name in compared.common_files
              if os.access(os.path.join(left, name), os.X_OK) != os.access(os.path.join(right, name), os.X_OK)]
    for name in compared.common_dirs:
        names += [f"{name}/{each}" for each in compare(os.path.join(left, name), os.path.join(right, name))]
    return names


each_twist = pytest.mark.parametrize("lab, twist", twists(),
                                     ids=lambda value: value if isinstance(value, str) else value.name)


@each_twist
def test_a_twist_is_another_contract(lab, twist, trees, directory):
    """Its own solution is right there, and the public reference is not."""
    tree = directory / "tree"
    shutil.copytree(trees(lab, twist), tree)
    assert "Your contract is another one" in (tree / "labs" / lab.id / "README.md").read_text("utf-8")
    assert catalog.find(lab.name, tree).settings["twist"] == twist
    goal = ["unit"] if (lab.folder / "unit").exists() else ["run", "RUN=orphan"]
    for folder, is_right in ((lab.folder / "twists" / twist / "solution", True), (ROOT, False)):
        for name in lab.files:
            shutil.copyfile((folder if (folder / name).exists() else ROOT) / name, tree / name)
        done = make(*goal, tree=tree)
        assert (done.returncode == 0) == is_right, done.stdout
        assert "FAILED" in done.stdout or is_right  # it compiles, and is found to be wrong


@each_twist
def test_what_a_twisted_handout_says_is_so(lab, twist, trees):
    """Of points; and the starters, which are the same with each twist, say nothing of what a twist changes."""
    tree, graded = trees(lab, twist), grading_of(lab, twist)
    points = [sum(each.points for each in graded.properties.values() if each.more == is_more)
              for is_more in (False, True)]
    assert graded.milestones == ()
    for name in ("README.md", "README.zh-CN.md"):
        paragraphs = (tree / "labs" / lab.id / name).read_text("utf-8").partition("\n## ")[0].strip().split("\n\n")
        assert [int(number) for number in re.findall(r"\d+", paragraphs[-1])] == pytest.approx(points)
    for name in lab.files:
        assert re.findall(r"full slice:|\binit\b|longest|wait_queue_block", (tree / name).read_text("utf-8")) == []


@pytest.mark.parametrize("was, becomes, is_refused", [("5\n", "6\n", True), ("/* Round", "/* Square", False)])
def test_a_twist_changes_no_code_that_is_graded(was, becomes, is_refused, directory):
    root, name = copy_of_the_kernel(directory / "kernel"), "kernel/sched/round_robin.h"
    usual = (root / name).read_text("utf-8")
    patch = difflib.unified_diff(usual.splitlines(True), usual.replace(was, becomes, 1).splitlines(True),
                                 f"a/{name}", f"b/{name}")
    lab = catalog.find("semaphores", root)
    (lab.folder / "twists/latest/contract.patch").write_text("".join(patch), "utf-8")
    if is_refused:
        with pytest.raises(handout.HandoutError, match=f"changes what the grader takes as it is: {name}"):
            handout.apply_twist(lab, "latest", root)
    else:
        handout.apply_twist(lab, "latest", root)
        assert becomes in (root / name).read_text("utf-8")


def test_the_same_input_makes_the_same_bytes(trees, directory):
    """Also the objects, and what is git's."""
    for lab in LABS[-2:]:
        again = directory / "somewhere else" / lab.id
        again.parent.mkdir(exist_ok=True)
        handout.export(lab, again)
        assert compare(trees(lab), again) == []
    (again / "README.md").write_text("another\n")
    assert compare(trees(lab), again) == ["README.md"]


def test_a_tree_that_gives_it_away_is_not_exported(directory):
    root = copy_of_the_kernel(directory / "kernel")
    with (root / "docs" / "boot.md").open("a") as page:
        page.write((root / "kernel/sync/semaphore.c").read_text())
    lab = catalog.find("semaphores", root)
    with pytest.raises(handout.HandoutError, match="docs/boot.md:.* has what kernel/sync/semaphore.c has"):
        handout.export(lab, directory / "out", root=root)
    assert not (directory / "out").exists() and not (directory / "out.new").exists()


def test_a_folder_that_is_not_empty_stays_as_it_is(directory):
    (directory / "file").write_text("mine")
    with pytest.raises(handout.HandoutError, match="is not empty"):
        handout.export(LABS[-1], directory)
    assert [path.name for path in directory.iterdir()] == ["file"]
