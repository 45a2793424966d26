"""Takes what somebody handed in: only the files that lab.toml names, as text that a compiler can read.

    tools/labs/submission.py LAB FOLDER INTO    copies them below INTO, whose files with other contents it replaces

A file is taken as UTF-8, with or without a byte-order mark, or as UTF-16 with one; with lines that end as on any
system. What comes out is UTF-8 with plain ends of lines, each line where it was. Exit status 1, and a line that says
why, for what is no submission.
"""
from __future__ import annotations

import argparse
import codecs
import os
import stat
import sys
from pathlib import Path
from typing import Dict, List

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path[0] = str(ROOT)
from tools.labs import catalog  # noqa: E402  (after the path)

FILE_BYTES_MAX = 1 << 20  # a hundred times the longest file of the kernel


class SubmissionError(Exception):
    """This cannot be built; the message says which file, and why, in a line."""


def decode(data: bytes, name: str) -> str:
    """The text of a source file, whatever editor wrote it."""
    is_utf16 = data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    try:
        text = data.decode("utf-16" if is_utf16 else "utf-8-sig")
    except UnicodeDecodeError:
        if is_utf16:
            raise SubmissionError(f"{name} is not text: it begins as UTF-16, and is not") from None
        # Comments in an older encoding, such as GBK: no compiler minds, as long as each byte stays what it is.
        text = data.decode("latin-1").encode("ascii", "replace").decode()
    if "\0" in text:
        raise SubmissionError(f"{name} is not text: it is a binary file")
    return text.replace("\r\n", "\n").replace("\r", "\n")


def read(folder: Path, name: str) -> bytes:
    """The bytes of one file, which has to lie in the folder itself."""
    path = folder / name
    try:
        if Path(os.path.realpath(path)).relative_to(os.path.realpath(folder)) != Path(name):
            raise SubmissionError(f"{name} is a symbolic link: hand in the file itself")
        # Not to wait for a pipe, and to look at what was opened.
        with open(os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_NOFOLLOW), "rb") as file:
            if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
                raise SubmissionError(f"{name} is not a file")
            data = file.read(FILE_BYTES_MAX + 1)
    except ValueError:
        raise SubmissionError(f"{name} is a symbolic link out of {folder}: hand in the file itself") from None
    except FileNotFoundError:
        raise SubmissionError(f"{name} is missing in {folder}") from None
    except OSError as error:
        raise SubmissionError(f"{name} cannot be read: {error.strerror}") from None
    if len(data) > FILE_BYTES_MAX:
        raise SubmissionError(f"{name} is too long: more than {FILE_BYTES_MAX} bytes")
    return data


def collect(lab: catalog.Lab, folder: Path) -> Dict[str, str]:
    """The texts of the lab's files in a submission, by their paths. Raises SubmissionError."""
    if not folder.is_dir():
        raise SubmissionError(f"{folder} is not a folder")
    return {name: decode(read(folder, name), name) for name in lab.files}


def write(texts: Dict[str, str], into: Path) -> None:
    """Writes them below a folder; a file that is already so keeps its time, and make does not compile it again."""
    for name, text in texts.items():
        path = into / name
        data = text.encode()
        if not path.exists() or path.read_bytes() != data:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)


def main(arguments: List[str]) -> int:
    parser = argparse.ArgumentParser(prog="tools/labs/submission.py", description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("lab")
    parser.add_argument("folder", type=Path)
    parser.add_argument("into", type=Path)
    options = parser.parse_args(arguments)
    try:
        write(collect(catalog.find(options.lab), options.folder), options.into)
    except (catalog.CatalogError, SubmissionError) as error:
        print(f"submission: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
