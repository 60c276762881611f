"""Labels as agencies really print them: a standard wording and the variants met for it."""

from __future__ import annotations

from random import Random

VARIANTS: dict[str, list[str]] = {
    # proactive
    "规范性文件": ["规范性文件", "行政规范性文件", "规范文件"],
    "行政规范性文件": ["行政规范性文件", "规范性文件", "规范文件"],
    "本年制发件数": ["本年制发件数", "本年制发", "制发件数"],
    "本年废止件数": ["本年废止件数", "本年废止", "废止件数"],
    "现行有效件数": ["现行有效件数", "现行有效", "有效件数"],
    "对外公开总数量": ["对外公开总数量", "公开总数量"],
    "处理决定数量": ["处理决定数量", "决定数量"],
    "本年处理决定数量": ["本年处理决定数量", "处理决定数量"],
    "本年收费金额（单位：万元）": [
        "本年收费金额（单位：万元）",
        "本年收费金额(单位:万元)",
        "本年收费金额（万元）",
        "收费金额",
        "收费总金额",
    ],
    "本年增/减": ["本年增/减", "本年增／减", "本年 增/减"],
    # applications
    "2.其他法律行政法规禁止公开": ["2.其他法律行政法规禁止公开", "2.其他法律行政止公开"],
    "3.危及“三安全一稳定”": [
        "3.危及“三安全一稳定”",
        '3.危及"三安全一稳定"',
        "3.危及三安全一稳定",
        "3.危及”三安全一稳定”",
    ],
    "5.属于三类内部事务信息": ["5.属于三类内部事务信息", "5.属于内部事务信息"],
    "6.属于四类过程性信息": ["6.属于四类过程性信息", "6.属于过程性信息"],
    "（七）总计": ["（七）总计", "七、总计", "（七）合计", "（七）办理结果总计", "总计"],
    "一、本年新收政府信息公开申请数量": [
        "一、本年新收政府信息公开申请数量",
        "一、本年新收申请数量",
        "一、本年新收政府信息公开申请",
    ],
    "二、上年结转政府信息公开申请数量": [
        "二、上年结转政府信息公开申请数量",
        "二、上年结转申请数量",
        "二、上年结转政府信息公开申请",
    ],
    "四、结转下年度继续办理": ["四、结转下年度继续办理", "四、结转下一年度继续办理"],
    "（二）部分公开（区分处理的，只计这一情形，不计其他情形）": [
        "（二）部分公开（区分处理的，只计这一情形，不计其他情形）",
        "（二）部分公开",
    ],
    "其他": ["其他", "其它", "其他组织"],
    "总计": ["总计", "总 计", "合计"],
    # disputes
    "结果维持": ["结果维持", "维持"],
    "结果纠正": ["结果纠正", "纠正"],
    "其他结果": ["其他结果", "其他"],
    "尚未审结": ["尚未审结", "未审结"],
    "未经复议直接起诉": ["未经复议直接起诉", "未经复议直接起诉诉讼"],
    "复议后起诉": ["复议后起诉", "复议后起诉诉讼"],
    # 2014
    "（一）主动公开政府信息数（不同渠道和方式公开相同信息计1条）": [
        "（一）主动公开政府信息数（不同渠道和方式公开相同信息计1条）",
        "（一）主动公开政府信息数",
    ],
    "（一）回应公众关注热点或重大舆情数（不同方式回应同一热点或舆情计1次）": [
        "（一）回应公众关注热点或重大舆情数（不同方式回应同一热点或舆情计1次）",
        "（一）回应公众关注热点或重大舆情数",
    ],
    "1.专职人员数（不包括政府公报及政府网站工作人员数）": [
        "1.专职人员数（不包括政府公报及政府网站工作人员数）",
        "1.专职人员数",
    ],
    "（四）政府信息公开专项经费（不包括用于政府公报编辑管理及政府网站建设维护等方面的经费）": [
        "（四）政府信息公开专项经费（不包括用于政府公报编辑管理及政府网站建设维护等方面的经费）",
        "（四）政府信息公开专项经费",
    ],
    "（一）维持具体行政行为数": ["（一）维持具体行政行为数", "（一）维持行政行为数"],
    "（一）维持具体行政行为或者驳回原告诉讼请求数": [
        "（一）维持具体行政行为或者驳回原告诉讼请求数",
        "（一）维持行政行为或者驳回原告诉讼请求数",
    ],
    # fujian
    "对申请的答复总数": ["对申请的答复总数", "对申请的答复数"],
    "接受行政诉讼、举报数": ["接受行政诉讼、举报数", "接受行政诉讼（申诉）、举报数"],
    "主动公开文件数": ["主动公开文件数", "主动公开信息数"],
}
ITEM = [
    "第二十条第（一）项",
    "第二十条 第（一）项",
    "第二十条第(一)项",
    "第二十条第一项",
    "第（一）项",
    "第20条第(1)项",
]
_DIGIT = dict(zip("一五六八九", "15689", strict=True))


class Wording:
    """One author's way of writing the labels of one document."""

    def __init__(self, rng: Random, varied: bool) -> None:
        self.rng, self.varied = rng, varied
        self.chosen: dict[str, str] = {}
        self.item = rng.choice(ITEM) if varied else ITEM[0]
        self.numeral = rng.choice([".", "．", "、", ". "]) if varied else "."
        self.narrow = varied and rng.random() < 0.3

    def __call__(self, label: str, options: str | None = None) -> str:
        """The document's wording of a standard label; `options` names another entry of the variants."""
        if not self.varied:
            return label
        if label not in self.chosen:
            text = self.rng.choice(VARIANTS.get(options or label, [label]))
            if text[:1].isdigit() and text[1:2] == ".":
                text = text[0] + self.numeral + text[2:]
            if text.startswith("其中：1") and text[4:5] in ".、":
                text = text[:4] + self.numeral + text[5:]
            if self.narrow:
                text = text.replace("（", "(").replace("）", ")")
            self.chosen[label] = text
        return self.chosen[label]

    def article(self, label: str) -> str:
        """第二十条第（五）项 in this author's fashion."""
        numeral = label[label.index("（") + 1]
        return self.item.replace("1", _DIGIT[numeral]).replace("一", numeral)
