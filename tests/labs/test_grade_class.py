"""Grading what a class handed in, and the autograder for Gradescope."""
import json
import os
import re
import shutil
import subprocess
import sys
import time
import zipfile

import pytest

from boot import ROOT
from lab_trees import load_script
from tools.grader import build, class_report, handed_in, lab, sandbox
from tools.grader.similarity import marks, similarity
from tools.labs import autograder
from tools.labs.submission import FILE_BYTES_MAX, SubmissionError

LAB = lab.find("semaphores")
NAME = LAB.files[0]
SOURCE = (ROOT / NAME).read_text("utf-8")
# Of a lab's folder: the pages, the answers, and what is only for a student's tree.
NOT_FOR_GRADING = {"README.md", "README.zh-CN.md", "instructor.md", "starter", "solutions", "mutants", "twists", "unit"}
needs_sandbox = pytest.mark.skipif(not sandbox.is_there(), reason="bubblewrap does not work here")


def make_zip(path, files):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            archive.writestr(zipfile.ZipInfo(name), text)
    return path


def unpack(path, into):
    folder = handed_in.lay_out(LAB, handed_in.HandedIn("somebody", path), into)
    return (folder / NAME).read_text("utf-8")


# --- What was handed in ---------------------------------------------------------------------------------------------


def test_students_are_found_by_a_pattern(directory):
    for name in ("lab4_20231234_first.c", "lab4_20231234_second.c", "lab4_20235678_x.zip", "notes.txt", ".hidden"):
        (directory / name).write_text("")
    (directory / "lab4_20230000_folder").mkdir()
    works = handed_in.find(LAB, directory, r"_(\d{8})_")
    assert [(work.student, work.path.name) for work in works] == [
        ("20230000", "lab4_20230000_folder"), ("20231234", "lab4_20231234_second.c"),
        ("20235678", "lab4_20235678_x.zip")]
    assert handed_in.left_out(directory, works) == ["lab4_20231234_first.c", "notes.txt"]


def test_a_bare_file_is_of_the_lab_s_kind(directory):
    for name in ("ann.c", "ben.toml"):
        (directory / name).write_text("")
    assert [work.student for work in handed_in.find(LAB, directory, ".+")] == ["ann"]
    assert [work.student for work in handed_in.find(lab.find("meet-the-machine"), directory, ".+")] == ["ben"]


@pytest.mark.parametrize("name", ["semaphore.c", NAME, f"robin/{NAME}", f"实验四/{NAME}", NAME.replace("/", "\\")])
def test_a_zip_may_have_the_file_anywhere(directory, name):
    assert unpack(make_zip(directory / "a.zip", {"readme.txt": "x", name: SOURCE}), directory / "out") == SOURCE


def test_names_in_gbk(directory):
    """As Windows in China writes them: GBK bytes, and no flag that says UTF-8."""
    path = make_zip(directory / "a.zip", {f"XXXX/{NAME}": SOURCE})
    path.write_bytes(path.read_bytes().replace(b"XXXX", "实验".encode("gbk")))
    with zipfile.ZipFile(path) as archive:
        assert handed_in.name_of(archive.infolist()[0]) == f"实验/{NAME}"
    assert unpack(path, directory / "out") == SOURCE


def test_the_whole_path_comes_first_and_what_a_mac_adds_is_not_it(directory):
    files = {"__MACOSX/semaphore.c": "mac", "semaphore.c": "top", f"deep/down/{NAME}": SOURCE}
    assert unpack(make_zip(directory / "a.zip", files), directory / "out") == SOURCE


def test_a_zip_writes_nothing_but_the_lab_s_files(directory):
    files = {"../../outside.c": "x", "/tmp/robin-outside.c": "x", f"../../{NAME}": SOURCE, "Makefile": "all:"}
    make_zip(directory / "a.zip", files)
    unpack(directory / "a.zip", directory / "out" / "in")
    written = [path.relative_to(directory).as_posix() for path in directory.rglob("*") if path.is_file()]
    assert sorted(written) == ["a.zip", f"out/in/{NAME}"]


@pytest.mark.parametrize("data, message", [(b"PK\x03\x04 no zip", "cannot be unpacked"), (b"", "cannot be unpacked")])
def test_a_broken_zip(directory, data, message):
    (directory / "a.zip").write_bytes(data)
    with pytest.raises(SubmissionError, match=message):
        unpack(directory / "a.zip", directory / "out")


def test_a_zip_bomb_is_not_unpacked(directory):
    make_zip(directory / "a.zip", {NAME: "x" * (20 * FILE_BYTES_MAX)})
    handed_in.lay_out(LAB, handed_in.HandedIn("somebody", directory / "a.zip"), directory / "out")
    assert (directory / "out" / NAME).stat().st_size == FILE_BYTES_MAX + 1


# --- Reports --------------------------------------------------------------------------------------------------------


def row(student, points, problem="", **happened):
    verdicts = {each: "failed" if each in happened else "passed" for each in LAB.properties}
    return {"student": student, "work": f"{student}.zip", "points": points, "problem": problem, "hash": "f" * 64,
            "report": "r", "verdicts": {} if problem else verdicts, "happened": happened}


ROWS = [row("ann", 100), row("ben", 85, P64="V wakes process 7 as well"),
        row("cai", 85, P64="V wakes process 9 as well"), row("<dan>", 0, "it does not link:\nsemaphore_P")]


def test_compare_lists_whose_points_changed():
    new = [row("ann", 100), row("ben", 100), *ROWS[2:3], row("eve", 50)]
    assert class_report.compare(class_report.table(LAB, ROWS), class_report.table(LAB, new)) == [
        "<dan>: 0 -> -", "ben: 85 -> 100 (P64)", "eve: - -> 50"]


def test_similar_failures_are_together():
    groups = class_report.groups(ROWS)
    assert groups[0] == ("P64", "V wakes process N as well", ["ben", "cai"])
    assert ("did not run", "it does not link", ["<dan>"]) in groups


def test_the_same_problem_of_several_is_together():
    """Whatever the names of what they handed in."""
    rows = [row(each, 0, f"semaphore.c is missing in {each}.zip") for each in ("李雷", "ann.b", "a")]
    assert class_report.groups(rows) == [("did not run", "semaphore.c is missing in it", ["李雷", "ann.b", "a"])]


def test_the_page_escapes_what_students_wrote():
    page = class_report.page(LAB, ROWS, [class_report.Pair("ben", "<dan>", 0.9)], "v1")
    assert "&lt;dan&gt;" in page and "<dan>" not in page and "90%" in page


def test_the_page_has_the_pairs_that_are_most_alike():
    pairs = [class_report.Pair("ann", f"ben{number}", 0.9) for number in range(class_report.PAIRS_MAX + 3)]
    assert "<p>3 more pairs are less alike." in (page := class_report.page(LAB, ROWS, pairs, "v1"))
    assert f"ben{class_report.PAIRS_MAX - 1}<" in page and f"ben{class_report.PAIRS_MAX}<" not in page


@pytest.mark.parametrize("source", ["/* " * 100000, "\"" + "\\\"" * 100000], ids=["comment", "string"])
def test_what_never_ends_is_compared_all_the_same(source):
    """In a time that does not grow with the square of its length, which would be minutes."""
    begin = time.process_time()
    assert not marks(source)
    assert time.process_time() - begin < 5


def test_similarity_sees_through_names_and_comments_but_not_through_another_design():
    renamed = re.sub(r"\bsemaphore\b", "s", re.sub(r"/\*.*?\*/", "", SOURCE, flags=re.DOTALL)).replace("result", "r")
    other = (LAB.folder / "solutions/queue-per-waiter" / NAME).read_text("utf-8")
    assert similarity(marks(SOURCE), marks(renamed)) > 0.95
    assert similarity(marks(SOURCE), marks(other)) < 0.6
    assert similarity(marks(SOURCE, marks(SOURCE)), marks(SOURCE)) == 0


# --- The commands ---------------------------------------------------------------------------------------------------


def grade_class(*arguments, environment=None):
    return subprocess.run([sys.executable, ROOT / "tools" / "grade-class", "--lab", "4", *map(str, arguments)],
                          env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                          encoding="utf-8")


@needs_sandbox
@pytest.mark.xdist_group("labs")
def test_a_class_is_graded_and_goes_on(directory):
    """One that compiles, whose records are kept; and several that do not, of which none stops the others."""
    folder, output = directory / "in", directory / "out"
    folder.mkdir()
    (folder / "ann.c").write_text("int")
    make_zip(folder / "ben.zip", {"a/b.c": ""})
    (folder / "cai").mkdir()
    (folder / "dan.zip").write_bytes(b"no zip")
    (folder / "eve").mkdir()
    (folder / "eve" / "semaphore.c").symlink_to("/etc/passwd")
    copied = (LAB.folder / "solutions" / "negative-count" / NAME).read_text("utf-8")
    (folder / "fay.c").write_text(copied + "\nint")
    done = grade_class(folder, "--output", output)
    assert done.returncode == 0 and "6 of 6" in done.stdout, done.stdout
    assert "<td>solutions/negative-count<td>fay<" in (output / "class.html").read_text("utf-8")
    table = (output / "class.csv").read_text("utf-8-sig")
    assert [line.split(",")[:2] for line in table.splitlines()[1:]] == [[each, "0"] for each in
                                                                      ("ann", "ben", "cai", "dan", "eve", "fay")]
    assert json.loads((output / "ann" / "results.json").read_text())["score"] == 0
    (directory / "old.csv").write_text(table.replace("ann,0", "ann,7"))
    done = grade_class(folder, "--output", output, "--compare", directory / "old.csv")
    assert done.stdout.endswith("ann: 7 -> 0\n")


@needs_sandbox
@pytest.mark.xdist_group("labs")
def test_no_name_and_no_zip_stops_a_class(directory):
    """A folder's name in GBK; one that is a result's; two that differ in what no folder should have; a zip with a
    damaged file. And the record of a grading that was stopped while it wrote."""
    folder, output = directory / "in", directory / "out"
    for name in ("张三".encode("gbk"), b"class.csv", b"Li Wei", b"Li_Wei"):
        os.makedirs(os.fsencode(folder) + b"/" + name)
    (folder / "Li_Wei" / "semaphore.c").write_text("int")
    make_zip(folder / "bad.zip", {NAME: SOURCE})
    data = bytearray((folder / "bad.zip").read_bytes())
    data[60:80] = bytes(20)
    (folder / "bad.zip").write_bytes(data)
    for _ in range(2):
        done = grade_class(folder, "--output", output, "--jobs", "0")
        assert done.returncode == 0 and "5 of 5" in done.stdout, done.stdout
        table = dict(line.split(",", 1) for line in (output / "class.csv").read_text("utf-8-sig").splitlines())
        assert set(table) == {"student", "Li Wei", "Li_Wei", "bad", "class.csv", "张三"}
        assert "is missing" in table["Li Wei"] and "is missing" in table["张三"] and "unpacked" in table["bad"]
        assert "does not compile" in table["Li_Wei"]
        (output / "Li_Wei" / "grade.json").write_text("{\"stamp\": [")


@pytest.mark.parametrize("answer", ["solutions/process-table", "twists/grandparent/solution"])
def test_a_copy_of_what_is_public_is_alike(directory, answer):
    """Also of an answer that has only some of the lab's files."""
    chosen = lab.find("fork-exit-wait")
    for name in chosen.files:
        copied = chosen.folder / answer / name
        shutil.copy(copied if copied.exists() else ROOT / name, directory)
    (directory / "initrd.tar").touch()
    kit = build.Kit(directory, [], [], [], "", "", {}, "")
    pairs = load_script("tools/grade-class").Class(chosen, kit, directory).pairs([handed_in.HandedIn("ann", directory)])
    assert class_report.Pair(answer, "ann", 1.0) in pairs and {pair.other for pair in pairs} == {"ann"}


def test_what_a_grade_depends_on():
    """Whoever changes one of these wants all graded again."""
    found = load_script("tools/grade-class").rules(lab.find("meet-the-machine"))
    files = {str(path.relative_to(ROOT)) for path in found}
    assert {"tools/trace.py", "tools/qemu.py", "tools/labs/submission.py", "tools/grader/verdict.py",
            "tests/properties.md", "labs/0-meet-the-machine/lab.toml", "labs/0-meet-the-machine/hidden/answers.py",
            "labs/0-meet-the-machine/traces/barber.trace"} <= files


@needs_sandbox
@pytest.mark.xdist_group("labs")
def test_who_is_graded_already_is_not_graded_again(directory):
    """As long as the files, this Robin and the key are the same."""
    folder, output = directory / "in", directory / "out"
    folder.mkdir()
    (folder / "ann.c").write_text("int")
    environment = {**os.environ, "ROBIN_RELEASE_KEY": "a"}
    record = output / "ann" / "grade.json"

    def points_after(**variables):
        done = grade_class(folder, "--output", output, environment={**environment, **variables})
        assert done.returncode == 0, done.stdout
        return json.loads(record.read_text("utf-8"))["points"]

    assert points_after() == 0
    row = json.loads(record.read_text("utf-8"))
    record.write_text(json.dumps({**row, "points": 42}), "utf-8")
    assert points_after() == 42
    assert points_after(ROBIN_RELEASE_KEY="b") == 0
    record.write_text(json.dumps({**row, "points": 42}), "utf-8")
    (folder / "ann.c").write_text("long")
    assert points_after() == 0


def test_an_empty_class(directory):
    done = grade_class(directory)
    assert done.returncode == 2 and "nobody's work is in" in done.stdout


@pytest.mark.parametrize("options", [["--compare", "nowhere.csv"], ["--pattern", "("], ["--pattern", "(no)?ann"],
                                     ["--output", "/dev/null"], ["--compare", __file__]])
def test_what_cannot_be_is_said_before_anything_is_graded(directory, options):
    folder, output = directory / "in", directory / "out"
    folder.mkdir()
    (folder / "ann.c").write_text("")
    done = grade_class(folder, "--output", output, "--trust", *options)
    assert not list(output.glob("*"))
    assert done.returncode == 2 and len(done.stdout.splitlines()) == 1


def test_the_autograder_s_zip(directory):
    """The same bytes each time, and nothing of the lab's answers in it."""
    for name in ("a.zip", "b.zip"):
        autograder.write(LAB, directory / name)
    assert (directory / "a.zip").read_bytes() == (directory / "b.zip").read_bytes()
    with zipfile.ZipFile(directory / "a.zip") as archive:
        names = archive.namelist()
        assert {"setup.sh", "run_autograder", "Makefile", "tools/grade", f"labs/{LAB.id}/hidden/runs.py"} <= set(names)
        assert NAME not in names and not any("solutions" in name or "mutants" in name for name in names)
        for name in ("setup.sh", "run_autograder", "tools/grade"):
            assert archive.getinfo(name).external_attr >> 16 & 0o100


@pytest.mark.parametrize("each", lab.everything(), ids=lambda each: each.id)
def test_the_autograder_has_all_that_grading_reads(each, directory):
    """Whatever the lab's folder has that is neither for people nor an answer; and it grades by the class's contract."""
    for twist in ("", *(folder.name for folder in each.folder.glob("twists/*"))):
        autograder.write(lab.find(each.id, twist), directory / "a.zip")
        with zipfile.ZipFile(directory / "a.zip") as archive:
            names = {name.split("/")[2] for name in archive.namelist() if name.startswith(f"labs/{each.id}/")}
            there = {path.name for path in each.folder.iterdir()}
            assert there - names == there & NOT_FOR_GRADING
            assert (f" --twist {twist} " in archive.read("run_autograder").decode()) == bool(twist)


@pytest.mark.xdist_group("labs")
@pytest.mark.skipif("ROBIN_COVERAGE" in os.environ, reason="what is handed in counts no lines")
def test_the_autograder_grades(directory):
    """As Gradescope does it, but for where it lies: setup.sh once, then run_autograder."""
    home = directory / "autograder"
    for name in ("source", "results", "submission"):
        (home / name).mkdir(parents=True)
    autograder.write(LAB, directory / "a.zip")
    with zipfile.ZipFile(directory / "a.zip") as archive:
        for entry in archive.infolist():
            os.chmod(archive.extract(entry, home / "source"), entry.external_attr >> 16 & 0o777)
    environment = {**{name: value for name, value in os.environ.items() if not name.startswith("MAKE")},
                   "AUTOGRADER": str(home)}
    subprocess.run(["sh", "setup.sh"], cwd=home / "source", env=environment, check=True, stdout=subprocess.DEVNULL)
    shutil.copy(ROOT / NAME, home / "submission")
    subprocess.run(["sh", "run_autograder"], cwd=home / "source", env=environment, check=True,
                   stdout=subprocess.DEVNULL)
    results = json.loads((home / "results" / "results.json").read_text("utf-8"))
    assert results["score"] == LAB.points and len(results["tests"]) == len(LAB.properties)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become somebody else")
def test_what_is_handed_in_cannot_read_what_the_autograder_keeps(directory, monkeypatch):
    """Where there is no bubblewrap: it is compiled and booted as nobody, in a folder that is nobody's."""
    if not all(folder.stat().st_mode & 0o001 for folder in directory.parents):
        pytest.skip("nobody cannot come here at all")
    secret, work = directory / "secret", directory / "work"
    secret.write_text("the key")
    secret.chmod(0o600)
    work.mkdir()
    monkeypatch.setattr(sandbox, "is_there", lambda: False)
    for who, is_read in (("", True), ("nobody", False)):
        monkeypatch.setenv("ROBIN_GRADE_AS", who)
        done = sandbox.run(["sh", "-c", f"touch done; cat {secret}"], [], work, sandbox.Limits(5, 0, 1000))
        assert ("the key" in done.output) == is_read and (work / "done").exists()
    assert (work / "done").stat().st_uid == sandbox.NOBODY
