"""The words around the tables: title, agency, period, sections, narrative counts."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

_CITIES = ["临江市", "云溪市", "安远市", "江陵市", "宁川市", "东岭市", "平河市", "松原市", "青浦市", "丹阳市"]
_COUNTIES = ["清河区", "南山区", "望江县", "石桥县", "城关区", "龙泉县", "白水县", "海陵区", "新安县", "凤台县"]
_OFFICES = [
    "教育局",
    "财政局",
    "公安局",
    "民政局",
    "市场监督管理局",
    "卫生健康局",
    "发展和改革局",
    "自然资源局",
    "农业农村局",
    "审计局",
    "应急管理局",
    "统计局",
    "人力资源和社会保障局",
    "交通运输局",
    "文化和旅游局",
]
_TOWNS = ["大河镇人民政府", "桃源乡人民政府", "中山街道办事处", "新城街道办事处"]
_TITLES = [
    "政府信息公开工作年度报告",
    "政府信息公开年度报告",
    "信息公开工作年度报告",
    "信息公开年度报告",
    "政府信息公开年报",
]
_CHINESE = str.maketrans("0123456789", "〇一二三四五六七八九")
SECTIONS = {
    1: ["一、总体情况", "一、概述", "一．总体情况"],
    2: [
        "二、主动公开政府信息情况",
        "二、主动公开政府信息的情况",
        "二、行政机关主动公开政府信息情况",
        "二、主动公开情况",
    ],
    3: ["三、收到和处理政府信息公开申请情况", "三、政府信息公开申请情况", "三.收到和处理政府信息公开申请情况"],
    4: [
        "四、政府信息公开行政复议、行政诉讼情况",
        "四、因政府信息公开工作被申请行政复议、提起行政诉讼情况",
        "四、政府信息公开行政复议及行政诉讼情况",
    ],
    5: ["五、存在的主要问题及改进情况", "五、存在问题及改进情况", "五、存在的主要问题和改进措施"],
    6: ["六、其他需要报告的事项", "六、需要报告的其他事项", "六、其他需要报告事项"],
}
_FILLER = [
    "坚持以公开为常态、不公开为例外，围绕中心工作，积极推进政府信息公开，保障人民群众的知情权、参与权、表达权和监督权。",
    "完善政府信息公开工作制度，落实信息发布“三审三校”，严格保密审查，未经审核的信息一律不予发布。",
    "加强政务新媒体管理，全年开展业务培训2次，培训人员35人次，组织自查4次，整改问题6个。",
    "依托门户网站、公示栏、微信公众号等渠道，及时发布工作动态、政策文件及解读，方便群众查阅。",
    "加强政府信息公开平台建设，优化栏目设置，提升信息检索便捷度，做好依法公开专栏的内容保障。",
]
_PROBLEMS = [
    "一是公开意识有待加强，二是信息更新不够及时，三是政策解读形式单一。下一步将加强学习培训，健全工作机制，提高公开质量。",
    "存在的问题：部分栏目内容不够丰富，人员业务能力有待提升。改进措施：一是加强业务培训，二是完善考核机制，三是拓展公开渠道。",
]


@dataclass(frozen=True)
class Head:
    """Who reports about which year, and how the page says so."""

    agency: str
    year: int
    title: str
    published: str
    period: str


def agency_name(rng: Random) -> str:
    city, county = rng.choice(_CITIES), rng.choice(_COUNTIES)
    return rng.choice(
        [
            f"{city}{county}{rng.choice(_OFFICES)}",
            f"{city}{county}{rng.choice(_OFFICES)}",
            f"{city}{rng.choice(_OFFICES)}",
            f"{city}{county}人民政府",
            f"{city}{county}{rng.choice(_TOWNS)}",
            f"{city}人民政府办公室",
            f"{county}{rng.choice(_OFFICES)}",
        ]
    )


def year_text(year: int, style: str) -> str:
    return {
        "plain": str(year),
        "chinese": str(year).translate(_CHINESE),
        "circle": str(year).translate(_CHINESE).replace("〇", "○"),
        "spaced": f"{year} ",
    }[style]


def head(rng: Random, year: int, shapes: frozenset[str], agency: str = "") -> Head:
    """Title and period; the year is always printed somewhere in them. `agency`: whose, instead of a drawn one."""
    agency = agency or agency_name(rng)
    style = rng.choice(["chinese", "circle"]) if "chinese_year" in shapes else rng.choice(["plain", "plain", "spaced"])
    stated = year_text(year, style)
    name = rng.choice(_TITLES)
    mark = rng.choice(["年", "年度"])
    title = rng.choice([f"{agency}{stated}{mark}{name}", f"{stated}{mark}{agency}{name}"])
    if "year_in_period" in shapes:
        title = f"{agency}{name}"
    published = f"{year + 1}-{rng.choice(['01', '02', '03'])}-{rng.randint(1, 28):02d}"
    if "late" in shapes:
        published = f"{year + 2}-{rng.randint(4, 9):02d}-{rng.randint(1, 28):02d}"
    period = rng.choice(
        [f"{year}年1月1日至{year}年12月31日", f"自{year}年1月1日起至{year}年12月31日止", f"{year}年1月1日到12月31日"]
    )
    return Head(agency, year, title, published, period)


def opening(rng: Random, about: Head) -> str:
    contact = (
        f"（地址：建设路{rng.randint(1, 300)}号，邮编：{rng.randint(100000, 799999)}，"
        f"电话：0{rng.randint(310, 999)}-{rng.randint(2000000, 8999999)}，电子邮箱：zwgk{rng.randint(1, 99)}@163.com）"
    )
    return (
        f"根据《中华人民共和国政府信息公开条例》（以下简称《条例》）规定，由{about.agency}编制本报告。"
        f"全文包括总体情况等内容。本报告所列数据的统计期限{about.period}。如有疑问，请与{about.agency}联系{contact}。"
    )


def overview(rng: Random, about: Head, received: int | None) -> list[str]:
    """Section one; `received` is the narrative's count of new applications, None to be silent about it."""
    lines = [f"{about.year}年，{about.agency}{rng.choice(_FILLER)}"]
    if received is not None:
        lines.append(f"（二）依申请公开情况。{about.year}年，本机关共收到政府信息公开申请{received}件，均按时办理。")
    lines += [f"（{n}）{text}" for n, text in zip("三四五", rng.sample(_FILLER, 3), strict=True)]
    return lines


def at_length(rng: Random) -> list[str]:
    """More of section one, until the report has the length at which counties and offices publish theirs."""
    lines: list[str] = []
    wanted = rng.randint(900, 2300)
    while sum(map(len, lines)) < wanted:
        lines.append("".join(rng.sample(_FILLER, rng.randint(1, 3))))
    return lines


def problems(rng: Random) -> str:
    return rng.choice(_PROBLEMS)


def others(rng: Random, year: int) -> str:
    return rng.choice(
        ["无", "无其他需要报告的事项。", f"{year}年，按照《政府信息公开信息处理费管理办法》，收取信息处理费0元。"]
    )
