"""Each README.md and its README.zh-CN.md tell the same: the same headings by level, the same code, the same links."""
import re

import pytest

from boot import ROOT

PAGES = [ROOT / "README.md", ROOT / "labs" / "STUDENT.md",
         *sorted(ROOT.glob("labs/*/README.md")), *sorted(ROOT.glob("labs/*/twists/*/README.md"))]


def without_code(text):
    return re.sub(r"^```.*?^```$", "", text, flags=re.MULTILINE | re.DOTALL)


def shape(text):
    """What has to be the same in both languages."""
    prose = without_code(text)
    return {
        "headings": re.findall(r"^#+(?= )", prose, re.MULTILINE),
        "code": re.findall(r"^```[\s\S]*?^```$|^    [^\n]*$", text, re.MULTILINE),
        "links": sorted(link for link in re.findall(r"\]\(([^)]+)\)", prose) if not link.startswith("README.")),
        "rows of tables": len(re.findall(r"^\|", prose, re.MULTILINE)),
        "items of lists": len(re.findall(r"^(?:\*|\d+\.) ", prose, re.MULTILINE)),
        "code in the text": sorted(re.findall(r"`[^`]+`", re.sub(r"\s*\n\s*", " ", prose))),
    }


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_both_languages_tell_the_same(page):
    english, chinese = page.read_text("utf-8"), page.with_suffix(".zh-CN.md").read_text("utf-8")
    assert shape(english) == shape(chinese)
    assert re.search(r"[\u4e00-\u9fff]", chinese) and not re.search(r"[\u4e00-\u9fff]", english)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_lead_somewhere(page):
    for language in (page, page.with_suffix(".zh-CN.md")):
        for link in re.findall(r"\]\(([^)#]+)\)", without_code(language.read_text("utf-8"))):
            place = ROOT if page.stem == "STUDENT" else page.parent  # STUDENT.md becomes the README.md of a handout
            assert link.startswith("https:") or (place / link).exists(), link


@pytest.mark.parametrize("change", [
    ("## ", "### "), ("value   2", "value   3"), ("`irq_save`", "`irq_restore`"), ("../../docs/", "../docs/"),
    ("\n| `arch", "\n `arch"),
])
def test_a_difference_is_found(change):
    """In a heading, in code, in a name, in a link, in a table."""
    page = ROOT / "labs" / "4-semaphores" / "README.zh-CN.md"
    text = page.read_text("utf-8")
    changed = text.replace(*change, 1)
    assert changed != text and shape(changed) != shape(page.with_name("README.md").read_text("utf-8"))
