#!/usr/bin/env python3
"""Build the autograder that Gradescope wants: a zip with setup.sh, run_autograder and what grading takes.

  tools/labs/autograder.py semaphores build/gradescope-semaphores.zip [--twist NAME]

It holds the kernel's sources without the lab's own files, the lab's checks and workloads, the hidden ones too, and the
grader. Gradescope runs setup.sh once, which installs the tools and builds; then run_autograder for each submission,
in a container of its own: where bubblewrap does not work in it, the container is the sandbox, and what is handed in is
compiled and booted as nobody, who cannot read labs/. The same tree makes the same bytes. `make gradescope` calls this.
"""
from __future__ import annotations

import argparse
import sys
import zipfile
from pathlib import Path
from typing import Dict, List

ROOT = Path(__file__).resolve().parent.parent.parent
sys.pycache_prefix = str(ROOT / "build" / "pycache")  # only build/ is written
sys.path[0] = str(ROOT)
from tools.grader import lab  # noqa: E402  (after the path)
from tools.grader.grade import release_key  # noqa: E402
from tools.labs import catalog  # noqa: E402
from tools.labs.handout import release  # noqa: E402

WHOLE = ("arch", "boot", "kernel", "user", "tools")
SINGLE = ("Makefile", "LICENSE", "linker.ld", "labs/labs.mk", "labs/grade.mk", "tests/properties.md")
OF_THE_LAB = ("lab.toml", "checks.py", "runs.py", "probe.c", "questions.py", "traces", "hidden", "workloads")

SETUP = """#!/bin/sh
# Once, when the image is made: the tools, and all that does not depend on the submission.
set -e
cd "${AUTOGRADER:-/autograder}/source"
[ "$AUTOGRADER" ] || { apt-get update && CI=true tools/setup run labs grade; }
make LAB=%(lab)s kit
chmod -R go-rwx labs
"""

RUN = """#!/bin/sh
# For each submission. What counts if nothing else is ever written comes first.
home=${AUTOGRADER:-/autograder}
echo '{"score": 0, "output": "The grading did not come to its end. Ask whoever runs it."}' >"$home/results/results.json"
cd "$home/source" && ROBIN_GRADE_AS=nobody tools/grade --lab %(lab)s%(twist)s --trust --output "$home/results" "$home/submission"
exit 0 # what it found is in results.json
"""


def files_below(path: Path) -> List[Path]:
    if path.is_file():
        return [path]
    return [each for each in path.rglob("*") if each.is_file() and "__pycache__" not in each.parts]


def content(chosen: lab.Lab, root: Path) -> Dict[str, Path]:
    """name in the zip -> file"""
    folder = chosen.folder.relative_to(root)
    parts = [*WHOLE, *SINGLE, *(str(folder / name) for name in OF_THE_LAB)]
    found = {file.relative_to(root).as_posix(): file for part in parts if (root / part).exists()
             for file in files_below(root / part)}
    return {name: file for name, file in sorted(found.items()) if name not in chosen.files}


def write(chosen: lab.Lab, path: Path) -> None:
    words = {"lab": chosen.id, "twist": f" --twist {chosen.twist}" if chosen.twist else ""}
    texts = {"setup.sh": SETUP % words, "run_autograder": RUN % words,
             "labs/version": f"{release(ROOT)}\n", "labs/release-key": release_key() + "\n"}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        def add(name: str, data: bytes, is_program: bool) -> None:
            entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = (0o100755 if is_program else 0o100644) << 16
            archive.writestr(entry, data)

        for name, text in texts.items():
            add(name, text.encode(), not name.startswith("labs/"))
        for name, file in content(chosen, ROOT).items():
            if name not in texts:
                add(name, file.read_bytes(), bool(file.stat().st_mode & 0o100))


def main() -> int:
    parser = argparse.ArgumentParser(prog="tools/labs/autograder.py", description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("lab")
    parser.add_argument("zip", type=Path)
    parser.add_argument("--twist", default="", help="the other contract that the class was given")
    options = parser.parse_args()
    try:
        chosen = lab.find(options.lab, options.twist)
    except catalog.CatalogError as error:
        print(f"autograder: {error}", file=sys.stderr)
        return 2
    options.zip.parent.mkdir(parents=True, exist_ok=True)
    write(chosen, options.zip)
    if release_key() == "public":
        print("autograder: there is no labs/release-key, so students can work out what will be drawn; "
              "put a random word into that file for a term", file=sys.stderr)
    print(f"{options.zip}: upload it as the autograder of an assignment")
    return 0


if __name__ == "__main__":
    sys.exit(main())
