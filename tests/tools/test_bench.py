"""What judges the figures sees what is worse, what is missing and what is new."""
import pytest

from tools import bench, profile

FIGURES = {"getpid": 100, "children": 1000}


@pytest.mark.parametrize("changed, worse", [
    ({}, []), ({"getpid": 105}, []), ({"getpid": 106}, ["getpid was 100 and is 106: +6.0%"]), ({"getpid": 50}, []),
    ({"children": 950}, []), ({"children": 949}, ["children was 1,000 and is 949: -5.1%"]), ({"children": 2000}, []),
    ({"new": 1}, ["new has no accepted figure"])])
def test_regressions(changed, worse):
    assert list(bench.regressions({**FIGURES, **changed}, FIGURES)) == worse


def test_a_figure_that_has_gone():
    assert list(bench.regressions({"getpid": 1}, FIGURES)) == ["children is not measured any more; it was 1,000"]


def test_an_unknown_compiler_is_compared_with_the_worst_of_the_others():
    accepted = {"gcc 12": FIGURES, "clang 14": {"getpid": 120, "children": 900}}
    assert bench.reference(accepted, "gcc 12") == (FIGURES, bench.TOLERANCE)
    assert bench.reference(accepted, "gcc 99") == ({"getpid": 120, "children": 900}, bench.OTHER_COMPILER_TOLERANCE)


def test_a_program_that_did_not_end():
    with pytest.raises(bench.BenchError, match="bench getpid 82"):
        bench.parse("bench getpid 82\n")
    assert bench.parse("bench getpid 82\r\nbench: done\r\n") == {"getpid": 82}


def test_instructions_are_counted_once_per_execution(tmp_path, monkeypatch):
    """A log as QEMU writes it: two blocks translated, one executed twice and stopped once by a timer."""
    log = tmp_path / "log"
    log.write_text(
        "IN: \n0x00100010:  90  nop\n0x00100011:  90  nop\n\nTrace 0: 0x7f01 [00000000/00100010/0/0] start\n"
        "IN: f\n0xc0100020:  90  nop\n\nTrace 0: 0x7f02 [00000008/c0100020/0/0] f\n"
        "Trace 0: 0x7f02 [00000008/c0100020/0/0] f\n"
        "Stopped execution of TB chain before 0x7f02 [c0100020] f\nTrace 0: 0x7f02 [00000008/c0100020/0/0] f\n"
        "IN: g\n0xc0100030:  90  nop\n\nTrace 0: 0x7f03 [00000008/c0100030/0/0] g\n")
    command = ["sh", "-c", f"cat {log}", "sh"]
    assert profile.count(command, tmp_path) == {0x100010: 2, 0xC0100020: 2, 0xC0100030: 1}
    assert profile.count(command, tmp_path, 0xC0100020, 0xC0100030) == {0xC0100020: 2}


def test_the_document_shows_the_accepted_figures():
    text = bench.DOCUMENT.read_text()
    assert text == bench.document(text, bench.load_accepted()[bench.DOCUMENT_COMPILER]), "make bench-accept"
    assert "| null system call" in text
