"""Where the knowledge that ships with the project lies."""

from pathlib import Path

_ROOT = Path(__file__).resolve().parents[1]
# beside the packages in an installed wheel, in the checkout's data/ otherwise
DATA = next(p for p in (_ROOT / "nianbao_data", _ROOT / "data") if p.is_dir())
