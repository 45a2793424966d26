"""Which labs there are, and what their lab.toml says.

    from tools.labs import catalog
    lab = catalog.find("semaphores")     # or "4", or "4-semaphores"; CatalogError if there is no such lab
    lab.folder, lab.files, lab.title
"""
from __future__ import annotations

from pathlib import Path
from typing import Any, Dict, List, NamedTuple

try:
    import tomllib
except ImportError:  # Python before 3.11: python3-tomli
    import tomli as tomllib

ROOT = Path(__file__).resolve().parent.parent.parent


class CatalogError(Exception):
    """There is no such lab, or its lab.toml cannot be used; the message is for the user."""


class Lab(NamedTuple):
    folder: Path
    number: int
    name: str
    settings: Dict[str, Any]  # lab.toml

    @property
    def id(self) -> str:
        return self.folder.name

    @property
    def title(self) -> str:
        return self.settings["title"]

    @property
    def files(self) -> List[str]:
        """What a submission is: paths from the root of the tree."""
        return self.settings["files"]

    @property
    def sources(self) -> List[str]:
        """Those of them that the kernel is made of: they have a reference."""
        return [name for name in self.files if name.endswith(".c")]


def load(folder: Path) -> Lab:
    """The lab in this folder, labs/N-name."""
    number, _, name = folder.name.partition("-")
    try:
        settings = tomllib.loads((folder / "lab.toml").read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise CatalogError(f"{folder / 'lab.toml'}: {error}") from None
    missing = {"title", "files"} - settings.keys()
    if missing:
        raise CatalogError(f"{folder / 'lab.toml'} does not say: {', '.join(sorted(missing))}")
    return Lab(folder, int(number), name, settings)


def everything(root: Path = ROOT) -> List[Lab]:
    """All labs of a tree, by number."""
    folders = [file.parent for file in root.glob("labs/[0-9]*-*/lab.toml")]
    return sorted((load(folder) for folder in folders), key=lambda lab: lab.number)


def find(word: str, root: Path = ROOT) -> Lab:
    """The lab with this name, number, or both."""
    labs = everything(root)
    for lab in labs:
        if word in (lab.id, lab.name, str(lab.number)):
            return lab
    raise CatalogError(f"There is no lab {word}. There are: {', '.join(lab.id for lab in labs)}")
