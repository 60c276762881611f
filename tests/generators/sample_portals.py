"""Writes the sample portals: `python -m tests.generators.sample_portals` (from the checkout's root).

From data/sample/figures.csv come data/sample/<host>/…, data/sample/night2/<host>/… (what is new or other on the second
night), data/sample/hosts/<host>.json (how its server answers) and data/sample/truth.csv (what stands at every address).
"""

import argparse
import csv
import json
import shutil
from pathlib import Path

from tests.generators.portals.city import city
from tests.generators.portals.county import county
from tests.generators.portals.figures import load_figures
from tests.generators.portals.outsiders import blocked, copy_host
from tests.generators.portals.site import TRUTH_COLUMNS, Site
from tests.generators.portals.zone import zone

SAMPLE = Path(__file__).resolve().parents[2] / "data" / "sample"


def _write(folder: Path, files: dict[str, bytes]) -> None:
    for path, body in sorted(files.items()):
        at = folder / path.lstrip("/")
        at.parent.mkdir(parents=True, exist_ok=True)
        at.write_bytes(body)


def _write_site(output: Path, site: Site) -> None:
    _write(output / site.host, site.files)
    _write(output / "night2" / site.host, site.second_night)
    config = json.dumps(site.config, ensure_ascii=False, indent=1, sort_keys=True)
    (output / "hosts").mkdir(parents=True, exist_ok=True)
    (output / "hosts" / f"{site.host}.json").write_text(config + "\n", encoding="utf-8")


def write_portals(figures: Path, output: Path) -> None:
    known = load_figures(figures)
    sites = [zone(known), county(known), city(known), blocked(), copy_host(known)]
    for name in ("night2", "hosts", *(site.host for site in sites)):
        shutil.rmtree(output / name, ignore_errors=True)
    for site in sites:
        _write_site(output, site)
    with (output / "truth.csv").open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(TRUTH_COLUMNS)
        for site in sites:
            for truth in site.truth:
                line = {**truth.__dict__, "portal": site.portal, "report_year": truth.report_year or ""}
                writer.writerow(line[column] for column in TRUTH_COLUMNS)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--figures", type=Path, default=SAMPLE / "figures.csv")
    parser.add_argument("--output", type=Path, default=SAMPLE)
    arguments = parser.parse_args()
    write_portals(arguments.figures, arguments.output)
