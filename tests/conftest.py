"""Fixtures that every test may use."""

from pathlib import Path

import pytest

# Files that take longest, and begin first: the last file of a run has one process, and the others nothing to do.
_LONG = (
    "test_serve_door", "test_every_format", "test_pictures", "test_warehouse_release", "test_warehouse_check",
    "test_crawl_nights", "test_due", "test_ledger", "test_hostile", "test_crawl_raw", "test_crawl_families",
    "test_warehouse_load", "test_warehouse_panel", "test_crawl_hostile", "test_heads", "test_word",
)  # fmt: skip
_SHARED = Path(__file__).resolve().parents[2] / "shared"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Long files first, the others as they were. pytest-xdist keeps the order with --no-loadscope-reorder."""
    place = {name: number for number, name in enumerate(_LONG)}
    items.sort(key=lambda item: place.get(item.path.stem, len(place)))


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real reports beside the checkout, where there is one."""
    if not (_SHARED / "corpus").is_dir():
        pytest.skip("no folder of real reports (../shared) beside this checkout")
    return _SHARED
