"""One portal, one YAML file: which publishing system, where its lists start, whose reports they hold.

The keys are explained in docs/portals.md. Everything wrong with a file is said at once, so that one look mends it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import yaml

from data.errors import Told
from spiders.addresses import refusal, shown

# ten times faster than the loader in Python, which a night with hundreds of portals would feel
_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_FAMILIES = Path(__file__).parent / "families"
STATUSES = ("never crawled", "works", "blocked", "gone")
_REQUIRED = {"portal", "title", "division", "family", "start"}
_OPTIONAL = {"hosts", "agencies", "delay", "sweep_days", "status", "encoding", "private", "quirks"}
_START_KEYS = {"url", "agency", "column"}
# quirk → type; what each means stands in docs/portals.md
_QUIRKS: dict[str, type] = {"max_pages": int, "rows": str, "folders": bool, "first_year": int, "channel": str}
_AGENCY_SLOT = "{agency}"


class PortalError(Told):
    """A portal file that cannot be used; the message names the file and every fault in it."""


@dataclass(frozen=True)
class Start:
    """One list address; `agency` and `column` are what every row below it inherits ("" = the rows must say)."""

    url: str
    agency: str = ""
    column: str = ""


@dataclass(frozen=True)
class Portal:
    """A portal as its file describes it. `hosts` are those outside gov.cn; `delay` is in seconds, None = default."""

    portal: str
    title: str
    division: str
    family: str
    start: tuple[Start, ...]
    hosts: tuple[str, ...] = ()
    agencies: Mapping[str, str] = field(default_factory=dict)
    delay: float | None = None
    sweep_days: float | None = None
    status: str = "never crawled"
    encoding: str = ""
    private: bool = False
    quirks: Mapping[str, Any] = field(default_factory=dict)

    def allows_host(self, host: str) -> bool:
        """Reports are taken from gov.cn and from the hosts that the file names; copies elsewhere never."""
        host = host.lower()
        return host == "gov.cn" or host.endswith(".gov.cn") or host in self.hosts

    def agency_of(self, url: str) -> str:
        """The agency to whose corner of the portal an address belongs, "" where the file does not say.

        A key of `agencies` with a dot or slash is the beginning of an address without its scheme; any other is one
        segment of the path, or the name of its last file without the ending (`…/2025/qjp.pdf` → `qjp`).
        """
        parts = urlsplit(url)
        bare = f"{parts.netloc.lower()}{parts.path}"
        segments = [s for s in parts.path.split("/") if s]
        if segments:
            segments.append(segments[-1].rsplit(".", 1)[0])
        best = ""
        for key in self.agencies:
            hit = bare.startswith(key) if re.search(r"[./]", key) else key in segments
            if hit and len(key) > len(best):
                best = key
        return self.agencies.get(best, "")


def families() -> tuple[str, ...]:
    """The publishing systems that have a spider: the modules of spiders/families."""
    return tuple(sorted(p.stem for p in _FAMILIES.glob("*.py") if not p.stem.startswith("_")))


def load_portal(path: Path) -> Portal:
    """Read one portal file. Raises PortalError naming the file and all of its faults."""
    try:
        raw = yaml.load(path.read_text(encoding="utf-8"), _Loader)
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise PortalError(f"{path}: cannot be read as YAML: {error}") from error
    if not isinstance(raw, dict):
        raise PortalError(f"{path}: must be a mapping of keys to values, is {type(raw).__name__}")
    faults = list(_faults(path, raw))
    if faults:
        raise PortalError(f"{path}: " + "; ".join(faults))
    agencies = {str(k): str(v) for k, v in (raw.get("agencies") or {}).items()}
    return Portal(
        portal=raw["portal"],
        title=raw["title"],
        division=str(raw["division"]),
        family=raw["family"],
        start=tuple(_starts(raw["start"], agencies)),
        hosts=tuple(str(h).lower() for h in raw.get("hosts") or ()),
        agencies=agencies,
        delay=None if raw.get("delay") is None else float(raw["delay"]),
        sweep_days=None if raw.get("sweep_days") is None else float(raw["sweep_days"]),
        status=raw.get("status", STATUSES[0]),
        encoding=raw.get("encoding") or "",
        private=raw.get("private", False),
        quirks=dict(raw.get("quirks") or {}),
    )


def load_portals(folder: Path) -> list[Portal]:
    """All portal files of a folder by name. Raises PortalError with the faults of all of them together."""
    portals, faults = [], []
    for path in sorted(folder.glob("*.yml")):
        try:
            portals.append(load_portal(path))
        except PortalError as error:
            faults.append(str(error))
    if faults:
        raise PortalError("\n".join(faults))
    return portals


def _starts(entries: list[Any], agencies: Mapping[str, str]) -> list[Start]:
    """Start addresses; one with `{agency}` in it stands for one address a key of `agencies`."""
    starts: list[Start] = []
    for entry in entries:
        entry = {"url": entry} if isinstance(entry, str) else entry
        url, agency, column = entry["url"], entry.get("agency", ""), entry.get("column", "")
        if _AGENCY_SLOT in url:
            starts += [Start(url.replace(_AGENCY_SLOT, key), name, column) for key, name in agencies.items()]
        else:
            starts.append(Start(url, agency, column))
    return starts


def _faults(path: Path, raw: dict[Any, Any]) -> list[str]:
    faults = [f"key {key!r} is missing" for key in sorted(_REQUIRED - raw.keys())]
    faults += [f"key {key!r} is not known (see docs/portals.md)" for key in raw if key not in _REQUIRED | _OPTIONAL]
    faults += [
        f"{key} must be text, is {raw[key]!r}"
        for key in ("portal", "title", "family", "encoding")
        if raw.get(key) is not None and not isinstance(raw[key], str)
    ]
    if "portal" in raw and raw["portal"] != path.stem:
        faults.append(f"portal {raw['portal']!r} must be the file's own name, {path.stem!r}")
    if "division" in raw and not re.fullmatch(r"\d{6}|\d{9}|\d{12}", str(raw["division"])):
        faults.append(f"division {raw['division']!r} must be a code of 6, 9 or 12 digits in quotes")
    if "family" in raw and raw["family"] not in families():
        faults.append(f"family {raw['family']!r} is not one of {', '.join(families())}")
    if raw.get("status", STATUSES[0]) not in STATUSES:
        faults.append(f"status {raw['status']!r} is not one of {', '.join(STATUSES)}")
    if not isinstance(raw.get("private", False), bool):
        faults.append("private must be true or false")
    for key, unit in (("delay", "seconds"), ("sweep_days", "days")):
        value = raw.get(key)
        if value is not None and (isinstance(value, bool) or not isinstance(value, int | float) or value < 0):
            faults.append(f"{key} {value!r} must be a number of {unit}")
    hosts = raw.get("hosts") or []
    if not isinstance(hosts, list) or not all(isinstance(h, str) and "/" not in h for h in hosts):
        faults.append("hosts must be a list of host names without scheme or path")
        hosts = []
    agencies = raw.get("agencies") or {}
    if not isinstance(agencies, dict) or not all(isinstance(name, str) for name in agencies.values()):
        faults.append("agencies must map a folder or address to a name")
        agencies = {}
    faults += _start_faults(raw.get("start"), [str(h).lower() for h in hosts], agencies)
    faults += _quirk_faults(raw.get("quirks") or {})
    return faults


def _start_faults(entries: Any, hosts: list[str], agencies: dict[Any, Any]) -> list[str]:
    if entries is None:
        return []
    if not isinstance(entries, list) or not entries:
        return ["start must be a list of addresses"]
    faults = []
    for entry in entries:
        entry = {"url": entry} if isinstance(entry, str) else entry
        if not isinstance(entry, dict) or not isinstance(entry.get("url"), str):
            faults.append(f"start {entry!r} has no url")
            continue
        faults += [f"start key {key!r} is not known" for key in entry if key not in _START_KEYS]
        faults += [f"start {k} must be text, is {entry[k]!r}" for k in entry if not isinstance(entry[k], str)]
        # a key stands for the slot that an agency's own fills
        url = entry["url"].strip().replace(_AGENCY_SLOT, "x")
        if why := refusal(url):
            faults.append(f"start {shown(entry['url'])} is not an http address: {why}")
            continue
        host = urlsplit(url).hostname or ""
        if not (host == "gov.cn" or host.endswith(".gov.cn") or host in hosts):
            faults.append(f"start {entry['url']!r} is outside gov.cn and its host is not in hosts")
        if _AGENCY_SLOT in entry["url"] and not agencies:
            faults.append(f"start {entry['url']!r} has {_AGENCY_SLOT} but the file lists no agencies")
    return faults


def _quirk_faults(quirks: Any) -> list[str]:
    if not isinstance(quirks, dict):
        return ["quirks must map names to values"]
    faults = [f"quirk {key!r} is not known (see docs/portals.md)" for key in quirks if key not in _QUIRKS]
    return faults + [
        f"quirk {key} must be {kind.__name__}, is {quirks[key]!r}"
        for key, kind in _QUIRKS.items()
        if key in quirks and type(quirks[key]) is not kind
    ]
