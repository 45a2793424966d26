"""The grader fails closed: whatever is handed in, nothing is given for what was not shown, and the reason is said.

Each kernel here is the reference's semaphores with something added to P. Of the lab's runs only those are booted that
matter."""
import json
import os
import re
import shlex
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from boot import BUILD, ROOT
from lab_trees import load_script
from tools.grader import build, chart, grade, handed_in, lab, machine, sandbox, submission, verdict
from tools.grader.draw import Draw
from tools.trace import RECORD_BYTES, Trace, TraceError

NAME = "kernel/sync/semaphore.c"
SOURCE = (ROOT / NAME).read_text("utf-8")
LAB = lab.find("semaphores")
PANIC = "#include \"kernel/lib/panic.h\""
P_BEGINS = "int semaphore_P(struct semaphore *semaphore) {\n"

seconds = []  # of the processor, that the last kernels ran

pytestmark = [pytest.mark.xdist_group("labs"),
              pytest.mark.skipif(not sandbox.is_there(), reason="bubblewrap does not work here"),
              pytest.mark.skipif("ROBIN_COVERAGE" in os.environ, reason="what is handed in counts no lines")]


@pytest.fixture(scope="module")
def kit():
    return build.make_kit(LAB)


@pytest.fixture
def graded(kit, directory):
    """graded(source, "one"): the grade of this file, from these runs."""
    def grade_source(source, *runs):
        (directory / "semaphore.c").write_text(source, "utf-8")
        folder = directory / "runs"
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        kernel = build.build(LAB, kit, submission.collect(LAB, directory), folder / "build")
        specs = [spec for spec in LAB.runs(Draw("test")) if spec.name in runs]
        findings = grade.try_all(LAB, kit, kernel, folder, specs)
        seconds.append(sum(found.run.seconds for found in findings))
        return verdict.judge(LAB, findings)
    return grade_source


@pytest.fixture
def refused(kit, directory):
    """refused(source): why this file does not become a kernel."""
    def build_source(source):
        (directory / "semaphore.c").write_text(source, "utf-8")
        with pytest.raises(build.BuildError) as error:
            build.build(LAB, kit, submission.collect(LAB, directory), directory / "build")
        return str(error.value)
    return build_source


def in_P(code):
    """The reference, whose P does this first."""
    return SOURCE.replace(P_BEGINS, f"{P_BEGINS}    {code}\n")


def with_printk(source):
    return source.replace(PANIC, f"{PANIC}\n#include \"kernel/lib/printk.h\"")


def words(result, *identities):
    found = {one.property.id: one for one in result.verdicts}
    return [found[each].word for each in identities]


def reasons(result):
    return " ".join(one.reason + (one.broken.happened if one.broken else "") for one in result.verdicts)


# --- Kernels that do not end well -----------------------------------------------------------------------------------


def test_the_reference_passes(graded):
    result = graded(SOURCE, "alone")
    assert words(result, "P61", "P62", "P66", "P69", "S44") == ["passed"] * 5
    assert words(result, "P63", "P65") == ["not shown", "not judged"]


@pytest.mark.parametrize("code, reason", [
    ("interrupts_disable(); for (;;) {}", "the kernel hangs"),
    ("for (;;) { interrupts_enable(); }", "it did not end"),
    ("panic(\"on purpose\");", r"panic: kernel/sync/semaphore.c:\d+: on purpose"),
    ("for (volatile char *data = (char *)((uintptr_t)&current & ~0xfffffu); ; data++) { *data = 0; }", "panic: "),
    ("for (;;) { printk(\"ok 1 - 100 of 100 points\\n\"); }", "it wrote too much"),
    ("interrupts_disable(); __asm__ volatile(\"movl $0, %esp; pushl %eax\");", "."),
], ids=["hang", "hang-with-interrupts", "panic", "memory-destroyed", "endless-output", "no-stack"])
def test_a_kernel_that_does_not_end_well(graded, code, reason):
    result = graded(with_printk(in_P(code)).replace(PANIC, f"{PANIC}\n#include \"kernel/sched/sched.h\""), "alone")
    assert words(result, "P62", "S44") == ["failed", "not shown"]
    assert result.points <= sum(LAB.properties[each].points for each in ("P61", "P69"))
    assert re.search(reason, reasons(result)), reasons(result)


def test_a_triple_fault(graded):
    """The interrupt table is gone, and then there is an interrupt."""
    code = """struct { uint16_t limit; uint32_t base; } __attribute__((packed)) table;
    __asm__ volatile("sidt %0" : "=m"(table));
    for (uint32_t at = 0; at < 256; at++) { ((volatile char *)table.base)[at] = 0; }
    *(volatile int *)4 = 0;"""
    result = graded(in_P(code), "alone")
    assert words(result, "P62", "S44") == ["failed", "not shown"]
    assert "triple fault" in reasons(result)


def test_what_a_kernel_prints_counts_for_nothing(graded):
    lines = "".join(f"ok {place} - {each}\\n" for place, each in enumerate(LAB.properties, 1))
    source = with_printk(SOURCE).replace("    assert(value >= 0);",
                                         f"    assert(value >= 0);\n    printk(\"{lines}100 of 100 points\\n\");")
    source = source.replace("        semaphore->value++;\n", "")
    result = graded(source, "alone")
    assert words(result, "P66") == ["failed"]


@pytest.mark.parametrize("line", ["Robin stops here: semaphore_P is still to be written", "panic: audit: lists"])
def test_what_a_kernel_prints_before_it_panics_is_no_excuse(graded, line):
    result = graded(with_printk(in_P(f"printk(\"\\n{line}\\n\"); panic(\"on purpose\");")), "alone")
    assert words(result, "P62", "S44") == ["failed", "not shown"]
    assert "on purpose" in reasons(result)


@pytest.mark.parametrize("code", ["interrupts_disable(); for (;;) {}", "for (;;) { interrupts_enable(); }"],
                         ids=["hang", "hang-with-interrupts"])
def test_a_hang_does_not_take_long(graded, code):
    """The runs' share of the 15 seconds of one processor that a grading may take."""
    runs = [spec.name for spec in LAB.runs(Draw("test"))]
    result = graded(in_P(code), *runs)
    assert words(result, "P62", "P63", "S44") == ["failed", "failed", "not shown"]
    assert seconds[-1] < 12


def test_who_waits_for_a_processor_does_not_sleep():
    """So a machine is not taken for one that hangs because others are faster."""
    for program, will_sleep in (("sleep 60", True), ("while :; do :; done", False)):
        process = subprocess.Popen(["sh", "-c", f"({program}) & wait"], start_new_session=True)
        try:
            deadline = time.monotonic() + (20 if will_sleep else 0.5)
            while not (is_asleep := machine.Use.of(process.pid).is_asleep) and time.monotonic() < deadline:
                time.sleep(0.01)
            assert is_asleep == will_sleep
        finally:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


# --- A QEMU that dies -----------------------------------------------------------------------------------------------


def dying(end):
    """A command that is QEMU's, which stands still at its first instruction until it ends like this."""
    command = machine.qemu.command
    return lambda **options: ["sh", "-c", f"{shlex.join(command(extra=('-S',), **options))} & sleep 0.5; {end}"]


@pytest.mark.parametrize("end", ["kill -KILL $!; wait $!", "kill -TERM $!; wait $!", "kill -ABRT $!; wait $!",
                                 "kill -KILL $$", "exit 1"], ids=["killed", "quits", "aborted", "sandbox", "fails"])
def test_a_qemu_that_dies_is_no_kernel_that_fails(kit, directory, monkeypatch, end):
    """137, for instance, which says SIGKILL, is also what QEMU exits with when init's status is 52."""
    monkeypatch.setattr(machine.qemu, "command", dying(end))
    with pytest.raises(machine.GraderError, match="in run none QEMU died, with status "):
        machine.boot(machine.Spec("none", "", "", ()), BUILD / "robin.elf", kit.archive, directory / "run", 5)


def test_init_may_exit_with_what_a_dead_qemu_has(kit, directory):
    run = machine.boot(machine.Spec("lost", "exit 52", "", ()), BUILD / "robin.elf", kit.archive, directory / "run", 5)
    assert (run.how, run.status, run.words) == (machine.ENDED, 52, "init ended with status 52")


def test_a_grader_without_qemu_gives_no_grade(kit, directory, monkeypatch, capfd):
    """Nor points."""
    monkeypatch.setattr(machine.qemu, "PROGRAM", "false")
    monkeypatch.setattr(sys, "argv", ["grade", "--lab", "4", "--output", str(directory), str(ROOT)])
    assert load_script("tools/grade").main() == 2
    assert "QEMU died, with status 1: " in capfd.readouterr().err
    assert json.loads((directory / "results.json").read_text())["score"] == 0
    assert not (directory / "grade.txt").exists()


def test_in_a_class_who_met_a_dying_qemu_is_graded_again(kit, directory, monkeypatch):
    course = load_script("tools/grade-class").Class(LAB, kit, directory / "class")
    monkeypatch.setattr(machine.qemu, "PROGRAM", "false")
    row = course.row(handed_in.HandedIn("ann", ROOT))
    assert row["points"] == 0 and row["problem"].startswith("the grader failed, look at it by hand: ")
    monkeypatch.undo()
    assert course.row(handed_in.HandedIn("ann", ROOT))["points"] == LAB.points


@pytest.mark.parametrize("is_there", [True, False])
def test_the_command_that_repeats_a_grade_needs_what_the_grade_needed(kit, directory, monkeypatch, is_there):
    monkeypatch.setattr(sandbox, "is_there", lambda: is_there)
    graded = grade.grade(lab.find("4"), kit, directory / "none", directory / "runs")
    assert ("--trust" in shlex.split(graded.command)) != is_there


# --- Files that do not become a kernel ------------------------------------------------------------------------------


@pytest.mark.parametrize("source, message", [
    ("this is not C\n", "kernel/sync/semaphore.c does not compile"),
    ("", "it does not link"),
    ("#include \"kernel/sync/wait_queue.c\"\n", "No such file or directory"),
    ("#include \"labs/4-semaphores/mutants/id-forgotten.patch\"\n", "No such file or directory"),
    (f"#include \"{ROOT}/{NAME}\"\n", "No such file or directory"),
    ("#include \"/etc/passwd\"\n", "No such file or directory"),
    (f"__asm__(\".incbin \\\"{ROOT}/{NAME}\\\"\");\n", "file not found"),
    ("#include \"/dev/zero\"\n", "does not compile|takes too long"),
    ("char large[1 << 28] = {1};\n", "does not compile|takes too long|does not link"),
    ("char large[1 << 28];\n", "is too large: 268435456 bytes"),
    ("__asm__(\".fill 4000000, 1, 0x90\");\n", "is too large: 4000000 bytes"),
    ("#include \"semaphore.c\"\n", "nested|does not compile"),
    (SOURCE + "void sched_yield(void);\nvoid more(void) { sched_yield(); }\n", "uses sched_yield, which"),
    (SOURCE + "int64_t more(int64_t n);\nint64_t more(int64_t n) { return 1000000 / n; }\n", "kernel/lib/divide.h"),
    (SOURCE + "void more(void) { __asm__ volatile(\"outb %al, $0xe9\"); }\n", "more has the instruction \"out "),
    (SOURCE + "void more(void) { __asm__ volatile(\"rep outsb\"); }\n", "more has the instruction \"rep outs"),
    (SOURCE + "void more(void) { __asm__ volatile(\"movl %eax, %cr3\"); }\n", "more has the instruction \"mov "),
    (SOURCE + "void more(void) { __asm__ volatile(\"rep; .byte 0x66, 0x65, 0x6e\"); }\n", "more has the instruction"),
    (SOURCE + "__attribute__((weak)) void sched_yield(void) {}\nvoid more(void) { sched_yield(); }\n",
     "has a symbol that is no part of C: 'sched_yield'"),
    (SOURCE + "__asm__(\".comm sched_yield, 4\");\nvoid sched_yield(void);\nvoid more(void) { sched_yield(); }\n",
     "has a symbol that is no part of C: 'sched_yield'"),
    (SOURCE + "__asm__(\".globl \\\"sched_yield T\\\"; \\\"sched_yield T\\\": call sched_yield\");\n",
     "has a symbol that is no part of C: 'sched_yield T'"),
    (SOURCE + "__asm__(\".type \\\"it's\\\", @function; \\\"it's\\\": nop\");\n", "no part of C: \"it's\""),
    (SOURCE + "__asm__(\".globl \\\"sched_yield T 0\\na\\\"; \\\"sched_yield T 0\\na\\\": call sched_yield\");\n",
     "no part of C: 'sched_yield T 0"),
    (SOURCE + "__asm__(\".section \\\".text more\\\", \\\"ax\\\"; nop\");\n", "has a section '.text more'"),
    (SOURCE + "__asm__(\".altmacro; .macro more n; .section .data.n\\\\n; .endm; .set n, 0; .rept 65400; more %n; "
     ".set n, n + 1; .endr; .text\");\n", "has too many sections"),
    (SOURCE + "int more __attribute__((section(\".multiboot\")));\n", "has a section '.multiboot'"),
    (SOURCE + "void schedule(void) {}\n", "multiple definition of `schedule'|does not compile"),
    ("#error \"" + "x" * 100000 + "\"\n", "does not compile"),
], ids=["text", "empty", "include-source", "include-mutant", "include-path", "include-etc", "incbin", "endless-include",
        "large-array", "large-empty-array", "large-code", "include-itself", "symbol", "division", "port", "port-string",
        "control-register", "prefixes", "weak", "common", "blank-in-symbol", "quote-in-symbol", "line-in-symbol",
        "blank-in-section", "too-many-sections", "section", "twice", "long-message"])
def test_a_file_that_does_not_become_a_kernel(refused, source, message):
    said = refused(source)
    assert re.search(message, said), said
    assert len(said) < 4000 and str(ROOT) not in said.replace(f"{ROOT}/{NAME}", "")
    assert "/tmp/cc" not in said  # a name that is another one each time


def test_a_compiler_that_waits_is_ended(directory, monkeypatch):
    """As one does that is told to include what it prints itself. It uses no processor, and so no share of it."""
    monkeypatch.setattr(sandbox, "CLOCK_SECONDS_MAX", 1)
    done = sandbox.run(["sh", "-c", "echo begins; sleep 20 & wait"], [], directory, sandbox.Limits(5, 0, 1000))
    assert done.code != 0 and done.output == "begins\n"


def test_several_files_share_the_time_to_compile(directory, monkeypatch):
    chosen, given = lab.find("fork-exit-wait"), []

    def run(command, readable, writable, limits):
        given.append(limits.seconds)
        return sandbox.Result(int(len(given) == len(chosen.files)), "")

    monkeypatch.setattr(sandbox, "run", run)
    kit = build.Kit(directory, [], [], [], "", "", {}, "")
    with pytest.raises(build.BuildError):
        build.build(chosen, kit, submission.collect(chosen, ROOT), directory / "build")
    assert len(given) == len(chosen.files) and 1 < min(given) and sum(given) <= build.LIMITS.seconds


# --- The trace ------------------------------------------------------------------------------------------------------


def test_nobody_turns_off_the_trace(directory):
    """Though the files of lab 3 have to read whether it is on."""
    chosen = lab.find("fork-exit-wait")
    kit = build.make_kit(chosen)
    for name in chosen.files:
        shutil.copy(ROOT / name, directory)
    with open(directory / "exit.c", "a", encoding="utf-8") as file:
        file.write("void turn_off(void);\nvoid turn_off(void) { trace_mode = TRACE_OFF; trace_mode = TRACE_ON; }\n")
    fork = (directory / "fork.c").read_text("utf-8").replace("    int error;", "    turn_off();\n    int error;", 1)
    (directory / "fork.c").write_text(f"void turn_off(void);\n{fork}", "utf-8")
    kernel = build.build(chosen, kit, submission.collect(chosen, directory), directory / "build")
    born = next(spec for spec in chosen.runs(Draw("test")) if spec.name == "born")
    found, = grade.try_all(chosen, kit, kernel, directory, [born])
    assert "page fault" in found.run.words and "L1" in found.broken


# --- The command ----------------------------------------------------------------------------------------------------


def run_grade(*arguments):
    return subprocess.run([sys.executable, ROOT / "tools" / "grade", *map(str, arguments)], stdin=subprocess.DEVNULL,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT, encoding="utf-8")


@pytest.mark.parametrize("arrange, message", [
    (lambda folder: None, "kernel/sync/semaphore.c is missing"),
    (lambda folder: (folder / "semaphore.c").symlink_to("/etc/passwd"), "symbolic link out of"),
    (lambda folder: (folder / "semaphore.c").mkdir(), "cannot be read: Is a directory"),
    (lambda folder: (folder / "semaphore.c").write_bytes(b"\x7fELF\0\0\0"), "it is a binary file"),
], ids=["missing", "link", "folder", "binary"])
def test_bad_input_gets_one_message_and_no_points(kit, directory, arrange, message):
    folder = directory / "submission"
    folder.mkdir()
    (folder / "Makefile").write_text("$(shell touch ran)\nall:\n\ttouch ran\n")
    arrange(folder)
    done = run_grade("--lab", "4", "--output", directory / "output", folder)
    assert done.returncode == 1
    assert message in done.stdout and "\n0 of 100 points\n" in done.stdout and "Traceback" not in done.stdout
    assert not (folder / "ran").exists()


def test_an_output_that_is_no_folder():
    done = run_grade("--lab", "4", "--output", "/dev/null", ".")
    assert (done.returncode, done.stdout) == (2, "grade: /dev/null: File exists\n")


def test_a_lab_that_does_not_exist():
    done = run_grade("--lab", "nine", ".")
    assert done.returncode == 2 and "There is no lab nine. There are: " in done.stdout


# --- Traces that no right kernel writes -----------------------------------------------------------------------------


@pytest.mark.parametrize("chosen", [each for each in lab.everything() if not each.has_questions],
                         ids=lambda each: each.id)
def test_the_checks_survive_any_trace(chosen, directory):
    """Words of a real trace are replaced at random, records are moved and left out, and it is cut anywhere. Whatever
    comes out, nothing is raised."""
    spec = max(chosen.runs(Draw("test")), key=lambda spec: len(spec.command))
    kit = build.make_kit(chosen)
    kernel = build.build(chosen, kit, submission.collect(chosen, ROOT), directory / "build")
    found, = grade.try_all(chosen, kit, kernel, directory, [spec])
    assert found.run.is_good
    data = (found.run.folder / "trace").read_bytes()
    draw = Draw("damage")
    readable = 0
    for _ in range(150):
        records = [bytearray(data[at:at + RECORD_BYTES]) for at in range(0, len(data), RECORD_BYTES)]
        del records[draw.between(50, len(records)):]
        for _ in range(draw.between(1, 30)):
            one, place = draw.between(1, len(records) - 1), 4 * draw.between(4, 12)
            if draw.below(2):
                records.insert(draw.between(1, len(records)), records.pop(one))
            else:
                records[one][place:place + 4] = draw.choice([*range(6), 0x7FFFFFFF, 0xFFFFFFFF]).to_bytes(4, "little")
        try:
            damaged = Trace(b"".join(records))
        except TraceError:
            continue
        readable += 1
        how = draw.choice([machine.ENDED, machine.PANICKED, machine.SILENT, machine.TOO_LONG])
        found = verdict.Findings(machine.Outcome(spec, Path(directory), how, "", 0, damaged, 0.0))
        chosen.check(found)
        verdict.judge(chosen, [found])
        chart.draw(damaged, draw.below(len(damaged)), chosen.chart)
    assert readable > 50


def test_how_long_a_flood_lasted_is_not_seen(graded, directory):
    """A kernel that prints without an end is stopped when somebody looks: sooner or later."""
    graded(SOURCE, "one")
    data = (directory / "runs" / "one" / "trace").read_bytes()
    records = [data[at:at + RECORD_BYTES] for at in range(0, len(data), RECORD_BYTES)]
    tick = next(each for each in records if machine.PID_AND_KIND.unpack_from(each, 16)[0] == machine.TICK)
    shortest = machine.without_last_ticks(data)
    assert machine.without_last_ticks(data + 5 * tick) == shortest and len(data) - len(shortest) <= RECORD_BYTES
    assert machine.without_last_ticks(tick) == b""


def test_the_runs_that_are_left_out_are_the_same_each_time(graded, directory):
    """However slow the processor: what a run that was stopped costs is fixed."""
    result = graded(in_P("for (;;) { interrupts_enable(); }"), *[spec.name for spec in LAB.runs(Draw("test"))])
    assert "not run: those before it took all the time there is" in reasons(result)
    traces = sorted(path.parent.name for path in (directory / "runs").glob("*/trace"))
    assert traces == sorted(spec.name for spec in LAB.runs(Draw("test"))[:2])


def test_the_same_seed_draws_the_same():
    assert LAB.runs(Draw("a")) == LAB.runs(Draw("a")) != LAB.runs(Draw("b"))
