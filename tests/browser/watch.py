"""What goes wrong in a browser's pages without anybody looking at the console."""

# Django's login page names no icon, so that Chromium may ask for one that is not there.
NO_ICON = "/favicon.ico)"


class Watch:
    """Collects the troubles of all pages of a context: errors, failed and foreign requests.

    ``allowed`` holds parts of the troubles that the test makes on purpose.
    """

    def __init__(self, context, ports):
        self.found = []
        self.allowed = []
        self.ports = ports
        context.on("console", self._console)
        context.on("weberror", lambda error: self.found.append(f"error {error.error}"))
        context.on("request", self._request)
        context.on("requestfailed", self._failed)
        context.on("response", self._response)
        context.on("page", lambda page: page.on("websocket", self._websocket))

    def _console(self, message):
        if message.type in ("error", "warning"):
            self.found.append(f"console {message.text} ({message.location['url']})")

    def _request(self, request):
        if request.url.startswith(("http:", "https:")) and not self._ours(request.url):
            self.found.append(f"foreign {request.url}")

    def _websocket(self, websocket):
        if not self._ours(websocket.url):
            self.found.append(f"foreign {websocket.url}")

    def _ours(self, url):
        return any(f":{port}/" in url for port in self.ports)

    def _failed(self, request):
        # A page that is left gives up what it was still loading.
        if request.failure != "net::ERR_ABORTED":
            self.found.append(f"failed {request.url} {request.failure}")

    def _response(self, response):
        if response.status >= 400:
            self.found.append(f"status {response.status} {response.url}")

    def troubles(self):
        """Return what was found and is not allowed, a list of str."""
        return [text for text in self.found if not any(part in text for part in self.allowed)]
