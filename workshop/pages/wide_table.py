"""A table that scrolls by itself where the page is narrower."""


def table(heads, rows, measured=False):
    """Return a table: the first cell of each row is its head; cells are HTML.

    Columns of figures are aligned where they are ``measured``.
    """
    head = "".join(f'<th scope="col">{text}</th>' for text in heads)
    body = ""
    for first, *rest in rows:
        cells = "".join(f"<td>{cell}</td>" for cell in rest)
        body += f'<tr><th scope="row">{first}</th>{cells}</tr>'
    kind = "claims measured" if measured else "claims"
    html = f'<table class="{kind}"><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>'
    return f'<div class="measured-wide" tabindex="0">{html}</div>'
