"""The document that a figure was read from, as something to look at: the page with the figure's cell marked."""

import base64
import html
from dataclasses import dataclass

from extractors.content import Content, Grid, Line
from extractors.readers.html_mark import MARK, Place, mark_html
from extractors.readers.pdf_mark import page_picture
from extractors.report import read_content
from extractors.sniff import sniff

__all__ = ["Marked", "Place", "mark"]


@dataclass(frozen=True, slots=True)
class Marked:
    """`html` is a whole page that loads nothing; `png` the picture of a PDF's page, empty for other formats.

    is_marked: whether the cell itself is marked, and not only named in the banner.
    """

    html: str
    png: bytes
    is_marked: bool


def mark(body: bytes, media_type: str, place: Place, raw: str, page: int | None, banner: str) -> Marked:
    """body: as archived; place, raw, page: of the cell as it was read; banner: HTML that says what is shown.

    An HTML page is shown as it is, a PDF's page as a picture, any other document as the tables that were read of it.
    """
    kind = sniff(body)
    if kind == "html" and (marked := mark_html(body, place, raw, banner)) is not None:
        return Marked(marked, b"", True)
    if kind == "image":
        return Marked(_document(banner, _picture(body, media_type or "image/png")), b"", False)
    content = read_content(body, media_type)
    if kind == "pdf":
        return _pdf(body, content, place, page, banner)
    shown, is_marked = _as_read(content, place)
    return Marked(_document(banner, shown), b"", is_marked)


def _pdf(body: bytes, content: Content | None, place: Place, page: int | None, banner: str) -> Marked:
    grid = next((g for g in content.grids if g.index == place.table), None) if content else None
    row = grid.rows[place.row] if grid is not None and 0 <= place.row < len(grid.rows) else None
    if row is not None and not (grid is not None and grid.measured and 0 <= place.column < len(row.cells)):
        row = None
    png, is_marked = page_picture(body, page or (row.page if row else None) or 1, row, place.column)
    return Marked(_document(banner, _picture(png, "image/png")), png, is_marked)


def _as_read(content: Content | None, place: Place) -> tuple[str, bool]:
    if content is None:
        return "", False
    parts: list[str] = []
    is_marked = False
    for block in content.blocks:
        if isinstance(block, Line):
            parts.append(f"<p>{html.escape(block.text)}</p>")
        elif isinstance(block, Grid):
            parts.append("<table>")
            for number, row in enumerate(block.rows):
                parts.append("<tr>")
                for at, cell in enumerate(row.cells):
                    is_it = (block.index, number, at) == (place.table, place.row, place.column)
                    is_marked = is_marked or is_it
                    style = f' id="nianbao-cell" style="{MARK}"' if is_it else ""
                    spans = f' colspan="{max(1, cell.end - cell.start)}"' if not block.measured else ""
                    parts.append(f'<td{style}{spans} rowspan="{cell.rowspan}">{html.escape(cell.text)}</td>')
                parts.append("</tr>")
            parts.append("</table>")
    return "\n".join(parts), is_marked


def _picture(body: bytes, media_type: str) -> str:
    return f'<img alt="" style="max-width:100%" src="data:{media_type};base64,{base64.b64encode(body).decode()}">'


def _document(banner: str, shown: str) -> str:
    style = "body{font-family:sans-serif;margin:1em}table{border-collapse:collapse}td{border:1px solid;padding:2px 6px}"
    policy = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"
    return (
        '<!DOCTYPE html><html><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}"><style>{style}</style></head>'
        f"<body>{banner}{shown}</body></html>"
    )
