"""The sections' prose, invented; every count it states is the table's own."""

from dataclasses import dataclass

from .figures import Figures

Section = tuple[str, list[str]]


@dataclass(frozen=True)
class Contact:
    office: str
    address: str
    telephone: str
    email: str
    site: str


HEADINGS = {
    "full": [
        "一、总体情况",
        "二、主动公开政府信息情况",
        "三、收到和处理政府信息公开申请情况",
        "四、政府信息公开行政复议、行政诉讼情况",
        "五、存在的主要问题及改进情况",
        "六、其他需要报告的事项",
    ],
    "dots": [
        "一．概述",
        "二．主动公开政府信息的情况",
        "三．收到和处理政府信息公开申请情况",
        "四．因政府信息公开工作被申请行政复议、提起行政诉讼情况",
        "五．存在问题及改进情况",
        "六．需要报告的其他事项",
    ],
}

_PROBLEMS = [
    "一是个别单位对公开属性的认定不够准确，二是政策解读的形式还比较单一。下一步将加强业务培训，"
    "健全信息发布审核机制，丰富图解、问答等解读形式。",
    "主要问题是部分栏目更新不够及时，基层公开专区的使用率不高。改进措施：建立栏目更新台账，按季通报；"
    "把公开要求嵌入办文流程，做到应公开尽公开。",
    "对照群众期待，依申请答复的规范性仍有提升空间。今后将统一答复文书格式，加强与司法行政部门的会商，提高答复质量。",
]
_OVERVIEW = [
    "坚持以公开为常态、不公开为例外，围绕中心工作和群众关切推进政府信息公开，保障公众的知情权、参与权和监督权。",
    "认真落实上级关于政务公开工作的部署，完善制度、规范流程、优化平台，信息公开工作总体平稳有序。",
    "以标准化、规范化建设为抓手，持续深化重点领域信息公开，推动公开工作与业务工作深度融合。",
]


def introduction(figures: Figures, contact: Contact) -> list[str]:
    year = figures.year
    return [
        f"本报告根据《中华人民共和国政府信息公开条例》的规定编制，由总体情况、主动公开政府信息情况、"
        f"收到和处理政府信息公开申请情况、政府信息公开行政复议和行政诉讼情况、存在的主要问题及改进情况、"
        f"其他需要报告的事项六部分组成。本报告所列数据的统计期限自{year}年1月1日起至{year}年12月31日止。",
        f"本报告电子版可在{contact.site}下载。如对本报告有疑问，请与{contact.office}联系"
        f"（地址：{contact.address}；电话：{contact.telephone}；电子邮箱：{contact.email}）。",
    ]


def _stated(text: str) -> bool:
    return text.isdigit()


def _received(figures: Figures) -> list[str]:
    new = figures.count("applications", "new", "total")
    carried_in = figures.count("applications", "carried_in", "total")
    total = figures.count("applications", "total", "total")
    carried_out = figures.count("applications", "carried_out", "total")
    year, said = figures.year, []
    if new == "0":
        return [f"{year}年未收到政府信息公开申请。"]
    if _stated(new):
        said.append(f"{year}年，共新收政府信息公开申请{new}件")
    if _stated(carried_in) and carried_in != "0":
        said.append(f"上年结转{carried_in}件")
    if _stated(total):
        said.append(f"本年度办理答复{total}件")
    if _stated(carried_out) and carried_out != "0":
        said.append(f"结转下年度继续办理{carried_out}件")
    return ["，".join(said) + "。"] if said else []


def _disputed(figures: Figures) -> list[str]:
    review = figures.count("disputes", "review", "total")
    cases = [figures.count("disputes", row, "total") for row in ("litigation_direct", "litigation_after_review")]
    said = [f"因政府信息公开被申请行政复议{review}件"] if _stated(review) else []
    if all(map(_stated, cases)):
        said.append(f"被提起行政诉讼{sum(map(int, cases))}件")
    return ["，".join(said) + "。"] if said else []


def sections(figures: Figures, headings: str = "full", also: tuple[str, ...] = ()) -> list[Section]:
    """Six sections for the forms of 2019 and 2021; the tables stand after the prose of the second to the fourth."""
    turn = figures.year % 3
    overview = [f"{figures.year}年，{figures.agency}{_OVERVIEW[turn]}", *also, *_received(figures)]
    normative = figures.count("proactive", "normative_documents", "made" if figures.year < 2021 else "issued")
    proactive = (
        [f"本年度制发规范性文件{normative}件，均按规定公开。"] if _stated(normative) and normative != "0" else []
    )
    prose = [overview, proactive, [], _disputed(figures), [_PROBLEMS[turn]], ["没有其他需要报告的事项。"]]
    if figures.year >= 2021:
        prose[5] = ["按照《政府信息公开信息处理费管理办法》，本年度未收取信息处理费。"]
    return list(zip(HEADINGS[headings], prose, strict=True))


def provincial(figures: Figures, contact: Contact) -> tuple[list[str], list[Section]]:
    """The prose of the years before 2019: introduction and the sections of the 2008 Regulations."""
    year, count = figures.year, figures.count
    disclosed = count("statistics", "disclosed", "count")
    received = count("statistics", "received", "count")
    intro = [
        f"根据《中华人民共和国政府信息公开条例》和省、市有关要求，现公布{figures.agency}{year}年度政府信息公开工作年度报告。"
        f"报告中所列数据的统计期限为{year}年1月1日至{year}年12月31日。",
        f"联系地址：{contact.address}，联系电话：{contact.telephone}，电子邮箱：{contact.email}。",
    ]
    asked = f"{year}年度共受理政府信息公开申请{received}条。" if received != "0" else f"{year}年度没有收到公开申请。"
    said: list[Section] = [
        (
            "一、概述",
            [f"{year}年，{figures.agency}按照“公开为原则、不公开为例外”的要求，完善目录，充实内容，方便群众查阅。"],
        ),
        ("二、主动公开政府信息情况", [f"{year}年度主动公开政府信息{disclosed}条。"]),
        ("三、依申请公开政府信息办理情况", [asked]),
        ("四、政府信息公开收费及减免情况", ["未收取任何费用。"]),
        ("五、因政府信息公开申请行政复议、提起行政诉讼的情况", ["未发生行政复议和行政诉讼。"]),
        ("六、存在的主要问题及改进情况", [_PROBLEMS[year % 3]]),
        ("七、说明与附表", ["附表：政府信息公开情况统计表"]),
    ]
    return intro, said


def notice(year: int, body: str) -> list[str]:
    return [
        "各乡镇人民政府，区直各有关单位：",
        f"根据《中华人民共和国政府信息公开条例》第四十九条、第五十条规定，现就做好{year}年政府信息公开工作年度报告"
        "编制和发布工作有关事项通知如下：",
        "一、编制要求。严格按照统一格式编制，包括总体情况、主动公开政府信息情况、收到和处理政府信息公开申请情况、"
        "政府信息公开行政复议和行政诉讼情况、存在的主要问题及改进情况、其他需要报告的事项六个部分。",
        f"二、报送时间。请于{year + 1}年1月20日前将经主要负责同志审定的年度报告报送至{body}，并按规定时间在网站公开。",
        "三、联系方式。联系人：综合科；电话：000-12345670。",
        f"{body}　　{year + 1}年1月5日",
    ]


def letter(subject: str, body: str) -> list[str]:
    return [
        f"{body}：",
        f"按照有关要求，现将{subject}报送如下，请审阅。",
        "一、加强组织领导，明确专人负责；二、梳理公开目录，及时更新栏目内容；三、畅通申请渠道，规范办理流程。",
        "专此函达。",
    ]


def summary(subject: str) -> list[str]:
    return [
        f"{subject}在上级的正确领导下有序推进，现将有关情况总结如下。",
        "一、主要做法。健全工作机制，细化任务分工，将公开工作列入年度重点事项，定期调度进展。",
        "二、工作成效。栏目更新及时，群众查询方便，咨询答复满意度稳步提升，全年回应网民留言近百条。",
        "三、下一步打算。继续完善制度，强化培训，推动工作再上新台阶。",
    ]


def guide(body: str) -> list[str]:
    return [
        f"为方便公民、法人和其他组织获取政府信息，{body}编制本指南。",
        "一、公开范围。机构职能、政策文件、规划计划、财政预决算、行政许可、行政处罚等依法应当主动公开的信息。",
        "二、依申请公开。申请人可通过当面、邮寄、网络等方式提交申请，填写《政府信息公开申请表》。",
        "三、受理机构：综合科；办公时间：工作日8:30—12:00，14:00—17:30；电话：000-12345670。",
    ]
