"""What a page sees of the end of a connection: in the lab the same as from a real server."""

import pytest

from workshop.serve.server import Server

# Does what it is told, so that each way in which a connection can end can be had.
CONSUMERS = """from channels.generic.websocket import WebsocketConsumer


class EchoConsumer(WebsocketConsumer):
    def connect(self):
        wish = self.scope['query_string'].decode()
        if wish == 'refuse':
            self.close()
            return
        if wish == 'fail':
            raise RuntimeError('no')
        self.accept()
        if wish == 'later':
            self.close(code=4401)

    def receive(self, text_data=None, bytes_data=None):
        if text_data.startswith('close'):
            self.close(code=int(text_data.split()[1]))
        elif text_data == 'raise':
            raise KeyError('no')
        else:
            self.send(text_data=text_data)
"""
# Each: the query, what the page does when the socket is open.
WAYS = {
    "the page closes": ("", "socket.close()"),
    "the page closes with a code": ("", "socket.close(3001, 'enough')"),
    "the server closes": ("", "socket.send('close 1000')"),
    "the server closes with a code": ("", "socket.send('close 4000')"),
    "a code that is not allowed": ("", "socket.send('close 1013')"),
    "an error in receive": ("", "socket.send('raise')"),
    "too long": ("", "socket.send('x'.repeat(2 ** 20 + 1))"),
    "accepted, then told to go": ("?later", ""),
    "refused": ("?refuse", ""),
    "an error in connect": ("?fail", ""),
    "no such address": ("nothing/", ""),
    "closed before it opens": ("", None),
}
SEE = """async ([query, act]) => {
    const seen = [];
    const address = document.baseURI.replace(/^http/, 'ws').replace('/chat/', '/ws/echo/');
    const socket = new WebSocket(address + query);
    await new Promise((done) => {
        for (const kind of ['open', 'error', 'close']) {
            socket.addEventListener(kind, (event) => {
                seen.push(kind === 'close' ? `close ${event.code} ${event.wasClean}` : kind);
                seen.push(`state ${socket.readyState}`);
                if (kind === 'close') done();
                if (kind === 'open' && act) (0, eval)(`(socket) => { ${act} }`)(socket);
            });
        }
        if (act === null) socket.close();
        // An end that never comes is something seen, too.
        setTimeout(() => { seen.push('no end within a minute'); done(); }, 60000);
    });
    return seen;
}"""


@pytest.fixture
def files(lesson):
    return lesson.files("2.4") | {"chat/consumers.py": CONSUMERS}


@pytest.mark.all
def test_the_page_sees_the_same_ends(lab, browser, lesson, files, tmp_path):
    project = tmp_path / "project"
    for path, text in files.items():
        (project / path).parent.mkdir(parents=True, exist_ok=True)
        (project / path).write_text(text, encoding="utf-8", newline="\n")
    (project / "db.sqlite3").write_bytes(lesson.database)
    with Server(project) as server:
        page = browser.new_page()
        page.goto(server.url("/chat/"))
        real = {way: page.evaluate(SEE, list(asked)) for way, asked in WAYS.items()}
        page.close()

    opened = lab("2.4")
    opened.write("chat/consumers.py", CONSUMERS)
    assert opened.run()
    opened.load()
    here = {way: opened.frame("You").evaluate(SEE, list(asked)) for way, asked in WAYS.items()}

    assert here == real


# A page that tries again after a loss does this when it is left at that moment.
OPENS_WHILE_LEFT = """() => {
    const address = document.baseURI.replace(/^http/, 'ws').replace('/chat/', '/ws/echo/');
    window.left = true;
    $ocation.reload();
    for (let n = 0; n < 3; n++) new WebSocket(address);
}"""


@pytest.mark.all
def test_a_socket_that_a_page_opens_while_it_is_left_ends_with_it(lab, files):
    opened = lab("2.4")
    opened.write("chat/consumers.py", CONSUMERS)
    assert opened.run()
    opened.load()
    opened.frame("You").evaluate(OPENS_WHILE_LEFT)
    opened.frame("You").wait_for_function("() => !window.left")
    opened.connected("You")

    asked = WAYS["the page closes with a code"]
    seen = [opened.frame("You").evaluate(SEE, list(asked)) for _ in range(4)]

    assert seen == [["open", "state 1", "close 1000 true", "state 3"]] * 4
