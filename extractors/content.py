"""What a reader of one format hands on: a document as lines and grids in printed order, before any meaning."""

from dataclasses import dataclass, field

from data.text import squeeze
from extractors.shown import Run, plain, shown


@dataclass(slots=True, init=False)
class Cell:
    """One printed cell: what stands in it and the grid columns [start, end) it covers; rowspan as declared or measured.

    runs: its text in printed order, with marks; ink: what stands in it and is no text, in words; confidence: 0–1 where
    the text was recognised in a picture (that of its least certain character), else None; evidence: on what it rests
    that an empty cell is empty ("markup": the file has nothing in it; "drawn": nothing is seen on the page as drawn;
    "format": a spreadsheet's format shows nothing of the zero that the file has, which is `kept`; "" where it shows
    nothing of another value).

    `text` is what certainly is seen of it, `doubt` why that may not be all ("" where it is).
    """

    runs: tuple[Run, ...]
    start: int
    end: int
    rowspan: int = 1
    confidence: float | None = None
    ink: tuple[str, ...] = ()
    evidence: str = "markup"
    kept: str = ""
    text: str = field(init=False)
    doubt: str = field(init=False)

    def __init__(
        self,
        runs: tuple[Run, ...],
        start: int,
        end: int,
        rowspan: int = 1,
        confidence: float | None = None,
        ink: tuple[str, ...] = (),
        evidence: str = "markup",
        kept: str = "",
    ) -> None:
        # written out: a page has some hundred cells
        self.runs, self.start, self.end, self.rowspan = runs, start, end, rowspan
        self.confidence, self.ink, self.evidence, self.kept = confidence, ink, evidence, kept
        if not ink and (not runs or (len(runs) == 1 and not runs[0].marks)):  # most cells
            self.text, self.doubt = runs[0].text if runs else "", ""
        else:
            self.text, self.doubt = shown(runs, ink)

    @property
    def is_empty(self) -> bool:
        """Whether nothing stands in it, neither text nor ink."""
        return not self.doubt and (not self.text or not squeeze(self.text))

    @property
    def marks(self) -> str:
        """What is particular about what stands in it, in words, "" if nothing is."""
        runs = self.runs
        if not self.ink and (not runs or (len(runs) == 1 and not runs[0].marks)):  # most cells
            return ""
        return " ".join(dict.fromkeys([*(mark for run in self.runs for mark in sorted(run.marks)), *self.ink]))

    def doubted(self, why: str) -> None:
        """Say why what stands in it is not certainly its figure."""
        if why not in self.ink:
            self.ink = (*self.ink, why)
            self.text, self.doubt = shown(self.runs, self.ink)

    def join(self, other: "Cell") -> None:
        """Take in the rest of this cell, which a page break parted from it: its text on a line of its own."""
        between = plain("\n") if self.text.strip() and other.text.strip() else ()
        mine = self.runs if self.text.strip() or self.doubt else ()
        self.runs = (*mine, *between, *(other.runs if other.text.strip() or other.doubt else ()))
        self.ink = (*self.ink, *other.ink)
        self.text, self.doubt = shown(self.runs, self.ink)


@dataclass(slots=True)
class Row:
    """The cells that begin in one row, left to right, and those that reach down into it from above."""

    cells: list[Cell]
    carried: list[Cell] = field(default_factory=list)
    page: int | None = None


@dataclass(slots=True)
class Grid:
    """One printed table. `index` counts the document's tables from 0 in printed order.

    `measured` is true where cell edges were measured (PDF rules) and false where they were declared (HTML spans),
    because hand-edited pages declare spans that do not hold.
    """

    index: int
    rows: list[Row]
    measured: bool = False


@dataclass(slots=True)
class Line:
    """One printed line or paragraph outside any table; confidence as for cells."""

    text: str
    is_title: bool = False
    confidence: float | None = None


# left, top, right and bottom as shares of a page's width and height
Box = tuple[float, float, float, float]


@dataclass(slots=True)
class Picture:
    """A picture that may show part of the document: its file's bytes, or the number (from 1) of a PDF page.

    address: where a page has it from, as written there; "" for what is in the document or drawn by a script. box: the
    part of its PDF page that it takes up, None for the whole page.
    """

    body: bytes = b""
    page: int | None = None
    address: str = ""
    box: Box | None = None

    @property
    def is_linked(self) -> bool:
        """Whether its bytes stand elsewhere."""
        return not self.body and self.page is None


@dataclass(slots=True)
class Link:
    """An anchor: its text and address as written."""

    text: str
    address: str


Block = Line | Grid | Picture


@dataclass(slots=True)
class Content:
    """A document as printed. `metas` are lower-cased names of HTML meta tags and their contents.

    `unread` says in words why pictures were not read ("" where none is missing), `left_out` names parts of the document
    that no reader looks into.

    `distrusted` says of pages (numbers from 1) why their text is no witness of what they show: their pictures are read.

    `is_second`: by its format's second reader, because the first could not. `picture_pages` are the numbers (from 1)
    of PDF pages that show their words as a picture: for OCR. `picture_count` is that of the unread
    pictures which may show part of the document. `cut` says in words that the file is not whole.

    `framed` names what the page's frames show and is not in it. `unshown` is the element, not shown by a browser with
    scripts, in which a table of a form stands.
    """

    media: str
    encoding: str = ""
    blocks: list[Block] = field(default_factory=list)
    metas: dict[str, str] = field(default_factory=dict)
    title: str = ""
    links: list[Link] = field(default_factory=list)
    picture_count: int = 0
    is_second: bool = False
    picture_pages: list[int] = field(default_factory=list)
    unread: str = ""
    left_out: list[str] = field(default_factory=list)
    distrusted: dict[int, str] = field(default_factory=dict)
    hidden_count: int = 0
    cut: str = ""
    framed: list[str] = field(default_factory=list)
    unshown: str = ""

    @property
    def grids(self) -> list[Grid]:
        return [b for b in self.blocks if isinstance(b, Grid)]

    @property
    def lines(self) -> list[Line]:
        return [b for b in self.blocks if isinstance(b, Line)]

    @property
    def pictures(self) -> list[Picture]:
        return [b for b in self.blocks if isinstance(b, Picture)]
