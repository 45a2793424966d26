"""Looks for what a student's tree must not hold: runs of tokens that a withheld file has, too.

    found = search(tree, [Withheld("kernel/sync/semaphore.c", text, [header])])   # [] if there is none

Tokens are words, numbers, strings and C's operators, so neither layout nor the marks of a comment hide anything. Not
counted are preprocessor lines, Python's imports, the rules of a table, and what is given on purpose: a declaration in a
header stands in the file that defines it as well. Any kind of file is searched, objects too.
"""
from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Dict, Iterator, List, NamedTuple, Sequence, Set, Tuple

RUN_TOKENS = 12  # so many in a row are a find
GIVEN_TOKENS = 6  # so many in a row are recognised as given

TOKEN = re.compile(r'"(?:[^"\\\n]|\\.)*"|\w+|->|\+\+|--|<<|>>|[<>=!+\-*/%&|^]=|&&|\|\||[^\w\s\x00]')
COMMENT_MARK = re.compile(r"/\*|\*/|^[ \t]*\*(?=\s)", re.MULTILINE)
NAMES_OF_FILES = re.compile(r"^[ \t]*#.*$|^(?:from|import) .*$", re.MULTILINE)  # C's preprocessor, Python's imports


class Withheld(NamedTuple):
    name: str
    text: str
    given: Sequence[str] = ()  # texts that every student has: what stands there, too, is no find


class Find(NamedTuple):
    file: str  # in the tree
    line: int
    name: str  # the withheld one
    tokens: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line} has what {self.name} has: {self.tokens}"


def tokens_of(text: str) -> List[Tuple[str, int]]:
    """Each token with its place in the text."""
    blank = COMMENT_MARK.sub(lambda found: " " * len(found.group()), text)
    blank = NAMES_OF_FILES.sub(lambda found: " " * len(found.group()), blank)
    return [(found.group(), found.start()) for found in TOKEN.finditer(blank)]


def runs(words: Sequence[str], length: int) -> Iterator[Tuple[int, Tuple[str, ...]]]:
    for start in range(len(words) - length + 1):
        yield start, tuple(words[start:start + length])


def withheld_runs(withheld: Withheld) -> Set[Tuple[str, ...]]:
    """The runs of a withheld file that hold nothing given."""
    given: Set[Tuple[str, ...]] = set()
    for text in withheld.given:
        given.update(run for _, run in runs([word for word, _ in tokens_of(text)], GIVEN_TOKENS))
    words = [word for word, _ in tokens_of(withheld.text)]
    is_given = [False] * len(words)
    for start, run in runs(words, GIVEN_TOKENS):
        if run in given:
            is_given[start:start + GIVEN_TOKENS] = [True] * GIVEN_TOKENS
    return {run for start, run in runs(words, RUN_TOKENS)
            if not any(is_given[start:start + RUN_TOKENS]) and any(re.search(r"\w", word) for word in run)}


def files_below(tree: Path) -> Iterator[Path]:
    """All files but git's own, whose objects are compressed copies of the others."""
    for folder, names, files in os.walk(tree):
        if ".git" in names:
            names.remove(".git")
        names.sort()
        yield from (Path(folder) / name for name in sorted(files))


def search(tree: Path, withheld: Sequence[Withheld]) -> List[Find]:
    """Where the tree has a run of a withheld file; of runs that overlap, the first."""
    owner: Dict[Tuple[str, ...], str] = {}
    for each in withheld:
        for run in withheld_runs(each):
            owner.setdefault(run, each.name)
    found = []
    for path in files_below(tree):
        text = path.read_bytes().decode("latin-1")
        tokens = tokens_of(text)
        last = -RUN_TOKENS
        for start, run in runs([word for word, _ in tokens], RUN_TOKENS):
            if run in owner and start >= last + RUN_TOKENS:
                last = start
                line = text.count("\n", 0, tokens[start][1]) + 1
                found.append(Find(str(path.relative_to(tree)), line, owner[run], " ".join(run)))
    return found
