"""Where the three steps are."""

from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
STEPS = {
    1: ROOT / "step1_http",
    2: ROOT / "step2_websocket",
    3: ROOT / "step3_channel_layer",
}
