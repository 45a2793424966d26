"""Debian's Linux kernel for i386, and an initramfs for it: what `make bench-linux` compares Robin with.

The package comes through apt, with a state, a cache and a list of sources of its own below build/: what apt knows about
this machine, its architectures and its packages, is neither used nor changed, and no rights are needed.
"""
from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import Dict, List

META_PACKAGE = "linux-image-686"  # depends on the newest; without PAE, so that its page tables are as Robin's
SOURCE = "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] http://deb.debian.org/debian bookworm main"
SETTINGS = """\
Dir::State "{folder}/state";
Dir::State::status "{folder}/status";
Dir::Cache "{folder}/cache";
Dir::Etc::SourceList "{folder}/sources.list";
Dir::Etc::SourceParts "/dev/null";
Dir::Etc::Preferences "/dev/null";
Dir::Etc::PreferencesParts "/dev/null";
APT::Architecture "i386";
APT::Architectures {{ "i386"; }};
APT::Sandbox::User "";
Acquire::Languages "none";
"""


class LinuxError(Exception):
    """The kernel is not to be had; the message says why."""


def _run(command: List[str], folder: Path, settings: Path) -> str:
    try:
        done = subprocess.run(command, cwd=folder, env={**os.environ, "APT_CONFIG": str(settings)},
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, universal_newlines=True)
    except FileNotFoundError:
        raise LinuxError(f"there is no {command[0]}: this needs Debian, Ubuntu or what is made from them")
    if done.returncode != 0:
        raise LinuxError(f"{' '.join(command)} failed:\n{done.stdout}")
    return done.stdout


def fetch(folder: Path) -> Path:
    """The kernel, folder/vmlinuz; fetched from Debian (55 MB) if it is not there yet."""
    kernel = folder / "vmlinuz"
    if kernel.exists():
        return kernel
    folder = folder.resolve()
    for name in ("state/lists/partial", "cache/archives/partial"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    (folder / "status").touch()
    (folder / "sources.list").write_text(SOURCE + "\n")
    settings = folder / "apt.conf"
    settings.write_text(SETTINGS.format(folder=folder))

    _run(["apt-get", "update"], folder, settings)
    packages = re.findall(r"Depends: (linux-image-\S+)",
                          _run(["apt-cache", "depends", META_PACKAGE], folder, settings))
    if not packages:
        raise LinuxError(f"apt found no {META_PACKAGE}. Is debian-archive-keyring installed?")
    _run(["apt-get", "download", packages[0]], folder, settings)
    package = next(folder.glob("linux-image-*.deb"))
    _run(["dpkg-deb", "-x", str(package), "package"], folder, settings)
    shutil.copy(next(folder.glob("package/boot/vmlinuz-*")), kernel)
    (folder / "version").write_text(packages[0] + "\n")
    shutil.rmtree(folder / "package")
    package.unlink()
    return kernel


def write_initramfs(file: Path, programs: Dict[str, Path]) -> None:
    """A cpio archive ("newc": cpio(5), and initramfs-buffer-format in Linux's documentation) of these programs."""
    data = bytearray()

    def add(name: str, mode: int, content: bytes = b"") -> None:
        number = len(data) + 1 if name != "TRAILER!!!" else 0
        fields = (number, mode, 0, 0, 1, 0, len(content), 0, 0, 0, 0, len(name) + 1, 0)
        data.extend(b"070701" + b"".join(b"%08X" % field for field in fields) + name.encode() + b"\0")
        data.extend(bytes(-len(data) % 4) + content)
        data.extend(bytes(-len(data) % 4))

    for folder in sorted({str(Path(name).parent) for name in programs}):
        add(folder, 0o040755)
    for name, program in sorted(programs.items()):
        add(name, 0o100755, program.read_bytes())
    add("TRAILER!!!", 0)
    file.write_bytes(data)
