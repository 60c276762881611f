"""An address or a source with a line's end in it writes no line of its own into a record's head."""

import gzip
from datetime import date
from pathlib import Path

import pytest

from flows.collecting.give import NotGiven, give
from spiders.archive import Found, PortalArchive, Received, read_body

EVIL = "https://www.shuyang.gov.cn/q\r\nContent-Length: 10\r\nWARC-Type: metadata\x1b[31m"


def test_an_address_given_with_a_line_s_end_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "h.html"
    file.write_text("<html>a report</html>", encoding="utf-8")
    with pytest.raises(NotGiven, match="it holds white space"):
        give(file, EVIL, date(2023, 3, 1), tmp_path / "home", [])
    assert not list(tmp_path.rglob("*.warc*"))


def test_what_would_end_a_line_of_a_head_is_percent_encoded(tmp_path: Path) -> None:
    body = b"<html>whole</html>"
    headers = (("Content-Type", "text/html\r\nX-Own: 1"),)
    received = Received(EVIL, 200, headers, body, fetched_at="2024-02-01T00:00:00Z", source="file a\nb.html")
    with PortalArchive(tmp_path, "p") as archive:
        capture = archive.keep(received, EVIL, Found("page", "", "t"))
    assert read_body(tmp_path, capture) == body
    (warc,) = tmp_path.rglob("*.warc.gz")
    lines = gzip.decompress(warc.read_bytes()).split(b"\r\n")
    targets = [line for line in lines if line.startswith(b"WARC-Target-URI")]
    assert targets and all(b"%0D%0AContent-Length:%2010" in line and b"\x1b" not in line for line in targets)
    assert b"WARC-Type: metadata" not in lines and b"X-Own: 1" not in lines
