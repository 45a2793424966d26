"""Exports a lab: the tree that a student gets.

    tools/labs/handout.py semaphores FOLDER [--twist NAME]

It is the kernel's tree without what is withheld. The lab's files are the starters, in place. What later labs ask for is
there as objects with symbols, below reference/; what earlier labs ask for, as source. The tree is a git repository with
one commit. The same input makes the same bytes.
"""
from __future__ import annotations

import argparse
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Dict, Iterator, List, Optional

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path[0] = str(ROOT)
from tools.grader.lab import grading_of  # noqa: E402  (after the path)
from tools.labs import catalog, headers, student, withheld  # noqa: E402

# What of the tree a student needs: files and folders. What is not here is not exported.
KEPT = (
    ".clang-format", ".devcontainer", ".editorconfig", ".gitattributes", ".gitignore", "LICENSE", "Makefile", "arch",
    "boot", "docs", "kernel", "labs/grade.mk", "labs/labs.mk", "labs/unit.c", "labs/unit.h", "linker.ld",
    "tests/properties.md", "tests/unit/host", "tests/unit/host_panic.c", "tests/unit/host_panic.h",
    "tests/unit/host_sched.c", "tests/unit/host_sched.h", "tools", "user",
)
# And what of these is only for who works on the kernel itself, or teaches.
NOT_KEPT = ("docs/coverage.md", "docs/performance.md", "docs/teaching.md", "docs/testing.md", "tools/grade-class",
            "tools/labs/autograder.py", "tools/labs/demo_class.py", "tools/labs/prove.py")
# What of the lab's own folder.
LAB_KEPT = ("README.md", "README.zh-CN.md", "checks.py", "lab.toml", "pictures", "probe.c", "questions.py", "runs.py",
            "traces", "unit", "workloads")

# What a twist's paragraph ends with, in the handout of each language.
WEIGHTS = {
    "README.md": "The points are others, too: the core brings {core:g}, the second part {more:g}, and there are no\n"
                 "milestones. All else is as it stands here.",
    "README.zh-CN.md": "分数也不同：核心部分 {core:g} 分，其余部分 {more:g} 分，没有里程碑。其余一切照旧。",
}

COMMIT = {
    "GIT_AUTHOR_NAME": "Robin", "GIT_AUTHOR_EMAIL": "robin@localhost", "GIT_AUTHOR_DATE": "2000-01-01T00:00:00Z",
    "GIT_COMMITTER_NAME": "Robin", "GIT_COMMITTER_EMAIL": "robin@localhost",
    "GIT_COMMITTER_DATE": "2000-01-01T00:00:00Z",
    "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1", "GIT_TEMPLATE_DIR": "",
}


class HandoutError(Exception):
    """It cannot be exported; the message says why."""


def run(command: List[str], folder: Path, **variables: str) -> str:
    """Its output. Without the variables of a make around it: the LAB there is none here."""
    environment = {name: value for name, value in os.environ.items()
                   if not name.startswith(("MAKE", "MFLAGS", "GIT_")) and name not in ("BUILD", "LAB", "TWIST", "DIR")}
    done = subprocess.run(command, cwd=folder, env={**environment, **variables}, stdin=subprocess.DEVNULL,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT, encoding="utf-8", errors="replace")
    if done.returncode != 0:
        raise HandoutError(f"{' '.join(command)} failed:\n{done.stdout.strip()}")
    return done.stdout


def is_below(name: str, places: Iterator[str] | tuple) -> bool:
    return any(name == place or name.startswith(place + "/") for place in places)


def tree_files(root: Path) -> List[str]:
    """The files that belong to the tree: all but what git ignores, or what a build and an editor leave."""
    if (root / ".git").exists():
        names = run(["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"], root).split("\0")
        return sorted(name for name in names if name and (root / name).exists())
    return sorted(str(path.relative_to(root)) for path in withheld.files_below(root)
                  if path.relative_to(root).parts[0] != "build" and not path.name.endswith(("~", ".swp", ".orig")))


def copy(root: Path, name: str, tree: Path, to: Optional[str] = None) -> None:
    target = tree / (to or name)
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(root / name, target)
    target.chmod(0o755 if os.access(root / name, os.X_OK) else 0o644)


def code_of(path: Path) -> List[str]:
    """A C file's words without its comments; of a file that is not there, none."""
    return re.sub(r"/\*.*?\*/|//[^\n]*", " ", path.read_text("utf-8"), flags=re.DOTALL).split() if path.exists() else []


def apply_patch(patch: Path, free: tuple, tree: Path) -> None:
    """Of what is not below the folders in `free`, it may change comments only: the grader has the usual files."""
    names = re.findall(r"^(?:---|\+\+\+) [^/\s]+/(\S+)", patch.read_text("utf-8"), re.MULTILINE)
    before = {name: code_of(tree / name) for name in names if not is_below(name, free)}
    run(["patch", "-s", "-f", "-p1", "--fuzz=0", "--no-backup-if-mismatch", "-i", str(patch)], tree)
    for name, code in before.items():
        if code_of(tree / name) != code:
            raise HandoutError(f"{patch} changes what the grader takes as it is: {name}. It may change comments, unit "
                               "tests, user/programs and docs")


def apply_twist(lab: catalog.Lab, twist: str, tree: Path) -> None:
    """Changes the contract, and says so in the handout, before its first section."""
    folder = lab.folder / "twists" / twist
    if not folder.is_dir():
        there = sorted(path.name for path in (lab.folder / "twists").glob("*"))
        raise HandoutError(f"lab {lab.id} has no twist {twist}. It has: {', '.join(there) or 'none'}")
    apply_patch(folder / "contract.patch", (f"labs/{lab.id}/unit", "user/programs", "docs"), tree)
    settings = tree / "labs" / lab.id / "lab.toml"
    settings.write_text(f'twist = "{twist}"\n' + settings.read_text("utf-8"), "utf-8")
    properties = grading_of(lab, twist).properties.values()
    core, more = (sum(each.points for each in properties if each.more == is_more) for is_more in (False, True))
    for name, weights in WEIGHTS.items():
        section, handout = folder / name, tree / "labs" / lab.id / name
        if section.exists() and handout.exists():
            before, mark, after = handout.read_text("utf-8").partition("\n## ")
            own = f"{section.read_text('utf-8').strip()}\n\n{weights.format(core=core, more=more)}"
            handout.write_text(f"{before}\n{own}\n{mark}{after}", "utf-8")


def make_objects(files: List[str], tree: Path) -> None:
    """Compiles these sources of the tree to reference/, without debug information, and removes them."""
    objects = [f"build/{Path(name).with_suffix('.o')}" for name in files]
    if objects:
        run(["make", *objects], tree)
        settings = dict(line.split(" := ", 1) for line in (tree / "build" / "toolchain.mk").read_text().splitlines())
        for name, compiled in zip(files, objects):
            target = tree / "reference" / Path(name).with_suffix(".o")
            target.parent.mkdir(parents=True, exist_ok=True)
            run([*settings["STRIP"].split(), "-g", "-o", str(target), compiled], tree)
            target.chmod(0o644)
            (tree / name).unlink()
        shutil.rmtree(tree / "build")
    (tree / "reference").mkdir(exist_ok=True)
    headers.write(tree)


def release(root: Path) -> str:
    """Which Robin this was exported from."""
    version = (root / "kernel" / "version.h").read_text("utf-8").split('ROBIN_VERSION "')[1].split('"')[0]
    if (root / ".git").exists():
        version += " " + run(["git", "describe", "--always", "--dirty", "--exclude=*"], root).strip()
    return version


def write_student_files(lab: catalog.Lab, root: Path, tree: Path) -> None:
    """The tree's own README.md, what its make has to know, and a list of all that is in it."""
    copy(root, "labs/STUDENT.md", tree, "README.md")
    copy(root, "labs/STUDENT.zh-CN.md", tree, "README.zh-CN.md")
    student.write_settings(tree, release(root), [lab.id], lab.id)
    student.write_manifest(tree, {path.relative_to(tree).as_posix() for path in withheld.files_below(tree)}
                           | student.NEVER_COPIED)


def private_files(folder: Path) -> Iterator[Path]:
    """What is never exported of a lab's folder. (The contract of a twist is: in the headers.)"""
    for name in ("solutions", "mutants", "hidden", "twists", "instructor.md"):
        path = folder / name
        if path.is_file():
            yield path
        elif path.is_dir():
            yield from (file for file in withheld.files_below(path)
                        if file.suffix in (".c", ".py", ".patch") and file.name != "contract.patch")


def given_texts(lab: catalog.Lab, name: str, root: Path, tree: Path) -> List[str]:
    """What a file of a lab may share with what every student has: its header, and what lab.toml says."""
    header = tree / Path(name).with_suffix(".h")
    return [lab.settings.get("given", ""), *([header.read_text("utf-8")] if header.exists() else [])]


def withheld_files(lab: catalog.Lab, root: Path, tree: Path) -> List[withheld.Withheld]:
    """All that a handout of this lab must not hold, not even in part."""
    found = []
    for each in catalog.everything(root):
        is_earlier = each.number < lab.number
        given = {name: given_texts(each, name, root, tree) for name in each.files}
        if not is_earlier:
            found += [withheld.Withheld(name, (root / name).read_text("utf-8"), given[name]) for name in each.sources]
            all_given = [text for texts in given.values() for text in texts]
            all_given += [file.read_text("utf-8") for file in withheld.files_below(each.folder / "starter")]
            all_given += [(each.folder / name).read_text("utf-8") for name in LAB_KEPT if name.endswith(".py")
                          and (each.folder / name).exists()]
            found += [withheld.Withheld(str(path.relative_to(root)), path.read_text("utf-8"), all_given)
                      for path in private_files(each.folder) if path.suffix != ".patch"]
            found += [withheld.Withheld(str(path.relative_to(root)), added_lines(path), all_given)
                      for path in private_files(each.folder) if path.suffix == ".patch"]
    return found


def added_lines(patch: Path) -> str:
    """What a mutant's patch says that the reference does not; the rest of it is the reference's, and looked for there."""
    before, _, after = patch.read_text("utf-8").partition("\n--- ")
    return before + "\n" + "\n".join(line[1:] for line in after.splitlines()
                                     if line.startswith("+") and not line.startswith("+++"))


def commit(tree: Path, message: str) -> None:
    """A git repository with one commit, whose files are the same bytes each time."""
    run(["git", "init", "-q", "--initial-branch=main"], tree, **COMMIT)
    run(["git", "-c", "core.autocrlf=false", "add", "--force", "--all"], tree, **COMMIT)
    run(["git", "-c", "core.logAllRefUpdates=false", "commit", "-q", "-m", message], tree, **COMMIT)
    run(["git", "read-tree", "HEAD"], tree, **COMMIT)  # an index without this machine's inodes and times
    (tree / ".git" / "COMMIT_EDITMSG").unlink()


def export(lab: catalog.Lab, folder: Path, twist: str = "", root: Path = ROOT) -> None:
    """Makes the student's tree in `folder`, which does not exist yet or is empty."""
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise HandoutError(f"{folder} is there already, and is not empty")
    labs = catalog.everything(root)
    lab_folder = f"labs/{lab.id}"
    tree = folder.with_name(folder.name + ".new")
    shutil.rmtree(tree, ignore_errors=True)
    try:
        for name in tree_files(root):
            if is_below(name, KEPT) and not is_below(name, NOT_KEPT) \
                    or is_below(name, tuple(f"{lab_folder}/{each}" for each in LAB_KEPT)):
                copy(root, name, tree)
        if twist:
            apply_twist(lab, twist, tree)
        make_objects([name for each in labs if each.number > lab.number for name in each.sources], tree)
        for name in lab.files:
            copy(root, f"{lab_folder}/starter/{name}", tree, name)
        write_student_files(lab, root, tree)
        finds = withheld.search(tree, withheld_files(lab, root, tree))
        if finds:
            raise HandoutError("it would give away what is withheld:\n" + "\n".join(map(str, finds[:20])))
        commit(tree, f"Robin {release(root)}: {lab.title}")
        if folder.exists():
            folder.rmdir()
        tree.rename(folder)
    finally:
        shutil.rmtree(tree, ignore_errors=True)


def main(arguments: List[str]) -> int:
    parser = argparse.ArgumentParser(prog="tools/labs/handout.py", description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("lab")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--twist", default="", metavar="NAME")
    options = parser.parse_args(arguments)
    try:
        lab = catalog.find(options.lab)
        export(lab, options.folder.absolute(), options.twist)
    except (catalog.CatalogError, HandoutError, OSError) as error:
        print(f"handout: {error}", file=sys.stderr)
        return 1
    print(f"{options.folder}: {lab.title}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
