"""Which reports a crawl asks for, where it is told to ask only for some: those of certain years or agencies."""

from __future__ import annotations

from dataclasses import dataclass

from data.crawl_terms import CrawlTerms


@dataclass(frozen=True)
class Wanted:
    """years: of the reports, agencies: words of which one must stand in the agency's name or the title; empty is all.

    A report whose year its title does not tell is asked for, since only its text can say.
    """

    years: frozenset[int] = frozenset()
    agencies: frozenset[str] = frozenset()

    @property
    def is_limited(self) -> bool:
        return bool(self.years or self.agencies)

    def takes(self, report_year: int | None, agency: str, title: str) -> bool:
        """Whether a report that a list shows like this is asked for."""
        of_year = not self.years or report_year is None or report_year in self.years
        return of_year and (not self.agencies or any(word in agency or word in title for word in self.agencies))


def wanted_by(terms: CrawlTerms) -> Wanted:
    """The reports that a crawl's terms ask for."""
    return Wanted(frozenset(terms.years), frozenset(terms.agencies))
