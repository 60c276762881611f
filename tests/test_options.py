"""One option is declared once: the verb, Prefect's page and the value that is handed on have the same."""

import argparse
import inspect
from dataclasses import fields, replace
from pathlib import Path

from prefect.utilities.callables import parameter_schema
from typer.testing import CliRunner

from data.crawl_terms import CrawlTerms
from flows.backfill import backfill
from flows.backfilling.jobs import order_of
from flows.cli import app
from flows.nightly import nightly
from flows.options import BackfillOptions, NightOptions, shallow, spread


def test_the_page_offers_every_option_with_its_words() -> None:
    for flow, kind in ((nightly, NightOptions), (backfill, BackfillOptions)):
        shown = parameter_schema(flow).properties
        assert shown.keys() == {one.name for one in fields(kind)}
        assert all(entry["description"] and "\\" not in entry["description"] for entry in shown.values())
    assert parameter_schema(backfill).properties["source"]["enum"] == ["live", "warc", "cdx", "reread"]
    assert parameter_schema(backfill).properties["years"]["anyOf"][0] == {"items": {"type": "integer"}, "type": "array"}


def test_the_verbs_take_the_same_options() -> None:
    for verb, flags in (
        ("run", ("--all", "--sweep", "--delay", "--proxy", "--workers", "--home", "--portal-folder")),
        ("backfill", ("--year", "--portal", "--agency", "--dry-run", "--later", "--base", "--workers", "--home")),
    ):
        said = CliRunner().invoke(app, [verb, "--help"], env={"COLUMNS": "200"}).output
        assert [flag for flag in flags if flag not in said] == []
        assert "Args:" not in said and "--now" not in said and "--source" not in said


def test_options_are_handed_on_as_one_value() -> None:
    seen = []

    @spread(without=("now",))
    def verb(options: NightOptions, more: int = 0) -> int:
        """A verb."""
        seen.append(options)
        return more

    assert verb(portals=["a", "b"], delay=0.5, more=7) == 7
    assert seen == [NightOptions(portals=("a", "b"), delay=0.5)]
    assert list(inspect.signature(verb).parameters)[:2] == ["more", "portals"]
    assert "now" not in inspect.signature(verb).parameters
    assert NightOptions(**{**shallow(seen[0]), "portals": ("a", "b")}) == seen[0]


def test_the_same_order_has_the_same_name(tmp_path: Path) -> None:
    file = tmp_path / "a.warc"
    options = BackfillOptions(source="warc", years=(2020, 2019), files=(file,), base="https://elsewhere.example/")
    order = order_of(options)
    assert order.years == (2019, 2020) and order.files == (str(file),) and order.base == ""
    assert order.name == order_of(replace(options, years=(2019, 2020), workers=3, later=True)).name


def test_crawl_terms_come_out_of_their_arguments_as_they_went_in() -> None:
    parser = argparse.ArgumentParser()
    CrawlTerms.add_to(parser)
    every = CrawlTerms(
        proxy="http://p:1", delay=0.0, night_cap=0, answer_seconds=2.5, sweep=True, swept=("a", "b"), years=(2019,),
        agencies=("教育局",), at_once=3, portal_seconds=1.0, seconds=9.5, ledger=Path("l"), announce=Path("m"),
    )  # fmt: skip
    assert all(getattr(every, one.name) != one.default for one in fields(CrawlTerms))
    for terms in (CrawlTerms(), every):
        assert CrawlTerms.of(parser.parse_args(terms.arguments())) == terms
    assert CrawlTerms().arguments() == []
