"""What tools/labs/submission.py takes, from whatever editor, and what it does not take."""
import os

import pytest

from boot import ROOT
from tools.labs import catalog, submission

LAB = catalog.find("semaphores")
NAME = "kernel/sync/semaphore.c"
SOURCE = (ROOT / NAME).read_bytes()


def collect(directory, data):
    path = directory / NAME
    path.parent.mkdir(parents=True)
    path.write_bytes(data)
    return submission.collect(LAB, directory)[NAME]


@pytest.mark.parametrize("data", [
    SOURCE,
    b"\xef\xbb\xbf" + SOURCE,
    SOURCE.replace(b"\n", b"\r\n"),
    b"\xef\xbb\xbf" + SOURCE.replace(b"\n", b"\r\n"),
    SOURCE.replace(b"\n", b"\r"),
    SOURCE.decode().replace("\n", "\r\n").encode("utf-16"),
    b"\xfe\xff" + SOURCE.decode().encode("utf-16-be"),
], ids=["plain", "mark", "crlf", "mark-crlf", "cr", "utf-16", "utf-16-be"])
def test_every_editor_s_file_is_the_same_source(directory, data):
    assert collect(directory, data) == SOURCE.decode()


def test_a_comment_in_an_older_encoding(directory):
    line = "/* 信号量 */ int value;\n"
    assert collect(directory, line.encode("gbk")).endswith("*/ int value;\n")


def refusal(folder):
    with pytest.raises(submission.SubmissionError) as error:
        submission.collect(LAB, folder)
    assert "\n" not in str(error.value)
    return str(error.value)


def test_a_missing_file(directory):
    assert refusal(directory) == f"{NAME} is missing in {directory}"


def test_no_folder(directory):
    assert "is not a folder" in refusal(directory / "none")


@pytest.mark.parametrize("data", [b"\x7fELF\x01\x01\x01\0\0", b"PK\x03\x04\0\0", b"\xff\xfea",
                                  SOURCE.decode().encode("utf-32")], ids=["object", "zip", "half-utf-16", "utf-32"])
def test_a_file_that_is_not_text(directory, data):
    path = directory / NAME
    path.parent.mkdir(parents=True)
    path.write_bytes(data)
    assert f"{NAME} is not text" in refusal(directory)


def test_a_file_without_end(directory):
    path = directory / NAME
    path.parent.mkdir(parents=True)
    with path.open("wb") as file:
        file.truncate(1 << 34)  # takes no room
    assert "is too long" in refusal(directory)


def test_a_link_out_of_the_folder(directory):
    (directory / "kernel/sync").mkdir(parents=True)
    (directory / NAME).symlink_to(ROOT / NAME)
    assert "is a symbolic link out of" in refusal(directory)


def test_a_folder_that_is_a_link(directory):
    (directory / "kernel").symlink_to(ROOT / "kernel")
    assert "is a symbolic link out of" in refusal(directory)


def test_a_link_inside(directory):
    (directory / "kernel/sync").mkdir(parents=True)
    (directory / "mine.c").write_bytes(SOURCE)
    (directory / NAME).symlink_to(directory / "mine.c")
    assert "is a symbolic link" in refusal(directory)


@pytest.mark.parametrize("kind", ["folder", "pipe"])
def test_what_is_no_file(directory, kind):
    (directory / "kernel/sync").mkdir(parents=True)
    if kind == "folder":
        (directory / NAME).mkdir()
    else:
        os.mkfifo(directory / NAME)
    message = refusal(directory)
    assert NAME in message and ("is not a file" in message or "cannot be read" in message)


def test_a_file_that_is_the_same_keeps_its_time(directory):
    submission.write({"a.c": "one\n"}, directory)
    os.utime(directory / "a.c", (1, 1))
    submission.write({"a.c": "one\n"}, directory)
    assert (directory / "a.c").stat().st_mtime == 1
    submission.write({"a.c": "two\n"}, directory)
    assert (directory / "a.c").read_text() == "two\n"
