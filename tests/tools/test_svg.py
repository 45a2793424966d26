"""The SVG: well-formed, with nothing from outside, its texts as text, its bars where the states are."""
import re
import xml.etree.ElementTree as ElementTree

import pytest

from timelines import Timed, round_robin, waiting
from tools.timeline import palette, svg
from tools.trace import Kind

SVG = "{http://www.w3.org/2000/svg}"


def picture(*runs, **options):
    return ElementTree.fromstring(svg.dump([run.scene("demo", **options) for run in runs]).encode())


def texts(root):
    return ["".join(element.itertext()) for element in root.iter(SVG + "text")]


def bars(root, state):
    """(x, width) of the bars of a state, without the legend's."""
    return [(float(one.get("x")), float(one.get("width"))) for one in root.iter(SVG + "rect")
            if one.get("fill") == palette.COLOURS[state] and one.get("x") and float(one.get("width")) != 20]


def axis(root):
    """Where ticks are: their numbers, and x."""
    return {int(one.text): float(one.get("x")) for one in root.iter(SVG + "text")
            if one.get("y") == "42.0" and one.text.isdecimal()}


@pytest.mark.parametrize("runs", [[round_robin], [waiting], [round_robin, waiting]])
def test_self_contained(runs):
    text = svg.dump([run().scene("demo") for run in runs])
    root = ElementTree.fromstring(text.encode())
    assert root.tag == SVG + "svg" and root.get("viewBox") == f"0 0 {root.get('width')} {root.get('height')}"
    assert re.findall(r"https?://[^\"]*", text) == ["http://www.w3.org/2000/svg"]
    assert not re.search(r"<(script|image|style|foreignObject|use)|href|url\(", text)


def test_texts():
    words = texts(picture(waiting()))
    assert {"2 parent", "3 one", "4 two", "P(lock)", "running", "blocked in P", "tick", "has passed P"} <= set(words)
    assert "demo200 ms; a tick is 10 ms" in words


def test_bars_are_where_the_states_are():
    """A runs 0-2, 5-7, 8-9; 9 ticks fill the picture."""
    root = picture(round_robin())
    tick = axis(root)
    unit = tick[2] - tick[1]
    starts = sorted((round((x - tick[1]) / unit + 1, 1), round(width / unit, 1)) for x, width in bars(root, "running"))
    assert starts == [(0, 2), (2, 2), (4, 1), (5, 2), (7, 1), (8, 1)]


def test_short_turns_are_seen():
    """One that yields at once has a line, though it is narrower than a pixel."""
    run = round_robin().program(5, "short").block(1, "SLEEP", new=5).block(5, "SLEEP")
    run.at(10000).wake(5).switch(0, 5, "IDLE").block(5, "SLEEP").at(10001).wake(5).switch(0, 5, "IDLE").exit(5, 0)
    assert (1.5 in [width for _, width in bars(picture(run), "running")])


def test_two_runs_have_one_scale():
    """The shorter one is as much narrower as it is shorter."""
    root = picture(round_robin(), waiting())
    x = [[float(one.get("x")) for one in group.iter(SVG + "text") if one.get("y") == "42.0" and one.text.isdecimal()]
         for group in root.findall(SVG + "g")[:2]]
    assert x[0][:4] == x[1][:4] and len(x[0]) < len(x[1])


@pytest.mark.parametrize("name", ["<&\">'", "a]]>b", "\x1b[31m\x00\x07", "\ud800", "\uffff"])
def test_any_name(name):
    run = Timed().add(Kind.FORK, 0, 1).add(Kind.EXEC, 1, text="init").state(1, "NEW", "READY", "FORKED")
    run.switch(0, 1, "IDLE").program(2, name.encode("utf-8", "replace").decode()).block(1, "SLEEP", new=2)
    root = picture(run.at(3).exit(2, 0))
    assert any(word.startswith("2 ") for word in texts(root))


def test_arrows_point_at_the_woken():
    """One V, from 3 up or down to 4; forks from 2 to 3 and 4."""
    root = picture(waiting())
    heads = [one for one in root.iter(SVG + "path") if one.get("d", "").endswith("z") and one.get("fill") == svg.V]
    assert len(heads) == 2  # and one in the legend
    assert len([one for one in root.iter(SVG + "path") if one.get("fill") == svg.FORK]) == 3


def test_a_long_run_does_not_make_a_long_picture():
    run = Timed(quantum=9).add(Kind.FORK, 0, 1).add(Kind.EXEC, 1, text="init").state(1, "NEW", "READY", "FORKED")
    run.switch(0, 1, "IDLE").program(2, "a").program(3, "b").block(1, "WAIT", new=2)
    for turn in range(2000):
        run.at(1 + turn / 10).yield_to(2, 3).at(1 + turn / 10 + 0.02).yield_to(3, 2)
    assert len(bars(picture(run), "running")) < svg.WIDTH
