import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests"))
for folder in ("maker_mrp", "maker_lot_trace", "maker_channel_sync", "setup"):
    sys.path.insert(0, str(ROOT / folder))
