"""What each step can do and what it cannot: the table that the tests assert on real servers."""

from dataclasses import dataclass
from enum import Enum


class Answer(Enum):
    """One cell of the table; ``str()`` is what a reader of the table sees."""

    YES = "yes"
    NO = "no"
    WITH_REDIS = "only with Redis"
    NOT_ASKED = "-"

    def __str__(self):
        return self.value

    def holds(self, redis=False):
        """Return whether a server has to do it, on Redis or not; None where nobody asks."""
        if self is Answer.NOT_ASKED:
            return None
        return self is Answer.YES or (self is Answer.WITH_REDIS and redis)


YES, NO, WITH_REDIS, NOT_ASKED = Answer


@dataclass(frozen=True)
class Claim:
    """One row: a short ``id``, the sentence, the answer by number of the step.

    ``over`` is "http" where the row speaks of HTTP alone, otherwise "socket". Where ``hole`` is
    true, a yes is nothing to be glad of: a later part of the course closes it.
    """

    id: str
    sentence: str
    answers: dict[int, Answer]
    over: str = "socket"
    hole: bool = False

    def given_up(self, step):
        """Return whether an earlier step did it, and the step numbered ``step`` never will."""
        before = (answer for number, answer in self.answers.items() if number < step)
        return self.answers[step] is NO and YES in before


def _row(claim_id, sentence, step1, step2, step3, **more):
    return Claim(claim_id, sentence, {1: step1, 2: step2, 3: step3}, **more)


CLAIMS = (
    _row("page", "the page is served", YES, YES, YES, over="http"),
    _row("http-answer", "a message gets an answer over HTTP", YES, NO, NO, over="http"),
    _row("socket", "a WebSocket is accepted", NO, YES, YES),
    _row("stays-open", "the connection stays open between messages", NO, YES, YES),
    _row("sender-hears", "the sender hears the message back", YES, YES, YES),
    _row("others-hear", "others in the same room hear it", NO, NO, YES),
    _row("rooms-apart", "another room does not hear it", NOT_ASKED, NOT_ASKED, YES),
    _row("name", "the sender's name travels with it", NO, NO, YES),
    _row("stranger", "a stranger (not signed in) gets a socket", NOT_ASKED, YES, NO, hole=True),
    _row("foreign-page", "a page of a foreign site gets a socket", NO, NO, NO, hole=True),
    _row("second-process", "a second server process hears it", NO, NO, WITH_REDIS),
)
