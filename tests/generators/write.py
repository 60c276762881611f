"""python -m tests.generators.write DIR --count N --seed S [--medium html --form 2019 --shape word_paste …]

Writes the documents, truth.csv (columns of the tidy rows) and kinds.csv (what each document is).
"""

from __future__ import annotations

import argparse
import csv
import json
from collections.abc import Iterable
from pathlib import Path

from .documents import FORMS, MEDIA, RARE_MEDIA, SLOW_MEDIA, every_shape, make
from .model import Document

TRUTH = ["document", "agency", "report_year", "form", "table", "row", "column", "value", "unit", "state", "raw"]
KINDS = [
    "document",
    "seed",
    "kind",
    "form",
    "medium",
    "shapes",
    "media_type",
    "agency",
    "report_year",
    "expected",
    "notes",
]


def kind_row(document: Document) -> dict[str, str]:
    """What a document is, in the columns of kinds.csv."""
    return {
        "document": document.name,
        "seed": str(document.seed),
        "kind": document.kind,
        "form": document.form,
        "medium": document.medium,
        "shapes": " ".join(document.shapes),
        "media_type": document.media_type,
        "agency": document.agency,
        "report_year": str(document.report_year or ""),
        "expected": json.dumps(document.expected, ensure_ascii=False),
        "notes": document.notes,
    }


def write(folder: Path, documents: Iterable[Document]) -> int:
    """Write documents into folder/docs with truth.csv and kinds.csv beside it; returns how many."""
    (folder / "docs").mkdir(parents=True, exist_ok=True)
    count = 0
    with (
        (folder / "truth.csv").open("w", encoding="utf-8", newline="") as truth_file,
        (folder / "kinds.csv").open("w", encoding="utf-8", newline="") as kinds_file,
    ):
        truth, kinds = csv.DictWriter(truth_file, TRUTH), csv.DictWriter(kinds_file, KINDS)
        truth.writeheader()
        kinds.writeheader()
        for document in documents:
            (folder / "docs" / document.name).write_bytes(document.body)
            truth.writerows({"document": document.name, **row} for row in document.truth)
            kinds.writerow(kind_row(document))
            count += 1
    return count


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--count", type=int, default=100)
    parser.add_argument("--seed", type=int, default=0, help="seed of the first document; the others follow it")
    parser.add_argument("--medium", choices=MEDIA + RARE_MEDIA + SLOW_MEDIA)
    parser.add_argument("--form", choices=FORMS)
    parser.add_argument("--shape", action="append", help="exactly these shapes (may be given several times)")
    parser.add_argument("--every", action="store_true", help="instead one document a medium, form and shape alone")
    o = parser.parse_args()
    one_by_one = (make(o.seed + i, o.form, o.medium, o.shape) for i in range(o.count))
    documents = every_shape(o.seed) if o.every else one_by_one
    print(f"{write(o.folder, documents)} documents in {o.folder}")


if __name__ == "__main__":
    main()
