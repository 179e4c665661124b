"""What is in a built page, read with nothing but the standard library."""

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser

# Attributes that make a browser load something at once.
LOADS = {
    "script": "src", "img": "src", "iframe": "src", "source": "src", "embed": "src",
    "audio": "src", "video": "src", "object": "data", "use": "href",
}  # fmt: skip
LOADING_RELATIONS = {"stylesheet", "icon", "preload", "prefetch", "preconnect", "dns-prefetch"}
FOREIGN = re.compile(r"^(https?:)?//", re.IGNORECASE)
IN_STYLES = re.compile(r"""(?:url\(|@import)\s*["']?((?:https?:)?//[^"')]+)""", re.IGNORECASE)


@dataclass
class Page(HTMLParser):
    """The links, loads, ids, images and text of one page."""

    html: str
    links: list = field(default_factory=list)
    loads: list = field(default_factory=list)
    ids: list = field(default_factory=list)
    images_without_alt: list = field(default_factory=list)
    text: str = ""

    def __post_init__(self):
        super().__init__()
        self._inside = []
        self.feed(self.html)

    def handle_starttag(self, tag, attributes):
        found = dict(attributes)
        if "id" in found:
            self.ids.append(found["id"])
        if tag == "a" and "href" in found:
            self.links.append(found["href"])
        if found.get(LOADS.get(tag)):
            self.loads.append(found[LOADS[tag]])
        if tag == "link" and LOADING_RELATIONS & set(found.get("rel", "").split()):
            self.loads.append(found["href"])
        self.loads += IN_STYLES.findall(found.get("style") or "")
        if tag == "img" and "alt" not in found:
            self.images_without_alt.append(found.get("src"))
        if tag in ("code", "script", "style"):
            self._inside.append(tag)

    def handle_endtag(self, tag):
        if tag in self._inside:
            self._inside.remove(tag)

    def handle_data(self, data):
        if "style" in self._inside:
            self.loads += IN_STYLES.findall(data)
        if not self._inside:
            self.text += data


def read_pages(folder):
    """Return the pages of a built site: a dict of path below ``folder`` to ``Page``."""
    return {
        file.relative_to(folder).as_posix(): Page(file.read_text(encoding="utf-8"))
        for file in sorted(folder.rglob("*.html"))
    }
