"""The sample portals speak the published protocols, print exactly their figures, and change as they say."""

import csv
import json
import re
import subprocess
import sys
import urllib.error
import urllib.request
from collections import Counter
from collections.abc import Iterator
from html import unescape
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import pytest

from flows.demo.sample import SAMPLE, SamplePortals, serve
from spiders.portals import load_portals

ROOT = Path(__file__).resolve().parents[1]
ZONE = "http://www.haidao-zone.example"
COUNTY = "http://www.linhe-county.example"
CITY = "http://www.yunhe-city.example"
LINK = re.compile(r"<(?:a|iframe)\b[^>]*?\b(?:href|src)=\"([^\"]+)\"", re.I)


class Client:
    """A plain client behind the proxy."""

    def __init__(self, portals: SamplePortals) -> None:
        self.opener = urllib.request.build_opener(urllib.request.ProxyHandler({"http": portals.proxy}))

    def get(self, url: str, **headers: str) -> tuple[int, bytes, dict[str, str]]:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        try:
            with self.opener.open(urllib.request.Request(url, headers=named), timeout=10) as response:
                return response.status, response.read(), {k.lower(): v for k, v in response.headers.items()}
        except urllib.error.HTTPError as error:
            return error.code, error.read(), {k.lower(): v for k, v in error.headers.items()}

    def text(self, url: str) -> str:
        return self.get(url)[1].decode("utf-8", "replace")


@pytest.fixture(scope="module")
def portals() -> Iterator[SamplePortals]:
    with serve() as running:
        yield running


@pytest.fixture
def client(portals: SamplePortals) -> Client:
    portals.set_night(1)
    return Client(portals)


def truth() -> list[dict[str, str]]:
    with (SAMPLE / "truth.csv").open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def figures() -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    with (SAMPLE / "figures.csv").open(encoding="utf-8", newline="") as stream:
        for line in csv.DictReader(stream):
            found.setdefault(line["document"], []).append(line["raw"])
    return found


def trs_links(client: Client, column: str) -> list[str]:
    """createPageHTML(count, current, "index", "htm"): page k is index_<k-1>.htm."""
    pager = re.search(r'createPageHTML\((\d+),0,"(\w+)","(\w+)"\)', client.text(column))
    assert pager, f"{column} draws no pager"
    count, stem, ending = int(pager[1]), pager[2], pager[3]
    found = []
    for at in range(count):
        page = column if at == 0 else f"{column}{stem}_{at}.{ending}"
        text = client.text(page)
        assert f"createPageHTML({count},{at}," in text
        found += [urljoin(column, href) for href in LINK.findall(text) if "/t2" in href]
    assert client.get(f"{column}{stem}_{count}.{ending}")[0] == 404
    return found


def gkmlpt_links(client: Client, index: str) -> list[str]:
    page = client.text(index)
    sid = re.search(r"SID: '(\d+)'", page)
    tree = re.search(r"TREE: (\[.*\]), SERVICE_AREA_ID", page)
    assert sid and tree
    node = next(node for node in json.loads(tree[1]) if node["name"] == "政府信息公开年报")
    if node["jump_url"]:
        lists = [node["jump_url"], node["jump_url"] + "index_2.html"]
        return [link for page in lists for link in LINK.findall(client.text(page)) if "post_" in link]
    found: list[str] = []
    for number in range(1, 9):
        api = index.replace("/index", f"/api/all/{node['id']}?page={number}&sid={sid[1]}")
        status, body, _ = client.get(api)
        articles = json.loads(body).get("articles", [])
        if status == 404 or not articles:
            break
        found += [article["url"] for article in articles]
    return found


def jpage_links(client: Client, column: str) -> list[str]:
    """The island's own records, then what <nextgroup> leads to, group by group."""
    text, found = client.text(column), []
    while True:
        found += [urljoin(column, link) for link in re.findall(r'<record><!\[CDATA\[<li><a href="([^"]+)"', text)]
        following = re.search(r'<nextgroup><!\[CDATA\[<a href="([^"]+)"', text)
        if not following:
            return found
        text = client.text(urljoin(column, following[1]))


def all_links(client: Client) -> list[str]:
    found: list[str] = []
    for column in ("", "/bm/czj", "/bm/scj"):
        found += trs_links(client, f"{ZONE}/zwgk/zfxxgk{column}/zfxxgknb/")
    for path in ("lhfgj", "lhjyj", "lhzfb", "lhsgz"):
        found += gkmlpt_links(client, f"{COUNTY}/{path}/gkmlpt/index")
    for number in (61490, 61512):
        found += jpage_links(client, f"{CITY}/col/col{number}/index.html")
    return found


def within(client: Client, pages: list[str]) -> set[str]:
    """What the pages themselves link to, a viewer's file included."""
    found = set()
    for page in pages:
        for link in LINK.findall(client.text(page)):
            target = urljoin(page, unescape(link))
            file = re.search(r"[?&]file=([^&]+)", target)
            found.add(urljoin(page, urllib.request.unquote(file[1])) if file else target)
    return found


class Cells(HTMLParser):
    """Every cell of every table, as its text."""

    def __init__(self) -> None:
        super().__init__()
        self.cells: list[str] = []
        self.open: list[list[str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in ("td", "th"):
            self.open.append([])

    def handle_endtag(self, tag: str) -> None:
        if tag in ("td", "th"):
            self.cells.append("".join(self.open.pop()).strip())

    def handle_data(self, data: str) -> None:
        if self.open:
            self.open[-1].append(data)


def printed(text: str) -> Counter[str]:
    """The texts of the cells that are numbers (with 元 or without) or 无."""
    cells = Cells()
    cells.feed(text)
    return Counter(cell for cell in cells.cells if re.fullmatch(r"-?\d+(\.\d+)?元?|无", cell))


def stated(document: str) -> Counter[str]:
    return Counter(raw for raw in figures()[document] if raw)


def body_of(html: str) -> str:
    """The server-drawn body alone: a gkmlpt page repeats it in its script."""
    return html.split('<div class="article-content">')[-1]


def test_the_generator_writes_what_is_committed(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "tests.generators.sample_portals", "--output", str(tmp_path)]
    subprocess.run(command, cwd=ROOT, check=True)
    made = {p.relative_to(tmp_path) for p in tmp_path.rglob("*") if p.is_file()}
    by_hand = {Path("README.md"), Path("figures.csv"), *(Path("portals") / p.name for p in SAMPLE.glob("portals/*"))}
    assert made == {p.relative_to(SAMPLE) for p in SAMPLE.rglob("*") if p.is_file()} - by_hand
    # PDF and PNG differ with the libraries that compress them.
    other = [p for p in made if p.suffix not in (".pdf", ".png")]
    assert [p for p in other if (tmp_path / p).read_bytes() != (SAMPLE / p).read_bytes()] == []


def test_the_sample_stays_small() -> None:
    assert sum(p.stat().st_size for p in SAMPLE.rglob("*") if p.is_file()) < 3_000_000


@pytest.mark.parametrize("night", [1, 2])
def test_every_address_of_the_truth_is_found_from_the_lists(portals: SamplePortals, night: int) -> None:
    client = Client(portals)
    portals.set_night(night)
    links = all_links(client)
    assert not [link for link, times in Counter(links).items() if times > 1], "a list gives a line twice"
    own = [link for link in links if urlsplit(link).hostname != "www.zhuanzai-wang.example"]
    known = set(links) | within(client, own)
    known |= within(client, [link for link in known if link.endswith("120399.html")])
    listed = {line["url"] for line in truth() if line["night"] in ("both", str(night)) and line["listed_on"]}
    assert listed - known == set()
    twins = {link for link in links if "mpost_" in link}
    assert set(links) - twins - {line["url"] for line in truth()} == set(), "a line leads to an address without truth"
    assert len(twins) == 1


def test_statuses_are_those_of_the_truth(client: Client) -> None:
    for line in truth():
        if line["night"] in ("both", "1"):
            status, body, _ = client.get(line["url"])
            wanted = {"gone": 404, "block_page": 412}.get(line["what"], 200)
            assert (line["url"], status) == (line["url"], wanted)
            assert body


def test_reports_print_exactly_their_figures(portals: SamplePortals) -> None:
    client = Client(portals)
    pages = [t for t in truth() if t["document"] and t["outcome"] == "report" and not t["url"].endswith(".pdf")]
    assert len({t["document"] for t in pages}) == 16
    for line in pages:
        portals.set_night(2 if line["night"] == "2" else 1)
        raw = client.get(line["url"])[1]
        text = raw.decode("gb18030" if "art_61512" in line["url"] else "utf-8")
        wanted = stated(line["document"])
        if line["night"] == "1":
            wanted += Counter({"18": 1, "81": -1})
        assert printed(body_of(text)) == +wanted, line["url"]
    portals.set_night(1)


def test_pdfs_print_exactly_their_figures(client: Client) -> None:
    pdfplumber = pytest.importorskip("pdfplumber")
    import io

    for line in truth():
        if line["url"].endswith(".pdf") and line["document"] and "/attach/0/d3" not in line["url"]:
            with pdfplumber.open(io.BytesIO(client.get(line["url"])[1])) as pdf:
                assert len(pdf.pages) >= 3
                cells = [c for p in pdf.pages for table in p.extract_tables() for row in table for c in row if c]
            found = Counter(c for c in cells if re.fullmatch(r"-?\d+(\.\d+)?元?", c))
            assert found == stated(line["document"]), line["url"]
            assert any("结转下年度继续办理" in c.replace("\n", "") for c in cells)


def test_the_second_night_changes_what_it_says(portals: SamplePortals) -> None:
    client = Client(portals)
    bodies = []
    for night in (1, 2):
        portals.set_night(night)
        bodies.append({t["url"]: client.get(t["url"])[:2] for t in truth()})
    portals.set_night(1)
    changed = {url for url in bodies[0] if bodies[0][url] != bodies[1][url]}
    new = {
        t["url"]
        for t in truth()
        if t["night"] == "2" and t["url"] not in {u["url"] for u in truth() if u["night"] == "1"}
    }
    revised = {t["url"] for t in truth() if t["night"] == "1"}
    assert {bodies[0][url][0] for url in new} == {404}
    assert len(revised) == 1
    market = f"{ZONE}/zwgk/zfxxgk/bm/scj/zfxxgknb/"
    assert changed == new | revised | {f"{market}index.htm"}
    before, after = (printed(night[next(iter(revised))][1].decode()) for night in bodies)
    assert before - after == {"18": 1} and after - before == {"81": 1}


def test_conditional_requests(client: Client) -> None:
    page = f"{ZONE}/zwgk/zfxxgk/zfxxgknb/202503/t20250310_97791.htm"
    _, _, headers = client.get(page)
    assert client.get(page, If_None_Match=headers["etag"])[:2] == (304, b"")
    assert client.get(page, If_None_Match='"other"')[0] == 200
    assert client.get(page, If_Modified_Since=headers["last-modified"])[0] == 304
    _, _, headers = client.get(f"{COUNTY}/lhfgj/gkmlpt/content/3/3255/post_3255421.html")
    assert not {"etag", "last-modified"} & headers.keys()


def test_a_revised_page_is_given_again(client: Client, portals: SamplePortals) -> None:
    page = f"{ZONE}/zwgk/zfxxgk/zfxxgknb/202403/t20240308_87885.htm"
    _, _, headers = client.get(page)
    asked = {"If_None_Match": headers["etag"], "If_Modified_Since": headers["last-modified"]}
    assert client.get(page, **asked)[0] == 304
    portals.set_night(2)
    assert client.get(page, **asked)[0] == 200
    portals.set_night(1)


def test_gkmlpt_interface(client: Client) -> None:
    api = f"{COUNTY}/lhfgj/gkmlpt/api/all/21034"
    first = json.loads(client.get(f"{api}?page=1&sid=755031")[1])
    assert first["total"] == first["classify"]["post_count"] == 24
    assert len(first["articles"]) == 10
    assert json.loads(client.get(f"{api}?page=3&sid=755031")[1])["articles"][-1]["date"] > 1_500_000_000
    assert json.loads(client.get(f"{api}?page=4&sid=755031")[1])["articles"] == []
    assert json.loads(client.get(f"{api}?page=1&sid=1")[1])["articles"] == []
    school = f"{COUNTY}/lhjyj/gkmlpt/api/all/21034"
    assert client.get(f"{school}?page=0&sid=755046")[1] == client.get(f"{school}?page=1&sid=755046")[1]
    assert client.get(f"{school}?page=2&sid=755046")[0] == 404


def test_gkmlpt_article_stands_twice_in_its_page(client: Client) -> None:
    text = client.text(f"{COUNTY}/lhfgj/gkmlpt/content/3/3255/post_3255421.html")
    detail = re.search(r"DETAIL: (\{.*\}) \}\n", text)
    assert detail and "<" not in detail[1]
    assert json.loads(detail[1])["content"] in text.split('<div class="article-content">')[1]


def test_jpage_windows_and_groups(client: Client) -> None:
    proxy = f"{CITY}/module/web/jpage/dataproxy.jsp"
    text = client.text(f"{proxy}?startrecord=1&endrecord=5000&perpage=5000&columnid=61490&unitid=247686")
    assert text.count("<record>") == 46
    both = [client.text(f"{proxy}?columnid=61512&unitid=251130&startrecord={n}&endrecord={n + 14}") for n in (16, 31)]
    assert both[0] == both[1], "this column ignores startrecord"
    assert "<record>" not in client.text(f"{proxy}?page=9&columnid=61490&unitid=247686")
    assert client.get(f"{proxy}?page=1&columnid=9")[1].endswith(b"<datastore></datastore>")


def test_wrong_declarations(client: Client) -> None:
    page = next(t["url"] for t in truth() if "GBK declared as UTF-8" in t["note"])
    _, body, headers = client.get(page)
    assert headers["content-type"] == "text/html;charset=UTF-8" and b'<meta charset="utf-8">' in body
    with pytest.raises(UnicodeDecodeError):
        body.decode("utf-8")
    assert "洪泽区" in body.decode("gb18030")
    page = next(t["url"] for t in truth() if "UTF-8 declared as gb2312" in t["note"])
    _, body, headers = client.get(page)
    assert headers["content-type"] == "text/html" and b"charset=gb2312" in body
    assert "平潭县" in body.decode("utf-8")


def test_gzip_is_only_for_those_who_accept_it(client: Client) -> None:
    page = f"{CITY}/col/col61490/index.html"
    assert "content-encoding" not in client.get(page)[2]
    _, body, headers = client.get(page, Accept_Encoding="gzip")
    assert headers["content-encoding"] == "gzip" and body[:2] == b"\x1f\x8b"


def test_blocked_unknown_and_hidden(client: Client, portals: SamplePortals) -> None:
    before = portals.counts()
    status, body, headers = client.get("http://www.heshan-district.example/zwgk/zfxxgknb/")
    assert status == 412 and b"$_ts" in body and "FSSBBIl1UgzbN7N" in headers["set-cookie"]
    assert client.get("http://www.heshan-district.example/robots.txt")[0] == 412
    assert client.get("http://www.gov.cn/")[0] == 502
    assert client.get(f"{ZONE}/_lists/x.json")[0] == client.get(f"{ZONE}/../truth.csv")[0] == 404
    assert client.get(f"{COUNTY}/_lists/lhfgj-21034.json")[0] == 404
    assert b"Disallow: /zwgk/zfxxgk/bm/gaj/" in client.get(f"{ZONE}/robots.txt")[1]
    soft = next(t["url"] for t in truth() if t["what"] == "soft_404")
    assert client.get(soft)[0] == 200 and "页面不存在" in client.text(soft)
    asked = portals.counts() - before
    assert asked[("www.gov.cn", 502)] == 1 and asked[("www.heshan-district.example", 412)] == 2


def test_no_tunnel(portals: SamplePortals) -> None:
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({"https": portals.proxy}))
    with pytest.raises(OSError, match="502"):
        opener.open("https://www.haidao-zone.example/", timeout=10)


def test_origin_form_is_served_by_host_header(portals: SamplePortals) -> None:
    request = urllib.request.Request(f"{portals.proxy}/robots.txt", headers={"Host": "www.haidao-zone.example"})
    with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(request, timeout=10) as response:
        assert b"Disallow" in response.read()


def test_portal_files_describe_what_is_served(client: Client) -> None:
    described = load_portals(SAMPLE / "portals")
    assert {p.family for p in described} == {"trs", "gkmlpt", "hanweb_jpage"}
    for portal in described:
        for start in portal.start:
            assert client.get(start.url)[0] == (412 if portal.status == "blocked" else 200), start.url
    assert {t["portal"] for t in truth()} == {p.portal for p in described}
