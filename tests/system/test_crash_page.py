"""docs/when-it-crashes.md shows what really comes."""
import re
import subprocess
import sys

import pytest

from boot import BUILD, ROOT, TIMEOUT, Run, link_files, run_qemu

PAGE = (ROOT / "docs" / "when-it-crashes.md").read_text("utf-8")


def shown(command):
    """The lines below this command on the page."""
    return re.search(rf"^    \$ {re.escape(command)}\n((?:    .*\n)+)", PAGE, re.MULTILINE).group(1)


def shape(text):
    """Its words, without what differs from build to build: numbers, and whether a function was inlined."""
    words = re.sub(r"0x[0-9a-f]+|\b[0-9a-f]{8}\b|\d+", "N", re.sub(r"\s+", " ", text)).strip()
    place = "+N (kernel/debug/selftest.c:N) "
    return words.replace("called by selftest_run" + place, "").replace("forget_interrupt_table", "selftest_run")


@pytest.mark.parametrize("mistake", ["null-pointer", "triple-fault"])
def test_the_page_shows_what_comes(directory, mistake):
    link_files(directory, robin_elf=BUILD / "robin.elf", initrd_tar=BUILD / "initrd.tar",
               toolchain_mk=BUILD / "toolchain.mk")
    done = subprocess.run([sys.executable, str(ROOT / "tools/run"), "--build", str(directory), "--words",
                           f"selftest={mistake}", "--run", "hello"], stdin=subprocess.DEVNULL, capture_output=True,
                          text=True, timeout=120)
    said = "".join(done.stdout.partition("panic: ")[1:]) + done.stderr
    if "undefined behaviour" not in said:
        assert shape(said) == shape(shown(f"make run APPEND=selftest={mistake} RUN=hello"))


def test_the_page_shows_a_hang(directory):
    """The likely cause, and all below the dots."""
    assert run_qemu(directory, "", "/test/deadlock 3", ticks=100) is TIMEOUT
    report = shape(Run(directory, TIMEOUT).text)
    cause, sentences = shown("make run RUN='mine 3' TIMEOUT=60").split("    ...\n")
    for words in (cause[cause.index("likely cause"):], sentences):
        assert shape(words) in report


def test_the_page_names_the_causes():
    """Each sentence of its table is the beginning of one of the kernel's, or a part of it."""
    causes = re.sub(r'"\s*"', "", (ROOT / "kernel/debug/cause.c").read_text("utf-8"))
    table = re.search(r"^\| likely cause \|.*\n\|.*\n((?:\|.*\n)+)", PAGE, re.MULTILINE).group(1)
    rows = [row.split("|")[1].strip() for row in table.splitlines()]
    assert len(rows) > 10
    for row in rows:
        for words in re.split(r"; | \.\.\. ", row):
            assert words in causes, words
