"""The lab's scripts that need no browser, run by Node.js: names in scripts, lines, cookies."""

import json
import shutil
import subprocess

import pytest

from tests.support import needs
from workshop.lab.bundle import BROWSER

RELOCATED = {
    "location.href": "$ocation.href",
    "window.location.host + document.location": "window.$ocation.host + document.$ocation",
    "response.headers.location": "response.headers.location",
    "'location' // location": "'location' // location",
    "const location = 1; location + 1": "const location = 1; location + 1",
    "location = '/next/'": "$ocation = '/next/'",
    "`${location.origin}/x`": "`${$ocation.origin}/x`",
}
LINES = {
    "const a = 1": "var a = 1",
    "let a = 1, b = 2;": "var a = 1, b = 2;",
    "await fetch('/')": "(async () => { return await fetch('/') })()",
    "class A {}": "var A = class A {}",
    "location.pathname": "$ocation.pathname",
    "if (true) { const a = 1; }": "if (true) { const a = 1; }",
}
COOKIES = """
import { Cookies } from "./cookies.js";
const kept = new Cookies();
const own = new URL("http://ada.localhost:8000/chat/");
kept.take("ada.localhost:8000", [["Set-Cookie", "csrftoken=t; Path=/; SameSite=Lax; Max-Age=99"]]);
kept.take("ada.localhost:8000", [["set-cookie", "sessionid=s; Path=/; HttpOnly; SameSite=Lax"]]);
kept.take("ada.localhost:8000", [["Set-Cookie", "old=1; Path=/; Max-Age=0"]]);
kept.set("ada.localhost:8000", "sessionid=forged", true);
console.log(JSON.stringify([
  kept.header(own),
  kept.header(own, own.host, { script: true }),
  kept.header(own, "foreign.example"),
  kept.header(own, "foreign.example", { navigation: true }),
  kept.header(new URL("http://grace.localhost:8000/")),
]));
"""


@pytest.fixture(scope="module")
def node():
    if shutil.which("node") is None:
        needs.missing("There is no node on this machine's PATH: install Node.js.")
    if not (BROWSER / "node_modules").is_dir():
        needs.missing("The lab's scripts are not installed: python -m workshop docs does that.")

    def node(script):
        command = [shutil.which("node"), "--input-type=module", "--eval", script]
        done = subprocess.run(command, cwd=BROWSER, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    return node


@pytest.mark.parametrize(
    ("function", "pairs"), [("relocate", RELOCATED), ("forConsole", LINES)], ids=["names", "lines"]
)
def test_a_script_becomes(node, function, pairs):
    script = f'import {{ {function} }} from "./relocate.js";'
    script += f"console.log(JSON.stringify({json.dumps(list(pairs))}.map({function})))"
    assert node(script) == list(pairs.values())


def test_cookies_go_where_a_browser_sends_them(node):
    both = "csrftoken=t; sessionid=s"
    assert node(COOKIES) == [both, "csrftoken=t", "", both, ""]


def test_the_licence_of_each_package_lies_beside_it(built_site):
    packages = json.loads((BROWSER / "package.json").read_text(encoding="utf-8"))["dependencies"]
    # One only builds, the other has a file of its own.
    bundled = set(packages) - {"esbuild", "pyodide"}
    file = built_site / "assets" / "lab" / "licences-javascript.txt"
    told = file.read_text(encoding="utf-8").splitlines()
    assert {name for name in bundled if f"{name} {packages[name]}, MIT" not in told} == set()
