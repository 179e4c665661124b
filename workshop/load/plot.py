"""A small plot as SVG: lines with their names at the end, readable in light and in dark."""

import math
from html import escape

WIDTH, HEIGHT = 720, 320
LEFT, RIGHT, TOP, BOTTOM = 64, 166, 34, 44
APART = 16
# Colours of Okabe and Ito, which people with colour blindness can tell apart; darker or lighter.
LIGHT = ("#0072b2", "#b84a00", "#00795a", "#a0387a", "#6b5900", "#4a5650")
DARK = ("#6cc1f0", "#f09a5b", "#3fcfa6", "#eba0cc", "#e0cd4f", "#b9c5bf")
DASHES = ("none", "7 4", "2 4", "12 4 2 4", "4 2", "1 3")


def _ticks(most, log, least=None):
    if log:
        low, high = math.floor(math.log10(least)), math.ceil(math.log10(most))
        return [10.0**power for power in range(low, max(high, low + 1) + 1)]
    raw = (most or 1) / 5
    size = 10 ** math.floor(math.log10(raw))
    step = next(size * factor for factor in (1, 2, 2.5, 5, 10) if size * factor >= raw)
    return [step * n for n in range(math.ceil((most or 1) / step - 1e-9) + 1)]


def _scale(ticks, log, start, end):
    low, high = ticks[0], ticks[-1]

    def place(value):
        if log:
            share = math.log(value / low) / math.log(high / low)
        else:
            share = (value - low) / (high - low)
        return round(start + share * (end - start), 1)

    return place


def lines(series, x_name, y_name, told, log=False):
    """Return the SVG of ``series``: name to list of (x, y), all numbers; ``told`` is its title.

    ``log``: both axes are logarithmic (numbers above zero). Names of axes say their unit.
    """
    points = [point for line in series.values() for point in line] or [(1, 1)]
    xs, ys = ([point[n] for point in points] for n in (0, 1))
    x_ticks, y_ticks = (_ticks(max(values), log, min(values)) for values in (xs, ys))
    x = _scale(x_ticks, log, LEFT, WIDTH - RIGHT)
    y = _scale(y_ticks, log, HEIGHT - BOTTOM, TOP)
    html = _axes(x_ticks, y_ticks, x, y, x_name, y_name)
    ends = _spread([(y(line[-1][1]), n) for n, line in enumerate(series.values()) if line])
    for n, (name, line) in enumerate(series.items()):
        if not line:
            continue
        path = "M" + "L".join(f"{x(one)} {y(other)}" for one, other in line)
        right, end = x(line[-1][0]), y(line[-1][1])
        beside = WIDTH - RIGHT + 22
        html += (
            f'<g class="s{n % len(LIGHT)}"><path class="line" d="{path}"/>'
            f'<circle cx="{right}" cy="{end}" r="3.5"/>'
            f'<path class="lead" d="M{right + 5} {end}L{beside - 4} {ends[n]}"/>'
            f'<text x="{beside}" y="{ends[n] + 4}">{escape(name)}</text></g>'
        )
    return (
        f'<svg class="plot" role="img" viewBox="0 0 {WIDTH} {HEIGHT}">'
        f"<title>{escape(told)}</title>{html}</svg>"
    )


def _spread(ends):
    """Return where each name stands: near its line's end, no two over each other."""
    places, last = {}, -math.inf
    for height, n in sorted(ends):
        last = places[n] = max(height, last + APART)
    return places


def _axes(x_ticks, y_ticks, x, y, x_name, y_name):
    html = ""
    for tick in y_ticks:
        html += f'<path class="grid" d="M{LEFT} {y(tick)}H{WIDTH - RIGHT}"/>'
        html += f'<text x="{LEFT - 8}" y="{y(tick) + 4}" text-anchor="end">{tick:,.10g}</text>'
    below = HEIGHT - BOTTOM + 20
    for tick in x_ticks:
        html += f'<text x="{x(tick)}" y="{below}" text-anchor="middle">{tick:,.10g}</text>'
    html += f'<path class="axis" d="M{LEFT} {HEIGHT - BOTTOM}H{WIDTH - RIGHT}"/>'
    middle = (LEFT + WIDTH - RIGHT) / 2
    html += f'<text x="{middle}" y="{HEIGHT - 6}" text-anchor="middle">{escape(x_name)}</text>'
    return html + f'<text x="{LEFT - 8}" y="16" text-anchor="end">{escape(y_name)}</text>'


def standalone(svg):
    """Return a drawn plot as the text of a file of its own, which follows the reader's scheme.

    Its title, which a page says in a caption, is written above it.
    """
    light = "".join(f".s{n} {{ --c: {colour} }} " for n, colour in enumerate(LIGHT))
    dark = "".join(f".s{n} {{ --c: {colour} }} " for n, colour in enumerate(DARK))
    dashes = "".join(f".s{n} .line {{ stroke-dasharray: {d} }} " for n, d in enumerate(DASHES))
    rules = f"""
svg {{ background: #ffffff; font: 13px system-ui, sans-serif; }}
text {{ fill: #1b2420; }} g text {{ fill: var(--c); }}
.grid {{ stroke: #d5dfdb; }} .axis {{ stroke: #4a5650; }}
.line {{ fill: none; stroke: var(--c); stroke-width: 2.5; }} circle {{ fill: var(--c); }}
.lead {{ stroke: var(--c); stroke-width: .75; }} .title {{ font-size: 12px; }}
{light}{dashes}
@media (prefers-color-scheme: dark) {{
svg {{ background: #121816; }} text {{ fill: #e6ece9; }} g text {{ fill: var(--c); }}
.grid {{ stroke: #35423c; }} .axis {{ stroke: #b9c5bf; }}
{dark}
}}
"""
    head = '<svg xmlns="http://www.w3.org/2000/svg" '
    told = svg.partition("<title>")[2].partition("</title>")[0]
    more = f'<style>{rules}</style><text class="title" x="{LEFT}" y="16">{told}</text>'
    body = svg.removeprefix("<svg ").replace("</title>", f"</title>{more}", 1)
    return f'<?xml version="1.0" encoding="utf-8"?>\n{head}{body}\n'
