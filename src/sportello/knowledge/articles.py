"""What an article must be before it is stored."""

import re
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sportello.core.reasons import Reason
from sportello.knowledge.files import nul, storable
from sportello.knowledge.models import Kind, Status
from sportello.knowledge.text.languages import KNOWN
from sportello.knowledge.text.markdown import MOST_WORK, work

LONGEST_TITLE = 300
LONGEST_BODY = 200_000
LONGEST_WORDING = 1_000
MOST_WORDINGS = 60
MOST_ASSISTANTS = 50
_WORD = re.compile(r"[^\W_]")


@dataclass(frozen=True, kw_only=True)
class Content:
    """What people write of an article. Of an FAQ, `body` is the answer and `questions` the wordings, best first.

    It is found from `valid_from` until before `valid_until`, by the `assistants` named; None is always, and by all.
    """

    kind: Kind
    title: str
    language: str
    status: Status
    body: str
    questions: tuple[str, ...] = ()
    valid_from: datetime | None = None
    valid_until: datetime | None = None
    assistants: tuple[UUID, ...] | None = None


def unknown_language(language: str) -> Reason:
    """Why something is refused that is to be in a language which does not exist."""
    return Reason(
        "language",
        "No language is called {language}: write its two letters, like {known}.",
        language=repr(language[:20]),
        known="it, en, de, fr, es, pt, nl, pl, ru, ar, zh",
    )


def problem_of(content: Content) -> str | None:  # noqa: C901, PLR0911 - one line a rule
    """Why it cannot be stored and how to mend it; None where it can."""
    if not content.title.strip():
        return Reason("title_empty", "The title is empty. Give the article a title.")
    if len(content.title) > LONGEST_TITLE:
        return Reason("title_long", "The title is longer than {most} characters. Shorten it.", most=LONGEST_TITLE)
    if not _WORD.search(content.body):
        return Reason("text_empty", "The text is empty. Write something that can be found.")
    if len(content.body) > LONGEST_BODY:
        return Reason(
            "text_long", "The text is longer than {most} characters. Split it into several articles.", most=LONGEST_BODY
        )
    if work(content.body) > MOST_WORK:
        return Reason(
            "text_marks",
            "The text is nearly all Markdown marks, or very large tables. Split it into several articles.",
        )
    if content.language not in KNOWN:
        return unknown_language(content.language)
    if content.kind == "faq" and not content.questions:
        return "A frequent question needs at least one wording."
    if len(content.questions) > MOST_WORDINGS:
        return Reason(
            "wordings_many",
            "There are more than {most} wordings. Keep the ones people really use.",
            most=MOST_WORDINGS,
        )
    if any(not q.strip() or len(q) > LONGEST_WORDING for q in content.questions):
        return Reason("wording_long", "A wording is empty or longer than {most} characters.", most=LONGEST_WORDING)
    if content.assistants is not None and not 0 < len(content.assistants) <= MOST_ASSISTANTS:
        return f"Name 1 to {MOST_ASSISTANTS} assistants, or none for all of them."
    if content.valid_from and content.valid_until and content.valid_until <= content.valid_from:
        return Reason("ends_early", "It would end before it begins. Let it be valid until a later day.")
    if not storable("".join((content.title, content.body, *content.questions))):
        return nul()
    return None
