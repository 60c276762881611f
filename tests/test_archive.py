"""The archive keeps what came, finds it again, and survives being cut off anywhere."""

import dataclasses
import gzip
import json
import zlib
from pathlib import Path

import pytest
from warcio.archiveiterator import ArchiveIterator

from spiders.archive import (
    ArchiveBusy,
    Capture,
    DamagedCapture,
    Found,
    PortalArchive,
    Received,
    digest_of,
    read_body,
    read_index,
)
from spiders.codings import BodyTooLarge, decoded

URL = "http://www.a.gov.cn/zfxxgknb/202201/t20220124_1.html"
HTML = [
    ("Content-Type", "text/html; charset=GBK"),
    ("ETag", '"v1"'),
    ("Last-Modified", "Mon, 24 Jan 2022 00:00:00 GMT"),
]


def received(body: bytes = b"<p>a</p>", url: str = URL, headers: list[tuple[str, str]] = HTML) -> Received:
    return Received(url=url, status=200, headers=headers, body=body)


def keep(archive: Path, *bodies: bytes) -> list[Capture]:
    with PortalArchive(archive, "p") as opened:
        return [opened.keep(received(b, f"{URL}?{n}"), f"{URL}?{n}", Found("page")) for n, b in enumerate(bodies)]


def test_what_is_kept_is_found_again(tmp_path: Path) -> None:
    found = Found("page", "http://www.a.gov.cn/zfxxgknb/", "某局2021年报告", "2022-01-24", "某局")
    with PortalArchive(tmp_path, "p") as opened:
        kept = opened.keep(received(), URL, found)
    (read,) = read_index(tmp_path)
    assert read == kept
    assert read_body(tmp_path, read) == b"<p>a</p>"
    assert (read.media_type, read.charset, read.etag) == ("text/html", "gbk", '"v1"')
    assert (read.title, read.listed_date, read.agency, read.parent_url) == (
        "某局2021年报告", "2022-01-24", "某局", "http://www.a.gov.cn/zfxxgknb/",
    )  # fmt: skip
    (line,) = next(tmp_path.glob("p/*.index.jsonl")).read_text(encoding="utf-8").splitlines()
    assert set(json.loads(line)) == {f.name for f in dataclasses.fields(Capture)} | {"crc32"}


def test_the_warc_file_is_valid_for_other_tools(tmp_path: Path) -> None:
    keep(tmp_path, b"one", b"two")
    keep(tmp_path, b"one")
    types, payloads = [], []
    for path in sorted(tmp_path.glob("p/*.warc.gz")):
        with path.open("rb") as file:
            for record in ArchiveIterator(file, check_digests=True):
                types.append(record.rec_type)
                if record.rec_type == "response":
                    payloads.append(record.content_stream().read())
                    assert record.rec_headers.get_header("WARC-Payload-Digest") == digest_of(payloads[-1])
    assert types == ["warcinfo", "request", "response", "request", "response", "warcinfo", "request", "revisit"]
    assert payloads == [b"one", b"two"]


def test_the_same_bytes_at_the_same_address_are_a_repeat_that_points_at_the_first(tmp_path: Path) -> None:
    (first,) = keep(tmp_path, b"same")
    (again,) = keep(tmp_path, b"same")
    (changed,) = keep(tmp_path, b"other")
    assert again.is_repeat and again.capture_id == first.capture_id and again.warc_offset == first.warc_offset
    assert not changed.is_repeat and changed.capture_id != first.capture_id
    assert [read_body(tmp_path, c) for c in read_index(tmp_path)] == [b"same", b"same", b"other"]


def test_an_unmodified_answer_is_written_down_as_a_visit(tmp_path: Path) -> None:
    (first,) = keep(tmp_path, b"same")
    with PortalArchive(tmp_path, "p") as opened:
        answer = dataclasses.replace(received(b""), status=304, headers=[("ETag", '"v1"')])
        again = opened.keep_unmodified(answer, opened.latest[first.url], Found("page"))
    assert again.status == 304 and again.is_repeat and again.last_modified == first.last_modified
    assert read_body(tmp_path, again) == b"same"


@pytest.mark.parametrize("coding", ["gzip", "deflate", "raw deflate", "undeclared gzip", "claimed gzip"])
def test_bodies_are_kept_as_sent_and_read_as_meant(tmp_path: Path, coding: str) -> None:
    plain = "一、总体情况".encode() * 50
    raw = zlib.compressobj(wbits=-15)
    body, header = {
        "gzip": (gzip.compress(plain), "gzip"),
        "deflate": (zlib.compress(plain), "deflate"),
        "raw deflate": (raw.compress(plain) + raw.flush(), "deflate"),
        "undeclared gzip": (gzip.compress(plain), ""),  # forced gzip without negotiation (§2.4)
        "claimed gzip": (plain, "gzip"),
    }[coding]
    headers = [("Content-Type", "text/html"), *([("Content-Encoding", header)] if header else [])]
    with PortalArchive(tmp_path, "p") as opened:
        capture = opened.keep(received(body, headers=headers), URL, Found("page"))
    assert capture.digest == digest_of(plain) and capture.size == len(plain)
    assert read_body(tmp_path, capture) == plain
    with next(tmp_path.glob("p/*.warc.gz")).open("rb") as file:
        (stored,) = [r.raw_stream.read() for r in ArchiveIterator(file) if r.rec_type == "response"]
    assert stored == body


def test_a_compressed_body_may_not_grow_without_end() -> None:
    bomb = gzip.compress(b"0" * 10_000_000)
    with pytest.raises(BodyTooLarge):
        decoded([("Content-Encoding", "gzip")], bomb, limit=1_000_000)


def test_a_file_that_happens_to_be_gzip_stays_as_it_is() -> None:
    packed = gzip.compress(b"a bundle")
    assert decoded([("Content-Type", "application/octet-stream")], packed) == packed


def test_a_chunked_body_is_kept_joined(tmp_path: Path) -> None:
    headers = [("Content-Type", "text/html"), ("Transfer-Encoding", "chunked")]
    with PortalArchive(tmp_path, "p") as opened:
        capture = opened.keep(received(b"5 is no chunk", headers=headers), URL, Found("page"))
    with next(tmp_path.glob("p/*.warc.gz")).open("rb") as file:
        record = next(r for r in ArchiveIterator(file) if r.rec_type == "response")
        assert record.content_stream().read() == b"5 is no chunk"
        assert record.http_headers.get_header("X-Archive-Orig-Transfer-Encoding") == "chunked"
    assert read_body(tmp_path, capture) == b"5 is no chunk"


@pytest.mark.parametrize("damage", ["truncated", "flipped", "gone", "wrong place"])
def test_damage_is_an_error_not_other_bytes(tmp_path: Path, damage: str) -> None:
    capture = keep(tmp_path, b"a body that is long enough to be hit" * 20)[0]
    warc = tmp_path / capture.warc_file
    content = bytearray(warc.read_bytes())
    if damage == "truncated":
        warc.write_bytes(content[:-10])
    elif damage == "flipped":
        content[capture.warc_offset + capture.warc_length // 2] ^= 0xFF
        warc.write_bytes(content)
    elif damage == "gone":
        warc.unlink()
    else:
        capture = dataclasses.replace(capture, warc_offset=0)
    with pytest.raises(DamagedCapture) as error:
        read_body(tmp_path, capture)
    assert capture.warc_file in str(error.value)


def test_cut_off_anywhere_the_next_crawl_keeps_every_indexed_capture(tmp_path: Path) -> None:
    """Every length to which the two files can be cut while a third capture is being written."""
    keep(tmp_path, b"one", b"two", b"three")
    warc, index = next(tmp_path.glob("p/*.warc.gz")), next(tmp_path.glob("p/*.index.jsonl"))
    records, lines = warc.read_bytes(), index.read_bytes()
    captures = list(read_index(tmp_path))
    second_end = captures[1].warc_offset + captures[1].warc_length
    second_line = lines.index(b"\n", lines.index(b"\n") + 1) + 1
    cuts = [(n, second_line) for n in range(second_end, len(records), 7)]
    cuts += [(len(records), n) for n in range(second_line, len(lines), 7)]
    for warc_size, index_size in cuts:
        warc.write_bytes(records[:warc_size])
        index.write_bytes(lines[:index_size])
        with PortalArchive(tmp_path, "p") as opened:
            assert [c.url for c in opened.latest.values()] == [c.url for c in captures[:2]], (warc_size, index_size)
        left = list(read_index(tmp_path))
        assert [read_body(tmp_path, c) for c in left] == [b"one", b"two"]
        with warc.open("rb") as file:
            assert all(r.content_stream().read() is not None for r in ArchiveIterator(file, check_digests=True))


def test_an_index_line_without_its_record_goes(tmp_path: Path) -> None:
    """The order of writing makes this impossible, a restored backup does not."""
    captures = keep(tmp_path, b"one", b"two")
    warc = tmp_path / captures[0].warc_file
    warc.write_bytes(warc.read_bytes()[: captures[1].warc_offset + 3])
    with PortalArchive(tmp_path, "p") as opened:
        assert list(opened.latest) == [captures[0].url]


def test_records_that_a_power_cut_left_without_their_bytes_go(tmp_path: Path) -> None:
    captures = keep(tmp_path, *(b"body %d" % n for n in range(4)))
    last, hole = captures[3], captures[2].warc_offset + 5
    with (tmp_path / last.warc_file).open("r+b") as file:
        file.seek(hole)
        file.write(bytes(last.warc_offset + last.warc_length - hole))
    with PortalArchive(tmp_path, "p") as archive:
        assert set(archive.latest) == {f"{URL}?0", f"{URL}?1"}
        archive.keep(received(b"body 3"), f"{URL}?3", Found("page"))
    assert [read_body(tmp_path, c) for c in read_index(tmp_path)] == [b"body 0", b"body 1", b"body 3"]


def test_a_damaged_record_costs_no_other(tmp_path: Path) -> None:
    captures = keep(tmp_path, b"body 0", b"body 1", b"body 2")
    with (tmp_path / captures[1].warc_file).open("r+b") as file:
        file.seek(captures[1].warc_offset + 30)
        file.write(bytes(4))
    with PortalArchive(tmp_path, "p") as archive:
        assert len(archive.latest) == 3
    assert read_body(tmp_path, captures[2]) == b"body 2"


def test_two_crawls_never_write_one_archive_together(tmp_path: Path) -> None:
    with PortalArchive(tmp_path, "p"):
        with pytest.raises(ArchiveBusy, match="another crawl"), PortalArchive(tmp_path, "p"):
            pass
        with PortalArchive(tmp_path, "q"):
            pass
    with PortalArchive(tmp_path, "p"):
        pass


def test_a_crawl_that_fetched_nothing_leaves_no_files(tmp_path: Path) -> None:
    with PortalArchive(tmp_path, "p"):
        pass
    assert list(read_index(tmp_path)) == []
    assert [p.name for p in (tmp_path / "p").iterdir()] == ["lock"]


def test_the_index_is_read_from_the_oldest_crawl_on(tmp_path: Path) -> None:
    for body in (b"1", b"2", b"3"):
        keep(tmp_path, body)  # crawls of one second get later names, never the same
    assert [read_body(tmp_path, c) for c in read_index(tmp_path)] == [b"1", b"2", b"3"]


def test_an_obstacle_is_kept_but_known_as_no_document(tmp_path: Path) -> None:
    with PortalArchive(tmp_path, "p") as opened:
        opened.keep(received(b"<script>"), URL, Found("page"), "river_security")
        assert opened.latest == {}
    (capture,) = read_index(tmp_path)
    assert capture.obstacle == "river_security"
