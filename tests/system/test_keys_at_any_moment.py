"""Keys that come at a chosen moment inside the kernel: Ctrl-C and Ctrl-Z reach parent and child alike wherever fork
stands, and Ctrl-C leaves nothing of a line behind that a read is just taking."""
import pytest

from tools import trace

CTRL_C, CTRL_Z = "\x03", "\x1a"
PROMPT = "robin$ "

# Where fork is stopped: at the beginning of what it calls one after the other, the first and last with it.
MOMENTS = ["process_fork", "process_create", "process_table_add", "address_space_fork", "files_share", "family_join",
           "process_set_name", "first_frame", "process_adopt", "sched_admit"]
AFTERWARDS = "ps; exit 0\r"  # ps takes its turn among the others: who goes on by mistake has done so when it ends


@pytest.fixture
def machine(boot_under_gdb):
    machine = boot_under_gdb()
    machine.expect(PROMPT)
    machine.stop()
    return machine


def press_in(machine, program, command, where, key):
    """Starts a command, stops the machine where its program enters a function of the kernel, presses the key there."""
    machine.gdb(f'break *{where} if $_streq(current->name, "{program}")')
    machine.type(command + "\r")
    assert "Breakpoint" in machine.gdb("continue"), f"{program} does not come to {where}"
    machine.press(key)
    machine.go()


def family(model):
    """forkdemo and its child, if the fork came that far."""
    found = model.named("forkdemo")
    parents = [process for process in found if process.names[0][1] != "forkdemo"]
    assert len(parents) == 1
    return parents[0], [process for process in found if process is not parents[0]]


@pytest.mark.parametrize("where", MOMENTS)
def test_control_c_in_fork(machine, where):
    press_in(machine, "forkdemo", "forkdemo", where, CTRL_C)
    machine.expect(PROMPT)
    machine.type(AFTERWARDS)
    status, model = machine.end()
    parent, children = family(model)
    assert status == 0 and not model.violations
    for process in (parent, *children):
        assert process.ended is not None and trace.status_words(process.status) == "SIGINT"


@pytest.mark.parametrize("where", MOMENTS)
def test_control_z_in_fork(machine, where):
    press_in(machine, "forkdemo", "forkdemo", where, CTRL_Z)
    machine.expect(PROMPT)
    machine.type(AFTERWARDS)
    status, model = machine.end()
    parent, children = family(model)
    assert status == 0 and not model.violations
    for process in (parent, *children):
        assert process.ended is None and process.suspensions and process.suspensions[-1][1]


def test_control_c_while_a_read_takes_its_line(machine):
    """Nothing of the line is left, and what is typed next is read as it is."""
    machine.gdb('break copy_to_user if $_streq(current->name, "cat") && bytes == 1')
    machine.type("cat\r")
    machine.type("garbage\r")
    assert "Breakpoint" in machine.gdb("continue")
    machine.press(CTRL_C)
    machine.go()
    machine.expect(PROMPT)
    machine.type("echo a''live\r")
    machine.expect("\nalive\n")
    assert machine.expect(PROMPT) == ""
    machine.type("exit 0\r")
    status, model = machine.end()
    assert status == 0 and not model.violations
    assert trace.status_words(model.named("cat")[-1].status) == "SIGINT"


def test_the_flags_that_the_loader_leaves(boot_under_gdb):
    """Of the flags, multiboot promises only that interrupts and VM86 mode are off: the direction flag and the nested
    task flag may be set."""
    machine = boot_under_gdb(words="console=serial trace=on audit=1", run="forkdemo", stopped=True)
    machine.stop()
    machine.gdb("hbreak *0x100010")
    assert machine.value("&start") == 0xC0100010
    machine.gdb("continue")
    assert machine.value("$pc") == 0x100010
    machine.gdb("set $eflags = $eflags | 0x4400")
    assert machine.value("$eflags") & 0x4400 == 0x4400
    machine.go()
    machine.expect("the first to run after fork")
    status, model = machine.end()
    assert status == 0 and not model.violations
