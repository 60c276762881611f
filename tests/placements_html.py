"""Ways in which a page can show, half show or hide a number, and the places of a report where it can stand.

NUMBER is put into a page in one of WAYS. Nothing here is of the readers: the ways are markup and styles, and for each
it is known what a person who looks at the page sees.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

NUMBER = "31816"

# what a person sees: SEEN as it stands; GONE certainly not; DOUBT perhaps, or as something else than a figure
SEEN, GONE, DOUBT = "seen", "gone", "doubt"


@dataclass(frozen=True)
class Way:
    """markup: with {n} for the number; css: the style sheet that goes with it; named: whether its digits are text."""

    name: str
    markup: str
    sees: str = DOUBT
    css: str = ""
    named: bool = True


def _style(name: str, style: str, sees: str = DOUBT) -> list[Way]:
    """The same by a style attribute, by a class, and by a class on an element around it."""
    return [
        Way(f"{name}", f'<span style="{style}">{{n}}</span>', sees),
        Way(f"{name} by class", '<span class="w">{n}</span>', sees, f".w{{{style}}}"),
        Way(f"{name} around", '<b class="w"><i><span>{n}</span></i></b>', sees, f"table b.w {{ {style} !important }}"),
    ]


def _tag(*tags: str, sees: str = DOUBT) -> list[Way]:
    return [Way(tag, f"<{tag}>{{n}}</{tag}>", sees) for tag in tags]


_PICTURE = (
    "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAADwAAAASCAAAAAAiMeLoAAAAZElEQVR4nGP8z0A+YKJA76hm8jRPZvqDQhMJWBgYGN5X"
    "XP3PgESTZHOG4gQGBiSaePD///9P/08z/EaiiQZMDAwMvFBzePFZgsvZZIOB08zCwMBg9u4ngwaD0ywYTbRmxgHLzwBp3U2FdpSeUQAAAABJRU5Erk"
    "Jggg=="
)

_STROKE = "linear-gradient(#000,#000) 1px 1px/2px 9px no-repeat"
_FACE = "@font-face{font-family:'secret';src:url(data:font/woff2;base64,d09GMgABAAA) format('woff2')}"
_DIGITS = "@font-face{font-family:secret;src:url(x.woff);unicode-range:U+30-39}"

WAYS: list[Way] = [
    *_tag("b", "span", "font", "u", "i", "em", "strong", "a", "o:p", "ins", "mark", "p", "div", "center", sees=SEEN),
    Way("big", "<big>{n}</big>", SEEN),
    *_tag("sup", "sub", "s", "strike", "del", "button", "textarea", "noscript"),
    Way("small", "<small>{n}</small>"),
    Way("small in small", "<small><small>{n}</small></small>"),
    Way("font size", "<font size=1>{n}</font>"),
    Way("ruby", "<ruby>字<rt>{n}</rt></ruby>"),
    Way("ruby parenthesis", "<ruby>字<rp>{n}</rp><rt>a</rt></ruby>", GONE),
    *_style("display none", "display:none", GONE),
    *_style("visibility", "visibility:hidden", GONE),
    *_style("collapse", "visibility:collapse", GONE),
    *_style("opacity", "opacity:0"),
    *_style("hardly opaque", "opacity:.05"),
    *_style("filter opacity", "filter:opacity(0)"),
    *_style("old filter", "filter:alpha(opacity=0)"),
    *_style("blur", "filter:blur(8px)"),
    *_style("font size 0", "font-size:0"),
    *_style("font shorthand", "font:0/0 a"),
    *_style("font size 1px", "font-size:1px"),
    *_style("font size .1em", "font-size:.1em"),
    *_style("font size 3%", "font-size:3%"),
    *_style("zoom", "zoom:0.01"),
    *_style("white", "color:#fff"),
    *_style("white by name", "color:white"),
    *_style("nearly white", "color:rgb(253,254,253)"),
    *_style("hsl white", "color:hsl(0,0%,100%)"),
    *_style("transparent", "color:transparent"),
    *_style("rgba", "color:rgba(0,0,0,0)"),
    *_style("hex alpha", "color:#00000000"),
    *_style("fill", "-webkit-text-fill-color:transparent"),
    *_style("black on black", "background:#000;color:#000"),
    *_style("black ground", "background-color:black;color:#010101"),
    *_style("white on dark", "background:#036;color:#fff", SEEN),
    *_style("struck", "text-decoration:line-through"),
    *_style("struck longhand", "text-decoration-line:underline line-through"),
    *_style("super", "vertical-align:super"),
    *_style("sub", "vertical-align:sub"),
    *_style("raised by length", "vertical-align:5px"),
    *_style("raised by percent", "vertical-align:50%"),
    *_style("raised by position", "position:relative;top:-5pt"),
    *_style("variant", "font-variant-position:super"),
    *_style("feature", "font-feature-settings:'sups' 1"),
    *_style("off screen", "position:absolute;left:-9999px"),
    *_style("off screen above", "position:fixed;top:-2000px"),
    *_style("absolute", "position:absolute;left:0;top:0"),
    *_style("relative far", "position:relative;left:-9999px"),
    *_style("moved left", "position:relative;left:-2em"),
    *_style("text indent", "display:inline-block;text-indent:-9999px"),
    *_style("margin", "margin-left:-9999px"),
    *_style("overlap", "margin-left:-2em"),
    *_style("below", "position:relative;z-index:-1"),
    *_style("clip", "position:absolute;clip:rect(0,0,0,0)"),
    *_style("clip path", "clip-path:inset(50%)"),
    *_style("mask", "-webkit-mask:linear-gradient(transparent,transparent)"),
    *_style("overflow", "display:inline-block;width:0;overflow:hidden"),
    *_style("overflow height", "display:block;height:0;overflow:hidden"),
    *_style("max height", "display:block;max-height:0;overflow:hidden"),
    *_style("narrow", "display:inline-block;width:1em;overflow:hidden;white-space:nowrap"),
    *_style("scale", "display:inline-block;transform:scale(0)"),
    *_style("mirror", "display:inline-block;transform:scaleX(-1)"),
    *_style("rotate", "display:inline-block;rotate:180deg"),
    *_style("translate", "display:inline-block;transform:translateX(-9999px)"),
    *_style("security", "-webkit-text-security:disc"),
    *_style("override", "direction:rtl;unicode-bidi:bidi-override"),
    *_style("symbols", "font-family:Wingdings"),
    *_style("letters", "letter-spacing:-1em"),
    *_style("float", "float:right"),
    *_style("inline block", "display:inline-block"),
    *_style("block", "display:block"),
    *_style("content visibility", "content-visibility:hidden", GONE),
    *_style("escaped", "dis\\70lay:none", GONE),
    *_style("commented", "display:/**/none", GONE),
    *_style("bold", "font-weight:bold;color:#333;background:#ffe", SEEN),
    *_style("print size", "font-size:9pt;font-family:宋体;line-height:22pt;text-indent:24pt;color:windowtext", SEEN),
    Way("bdo", "<bdo dir=rtl>{n}</bdo>"),
    Way("hidden attribute", "<span hidden>{n}</span>", GONE),
    Way("dialog", "<dialog>{n}</dialog>", GONE),
    Way("popover", "<span popover>{n}</span>", GONE),
    Way("template", "<template>{n}</template>", GONE),
    Way("comment", "<!-- {n} -->", GONE),
    Way("conditional comment", "<!--[if gte vml 1]>{n}<![endif]-->", GONE),
    Way("open conditional", "<![if !vml]>{n}<![endif]>", SEEN),
    Way("white font", "<font color=white>{n}</font>"),
    Way("white font hex", '<font color="#ffffff">{n}</font>'),
    Way("symbol font", "<font face=Wingdings>{n}</font>"),
    Way("picture", '<img src="x.gif" alt="{n}">'),
    Way("picture in page", f'<img src="{_PICTURE}">', named=False),
    Way("picture of a source", '<picture><source srcset="n.png"></picture>', named=False),
    Way("background", '<b style="background-image:url(n.png)"></b>', named=False),
    Way("background of a class", "<b class=w></b>", DOUBT, ".w{background:url(n.png) 0 -90px}", named=False),
    Way("border picture", '<b style="border-image:url(n.png) 30"></b>', named=False),
    Way("mask", '<b style="-webkit-mask-image:url(n.png)"></b>', named=False),
    Way("list picture", '<ul style="list-style-image:url(n.png)"><li></ul>', named=False),
    Way("video's picture", '<video poster="n.png"></video>', named=False),
    Way("linked picture", '<img src="n.png">', named=False),
    Way("svg", "<svg width=60 height=14><text y=10>{n}</text></svg>"),
    Way("svg path", "<svg width=60 height=14><path d='M0 0h9v9'/></svg>", named=False),
    Way("canvas", "<canvas width=60 height=14>{n}</canvas>"),
    Way("object", "<object data=n.swf>{n}</object>"),
    Way("embed", "<embed src=n.swf>", named=False),
    Way("iframe", "<iframe src=n.html></iframe>", named=False),
    Way("video", "<video src=n.mp4></video>", named=False),
    Way("formula", "<math><msup><mn>2</mn><mn>{n}</mn></msup></math>"),
    Way("input", '<input value="{n}">'),
    Way("input number", "<input type=number value={n} readonly>"),
    Way("input hidden", '<input type=hidden value="{n}">', GONE),
    Way("checkbox", "<input type=checkbox checked>", named=False),
    Way("placeholder", '<input placeholder="{n}">'),
    Way("empty input", "<input>", named=False),
    Way("select", "<select><option>1<option selected>{n}</select>"),
    Way("select first", "<select><option>{n}<option>2</select>"),
    Way("select other", "<select><option>{n}<option selected>2</select>", named=False),
    Way("meter", "<meter max=99999 value={n}></meter>"),
    Way("progress", "<progress max=99999 value={n}>a</progress>"),
    Way("before", "<b class=w></b>", DOUBT, ".w::before{content:'{n}'}"),
    Way("after", "<b class=w></b>", DOUBT, '.w:after{content:"{n}"}'),
    Way("before by attribute", "<b class=w data-n={n}></b>", DOUBT, ".w::before{content:attr(data-n)}"),
    Way("before picture", "<b class=w></b>", DOUBT, ".w::before{content:url(n.png)}", named=False),
    Way("counter", "<b class=w></b>", DOUBT, ".w{counter-increment:c 9}.w::before{content:counter(c)}", named=False),
    Way("before of cell", "<b class=w></b>", DOUBT, "td:has(> b.w)::after, b.w::before{content:'{n}'}"),
    Way("by media screen", "<b class=w></b>", DOUBT, "@media screen{.w::before{content:'{n}'}}"),
    Way("hidden in print", "<span class=w>{n}</span>", SEEN, "@media print{.w{display:none}}"),
    Way("hidden on phones", "<span class=w>{n}</span>", SEEN, "@media (max-width:600px){.w{display:none}}"),
    Way("hidden on screens", "<span class=w>{n}</span>", GONE, "@media screen and (min-width:600px){.w{display:none}}"),
    Way("hidden by variable", "<span class=w>{n}</span>", GONE, ":root{--d:none}.w{display:var(--d)}"),
    Way("hidden in supports", "<span class=w>{n}</span>", GONE, "@supports (display:grid){.w{display:none}}"),
    Way("shown again", '<span class=w style="display:inline">{n}</span>', SEEN, ".w{display:none}"),
    Way("hidden for all", '<span class=w style="display:inline">{n}</span>', GONE, ".w{display:none!important}"),
    Way("by id", "<span id=w>{n}</span>", GONE, "#w{display:none}"),
    Way("by attribute", "<span data-k=w>{n}</span>", GONE, "[data-k=w]{display:none}"),
    Way("by place", "<span></span><span>{n}</span>", GONE, "td span+span{display:none}"),
    Way("by not", "<span>{n}</span>", GONE, "td span:not(.x){display:none}"),
    Way("ordered list", "<ol start={n}><li></li></ol>"),
    Way("list in list", "<ol><li value={n}></li></ol>"),
    Way("details", "<details><summary>a</summary>{n}</details>"),
    Way("script", "<script>document.write({n})</script>"),
    Way("silent script", "<script>var visits={n};</script>", GONE),
    Way("custom element", "<a-number value={n}></a-number>", named=False),
    Way("shadow tree", "<span><template shadowrootmode=open>{n}</template></span>", named=False),
    Way("style sheet of class", "<i class=n{n}></i>"),
    Way("one-cell table", "<table><tr><td>{n}</td></tr></table>", SEEN),
    Way("table of cells", "<table><tr><td>{n}</td><td>7</td></tr></table>"),
    Way("row reverse", '<span style="display:flex;flex-direction:row-reverse"><b>{n}</b><b>7</b></span>'),
    Way("order", '<span style="display:flex"><b style="order:2">{n}</b><b>7</b></span>'),
    Way("picture of a set", "<b class=w></b>", DOUBT, ".w{background-image:image-set('n.png' 1x)}", named=False),
    Way("background of a variable", "<b class=w></b>", DOUBT, ":root{--u:url(n.png)}.w{background:var(--u)}", False),
    Way("background of a variable of its own", '<b style="--u:url(n.png);background:var(--u)"></b>', named=False),
    Way("no picture by a variable", "<b class=w>{n}</b>", SEEN, ":root{--c:#eee}.w{background:var(--c)}"),
    Way("black by a variable", "<b class=w>{n}</b>", DOUBT, ":root{--c:#000}.w{background:var(--c);color:#000}"),
    *_style("ground of the text's colour", "color:#036;background:currentColor"),
    *_style("ground of black", "background-color:currentcolor"),
    Way("quotes", "<q></q>", DOUBT, "q{quotes:'{n}' ''}"),
    Way("quotes in a style", """<q style="quotes:'{n}' ''"></q>"""),
    Way("quotes behind", "<q></q>", DOUBT, "q{quotes:'' '{n}'}"),
    Way("quotes of another element", "<b class=w></b>", DOUBT, ".w{quotes:'{n}' ''}.w::before{content:open-quote}"),
    Way("usual quotes", "<q class=w></q>{n}", SEEN, ".w{quotes:none}"),
    Way("shadows", "<b class=w></b>", DOUBT, ".w{box-shadow:1px 0,2px 0 red,3px 1px rgba(0,0,0,1),4px 2px}", False),
    Way("box with a shadow", "<b class=w>{n}</b>", SEEN, ".w{box-shadow:0 1px 2px rgba(0,0,0,.2), 0 1px 3px #eee}"),
    Way("picture of gradients", "<b class=w></b>", DOUBT, ".w{background:" + ",".join([_STROKE] * 4) + "}", False),
    *_style("repeated by a shadow", "text-shadow:4em 0 #000"),
    *_style("glowing", "text-shadow:0 0 12px #ccc, 1px 1px #999", SEEN),
    Way("picture of a cross fade", "<b class=w></b>", DOUBT, ".w{background-image:-webkit-cross-fade(a,b,50%)}", False),
    Way("picture of an element", "<b class=w></b>", DOUBT, ".w{background:-moz-element(#t)}", False),
    Way("font of the page", "<b class=w>{n}</b>", DOUBT, _FACE + ".w{font-family:secret,SimSun}"),
    Way("font of the page in a style", "<b style='font-family:Secret'>{n}</b>", DOUBT, _FACE),
    Way("font of the page by a tag", "<font face=secret>{n}</font>", DOUBT, _FACE),
    Way("font of the page for digits", "<b class=w>{n}</b>", DOUBT, _DIGITS + ".w{font-family:Secret}"),
    Way("font of the page elsewhere", "<b class=w>{n}</b>", SEEN, _FACE + ".w{font-family:SimSun,secret}"),
    Way("picture put in later", '<img src="s.gif" width=1 height=1 data-original="n.png">', named=False),
    Way("picture in place of a spacer", '<img src="blank.gif" data-src="n.png">', named=False),
    Way("spacer put in later", '<img src="s.gif" width=1 height=1 data-src="blank.gif">', SEEN, named=False),
    *_style("white by lightness", "color:oklch(1 0 0)"),
    *_style("white by lab", "color:lab(100% 0 0)"),
    *_style("dark by lightness", "color:oklch(0.2 0.02 250)", SEEN),
    *_style("inverted", "filter:invert(1)"),
    Way("spacer", '<img src="blank.gif" width=1 height=1>', SEEN, named=False),
    Way("text area", '<textarea rows=1 style="border:0">{n}</textarea>'),
    Way("editable", "<span contenteditable>{n}</span>", SEEN),
    Way("anchor", "<a name=x></a>{n}", SEEN),
    Way("soft hyphen", "{n}&shy;", SEEN),
    Way("word break", "{n}<wbr>", SEEN),
]  # fmt: skip


def put(page: str, at: int, way: Way, markup: str) -> str:
    """The page with `markup` at a place, and the style sheet of the way."""
    made = page[:at] + markup + page[at:]
    css = way.css.replace("{n}", NUMBER)
    return made.replace("</head>", f"<style>{css}</style></head>") if css else made


def of(way: Way) -> str:
    """The markup of a way with the number in it."""
    return way.markup.replace("{n}", NUMBER)


def value_cells(page: str) -> Iterator[tuple[int, int, str]]:
    """Begin and end of the text of each cell that holds one number in plain print, and that number."""
    for found in re.finditer(r"<td[^>]*>\s*(?:<p[^>]*>|<span[^>]*>)*(\d+)(?=(?:\s|</p>|</span>)*</td>)", page, re.I):
        yield found.start(1), found.end(1), found[1]
