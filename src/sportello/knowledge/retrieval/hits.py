"""What search brings back: an entry that may answer, with all that a gate, a trace and a quote need of it."""

from dataclasses import dataclass
from typing import Literal
from uuid import UUID


@dataclass(frozen=True, kw_only=True)
class Term:
    """A word of the question as it was searched for: folded, and what finding it is worth (idf)."""

    word: str
    idf: float
    known: bool = True
    """Whether anybody wrote it in this language's knowledge, whatever its ending."""
    typed: str = ""
    """What the customer wrote for it, folded, where that was a slip."""


@dataclass(frozen=True, kw_only=True)
class Hit:
    """One thing that may answer: an FAQ entry, or a passage of an article.

    What a gate decides on, all 0 to 1: `score` (share of a perfect document's: half by `words`, half by `letters`,
    of its best row and its wordings together), `coverage` (share of the question's words, weighted by how rare they
    are, that the hit has), `unknown` (share of the question's words that occur nowhere in this language's
    knowledge), `margin` (how far `score` is above the next hit's; the last hit's is its score). `text` is Markdown:
    the whole answer of an FAQ, or the passage without its headings. `question` is the wording of an FAQ that matched
    best; None for passages, and where no wording matched. `url_path` is the public page at the place, for citations.
    """

    entry_id: UUID
    article_id: UUID
    passage_id: UUID
    kind: Literal["faq", "passage"]
    title: str
    heading_path: tuple[str, ...]
    anchor: str
    text: str
    question: str | None
    score: float
    words: float
    letters: float
    coverage: float
    url_path: str
    language: str
    unknown: float
    margin: float
    terms: tuple[Term, ...]
    cosine: float | None = None
    """How near its meaning is to the question's; None where no embedding model knows the language."""
    meaning: float | None = None
    """What of that counts in the score: the cosine, or what the wordings of entries taught to tell them apart."""
    ahead: float = 0.0
    """How much nearer that is than the next hit's of its kind."""
    matched: tuple[str, ...] = ()
    """The words of the question that it says, as they are or nearly so."""
    lacking: tuple[str, ...] = ()
    """The telling words of the question that it says nowhere, in no wording either."""

    @property
    def asked(self) -> int:
        """How many words of the question were searched for."""
        return len(self.terms)
