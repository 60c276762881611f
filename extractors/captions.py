"""What stands over a table, and whether it says that the table is not this report's."""

from dataclasses import dataclass

from data.bodies import is_same_body
from data.forms import known_labels, label_owners
from data.labels import clean_label, grammar_key
from data.text import squeeze
from data.titles import classify
from data.words import any_of, pattern
from extractors.content import Content, Grid, Line

# a caption is short; what is longer is a sentence
_LONGEST = 60
# a note of the unit can stand between a caption and its table
_REACH = 3
_SENTENCE = ("。", ";", "；")


@dataclass(frozen=True, slots=True)
class Caption:
    """The words over one table: `text` the nearest, `lines` all that stand close enough to be meant, nearest first."""

    text: str
    lines: tuple[str, ...]


def captions(content: Content) -> dict[int, Caption]:
    """The caption of each table by the table's index.

    A line counts only where nothing but short lines stands between it and the table, and where it is no link to another
    document. Tables that follow each other without a word between them share a caption.
    """
    links = {squeeze(link.text) for link in content.links}
    found: dict[int, Caption] = {}
    above: list[str] = []
    is_taken = False
    for block in content.blocks:
        if isinstance(block, Line):
            text = squeeze(block.text)
            if text in links:
                continue
            above = ([] if is_taken else above[: _REACH - 1]) if len(text) <= _LONGEST else []
            is_taken = False
            if 0 < len(text) <= _LONGEST:
                above.insert(0, text)
        elif isinstance(block, Grid):
            own = _own(block)
            lines = tuple(own + above)
            found[block.index] = Caption(lines[0] if lines else "", lines)
            is_taken = True
    return found


def _own(grid: Grid) -> list[str]:
    """The words of a first row that holds nothing else."""
    filled = [cell for cell in grid.rows[0].cells if not cell.is_empty] if grid.rows else []
    text = squeeze(filled[0].text) if len(filled) == 1 and len(grid.rows) > 1 else ""
    return [text] if 2 <= len(text) <= _LONGEST else []


def stands_over_table(text: str) -> bool:
    """Whether a text alone in its row heads a further table of the same sheet: a report's title or a caption."""
    text = squeeze(text)
    if not 0 < len(text) <= _LONGEST or text.endswith(_SENTENCE) or clean_label(text)[0] in label_owners():
        return False
    verdict = classify(text)
    if verdict.is_title and verdict.report_year:
        return True
    named = any_of("example_captions").search(text) or pattern("last_year_caption").search(text)
    return bool(named or pattern("table_caption").search(text))


def not_this_report(caption: Caption, agency: str, year: int | None) -> str:
    """Why a table under this caption is not the report's own, in words; "" where nothing says so.

    It is said to be an example, of an earlier year, of a part of the report's figures, or another body's.
    """
    for line in caption.lines:
        # a label that stands over its table (法人或其他组织（含所属单位）) is no caption
        if line.endswith(_SENTENCE) or grammar_key(line) in known_labels():
            continue
        if any_of("example_captions").search(line):
            return "an example"
        named = {int(found[1]) for found in pattern("caption_year").finditer(pattern("whole_date").sub("", line))}
        if year and named and year not in named and max(named) < year:
            return f"of {max(named)}"
        if pattern("last_year_caption").search(line):
            return "of the year before"
        if pattern("caption_part").match(line):
            return "of a part of what the report counts"
        if pattern("caption_subordinate").search(line):
            return "of a body below"
        body = pattern("caption_body").match(line)
        if agency and body and not is_same_body(body["body"], agency):
            return f"of {body['body']}"
    return ""
