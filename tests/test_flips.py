"""Damage by chance in all that is kept (tests/flips.py) is noticed or harmless, and stops no night."""

from pathlib import Path

import pytest

from tests.flips import damages, nights, prepare
from tests.sample_home import sample_home


def test_damage_is_noticed_or_harmless(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    found = damages(prepare(tmp_path, sample_home(tmp_path_factory), played=0), 80, 11)
    noticed = sum(count for what, count in found.items() if what.endswith("noticed"))
    assert found.total() == 80 and noticed > 60


@pytest.mark.slow
@pytest.mark.timeout(1800)
def test_damage_is_noticed_or_harmless_and_stops_no_night_bounded(
    tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    kept = prepare(tmp_path, sample_home(tmp_path_factory))
    assert damages(kept, 500, 12).total() == 500
    assert nights(kept, 8, 13).total() == 8
