"""`make LAB=...`: a lab's files in the kernel, from the starter or from a submission; and the unit tests of a lab."""
import re

import pytest

from boot import BUILD, PANIC_CODE, ROOT, Run, exit_code, run_qemu
from lab_trees import LABS, make
from tools.labs import prove

pytestmark = pytest.mark.xdist_group("labs")  # a lab has one folder below build/

CODE_LABS = [lab for lab in LABS if (lab.folder / "starter/kernel").exists()]
each_code_lab = pytest.mark.parametrize("lab", CODE_LABS, ids=lambda lab: lab.name)
UNIT_LABS = [lab for lab in CODE_LABS if (lab.folder / "unit").exists()]


def boot_lab(lab, directory, commands):
    """Boots what make LAB=... has built; the console and QEMU's exit code, whatever they are."""
    code = run_qemu(directory, commands=commands, kernel=BUILD / "labs" / lab.name / "robin.elf",
                    archive=BUILD / "initrd.tar")
    return Run(directory, code).text, code


@each_code_lab
def test_a_starter_says_what_is_missing(lab, directory):
    """It compiles without a warning, and it ends where a function was called that is still to be written."""
    done = make(f"LAB={lab.name}")
    assert done.returncode == 0 and "warning" not in done.stdout, done.stdout
    text, code = boot_lab(lab, directory, "usage; race_fixed")
    stopped = re.findall(r"^Robin stops here: (\w+) is still to be written, in (\S+)$", text, re.MULTILINE)
    assert code == PANIC_CODE and len(stopped) == 1 and stopped[0][1] in lab.files
    assert "panic" not in text


@each_code_lab
def test_the_reference_is_a_submission(lab, directory):
    done = make(f"LAB={lab.number}", f"SUBMISSION={ROOT}")
    assert done.returncode == 0, done.stdout
    text, code = boot_lab(lab, directory, "race_fixed")
    assert code == exit_code(0) and "Robin stops here" not in text


def test_a_warning_stops_no_submission(directory):
    """Also in CI, where warnings are errors for Robin's own files."""
    lab = CODE_LABS[-1]
    for file in lab.files:
        (directory / file).parent.mkdir(parents=True, exist_ok=True)
        (directory / file).write_text((ROOT / file).read_text("utf-8") + "\nstatic int forgotten;\n", "utf-8")
    done = make(f"LAB={lab.id}", f"SUBMISSION={directory}")
    assert done.returncode == 0 and "-Wunused-variable" in done.stdout, done.stdout


def test_another_submission_is_another_kernel(directory):
    """Also if its objects are older than the kernel that was linked last."""
    lab = CODE_LABS[-1]
    kernel = BUILD / "labs" / lab.name / "robin.elf"
    kernels = []
    for words in ([], [f"SUBMISSION={ROOT}"], [], [f"SUBMISSION={ROOT}"]):
        assert make(f"LAB={lab.id}", *words).returncode == 0
        kernels.append(kernel.read_bytes())
    assert kernels[0] == kernels[2] != kernels[1] == kernels[3]


@pytest.mark.parametrize("words, message", [
    (["LAB=nothing"], "There is no lab nothing. There are: "),
    (["LAB=%"], "There is no lab %. There are: "),
    (["LAB=2 4"], "There is no lab 2 4. There are: "),
    (["LAB=semaphores", "SUBMISSION=/nowhere"], "submission: /nowhere is not a folder"),
    (["LAB=semaphores", "SUBMISSION=docs"], "submission: kernel/sync/semaphore.c is missing in docs"),
    (["SUBMISSION=docs"], "is a submission for which lab?"),
    (["mine"], "make mine is for a student's tree"),
    (["handout", "LAB=semaphores"], "Into which folder? DIR=folder"),
    (["handout", "DIR=/nowhere"], "Which lab? LAB=semaphores"),
    (["handout", "LAB=semaphores", "DIR=docs"], "docs is there already, and is not empty"),
    (["handout", "LAB=semaphores", "DIR=build/none", "TWIST=nothing"], "lab 4-semaphores has no twist nothing"),
])
def test_a_wrong_request_gets_one_clear_line(words, message):
    done = make(*words)
    assert done.returncode != 0 and message in done.stdout
    assert len([line for line in done.stdout.splitlines() if not line.startswith(("make", "labs/labs.mk"))]) <= 1


# --- make unit LAB=... ---


def unit(lab, folder):
    """make unit for a submission: how it ended, and what it says."""
    done = make("unit", f"LAB={lab.id}", f"SUBMISSION={folder}")
    return done.returncode, done.stdout


@pytest.mark.parametrize("lab", UNIT_LABS, ids=lambda lab: lab.name)
def test_the_reference_passes_the_unit_tests(lab):
    code, said = unit(lab, ROOT)
    assert code == 0 and "OK ] step_1" in said and "FAILED" not in said


@pytest.mark.parametrize("lab, solution", [(lab, path) for lab in UNIT_LABS for path in lab.folder.glob("solutions/*")],
                         ids=lambda value: value.name)
def test_every_right_solution_passes_the_unit_tests(lab, solution, directory):
    prove.copy_from(lab, solution, directory)
    code, said = unit(lab, directory)
    assert code == 0 and "FAILED" not in said, said


@pytest.mark.parametrize("lab", UNIT_LABS, ids=lambda lab: lab.name)
def test_the_unit_tests_have_all_that_the_grader_allows(lab, directory):
    """Each file may refer to each of the lab's symbols."""
    prove.copy_from(lab, ROOT, directory)
    for file in lab.files:
        with (directory / file).open("a") as source:
            source.writelines(f'__asm__(".data\\n .quad {symbol}\\n .text");\n' for symbol in lab.settings["symbols"])
    code, said = unit(lab, directory)
    assert code == 0, said


@pytest.mark.parametrize("lab", UNIT_LABS, ids=lambda lab: lab.name)
def test_the_starter_passes_none(lab):
    done = make("unit", f"LAB={lab.id}")
    assert done.returncode != 0 and "\nRobin stops here: " in done.stdout
    assert "OK ]" not in done.stdout


# (lab, a line of the reference, what a student writes there, what the unit tests say to that)
MISTAKES = {
    "V-counts-too": ("semaphores", "wait_queue_wake_one(&semaphore->waiters, 0);",
                     "wait_queue_wake_one(&semaphore->waiters, 0); semaphore->value++;",
                     "FAILED  ] step_4_V_hands_its_unit_over"),
    "interrupts-left-off": ("semaphores", "    irq_restore(flags);\n    return result;", "    return result;",
                            "FAILED  ] step_3"),
    "touched-when-gone": ("semaphores", "/* 0: V has given its unit to us */", "\n semaphore->value = 0;",
                          "heap-use-after-free"),
    "P-does-not-wait": ("semaphores", "result = wait_queue_block(&semaphore->waiters);", "",
                        "FAILED  ] step_4_V_hands_its_unit_over"),
    "no-first-waiter": ("semaphores", "return wait_queue_first(&semaphore->waiters);", "return NULL;",
                        "FAILED  ] step_4_V_hands_its_unit_over"),
    "last-waiter-first": ("semaphores", "return wait_queue_first(&semaphore->waiters);",
                          "struct list *last = semaphore->waiters.waiters.previous;\n"
                          "    return wait_queue_is_empty(&semaphore->waiters) ? NULL : process_on_queue(last);",
                          "FAILED  ] step_4_who_waits_longest_is_first"),
    "P-spins": ("semaphores", "result = wait_queue_block(&semaphore->waiters);",
                "while (*(volatile int *)&semaphore->value == 0) {}", "The test above does not end"),
    "lifo": ("ready-queue", "list_push_back(&queue", "list_push_front(&queue",
             "FAILED  ] step_1_first_in_first_out"),
    "head-removed": ("ready-queue", "list_remove(&process->queue_link);", "ready_queue_pop();",
                     "FAILED  ] step_3_remove_from_every_place"),
    "slice-not-full": ("ready-queue", "next->slice_ticks = quantum_ticks;",
                       "next->slice_ticks += next->slice_ticks ? 0 : quantum_ticks;",
                       "FAILED  ] step_5_each_turn_has_a_full_slice"),
}


@pytest.mark.parametrize("name", MISTAKES)
def test_the_unit_tests_notice(name, directory):
    word, right, wrong, message = MISTAKES[name]
    lab = next(lab for lab in LABS if lab.name == word)
    changed = 0
    for file in lab.files:
        text = (ROOT / file).read_text("utf-8")
        changed += text.count(right)
        (directory / file).parent.mkdir(parents=True, exist_ok=True)
        (directory / file).write_text(text.replace(right, wrong), "utf-8")
    assert changed > 0
    code, said = unit(lab, directory)
    assert code != 0 and message in said, said


def test_marks_and_line_ends_do_no_harm(directory):
    """Not to a submission, as an editor of another system writes it."""
    for lab in CODE_LABS:
        for file in lab.files:
            (directory / file).parent.mkdir(parents=True, exist_ok=True)
            (directory / file).write_bytes(b"\xef\xbb\xbf" + (ROOT / file).read_bytes().replace(b"\n", b"\r\n"))
        done = make(f"LAB={lab.id}", f"SUBMISSION={directory}")
        assert done.returncode == 0 and "warning" not in done.stdout, done.stdout
