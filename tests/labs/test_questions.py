"""Lab 0: each id has questions of its own, whose answers can be read from a trace that is part of the lab."""
import importlib.util
import json
import re
import shutil
import subprocess
import sys

import pytest

from boot import ROOT
from lab_trees import load_script, make
from tools import trace
from tools.grader import lab
from tools.labs import catalog

pytestmark = pytest.mark.xdist_group("labs")  # a lab has one folder below build/

FOLDER = catalog.find("0").folder
IDS = [str(20260000 + number * 7) for number in range(40)]


def load(path):
    specification = importlib.util.spec_from_file_location(f"lab0_{path.stem}", path)
    module = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(module)
    return module


questions, answers = load(FOLDER / "questions.py"), load(FOLDER / "hidden" / "answers.py")


@pytest.mark.parametrize("file", sorted((FOLDER / "traces").glob("*.trace")), ids=lambda file: file.stem)
def test_the_traces_can_be_read(file):
    """With the trace's present format, and without a violation; if not: hidden/record.py."""
    model = trace.Model(trace.Trace.load(file))
    assert model.violations == [] and model.process(trace.INIT).ended is not None


def test_an_id_has_the_same_questions_however_it_is_typed():
    first = questions.draw("Li 2026 abc")
    again = questions.draw(" li2026ABC ")
    assert (first.file, first.questions) == (again.file, again.questions)


def test_neighbours_have_other_answers():
    right = [answers.right(questions.draw(identity)) for identity in IDS]
    assert len({str(each) for each in right}) == len(IDS)
    assert len({questions.draw(identity).file for identity in IDS}) == len(list((FOLDER / "traces").glob("*.trace")))


def test_every_answer_stands_in_what_tools_trace_prints():
    """Found as a student would: in the lines of the trace, not in the model."""
    for identity in IDS[:8]:
        paper = questions.draw(identity)
        right = answers.right(paper)
        lines = list(trace.lines(paper.model.trace))
        by_kind = {question.kind: (right[name], question.about) for name, question in paper.questions.items()
                   if name in right}

        forked, (pid,) = by_kind["parent"]
        assert any(re.search(rf"\bpid +{forked} .*\bfork.*\b{pid}\b", line) for line in lines)
        tick, (pid,) = by_kind["end"]
        assert any(re.search(rf"tick +{tick} +pid +{pid} .*-> ZOMBIE", line) for line in lines)
        count, (pid,) = by_kind["turns"]
        assert sum(bool(re.search(rf"pid +{pid} .*READY -> RUNNING", line)) for line in lines) == count
        pid, (index,) = by_kind["running"]
        assert re.search(rf"pid +{pid} .*-> RUNNING", lines[index])
        word, (index,) = by_kind["reason"]
        assert word in lines[index] and "switch" in lines[index]
        index, (pid, nth) = by_kind["turn"]
        turns = [number for number, line in enumerate(lines) if re.search(rf"pid +{pid} .*READY -> RUNNING", line)]
        assert turns[nth - 1] == index
        pids, (index,) = by_kind["ready"]
        assert len(pids) >= 2 and set(pids) <= set(paper.model.at(index).processes)


def test_what_counts_as_the_same_answer():
    assert answers.is_right(17, "17") and answers.is_right([4, 6], ["4", 6]) and answers.is_right("slice ended",
                                                                                                " Slice  ended")
    assert not answers.is_right(17, 18) and not answers.is_right([4, 6], [6, 4]) and not answers.is_right(17, "")


def test_the_starter_has_no_right_answer():
    given = catalog.tomllib.loads((FOLDER / "starter" / "answers.toml").read_text("utf-8"))
    paper = questions.draw(IDS[0])
    assert set(paper.questions) == set(given) - {"id"}
    assert not any(answers.is_right(value, given[name]) for name, value in answers.right(paper).items())


def graded(directory, **given):
    """What tools/grade says to these answers."""
    (directory / "answers.toml").write_text("".join(f"{name} = {value!r}\n" for name, value in given.items()))
    done = subprocess.run([sys.executable, "tools/grade", "--lab", "0", "--output", directory / "graded", directory],
                          cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    return done.returncode, done.stdout


def relay(identity, boot):
    """The run that this id's last questions are about."""
    paper = questions.draw(identity)
    return boot(paper.command, words=paper.words).model


def test_a_submission_is_graded(directory, boot):
    right = answers.right(questions.draw(IDS[0]), relay(IDS[0], boot))
    code, said = graded(directory, id=IDS[0], **right)
    assert code == 0 and "100 of 100 points" in said and f", questions of id {IDS[0]}\n" in said
    code, said = graded(directory, id=IDS[0], **{**right, "q1": "", "q3": right["q3"] + 1})
    assert code == 1 and "80 of 100 points" in said
    assert "answered  nothing" in said and f"answered  {right['q3'] + 1}" in said and f" {right['q3']}\n" not in said
    code, said = graded(directory, id=IDS[1], **right)
    assert code == 1 and "100 of 100" not in said  # a neighbour's answers


def test_without_the_right_answers_there_are_no_points(directory, monkeypatch, capfd):
    """As in a student's tree, where it is no failure to have none."""
    shutil.copytree(FOLDER, directory / "lab", ignore=shutil.ignore_patterns("hidden"))
    chosen = lab.find("0")._replace(folder=directory / "lab")
    monkeypatch.setattr(lab, "LABS", directory)
    (directory / "answers.toml").write_text('id = 7\nq1 = 4\nq3 = "a"\n')
    monkeypatch.setattr(lab, "find", lambda *_: chosen)
    monkeypatch.setattr(sys, "argv", ["grade", "--lab", "0", "--trust", "--output", str(directory), str(directory)])
    assert load_script("tools/grade").main() == 0
    assert capfd.readouterr().out.splitlines()[2:5] == [
        "answers.toml answers 2 of 11 questions, all but q2, q4, q5, q6, q7, q8, q9, q10, q11. Which answers are "
        "right, only your teacher's grader knows.", "", "no points here"]
    assert json.loads((directory / "results.json").read_text())["score"] == 0
    assert (directory / "grade.tap").read_text().count("# SKIP not judged: its grader is elsewhere\n") == 11
    assert "errors=\"0\"" in (directory / "junit.xml").read_text()


@pytest.mark.parametrize("text, message", [
    ("", "answers.toml has no id"), ("id = ", "answers.toml cannot be read"), ("id = 7\nq1 = [", "cannot be read"),
    ("id = " + "7" * 5000, "cannot be read"), ("id = 7\nq1 = " + "[" * 5000 + "]" * 4000, "cannot be read"),
    ("id = 7\n" + "a." * 5000 + "b = 1", "answers.toml is too long: more than 10000 bytes"),
    ("id = []", "answers.toml has no id"), ('id = "=1+1"', "answers.toml has no id"),
    ('id = "7\\u001b[2J"', "answers.toml has no id"), (f"id = {'7' * 61}", "answers.toml has no id"),
    ("id = 7\nq1 = 0x" + "f" * 4000, "cannot be read"),
], ids=["empty", "nothing", "half", "digits", "deep", "long", "list", "formula", "escape",
        "long-id", "hexadecimal"])
def test_answers_that_cannot_be_read(directory, text, message):
    (directory / "answers.toml").write_text(text)
    done = subprocess.run([sys.executable, "tools/grade", "--lab", "0", "--output", directory / "graded", directory],
                          cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    assert done.returncode == 1 and message in done.stdout and "0 of 100 points" in done.stdout


def test_graders_that_start_together(directory):
    """None disturbs what another one makes."""
    shutil.rmtree(ROOT / "build" / "labs" / catalog.find("0").name / "kit", ignore_errors=True)
    (directory / "answers.toml").write_text("id = 7\n")
    started = [subprocess.Popen([sys.executable, "tools/grade", "--lab", "0", "--output", directory / name, directory],
                                cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
               for name in "abcd"]
    said = [process.communicate()[0] for process in started]
    assert all(" of 100 points" in each for each in said), said


def test_an_id_makes_no_line_of_its_own_in_the_report(directory):
    (directory / "answers.toml").write_text('id = "7\\n100 of 100 points"')
    done = subprocess.run([sys.executable, "tools/grade", "--lab", "0", "--output", directory / "graded", directory],
                          cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    assert ", questions of id 7 100 of 100 points\n" in done.stdout


def test_relay_makes_the_same_switches_at_any_speed(boot):
    """Otherwise the answers from gdb would be others on another machine. A tick that comes ten times as often stands for
    a machine that is ten times slower; the trace and the audit cost time, too."""
    paper = questions.draw(IDS[0])
    runs = [boot(paper.command, words=f"{paper.words} {more}").model for more in ("", "hz=1000", "hz=37 audit=0")]
    switches = [[(switch.old, switch.new, switch.reason) for switch in model.switches] for model in runs]
    assert switches[0] == switches[1] == switches[2] and len(switches[0]) > questions.STOPS[1]


def test_gdb_stops_where_the_answers_say(boot, boot_under_gdb):
    paper = questions.draw(IDS[1])
    right = answers.right(paper, relay(IDS[1], boot))
    by_kind = {question.kind: right[name] for name, question in paper.questions.items()}
    (stop,) = next(question.about for question in paper.questions.values() if question.kind == "leaves")
    machine = boot_under_gdb(words=paper.words, run=paper.command, stopped=True)
    machine.stop()
    for command in ("break context_switch", f"ignore 1 {stop - 1}", "continue"):
        machine.gdb(command)
    assert machine.value("current->pid") == by_kind["comes"]
    assert machine.value("current->switches") == by_kind["switches"]
    assert f" {by_kind['function']} (" in machine.gdb("backtrace")


def test_make_questions():
    done = make("questions", "ID=20260123")
    assert done.returncode == 0 and "q7. " in done.stdout and (ROOT / "labs/0-meet-the-machine").exists()
    assert "whose? make questions ID=" in make("questions").stdout
