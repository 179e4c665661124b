"""Where the three steps are, where the workshop keeps what it makes, and the lesson's port."""

from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
STEPS = {
    1: ROOT / "step1_http",
    2: ROOT / "step2_websocket",
    3: ROOT / "step3_channel_layer",
}
DATA = ROOT / ".workshop"
# runserver's own, which the pages print in every address.
PORT = 8000
