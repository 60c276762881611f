"""Portal files for a plan, as an operator would write them: column addresses, or the page that leads to them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

from .addresses import list_path
from .model import FAMILIES, Portal
from .pages import ENTRY


def starts(portal: Portal) -> list[dict[str, str]]:
    base = f"http://{portal.host}"
    if portal.entry == "column":
        found = []
        for column in portal.columns:
            one = {"url": base + list_path(portal, column), "column": "政府信息公开年报"}
            if column.agency:
                one["agency"] = column.agency
            found.append(one)
        return found
    return [{"url": base + ("/" if portal.entry == "home" else ENTRY)}]


def content(portal: Portal) -> dict[str, Any]:
    family = "detect" if portal.detect or portal.entry == "home" else FAMILIES[portal.system]
    return {
        "portal": portal.name, "title": portal.site, "division": portal.division, "family": family,
        "hosts": [portal.host], "start": starts(portal), "delay": 0, "sweep_days": 30,
    }  # fmt: skip


def write(plan: list[Portal], folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for portal in plan:
        text = yaml.safe_dump(content(portal), allow_unicode=True, sort_keys=False)
        (folder / f"{portal.name}.yml").write_text(text, encoding="utf-8")
