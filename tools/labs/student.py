"""Changes a student's tree: adds the next lab, or brings a correction. What the student has written stays.

    tools/labs/student.py add LAB FOLDER     FOLDER: what make handout made of that lab
    tools/labs/student.py update FOLDER      FOLDER: what make handout made of any lab that is here

A student's own files are those that the labs in the tree ask for. They stay in place. Where FOLDER has a source by the
name of one (its lab is an earlier one there), that goes below reference/: the kernel of another lab is linked with it.
Everything else becomes as in FOLDER.
"""
from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Dict, List, NamedTuple, Set

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path[0] = str(ROOT)
from tools.labs import catalog, headers  # noqa: E402  (after the path)

SETTINGS = Path("labs") / "student.mk"
MANIFEST = Path("reference") / "files"
NEVER_COPIED = {str(SETTINGS), str(MANIFEST)}


class StudentError(Exception):
    """It cannot be done; the message says why. Nothing has been changed."""


class Tree(NamedTuple):
    """A student's tree, here or as the teacher gave it."""

    folder: Path
    release: str
    own_labs: List[str]
    files: Set[str]  # what it was exported with

    def own_files(self) -> Set[str]:
        return {name for lab in self.own_labs for name in catalog.load(self.folder / "labs" / lab).files}


def write_settings(folder: Path, release: str, own_labs: List[str], current: str) -> None:
    (folder / SETTINGS).write_text(
        "# Written by make handout, make add-lab and make update: whose files are whose here.\n"
        f"release := {release}\n"
        f"own_labs := {' '.join(own_labs)}\n"
        f"LAB ?= {current}\n", "utf-8")


def write_manifest(folder: Path, names: Set[str]) -> None:
    (folder / MANIFEST).write_text("".join(f"{name}\n" for name in sorted(names)), "utf-8")


def read_settings(folder: Path) -> Dict[str, str]:
    lines = (folder / SETTINGS).read_text("utf-8").splitlines()
    return dict(line.replace(" ?= ", " := ").split(" := ", 1) for line in lines if "= " in line)


def load(folder: Path) -> Tree:
    try:
        settings = read_settings(folder)
        return Tree(folder, settings["release"], settings["own_labs"].split(),
                    set((folder / MANIFEST).read_text("utf-8").splitlines()))
    except (OSError, KeyError, ValueError):
        raise StudentError(f"{folder} is not a tree that make handout has made") from None


def check_committed(tree: Path) -> None:
    """What is not committed could be lost."""
    if not (tree / ".git").exists() or not shutil.which("git"):
        return
    done = subprocess.run(["git", "status", "--porcelain"], cwd=tree, stdout=subprocess.PIPE, encoding="utf-8")
    if done.stdout.strip():
        raise StudentError("there are changes that are not committed; first: git add --all && git commit -m 'My work'")


def copy(source: Path, target: Path) -> None:
    """A file that is the same already keeps its time: make does not compile it again."""
    if target.exists() and target.read_bytes() == source.read_bytes():
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, target)
    target.chmod(source.stat().st_mode & 0o777)


def remove(path: Path) -> None:
    if path.exists():
        path.unlink()


def merge(here: Tree, there: Tree, added: Set[str]) -> None:
    """Makes `here` like `there`, but for the student's own files. `added` are those that become so now."""
    own = here.own_files() | added
    new_files = set()
    for name in sorted(there.files - NEVER_COPIED):
        target = name
        if name in added:
            if (here.folder / name).exists():  # so far the reference's source: its lab was an earlier one
                copy(here.folder / name, here.folder / "reference" / name)
                new_files.add(f"reference/{name}")
        elif name in own:
            if name in there.own_files():
                continue  # a starter of what the student has written
            target = f"reference/{name}"
        copy(there.folder / name, here.folder / target)
        new_files.add(target)
        if target == f"reference/{name}":
            remove((here.folder / target).with_suffix(".o"))

    same_headers = headers.read(there.folder) == headers.digests(here.folder)
    for name in sorted(here.files - new_files - own - NEVER_COPIED):
        is_of_own_lab = name.startswith(tuple(f"labs/{lab}/" for lab in here.own_labs))
        if is_of_own_lab or name.startswith("reference/") and same_headers and (here.folder / name).exists():
            new_files.add(name)
        else:
            remove(here.folder / name)
    write_manifest(here.folder, (new_files | NEVER_COPIED) - own)


def add(word: str, source: Path, folder: Path = ROOT) -> str:
    here, there = load(folder), load(source)
    lab = catalog.find(word, source)
    if lab.id in here.own_labs:
        raise StudentError(f"lab {lab.id} is here already; make update FROM={source} brings what has changed in it")
    check_committed(folder)
    merge(here, there, set(lab.files))
    write_settings(folder, there.release, here.own_labs + [lab.id], lab.id)
    return f"Lab {lab.id} is here: labs/{lab.id}/README.md. Yours to write: {', '.join(lab.files)}"


def update(source: Path, folder: Path = ROOT) -> str:
    here, there = load(folder), load(source)
    if not set(there.own_labs) & set(here.own_labs):
        raise StudentError(f"{source} has lab {' '.join(there.own_labs)}, which is not here; make add-lab adds it")
    check_committed(folder)
    merge(here, there, set())
    write_settings(folder, there.release, here.own_labs, read_settings(folder)["LAB"])
    return f"This is Robin {there.release} now; your own files are as they were: {', '.join(sorted(here.own_files()))}"


def main(arguments: List[str]) -> int:
    parser = argparse.ArgumentParser(prog="tools/labs/student.py", description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("action", choices=("add", "update"))
    parser.add_argument("what", nargs="+", metavar="[LAB] FOLDER")
    options = parser.parse_args(arguments)
    if len(options.what) != (2 if options.action == "add" else 1):
        parser.error("add LAB FOLDER, or update FOLDER")
    try:
        if options.action == "add":
            print(add(options.what[0], Path(options.what[1]).absolute()))
        else:
            print(update(Path(options.what[0]).absolute()))
    except (catalog.CatalogError, StudentError, OSError) as error:
        print(f"student: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
