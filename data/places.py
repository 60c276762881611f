"""Where the knowledge that ships with the project lies: beside this module, in a checkout and once installed."""

import os
from pathlib import Path

DATA = Path(__file__).resolve().parent


def form_folders() -> list[Path]:
    """Folders of forms: the shipped one, then those that NIANBAO_FORMS names (separated as in PATH)."""
    return [DATA / "forms", *own_form_folders()]


def own_form_folders() -> list[Path]:
    """The folders of forms that NIANBAO_FORMS names."""
    named = os.environ.get("NIANBAO_FORMS", "").split(os.pathsep)
    return [Path(name).expanduser().resolve() for name in named if name]
