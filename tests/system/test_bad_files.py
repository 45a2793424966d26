"""Damaged programs and boot archives: an errno from execve, or one line of the boot that says what and where, and
the documented exit status. Never a panic, and nothing lost."""
import io
import random
import re
import struct
import tarfile

import pytest

from boot import ARCHIVE, BUILD, PANIC

BLOCK = 512


def ustar(entries):
    """An archive of (name, contents) or TarInfo, with end blocks."""
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode="w", format=tarfile.USTAR_FORMAT) as archive:
        for entry, contents in entries:
            if isinstance(entry, str):
                entry = tarfile.TarInfo(entry)
            entry.size = len(contents)
            archive.addfile(entry, io.BytesIO(contents))
    return bytearray(file.getvalue())


def add_files(target, entries):
    """A copy of the tests' archive, at `target`, with more entries."""
    target.write_bytes(ARCHIVE.read_bytes())
    with tarfile.open(target, "a", format=tarfile.USTAR_FORMAT) as archive:
        for entry, contents in entries:
            if isinstance(entry, str):
                entry = tarfile.TarInfo(entry)
            entry.size = len(contents)
            archive.addfile(entry, io.BytesIO(contents))
    return target


# --- Programs -------------------------------------------------------------------------------------------------------

TRUE = (BUILD / "root" / "bin" / "true").read_bytes()
FILE_HEADER, PROGRAM_HEADER = 52, 32
STACK_LIMIT = 0xbf800000  # programs end below
# Where fields are (System V ABI, "Object Files"), with the width of each.
MAGIC, CLASS, DATA = (0, "I"), (4, "B"), (5, "B")
FILE_TYPE, MACHINE, ENTRY, HEADERS = (16, "H"), (18, "H"), (24, "I"), (28, "I")
HEADER_BYTES, HEADER_COUNT = (42, "H"), (44, "H")
LOAD, INTERPRETER, NOTE = 1, 3, 4


def text(field):
    """A field of the first program header; its offset in it."""
    return FILE_HEADER + field, "I"


def data(field):
    return FILE_HEADER + PROGRAM_HEADER + field, "I"


TYPE, OFFSET, ADDRESS, FILE_BYTES, MEMORY_BYTES, PERMISSIONS = 0, 4, 8, 16, 20, 24


def patched(*changes):
    """/bin/true with fields changed."""
    file = bytearray(TRUE)
    for (offset, kind), value in changes:
        struct.pack_into("<" + kind, file, offset, value & (1 << 8 * struct.calcsize(kind)) - 1)
    return bytes(file)


def field(place):
    return struct.unpack_from("<" + place[1], TRUE, place[0])[0]


def bad_programs():
    """Names, with files that execve must refuse."""
    yield "empty", b""
    yield "script", b"#!/bin/sh\necho no\n"
    yield "zeros", bytes(4096)
    yield "wrong-magic", patched((MAGIC, 0x464c4580))
    yield "class-64", patched((CLASS, 2))
    yield "class-0", patched((CLASS, 0))
    yield "big-endian", patched((DATA, 2))
    yield "machine-x86-64", patched((MACHINE, 62))
    yield "machine-0", patched((MACHINE, 0))
    for number, kind in enumerate(("none", "relocatable", "executable", "shared", "core")):
        if kind != "executable":
            yield f"type-{kind}", patched((FILE_TYPE, number))
    for value in (len(TRUE), len(TRUE) - 1, 0x7fffffff, 0x80000000, 0xffffffe0, 0xffffffff):
        yield f"headers-at-{value:#x}", patched((HEADERS, value))
    for value in (0, 1, 31, 33, 0xffff):
        yield f"header-of-{value}-bytes", patched((HEADER_BYTES, value))
    for value in (0, 1000, 0xffff):
        yield f"{value}-headers", patched((HEADER_COUNT, value))
    for value in (0, 1, 0x1000, 0x08047fff, 0x0804f000, 0xc0000000, 0xc0100000, 0xffffffff):
        yield f"entry-{value:#x}", patched((ENTRY, value))
    yield "no-segments", patched((text(TYPE), NOTE), (data(TYPE), NOTE))
    yield "no-text", patched((text(TYPE), NOTE))
    yield "interpreter", patched((data(TYPE), INTERPRETER))
    for value in (len(TRUE), 0x7fffffff, 0xffffff00, 0xffffffff):
        yield f"segment-from-{value:#x}", patched((data(OFFSET), value))
    for value in (len(TRUE), 0x7fffffff, 0xffffffff):
        yield f"segment-of-{value:#x}", patched((data(FILE_BYTES), value), (data(MEMORY_BYTES), value))
    yield "more-in-the-file-than-in-memory", patched((data(MEMORY_BYTES), field(data(FILE_BYTES)) - 1))
    for value in (0, 0xfff, STACK_LIMIT, 0xbfffffff, 0xbffff800, 0xc0000000, 0xc0100000, 0xf0000000, 0xffffff00):
        yield f"segment-at-{value:#x}", patched((data(ADDRESS), value))
    for value in (STACK_LIMIT - field(data(ADDRESS)) + 1, 0xbfffffff, -field(data(ADDRESS)), 0xffffffff):
        yield f"memory-of-{value & 0xffffffff:#x}", patched((data(MEMORY_BYTES), value))
    yield "segments-overlap", patched((data(ADDRESS), field(text(ADDRESS))))
    yield "segments-share-a-page", patched((data(ADDRESS), field(text(ADDRESS)) + 0x800))
    yield "segments-descend", patched((data(ADDRESS), field(text(ADDRESS)) - 0x2000))
    needed = field(data(OFFSET)) + field(data(FILE_BYTES))
    edges = {1, 3, 4, 16, 51, 52, 53, 83, 84, 115, 116, 147, 148, field(data(OFFSET)), needed - 1}
    for size in sorted(edges | set(range(100, needed, 100))):
        yield f"first-{size}-bytes", TRUE[:size]


def good_programs():
    """Odd ones that are right nevertheless."""
    needed = field(data(OFFSET)) + field(data(FILE_BYTES))
    yield "no-sections", TRUE[:needed]
    yield "longer", TRUE + bytes(5000)
    yield "more-zeros", patched((data(MEMORY_BYTES), 0x100000))
    yield "most-zeros", patched((data(MEMORY_BYTES), STACK_LIMIT - field(data(ADDRESS))))
    yield "a-note", patched((text(2 * PROGRAM_HEADER), NOTE), (text(2 * PROGRAM_HEADER + OFFSET), 0xffffffff))


def scrambled_programs():
    """Headers with random bytes in them: some are good by chance, and then what they do is their own affair."""
    randomness = random.Random(1)
    for number in range(200):
        file = bytearray(TRUE)
        for _ in range(randomness.choice((1, 2, 4, 16))):
            file[randomness.randrange(4, FILE_HEADER + 3 * PROGRAM_HEADER)] = randomness.choice(
                (0, 1, 0x7f, 0x80, 0xbf, 0xc0, 0xff, randomness.randrange(256)))
        yield f"scrambled-{number}", bytes(file)


@pytest.mark.properties("I105", "R111")
def test_programs(boot, directory):
    bad, good = dict(bad_programs()), dict(good_programs())
    faulty = {"contents-for-nobody": patched((data(PERMISSIONS), 0))}  # it is loaded, as on Linux, and touches them
    scrambled = dict(scrambled_programs())
    programs = {**bad, **good, **faulty, **scrambled}
    archive = add_files(directory / "programs.tar",
                        [(f"bad/{name}", contents) for name, contents in programs.items()])
    run = boot("/test/exec_all /bad && echo the shell works", archive=archive, timeout=120)
    endings = dict(re.findall(r"^/bad/(\S+): (.*)$", run.text, re.MULTILINE))
    assert {name: endings[name] for name in bad} == dict.fromkeys(bad, "Exec format error")
    told = set(re.findall(r"^robin: /bad/(\S+) is no program: .", run.text, re.MULTILINE))
    assert told & set(bad) == {name for name in bad if bad[name].startswith(b"\x7fELF")}
    assert {name: endings[name] for name in good} == dict.fromkeys(good, "status 0")
    assert {name: endings[name] for name in faulty} == dict.fromkeys(faulty, "signal 11")
    assert all(name in endings for name in scrambled)
    assert "\nthe shell works\n" in run.text


# --- Archives -------------------------------------------------------------------------------------------------------

FIRST, SECOND = b"first" * 100, b"second" * 100
SIZE, CHECKSUM, ENTRY_TYPE, USTAR = 124, 148, 156, 257
NEXT = BLOCK + BLOCK  # the second entry's header: the first one's contents are a block


def sample():
    return ustar([("one", FIRST), ("two", SECOND)])[:NEXT + BLOCK + 2 * BLOCK + 2 * BLOCK]


def sealed(archive, header=NEXT):
    """With the checksum of that header made right."""
    archive[header + CHECKSUM:header + CHECKSUM + 8] = b" " * 8
    archive[header + CHECKSUM:header + CHECKSUM + 8] = b"%06o\0 " % sum(archive[header:header + BLOCK])
    return archive


def with_bytes(offset, new, seal=True):
    archive = sample()
    archive[NEXT + offset:NEXT + offset + len(new)] = new
    return sealed(archive) if seal else archive


def renamed(entry_type):
    return with_bytes(ENTRY_TYPE, entry_type)


END = NEXT + BLOCK + 2 * BLOCK
BAD_ARCHIVES = {
    # name: (archive, at byte, reason)
    "one-byte": (sample()[:1], 0, "it ends within a header"),
    "half-a-header": (sample()[:300], 0, "it ends within a header"),
    "no-byte-of-the-header": (sample()[:BLOCK - 1], 0, "it ends within a header"),
    "only-a-header": (sample()[:BLOCK], 0, "it ends within a file"),
    "half-a-file": (sample()[:BLOCK + 100], 0, "it ends within a file"),
    "not-the-last-byte": (sample()[:BLOCK + len(FIRST) - 1], 0, "it ends within a file"),
    "no-padding": (sample()[:BLOCK + len(FIRST)], NEXT, "it has no end mark"),
    "one-of-two": (sample()[:NEXT], NEXT, "it has no end mark"),
    "a-second-header-begun": (sample()[:NEXT + 1], NEXT, "it ends within a header"),
    "only-a-second-header": (sample()[:NEXT + BLOCK], NEXT, "it ends within a file"),
    "no-end-mark": (sample()[:END], END, "it has no end mark"),
    "half-an-end-mark": (sample()[:END + 100], END, "it ends within a header"),
    "only-zeros": (bytes(4 * BLOCK), 0, "it is empty"),
    "no-archive": (b"#!/bin/sh\n" * 200, 0, "a header is not ustar's"),
    "a-second-that-is-no-header": (with_bytes(0, b"x" * BLOCK, False), NEXT, "a header is not ustar's"),
    "another-magic": (with_bytes(USTAR, b"USTAR"), NEXT, "a header is not ustar's"),
    "a-bit-of-the-name": (with_bytes(0, b"u", False), NEXT, "a header's checksum is wrong"),
    "a-checksum-of-letters": (with_bytes(CHECKSUM, b"abcdefgh", False), NEXT, "a header's checksum is wrong"),
    "a-checksum-of-nothing": (with_bytes(CHECKSUM, bytes(8), False), NEXT, "a header's checksum is wrong"),
    "a-size-of-letters": (with_bytes(SIZE, b"twelvebytes\0"), NEXT, "a header's size is no number"),
    "a-size-of-nothing": (with_bytes(SIZE, bytes(12)), NEXT, "a header's size is no number"),
    "a-negative-size": (with_bytes(SIZE, b"-0000000001\0"), NEXT, "a header's size is no number"),
    "a-binary-size": (with_bytes(SIZE, b"\x80" + bytes(10) + b"\1"), NEXT, "a header's size is no number"),
    "a-size-with-a-digit-8": (with_bytes(SIZE, b"00000000800\0"), NEXT, "a header's size is no number"),
    "a-size-of-4-GB": (with_bytes(SIZE, b"40000000000\0"), NEXT, "a header's size is no number"),
    "a-size-of-4-GB-less-1": (with_bytes(SIZE, b"37777777777\0"), NEXT, "it ends within a file"),
    "a-size-to-wrap-at": (with_bytes(SIZE, b"37777776001\0"), NEXT, "it ends within a file"),
    "a-byte-too-much": (with_bytes(SIZE, b"%011o\0" % (4 * BLOCK + 1)), NEXT, "it ends within a file"),
    "a-hard-link": (renamed(b"1"), NEXT, "an entry is neither a file nor a directory"),
    "a-symbolic-link": (renamed(b"2"), NEXT, "an entry is neither a file nor a directory"),
    "a-device": (renamed(b"3"), NEXT, "an entry is neither a file nor a directory"),
    "a-pax-header": (renamed(b"x"), NEXT, "an entry is neither a file nor a directory"),
    "a-gnu-long-name": (renamed(b"L"), NEXT, "an entry is neither a file nor a directory"),
    "a-name-that-climbs": (with_bytes(0, b"a/../b"), NEXT, "an entry's name is no path"),
    "a-file-as-a-directory": (with_bytes(0, b"one/two"), NEXT, "an entry's name is no path"),
    "a-directory-as-a-file": (sealed(with_bytes(0, b"/".ljust(100, b"\0"))), NEXT, "an entry's name is no path"),
}


@pytest.mark.parametrize("name", BAD_ARCHIVES)
def test_an_archive_that_is_damaged(boot, directory, name):
    contents, offset, reason = BAD_ARCHIVES[name]
    archive = directory / "bad.tar"
    archive.write_bytes(contents)
    run = boot("hello", archive=archive, status=PANIC)
    said = re.findall(r"^Robin cannot start: (.*)$", run.text, re.MULTILINE)
    assert said == [f"the boot archive is damaged at byte {offset}: {reason}"], run.text
    assert "panic" not in run.text


def test_an_archive_without_a_byte(boot, directory):
    (directory / "empty.tar").write_bytes(b"")
    run = boot("hello", archive=directory / "empty.tar", status=PANIC)
    assert re.findall(r"^Robin cannot start: (.*)$", run.text, re.MULTILINE) == ["the boot module lies outside memory"]


def test_an_archive_that_is_only_odd(boot, directory):
    """Twice the same name, names that fill their field or need two, a folder again, an old kind of file, spaces."""
    folder, old = tarfile.TarInfo("bin"), tarfile.TarInfo("odd/old")
    folder.type, old.type = tarfile.DIRTYPE, tarfile.AREGTYPE
    long, longer = "odd/" + "n" * 96, "odd/" + "d" * 90 + "/" + "m" * 100
    archive = add_files(directory / "odd.tar", [
        ("odd/twice", b"the first\n"), ("odd/twice", b"the second\n"), (folder, b""), (old, b"old\n"),
        (long, b"a name of 100\n"), (longer, b"a name of 195\n"), ("./odd//dots", b"dots\n"), ("odd/empty", b"")])
    run = boot(f"cat /odd/twice /odd/old /{long} /{longer} /odd/dots /odd/empty", archive=archive)
    assert "\nthe second\nold\na name of 100\na name of 195\ndots\n" in run.text and "the first" not in run.text
