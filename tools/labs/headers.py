"""Are the headers those that the objects in reference/ were compiled with? Changed ones are named.

    tools/labs/headers.py          compares with reference/headers
    tools/labs/headers.py --write  writes it

An object knows the layout of each structure from its header. Linked with files that were compiled with another layout it
fails in ways that nobody can guess.
"""
from __future__ import annotations

import hashlib
import sys
from pathlib import Path
from typing import Dict

ROOT = Path(__file__).resolve().parent.parent.parent
LIST = Path("reference") / "headers"


def digests(tree: Path) -> Dict[str, str]:
    """Each header of the kernel, by its path, with the SHA-256 of its text, whatever its lines end with."""
    paths = sorted([*tree.glob("arch/**/*.h"), *tree.glob("kernel/**/*.h")])
    return {path.relative_to(tree).as_posix(): hashlib.sha256(path.read_bytes().replace(b"\r\n", b"\n")).hexdigest()
            for path in paths}


def read(tree: Path) -> Dict[str, str]:
    """What reference/headers says."""
    lines = (tree / LIST).read_text(encoding="ascii").splitlines()
    return {name: digest for digest, _, name in (line.partition("  ") for line in lines)}


def write(tree: Path) -> None:
    text = "".join(f"{digest}  {name}\n" for name, digest in digests(tree).items())
    (tree / LIST).write_text(text, encoding="ascii")


def main() -> None:
    if sys.argv[1:] == ["--write"]:
        write(ROOT)
        return
    then, now = read(ROOT), digests(ROOT)
    for name in sorted(name for name in then if now.get(name) != then[name]):
        print(f"{name} is not the one that reference/ was compiled with: if a structure has changed, this kernel will "
              f"fail in ways that nobody can guess. git checkout {name}", file=sys.stderr)


if __name__ == "__main__":
    main()
