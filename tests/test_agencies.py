"""The register of reporting bodies is whole: keys meet, names mean one body each, two bodies in one place stay two."""

import csv
import re
from pathlib import Path

import pytest

from spiders.portals import load_portals

_FOLDER = Path(__file__).resolve().parents[1] / "data/agencies"


def _rows(name: str) -> list[dict[str, str]]:
    with (_FOLDER / name).open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    assert rows and all(None not in row and None not in row.values() for row in rows), f"{name}: ragged lines"
    return rows


def _resolve(name: str, year: int) -> set[str]:
    """The bodies that a printed name means in one report year."""
    return {
        row["agency_id"]
        for row in _rows("names.csv") + _rows("agencies.csv")
        if row["name_zh"] == name and int(row["first_year"] or 0) <= year <= int(row["last_year"] or 9999)
    }


def test_keys_are_unique_and_meet() -> None:
    agencies = {row["agency_id"]: row for row in _rows("agencies.csv")}
    assert len(agencies) == len(_rows("agencies.csv"))
    kinds = {row["kind"] for row in _rows("kinds.csv")}
    assert len(kinds) == len(_rows("kinds.csv"))
    assert {row["kind"] for row in agencies.values()} <= kinds
    for key in ("parent_id", "successor_id"):
        assert {row[key] for row in agencies.values()} - {""} <= agencies.keys()
    assert {row["agency_id"] for row in _rows("names.csv")} <= agencies.keys()
    assert {row["level"] for row in agencies.values()} <= {"nation", "province", "city", "county", "township"}
    assert all(re.fullmatch(r"\d{6}", row["division_code"]) for row in agencies.values())
    assert all(key.startswith(row["division_code"] + "-") for key, row in agencies.items())


def test_no_name_means_two_bodies() -> None:
    for row in _rows("names.csv") + _rows("agencies.csv"):
        for year in range(2008, 2026):
            assert len(_resolve(row["name_zh"], year)) <= 1, (row["name_zh"], year)


def test_a_body_s_kind_is_the_one_its_name_says() -> None:
    words = {word: row["kind"] for row in _rows("kinds.csv") for word in row["words"].split("|")}
    for agency in _rows("agencies.csv"):
        met = [word for word in words if word in agency["name_zh"].removeprefix("平潭综合实验区")]
        assert words[max(met, key=len)] == agency["kind"], agency["name_zh"]


@pytest.mark.parametrize(
    "name", ["平潭综合实验区", "平潭综合实验区管委会", "平潭综合实验区管理委员会", "平潭综合实验区党工委管委会"]
)
def test_the_zone_is_one_body_under_its_names_and_the_county_another(name: str) -> None:
    assert _resolve(name, 2013) == {"350128-zone"}
    assert _resolve("平潭县人民政府", 2013) == {"350128-government"}


def test_a_short_name_is_given_only_where_it_can_mean_one_body() -> None:
    assert _resolve("财金局", 2016) == _resolve("平潭综合实验区财政金融局", 2016) == {"350128-zone-finance"}
    assert _resolve("财金局", 2017) == set()
    assert _resolve("公安局", 2009) == set()


def test_agencies_that_portal_files_name_are_registered() -> None:
    for portal in load_portals(_FOLDER.parent / "portals"):
        if portal.portal == "pingtan":
            assert all(len(_resolve(name, 2020)) == 1 for name in portal.agencies.values())
            return
    pytest.fail("no portal file of the zone")


def test_every_agency_of_the_real_reports_is_registered(shared: Path) -> None:
    with (shared / "corpus/expected.csv").open(encoding="utf-8", newline="") as lines:
        printed = {(row["agency"], int(row["report_year"])) for row in csv.DictReader(lines)}
    assert len(printed) >= 9
    assert {name for name, year in printed if len(_resolve(name, year)) != 1} == set()
