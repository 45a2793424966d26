"""Writes kit.json, what build.py has to know of make's; labs/grade.mk calls this.

  tools/grader/kit.py build/labs/semaphores/kit/kit.json --nm nm --compiler gcc -O2 ... --objects A.c=A.o ...
"""
from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Dict, List


def main() -> None:
    path, words = Path(sys.argv[1]), sys.argv[2:]
    lists: Dict[str, List[str]] = {}
    for word in words:
        if word.startswith("--") and word[2:] in ("compiler", "linker", "assembler", "nm", "objdump", "objects"):
            current = lists.setdefault(word[2:], [])
        else:
            current.append(word)
    for part in ("nm", "objdump"):
        lists[part] = lists[part][0]  # type: ignore[assignment]
    table = {**lists, "objects": dict(each.split("=") for each in lists["objects"])}
    path.write_text(json.dumps(table, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()
