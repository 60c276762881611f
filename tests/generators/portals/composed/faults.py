# ruff: noqa: E501  (markup is kept whole)
"""How an address answers where a fault is planted, and how a portal answers where all of it is in trouble."""

from __future__ import annotations

import gzip
from collections.abc import Mapping

from tests.portals.server import Answer

HTML = {"Content-Type": "text/html; charset=utf-8"}
SHELL = (
    '<!DOCTYPE html><html><head><meta charset="utf-8"><title>门户网站</title></head><body><noscript>请启用 JavaScript</noscript>'
    '<div id="app"></div><script src="/js/chunk-vendors.8625969.js"></script><script src="/js/app.js"></script></body></html>'
).encode()
BLOCK = (
    b'<html><head><meta id="9DhefwqGPrzGxEp9hPaoag" content="{x"><script>$_ts=window[\'$_ts\'];if(!$_ts)$_ts={};'
    b"$_ts.nsd=12;$_ts.cd='qq';</script></head><body></body></html>"
)
SOFT = (
    '<html><head><meta charset="utf-8"><title>ERROR 404 您访问的页面不存在</title></head>'
    "<body><p>您访问的页面不存在或已删除！</p></body></html>"
).encode()
PRIVATE = "http://10.20.30.40/zwgk/nb.html"


def brotli_stored(body: bytes) -> bytes:
    """A brotli stream of stored blocks: no compressor is needed to write one."""
    bits, out = [0], bytearray()  # WBITS 16 is one bit, 0

    def flush() -> None:
        while len(bits) % 8:
            bits.append(0)
        for at in range(0, len(bits), 8):
            out.append(sum(bit << n for n, bit in enumerate(bits[at : at + 8])))
        bits.clear()

    for at in range(0, len(body), 65536):
        part = body[at : at + 65536]
        # not the last block, length in four nibbles, stored
        bits.extend([0, 0, 0, *((len(part) - 1) >> n & 1 for n in range(16)), 1])
        flush()
        out += part
    bits.extend([1, 1])
    flush()
    return bytes(out)


def at_address(kind: str, good: Answer, path: str, fields: Mapping[str, str]) -> Answer | None:
    """The answer of an address with a fault, where `good` is what should stand there; None for no page."""
    body = good.body if isinstance(good.body, bytes) else b""
    if kind == "html_for_file":
        text = '<html><head><meta charset="utf-8"><title>系统提示</title></head><body><p>文件服务器维护中，请稍后再试。</p></body></html>'
        return Answer(text.encode(), 200, HTML)
    if kind == "script_shell":
        return Answer(SHELL, 200, HTML)
    if kind == "redirect_home":
        return Answer(b"", 302, {"Location": "/"})
    if kind == "redirect_private":
        return Answer(b"", 302, {"Location": PRIVATE})
    if kind == "gzip_twice":
        return Answer(gzip.compress(gzip.compress(body)), 200, {**good.headers, "Content-Encoding": "gzip"})
    if kind == "bad_crc":
        packed = bytearray(gzip.compress(body))
        packed[-8] ^= 0xFF
        return Answer(bytes(packed), 200, {**good.headers, "Content-Encoding": "gzip"})
    if kind == "brotli":
        return Answer(brotli_stored(body), 200, {**good.headers, "Content-Encoding": "br"})
    if kind == "refresh_header":
        if fields.get("r") == "1":
            return good
        return Answer(b"", 200, {**HTML, "Refresh": f"0; url={path}{'&' if '?' in path else '?'}r=1"})
    if kind == "big_headers":
        return Answer(body, 200, {**good.headers, **{f"X-Trace-{n}": "x" * 1000 for n in range(20)}})
    return None  # same_404


def whole(kind: str, path: str) -> Answer | None:
    """What every address of a portal answers while all of it is in trouble."""
    if kind in ("redesign_shell", "all_shell"):
        return Answer(SHELL, 200, HTML)
    if kind == "all_blocked":
        return Answer(BLOCK, 412, HTML)
    if kind == "all_down":
        return Answer(b"<html>503 Service Unavailable</html>", 503, HTML)
    if kind in ("redesign_home", "all_home") and path != "/":
        return Answer(b"", 302, {"Location": "/"})
    return None
