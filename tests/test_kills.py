"""SIGKILL at random moments of every stage: the next start recovers without hands, and a reader never notices."""

from pathlib import Path

import pytest

from tests.kills.rounds import figures, play


def _all_well(state: dict, kills: int) -> None:  # type: ignore[type-arg]
    assert len(state["kills"]) >= kills, figures(state)
    for note in state["kills"]:
        assert (note["lost"], note["doubled"], note["left_over"]) == (0, 0, []), note
    for reader in state["reader"]:
        assert reader["failed"] == 0 and reader["opened"] > 0, reader


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_a_few_kills_bounded(tmp_path: Path) -> None:
    _all_well(play(tmp_path, 3, seed=6), 3)


@pytest.mark.slow
@pytest.mark.timeout(7200)
def test_a_hundred_kills(tmp_path: Path) -> None:
    _all_well(play(tmp_path, 94, seed=6), 94)
    _all_well(play(tmp_path / "prefect", 6, seed=6, with_prefect=True), 6)
