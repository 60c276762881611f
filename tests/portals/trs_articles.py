"""TRS articles of several pages (§2.5), collection pages whose units are only codes in file names, viewers, departments
as folders."""

from __future__ import annotations

from .simulated import DOC, WORDS, Simulated, title

LIST = "/zwgk/zfxxgknb/"


def portal() -> Simulated:
    p = Simulated("trs", [{"url": LIST, "column": "政府信息公开年报"}])
    p.more = {"agencies": {"qjp": "清江浦区人民政府", "lsq": "涟水县人民政府"}}
    names = {
        f"{LIST}202201/t20220124_71.html": title("某县财政局", 2021),
        f"{LIST}202101/t20210124_2.html": title("某县教育局", 2020),
    }
    rows = "".join(f'<li><a href="{at}">{name}</a></li>' for at, name in names.items())
    p.page(LIST, rows + '<li><a href="/wzxxgknb/2025/t20250201_3.html">2024年政府信息公开年报汇总</a></li>')
    # Departments as folders of the column (§3.8): the folder is called like the agency, one has nothing.
    folders = (("slj", "某县水利局"), ("dag", "某县档案馆"))
    tier = '<a href="./bm/">部门年报</a>'
    p.page(LIST, p.pages[LIST].body.decode() + tier)
    p.page(f"{LIST}bm/", "".join(f'<a href="./{code}/">{name}</a>' for code, name in folders))
    at = p.article(f"{LIST}bm/slj/202201/t20220120_9.html", title("水利局", 2021), agency="某县水利局")
    p.page(f"{LIST}bm/slj/", f'<li><a href="{at}">{title("水利局", 2021)}</a></li>')
    p.page(f"{LIST}bm/dag/", "<p>暂无信息</p>")
    # An article of three pages: every part says how many there are.
    stem = f"{LIST}202201/t20220124_71"
    for n, at in enumerate((f"{stem}.html", f"{stem}_1.html", f"{stem}_2.html")):
        p.article(at, title("某县财政局", 2021), f"<script>var countPage = 3; var currentPage = {n};</script>")
    # The report as a file in a viewer, the body holds the title alone.
    p.article(f"{LIST}202101/t20210124_2.html", title("某县教育局", 2020),
              '<iframe src="/pdfjs/web/viewer.html?file=%2Fuploadfile%2F2021%2Fnb.pdf"></iframe>'
              "<a href=\"#\" onclick=\"show('/uploadfile/2021/nb.doc')\">原文</a>")  # fmt: skip
    p.file("/uploadfile/2021/nb.pdf")
    p.file("/uploadfile/2021/nb.doc", DOC)
    # 淮安: bare files, the unit a code in the name; one code that the portal file does not know.
    files = "".join(f'<p><a href="./{code}.pdf">PDF</a></p>' for code in ("qjp", "xyz"))
    p.page("/wzxxgknb/2025/t20250201_3.html", f"<h1>2024年政府信息公开年报汇总</h1>{files}<p>{WORDS}</p>")
    p.file("/wzxxgknb/2025/qjp.pdf", agency="清江浦区人民政府")
    p.file("/wzxxgknb/2025/xyz.pdf")
    p.silent = {"涟水县人民政府", "某县档案馆"}
    p.unasked = ("viewer.html", "_71_3.html", "_1_1.html")
    return p
