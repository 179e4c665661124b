"""What consumers, layers and servers cost."""

from workshop.base.steps import ROOT

DATA = ROOT / "docs" / "measured" / "data.json"
