"""Where a system keeps its lists and articles, and under which address a row's link is asked for."""

from __future__ import annotations

import hashlib
from urllib.parse import quote

from .model import Column, Portal, Report

ENTRY = "/zwgk/zfxxgk/nbpt/index.html"


def hexed(*parts: object) -> str:
    return hashlib.md5("/".join(map(str, parts)).encode()).hexdigest()


def uuid(*parts: object) -> str:
    text = hexed(*parts)
    return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"


def organ(portal: Portal, column: Column) -> str:
    """The organ's, department's or area's code in systems that have one."""
    if portal.system == "hanweb_xxgk":
        return f"11{portal.division}{column.key}0043"
    if portal.system in ("ucap", "epoint"):
        return f"11{portal.division}MB0{column.key}"
    return column.key


def list_path(portal: Portal, column: Column) -> str:
    """The first page of a column, as links have it."""
    key = column.key
    if portal.layout == "flat":
        trs = "/zwgk/zfxxgk/zfxxgknb/"
    elif portal.layout == "years":
        trs = f"/zwgk/zfxxgk/zfxxgknb/{key}/"
    else:
        trs = f"/zwgk/zfxxgk/zfxxgknb/n{key}/"
    return {
        "trs": trs,
        "nfcms": f"/zwgk/xxgknb/{key}/",
        "php": f"/xxgk-list-{key}.html",
        "numeric": f"/zfxxgk/zfxxgknb/{key}/1.html",
        "shanghai": f"/nw{key}/index.html",
        "hebei": f"/columns/{uuid(portal.name, key)}/index.html",
        "vsb": f"/zfxxgk/nb{key}.htm",
        "hanweb_jpage": f"/col/col{key}/index.html",
        "hanweb_jpaas": f"/col/col{key}/index.html",
        "hanweb_xxgk": f"/module/xxgk/xxgkAnnualReport.jsp?area={organ(portal, column)}",
        "gkmlpt": f"/n{key}/gkmlpt/index" if portal.layout == "agencies" else f"/gkmlpt/index#{key}",
        "lonsun": f"/public/column/{key}?type=3&action=list",
        "openness": f"/OpennessContent/showList/{key}/32873/page_1.html",
        "ucap": f"/{portal.name}/c{key}/zfxxgk_list.shtml",
        "epoint": f"/zwgk/govInfoPub.html?deptcode={organ(portal, column)}&categorynum=00{key}",
        "truecms": f"/{portal.name}/zfxxgknb/{key}/list.html",
    }[portal.system]


def article_path(portal: Portal, column: Column, report: Report, number: int) -> str:
    """The path under which an article stands; its number is in it."""
    y, m, d = report.date.split("-")
    return {
        "trs": f"{list_path(portal, column)}{y}{m}/t{y}{m}{d}_{number}.html",
        "nfcms": f"{list_path(portal, column)}content/post_{number}.html",
        "php": f"/xxgk-show-{number}.html",
        "numeric": f"/zfxxgk/zfxxgknb/{column.key}/19069850{number:08d}.html",
        "shanghai": f"/nw{column.key}/{y}{m}{d}/{hexed(number)}.html",
        "hebei": f"/columns/{uuid(portal.name, column.key)}/{y}{m}/{d}/{uuid(number)}.html",
        "vsb": f"/info/{column.key}/{number}.htm",
        "hanweb_jpage": f"/art/{y}/{int(m)}/{int(d)}/art_{column.key}_{number}.html",
        "hanweb_jpaas": f"/art/{y}/art_{hexed(number)}.html",
        "hanweb_xxgk": f"/module/xxgk/xxgkAnnualReport.jsp?fbtime={report.year}&area={organ(portal, column)}",
        "gkmlpt": f"/gkmlpt/content/{number // 10**6}/{number // 1000}/post_{number}.html",
        "lonsun": f"/public/{column.key}/{number}.html",
        "openness": f"/OpennessContent/show/{number}.html",
        "ucap": f"/{portal.name}/c{column.key}/{y}{m}/{hexed(number)}.shtml",
        "epoint": f"/zwgk/{column.key}/{y}{m}{d}/{uuid(number)}.html",
        "truecms": f"/{portal.name}/{y}{m}{d}/{number}.html",
    }[portal.system]


def shown_path(portal: Portal, column: Column, report: Report, number: int) -> str:
    """The path and query that a row's link leads to, as a browser would ask for it."""
    if report.article == "direct_pdf":
        return file_path(report, number)
    if portal.row == "form":
        return f"/zfxxgk/show.do?id={number}"
    if portal.row == "encoded_query":
        return f"/zfxxgk/show.do?title={quote('政府信息公开年报')}&id={number}"
    if portal.row == "gbk_query":
        return f"/zfxxgk/show.jsp?lm={quote('年报'.encode('gb18030'))}&id={number}"
    return article_path(portal, column, report, number)


def file_path(report: Report, number: int) -> str:
    """Where a report's file, picture or framed page stands."""
    return {
        "docx_script": f"/system/download.jsp?fileid={number}",
        "unnamed_file": f"/group6/file/{number}",
        "pictures": f"/upload/pic/{number}.png",
        "iframe": f"/upload/frame/{number}.html",
    }.get(report.article, f"/attachment/0/{number}.pdf")
