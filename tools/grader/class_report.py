"""The grades of a class: a table for a spreadsheet, and a page to look at."""
from __future__ import annotations

import csv
import html
import io
import re
from typing import Any, Dict, List, NamedTuple, Tuple

from tools.grader.lab import Lab
from tools.grader.report import number

# student, work (what was handed in is called so), points, problem, verdicts {id: word}, happened {id: words}, hash,
# seed (in a lab of questions the id that they were drawn from), report (where it is)
Row = Dict[str, Any]
ALIKE = 0.7  # pairs from here on are listed,
PAIRS_MAX = 200  # but not more
SIGNS = {"passed": "&#10003;", "failed": "&#10007;", "not judged": "&middot;", "not shown": "?"}
STYLE = """
body { font: 15px/1.45 system-ui, sans-serif; max-width: 75em; margin: 2em auto; padding: 0 1em; color: #222; }
table { border-collapse: collapse; margin: .5em 0 1.5em; }
th, td { padding: .2em .6em; border-bottom: 1px solid #ddd; text-align: left; vertical-align: top; }
td.number { text-align: right; } td.sign { text-align: center; }
.failed { background: #f8d3cf; } .passed { background: #dcefdc; }
pre { overflow: auto; background: #f6f6f6; padding: .7em; }
"""


class Pair(NamedTuple):
    one: str
    other: str
    similarity: float


def problem(row: Row) -> str:
    """In a line, without what follows its colon."""
    return row["problem"].partition("\n")[0].rstrip(":")


def table(lab: Lab, rows: List[Row]) -> str:
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(["student", "points", "of", *lab.properties, "problem", "submission",
                     *(["id"] if lab.has_questions else [])])
    for row in rows:
        writer.writerow([row["student"], number(row["points"]), number(lab.points),
                         *[row["verdicts"].get(each, "") for each in lab.properties], problem(row), row["hash"][:16],
                         *([row["seed"]] if lab.has_questions else [])])
    return file.getvalue()


def compare(old: str, new: str) -> List[str]:
    """Two such tables: a line for each student whose points changed."""
    before, after = ({row["student"]: row for row in csv.DictReader(io.StringIO(text))} for text in (old, new))
    lines = []
    for student in sorted(before.keys() | after.keys()):
        points = [each[student]["points"] if student in each else "-" for each in (before, after)]
        if points[0] != points[1]:
            changed = [name for name in after.get(student, {}) if student in before and name in before[student] and
                       name not in ("points", "submission") and after[student][name] != before[student][name]]
            lines.append(f"{student}: {points[0]} -> {points[1]}" + (f" ({', '.join(changed)})" if changed else ""))
    return lines


def groups(rows: List[Row]) -> List[Tuple[str, str, List[str]]]:
    """(property, what happened, students): the same said of several, names and numbers aside, is one group."""
    found: Dict[Tuple[str, str], List[str]] = {}
    for row in rows:
        if row["problem"]:
            nameless = re.sub(rf"(?<!\w){re.escape(row['work'])}(?!\w)", "it", problem(row))
            found.setdefault(("did not run", re.sub(r"\d+", "N", nameless)), []).append(row["student"])
        for identity, happened in row["happened"].items():
            found.setdefault((identity, re.sub(r"\d+", "N", happened)), []).append(row["student"])
    return sorted(((*key, students) for key, students in found.items()), key=lambda each: (-len(each[2]), each[:2]))


def escaped(text: Any) -> str:
    return html.escape(str(text))


def html_table(head: List[str], rows: List[List[str]]) -> str:
    """Of cells that are HTML already, from their tag on."""
    lines = [f"<tr>{''.join(f'<th>{each}' for each in head)}</tr>", *(f"<tr>{''.join(row)}</tr>" for row in rows)]
    return "<table>\n" + "\n".join(lines) + "\n</table>\n"


def verdict_cell(row: Row, identity: str) -> str:
    word = row["verdicts"][identity]
    said = escaped(row["happened"].get(identity, word))
    return f'<td class="sign {word.replace(" ", "-")}" title="{said}">{SIGNS[word]}'


def student_row(lab: Lab, row: Row) -> List[str]:
    cells = [f'<td><a href="{escaped(row["report"])}">{escaped(row["student"])}</a>',
             f'<td class="number">{number(row["points"])}']
    if row["problem"]:
        return [*cells, f'<td colspan="{len(lab.properties)}">{escaped(problem(row))}']
    return [*cells, *(verdict_cell(row, identity) for identity in lab.properties)]


def property_words(lab: Lab, identity: str) -> str:
    return f"{identity} {lab.properties[identity].sentence}" if identity in lab.properties else identity


def page(lab: Lab, rows: List[Row], pairs: List[Pair], version: str) -> str:
    full = sum(row["points"] == lab.points for row in rows)
    middle = sorted(row["points"] for row in rows)[len(rows) // 2] if rows else 0
    head = ["student", "points", *(f'<span title="{escaped(each.sentence)}">{each.id}</span>'
                                   for each in lab.properties.values())]
    same = [[f"<td>{escaped(property_words(lab, identity))}", f"<td>{escaped(happened)}",
             f"<td>{len(students)}: {escaped(', '.join(students))}"] for identity, happened, students in groups(rows)]
    alike = [[f"<td>{escaped(pair.one)}", f"<td>{escaped(pair.other)}", f'<td class="number">{pair.similarity:.0%}']
             for pair in pairs[:PAIRS_MAX]]
    more = f"<p>{len(pairs) - PAIRS_MAX} more pairs are less alike." if len(pairs) > PAIRS_MAX else ""
    return f"""<!doctype html>
<html lang="en"><meta charset="utf-8"><title>{escaped(lab.title)}</title><style>{STYLE}</style>
<h1>{escaped(lab.title)}</h1>
<p>{len(rows)} submissions, {full} with all {number(lab.points)} points, median {number(middle)}.
Robin {escaped(version)}.
<h2>Who failed what</h2>
{html_table(head, [student_row(lab, row) for row in rows])}
<p>&#10003; passed, &#10007; failed, &middot; not judged, ? not shown
<h2>The same failures</h2>
{html_table(["property", "what happened", "students"], same)}
<h2>Alike</h2>
<p>The part of the shorter file's runs of words that the other has, too, names and comments aside. A reason to look at
both, never a verdict.
{html_table(["", "", ""], alike)}
{more}</html>
"""
