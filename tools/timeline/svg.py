"""The chart as a picture for slides: one SVG file with everything in it, on white, text as text.

Each lane is a bar of states, coloured (palette.py) and of different heights, so that it can be read in grey, with a row
of letters below for what happened; lines go down or up from fork to the child and from V to the process that it let
through. What is narrower than a fraction of a pixel is left out, unless it is a turn on the CPU: that is a line.
"""
from typing import Dict, Iterable, List, Optional, Sequence, Set, Tuple
from xml.sax.saxutils import escape

from tools.timeline import palette
from tools.timeline.chart import EVENT_SIGNS
from tools.timeline.figures import three_digits
from tools.timeline.scene import EVENTS, STATES, Lane, Scene, Span

WIDTH, RIGHT = 1280, 24
BAR, LETTERS, BAND = 20, 18, 11  # heights; the letters are below the bar, the bands of sections above it
HEIGHTS = {"running": 20, "ready": 12, "blocked": 12, "ready-suspended": 12, "blocked-suspended": 8, "zombie": 5,
           "new": 12}
FONT = "DejaVu Sans, Verdana, Helvetica, Arial, sans-serif"
LETTER = 0.62  # a letter's width on the average, in font sizes
TEXT, FAINT, GRID, FORK, V = "#1a1a1a", "#666666", "#dddddd", "#0072b2", "#d55e00"
HAIR = 0.4  # pixels: narrower spans are left out
CELL = 9  # pixels that an event's letter needs
Part = str


def dump(scenes: Sequence[Scene]) -> str:
    """The file: one run, or several below each other on one scale."""
    longest = max(scene.length for scene in scenes)
    left = 20 + max([6, *(len(lane.title) for scene in scenes for lane in scene.lanes)]) * 13 * LETTER
    parts: List[Part] = []
    top = 14.0
    drawings = [Drawing(scene, left, (WIDTH - left - RIGHT) / longest) for scene in scenes]
    for drawing in drawings:
        parts += [f'<g transform="translate(0 {top:g})">', *drawing.parts(), "</g>"]
        top += drawing.height + 18
    legend = Legend(drawings)
    parts += [f'<g transform="translate(0 {top:g})">', *legend.parts(), "</g>"]
    height = int(top + legend.height + 10)
    title = escape(" and ".join(scene.title for scene in scenes if scene.title) or "a run of Robin")
    return "\n".join([
        '<?xml version="1.0" encoding="UTF-8"?>',
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{height}" viewBox="0 0 {WIDTH} {height}" '
        f'font-family="{FONT}" font-size="13" fill="{TEXT}">',
        f"<title>{title}</title>", f'<rect width="{WIDTH}" height="{height}" fill="#ffffff"/>', *parts, "</svg>", ""])


def _text(x: float, y: float, words: str, **attributes: object) -> Part:
    extra = "".join(f' {name.replace("_", "-")}="{value}"' for name, value in attributes.items())
    return f'<text x="{x:.1f}" y="{y:.1f}"{extra}>{escape(words)}</text>'


def _rectangle(x: float, y: float, width: float, height: float, fill: str, stroke: str = "") -> Part:
    edge = f' stroke="{stroke}"' if stroke else ""
    return f'<rect x="{x:.2f}" y="{y:.1f}" width="{width:.2f}" height="{height:.1f}" fill="{fill}"{edge}/>'


def _bar(state: str, wait: str, x: float, middle: float, width: float) -> Part:
    height = HEIGHTS[state]
    edge = palette.COLOURS["zombie"] if state == "new" else ""
    return _rectangle(x, middle - height / 2, width, height, palette.COLOURS[palette.key(state, wait)], edge)


class Drawing:
    """One run."""

    def __init__(self, scene: Scene, left: float, scale: float) -> None:
        self.scene = scene
        self.left = left  # where time begins
        self.scale = scale  # pixels of a tick
        self.letters: Set[str] = set()  # those that are written
        self.states: Set[str] = set()  # those that are drawn
        self.middles: Dict[int, float] = {}
        self.height = 50.0
        for lane in scene.lanes:
            self.height += 6 + (BAND if lane.inside else 0)
            self.middles[id(lane)] = self.height + BAR / 2
            self.height += BAR + LETTERS + 6

    def parts(self) -> Iterable[Part]:
        scene = self.scene
        clock = scene.clock
        length = f"{three_digits(clock.milliseconds(scene.length))} ms; a tick is {clock.milliseconds(1):g} ms"
        yield (f'<text x="20" y="16"><tspan font-size="18" font-weight="bold">{escape(scene.title or "Robin")}</tspan>'
               f'<tspan dx="14" fill="{FAINT}">{length}</tspan></text>')
        yield from self._axis()
        for lane in scene.lanes:
            yield from self._lane(lane)
        yield from self._arrows()
        for lane in scene.lanes:
            yield from self._letters(lane)

    def _x(self, ticks: float) -> float:
        return self.left + (ticks - self.scene.begin) * self.scale

    def _axis(self) -> Iterable[Part]:
        step = next(step for step in _steps() if step * self.scale >= 60)
        tick = step * (int(self.scene.begin / step) + 1)
        yield _text(self.left - 10, 42, "tick", text_anchor="end", fill=FAINT, font_size=12)
        while tick <= self.scene.end:
            x = self._x(tick)
            yield f'<path d="M{x:.1f} 46V{self.height - 8:g}" stroke="{GRID}"/>'
            yield _text(x, 42, f"{tick:g}", text_anchor="middle", fill=FAINT, font_size=12)
            tick += step

    def _lane(self, lane: Lane) -> Iterable[Part]:
        middle = self.middles[id(lane)]
        yield _text(self.left - 10, middle + 4.5, lane.title, text_anchor="end")
        turns: Dict[int, Span] = {}
        for span in self._joined(lane.spans):
            width = (span.end - span.begin) * self.scale
            if span.state == "running" and width < 1:
                turns.setdefault(round(self._x(span.begin)), span)  # drawn later, and not twice in one place
            elif width >= HAIR:
                self.states.add(palette.key(span.state, span.wait))
                yield _bar(span.state, span.wait, self._x(span.begin), middle, width)
                if span.wait.startswith("P(") and width > len(span.wait) * 10 * LETTER + 6:
                    yield _text(self._x(span.begin) + width / 2, middle + 3.5, span.wait, text_anchor="middle",
                                font_size=10, fill="#ffffff", font_weight="bold")
        for x in turns:
            self.states.add("running")
            yield _bar("running", "", x - 0.75, middle, 1.5)
        yield from self._bands(lane, middle - BAR / 2 - BAND)

    def _bands(self, lane: Lane, top: float) -> Iterable[Part]:
        """The sections that it is in: a line above the bar, with its name where there is room."""
        done: Dict[bool, float] = {False: -HAIR, True: -HAIR}  # where the last band ends
        for one in lane.inside:
            x, width = self._x(one.begin), (one.end - one.begin) * self.scale
            if x + width < done[one.is_overlap] + HAIR:
                continue  # there is one already
            done[one.is_overlap] = x + width
            colour = palette.OVERLAP if one.is_overlap else palette.SECTION
            shown = width - 1 if width > 4 else max(width, HAIR)  # a gap tells one section from the next
            yield _rectangle(x, top + BAND - 4, shown, 3, colour)
            if width > len(one.label) * 9 * LETTER and not one.is_overlap:
                yield _text(x, top + BAND - 6, one.label, font_size=9, fill=colour)

    def _joined(self, spans: Sequence[Span]) -> Iterable[Span]:
        """Those without what is too narrow, and as one what then is one."""
        before: Optional[Span] = None
        for span in spans:
            wide = (span.end - span.begin) * self.scale >= HAIR or span.state == "running"
            if before and wide and (before.state, before.wait) == (span.state, span.wait) \
                    and (span.begin - before.end) * self.scale < HAIR:
                before = before._replace(end=span.end)
            elif wide:
                if before:
                    yield before
                before = span
        if before:
            yield before

    def _letters(self, lane: Lane) -> Iterable[Part]:
        """What happened. Of events too close to be written side by side the first in EVENTS' order is written."""
        y = self.middles[id(lane)] + BAR / 2 + LETTERS - 3
        cells: Dict[int, Tuple[int, float, str]] = {}
        order = list(EVENTS)
        for event in lane.events:
            if event.kind == "section":
                continue
            x = self._x(event.time)
            entry = (order.index(event.kind), x, EVENT_SIGNS[event.kind])
            cell = int((x - self.left) / CELL)
            cells[cell] = min(cells.get(cell, entry), entry)
        for cell, (_, _, letter) in sorted(cells.items()):
            self.letters.add(letter)
            yield _text(self.left + CELL * cell + CELL / 2, y, letter, text_anchor="middle", font_size=10, fill=TEXT,
                        stroke="#ffffff", stroke_width=2, paint_order="stroke")

    def _arrows(self) -> Iterable[Part]:
        drawn = set()
        for arrow in self.scene.arrows:
            x = self._x(arrow.time)
            ends = [self.middles[id(lane)] for lane in (arrow.source, arrow.target)]
            key = (round(x / 2), arrow.kind, *ends)
            if key in drawn or ends[0] == ends[1]:
                continue
            drawn.add(key)
            colour = FORK if arrow.kind == "fork" else V
            direction = 1 if ends[1] > ends[0] else -1
            y = ends[1] - direction * BAR / 2
            yield (f'<path d="M{x:.1f} {ends[0] + direction * BAR / 2:.1f}V{y:.1f}" stroke="{colour}" '
                   'stroke-opacity="0.7"/>')
            yield (f'<path d="M{x - 3:.1f} {y - direction * 5:.1f}L{x:.1f} {y:.1f}L{x + 3:.1f} '
                   f'{y - direction * 5:.1f}z" fill="{colour}"/>')


def _steps() -> Iterable[float]:
    """1, 2, 5, 10, 20, 50 ... ticks"""
    power = 1
    while True:
        yield from (power, 2 * power, 5 * power)
        power *= 10


class Legend:
    """States that are shown, arrows, letters."""

    def __init__(self, drawings: Sequence[Drawing]) -> None:
        scenes = [drawing.scene for drawing in drawings]
        seen = {state for drawing in drawings for state in drawing.states}
        words = {**STATES, "blocked": "blocked: wait, sleep, input, output", "P": "blocked in P"}
        order = ["running", "ready", "P", "blocked", "ready-suspended", "blocked-suspended", "zombie", "new"]
        self.states = [(key, words[key]) for key in order if key in seen]
        self.arrows = [(kind, text, colour) for kind, text, colour in (
            ("fork", "fork, to the child", FORK), ("V", "V, to whom it lets through", V))
            if any(arrow.kind == kind for scene in scenes for arrow in scene.arrows)]
        bands = {one.is_overlap for scene in scenes for lane in scene.lanes for one in lane.inside}
        self.bands = [(text, colour) for is_overlap, text, colour in (
            (False, "in a section that it marks", palette.SECTION), (True, "too many in a section", palette.OVERLAP))
            if is_overlap in bands]
        letters = {letter for drawing in drawings for letter in drawing.letters}
        self.events = [f"{EVENT_SIGNS[kind]} {text}" for kind, text in EVENTS.items() if EVENT_SIGNS[kind] in letters]
        self.rows = self._rows()
        self.height = 20 * len(self.rows)

    def _rows(self) -> List[List[Tuple[float, str, str, str]]]:
        """Rows of (x, what it is, its key, its words)."""
        entries = [("bar", key, text) for key, text in self.states]
        entries += [("band", colour, text) for text, colour in self.bands]
        entries += [("arrow", colour, text) for _, text, colour in self.arrows]
        entries += [("letter", text[0], text[2:]) for text in self.events]
        rows: List[List[Tuple[float, str, str, str]]] = []
        x = float(WIDTH)
        for what, name, text in entries:
            width = 26 + len(text) * 12 * 0.56 + 20
            if x + width > WIDTH - RIGHT:
                rows.append([])
                x = 20
            rows[-1].append((x, what, name, text))
            x += width
        return rows

    def parts(self) -> Iterable[Part]:
        for place, row in enumerate(self.rows):
            y = 12 + 20 * place
            for x, what, name, text in row:
                if what == "bar":
                    yield _bar("blocked" if name == "P" else name, "P(" if name == "P" else "", x, y - 4, 20)
                elif what == "band":
                    yield _rectangle(x, y - 6, 20, 3, name)
                elif what == "arrow":
                    yield f'<path d="M{x} {y - 4}h14" stroke="{name}"/>'
                    yield f'<path d="M{x + 14} {y - 7}l6 3l-6 3z" fill="{name}"/>'
                else:
                    yield _text(x + 10, y, name, text_anchor="middle", font_size=12, fill=FAINT)
                yield _text(x + 26, y, text, font_size=12)
