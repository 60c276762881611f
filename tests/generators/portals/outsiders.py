"""Two hosts that give no reports: one copies them, one is behind a script challenge."""

from .figures import Figures
from .reports import Manner, html
from .site import Site, Truth
from .trs import ZONE
from .zone import CONTACT, COPY_HOST


def copy_host(figures: dict[str, Figures]) -> Site:
    """A host that copies reports: pinyin noise in the words. Nobody may ask it for anything."""
    body = (
        html(figures["zone-2024"], CONTACT, Manner()).replace("信息", "信(xin)息(xi)").replace("报告", "报(bao)告(gao)")
    )
    site = Site(COPY_HOST, "", config={"html": "text/html; charset=utf-8", "validators": False})
    site.add(
        "/zwgk/zfxxgk/t20250312_1337823.html",
        f"<html><head><title>{ZONE}2024年报(bao)告(gao)</title></head><body>{body}</body></html>\n",
    )
    return site


def blocked() -> Site:
    """A portal behind a script challenge: 412 for whatever is asked."""
    host = "www.heshan-district.example"
    body = (
        '<!DOCTYPE html><html><head><meta charset="utf-8"><meta id="9DhefwqGPrzGxEp9hPaoag" '
        'content="{qqqqqr0qqhqqq0wq" r="m"><script type="text/javascript" r="m">$_ts=window[\'$_ts\'];if(!$_ts)$_ts={};'
        '$_ts.nsd=52714;$_ts.cd="qcxErrAlrArcqqGqhqqqqr0";if($_ts.lcd)$_ts.lcd();</script>'
        '<script type="text/javascript" charset="utf-8" src="/3Yk8c0xvQm/9DhefwqG.js" r="m"></script></head>'
        "<body></body></html>\n"
    )
    site = Site(
        host,
        "heshan-district",
        config={
            "html": "text/html; charset=utf-8",
            "validators": False,
            "always": {"status": 412, "file": "/challenge.html"},
            "headers": {"Set-Cookie": "FSSBBIl1UgzbN7NO=60sampleonly; Path=/; HttpOnly"},
        },
    )
    site.add("/challenge.html", body)
    site.truth.append(
        Truth(
            site.url("/zwgk/zfxxgknb/"),
            "block_page",
            "not_a_report:block_page",
            note="412 for every address, robots.txt too",
        )
    )
    return site
