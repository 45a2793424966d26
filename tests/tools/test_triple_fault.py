"""What is said of a triple fault, from QEMU's log: by hand here; tests/system/test_triple_fault.py lets it happen."""
import pytest

from tools import triple_fault

STATE = """EAX=00000000 EBX=c012018a ECX=00000000 EDX=c01126bb
ESI=00000001 EDI=00000002 EBP=c0118fe0 ESP={esp:08x}
EIP={eip:08x} EFL=00000046 [---Z-P-] CPL={level} II=0 A20=1 SMM=0 HLT=0
ES =0010 00000000 ffffffff 00cf9300 DPL=0 DS   [-WA]
LDT=0000 00000000 00000000 00008200 DPL=0 LDT
TR =0028 c0113000 00000067 00008900 DPL=0 TSS32-avl
GDT=     c0119080 000000{gdt:02x}
IDT=     c01190c0 00000{idt:03x}
CR0=8001001d CR2={cr2:08x} CR3=00116000 CR4=00000090
DR0=00000000 DR1=00000000 DR2=00000000 DR3=00000000 
"""


def log(*vectors, last=14, error=0, eip=0xC010DE96, cr2=0, level=0, esp=0xC0118FD0, idt=0x7FF, gdt=0x37):
    """QEMU's log of these exceptions at one address, after another exception that was served."""
    text = exception(14, 4, 0x08048000, 0x08048000, 3, 0xBFFFFF00, idt, gdt)
    for vector in vectors:
        text += exception(vector, error if vector != 8 else 0, eip, cr2, level, esp, idt, gdt)
    return text + f"check_exception old: 0x8 new 0x{last:x}\nTriple fault\nCPU Reset (CPU 0)\n"


def exception(vector, error, eip, cr2, level, esp, idt, gdt):
    return (f"check_exception old: 0xffffffff new 0x{vector:x}\n"
            f"     3: v={vector:02x} e={error:04x} i=0 cpl={level} IP=0008:{eip:08x} pc={eip:08x} SP=0010:{esp:08x} "
            + (f"CR2={cr2:08x}" if vector == 14 else "env->regs[R_EAX]=00000000") + "\n"
            + STATE.format(esp=esp, eip=eip, level=level, idt=idt, gdt=gdt, cr2=cr2))


GUARD = 0xF0000000 + 7 * 0x3000 + 0xFF8  # the page below the eighth stack


@pytest.mark.parametrize("text, words", [
    (log(14, 8, cr2=GUARD), "a kernel stack overflowed, and the double fault found no stack either (page fault)"),
    (log(14, 8, cr2=GUARD, last=10),
     "a kernel stack overflowed, and the double fault found no stack either (invalid TSS)"),
    (log(6, 13, 8, last=13, error=0x32, idt=0),
     "the interrupt table is not loaded, or too short: its limit is 0x0, and vector 6 is not in it"),
    (log(14, 8, idt=0x6F), "the interrupt table is not loaded, or too short: its limit is 0x6f, and vector 14"),
    (log(13, 8, gdt=7), "the segment table is not loaded: its limit is 0x7"),
    (log(14, 8, cr2=0xC010DE96), "the page directory in cr3, 0x00116000, does not map the kernel"),
    (log(14, 8, cr2=0xEFFFFFFC, eip=0x08048320, level=3), "the stack on which traps from user mode begin is not mapped "
                                                          "(esp0 is 0xf0000000)"),
    (log(6, 8, esp=0x1234), "esp is 0x00001234, which is no stack of the kernel"),
    (log(6, 8, last=11), "the double fault's task cannot be entered (segment not present)"),
])
def test_the_cause(text, words):
    assert triple_fault.cause(triple_fault.parse(text), esp0=0xF0000000).startswith(words)


def test_exceptions_that_belong_together():
    """Those at the same address, up to the last; not the one before, which was served."""
    found = triple_fault.parse(log(14, 8, cr2=GUARD))
    assert [one.vector for one in found.exceptions] == [14, 8] and found.last == 14
    assert found.exceptions[0].registers["CR2"] == GUARD and found.exceptions[0].bases["TR"] == 0xC0113000


@pytest.mark.parametrize("text", ["", "CPU Reset (CPU 0)\n", log(14, 8).replace("Triple fault", ""),
                                  "check_exception old: 0x8 new 0xe\nTriple fault\n", log(14, 8)[:300]])
def test_no_triple_fault(text):
    assert triple_fault.parse(text) is None


def test_the_command_line():
    """The log replaces QEMU's other log; what takes the last state away is taken out."""
    witness = triple_fault.Witness()
    command = witness.command(["qemu", "-d", "cpu_reset", "-D", "qemu.log", "-serial", "stdio"])
    witness.started()
    witness.watch.close()
    assert command[:5] == ["qemu", "-d", "int,cpu_reset", "-D", f"/dev/fd/{witness.tail.writing}"]
    assert command.count("-d") == 1 and "-no-shutdown" in command and command[5:7] == ["-serial", "stdio"]
    assert witness.command(["qemu"]).count("-D") == 1
