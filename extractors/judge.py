"""What a document is that gave no figures: why it is no report, or why it could not be read."""

import re
from urllib.parse import urlsplit

from data.heads import heads
from data.titles import classify
from extractors.content import Content
from extractors.evidence import Hint
from extractors.heading import Heading
from extractors.issues import Issue
from extractors.labels import squeeze
from extractors.sections import Section
from extractors.words import any_of, pattern, words

_CJK = re.compile(r"[一-龥]")
_YEAR = re.compile(r"20\d\d")


def _text(content: Content) -> str:
    return "\n".join(line.text for line in content.lines)


def gate_or_error_page(content: Content, raw: str) -> Issue | None:
    """A gate before the site, or an error page that is delivered as a page: both are short and say what they are."""
    text = _text(content)
    if len(_CJK.findall(text)) > 1500 or content.grids:
        return None
    if found := any_of("block_page").search(raw[:60_000]):
        return _no("block_page", f"a gate before the site ({found.group()!r})")
    if len(_CJK.findall(text)) < 600 and (found := any_of("soft_404").search(squeeze(content.title + text))):
        return _no("soft_404", f"the page says that there is no such page ({found.group()!r})")
    return None


def _no(reason: str, message: str) -> Issue:
    return Issue("not_a_report", "info", f"{reason}: {message}")


def _attachments(content: Content) -> list[str]:
    endings = tuple("." + e for e in words()["attachment_extensions"])
    found = []
    for link in content.links:
        path = urlsplit(link.address).path.lower() if "\\" not in link.address else link.address.lower()
        if path.endswith(endings) or link.text.lower().endswith(endings):
            found.append(link.text or link.address)
    return found


def _own_titles(content: Content, heading: Heading, hint: Hint) -> list[str]:
    """What the document calls itself, best first; a link's text names another document."""
    links = {link.text for link in content.links}
    metas = [content.metas[name] for name in heads()["title_metas"] if content.metas.get(name)]
    lines = [line.text for line in content.lines[:60] if line.is_title]
    found = [*metas, *lines, content.title, heading.title, hint.title, *(line.text for line in content.lines[:1])]
    return [title.strip() for title in found if title.strip() and title.strip() not in links]


def _has_figures(content: Content) -> bool:
    cells = (squeeze(cell.text) for grid in content.grids for row in grid.rows for cell in row.cells)
    return sum(1 for text in cells if text.isascii() and text.isdigit()) >= 4


def _names_report(title: str) -> bool:
    """Whether a title names the report of a year."""
    verdict = classify(title)
    return verdict.is_title and verdict.report_year is not None


def _set_aside_as(title: str) -> str:
    """What a title says that a document is, "" where it says nothing against a report. A name's words say nothing."""
    reason = classify(title).reason
    return next((what for what, reasons in words()["not_a_report_titles"].items() if reason in reasons), "")


def _is_whole(title: str) -> bool:
    """Whether it may be one document's title: nothing of it is lost, nor does it run through the years as a list."""
    return "\ufffd" not in title and len(set(_YEAR.findall(title))) < 3


def is_report_of_lists(content: Content, heading: Heading, sections: list[Section], hint: Hint) -> bool:
    """Whether a document whose only tables are lists of no known form is a report: by its sections or its title.

    A file of such a list alone calls itself a table (统计表) as often as a report.
    """
    if len({section.number for section in sections if section.number}) >= 3:
        return True
    titles = [title for title in _own_titles(content, heading, hint) if _is_whole(title)]
    if any(_set_aside_as(title) for title in titles[:1]):
        return False
    heads = [cell.text for grid in content.grids[:2] for row in grid.rows[:2] for cell in row.cells]
    named = [*titles, *(squeeze(line.text) for line in content.lines[:20] if len(line.text) < 80), *heads]
    return any(_names_report(title) for title in titles) or any(
        pattern("list_title").search(squeeze(title)) for title in named
    )


def judge(content: Content, heading: Heading, sections: list[Section], is_blank_form: bool, hint: Hint) -> Issue:
    """The whole-document issue of a readable document that prints no figure of a known form."""
    if is_blank_form:
        return _no("blank_form", "the form's tables are printed and no value stands in them")
    titles = _own_titles(content, heading, hint)
    length = len(_CJK.findall(_text(content)))
    linked = sum(len(_CJK.findall(link.text)) for link in content.links)
    numbered = {section.number for section in sections if section.number}
    names_report = any(_names_report(title) for title in titles)
    attachments = _attachments(content)
    if names_report and attachments and len(numbered) < 3 and length < 1500:
        return _no("attachment_only", f"the report stands in {attachments[0]!r}")
    if names_report and content.picture_count and len(numbered) < 3 and length < 600:
        why = f": {content.unread}" if content.unread else ""
        return Issue("needs_ocr", "error", f"the page shows {content.picture_count} pictures and no table as text{why}")
    if len(numbered) >= 3 or (names_report and length >= 600):
        return Issue("no_tables", "warning", "a report in words only: no table of a known form is printed")
    what = f"the title is {titles[0][:80]!r}" if titles else "it has no title"
    if titles and (reason := _set_aside_as(titles[0])):
        return _no(reason, what)
    # a link to the column itself (政府信息公开年报) names no year; in a list's text each entry is a line
    entries = content.lines if content.media == "text" else content.links
    reports = [entry.text for entry in entries if _names_report(entry.text)]
    # a side column links older reports beside any page; a list has little else
    if len(reports) >= 2 and (content.media == "text" or (length - linked < 400 and not _has_figures(content))):
        return _no("list", f"links to {len(reports)} reports, {reports[0]!r} the first")
    return _no("other", f"no table of a known form and not the sections of a report; {what}")
