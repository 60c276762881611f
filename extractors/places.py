"""Where the knowledge that ships with the project lies."""

import os
from pathlib import Path

_ROOT = Path(__file__).resolve().parents[1]
# beside the packages in an installed wheel, in the checkout's data/ otherwise
DATA = next(p for p in (_ROOT / "nianbao_data", _ROOT / "data") if p.is_dir())


def form_folders() -> list[Path]:
    """Folders of forms: the shipped one, then those that NIANBAO_FORMS names (separated as in PATH)."""
    named = os.environ.get("NIANBAO_FORMS", "").split(os.pathsep)
    return [DATA / "forms", *(Path(name).expanduser().resolve() for name in named if name)]
