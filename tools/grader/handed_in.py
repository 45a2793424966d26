"""What a class handed in: a folder with a folder, a zip or a bare file of each student.

Only the files that the lab names are taken out of a zip; how deep they lie in it does not matter. Names, in a zip or
unpacked, are UTF-8 or, as Windows in China writes them, GBK.
"""
from __future__ import annotations

import os
import re
import zipfile
from pathlib import Path, PurePosixPath
from typing import Dict, List, NamedTuple, Optional

from tools.grader.lab import Lab
from tools.labs.submission import FILE_BYTES_MAX, SubmissionError

UTF8_FLAG = 0x800  # of a zip's entry: its name is UTF-8


class HandedIn(NamedTuple):
    student: str
    path: Path


def find(lab: Lab, folder: Path, pattern: str) -> List[HandedIn]:
    """Everything in the folder that could be somebody's work, by student: that is what the pattern's first group finds
    in the name, or all of it. Of several works of one student the name that sorts last counts, the latest date."""
    found: Dict[str, Path] = {}
    kinds = {".zip", *(Path(name).suffix for name in lab.files)}
    for path in sorted(folder.iterdir()):
        if path.name.startswith(".") or not (path.is_dir() or path.suffix.lower() in kinds):
            continue
        match = re.search(pattern, decoded(os.fsencode(path.name if path.is_dir() else path.stem)))
        student = match and match[min(match.re.groups, 1)]
        if student:
            found[student] = path
    return [HandedIn(student, path) for student, path in sorted(found.items())]


def left_out(folder: Path, works: List[HandedIn]) -> List[str]:
    """The names of all else that is there: other kinds of files, names without a student, earlier works."""
    taken = {work.path for work in works}
    return sorted(decoded(os.fsencode(path.name)) for path in folder.iterdir()
                  if path not in taken and not path.name.startswith("."))


def lay_out(lab: Lab, work: HandedIn, into: Path) -> Path:
    """A folder or file that the grader takes. Raises SubmissionError."""
    if work.path.suffix.lower() != ".zip":
        return inner_folder(lab, work.path) if work.path.is_dir() else work.path
    into.mkdir(parents=True, exist_ok=True)
    try:
        with zipfile.ZipFile(work.path) as archive:
            for name in lab.files:
                entry = choose(archive, name)
                if entry is None:
                    raise SubmissionError(f"{name} is missing in {work.path.name}")
                with archive.open(entry) as file:
                    data = file.read(FILE_BYTES_MAX + 1)  # and not what the entry says its size is
                (into / name).parent.mkdir(parents=True, exist_ok=True)
                (into / name).write_bytes(data)
    except SubmissionError:
        raise
    except Exception as error:  # of each way to compress, and of what the bytes of a name may be
        raise SubmissionError(f"{work.path.name} cannot be unpacked: {error}") from None
    return into


def inner_folder(lab: Lab, folder: Path) -> Path:
    """A folder in a folder, as unpacking leaves it."""
    for _ in range(3):
        if any((folder / name).exists() or (folder / Path(name).name).exists() for name in lab.files):
            break
        inside = [path for path in folder.iterdir() if path.is_dir() and not path.is_symlink()]
        if len(inside) != 1:
            break
        folder = inside[0]
    return folder


def name_of(entry: zipfile.ZipInfo) -> str:
    if entry.flag_bits & UTF8_FLAG:
        return entry.filename
    return decoded(entry.filename.encode("cp437", "replace"))  # what zipfile takes it for


def decoded(name: bytes) -> str:
    for encoding in ("utf-8", "gbk"):
        try:
            return name.decode(encoding)
        except UnicodeDecodeError:
            pass
    return name.decode("utf-8", "replace")


def choose(archive: zipfile.ZipFile, name: str) -> Optional[zipfile.ZipInfo]:
    """The entry that is this file: with its whole path if there is one, else with its name; the least deep."""
    wanted = PurePosixPath(name)
    candidates = []
    for entry in archive.infolist():
        path = PurePosixPath(name_of(entry).replace("\\", "/"))
        if entry.is_dir() or path.name != wanted.name or "__MACOSX" in path.parts:
            continue
        is_whole = path.parts[-len(wanted.parts):] == wanted.parts
        candidates.append((not is_whole, len(path.parts), str(path), entry))
    return min(candidates, key=lambda each: each[:3])[3] if candidates else None
