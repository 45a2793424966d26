#!/usr/bin/env python3
"""Which tests check which properties of tests/properties.md; `make properties` calls this.

  tests/properties.py              each property with its tests, and then those that have none
  tests/properties.py --missing    only those that have none

Tests name their properties: @pytest.mark.properties("L1", "L2") in Python, a line "Properties: L1 L2" in the top
comment of a C file. The status is 1 if a test names what is not in the list, or if one of DEMANDED has no test.
"""
import argparse
import ast
import os
import re
import sys
from pathlib import Path
from typing import Dict, Iterator, List, Tuple

TESTS = Path(__file__).resolve().parent

# What the kernel as it is has to hold. The others of the list speak of what it does not have: priorities, mutexes ...
DEMANDED = """L1-L20 L22 K23-K29 K31-K32 S33-S44 T53-T60 P61-P66 P68-P76 X97-X104 I105-I110 R111-R114
H115 H117-H118"""


def read_list() -> Dict[str, str]:
    """id -> sentence, in the list's order."""
    found = re.findall(r"^\* \*\*([A-Z]\d+)\*\* (.*)$", (TESTS / "properties.md").read_text("utf-8"), re.MULTILINE)
    return dict(found)


def demanded() -> List[str]:
    """The names that DEMANDED stands for."""
    names = []
    for part in DEMANDED.split():
        first, _, last = part.partition("-")
        names += [first[0] + str(number) for number in range(int(first[1:]), int((last or first)[1:]) + 1)]
    return names


def is_marker(node: ast.expr) -> bool:
    """pytest.mark.properties"""
    return isinstance(node, ast.Attribute) and node.attr == "properties"


def named_by_python(path: Path) -> Iterator[Tuple[str, str]]:
    """(property, test) for every marker of every test function."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test"):
            for decorator in node.decorator_list:
                if isinstance(decorator, ast.Call) and is_marker(decorator.func):
                    for argument in decorator.args:
                        yield ast.literal_eval(argument), f"{path.relative_to(TESTS.parent)}::{node.name}"


def named_by_c(path: Path) -> Iterator[Tuple[str, str]]:
    comment = re.match(r"\s*/\*(.*?)\*/", path.read_text("utf-8"), re.DOTALL)
    line = re.search(r"^[ *]*Properties:(.*)$", comment.group(1), re.MULTILINE) if comment else None
    for name in re.findall(r"\w+", line.group(1)) if line else []:
        yield name, str(path.relative_to(TESTS.parent))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--missing", action="store_true", help="only the properties that no test names")
    options = parser.parse_args()
    sentences = read_list()
    tests: Dict[str, List[str]] = {name: [] for name in sentences}
    mistakes = [f"DEMANDED names {name}, which is not in the list" for name in demanded() if name not in tests]
    for path in sorted(TESTS.rglob("*.[cp]*")):
        named = {".py": named_by_python, ".c": named_by_c}.get(path.suffix)
        for name, test in named(path) if named else ():
            if name in tests:
                tests[name].append(test)
            else:
                mistakes.append(f"{test} names {name}, which is not in tests/properties.md")
    mistakes += [f"{name} has no test: {sentences[name]}" for name in demanded() if not tests.get(name, True)]
    if not options.missing:
        for name, users in tests.items():
            if users:
                print(f"{name:<5} {sentences[name]}")
                print("".join(f"      {test}\n" for test in dict.fromkeys(users)), end="")
        print()
    missing = [name for name, users in tests.items() if not users]
    print(f"{len(tests) - len(missing)} of {len(tests)} properties have a test; without one:")
    print("".join(f"{name:<5} {sentences[name]}\n" for name in missing), end="")
    for line in mistakes:
        print(f"tests/properties.py: {line}", file=sys.stderr)
    return 1 if mistakes else 0


if __name__ == "__main__":
    try:
        status = main()
        sys.stdout.flush()
    except BrokenPipeError:  # `tests/properties.py | head`: not an error
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        status = 0
    sys.exit(status)
