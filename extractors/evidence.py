"""A candidate for title, agency or year with its source and place, and what is known besides the document."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Hint:
    """What is known of a document besides its bytes; used only where the document itself is silent."""

    document: str = ""
    title: str = ""
    agency: str = ""
    url: str = ""
    published_date: str = ""


@dataclass(frozen=True, slots=True)
class Evidence:
    """One candidate. source: a word of data/heads.yml; place: index of its block, 0 where it stands in none."""

    source: str
    place: int
    text: str
    agency: str = ""
    year: int | None = None
    is_title: bool = False

    @property
    def said(self) -> str:
        """Where it stands, for messages."""
        return f"{self.source} (block {self.place})" if self.place else self.source
