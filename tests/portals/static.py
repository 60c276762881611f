"""Lists as plain files of unknown make (§3.11): the next page's name is tried, a wrong one gives another list."""

from __future__ import annotations

from .simulated import Simulated, notice_but_for, title


def portal() -> Simulated:
    p = Simulated("static", [{"url": at, "column": "政府信息公开年报"} for at in ("/nb/", "/tj/list.shtml", "/sj/")])

    def listed(at: str, agency: str, years: range) -> list[str]:
        found = []
        for y in sorted(years, reverse=True):
            path, name = f"{at}{y + 1}/{y}0120.html", notice_but_for(agency, y)
            if name == title(agency, y):
                p.article(path, name)
            found.append(f'<li><a href="{path}">{name}</a><span>{y + 1}-01-20</span></li>')
        return found

    # 常州/沭阳: index_1.html is another column's, with 200; the right name is ?pageNo=.
    first = listed("/nb/", "某区财政局", range(1994, 2022))
    for number in (1, 2, 3):
        p.page(
            "/nb/" if number == 1 else f"/nb/?pageNo={number}",
            "<ul>" + "".join(first[(number - 1) * 10 : number * 10]) + "</ul>",
        )
    foreign = "".join(
        f'<li><a href="/other/2020/{n}0120.html">{title("某区外单位", n)}</a></li>' for n in range(2010, 2020)
    )
    p.page("/nb/index_1.html", foreign)
    # Whatever is asked for with a query is page 1 again: a template that repeats is none.
    second = listed("/tj/", "某区统计局", range(1998, 2022))
    p.page("/tj/list.shtml", "".join(second[:12]))
    p.page("/tj/list_2.shtml", "".join(second[12:]))
    # Fewer rows than a page holds: nothing is tried.
    p.page("/sj/", "".join(listed("/sj/", "某区审计局", range(2015, 2022))))
    p.unasked = ("/other/", "/sj/index", "/sj/?")
    p.problems = ("a page of another list in place of the next one",)
    return p
