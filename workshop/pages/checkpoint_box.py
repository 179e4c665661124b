"""A checkpoint's green box: what works now, what does not, how to get there, and the lab."""

from html import escape
from itertools import takewhile

from workshop.check.ask.probe_list import SENTENCES
from workshop.lesson import checkpoints
from workshop.lesson.page_words import say
from workshop.pages import lab_page
from workshop.serve.claims import CLAIMS, Answer

OF_STEPS = {claim.id: claim for claim in CLAIMS}
KINDS = ("yes", "hole", "no", "with-redis", "refused", "given-up")


def _kind(lesson, claim_id, works, point):
    """Return under which heading a checkpoint tells of a claim: one of ``KINDS``."""
    claim = OF_STEPS.get(claim_id)
    if claim is None:
        return "yes" if works else "no"
    if works:
        return "hole" if claim.hole else "yes"
    if claim.hole:
        return "refused"
    if claim.given_up(point.step):
        return "given-up"
    if claim.answers[point.step] is Answer.WITH_REDIS and _redis_is_behind(lesson, point):
        return "with-redis"
    return "no"


def _sentence(claim_id, point):
    if claim_id in OF_STEPS:
        return say(f"claims.{claim_id}")
    if claim_id not in SENTENCES:
        raise point.fence.error(f"there is no claim {claim_id}")
    # What a build adds: its page is no chapter, and stays English.
    return SENTENCES[claim_id]


def _redis_is_behind(lesson, point):
    earlier = takewhile(lambda other: other.name != point.name, lesson.checkpoints)
    return any(checkpoints.needs(other, "redis") for other in earlier)


def block(lesson, name, title=None, page=None):
    """Return the box of a checkpoint of ``lesson`` as HTML. Raises ``LessonError``.

    ``title`` is what the page calls it, in its own language; ``page`` is the page's own path.
    """
    point = lesson.checkpoint(name)
    told = {kind: [] for kind in KINDS}
    for claim, works in checkpoints.promises(point).items():
        told[_kind(lesson, claim, works, point)].append(_sentence(claim, point))
    head = say("checkpoint", name=name, title=escape(title or point.title))
    html = f'<p class="admonition-title">{head}</p>'
    for kind, sentences in told.items():
        if sentences:
            items = "".join(f"<li>{escape(sentence)}</li>" for sentence in sentences)
            html += f'<p>{say(kind)}</p><ul class="{kind}">{items}</ul>'
    goto = f"<code>python -m workshop goto {name} fresh-{name.rpartition('/')[2]}</code>"
    html += f"<p>{say('stuck', goto=goto)}</p>"
    html += lab_page.link(name, page) if checkpoints.in_lab(lesson, point) else ""
    return f'<div class="admonition success checkpoint" id="{name}">{html}</div>'
