"""Which Robin grades: what an export wrote down (labs/version, labs/student.mk), or the version and what git says."""
from __future__ import annotations

import re
import subprocess

from tools.grader.lab import ROOT


def robin() -> str:
    for name in ("version", "student.mk"):
        written = ROOT / "labs" / name
        found = re.search(r"^(?:release := )?(\d.*)$", written.read_text("utf-8"), re.M) if written.exists() else None
        if found:
            return found.group(1).strip()
    number = (ROOT / "kernel" / "version.h").read_text("utf-8").split('ROBIN_VERSION "')[1].split('"')[0]
    try:
        done = subprocess.run(["git", "describe", "--always", "--dirty", "--exclude=*"], cwd=ROOT,
                              stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, encoding="utf-8")
    except OSError:
        return number
    return f"{number} {done.stdout.strip()}".strip()
