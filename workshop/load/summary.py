"""What a person sees of a measurement: a progress bar, one table, one plot."""

from contextlib import contextmanager
from time import perf_counter

from workshop.base.problems import from_os_error
from workshop.load import plot
from workshop.load.tally import percentile

UNKNOWN = "not known on this system"
BAR = 30
BUSY = 0.9


def milliseconds(seconds):
    """Return a time for a person: '0.21 ms', '4.1 ms', '626 ms', '5.7 s', or '-' for None."""
    if seconds is None:
        return "-"
    if seconds >= 1:
        return f"{seconds:.1f} s"
    value = seconds * 1000
    return (
        f"{value:.2f} ms" if value < 1 else f"{value:.1f} ms" if value < 10 else f"{value:.0f} ms"
    )


def described(plan):
    """Return the plan as a line: who talks, how much."""
    rooms = "one room" if plan.rooms == 1 else f"{plan.rooms} rooms"
    people = "1 person" if plan.people == 1 else f"{plan.people:,} people"
    pace = "1 message" if plan.rate == 1 else f"{plan.rate:g} messages"
    return f"{people} in {rooms}, {pace} a second each, for {plan.seconds:g} s"


def rows(result):
    """Return the table's rows, pairs of str; what did not happen and need not be said is left out.

    Sorted latencies are read once: there may be millions.
    """
    tally, plan = result.tally, result.plan
    ordered = sorted(tally.latencies)
    found = [
        ("connected", f"{result.connected:,} of {plan.people:,}"),
        *((f"  refused: {reason}", f"{count:,}") for reason, count in result.failures.items()),
        ("messages", f"{sum(tally.sent):,}"),
        ("deliveries", f"{tally.deliveries:,} of {tally.expected:,}"),
        ("lost", _counted(tally.lost, tally.expected)),
        ("out of order", f"{tally.out_of_order:,}"),
    ]
    rare = (
        ("arrived twice", tally.twice),
        ("wrong room or text", tally.strayed),
        ("answered with an error", sum(tally.refused)),
        ("connections cut", tally.closed),
    )
    found += [(title, f"{count:,}") for title, count in rare if count]
    for title, share in (("p50", 0.5), ("p95", 0.95), ("p99", 0.99), ("max", 1)):
        found.append((f"latency {title}", milliseconds(percentile(ordered, share))))
    cpu, memory = UNKNOWN, UNKNOWN
    if result.cpu is not None:
        share = f"{result.cpu / result.took:.0%} of one core"
        cpu = f"{milliseconds(result.cpu_per_delivery)} ({share})"
        memory = f"{result.memory / 1024:,.0f} KB"
    return [*found, ("server CPU per delivery", cpu), ("memory per person", memory)]


def _counted(count, of):
    return f"{count:,}" + (f" ({count / of:.0%})" if count and of else "")


def table(result):
    """Return the one table as text, with what a reader has to know beside it."""
    found = rows(result)
    width = max(len(title) for title, _ in found)
    lines = [described(result.plan), ""]
    lines += [f"  {title:{width}}  {value}" for title, value in found]
    if result.own_cpu / result.took > BUSY:
        lines += [
            "",
            "The measuring program itself was busy all the time: it caused part of the latencies.",
        ]
    return "\n".join(lines)


def series(result):
    """Return the plot's lines, name to list of (second, milliseconds), one point a second."""
    tally = result.tally
    seconds = {}
    for arrival, latency in zip(tally.arrivals, tally.latencies, strict=True):
        seconds.setdefault(int(arrival - result.started), []).append(latency * 1000)
    last = max(seconds, default=0)
    if last and tally.last_arrival - result.started < last + 0.5:
        # So short a part of a second says nothing.
        del seconds[last]
    lines = {"p50": [], "p95": [], "p99": []}
    for second in sorted(seconds):
        ordered = sorted(seconds[second])
        for name in lines:
            lines[name].append((second, percentile(ordered, int(name[1:]) / 100)))
    return lines


def writable(file):
    """Raise ``Problem`` when the path ``file`` cannot be written; its folder is made."""
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with file.open("a", encoding="utf-8"):
            pass
    except OSError as error:
        raise from_os_error(error, file) from None


def save(result, file):
    """Write the plot to the path ``file`` and return it. Raises ``Problem``."""
    told = f"{described(result.plan)}: latency in milliseconds, second by second"
    drawn = plot.lines(series(result), "second", "ms", told)
    try:
        file.write_text(plot.standalone(drawn), encoding="utf-8", newline="\n")
    except OSError as error:
        raise from_os_error(error, file) from None
    return file


class Progress:
    """A bar on a terminal; nothing where nobody watches. ``stream`` is a text file."""

    def __init__(self, stream):
        self.stream = stream
        self.plan = self.tally = self.start = None

    @contextmanager
    def watching(self, plan, tally):
        """Show the bar inside this block; it is wiped out after."""
        self.plan, self.tally, self.start = plan, tally, None
        self._write("Connecting ...")
        try:
            yield
        finally:
            self._write("")

    def talking(self):
        """Begin to count the time."""
        self.start = perf_counter()

    def show(self):
        """Draw the bar anew."""
        passed = perf_counter() - self.start
        done = int(BAR * min(1, passed / self.plan.seconds))
        what = f"{min(passed, self.plan.seconds):.0f} of {self.plan.seconds:g} s"
        if passed > self.plan.seconds:
            what = f"waiting for {self.tally.lost:,}"
        self._write(
            f"[{'#' * done}{'.' * (BAR - done)}] {what}, {self.tally.deliveries:,} deliveries"
        )

    def _write(self, text):
        if self.stream.isatty():
            self.stream.write(f"\r{text:<78}" if text else "\r" + " " * 78 + "\r")
            self.stream.flush()
