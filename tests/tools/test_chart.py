"""The chart and the table for the terminal: drawn from runs whose every moment is known (tests/timelines.py)."""
import random
import re

import pytest

from timelines import Timed, round_robin, waiting
from tools import trace, why
from tools.timeline import chart, export, figures, palette, perfetto, svg
from tools.timeline.chart import Chart, Style
from tools.timeline.scene import EVENTS, STATES, Scene
from tools.trace import Kind


def drawn(run, width=80, **options):
    return Chart(run.scene("demo", everything=False), width, **options).lines()


ROUND_ROBIN_80 = """
demo: ticks 0.0 to 9.0; a column is 1.2 ms
tick 0       1       2        3       4       5        6       7       8
     |-------|-------|--------|-------|-------|--------|-------|-------|--------
2 A  #################========================+################+=======+########
     e               !                                         !               X
3 B  ================+################+========================#########zzzzzzzz
     e                                !                                X
4 C  =================================#########zzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz
     e                                        X

# running   + ran for less than half of the column   = ready   z zombie
X ends   ! loses the CPU: its slice ended, or a better one came
e executes a program
"""
ROUND_ROBIN_40 = """
demo: ticks 0.0 to 9.0; a column is 2.57
ms
tick 0          3       5       7
     |----------|-------|-------|-------
2 A  ########===========########+===####
     e      !                   !      X
3 B  =======+########===========####+zzz
     e              !               X
4 C  ===============+###+zzzzzzzzzzzzzzz
     e                  X

# running
+ ran for less than half of the column
= ready   z zombie
X ends
! loses the CPU: its slice ended, or a
  better one came
e executes a program
"""
WAITING_80 = """
demo: ticks 0.0 to 20.0; a column is 2.82 ms
tick     0         3          6         9       11        14         17
         |---------|----------|---------|-------|---------|----------|----------
2 parent +wwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwww######################wwwwww+#######
         F                                  W                           W      X
3 one    #######+....................#######+
         e      P                    V      X
4 two    =======#######+1111111111111+======+=======sssssssssssss+#######
         e                           P      y      k                    X

# running   + ran for less than half of the column   = ready
s ready, suspended   w blocked in wait   . blocked in sleep
1 blocked in P(lock)
X ends   F forks   k gets a signal   W has waited for a child   P has passed P
V gives a unit: V   y yields   e executes a program
Of several events in one column the first in this list is shown.
"""
WAITING_BY_EVENTS = """
demo: ticks 0.0 to 20.0; a column is an equal number of events
tick     0
         |--------
2 parent +www##w#z
         F   W  WX
3 one    #..#z
         eP VX
4 two    =#1++s#z
         e  Pyk X

# running   + ran for less than half of the column   = ready
s ready, suspended   z zombie   w blocked in wait   . blocked in sleep
1 blocked in P(lock)
X ends   F forks   k gets a signal   W has waited for a child   P has passed P
V gives a unit: V   y yields   e executes a program
Of several events in one column the first in this list is shown.
"""


@pytest.mark.parametrize("run, width, scale, picture", [
    (round_robin, 80, "time", ROUND_ROBIN_80), (round_robin, 40, "time", ROUND_ROBIN_40),
    (waiting, 80, "time", WAITING_80), (waiting, 80, "events", WAITING_BY_EVENTS)])
def test_chart(run, width, scale, picture):
    assert drawn(run(), width, scale=scale) == picture.strip("\n").split("\n")


@pytest.mark.parametrize("width", [24, 40, 41, 80, 120, 200])
@pytest.mark.parametrize("run", [round_robin, waiting])
def test_never_wider(run, width):
    for scale in ("time", "events"):
        assert max(map(len, drawn(run(), width, scale=scale))) <= width
    assert max(map(len, figures.lines(run().scene(), width))) <= width


def test_every_sign_is_in_the_legend():
    for width in (40, 80, 160):
        lines = drawn(waiting(), width)
        legend = " ".join(lines[lines.index(""):])
        axis = next(place for place, line in enumerate(lines) if line.startswith("tick "))
        gutter = len(re.match("tick +", lines[axis]).group(0))
        lanes = lines[axis + 2:lines.index("")]
        for sign in set("".join(line[gutter:] for line in lanes)) - {" "}:
            assert f"{sign} " in legend


def test_a_short_run_has_parts_of_a_tick_on_its_axis():
    run = Timed().add(Kind.FORK, 0, 1).add(Kind.EXEC, 1, text="init").state(1, "NEW", "READY", "FORKED")
    run.switch(0, 1, "IDLE").at(5.31).program(2, "short").block(1, "WAIT", new=2)
    run.at(5.35).exit(2, 0).wake(1, 2).switch(0, 1, "IDLE").reap(1, 2)
    title, numbers, marks = Chart(run.scene(), 48).lines()[:3]
    assert title.startswith("ticks 5.31 to 5.35;")
    assert re.findall(r"\S+", numbers) == ["tick", "5.31", "5.32", "5.33", "5.34"]
    assert [numbers[place.start():][:4] for place in re.finditer(r"\|", marks)] == ["5.31", "5.32", "5.33", "5.34"]


def test_coloured():
    """The same signs, on the colours of their states."""
    lines = drawn(round_robin(), style=Style(coloured=True))
    assert lines[3].startswith(f"2 A  \x1b[38;5;16;48;5;{palette.TERMINAL['running']}m{17 * '#'}\x1b[0m")
    assert re.sub(r"\x1b\[[0-9;]*m", "", "\n".join(lines)) == ROUND_ROBIN_80.strip("\n")


def test_every_state_has_a_colour_and_a_sign():
    assert set(palette.COLOURS) == set(palette.TERMINAL) == set(STATES) | {"P"}
    assert set(chart.STATE_SIGNS) | {"blocked"} == set(STATES) and set(chart.EVENT_SIGNS) == set(EVENTS)
    signs = [*chart.STATE_SIGNS.values(), *chart.WAIT_SIGNS.values(), *chart.SEMAPHORE_SIGNS, chart.RAN, chart.MANY]
    signs += [*chart.EVENT_SIGNS.values(), *chart.SECTION_WORDS]
    assert len(signs) == len(set(signs))


# --- The table -----------------------------------------------------------------------------------------------------


def by_name(run):
    return {row.name: row for row in figures.figures(run.scene())}


def test_the_textbook_s_example():
    """Round robin with a quantum of 2 and bursts of 5, 3 and 1, as on paper."""
    rows = by_name(round_robin())
    on_paper = {"A": (5, 4, 9, 0), "B": (3, 5, 8, 2), "C": (1, 4, 5, 4)}  # ran, waiting, turnaround, response
    for name, expected in on_paper.items():
        row = rows[name]
        assert (row.ran, row.waiting, row.turnaround, row.response) == pytest.approx(expected)
        assert row.share == pytest.approx(row.ran / 9) and row.blocked == 0
    assert rows["A"].switches == {"SLICE_ENDED": 2, "EXITED": 1}


def test_arrival_is_the_fork():
    """One that is forked at 9, gets the CPU at 11 and ends at 14."""
    run = round_robin().program(5, "late").at(11).block(1, "SLEEP", new=5).at(14).exit(5, 0)
    row = by_name(run)["late"]
    assert (row.response, row.waiting, row.ran, row.turnaround) == pytest.approx((2, 2, 3, 5))


def test_blocked_and_suspended_time():
    rows = by_name(waiting())
    two = rows["two"]  # ready 0-2, runs 2-4, in P 4-8, ready 8-12, suspended 12-16, runs 16-18
    assert (two.ran, two.waiting, two.blocked, two.turnaround) == pytest.approx((4, 6, 4, 18))
    assert two.switches == {"BLOCKED": 1, "YIELDED": 2, "EXITED": 1}
    parent = rows["parent"]  # waits 0-10 and 16-18
    assert (parent.ran, parent.waiting, parent.blocked, parent.turnaround) == pytest.approx((8, 0, 12, 20))
    assert figures.idle_share(waiting().scene()) == pytest.approx(4 / 20)  # 4-8; 18 on, somebody runs


def test_what_has_not_come_is_not_shown():
    run = Timed().add(Kind.FORK, 0, 1).add(Kind.EXEC, 1, text="init").state(1, "NEW", "READY", "FORKED")
    run.switch(0, 1, "IDLE").program(2, "late").at(3)
    row = by_name(run)["late"]
    assert row.response is None and row.turnaround is None and row.waiting == pytest.approx(3)
    table = "\n".join(figures.lines(run.scene()))
    assert re.search(r"2 late .* - +-$", table, re.MULTILINE) and "switches" not in table


def test_shares_add_up():
    """Of all processes and the idle time, from boot to end: everything."""
    for run in (round_robin(), waiting()):
        scene = run.scene(everything=True)
        total = sum(row.share for row in figures.figures(scene)) + figures.idle_share(scene)
        assert total == pytest.approx(1)


def test_the_table_in_words():
    text = "\n".join(figures.lines(round_robin().scene()))
    assert "  2 A      55.6  50.0     40.0     0.00        90.0      0.00\n" in text
    assert "a tick is 10 ms" in text and "90.0 ms are shown" in text


# --- What is shown -------------------------------------------------------------------------------------------------


def test_init_and_the_shell_are_left_out():
    assert [lane.name for lane in waiting().scene().lanes] == ["parent", "one", "two"]
    assert [lane.name for lane in waiting().scene(everything=True).lanes] == ["init", "parent", "one", "two"]


def test_nothing_but_init():
    run = Timed().add(Kind.FORK, 0, 1).add(Kind.EXEC, 1, text="init")
    scene = run.state(1, "NEW", "READY", "FORKED").switch(0, 1, "IDLE").at(3).scene()
    assert [lane.name for lane in scene.lanes] == ["init"] and scene.length == pytest.approx(3)


def test_a_run_without_an_end_stops_soon_after_its_last_event():
    """The ticks after it are not what one wants to see."""
    run = round_robin()
    run.program(5, "stuck").block(1, "SLEEP", new=5).at(10).block(5, "P").at(500)
    scene = run.scene()
    assert scene.end == pytest.approx(10, abs=1)
    stuck = scene.lanes[-1]
    assert stuck.spans[-1].state == "blocked" and stuck.spans[-1].end == scene.end


def test_a_pid_that_comes_again():
    run = round_robin().program(4, "again").block(1, "SLEEP", new=4).at(12).exit(4, 0)
    lanes = run.wake(1).switch(0, 1, "IDLE").reap(1, 4).scene().lanes
    assert [(lane.pid, lane.name) for lane in lanes] == [(2, "A"), (3, "B"), (4, "C"), (4, "again")]
    assert [[event.kind for event in lane.events] for lane in lanes[2:]] == [["exec", "exit"], ["exec", "exit"]]
    assert lanes[3].spans[0].begin >= lanes[2].spans[-1].end


def everything(run_or_data):
    """Draws it in all ways."""
    data = run_or_data if isinstance(run_or_data, bytes) else bytes(run_or_data.data)
    model = trace.Model(trace.Trace(data))
    scene = Scene(model, "demo")
    for scale in ("time", "events"):
        Chart(scene, 80, scale=scale).lines()
    figures.lines(scene)
    svg.dump([scene])
    perfetto.dump([scene])
    export.export(model, "demo")
    for index in range(0, len(model.trace), 5):
        for pid in range(6):
            why.why(model, index, pid)


def test_a_run_can_be_drawn_wherever_it_stops():
    data = bytes(waiting().data)
    for end in range(trace.RECORD_BYTES, len(data) + 1, trace.RECORD_BYTES):
        everything(data[:end])


def test_damage_is_drawn_or_said():
    """Bytes that are not what they were: a picture, or one TraceError, and nothing else."""
    choose, data, refused = random.Random(1), bytes(waiting().data), 0
    for _ in range(150):
        spoilt = bytearray(data)
        for _ in range(choose.choice((1, 2, 5))):
            spoilt[choose.randrange(len(data))] = choose.choice((0, 1, 3, 255, choose.randrange(256)))
        try:
            everything(bytes(spoilt))
        except trace.TraceError:
            refused += 1
    assert 20 < refused < 130


def test_sections():
    """2 is in its section from 1 to 5, 3 from 3 to 7: from 3 to 5 there are too many. A label never left is a mark."""
    run = Timed(quantum=9).add(Kind.FORK, 0, 1).add(Kind.EXEC, 1, text="init").state(1, "NEW", "READY", "FORKED")
    run.switch(0, 1, "IDLE").program(2, "parent").block(1, "WAIT", new=2).fork(2, 3)
    run.at(1).add(Kind.MARK, 2, 1, text="critical").at(2).yield_to(2, 3).at(3).add(Kind.MARK, 3, 1, text="critical")
    run.yield_to(3, 2).at(5).add(Kind.MARK, 2, 0, text="critical").yield_to(2, 3)
    run.at(7).add(Kind.MARK, 3, 0, text="critical").at(8).add(Kind.MARK, 3, 1, text="here").at(10)
    lines = Chart(run.scene(), 49).lines()
    assert lines[3:8] == ["2 parent ########====########====================",
                          "         F   ____y___********y",
                          "3 parent ========####========####################",
                          "                     y********________   m", ""]
    assert {"_ in a section that it marks", "* too many are in its section"} <= set(lines)
