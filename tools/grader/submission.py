"""A submission: the files that the lab names, and nothing else of the folder."""
from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Dict

from tools.grader.lab import Lab
from tools.labs.submission import SubmissionError, decode, read


class Submission:
    def __init__(self, files: Dict[str, bytes]) -> None:
        self.files = files  # by the names that lab.toml has
        parts = b"".join(name.encode() + b"\0" + hashlib.sha256(text).digest() for name, text in files.items())
        self.hash = hashlib.sha256(parts).hexdigest()


def collect(lab: Lab, path: Path) -> Submission:
    """From a folder, where each file is at its own path or at the top, as an upload of single files leaves it; or from
    a lab's only file. Raises SubmissionError."""
    if not path.exists():
        raise SubmissionError(f"{path} does not exist")
    if not path.is_dir():
        if len(lab.files) > 1:
            raise SubmissionError(f"{path.name} is one file, but the lab has {len(lab.files)}: hand in a folder")
        return Submission({lab.files[0]: decode(read(path.parent, path.name), path.name).encode()})
    found = {}
    for name in lab.files:
        top = Path(name).name
        place = top if not is_there(path / name) and is_there(path / top) else name
        found[name] = decode(read(path, place), name).encode()
    return Submission(found)


def is_there(path: Path) -> bool:
    return path.is_symlink() or path.exists()
