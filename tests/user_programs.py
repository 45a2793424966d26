"""The programs of tests/user: what their top comments say, and batches of them run in one boot by tests/user/runner.c.

A top comment may say, each on a line of its own:
    Properties: L1 L2          the properties of tests/properties.md that the program checks
    Robin only                 Linux differs, or the program is a danger to a host: it is not run there
    Boot: quantum=1 memory=16  boot words of its own, and the machine's megabytes
"""
import re
from typing import NamedTuple, Tuple

from boot import MEMORY, ROOT, TIMEOUT, Run, run_qemu

FOLDER = ROOT / "tests" / "user"
BATCH_PROGRAMS = 8  # as many share a boot; a panic takes the others of the batch with it
RESULT = re.compile(r"BEGIN (?P<name>\S+)\n(?P<output>.*?)"
                    r"TEST (?P=name) status=(?P<status>\d+) signal=(?P<signal>\d+) "
                    r"frames=(?P<before>\d+)->(?P<after>\d+) "
                    r"procs=(?P<procs_before>\d+)->(?P<procs_after>\d+)\n", re.DOTALL)


class Program(NamedTuple):
    name: str
    batch: str
    words: str
    memory: int
    robin_only: bool
    properties: Tuple[str, ...]


class Result(NamedTuple):
    output: str
    status: int
    signal: int
    frames: Tuple[int, int]
    processes: Tuple[int, int]

    def problems(self):
        found = []
        if self.signal:
            found.append(f"killed by signal {self.signal}")
        elif self.status:
            found.append(f"exit status {self.status}")
        if self.frames[0] != self.frames[1]:
            found.append(f"{self.frames[0] - self.frames[1]} frames are lost")
        if self.processes[0] != self.processes[1]:
            found.append(f"{self.processes[1] - self.processes[0]} processes are left")
        return found


class Batch(NamedTuple):
    run: Run
    results: dict  # name -> Result


def top_comment(path):
    match = re.match(r"\s*/\*(.*?)\*/", path.read_text(encoding="utf-8"), re.DOTALL)
    return re.sub(r"(?m)^ ?\* ?", "", match.group(1)) if match else ""


def load():
    """All programs but the runner, in batches of equal boot words."""
    programs = []
    members = {}
    for path in sorted(FOLDER.glob("*.c")):
        if path.stem == "runner":
            continue
        comment = top_comment(path)
        words = re.search(r"^\s*Boot:(.*)$", comment, re.MULTILINE)
        words = words.group(1).split() if words else []
        memory = [int(word[len("memory="):]) for word in words if word.startswith("memory=")]
        words = " ".join(word for word in words if not word.startswith("memory="))
        key = (words, *memory)
        members[key] = members.get(key, -1) + 1
        named = "-".join(re.sub(r"\W+", "-", str(part)) for part in key if part) or "plain"
        properties = re.search(r"^\s*Properties:(.*)$", comment, re.MULTILINE)
        programs.append(Program(path.stem, f"{named}-{members[key] // BATCH_PROGRAMS + 1}", words,
                                memory[0] if memory else MEMORY, "Robin only" in comment,
                                tuple(re.findall(r"\w+", properties.group(1))) if properties else ()))
    return programs


def run_batch(programs, directory):
    """Boots once for programs of equal boot words."""
    command = " ".join(["/test/runner", *(f"/test/{program.name}" for program in programs)])
    run = Run(directory, run_qemu(directory, programs[0].words, command, programs[0].memory, timeout=120))
    results = {}
    for found in RESULT.finditer(run.text):
        number = {key: int(value) for key, value in found.groupdict().items() if key not in ("name", "output")}
        results[found["name"]] = Result(found["output"], number["status"], number["signal"],
                                        (number["before"], number["after"]),
                                        (number["procs_before"], number["procs_after"]))
    good = all(not result.problems() for result in results.values()) and len(results) == len(programs)
    run.expected = 0 if good else 1
    return Batch(run, results)


def check(program, batch):
    """Raises AssertionError unless the program ran, was content, and left nothing behind, in a run that was good."""
    result = batch.results.get(program.name)
    if result is None:
        begun = re.findall(r"^BEGIN (\S+)", batch.run.text, re.MULTILINE)
        when = "in time" if batch.run.code is TIMEOUT else "before Robin ended"
        causes = re.findall(r"^(?:panic|likely cause): .*$", batch.run.text, re.MULTILINE)
        last_lines = "\n".join([*causes, *batch.run.text.splitlines()[-15:]])
        raise AssertionError(f"{program.name} did not end {when}; the last that began is {begun[-1:] or 'none'}; "
                             f"the console's last lines:\n{last_lines}")
    problems = result.problems()
    if problems:
        raise AssertionError(f"{program.name}: {', '.join(problems)}; it printed:\n{result.output}")
    batch.run.check()
