"""Fixtures that every test may use."""

from pathlib import Path

import pytest

_SHARED = Path(__file__).resolve().parents[2] / "shared"


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real reports beside the checkout, where there is one."""
    if not (_SHARED / "corpus").is_dir():
        pytest.skip("no folder of real reports (../shared) beside this checkout")
    return _SHARED
