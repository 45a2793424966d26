"""Robin's figures: what its work costs, in instructions, beside what other kernels need and what Robin aims at.

    from tools import bench
    figures = bench.measure(build)            # {"getpid": 82, ...}: the same build gives the same figures
    bench.regressions(figures, accepted)      # sentences: what has become worse than it was
"""
from __future__ import annotations

import json
import re
import shlex
import subprocess
import time
from pathlib import Path
from typing import Any, Dict, Iterator, List, Optional, Sequence, Tuple

from tools import linux, profile, qemu, trace

FOLDER = Path(__file__).resolve().parent.parent / "tests" / "bench"
BASELINES = FOLDER / "baselines.json"
ACCEPTED = FOLDER / "figures.json"
DOCUMENT = FOLDER.parent.parent / "docs" / "performance.md"
DOCUMENT_COMPILER = "gcc 12"  # whose figures the document shows
MEMORY_MB = 512
COUNTING = ("-icount", "shift=0,sleep=off")  # the time-stamp counter advances by 1 with each instruction
PROMPT = b"robin$ "
TIMEOUT_SECONDS = 600
OTHER_KERNELS = ("xv6", "MentOS", "Linux", "limit")
MORE_IS_BETTER = {"children"}
TOLERANCE, OTHER_COMPILER_TOLERANCE = 0.05, 0.25

Figures = Dict[str, int]


class BenchError(Exception):
    """The figures could not be measured; the message says why."""


# --- Measuring -----------------------------------------------------------------------------------------------------


def command(run: str = "", archive: str = "bench/initrd.tar", words: str = "", serial: str = "stdio") -> List[str]:
    return qemu.command(run=run, archive=archive, words=f"trace=off {words}".strip(), memory=MEMORY_MB, serial=serial,
                        trace=None, log=None, extra=COUNTING)


def parse(text: str) -> Figures:
    """The figures in what tests/bench/bench.c printed."""
    if "bench: done" not in text:
        raise BenchError("the program did not come to its end; the console's last lines:\n"
                         + "\n".join(text.splitlines()[-10:]))
    return {name: int(number) for name, number in re.findall(r"^bench (\w+) (\d+)\r?$", text, re.MULTILINE)}


def measure_work(build: Path, rows: Sequence[str] = (), words: str = "") -> Figures:
    """What the program measures, all or these rows, from one boot."""
    machine = subprocess.run(command(" ".join(["/bench/bench", *rows]), words=words), cwd=build,
                             stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, timeout=TIMEOUT_SECONDS)
    figures = parse(machine.stdout.decode("utf-8", "replace"))
    ending = qemu.decode(machine.returncode)
    if ending.status != 0:
        raise BenchError(f"Robin ended with status {ending.status} {ending.words}")
    figures.pop("thousands_before", None)
    return figures


def measure_events(build: Path) -> Figures:
    """What a trace record costs: P and V write three each, the call's beginning, the operation, the call's end."""
    cost = {mode: sum(measure_work(build, ["P", "V"], f"trace={mode}").values()) for mode in ("off", "memory", "on")}
    return {f"event_{mode}": (cost[mode] - cost["off"]) // 6 for mode in ("memory", "on")}


def measure_boot(build: Path) -> profile.Counter:
    """The instructions from the first one to the first read of the console, which the shell does at its prompt."""
    elf = profile.Elf(build / "robin.elf")
    return profile.count(command(archive="initrd.tar", serial="null"), build, elf.entry, elf.symbols["sys_read"])


def measure(build: Path) -> Figures:
    figures = {**measure_work(build), **measure_events(build)}
    figures["boot"] = sum(measure_boot(build).values())
    figures["image_bytes"] = profile.Elf(build / "robin.elf").image_bytes()
    return figures


def measure_linux(build: Path) -> Figures:
    """The same program on Debian's Linux. Its boot is counted from the machine's reset: the BIOS, some ten million
    instructions, is in it; and to the program's start, without a shell."""
    folder = build / "linux"
    linux.fetch(folder)
    root = build / "root"
    linux.write_initramfs(folder / "initramfs", {"bin/true": root / "bin" / "true", **{
        f"bench/{name}": build / "bench" / "root" / "bench" / name for name in ("bench", "linux_init")}})
    line = [qemu.PROGRAM, "-m", str(MEMORY_MB), "-no-reboot", "-display", "none", "-serial", "stdio",
            "-kernel", "vmlinuz", "-initrd", "initramfs", *COUNTING,
            "-append", "console=ttyS0 quiet mitigations=off panic=-1 rdinit=/bench/linux_init"]
    machine = subprocess.run(line, cwd=folder, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                             timeout=TIMEOUT_SECONDS)
    figures = parse(machine.stdout.decode("utf-8", "replace"))
    figures["boot"] = figures.pop("thousands_before") * 1000
    return figures


def measure_boot_seconds(build: Path) -> float:
    """From the start of QEMU to the prompt, BIOS included, without -icount. Depends on this machine."""
    line = qemu.command(memory=MEMORY_MB, serial="stdio", trace=None, log=None)
    begin = time.monotonic()
    machine = subprocess.Popen(line, cwd=build, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert machine.stdout is not None
    text = b""
    try:
        while PROMPT not in text:
            more = machine.stdout.read1(4096)
            if not more:
                raise BenchError("there is no prompt")
            text += more
        return time.monotonic() - begin
    finally:
        machine.kill()
        machine.wait()


def measure_decoder(build: Path) -> float:
    """How many records tools/trace.py decodes and checks in a second of this machine's processor."""
    line = qemu.command(run="/bench/bench repeat P 10000", words="trace=on", archive="bench/initrd.tar",
                        memory=MEMORY_MB, serial="null", trace="bench/run.trace", log=None, extra=COUNTING)
    subprocess.run(line, cwd=build, stdin=subprocess.DEVNULL, timeout=TIMEOUT_SECONDS)
    begin = time.process_time()
    model = trace.Model(trace.Trace.load(build / "bench" / "run.trace"))
    return len(model.trace) / (time.process_time() - begin)


def compiler(build: Path) -> str:
    """The compiler that built it, such as "gcc 12": the figures depend on it."""
    program = re.search(r"^COMPILER := (.*)$", (build / "toolchain.mk").read_text(), re.MULTILINE)
    if not program:
        raise BenchError(f"{build / 'toolchain.mk'} does not name the compiler")
    text = subprocess.run([*shlex.split(program.group(1)), "--version"], stdout=subprocess.PIPE,
                          universal_newlines=True).stdout
    version = re.search(r"(\d+)\.\d+", text)
    return f"{'clang' if 'clang' in text else 'gcc'} {version.group(1) if version else '?'}"


# --- Judging -------------------------------------------------------------------------------------------------------


def load_rows() -> List[Dict[str, Any]]:
    return json.loads(BASELINES.read_text())["rows"]


def aim(row: Dict[str, Any], figures: Figures) -> int:
    """What the row's figure should be at most; at least, where more is better."""
    if "as" in row:
        return figures[row["as"]] * 11 // 10
    return row.get("at_most", row.get("at_least"))


def meets(row: Dict[str, Any], figures: Figures) -> bool:
    figure, wanted = figures[row["name"]], aim(row, figures)
    return figure >= wanted if row["name"] in MORE_IS_BETTER else figure <= wanted


def load_accepted() -> Dict[str, Figures]:
    return json.loads(ACCEPTED.read_text()) if ACCEPTED.exists() else {}


def reference(accepted: Dict[str, Figures], name: str) -> Tuple[Figures, float]:
    """What to compare this compiler's figures with, and by how much they may be worse. A compiler that nobody has
    accepted figures for is compared with the worst of the others."""
    if name in accepted:
        return accepted[name], TOLERANCE
    worst: Figures = {}
    for figures in accepted.values():
        for key, figure in figures.items():
            choose = min if key in MORE_IS_BETTER else max
            worst[key] = choose(figure, worst.get(key, figure))
    return worst, OTHER_COMPILER_TOLERANCE


def regressions(figures: Figures, before: Figures, tolerance: float = TOLERANCE) -> Iterator[str]:
    """What has become worse by more than the tolerance, or is not measured any more."""
    for name, old in before.items():
        new: Optional[int] = figures.get(name)
        if new is None:
            yield f"{name} is not measured any more; it was {old:,}"
        elif (new < old * (1 - tolerance)) if name in MORE_IS_BETTER else (new > old * (1 + tolerance)):
            yield f"{name} was {old:,} and is {new:,}: {(new - old) / old:+.1%}"
    for name in sorted(figures.keys() - before.keys()):
        yield f"{name} has no accepted figure"


# --- Showing -------------------------------------------------------------------------------------------------------


def lay_out(lines: List[List[str]], left: Tuple[int, ...]) -> str:
    """Lines of cells as columns; those in `left` begin at the left."""
    widths = [max(len(line[column]) for line in lines) for column in range(len(lines[0]))]
    return "\n".join("  ".join(cell.ljust(width) if column in left else cell.rjust(width)
                               for column, (cell, width) in enumerate(zip(line, widths))).rstrip() for line in lines)


def others(row: Dict[str, Any]) -> List[str]:
    return [row.get(other, "") for other in OTHER_KERNELS]


def table_cells(figures: Figures) -> List[List[str]]:
    lines = [["work", "Robin", "aim", "", *OTHER_KERNELS]]
    for row in load_rows():
        sign = ">=" if row["name"] in MORE_IS_BETTER else "<="
        lines.append([row["title"], f"{figures[row['name']]:,}", f"{sign} {aim(row, figures):,}",
                      "yes" if meets(row, figures) else "NO", *others(row)])
    return lines


def table(figures: Figures) -> str:
    """Robin's figures, its aims, and other kernels' figures."""
    return lay_out(table_cells(figures), left=(0, 3))


def document(text: str, figures: Figures) -> str:
    """The text of docs/performance.md with its table made anew: the one that begins with "| work"."""
    head, *lines = ["| " + " | ".join(cells) + " |" for cells in table_cells(figures)]
    rule = "|---|" + "---:|" * 2 + "---|" + "---:|" * len(OTHER_KERNELS)
    return re.sub(r"^\| work .*\n(?:\|.*\n)*", lambda _: "\n".join([head, rule, *lines]) + "\n", text, count=1,
                  flags=re.MULTILINE)


def linux_table(figures: Figures, robin: Figures) -> str:
    """Linux's figures, measured now, beside Robin's accepted ones."""
    lines = [["work", "Linux, now", "Robin", *OTHER_KERNELS]]
    for row in load_rows():
        if row["name"] in figures:
            lines.append([row["title"], f"{figures[row['name']]:,}", f"{robin[row['name']]:,}", *others(row)])
    return lay_out(lines, left=(0,))
