"""One grammar of titles behind two doors: the crawler's verdict on a link, and the heading of the document behind it."""

from __future__ import annotations

import csv
from html import escape
from pathlib import Path

import pytest

from data.titles import classify
from extractors.heading import Heading
from extractors.report import read_report
from tests.test_titles import OTHERS, REPORTS

_TEXT = "".join(f"<p>{n}、按照条例的规定做好公开，及时回应关切，完善工作机制。</p>" for n in "一二三四五六")
