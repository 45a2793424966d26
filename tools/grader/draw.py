"""Random choices that are the same for the same seed, on every machine and with every Python."""
from __future__ import annotations

import hashlib
from typing import List, Sequence, TypeVar

Item = TypeVar("Item")


def seed_of(*parts: str) -> str:
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:16]


class Draw:
    def __init__(self, *seed: str) -> None:
        self.seed = "\0".join(seed)
        self.count = 0

    def below(self, end: int) -> int:
        """0 to end - 1."""
        self.count += 1
        return int.from_bytes(hashlib.sha256(f"{self.seed}\0{self.count}".encode()).digest()[:8], "big") % end

    def between(self, first: int, last: int) -> int:
        return first + self.below(last - first + 1)

    def choice(self, items: Sequence[Item]) -> Item:
        return items[self.below(len(items))]

    def shuffled(self, items: Sequence[Item]) -> List[Item]:
        left = list(items)
        return [left.pop(self.below(len(left))) for _ in items]
