"""A page on this machine's screen, in the browser that its user has chosen."""

import os
import sys
import threading
import webbrowser


def show(url):
    """Open the address in a browser, if this machine has a screen to show one on."""
    screen = sys.platform in {"win32", "darwin"} or any(
        name in os.environ for name in ("DISPLAY", "WAYLAND_DISPLAY", "BROWSER")
    )
    if screen:
        # Some browsers keep the caller waiting until they are closed.
        threading.Thread(target=webbrowser.open, args=(url,), daemon=True).start()
