"""What an owner wrote for thanks, a greeting or a protest: it goes before what is shipped for these."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Final

from sportello.answering.drafts import Draft
from sportello.answering.engine import Question, evidence, introduced, quoted
from sportello.answering.setups import Setup
from sportello.answering.smalltalk import Kind, small_talk
from sportello.knowledge import Hit, same_words

_POLITE: Final = frozenset({"thanks", "goodbye", "greeting"})


def without_talk(hits: Sequence[Hit]) -> Sequence[Hit]:
    """The hits but for what owners wrote for thanks and the like, which answers no question.

    "How much is it?" shares a word with "Thank you very much!".
    """
    kept = [hit for hit in hits if not _only_talks(hit)]
    if len(kept) == len(hits):
        return hits
    leads = [better.score - worse.score for better, worse in pairwise(kept)] + [hit.score for hit in kept[-1:]]
    return [replace(hit, margin=lead) for hit, lead in zip(kept, leads, strict=True)]


def owners_words(setup: Setup, question: Question, hits: Sequence[Hit], kind: Kind | None = None) -> Draft | None:
    """The entry with a wording that says just what was said, or is talk of the same kind and nothing else.

    However sure search is: who writes "Thanks!" above an answer means it for everybody who thanks.
    """
    own = next((hit for hit in hits if _says_just(hit, question) or _is_talk(hit, kind)), None)
    if own is None:
        return None
    return introduced(setup, quoted(own, question.asked, evidence(setup, question, hits)))


def _says_just(hit: Hit, question: Question) -> bool:
    return hit.question is not None and same_words(hit.question, question.asked, hit.language)


def _only_talks(hit: Hit) -> bool:
    """Whether all that is known of its wordings is talk of this kind."""
    if hit.kind != "faq":
        return False
    heard = (small_talk(wording, prior=hit.language) for wording in {hit.title, hit.question or hit.title})
    return all(talk is not None and talk.kind in _POLITE for talk in heard)


def _is_talk(hit: Hit, kind: Kind | None) -> bool:
    """Whether the entry stands for this kind of talk: by its own question, or by the wording that was found."""
    wordings = [hit.title, hit.question] if hit.kind == "faq" and kind else []
    heard = [small_talk(wording, prior=hit.language) for wording in wordings if wording]
    return any(talk is not None and talk.kind == kind for talk in heard)
