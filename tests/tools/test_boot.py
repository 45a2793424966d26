"""The harness itself fails closed: fed with runs that are not good, it says so."""
import os
import shlex
import shutil
import subprocess
import sys

import pytest

import user_programs
from boot import PANIC, PANIC_CODE, ROOT, Run, exit_code, find_problems, run_qemu
from records import booted, family
from tools import qemu
from tools.trace import Kind

GOOD_TEXT = "Robin\nmemory 64 MB\ntimer 100 Hz\nhello\n"
GOOD_TRACE = bytes(booted().add(Kind.EXIT, 1, 0).data)


def make_run(tmp_path, text=GOOD_TEXT, code=33, trace=GOOD_TRACE, expected=0):
    (tmp_path / "console.log").write_text(text)
    (tmp_path / "trace").write_bytes(trace)
    return Run(tmp_path, code, expected)


def test_a_good_run(tmp_path):
    assert make_run(tmp_path).check().model.process(1)


def test_exit_codes():
    assert [exit_code(status) for status in (0, 1, 130, PANIC)] == [33, 35, 225, 3]


@pytest.mark.properties("H118")
@pytest.mark.parametrize("change, words", [
    ({"code": None}, "did not end in time"),
    ({"code": 0}, "QEMU ended with 0, not 33"),
    ({"code": 1}, "QEMU ended with 1, not 33"),
    ({"code": PANIC_CODE}, "QEMU ended with 3, not 33"),
    ({"code": 35}, "QEMU ended with 35, not 33"),
    ({"code": 33, "expected": 1}, "QEMU ended with 33, not 35"),
    ({"code": 33, "expected": PANIC}, "QEMU ended with 33, not 3"),
    ({"text": GOOD_TEXT + "panic: kernel/x.c:1: y\n"}, "panic: kernel/x.c:1: y"),
    ({"text": ""}, "does not show 'Robin'"),
    ({"text": GOOD_TEXT.replace("memory", "")}, "does not show 'memory'"),
    ({"trace": b""}, "empty"),
    ({"trace": GOOD_TRACE[:-1]}, "truncated"),
    ({"trace": GOOD_TRACE[:-64]}, "does not go on to init's exit"),
    ({"trace": b"x" * 64}, "not a trace of Robin"),
    ({"trace": bytes(family().yield_to(1, 3).data)}, "process 3 is picked, but 2 is first"),
])
def test_a_run_that_is_not_good_fails(tmp_path, change, words):
    with pytest.raises(AssertionError) as caught:
        make_run(tmp_path, **change).check()
    assert words in str(caught.value)


def test_an_expected_panic(tmp_path):
    make_run(tmp_path, text="panic: x", code=PANIC_CODE, trace=b"", expected=PANIC).check()
    assert find_problems("panic: x", PANIC_CODE, PANIC) == []


@pytest.fixture
def fake_qemu(monkeypatch):
    """A shell command in QEMU's place."""
    def use(script):
        monkeypatch.setattr(qemu, "command", lambda **options: ["sh", "-c", script])
    return use


def test_the_machine_is_stopped_after_the_timeout(tmp_path, fake_qemu):
    fake_qemu("exec sleep 60")
    assert run_qemu(tmp_path, timeout=0.2) is None


BATCH_TEXT = GOOD_TEXT.replace("hello\n", "BEGIN a\nin a\nTEST a status=0 signal=0 frames=9->9 procs=3->3\n"
                               "BEGIN b\nTEST b status=1 signal=0 frames=9->9 procs=3->3\n"
                               "BEGIN c\nno newlineTEST c status=0 signal=11 frames=9->9 procs=3->3\n"
                               "BEGIN d\nTEST d status=0 signal=0 frames=9->8 procs=3->3\n"
                               "BEGIN e\nTEST e status=0 signal=0 frames=9->9 procs=3->4\nBEGIN f\n")


@pytest.mark.properties("H118")
def test_programs_of_a_batch_are_told_apart(tmp_path, fake_qemu):
    programs = [user_programs.Program(name, "plain-1", "", 64, False, ()) for name in "abcdefg"]
    (tmp_path / "trace").write_bytes(GOOD_TRACE)
    fake_qemu(f"printf %s {shlex.quote(BATCH_TEXT)} > console.log; exit 35")
    batch = user_programs.run_batch(programs, tmp_path)
    user_programs.check(programs[0], batch)
    assert batch.results["a"].output == "in a\n" and batch.results["c"].output == "no newline"
    for program, words in zip(programs[1:], ("exit status 1", "signal 11", "1 frames are lost", "1 processes are left",
                                             "f did not end", "g did not end")):
        with pytest.raises(AssertionError, match=words):
            user_programs.check(program, batch)


@pytest.mark.properties("H118")
def test_a_good_program_in_a_run_that_is_not_good_fails(tmp_path, fake_qemu):
    program = user_programs.Program("a", "plain-1", "", 64, False, ())
    (tmp_path / "trace").write_bytes(GOOD_TRACE)
    fake_qemu(f"printf %s {shlex.quote(BATCH_TEXT)} > console.log; exit 3")
    with pytest.raises(AssertionError, match="QEMU ended with 3"):
        user_programs.check(program, user_programs.run_batch([program], tmp_path))


@pytest.mark.properties("H117")
def test_a_failure_says_how_to_see_it_again(tmp_path):
    """A test that fails, in a tree of tests like ours."""
    for name in ("conftest.py", "boot.py", "console.py", "machine.py", "user_programs.py"):
        (tmp_path / name).symlink_to(ROOT / "tests" / name)
    (tmp_path / "pytest.ini").write_text(f"[pytest]\npythonpath = {shlex.quote(str(ROOT))} .\n"
                                         f"cache_dir = {tmp_path}/cache\n")
    (tmp_path / "test_it.py").write_text("def test_fails(boot):\n    boot('hello')\n")
    environment = {name: value for name, value in os.environ.items() if name != "ROBIN_COVERAGE"}
    done = subprocess.run([sys.executable, "-m", "pytest", "-p", "no:cacheprovider", str(tmp_path)], cwd=tmp_path,
                          env={**environment, "ROBIN_BUILD": str(tmp_path / "build")}, capture_output=True, text=True)
    assert done.returncode == 1
    assert "make test T='tests/test_it.py::test_fails'" in done.stdout
    assert "console.log:" in done.stdout and "build/test/runs/test_it.test_fails/1/console.log" in done.stdout


def list_properties(script):
    done = subprocess.run([sys.executable, str(script)], capture_output=True, text=True)
    return done.returncode, done.stdout, done.stderr


def test_every_demanded_property_has_a_test():
    code, listed, mistakes = list_properties(ROOT / "tests" / "properties.py")
    assert code == 0, mistakes
    assert "tests/tools/test_boot.py::test_programs_of_a_batch_are_told_apart" in listed


@pytest.mark.parametrize("before, after, words", [
    ("L1 L2", "L2", "L1 has no test: fork returns 0 in child"),
    ("L1 L2", "L1 L2 L999", "names L999, which is not in tests/properties.md"),
])
def test_a_mistake_in_the_list_of_properties_is_told(tmp_path, before, after, words):
    """The list for a copy of our tests with a single difference."""
    tests = tmp_path / "tests"
    shutil.copytree(ROOT / "tests", tests, ignore=shutil.ignore_patterns("__pycache__"))
    program = tests / "user" / "fork.c"
    program.write_text(program.read_text("utf-8").replace(f"Properties: {before}", f"Properties: {after}"), "utf-8")
    code, _, mistakes = list_properties(tests / "properties.py")
    assert code == 1
    assert words in mistakes
