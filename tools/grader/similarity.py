"""How much of one source is in another: by the words of the language, not by names, comments or layout.

Each run of RUN words of a file, with all names and numbers made equal, is a mark of it. What the starter has, everybody
has: those runs do not count. The similarity of two files is the part of the smaller one's marks that the other has,
too. It is a reason to look, never a verdict: small files by different people are alike.
"""
from __future__ import annotations

import re
from typing import FrozenSet, Iterable

RUN = 10
MARKS_MIN = 20  # with fewer there is nothing to compare
KEYWORDS = frozenset("""if else while for do return switch case default break continue goto sizeof struct static const
int void bool uint32_t int32_t""".split())
COMMENT = re.compile(r"/\*.*?(?:\*/|\Z)|//[^\n]*|\"(?:\\.|[^\"\\\n])*\"?", re.DOTALL)  # also without an end
WORD = re.compile(r"[A-Za-z_]\w*|\d\w*|->|\+\+|--|&&|\|\||[<>=!+\-*/&|]=|\S")


def words(source: str) -> Iterable[str]:
    for word in WORD.findall(COMMENT.sub(" ", source)):
        if word[0].isdigit():
            yield "0"
        elif (word[0].isalpha() or word[0] == "_") and word not in KEYWORDS:
            yield "name"
        else:
            yield word


def marks(source: str, known: FrozenSet[int] = frozenset()) -> FrozenSet[int]:
    lines = [line for line in source.splitlines() if not line.lstrip().startswith("#include")]
    found = list(words("\n".join(lines)))
    return frozenset(hash(tuple(found[at:at + RUN])) for at in range(len(found) - RUN + 1)) - known


def similarity(one: FrozenSet[int], other: FrozenSet[int]) -> float:
    smaller = min(len(one), len(other))
    return len(one & other) / smaller if smaller >= MARKS_MIN else 0.0
