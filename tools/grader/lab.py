"""What labs/N-name/lab.toml says."""
from __future__ import annotations

import importlib.util
import re
from pathlib import Path
from types import ModuleType
from typing import Any, Dict, List, NamedTuple, Tuple

from tools.grader.chart import TOPICS
from tools.grader.draw import Draw
from tools.grader.machine import Spec
from tools.labs import catalog
from tools.labs.catalog import ROOT

LABS = ROOT / "labs"
TWIST_POINTS = 40  # of what a lab's other contract changes


class Property(NamedTuple):
    id: str
    sentence: str
    points: float
    needs: Tuple[str, ...]
    more: bool  # of the part called "more", not of the core


class Milestone(NamedTuple):
    name: str
    runs: Tuple[str, ...]
    points: float


class Lab(NamedTuple):
    id: str  # 4-semaphores
    name: str  # semaphores
    folder: Path
    title: str
    files: Tuple[str, ...]
    symbols: frozenset
    control_registers: frozenset  # that its files may use, through the inline functions of the headers
    properties: Dict[str, Property]
    milestones: Tuple[Milestone, ...]
    chart: Tuple[str, ...] = TOPICS  # what chart.py shows
    wrap: Tuple[str, ...] = ()  # names of the kernel that its probe.c stands in for
    twist: str = ""  # the name of another contract, by which it is judged

    @property
    def points(self) -> float:
        return round(sum(each.points for each in self.properties.values()), 2)

    @property
    def has_questions(self) -> bool:
        """Are answers handed in, and no code?"""
        return (self.folder / "questions.py").exists()

    def modules(self, name: str) -> List[ModuleType]:
        """The lab's checks.py or runs.py, and the one in hidden/ if this tree has it."""
        paths = [self.folder / name, self.folder / "hidden" / name]
        return [load_module(path) for path in paths if path.exists()]

    def runs(self, draw: Draw) -> List[Spec]:
        return [spec for module in self.modules("runs.py") for spec in module.runs(draw)]

    def check(self, findings: Any) -> None:
        findings.twist = self.twist
        for module in self.modules("checks.py"):
            module.check(findings)


def everything() -> List[Lab]:
    """All labs that a machine can grade."""
    return [each for each in map(grading_of, catalog.everything()) if each.properties]


def load_module(path: Path) -> ModuleType:
    name = "labs_" + re.sub(r"\W", "_", str(path.relative_to(LABS).with_suffix("")))
    spec = importlib.util.spec_from_file_location(name, path)
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def find(wanted: str, twist: str = "") -> Lab:
    """By number, by name, or by both: 4, semaphores, 4-semaphores. Raises CatalogError."""
    return grading_of(catalog.find(wanted), twist)


def sentences() -> Dict[str, str]:
    found = re.findall(r"^\* \*\*([A-Z]\d+)\*\* (.*)$", (ROOT / "tests" / "properties.md").read_text("utf-8"), re.M)
    return dict(found)


def twisted(properties: Dict[str, Property], changed: Dict[str, str]) -> Dict[str, Property]:
    """Of a lab whose contract is another one: `changed` has the sentences that are others now. What they are about
    weighs TWIST_POINTS more, and all else accordingly less. So the answer to the usual contract does not pass."""
    whole = sum(each.points for each in properties.values())

    def changed_one(each: Property) -> Property:
        more = TWIST_POINTS / len(changed) if each.id in changed else 0
        points = round(each.points * (whole - TWIST_POINTS) / whole + more, 2)
        return each._replace(points=points, sentence=changed.get(each.id, each.sentence))

    return {key: changed_one(each) for key, each in properties.items()}


def grading_of(entry: catalog.Lab, twist: str = "") -> Lab:
    """`twist`, or the one that a student's tree says it has."""
    table = entry.settings
    twist = twist or table.get("twist", "")
    try:
        known = sentences()
        properties = {}
        for key, each in table.get("properties", {}).items():
            properties[key] = Property(key, each.get("sentence") or known[key], each["points"],
                                       tuple(each.get("needs", ())), each.get("more", False))
        milestones = tuple(Milestone(each["name"], tuple(each["runs"]), each["points"])
                           for each in table.get("milestones", ()))
        if twist:
            if twist not in table.get("twists", {}):
                raise catalog.CatalogError(f"lab {entry.id} has no twist {twist}")
            properties = twisted(properties, table["twists"][twist])
        return Lab(entry.id, entry.name, entry.folder, entry.title, tuple(entry.files), frozenset(table["symbols"]),
                   frozenset(table.get("control_registers", ())), properties, () if twist else milestones,
                   tuple(table.get("chart", TOPICS)), tuple(table.get("wrap", ())), twist)
    except (KeyError, TypeError) as error:
        raise catalog.CatalogError(f"{entry.folder / 'lab.toml'}: {error!r}") from error
