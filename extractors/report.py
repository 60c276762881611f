"""read_report(): the bytes of one document become a report. Pure: no network, no database, no clock."""

from dataclasses import dataclass, field, replace

from data.forms import forms
from data.rows import Issue, Section, Stated, UnmappedCell
from data.text import decode
from data.words import pattern
from extractors.account import account, figures_left
from extractors.boundaries import cut_into_reports
from extractors.captioned_disputes import under_captions
from extractors.captions import Caption, captions, not_this_report
from extractors.checks import Checks, check_sums, check_text
from extractors.choose import choose_form, form_named, is_form_open
from extractors.content import Content, Grid, Picture
from extractors.disputes import read_disputes, unread_disputes
from extractors.doubts import distrusted_pages, illegible_tables, ocr_doubts, pages_not_made_out, title_doubts
from extractors.evidence import Hint
from extractors.formats import read_format
from extractors.heading import Heading, compare_with_columns, read_heading
from extractors.judge import blank_form, gate_or_error_page, is_form_shown, is_named_report, is_report_of_lists, judge
from extractors.loose_labels import figures_in_lines, lines_with_figures
from extractors.missing_lines import missing_lines
from extractors.pictures import Beside, with_pictures_read
from extractors.readers.html import read_html
from extractors.readers.html_data import page_of_json
from extractors.readers.pdf import DamagedPdf, read_pdf
from extractors.readers.text import read_text
from extractors.readings import TableReading
from extractors.recognise import read_lines
from extractors.refusal import Refused
from extractors.second_reader import is_doubtful, is_sampled, read_again, reconciled
from extractors.sections import read_sections
from extractors.segments import Laid, Segment, cut_into_tables
from extractors.sniff import sniff
from extractors.stated import stated_figures
from extractors.stray import flag_strays
from extractors.tables_unread import foreign_table, missing_tables, rests_of_tables, unknown_tables, without_form
from extractors.text_tables import say_text_tables, with_text_tables
from extractors.unmapped import (
    UnknownList,
    lists_of,
    loose_lines,
    unmapped_cells,
    without_other_lists,
)

_STRAY = 2
# a page with the scans of a long report in it has 30 MB; a text of 50 MB fills 1 GB while it is read
_MOST_TEXT = 50 * 2**20


@dataclass(slots=True)
class Report:
    """What one document says. outcome: report, or the whole-document issue code that says why it is none.

    `tables` hold the cells in printed order; `issues` are those of document and tables together; figures that do not
    add up stand in `checks.findings`, beside the figures and never in their place. `unmapped` are the cells for which
    no form has a key, as printed; those of `lists` of no known form are among them. `stated` are the figures of its
    sentences. `also` are the further reports that the document holds, in printed order.
    """

    document: str
    outcome: str
    heading: Heading
    media: str
    encoding: str = ""
    tables: list[TableReading] = field(default_factory=list)
    sections: list[Section] = field(default_factory=list)
    stated: list[Stated] = field(default_factory=list)
    issues: list[Issue] = field(default_factory=list)
    unmapped: list[UnmappedCell] = field(default_factory=list)
    lists: list[UnknownList] = field(default_factory=list)
    checks: Checks = field(default_factory=Checks)
    also: list["Report"] = field(default_factory=list)

    @property
    def reason(self) -> str:
        """The word that says what a document is that is no report ("" for reports)."""
        return next((issue.reason for issue in self.issues if issue.code == "not_a_report"), "")


def _refused(hint: Hint, code: str, message: str, media: str) -> Report:
    return Report(hint.document, code, Heading(), media, issues=[Issue(code, "error", message)])


def _content(body: bytes, media_type: str, hint: Hint) -> tuple[Content, str] | Report:
    kind = sniff(body)
    if kind == "empty":
        return _refused(hint, "damaged", "the file is empty", kind)
    try:
        if kind == "pdf":
            return read_pdf(body), ""
        if kind in ("html", "text"):
            if len(body) > _MOST_TEXT:
                raise Refused("over_limit", f"{kind} of {len(body) >> 20} MB, more than {_MOST_TEXT >> 20} MB")
            text, encoding = decode(body)
            if (page := page_of_json(text)) is not None:
                content = read_html(page)
                content.media, content.encoding = "json", encoding
                return content, page
            content = read_html(text) if kind == "html" else read_text(text)
            content.encoding = encoding
            return content, text
        if (read := read_format(kind, body)) is not None:
            return read, ""
    except DamagedPdf as error:
        return _refused(hint, "damaged", f"the PDF cannot be opened: {error}", kind)
    except RecursionError:
        return _refused(hint, "over_limit", "nested deeper than can be followed", kind)
    except Refused as error:
        return _refused(hint, error.code, error.message, kind)
    if kind == "image":
        return Content("image", blocks=[Picture(body)], picture_count=1), ""
    said = f" (declared {media_type})" if media_type else ""
    return _refused(hint, "unsupported_format", f"{kind}{said}: no reader for this format yet", kind)


def read_content(body: bytes, media_type: str = "") -> Content | None:
    """The lines and grids that `read_report` sees, or None for what it refuses."""
    found = _content(body, media_type, Hint())
    return None if isinstance(found, Report) else found[0]


def _preferred(form: str, heading_year: int | None) -> str:
    """The form that decides between equals: that of the table before, else the one usual in the year."""
    if form:
        return form
    usual = [f.form for f in forms().values() if heading_year and f.first_year <= heading_year <= f.last_year]
    return next((name for name in usual if "disputes" in forms()[name].tables), "")


def _read_tables(segments: dict[str, list[Segment]], year: int | None, named: dict[int, Caption]) -> list[TableReading]:
    """Table by table, each in the form that its own labels show; `disputes` is alike in two forms and follows
    `applications`, or without one the year. named: the captions, by the table's index."""
    readings: dict[str, TableReading] = {}
    for name in sorted(segments, key=lambda n: (n == "disputes", n == "applications")):
        form = ""
        if name == "applications" and "proactive" in readings:
            form = readings["proactive"].form
        if name == "disputes" and "applications" in readings:
            form = readings["applications"].form
        chosen = choose_form(name, segments[name], _preferred(form, year))
        if name == "disputes" and form:
            chosen = form_named(form, name)
        if name == "disputes" and is_form_open(readings.get("applications"), segments.get("applications", []), year):
            readings[name] = unread_disputes(chosen, segments[name])
        elif name == "disputes":
            readings[name] = read_disputes(chosen, under_captions(chosen, segments[name], named), year)
        else:
            readings[name] = read_lines(chosen, segments[name], year)
    return [readings[name] for name in segments]


def _column_years(tables: list[TableReading]) -> set[int]:
    heads = {cell.column_label for table in tables for cell in table.cells if table.table == "statistics"}
    return {int(found.group(1)) for head in heads if (found := pattern("year_column").fullmatch(head))}


def _sums(tables: list[TableReading]) -> dict[str, Checks]:
    """The sum checks of each table by its name."""
    found: dict[str, Checks] = {}
    for table in tables:
        check_sums(form_named(table.form, table.table), table.cells, found.setdefault(table.table, Checks()))
    return found


def _with_second_reading(
    again: "_SecondReading",
    number: int,
    heading: Heading,
    tables: list[TableReading],
    segments: dict[str, list[Segment]],
) -> tuple[list[TableReading], dict[str, list[Segment]], dict[str, Checks]]:
    """What two readers agree on, where the document is of the sample or the first reading leaves doubts."""
    sums = _sums(tables)
    broken = [finding for checks in sums.values() for finding in checks.findings]
    if not (is_doubtful(tables, broken, again.markup) or is_sampled(again.body)):
        return tables, segments, sums
    content = again.part(number)
    if content is None:
        return tables, segments, sums
    named = captions(content)
    others, _ = cut_into_tables(_own_grids(content, heading, named)[0])
    made = reconciled(tables, _read_tables(others, heading.report_year, named))
    return made, {**others, **segments}, _sums(made)


def read_report(
    body: bytes,
    media_type: str = "",
    hint: Hint = Hint(),  # noqa: B008 (immutable)
    beside: Beside | None = None,
) -> Report:
    """Read one document.

    body: as fetched; media_type: as declared, used in messages only; hint: what its list said, used only where the
    document is silent; beside: gives pictures that a page shows and has from elsewhere, where they are at hand.
    Further reports that the document holds are in `also`.

    Never raises for what a document contains.
    """
    found = _content(body, media_type, hint)
    if isinstance(found, Report):
        return found
    try:
        laid = Laid()
        content, raw = _seen(*found, body, hint, beside, laid)
    except Refused as error:
        return _refused(hint, error.code, error.message, found[0].media)
    parts = cut_into_reports(content)
    again = _SecondReading(content, body, raw, len(parts))
    # what a list said of the document is said of its first report
    hints = [hint, *(Hint(document=hint.document) for _ in parts[1:])]
    first, *others = [
        _read_part(part, raw, again, i, own, laid) for i, (part, own) in enumerate(zip(parts, hints, strict=True))
    ]
    first.also = [other for other in others if other.outcome == "report"]
    return first


def _seen(
    content: Content, raw: str, body: bytes, hint: Hint, beside: Beside | None, laid: Laid
) -> tuple[Content, str]:
    """The content with what its reader left out at first: hidden text that holds the tables, pictures that do.

    Raises Refused for pictures that cannot be read within limits.
    """
    segments, _ = cut_into_tables(content.grids, laid)
    if not segments and content.hidden_count:
        shown = content
        content = read_html(raw, with_hidden=True)
        content.encoding = shown.encoding
        segments, _ = cut_into_tables(content.grids, laid)
        if not segments:
            content = shown
    # a page with its tables as text has its pictures for show; pages of a PDF follow each other
    if content.pictures and (not segments or content.picture_pages) and _may_show_tables(content, hint):
        content = with_pictures_read(content, body, beside)
    return content, raw


def _may_show_tables(content: Content, hint: Hint) -> bool:
    """Whether the pictures are worth a look: those that a page has from elsewhere, or beside its text, only where it is
    a report's."""
    if not all(picture.is_linked or picture.box for picture in content.pictures):
        return True
    heading = read_heading(content, hint)
    return is_named_report(content, heading, read_sections(content, heading.first_line), hint)


@dataclass
class _SecondReading:
    """The document by its format's second reader, read when the first report in it asks for it, cut as the first."""

    content: Content
    body: bytes
    markup: str
    part_count: int
    is_read: bool = False
    parts: list[Content] = field(default_factory=list)

    def part(self, number: int) -> Content | None:
        """The same report as the second reader has it; None without a second reader, or where it cuts otherwise."""
        if not self.is_read:
            self.is_read = True
            again = read_again(self.content, self.body)
            self.parts = cut_into_reports(again) if again is not None else []
        return self.parts[number] if len(self.parts) == self.part_count else None


def _own_grids(content: Content, heading: Heading, named: dict[int, Caption]) -> tuple[list[Grid], dict[int, str]]:
    """The tables that may be the report's own, and why the others are not, by their index. named: the captions."""
    why = {
        index: said
        for index, caption in named.items()
        if (said := not_this_report(caption, heading.agency, heading.report_year))
    }
    return [grid for grid in content.grids if grid.index not in why], why


def _read_part(content: Content, raw: str, again: _SecondReading, number: int, hint: Hint, laid: Laid) -> Report:
    """One report of a document, from its title on."""
    heading = read_heading(content, hint)
    content, made = with_text_tables(content, laid)
    named = captions(content)
    grids, foreign = _own_grids(content, heading, named)
    segments, unknown = cut_into_tables(grids, laid)
    tables = _read_tables(segments, heading.report_year, named)
    say_text_tables(tables, made)
    if content.media != "text" or made:  # a dump has its tables in lines, and its reader knows them
        flag_strays(content.lines, tables)
    tables, segments, sums = _with_second_reading(again, number, heading, tables, segments)
    tables = without_form(tables, segments, content)
    tables, other_grids = without_other_lists(tables, segments)
    lists, unknown = lists_of(sorted([*unknown, *other_grids], key=lambda grid: grid.index))
    compare_with_columns(heading, _column_years(tables))
    sections = read_sections(content, heading.first_line)
    report = Report(hint.document, "report", heading, content.media, content.encoding, sections=sections)
    # a report of which no figure is certain is one all the same, an empty form with remarks in it is none
    figures = ("number", "nil", "unreadable") if heading.agency and heading.report_year else ("number", "nil")
    values = [cell.raw for table in tables for cell in table.cells if cell.state in figures]
    # an empty form with a digit typed into it names nobody; a report that names nobody has more figures than that
    stray = values if len(values) <= _STRAY and not (heading.report_year or heading.agency or lists) else []
    # lines that other statistics share with a form are a report's only where more says so
    is_own = is_form_shown(tables) or is_named_report(content, heading, sections, hint)
    printed = bool(values) and not stray and is_own
    if not printed:
        lost = [issue for table in tables for issue in table.issues if issue.severity == "error"]
        issue = gate_or_error_page(content, raw)
        if issue is None and content.media != "html" and content.picture_count and not content.lines:
            why = f": {content.unread}" if content.unread else ""
            issue = Issue("needs_ocr", "error", f"{content.picture_count} pages or pictures and no text{why}")
        if issue is None and content.unread and not content.lines and not content.grids:
            issue = Issue("needs_ocr", "error", content.unread)
        unread = sum(one.code == "unreadable_number" for one in lost)
        if issue is None and unread and content.media == "pdf":  # its figures are drawn, and its text does not say them
            issue = Issue("needs_ocr", "error", f"{unread} figures are printed and no text says what they are")
        # labels without a cell beside them are no form that was left empty: its values may stand where nothing was read
        has_cells = any(table.cells for table in tables) or not is_own
        is_blank = bool(segments) and not lists and has_cells and (bool(stray) or not (lost or values))
        if issue is None and is_blank:
            issue = blank_form(content, heading, sections, hint)
        elif issue is None and not (lists and is_report_of_lists(content, heading, sections, hint)):
            issue = judge(content, heading, sections, hint)
        if issue is not None:
            report.outcome = issue.code
            if stray:
                issue = replace(
                    issue, message=f"{issue.message} but {', '.join(stray)}; no year and no agency is named"
                )
            report.issues = [issue, *lost, *_left_out(content)]
            if issue.code in ("unread_report", "no_tables"):
                report.stated = stated_figures(sections, heading.report_year, heading.agency)
            if issue.code == "unread_report" or (issue.message.startswith("list:") and lost):
                report.unmapped = [line for grid in content.grids for line in loose_lines(grid)]
                report.unmapped += figures_left(content.grids, report.unmapped, captions(content))
                if issue.code == "unread_report":
                    report.unmapped += lines_with_figures(content)
            return report
    report.stated = stated_figures(sections, heading.report_year, heading.agency)
    report.tables = tables
    report.lists = lists
    report.unmapped = unmapped_cells(tables, lists)
    others = [grid for grid in content.grids if grid.index in foreign]
    report.unmapped += [line for grid in [*unknown, *others] for line in loose_lines(grid)]
    report.unmapped = [
        replace(u, caption=named[u.table_index].text) if u.table_index in named else u for u in report.unmapped
    ]
    for table in tables:
        table.left_out = []  # they hold the whole grid, which no report needs to carry to another process
    report.issues = [*heading.issues, *_document_issues(heading, content), *title_doubts(content, heading)]
    report.issues += [issue for table in tables for issue in table.issues]
    for table in tables:
        report.issues += missing_lines(form_named(table.form, table.table), table)
    report.issues += [one.issue(is_alone=not printed) for one in lists]
    report.issues += [*missing_tables(tables, content), *unknown_tables(unknown), *illegible_tables(unknown)]
    report.issues += rests_of_tables(content.grids, unknown, tables)
    report.issues += [foreign_table(grid, foreign[grid.index], named[grid.index].text) for grid in others]
    report.issues += pages_not_made_out(content, tables)
    for table in tables:
        report.checks.add(sums[table.table])
        form_table = form_named(table.form, table.table)
        report.issues += distrusted_pages(content, table)
        report.issues += ocr_doubts(form_table, segments[table.table], table, sums[table.table].findings)
    check_text(report.stated, [cell for table in tables for cell in table.cells], report.checks)
    left = account(content.grids, tables, report.unmapped, report.issues, named)
    report.issues += left.issues
    missing = [issue.table for issue in report.issues if issue.code == "missing_table"]
    lines = figures_in_lines(content, frozenset(missing))
    report.unmapped += [*left.lines, *lines.figures]
    if lines.of_table:
        said = f"{lines.of_table} figures stand in lines, as of a table that was not made out: kept under no key"
        report.issues.append(Issue("unaccounted", "error", said, missing[0] if len(missing) == 1 else ""))
    return report


def _document_issues(heading: Heading, content: Content) -> list[Issue]:
    issues = []
    if heading.report_year is None:
        issues.append(Issue("year_unknown", "error", "neither title nor stated period names the year"))
    if not heading.agency:
        issues.append(Issue("agency_unknown", "error", f"no agency in title or text; title {heading.title!r}"))
    if content.media == "pdf" and content.picture_count:
        why = f": {content.unread}" if content.unread else ""
        issues.append(Issue("needs_ocr", "warning", f"{content.picture_count} pages are pictures without text{why}"))
    elif content.unread and content.media.endswith("ocr"):
        issues.append(Issue("needs_ocr", "warning", content.unread))
    return [*issues, *_left_out(content)]


def _left_out(content: Content) -> list[Issue]:
    cut = [Issue("damaged", "error", content.cut)] if content.cut else []
    return cut + [
        Issue("unsupported_format", "warning", f"{part} is not read, and its figures with it")
        for part in dict.fromkeys(content.left_out)
    ]
