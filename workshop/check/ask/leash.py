"""Runs a command that ends when whoever started this ends, however that comes about.

``python -I -S leash.py COMMAND...`` with a pipe as standard input: when nobody holds its other end
any longer, this process, the command and all that they have started are killed.
"""

import os
import signal
import subprocess
import sys
import threading

COMMAND = [sys.executable, "-I", "-S", os.path.abspath(__file__)]


def main():
    """Run the command; exit as it does. The process has to be the head of a group of its own."""
    child = subprocess.Popen(sys.argv[1:], stdin=subprocess.DEVNULL)

    def exit_with_it():
        code = child.wait()
        os._exit(code if code >= 0 else 128 - code)

    threading.Thread(target=exit_with_it, daemon=True).start()
    sys.stdin.buffer.read()
    if sys.platform == "win32":
        kill = ["taskkill", "/F", "/T", "/PID", str(os.getpid())]
        subprocess.run(kill, capture_output=True, check=False)
    else:
        os.killpg(0, signal.SIGKILL)


if __name__ == "__main__":
    main()
