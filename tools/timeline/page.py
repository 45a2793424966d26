"""Makes the timeline page: one HTML file, with everything in it, that shows one run, or two above each other.

tools/draw calls make(). The page is page.html with page.css and the scripts put into it; nothing is fetched when it is
shown.
"""
import json
import re
from pathlib import Path
from typing import Optional, Sequence

from tools import trace
from tools.timeline import export, palette

HERE = Path(__file__).resolve().parent
# In this order: each uses only what stands before it, until main.js starts it all.
SCRIPTS = ("decode.js", "run.js", "why.js", "view.js", "style.js", "lanes.js", "bars.js", "arrows.js", "chart.js",
           "pointer.js", "diagram.js", "panels.js", "run_panel.js", "search.js", "link.js", "main.js")


def make(models: Sequence[trace.Model], titles: Sequence[str], resolve: Optional[export.Resolver] = None,
         endings: Sequence[str] = ()) -> str:
    """The page's text. `resolve` tells a program's source lines (sources.Sources); without it the page has none.
    `endings`: what to say of each run's end, or ""."""
    runs = [{**export.export(model, name, resolve), "ending": ending}
            for model, name, ending in zip(models, titles, endings or [""] * len(models))]
    # In a script element only "</" could end it early: no "<" is written as itself.
    data = json.dumps({"runs": runs}, separators=(",", ":")).replace("<", "\\u003c")
    parts = {
        "title": _escape(" and ".join(titles)),
        "style": _colours() + (HERE / "page.css").read_text(encoding="utf-8"),
        "data": data,
        "scripts": "\n".join(f"<script>\n{(HERE / name).read_text(encoding='utf-8')}</script>" for name in SCRIPTS),
    }
    template = (HERE / "page.html").read_text(encoding="utf-8")
    return re.sub(r"\{\{(\w+)\}\}", lambda place: parts[place.group(1)], template)


def _colours() -> str:
    """The palette that all pictures share, as the style sheet's names; page.css changes some of them for dark."""
    colours = {**palette.COLOURS, "section": palette.SECTION, "overlap": palette.OVERLAP}
    return ":root { " + " ".join(f"--{name}: {colour};" for name, colour in colours.items()) + " }\n"


def _escape(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
