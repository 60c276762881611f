"""One bad record of an archive file or a listing costs itself: named by file and offset; the good ones are taken."""

import gzip
import io
import json
import random
import zipfile
from collections.abc import Sequence
from pathlib import Path

import brotli
import pytest

from flows.collecting.take import Taken, take_cdx, take_warc
from spiders.archive import read_body, read_index
from spiders.foreign import foreign_records, moment_of
from tests.test_backfill import REPORTS, Ranges
from tests.warc_bytes import broken, http, members, record

SITE = b"http://www.x.gov.cn/"
GOOD = record(SITE + b"good.html", http(REPORTS[0]))
FINE = record(SITE + b"fine.html", http(REPORTS[1]), with_digest=True)
BODY = REPORTS[2]
WHOLE = record(SITE + b"a.html", http(BODY))


def urls(home: Path) -> set[str]:
    return {c.url.rsplit("/", 1)[1] for c in read_index(home / "archive") if not c.is_repeat}


def packed(*records: bytes) -> bytes:
    return b"".join(members(records))


_WRONG = b"Digest: sha1:" + b"A" * 32
_CODED, _CHUNKED = b"Content-Encoding: gzip", b"Transfer-Encoding: chunked"
# what is wrong → the bytes of the file before the good report, how it is packed, and a word of what is said
BAD = {
    "garbage_between_members": (packed(WHOLE) + b"garbage, and more of it", "no record"),
    "garbage_before_all": (b"garbage", "no record"),
    "gzip_mark_in_garbage": (b"\x1f\x8b\x08\x00zz" * 9, "no record"),
    "member_of_garbage": (packed(WHOLE, b"these are no records at all"), "no record"),
    "cut_member": (packed(WHOLE)[:-400], "gzip"),
    "cut_in_its_head": (packed(WHOLE)[:25], ""),
    "bad_crc": (packed(WHOLE)[:-8] + bytes(4) + packed(WHOLE)[-4:], "gzip"),
    "flipped": ((lambda m: m[:900] + bytes([m[900] ^ 64]) + m[901:])(packed(WHOLE)), "gzip"),
    "torn_head": (packed(WHOLE[:150]), "torn"),
    "torn_http_head": (packed(record(SITE + b"a.html", b"HTTP/1.1 200 OK\r\nContent-Ty")), "torn"),
    "no_http": (packed(record(SITE + b"a.html", BODY)), "no HTTP"),
    "no_length": (packed(record(SITE + b"a.html", http(BODY), length=b"many")), "no length"),
    "negative_length": (packed(record(SITE + b"a.html", http(BODY), length=-5)), "no length"),
    "length_too_long": (packed(record(SITE + b"a.html", http(BODY), length=10**6)), "torn"),
    "length_without_end": (packed(record(SITE + b"a.html", http(BODY), length=10**17)), "at most"),
    "length_too_short": (packed(record(SITE + b"a.html", http(BODY), length=900)), "length is wrong"),
    "no_ipv6": (packed(record(b"http://[::1/a.html", http(BODY))), "cannot be parsed"),
    "port": (packed(record(b"http://www.x.gov.cn:99999/a.html", http(BODY))), "cannot be parsed"),
    "no_address": (packed(record(b"", http(BODY))), "without an address"),
    "date_9999": (packed(record(SITE + b"a.html", http(BODY), date=b"9999-12-31T23:59:59Z")), "future"),
    "date_ahead": (packed(record(SITE + b"a.html", http(BODY), date=b"2097-01-01T00:00:00Z")), "future"),
    "date_1": (packed(record(SITE + b"a.html", http(BODY), date=b"0001-01-01T00:00:00+14:00")), "date"),
    "date_none": (packed(record(SITE + b"a.html", http(BODY), date=b"yesterday")), "date"),
    "digest": (packed(record(SITE + b"a.html", http(BODY), b"WARC-Block-" + _WRONG)), "digest"),
    "payload_digest": (packed(record(SITE + b"a.html", http(BODY), b"WARC-Payload-" + _WRONG)), "digest"),
    "segment": (packed(record(SITE + b"a.html", http(BODY), b"WARC-Segment-Number: 1")), "several"),
    "shorter_than_said": (packed(record(SITE + b"a.html", http(BODY[:900], b"Content-Length: 7000"))), "promised 7000"),
    "status_206": (packed(record(SITE + b"a.html", http(BODY[:-900], status=b"206 Partial Content"))), "206"),
    "long_head": (packed(record(SITE + b"a.html", http(BODY), b"X-A: " + b"a" * 30_000_000)), "head is longer"),
    "many_lines": (packed(record(SITE + b"a.html", http(BODY), *[b"http: b"] * 10**6)), "head is longer"),
    "many_folds": (packed(record(SITE + b"a.html", http(BODY), b"X-A: b", *[b" a"] * 10**6)), "head is longer"),
    "long_http_head": (packed(record(SITE + b"a.html", http(BODY, b"X-A: " + b"a" * 2**24))), "HTTP head is longer"),
    "many_http_folds": (packed(record(SITE + b"a.html", http(BODY, b"X: b", *[b" a"] * 10**6))), "HTTP head is longer"),
    "cut_gzip": (packed(record(SITE + b"a.html", http(gzip.compress(BODY)[:-900], _CODED))), "early"),
    "cut_chunks": (packed(record(SITE + b"a.html", http(b"fff\r\n" + BODY[:900], _CHUNKED))), "part"),
}  # fmt: skip


@pytest.fixture(scope="module")
def all_taken(tmp_path_factory: pytest.TempPathFactory) -> tuple[set[str], Taken]:
    """Every kind in a file of its own, with a good report behind it that is its own too; all taken in one call."""
    folder = tmp_path_factory.mktemp("bad")
    files = []
    for kind, (before, _) in BAD.items():
        good = record(SITE + kind.encode() + b".html", http(REPORTS[0] + kind.encode()))
        files.append(_written(folder / f"{kind}.warc.gz", before + packed(good)))
    result = take_warc(files, folder / "home", [], workers=1)
    return urls(folder / "home"), result


def test_a_revisit_without_a_digest_is_nobodys_body(tmp_path: Path) -> None:
    revisit = record(SITE + b"never.html", b"HTTP/1.1 304 Not Modified\r\n\r\n", kind=b"revisit")
    empty = record(
        SITE + b"either.html", b"HTTP/1.1 304 Not Modified\r\n\r\n", b"WARC-Payload-Digest:", kind=b"revisit"
    )
    result = take_warc([_written(tmp_path / "x.warc.gz", packed(WHOLE, revisit, empty))], tmp_path, [], workers=1)
    assert urls(tmp_path) == {"a.html"} and result.counts["revisit_unresolved"] == 2
    seen = {c.url.rsplit("/", 1)[1] for c in read_index(tmp_path / "archive")}
    assert seen == {"a.html"}, "neither as a repeat"


@pytest.mark.parametrize("kind", BAD)
def test_a_bad_record_costs_itself_and_is_named(kind: str, all_taken: tuple[set[str], Taken]) -> None:
    taken, result = all_taken
    named = [said for said in result.problems if said.startswith(f"{kind}.warc.gz@")]
    assert f"{kind}.html" in taken and len(named) == 1 and BAD[kind][1] in named[0], (kind, named)


PLAIN = {
    "cut_body": WHOLE[:-900],
    "cut_head": WHOLE[:150],
    "garbage": WHOLE + b"garbage\r\nWARC is no record\r\n",
    "too_long": record(SITE + b"a.html", http(BODY), length=len(BODY) + 900),
    "too_short": record(SITE + b"a.html", http(BODY), length=900),
    "no_end": WHOLE[:-4] + b"x",
    "huge": record(SITE + b"a.html", http(BODY), length=10**12),
    "zeros": bytes(5000),
}


def test_many_folded_lines_and_many_torn_heads_take_no_longer_than_their_bytes(tmp_path: Path) -> None:
    folded = record(SITE + b"a.html", http(BODY), b"X-A: b", *[b" a"] * 240_000)
    torn = b"WARC/1.0\r\nA: b\r\n" * 60_000
    found = list(foreign_records(_written(tmp_path / "x.warc.gz", packed(folded, torn, FINE))))
    assert [f.received.url.rsplit("/", 1)[1] for f in found if f.received] == ["a.html", "fine.html"]
    assert len(found) == 60_002


@pytest.mark.parametrize("packing", ["plain", "as one", "blocks"])
@pytest.mark.parametrize("kind", PLAIN)
def test_damage_is_skipped_without_members_too(kind: str, packing: str, tmp_path: Path) -> None:
    content = GOOD + PLAIN[kind] + FINE
    if packing == "as one":
        content = gzip.compress(content)
    elif packing == "blocks":  # bgzip: members wherever they come
        content = b"".join(members([content[n : n + 3000] for n in range(0, len(content), 3000)]))
    found = list(foreign_records(_written(tmp_path / "x.warc.gz", content)))
    got = {f.received.url.rsplit("/", 1)[1] for f in found if f.received}
    bad = [f.problem for f in found if f.received is None]
    assert got >= {"good.html", "fine.html"}, bad
    assert len(bad) == 1 and bad[0].startswith("x.warc.gz@")


FINE_OTHERS = {
    "gzip_twice": http(gzip.compress(gzip.compress(BODY)), b"Content-Encoding: gzip"),
    "raw_deflate": http(gzip.compress(BODY, mtime=0)[10:-8], b"Content-Encoding: deflate"),
    "unasked_br": http(brotli.compress(BODY), b"Content-Encoding: br"),
    "false_gzip": http(BODY, b"Content-Encoding: gzip"),
    "false_br": http(BODY, b"Content-Encoding: br"),
    "kept_unpacked": http(BODY, b"Content-Encoding: gzip", b"Content-Length: 99999999"),
    "status_203": http(BODY, status=b"203 Non-Authoritative Information"),
    "name": http(BODY, b"X-\xe6\x9c\x8d\xd6\xd0: a"),
    "value": http(BODY, b"Set-Cookie: a=\xd6\xd0\xff; b=\xa0"),
    "status_line": http(BODY, status=b"200 \xb3\xc9\xb9\xa6"),
    "folded": http(BODY, b"X-Long: a\r\n\tb\r\nno colon here"),
    "http_2": http(BODY).replace(b"HTTP/1.1", b"HTTP/2"),
    "bare_lines": http(BODY).replace(b"\r\n", b"\n", 3),
}


def test_what_is_odd_and_whole_is_taken_without_a_word(tmp_path: Path) -> None:
    records = [record(SITE + kind.encode() + b".html", block) for kind, block in FINE_OTHERS.items()]
    result = take_warc([_written(tmp_path / "x.warc.gz", packed(*records))], tmp_path / "home", [], workers=1)
    assert urls(tmp_path / "home") == {f"{kind}.html" for kind in FINE_OTHERS} and result.problems == []
    for capture in read_index(tmp_path / "home" / "archive"):
        assert capture.obstacle == "" and read_body(tmp_path / "home" / "archive", capture) == BODY
    stored = b"".join(gzip.decompress(p.read_bytes()) for p in (tmp_path / "home" / "archive").glob("*/*.warc.gz"))
    for line in (b"X-\xe6\x9c\x8d\xd6\xd0: a", b"Set-Cookie: a=\xd6\xd0\xff; b=\xa0", b"HTTP/1.1 200 \xb3\xc9\xb9\xa6"):
        assert line + b"\r\n" in stored


def arc(url: bytes, body: bytes) -> bytes:
    block = http(body)
    return b"%s 1.2.3.4 20240201000000 text/html %d\n%s\n" % (url, len(block), block)


_ARC_SPEC = b"1 0 InternetArchive\nURL IP-address Archive-date Content-type Archive-length\n"
ARC_HEAD = b"filedesc://x.arc 0.0.0.0 20240201000000 text/plain %d\n%s\n" % (len(_ARC_SPEC), _ARC_SPEC)


def wacz(content: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as opened:
        opened.writestr("datapackage.json", "{}")
        opened.writestr("archive/data.warc.gz", content)
    return out.getvalue()


def test_arc_and_wacz_are_read(tmp_path: Path) -> None:
    records = [ARC_HEAD, arc(SITE + b"a.html", BODY), arc(SITE + b"good.html", REPORTS[0])]
    take_warc([_written(tmp_path / "x.arc.gz", b"".join(members(records)))], tmp_path / "one", [], workers=1)
    take_warc([_written(tmp_path / "x.arc", b"".join(records))], tmp_path / "two", [], workers=1)
    take_warc([_written(tmp_path / "x.wacz", wacz(packed(WHOLE, GOOD)))], tmp_path / "three", [], workers=1)
    assert urls(tmp_path / "one") == urls(tmp_path / "two") == urls(tmp_path / "three") == {"a.html", "good.html"}
    assert next(read_index(tmp_path / "one" / "archive")).fetched_at == "2024-02-01T00:00:00.000Z"


def _written(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    return path


@pytest.mark.parametrize(
    "content", [b"", b"PK\x03\x04 broken", b"BZh91AY", b"no archive at all", b"\x28\xb5\x2f\xfd00", wacz(b"")]
)
def test_a_file_that_is_none_is_named_and_the_next_is_read(content: bytes, tmp_path: Path) -> None:
    bad, good = _written(tmp_path / "bad.warc.gz", content), _written(tmp_path / "good.warc.gz", packed(GOOD))
    result = take_warc([bad, good], tmp_path / "home", [], workers=1)
    assert urls(tmp_path / "home") == {"good.html"}
    assert len(result.problems) == 1 and result.problems[0].startswith("bad.warc.gz")


def test_a_bad_line_of_a_listing_costs_itself(tmp_path: Path) -> None:
    parts = members([WHOLE[:200], GOOD, FINE])
    places = [sum(map(len, parts[:n])) for n in range(3)]
    fine = [{"url": f"http://www.x.gov.cn/{n}.html", "filename": "x.warc.gz", "offset": str(places[n]),
             "length": str(len(parts[n])), "status": "203" if n == 2 else "200"} for n in range(3)]  # fmt: skip
    odd = [
        {**fine[1], "url": "http://[::1/a"}, {**fine[1], "url": "http://www.x.gov.cn:99999/"},
        {**fine[1], "offset": -3}, {**fine[1], "length": 10**12}, {**fine[1], "offset": float("inf")},
        {**fine[1], "filename": "a\x01 b\n.gz"}, {**fine[1], "filename": "中文.gz"},
    ]  # fmt: skip
    lines = [json.dumps(entry).encode() for entry in odd] + [b"\xff\xfe{", b"[" * 9000, b'{"url": 1}', b""]
    lines += [json.dumps(entry).encode() for entry in fine]
    for name, content in (("a.cdxj", b"\n".join(lines)), ("b.cdxj.gz", gzip.compress(b"\n".join(lines)))):
        with Ranges(b"".join(parts)) as base:
            result = take_cdx([_written(tmp_path / name, content)], tmp_path / name[0], [], base, 0.0, workers=1)
        assert urls(tmp_path / name[0]) == {"good.html", "fine.html"}, result.problems
        named = [said for said in result.problems if said.startswith(f"{name}@")]
        assert len(named) == 8 and sum("x.warc.gz@0" in said for said in result.problems) == 1


def test_a_listing_that_breaks_off_gives_what_it_has(tmp_path: Path) -> None:
    parts = members([GOOD])
    entry = {"url": "http://www.x.gov.cn/1.html", "filename": "x.warc.gz", "offset": 0, "length": len(parts[0])}
    content = gzip.compress((json.dumps(entry) + "\n").encode() * 3000)[:-30]
    file = _written(tmp_path / "a.cdxj.gz", content)
    from spiders.ranges import ranges_of

    *most, last = ranges_of(file)
    assert len(most) > 1000 and isinstance(last, str) and last.startswith("a.cdxj.gz@")


def test_dates_are_utc_and_may_be_short() -> None:
    assert moment_of("2024-02-01T00:00:00") == moment_of("20240201000000") == "2024-02-01T00:00:00.000Z"
    assert moment_of("2024-02-01T08:00:00.123456789+08:00") == "2024-02-01T00:00:00.123Z"
    assert moment_of("2024-02") == "2024-02-01T00:00:00.000Z"


def test_the_given_cases(shared: Path, tmp_path: Path) -> None:
    folder = shared / "cases" / "warc"
    if not folder.is_dir():
        pytest.skip("no cases beside this checkout")
    for file in sorted(folder.iterdir()):
        home = tmp_path / file.name
        result = take_warc([file], home, [], workers=1)
        assert file.stat().st_size == 0 or "good.html" in urls(home), file.name
        assert all(said.startswith(f"{file.name}@") for said in result.problems)


def _fuzz(folder: Path, count: int, seed: int) -> tuple[int, int]:
    """Files of which one record is broken, packed in each way; how many were named, and how many were none the worse.

    No record that is whole may be lost, and nothing may be raised.
    """
    chance = random.Random(seed)
    named = unharmed = 0
    others = [record(SITE + b"n%d.html" % n, http(b"<p>%d</p>" % n * 40), with_digest=bool(n % 2)) for n in range(4)]
    victim = record(SITE + b"victim.html", http(BODY), with_digest=True)
    for number in range(count):
        packing = chance.choice(["members", "members", "plain", "record"])
        place = chance.randrange(1, 4)
        if packing == "members":
            parts = members([*others[:place], victim, *others[place:]])
            parts[place] = broken(parts[place], chance)
        elif packing == "record":
            parts = members([*others[:place], broken(victim, chance), *others[place:]])
        else:
            parts = [*others[:place], broken(victim, chance), *others[place:]]
        file = folder / f"f{number % 10}.warc"
        file.write_bytes(b"".join(parts))
        found = list(foreign_records(file))
        got = {f.received.url.rsplit("/", 1)[-1]: f.received.body for f in found if f.received}
        for n in range(4):
            assert got.get(f"n{n}.html") == b"<p>%d</p>" % n * 40, (seed, number, packing, n)
        bad = [f.problem for f in found if f.received is None]
        assert all(said.startswith(f"{file.name}@") for said in bad)
        named += bool(bad)
        unharmed += got.get("victim.html") == BODY
    return named, unharmed


def test_a_hundred_broken_files_cost_one_record_each(tmp_path: Path) -> None:
    named, unharmed = _fuzz(tmp_path, 100, 1)
    assert named > 50 and named + unharmed >= 95


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(2, 7))
def test_thousands_of_broken_files_cost_one_record_each(tmp_path: Path, seed: int) -> None:
    named, _ = _fuzz(tmp_path, 1000, seed)
    assert named > 500


@pytest.mark.slow
def test_broken_files_are_taken_to_their_end(tmp_path: Path) -> None:
    """The taking itself, archive and all: two hundred files at a time, each with a broken record between good ones."""
    chance = random.Random(7)
    files: list[Path] = []
    goods: Sequence[bytes] = [GOOD, FINE]
    for number in range(200):
        parts = members([goods[0], WHOLE, goods[1]])
        parts[1] = broken(parts[1], chance) if number % 2 else members([broken(WHOLE, chance)])[0]
        files.append(_written(tmp_path / f"f{number}.warc.gz", b"".join(parts)))
    result = take_warc(files, tmp_path / "home", [], workers=2)
    assert urls(tmp_path / "home") >= {"good.html", "fine.html"}
    assert result.counts["reports"] + result.counts["held_already"] >= 400
