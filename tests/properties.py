#!/usr/bin/env python3
"""Which tests check which properties of tests/properties.md; `make properties` calls this.

  tests/properties.py              each property with its tests, and then those that have none
  tests/properties.py --missing    only those that have none

Tests name their properties: @pytest.mark.properties("L1", "L2") in Python, a line "Properties: L1 L2" in the top
comment of a C file. A name that is not in the list ends this with status 1.
"""
import argparse
import ast
import os
import re
import sys
from pathlib import Path
from typing import Dict, Iterator, List, Tuple

TESTS = Path(__file__).resolve().parent


def read_list() -> Dict[str, str]:
    """id -> sentence, in the list's order."""
    found = re.findall(r"^\* \*\*([A-Z]\d+)\*\* (.*)$", (TESTS / "properties.md").read_text("utf-8"), re.MULTILINE)
    return dict(found)


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
    tests: Dict[str, List[str]] = {name: [] for name in read_list()}
    unknown = []
    for path in sorted(TESTS.rglob("*.[cp]*")):
        named = {".py": named_by_python, ".c": named_by_c}.get(path.suffix)
        for name, test in named(path) if named else ():
            if name in tests:
                tests[name].append(test)
            else:
                unknown.append(f"{test} names {name}, which is not in tests/properties.md")
    sentences = read_list()
    if not options.missing:
        for name, users in tests.items():
            if users:
                print(f"{name:<5} {sentences[name]}")
                print("".join(f"      {test}\n" for test in dict.fromkeys(users)), end="")
        print()
    missing = [name for name, users in tests.items() if not users]
    print(f"{len(tests) - len(missing)} of {len(tests)} properties have a test; without one:")
    print("".join(f"{name:<5} {sentences[name]}\n" for name in missing), end="")
    for line in unknown:
        print(f"tests/properties.py: {line}", file=sys.stderr)
    return 1 if unknown else 0


if __name__ == "__main__":
    try:
        status = main()
        sys.stdout.flush()
    except BrokenPipeError:  # `tests/properties.py | head`: not an error
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        status = 0
    sys.exit(status)
