#!/usr/bin/env python3
"""Make the timeline page: one HTML file, with everything in it, that shows one run, or two above each other.

  tools/timeline/page.py build/run.trace -o page.html
  tools/timeline/page.py race.trace race_fixed.trace -o page.html

`make trace` calls make(). The page is page.html with page.css and the scripts put into it; nothing is fetched when it
is shown.
"""
import argparse
import json
import re
import sys
from pathlib import Path
from typing import Optional, Sequence

ROOT = Path(__file__).resolve().parent.parent.parent
if __name__ == "__main__":
    sys.pycache_prefix = str(ROOT / "build" / "pycache")  # only build/ is written
    sys.path[0] = str(ROOT)
from tools import trace  # noqa: E402  (after the path)
from tools.timeline import export, palette, sources  # noqa: E402

HERE = Path(__file__).resolve().parent
# In this order: each uses only what stands before it, until main.js starts it all.
SCRIPTS = ("decode.js", "run.js", "why.js", "view.js", "style.js", "lanes.js", "bars.js", "arrows.js", "chart.js",
           "pointer.js", "diagram.js", "panels.js", "run_panel.js", "search.js", "link.js", "main.js")


def make(models: Sequence[trace.Model], titles: Sequence[str], resolve: Optional[export.Resolver] = None,
         title: str = "") -> str:
    """The page's text. `resolve` tells a program's source lines (sources.Sources); without it the page has none."""
    runs = [export.export(model, name, resolve) for model, name in zip(models, titles)]
    # In a script element only "</" could end it early: no "<" is written as itself.
    data = json.dumps({"runs": runs}, separators=(",", ":")).replace("<", "\\u003c")
    parts = {
        "title": _escape(title or " and ".join(titles)),
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


def parse_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="tools/timeline/page.py", description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("trace", nargs="+", help="the trace of a run; a second one to compare it with")
    parser.add_argument("-o", "--output", type=Path, default=Path("page.html"), help="the file to write (page.html)")
    parser.add_argument("--title", action="append", default=[], help="what a run is called, in the traces' order")
    parser.add_argument("--build", type=Path, default=ROOT / "build", help="where the programs are, for source lines")
    return parser.parse_args()


def main() -> int:
    options = parse_arguments()
    if len(options.trace) > 2:
        print("page.py: at most two runs", file=sys.stderr)
        return 2
    try:
        models = [trace.Model(trace.Trace.load(file)) for file in options.trace]
    except trace.TraceError as error:
        print(f"page.py: {error}", file=sys.stderr)
        return 2
    titles = [*options.title, *(Path(file).stem for file in options.trace[len(options.title):])]
    options.output.write_text(make(models, titles, sources.Sources(options.build)), encoding="utf-8")
    print(options.output)
    return 0


if __name__ == "__main__":
    sys.exit(main())
