"""The lab's page as a person uses it, in a real browser."""

from playwright.sync_api import expect

# Generous: Python starts in the browser, perhaps on a machine that does other things too.
SECONDS = 240


class LabPage:
    """A page with the lab at a state such as ``3.5``; ``troubles`` is what went wrong unnoticed."""

    def __init__(self, context, address, state):
        self.page = context.new_page()
        self.page.set_default_timeout(SECONDS * 1000)
        self.address, self.troubles, self.requests = address, [], []
        self.page.on("pageerror", lambda error: self.troubles.append(f"error {error.message}"))
        self.page.on("request", self._request)
        self.page.on("console", self._console)
        self.page.goto(f"{address}lab.html#{state}")

    def _request(self, request):
        if request.url.startswith(("http:", "https:", "ws:", "wss:")):
            self.requests.append(request.url)
            if not request.url.startswith(self.address):
                self.troubles.append(f"foreign {request.url}")

    def _console(self, message):
        if message.type == "error":
            self.troubles.append(f"console {message.text}")

    def start(self):
        """Press Start, and return when the windows have been loaded."""
        self.page.get_by_role("button", name="Start the lab").click()
        self.wait("() => performance.getEntriesByName('lab-ready').length > 0")

    def wait(self, condition):
        """Wait for a condition in JavaScript."""
        self.page.wait_for_function(condition, timeout=SECONDS * 1000)

    def window(self, who):
        """Return the page in somebody's window, as a frame to look into."""
        return self.page.frame_locator(f'iframe[title="{who}\'s page"]')

    def frame(self, who):
        """Return the same as a Playwright ``Frame``, for scripts."""
        element = self.page.locator(f'iframe[title="{who}\'s page"]').element_handle()
        return element.content_frame()

    def connected(self, who):
        """Wait until the page in the window says so."""
        state = self.window(who).locator("#state")
        expect(state).to_have_text("Connected.", timeout=SECONDS * 1000)

    def go(self, who, address):
        """Load another address in somebody's window; return when its page is there."""
        bar = self.page.get_by_label(f"Address of {who}'s window", exact=True)
        bar.fill(address)
        bar.press("Enter")
        window = self.page.get_by_role("region", name=f"{who}'s window", exact=True)
        expect(window).not_to_have_attribute("aria-busy", "true", timeout=SECONDS * 1000)

    def say(self, who, text):
        """Type a message in the window and press Enter."""
        box = self.window(who).get_by_label("Message", exact=True)
        box.fill(text)
        box.press("Enter")

    def hears(self, who, text):
        """Wait until the window shows the text among its messages."""
        log = self.window(who).get_by_role("log")
        expect(log).to_contain_text(text, timeout=SECONDS * 1000)

    def console(self, who, line, answer):
        """Type a line into the window's console; wait for a text in it."""
        window = self.page.get_by_role("region", name=f"{who}'s window")
        if not window.locator("details").evaluate("(it) => it.open"):
            window.get_by_text("Console", exact=True).click()
        box = window.get_by_label(f"A line for the console of {who}'s window")
        box.fill(line)
        box.press("Enter")
        expect(window.get_by_role("log")).to_contain_text(answer, timeout=SECONDS * 1000)

    def command(self, words):
        """Type a command of manage.py below the terminal."""
        self.page.get_by_role("tab", name="Terminal").click()
        box = self.page.get_by_label("A command of manage.py")
        box.fill(words)
        box.press("Enter")

    def write(self, path, text):
        """Put a text in place of a file's, in the editor."""
        self.page.evaluate("(path) => lab.editor.open(path)", path)
        self.page.locator(".cm-content").focus()
        self.page.keyboard.press("ControlOrMeta+a")
        self.page.keyboard.insert_text(text)

    def text(self, path):
        """Return the text of a file as it is in the editor."""
        return self.page.evaluate("(path) => lab.editor.files[path]", path)

    def run(self):
        """Press Run; return whether the server runs then."""
        self.page.evaluate("() => performance.clearMarks()")
        self.page.get_by_role("button", name="Run", exact=True).click()
        self.wait("() => performance.getEntriesByName('lab-loaded').length > 0")
        return self.page.locator("#lab").get_attribute("data-state") == "running"

    def choose(self, name):
        """Choose an entry of the menu “Files”."""
        self.page.locator(".lab-menu > summary").click()
        self.page.get_by_role("button", name=name).click()

    def load(self):
        """Load all windows anew, and return when they are there."""
        self.page.evaluate("() => lab.windows.load()")

    def terminal(self, text):
        """Wait until the terminal shows the text; return all it shows."""
        screen = self.page.locator(".lab-screen")
        expect(screen).to_contain_text(text, timeout=SECONDS * 1000)
        return screen.text_content()

    def ask(self):
        """Ask all claims; return a dict of sentence to what was seen: yes or no, and the reason."""
        self.page.get_by_role("tab", name="What works now").click()
        self.page.get_by_role("button", name="Ask all").click()
        said = self.page.locator(".lab-claims").get_by_role("status")
        expect(said).to_contain_text("answers", timeout=SECONDS * 1000)
        rows = self.page.locator(".lab-claims tbody tr").all()
        answers = [row.locator("td").nth(1).inner_text() for row in rows]
        return dict(zip([row.locator("th").inner_text() for row in rows], answers, strict=True))
