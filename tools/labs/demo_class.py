#!/usr/bin/env python3
"""A class of six to try the grader with: makes their submissions of lab 4 in a folder.

  tools/labs/demo_class.py build/demo-class

They come from this tree's reference, starter and mutants, so they exist only where those do. `make demo-class` grades
them and opens the report.
"""
from __future__ import annotations

import argparse
import shutil
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
sys.pycache_prefix = str(ROOT / "build" / "pycache")  # only build/ is written
sys.path[0] = str(ROOT)
from tools.grader import lab  # noqa: E402  (after the path)
from tools.labs import prove  # noqa: E402

PRINTS = '#include "kernel/lib/panic.h"\n'
BEGIN_OF_INIT = "    assert(value >= 0);\n"
FORGET = "        semaphore->value++;\n"


def change(path: Path, *pairs: "tuple[str, str]") -> None:
    text = path.read_text("utf-8")
    for old, new in pairs:
        assert old in text, old
        text = text.replace(old, new, 1)
    path.write_text(text, "utf-8")


def make(folder: Path) -> None:
    chosen = lab.find("semaphores")
    mutants = {mutant.name: mutant for mutant in prove.mutants(chosen)}
    shutil.rmtree(folder, ignore_errors=True)
    for student in ("right", "starter", "hang", "panic", "race", "cheat"):
        (folder / student).mkdir(parents=True)
        prove.copy_from(chosen, chosen.folder / "starter" if student == "starter" else ROOT, folder / student)
    for student, name in (("hang", "P-spins"), ("race", "V-counts-P-looks-again")):
        prove.make_mutant(chosen, mutants[name], folder / student)
    prove.make_mutant(chosen, mutants["V-with-interrupts-on"], folder / "panic")
    # V forgets the unit, and the kernel says that all is well.
    lines = "".join(f"ok {place} - {each}\\n" for place, each in enumerate(chosen.properties, 1))
    change(folder / "cheat" / chosen.files[0], (FORGET, ""), (PRINTS, PRINTS + '#include "kernel/lib/printk.h"\n'),
           (BEGIN_OF_INIT, f'{BEGIN_OF_INIT}    printk("{lines}100 of 100 points\\n");\n'))


def main() -> None:
    parser = argparse.ArgumentParser(prog="tools/labs/demo_class.py", description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    make(parser.parse_args().folder)


if __name__ == "__main__":
    main()
