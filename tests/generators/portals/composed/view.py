"""A portal as it stands on one night: the rows of its columns, and what stands at each address."""

from __future__ import annotations

from dataclasses import dataclass, field

from .addresses import article_path, file_path, shown_path
from .model import NEVER, Column, Portal, Report
from .rows import Row

LAST = 2024


@dataclass
class View:
    """`found`: path of an article or file → (column, report, number, is the file)."""

    portal: Portal
    night: int
    found: dict[str, tuple[Column, Report, int, bool]] = field(default_factory=dict)
    numbers: dict[int, tuple[Column, Report]] = field(default_factory=dict)
    notices: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for column in self.portal.columns:
            for report in column.reports:
                for number in {report.number, report.number_on(NEVER)}:
                    self.numbers[number] = (column, report)
                    self.found[article_path(self.portal, column, report, number)] = (column, report, number, False)
                    self.found[file_path(report, number)] = (column, report, number, True)
            for n in range(column.others):
                self.notices[self._notice(column, n)] = LAST - n

    def _notice(self, column: Column, n: int) -> str:
        return f"/zwgk/tzgg/{column.key}{n}.html"

    def rows(self, column: Column) -> list[Row]:
        """Newest first; a report whose date was changed comes to the top."""
        rows = []
        for report in column.reports:
            if not report.listed(self.night):
                continue
            number = report.number_on(self.night)
            date = f"2026-11-{20 + report.redated:02d}" if self.night >= report.redated else report.date
            path = shown_path(self.portal, column, report, number)
            rows.append(Row(report.title(self.night), path, date, number))
            if report.twin:
                mark = "&" if "?" in path else "?"
                rows.append(Row(report.title(self.night), f"{path}{mark}from=singlemessage", date, number))
        for n in range(column.others):
            year = LAST - n
            title = f"关于做好{year}年度政府信息公开工作年度报告编制工作的通知"
            rows.append(Row(title, self._notice(column, n), f"{year + 1}-01-05", 900000 + n))
        return sorted(rows, key=lambda row: row.date, reverse=True)

    def pages(self, column: Column) -> list[list[Row]]:
        rows, size = self.rows(column), self.portal.page_size
        return [rows[at : at + size] for at in range(0, len(rows), size)] or [[]]

    def stands(self, report: Report, number: int) -> bool:
        """Whether the report is at this number's address tonight."""
        return report.listed(self.night) and number == report.number_on(self.night)
