"""The printed lists and tables: keys, standard labels, units, in printing order (from the notices' annexes)."""

from __future__ import annotations

# 2014: (key or "", label, unit). An empty key is a heading without a figure.
LIST_2014 = [
    ("", "一、主动公开情况", ""),
    ("disclosed", "（一）主动公开政府信息数（不同渠道和方式公开相同信息计1条）", "条"),
    ("disclosed.normative_documents", "其中：主动公开规范性文件数", "条"),
    ("normative_documents_made", "制发规范性文件总数", "件"),
    ("", "（二）通过不同渠道和方式公开政府信息的情况", ""),
    ("channel.gazette", "1.政府公报公开政府信息数", "条"),
    ("channel.website", "2.政府网站公开政府信息数", "条"),
    ("channel.microblog", "3.政务微博公开政府信息数", "条"),
    ("channel.wechat", "4.政务微信公开政府信息数", "条"),
    ("channel.other", "5.其他方式公开政府信息数", "条"),
    ("", "二、回应解读情况", ""),
    ("response.events", "（一）回应公众关注热点或重大舆情数（不同方式回应同一热点或舆情计1次）", "次"),
    ("", "（二）通过不同渠道和方式回应解读的情况", ""),
    ("response.press_conferences", "1.参加或举办新闻发布会总次数", "次"),
    ("response.press_conferences.principal", "其中：主要负责同志参加新闻发布会次数", "次"),
    ("response.interviews", "2.政府网站在线访谈次数", "次"),
    ("response.interviews.principal", "其中：主要负责同志参加政府网站在线访谈次数", "次"),
    ("response.articles", "3.政策解读稿件发布数", "篇"),
    ("response.social_media", "4.微博微信回应事件数", "次"),
    ("response.other", "5.其他方式回应事件数", "次"),
    ("", "三、依申请公开情况", ""),
    ("received", "（一）收到申请数", "件"),
    ("received.in_person", "1.当面申请数", "件"),
    ("received.fax", "2.传真申请数", "件"),
    ("received.online", "3.网络申请数", "件"),
    ("received.letter", "4.信函申请数", "件"),
    ("concluded", "（二）申请办结数", "件"),
    ("concluded.on_time", "1.按时办结数", "件"),
    ("concluded.extended", "2.延期办结数", "件"),
    ("replied", "（三）申请答复数", "件"),
    ("replied.already_public", "1.属于已主动公开范围数", "件"),
    ("replied.granted", "2.同意公开答复数", "件"),
    ("replied.partial", "3.同意部分公开答复数", "件"),
    ("replied.refused", "4.不同意公开答复数", "件"),
    ("replied.refused.state_secret", "其中：涉及国家秘密", "件"),
    ("replied.refused.trade_secret", "涉及商业秘密", "件"),
    ("replied.refused.privacy", "涉及个人隐私", "件"),
    ("replied.refused.security_stability", "危及国家安全、公共安全、经济安全和社会稳定", "件"),
    ("replied.refused.not_government_information", "不是《条例》所指政府信息", "件"),
    ("replied.refused.other_law", "法律法规规定的其他情形", "件"),
    ("replied.not_this_agency", "5.不属于本行政机关公开数", "件"),
    ("replied.not_existing", "6.申请信息不存在数", "件"),
    ("replied.needs_correction", "7.告知作出更改补充数", "件"),
    ("replied.other_channel", "8.告知通过其他途径办理数", "件"),
    ("review", "四、行政复议数量", "件"),
    ("review.upheld", "（一）维持具体行政行为数", "件"),
    ("review.corrected", "（二）被依法纠错数", "件"),
    ("review.other", "（三）其他情形数", "件"),
    ("litigation", "五、行政诉讼数量", "件"),
    ("litigation.upheld", "（一）维持具体行政行为或者驳回原告诉讼请求数", "件"),
    ("litigation.corrected", "（二）被依法纠错数", "件"),
    ("litigation.other", "（三）其他情形数", "件"),
    ("complaints", "六、举报投诉数量", "件"),
    ("fees_charged", "七、依申请公开信息收取的费用", "万元"),
    ("", "八、机构建设和保障经费情况", ""),
    ("staff.offices", "（一）政府信息公开工作专门机构数", "个"),
    ("staff.reading_points", "（二）设置政府信息公开查阅点数", "个"),
    ("staff.people", "（三）从事政府信息公开工作人员数", "人"),
    ("staff.people.full_time", "1.专职人员数（不包括政府公报及政府网站工作人员数）", "人"),
    ("staff.people.part_time", "2.兼职人员数", "人"),
    ("staff.budget", "（四）政府信息公开专项经费（不包括用于政府公报编辑管理及政府网站建设维护等方面的经费）", "万元"),
    ("", "九、政府信息公开会议和培训情况", ""),
    ("training.meetings", "（一）召开政府信息公开工作会议或专题会议数", "次"),
    ("training.courses", "（二）举办各类培训班数", "次"),
    ("training.people", "（三）接受培训人员数", "人次"),
]

# 2014 sums: total = parts (each printed list repeats them by its numbering).
SUMS_2014 = {
    "received": ["received.in_person", "received.fax", "received.online", "received.letter"],
    "concluded": ["concluded.on_time", "concluded.extended"],
    "replied.refused": [
        "replied.refused." + k
        for k in (
            "state_secret",
            "trade_secret",
            "privacy",
            "security_stability",
            "not_government_information",
            "other_law",
        )
    ],
    "replied": [
        "replied." + k
        for k in (
            "already_public",
            "granted",
            "partial",
            "refused",
            "not_this_agency",
            "not_existing",
            "needs_correction",
            "other_channel",
        )
    ],
    "review": ["review.upheld", "review.corrected", "review.other"],
    "litigation": ["litigation.upheld", "litigation.corrected", "litigation.other"],
    "staff.people": ["staff.people.full_time", "staff.people.part_time"],
}

# fujian, in the two fashions seen (to 2013, from 2014): (key, label, unit as printed, unit of the contract)
FUJIAN_OLD = [
    ("disclosed", "主动公开信息数", "条", "条"),
    ("channel.website", "其中：1.网站公开", "条", "条"),
    ("channel.gazette", "2.政府公报公开", "条", "条"),
    ("received", "受理依申请公开信息总数", "条", "条"),
    ("received.in_person", "其中：1.当面申请数", "条", "条"),
    ("received.fax", "2.传真申请数", "条", "条"),
    ("received.email", "3.电子邮件申请数", "条", "条"),
    ("received.online", "4.网上申请数", "条", "条"),
    ("received.letter", "5.信函申请数", "条", "条"),
    ("received.other", "6.其它形式申请数", "条", "条"),
    ("replied", "对申请的答复数", "条", "条"),
    ("replied.granted", "其中：1.同意公开答复数", "条", "条"),
    ("replied.partial", "2.同意部分公开答复数", "条", "条"),
    ("replied.refused", "3.否决公开答复数", "条", "条"),
    ("review", "行政复议数", "条", "件"),
    ("litigation", "行政诉讼数", "条", "件"),
    ("appeals", "行政申诉数", "条", "件"),
]
FUJIAN_NEW = [
    ("disclosed", "主动公开文件数", "条", "条"),
    ("channel.website", "其中：1、政府网站公开数", "条", "条"),
    ("channel.gazette", "2、政府公报公开数", "条", "条"),
    ("received", "受理依申请公开信息总数", "条", "条"),
    ("received.in_person", "其中：1、当面申请数", "条", "条"),
    ("received.online", "2、网上申请数", "条", "条"),
    ("received.letter_fax", "3、信函、传真申请数", "条", "条"),
    ("replied", "对申请的答复总数", "条", "条"),
    ("replied.granted", "其中：1、同意公开答复数", "条", "条"),
    ("replied.partial", "2、同意部分公开答复数", "条", "条"),
    ("replied.refused", "3、不予公开答复数", "条", "条"),
    ("replied.other", "4、其他类型答复数", "条", "条"),
    ("fees_waived", "政府信息公开收费减免金额", "元", "元"),
    ("complaints", "接受行政诉讼、举报数", "件", "件"),
    ("review", "行政复议数", "件", "件"),
    ("litigation", "行政诉讼数", "件", "件"),
]

# proactive: blocks of (article item, [(column key, label)], [(row key, label)])
PROACTIVE_2019 = [
    (
        "第二十条第（一）项",
        [("made", "本年新制作数量"), ("disclosed", "本年新公开数量"), ("public_total", "对外公开总数量")],
        [("rules", "规章"), ("normative_documents", "规范性文件")],
    ),
    (
        "第二十条第（五）项",
        [("items_last_year", "上一年项目数量"), ("change", "本年增/减"), ("decisions", "处理决定数量")],
        [("licensing", "行政许可"), ("other_services", "其他对外管理服务事项")],
    ),
    (
        "第二十条第（六）项",
        [("items_last_year", "上一年项目数量"), ("change", "本年增/减"), ("decisions", "处理决定数量")],
        [("penalties", "行政处罚"), ("coercion", "行政强制")],
    ),
    (
        "第二十条第（八）项",
        [("items_last_year", "上一年项目数量"), ("change", "本年增/减")],
        [("fees", "行政事业性收费")],
    ),
    ("第二十条第（九）项", [("items", "采购项目数量"), ("amount", "采购总金额")], [("procurement", "政府集中采购")]),
]
PROACTIVE_2021 = [
    (
        "第二十条第（一）项",
        [("issued", "本年制发件数"), ("repealed", "本年废止件数"), ("in_force", "现行有效件数")],
        [("rules", "规章"), ("normative_documents", "行政规范性文件")],
    ),
    ("第二十条第（五）项", [("decisions", "本年处理决定数量")], [("licensing", "行政许可")]),
    ("第二十条第（六）项", [("decisions", "本年处理决定数量")], [("penalties", "行政处罚"), ("coercion", "行政强制")]),
    ("第二十条第（八）项", [("amount", "本年收费金额（单位：万元）")], [("fees", "行政事业性收费")]),
]
PROACTIVE = {"2019": PROACTIVE_2019, "2021": PROACTIVE_2021}

APPLICANTS = [
    ("natural_person", "自然人"),
    ("business", "商业企业"),
    ("research", "科研机构"),
    ("public_interest", "社会公益组织"),
    ("legal_service", "法律服务机构"),
    ("other_organisation", "其他"),
    ("total", "总计"),
]
CORNER = "（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）"
GROUP_RESULTS = ("results", "三、本年度办理结果")
# applications: (key, group label or "", label); the group stands in a second column, the label in the third
RESULTS = [
    ("granted", "", "（一）予以公开"),
    ("partial", "", "（二）部分公开（区分处理的，只计这一情形，不计其他情形）"),
    ("refused.state_secret", "（三）不予公开", "1.属于国家秘密"),
    ("refused.law_prohibits", "（三）不予公开", "2.其他法律行政法规禁止公开"),
    ("refused.security_stability", "（三）不予公开", "3.危及“三安全一稳定”"),
    ("refused.third_party", "（三）不予公开", "4.保护第三方合法权益"),
    ("refused.internal_affairs", "（三）不予公开", "5.属于三类内部事务信息"),
    ("refused.process_information", "（三）不予公开", "6.属于四类过程性信息"),
    ("refused.enforcement_file", "（三）不予公开", "7.属于行政执法案卷"),
    ("refused.administrative_query", "（三）不予公开", "8.属于行政查询事项"),
    ("unavailable.not_held", "（四）无法提供", "1.本机关不掌握相关政府信息"),
    ("unavailable.needs_creation", "（四）无法提供", "2.没有现成信息需要另行制作"),
    ("unavailable.unclear", "（四）无法提供", "3.补正后申请内容仍不明确"),
    ("not_processed.petition", "（五）不予处理", "1.信访举报投诉类申请"),
    ("not_processed.repeat", "（五）不予处理", "2.重复申请"),
    ("not_processed.publication", "（五）不予处理", "3.要求提供公开出版物"),
    ("not_processed.excessive", "（五）不予处理", "4.无正当理由大量反复申请"),
    ("not_processed.confirmation", "（五）不予处理", "5.要求行政机关确认或重新出具已获取信息"),
]
OTHER_2019 = [("other", "", "（六）其他处理")]
OTHER_2021 = [
    ("other.not_corrected", "（六）其他处理", "1.申请人无正当理由逾期不补正、行政机关不再处理其政府信息公开申请"),
    ("other.not_paid", "（六）其他处理", "2.申请人逾期未按收费通知要求缴纳费用、行政机关不再处理其政府信息公开申请"),
    ("other.other", "（六）其他处理", "3.其他"),
]
OTHER = {"2019": OTHER_2019, "2021": OTHER_2021}
NEW = ("new", "一、本年新收政府信息公开申请数量")
CARRIED_IN = ("carried_in", "二、上年结转政府信息公开申请数量")
TOTAL = ("total", "（七）总计")
CARRIED_OUT = ("carried_out", "四、结转下年度继续办理")

OUTCOMES = [
    ("upheld", "结果维持"),
    ("corrected", "结果纠正"),
    ("other", "其他结果"),
    ("pending", "尚未审结"),
    ("total", "总计"),
]
PROCEDURES = [
    ("review", "行政复议"),
    ("litigation_direct", "未经复议直接起诉"),
    ("litigation_after_review", "复议后起诉"),
]


def result_rows(form: str) -> list[tuple[str, str, str]]:
    """Every result line of the applications table, in order, without the total."""
    return RESULTS + OTHER[form]


def unit_of(form: str, table: str, row: str, column: str) -> str:
    """Unit in which the tidy rows keep a cell."""
    if form == "2014":
        return next(unit for key, _, unit in LIST_2014 if key == row)
    if form == "fujian":
        return next(unit for key, _, _, unit in FUJIAN_OLD + FUJIAN_NEW if key == row)
    if table != "proactive":
        return "件"
    if column == "amount":
        return "元" if form == "2019" else "万元"
    return "项" if column in ("items_last_year", "change", "items") else "件"
