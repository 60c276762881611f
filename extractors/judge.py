"""What a document is that gave no figures: why it is no report, or why it could not be read."""

import re
from urllib.parse import urlsplit

from data.formats import names_document
from data.heads import heads
from data.obstacles import texts
from data.rows import Issue, Section
from data.text import count_han, squeeze
from data.titles import classify
from data.words import pattern, words
from extractors.choose import form_named
from extractors.content import Content
from extractors.evidence import Hint
from extractors.heading import Heading
from extractors.loose_labels import LEAST_LABELS, printed_labels, said_labels
from extractors.readings import TableReading
from extractors.values import is_figure

_YEAR = re.compile(r"20\d\d")
# who signs a report stands within its last lines
_FOOT = 4
# so many cells of one table of a form are no coincidence
_ENOUGH_CELLS = 20
# a report in words has more of them beside its title
_LEAST_WORDS = 20


def _text(content: Content) -> str:
    return "\n".join(line.text for line in content.lines)


def gate_or_error_page(content: Content, raw: str) -> Issue | None:
    """A gate before the site, or an error page that is delivered as a page: both are short and say what they are."""
    text = _text(content)
    if count_han(text) > 1500 or content.grids:
        return None
    if found := texts(blocks=True).search(raw[:60_000]):
        return _no("block_page", f"a gate before the site ({found.group()!r})")
    if count_han(text) < 600 and (found := texts(blocks=False).search(squeeze(content.title + text))):
        return _no("soft_404", f"the page says that there is no such page ({found.group()!r})")
    return None


def _no(reason: str, message: str) -> Issue:
    return Issue("not_a_report", "info", f"{reason}: {message}", reason=reason)


def _attachments(content: Content) -> list[str]:
    found = []
    for link in content.links:
        path = urlsplit(link.address).path if "\\" not in link.address else link.address
        if names_document(path) or names_document(link.text):
            found.append(link.text or link.address)
    return found


def _own_titles(content: Content, heading: Heading, hint: Hint) -> list[str]:
    """What the document calls itself, best first; a link's text names another document."""
    links = {link.text for link in content.links}
    metas = [content.metas[name] for name in heads()["title_metas"] if content.metas.get(name)]
    lines = [line.text for line in content.lines[:60] if line.is_title]
    printed = [*metas, *lines]
    # a report that a text announces is another document
    named = [] if heading.year_basis == "announced" else [heading.title]
    pages = [_without_furniture(title, printed) for title in (content.title, *named)]
    found = [*printed, *pages, hint.title, *(line.text for line in content.lines[:1])]
    return [title.strip() for title in found if title.strip() and title.strip() not in links]


def _without_furniture(title: str, printed: list[str]) -> str:
    """A page's title without the names of site and column around the title that the page prints.

    A name stands apart by a separator, and says no year.
    """
    for own in printed:
        before, found, after = title.partition(own.strip())
        is_apart = (not before or not before[-1].isalnum()) and (not after or not after[0].isalnum())
        if found and is_apart and not _YEAR.search(before + after):
            return own
    return title


def _has_figures(content: Content) -> bool:
    return sum(is_figure(cell) for grid in content.grids for row in grid.rows for cell in row.cells) >= 4


def _names_report(title: str) -> bool:
    """Whether a title names the report of a year."""
    verdict = classify(title)
    return verdict.is_title and verdict.report_year is not None


def _set_aside_as(title: str) -> str:
    """What a title says that a document is, "" where it says nothing against a report. A name's words say nothing."""
    reason = classify(title).reason
    return next((what for what, reasons in words()["not_a_report_titles"].items() if reason in reasons), "")


def is_named_report(content: Content, heading: Heading, sections: list[Section], hint: Hint) -> bool:
    """Whether a document is a report by its title or its sections, whatever its tables are."""
    numbered = {section.number for section in sections if section.number}
    titles = _own_titles(content, heading, hint)
    if len(numbered) >= 3 or any(map(_names_report, titles)):
        return True
    first = classify(titles[0]) if titles else None  # its year may stand in the text alone
    return bool(first and first.is_title and first.agency and heading.report_year)


def is_form_shown(tables: list[TableReading]) -> bool:
    """Whether the tables read show enough of their form to be a report's under any title.

    Other statistics share a line or a head with it: licences and penalties, applicants, results of reviews.
    """
    for table in tables:
        keys = {(cell.row, cell.column) for cell in table.cells}
        form = form_named(table.form, table.table)
        if len(keys) >= min(_ENOUGH_CELLS, len(form.units) / 2):
            return True
        # a list that may print a second column
        if "count" in form.columns and len({row for row, _ in keys}) >= len({row for row, _ in form.units}) / 2:
            return True
    return False


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


def judge(content: Content, heading: Heading, sections: list[Section], hint: Hint) -> Issue:
    """The whole-document issue of a readable document that gives no figure of a known form: what is known of it.

    A report's title, its sections or the labels of a form's tables make it a report: one in words only where nothing of
    a table stands in it, otherwise one that could not be read. Each verdict ends with the evidence for it.
    """
    titles = _own_titles(content, heading, hint)
    length = count_han(_text(content))
    numbered = sorted({section.number for section in sections if section.number})
    labels = printed_labels(content)
    what = f"the title is {titles[0][:80]!r}" if titles else "it has no title"
    seen = f"{what}, sections {numbered or 'none'}, {length} characters"
    if sum(map(len, labels.values())) >= LEAST_LABELS:
        return _unread(f"lines of {said_labels(labels)} are printed, and no table was made out; {seen}", labels)
    reports = _report_links(content)
    attachments = _attachments(content)
    is_report = is_named_report(content, heading, sections, hint)
    linked = sum(count_han(link.text) for link in content.links)
    # a side column links older reports beside any page; a list has little else
    if not is_report and titles and (reason := _set_aside_as(titles[0])):
        return _no(reason, f"its title says so: {seen}")
    if is_report and attachments and len(numbered) < 3 and length - linked < 600:
        return _no("attachment_only", f"the report stands in {attachments[0]!r}; {seen}")
    if content.unshown:
        said = f"tables of a form stand in <{content.unshown}>, which a browser with scripts does not show"
        return _unread(f"{said}; {seen}")
    is_list = len(reports) >= 2 and (content.media == "text" or length - linked < 400)
    if is_list and len(numbered) < 3 and not _has_figures(content):
        return _no("list", f"links to {len(reports)} reports, {reports[0]!r} the first; {seen}")
    if not is_report:
        return _no("other", f"too few labels of a form, no report's title and not its sections: {seen}")
    if attachments and len(numbered) < 3 and length < 1500:
        return _no("attachment_only", f"the report stands in {attachments[0]!r}; {seen}")
    if content.framed and not _has_figures(content):
        return _unread(f"it shows {content.framed[0]!r} in a frame, which is another file; {seen}")
    if content.picture_count:
        what = f"its tables may be the {content.picture_count} pictures of the page, which are unread"
        if content.unread and not any(picture.is_linked for picture in content.pictures):
            return Issue("needs_ocr", "error", f"{what}: {content.unread}; {seen}")
        return _unread(f"{what}{': ' if content.unread else ''}{content.unread}; {seen}")
    if _has_figures(content):
        return _unread(f"{len(content.grids)} tables are printed, and none of their figures could be taken; {seen}")
    inked = [cell.doubt for grid in content.grids for row in grid.rows for cell in row.cells if cell.ink]
    if inked:
        return _unread(f"{len(inked)} cells of its tables hold what is no text ({inked[0][:60]}); {seen}")
    own = {line.text for line in content.lines} - set(titles)
    if content.media == "html" and not numbered and not attachments and count_han("".join(own)) < _LEAST_WORDS:
        return _unread(f"it prints hardly more than its title, as a page that a script fills; {seen}")
    beside = f"but the attachment {attachments[0]!r}" if attachments else "and no attachment"
    evidence = f"no table, no label of a form, no picture {beside}; {seen}"
    return Issue("no_tables", "warning", f"a report in words only: {evidence}")


def blank_form(content: Content, heading: Heading, sections: list[Section], hint: Hint) -> Issue | None:
    """Why a document with a form's tables in which nothing stands is an empty form; None where it is a filed report.

    A filing names its body and year, and more of a report is printed around its tables: sections, its opening
    sentence, a date, a signature. A form leaves them open, or calls itself one.
    """
    titles = _own_titles(content, heading, hint)
    evidence = "the form's tables are printed and no value stands in them"
    if found := next((m for t in titles[:2] if (m := pattern("template_title").search(squeeze(t)))), None):
        return _no("blank_form", f"{evidence}; {found.group()!r} stands in the title {titles[0][:80]!r}")
    if not heading.agency or not heading.report_year:
        return _no(
            "blank_form", f"{evidence}; body {heading.agency or 'not named'}, year {heading.report_year or 'none'}"
        )
    opens = pattern("opening_sentence").search(squeeze(_text(content)))
    signed = any(squeeze(line.text) == heading.agency for line in content.lines[-_FOOT:])
    dated = any(pattern("whole_date").search(squeeze(line.text)) for line in content.lines)
    if found := next((m for line in content.lines if (m := pattern("placeholder").search(squeeze(line.text)))), None):
        return _no("blank_form", f"{evidence}, and its text is left open: {found.group()!r}")
    if not (heading.published_date or opens or dated or signed or any(s.number for s in sections)):
        return _no("blank_form", f"{evidence}, nor anything else of a report; the title is {heading.title[:80]!r}")
    return None


def _unread(message: str, labels: dict[str, set[str]] | None = None) -> Issue:
    expected = ", ".join(sorted(labels)) if labels else "the tables of its form"
    return Issue("unread_report", "error", f"a report whose tables could not be read, expected: {expected}: {message}")


def _report_links(content: Content) -> list[str]:
    """Titles of reports that the page links; in a list's text each entry is a line."""
    # a link to the column itself (政府信息公开年报) names no year
    entries = content.lines if content.media == "text" else content.links
    return [entry.text for entry in entries if _names_report(entry.text)]
