"""The generator itself: the same seed gives the same bytes, its truth adds up, and others can parse what it makes."""

import csv
import io
from collections import Counter
from decimal import Decimal
from random import Random

import lxml.html
import pdfplumber
import pytest

from tests.generators import encodings, figures, forms, nonreports, score, write
from tests.generators.documents import FORMS, MEDIA, make

SEEDS = range(40)


@pytest.mark.parametrize("medium", MEDIA)
def test_a_seed_gives_the_same_document(medium):
    for seed in range(6):
        assert make(seed, medium=medium) == make(seed, medium=medium)
    assert make(1, medium=medium).body != make(2, medium=medium).body


def _values(document):
    return {
        (r["table"], r["row"], r["column"]): Decimal(r["value"] or 0)
        for r in document.truth
        if r["state"] != "unreadable"
    }


@pytest.mark.parametrize("form", ["2019", "2021"])
def test_applications_add_up(form):
    for seed in SEEDS:
        values = _values(make(seed, form, "text", ["dump", "zeros_blank"]))
        for applicant, _ in forms.APPLICANTS:
            n = {row: values["applications", row, applicant] for row in ("new", "carried_in", "total", "carried_out")}
            assert n["new"] + n["carried_in"] == n["total"] + n["carried_out"]
            assert n["total"] == sum(values["applications", r, applicant] for r, _, _ in forms.result_rows(form))
        for row, _, _ in forms.result_rows(form):
            assert values["applications", row, "total"] == sum(
                values["applications", row, a] for a, _ in forms.APPLICANTS[:-1]
            )


def test_the_2014_list_adds_up():
    for seed in SEEDS:
        values = _values(make(seed, "2014", "text", ["dump"]))
        for total, parts in forms.SUMS_2014.items():
            assert values["statistics", total, "count"] == sum(values["statistics", p, "count"] for p in parts)


def test_a_wrong_total_is_wrong_and_said_so():
    wrong = [make(seed, "2021", "html", ["totals_wrong"]) for seed in SEEDS]
    assert sum(("sum_broken", "applications", "", "") in d.expected for d in wrong) > len(wrong) / 2
    for document in wrong:
        values = _values(document)
        rows = [r for r, _, _ in forms.result_rows("2021")]
        broken = any(
            values["applications", "total", a] != sum(values["applications", r, a] for r in rows)
            for a, _ in forms.APPLICANTS
        ) or any(
            values["applications", r, "total"] != sum(values["applications", r, a] for a, _ in forms.APPLICANTS[:-1])
            for r in [*rows, "new", "carried_in", "total", "carried_out"]
        )
        assert broken == (("sum_broken", "applications", "", "") in document.expected)


def test_truth_has_only_printed_cells_once():
    for seed in range(150):
        document = make(seed)
        keys = Counter((r["form"], r["table"], r["row"], r["column"]) for r in document.truth)
        assert not keys or max(keys.values()) == 1
        assert bool(document.truth) == (document.kind == "report")
        for row in document.truth:
            assert (row["value"] != "") == (row["state"] == "number")
            assert (row["raw"] == "") == (row["state"] == "blank")


def test_keys_and_units_are_those_of_the_contract(shared):
    with (shared / "contract" / "cells.csv").open(encoding="utf-8") as file:
        cells = {(r["form"], r["table"], r["row"], r["column"]): r["unit"] for r in csv.DictReader(file)}
    seen = set()
    for seed in range(60):
        for form in FORMS:
            for row in make(seed, form, "text").truth:
                key = (row["form"], row["table"], row["row"], row["column"])
                assert cells[key] == row["unit"]
                seen.add(key)
    assert seen == set(cells)


def test_lxml_finds_the_printed_figures():
    for seed in SEEDS:
        document = make(seed, "2021", "html", ["utf8", "word_paste", "split_numbers", "chrome"])
        page = lxml.html.fromstring(document.body.decode("utf-8"))
        texts = Counter("".join(td.text_content().split()) for td in page.iter("td"))
        for row in document.truth:
            assert texts["".join(row["raw"].split())] > 0


def test_pdfplumber_finds_the_printed_figures():
    for seed in range(3):
        shapes = ["page_numbers", "small_pages", ["embedded_font", "repeat_header"][seed % 2]]
        document = make(seed, "2021", "pdf", shapes)
        with pdfplumber.open(io.BytesIO(document.body)) as pdf:
            assert len(pdf.pages) > 2
            cells = [
                "".join((c or "").split())
                for page in pdf.pages
                for table in page.extract_tables()
                for row in table
                for c in row
            ]
        for row in document.truth:
            assert "".join(row["raw"].split()) in cells


def test_every_encoding_decodes_to_the_title():
    for shape, (codec, _, _) in encodings.ENCODINGS.items():
        document = make(3, "2021", "html", [shape])
        assert document.agency in document.body.decode(codec)


def test_every_kind_of_non_report_is_made():
    for kind in nonreports.REASONS:
        document = nonreports.make(5, kind)
        assert document.kind == kind and not document.truth and document.body


def test_printed_forms_of_a_number_keep_its_value():
    numbers = {("fees", "amount"): Decimal("31.64"), ("licensing", "decisions"): Decimal(12345)}
    for seed in range(200):
        shown = figures.show(Random(seed), "2021", "proactive", numbers, frozenset(["units_in_cell", "thousands"]))
        fee = shown["fees", "amount"].text
        assert Decimal(fee.rstrip("万元")) == (Decimal("31.64") if fee.endswith("万元") else 316400)
        assert "".join(c for c in shown["licensing", "decisions"].text if c.isdigit()) == "12345"


def test_the_score_sees_each_defect(tmp_path, capsys, monkeypatch):
    documents = [make(1, "2021", "html", ["utf8"]), nonreports.make(2, "notice")]
    assert write.write(tmp_path, documents) == 2
    truth = score.read(tmp_path / "truth.csv")

    def run(rows, issues):
        said = ["document", "code", "severity", "table", "row", "column", "message"]
        for name, columns, lines in (("r.csv", write.TRUTH, rows), ("i.csv", said, issues)):
            with (tmp_path / name).open("w", encoding="utf-8", newline="") as file:
                writer = csv.DictWriter(file, columns)
                writer.writeheader()
                writer.writerows(lines)
        monkeypatch.setattr("sys.argv", ["score", *(str(tmp_path / p) for p in ("", "r.csv", "i.csv"))])
        return score.main(), capsys.readouterr().out

    refusal = {
        "document": documents[1].name,
        "code": "not_a_report",
        "severity": "error",
        "table": "",
        "row": "",
        "column": "",
        "message": "notice: how to write a report",
    }
    assert run(truth, [refusal])[0] == 0
    assert run(truth, [])[0] == 1
    assert "no row SILENT" in run(truth[1:], [refusal])[1]
    assert "surplus" in run([*truth, {**truth[0], "row": "invented"}], [refusal])[1]
    assert "year" in run([{**r, "report_year": "1999"} for r in truth], [refusal])[1]
    assert "from what is no report" in run([*truth, {**truth[0], "document": documents[1].name}], [refusal])[1]
