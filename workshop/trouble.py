"""The pages for when it goes wrong, made from the catalogue and from what was really seen."""

from html import escape

from workshop.check.asks import SENTENCES
from workshop.check.catalogue import SEEN, catalogue
from workshop.check.symptoms import recorded

HEADINGS = {
    "terminal": "In the terminal",
    "browser": "On the page",
    "console": "In the browser's console",
    "silence": "Nowhere: it fails silently",
}


def _change(change):
    file = escape(change["file"])
    if "create" in change:
        return f"<p>The mistake is made by a file <code>{file}</code>.</p>"
    if "rename" in change:
        return f"<p><code>{file}</code> is called <code>{escape(change['rename'])}</code>.</p>"
    if change.get("delete"):
        return f"<p><code>{file}</code> is missing.</p>"
    old, new = escape(change["old"].strip("\n")), escape(change["new"].strip("\n"))
    wrong = f"<del>{new}</del>\n" if new else ""
    return (
        f'<p class="file"><code>{file}</code></p><div class="highlight"><pre><code>'
        f"{wrong}<ins>{old}</ins></code></pre></div>"
    )


def entry(mistake, seen):
    """Return one mistake as HTML: how it looks, why, what to do, how to tell it apart."""
    rows = [f'<h3 id="{mistake.id}">{escape(mistake.title)}</h3>']
    rows.append(f"<p>{escape(mistake.why)}</p><p><strong>{escape(mistake.fix)}</strong></p>")
    rows += [_change(change) for change in mistake.changes]
    happened = f"{SENTENCES[seen['claim']]}: no. What happens: {seen['happened']}."
    rows.append(f"<p>{escape(happened)}</p>")
    if seen["error"]:
        rows.append(
            '<p class="see">The first error in the terminal</p>'
            '<div class="highlight output no-copy">'
            f"<pre><code>{escape(seen['error'])}</code></pre></div>"
        )
    else:
        rows.append("<p>The terminal shows no error.</p>")
    if mistake.apart:
        rows.append(f"<p>{escape(mistake.apart)}</p>")
    return "".join(rows)


def mistakes(where):
    """Return all mistakes that show in one place (of ``SEEN``), first a list of links to them."""
    seen = recorded()
    chosen = [mistake for mistake in catalogue().values() if mistake.seen == where]
    links = "".join(f'<li><a href="#{one.id}">{escape(one.title)}</a></li>' for one in chosen)
    return f"<ul>{links}</ul>" + "".join(entry(one, seen[one.id]) for one in chosen)


def symptoms(_name):
    """Return the index: every symptom, by the place where it shows."""
    html = ""
    for where in SEEN:
        chosen = [mistake for mistake in catalogue().values() if mistake.seen == where]
        links = "".join(
            f'<li><a href="{where}.html#{one.id}">{escape(one.title)}</a></li>' for one in chosen
        )
        html += f"<h2>{escape(HEADINGS[where])}</h2><ul>{links}</ul>"
    return html
