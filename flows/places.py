"""Where the data files that the flows read lie: in a checkout, or beside the packages once installed."""

from pathlib import Path

_ROOT = Path(__file__).resolve().parents[1]
DATA = next(p for p in (_ROOT / "nianbao_data", _ROOT / "data") if p.is_dir())
