"""Slips of the finger: which word of the knowledge is meant by one that nobody there wrote.

Triples of letters (`statements`) find long words with a letter lost, and neither short ones nor those in which two
letters changed places: "opne" has one triple of "open". So a word that is unknown is compared by its edits (optimal
string alignment, in which a change of places is one), and where it is meant for another beyond doubt, that one is
searched for. What is known, and what has a digit, is never touched.

Most unknown words are no slips but words of which nobody wrote, and a single letter makes real words of real words:
"grapes" is no "grade". So only what looks like no word of its language is put right in every way; of the others, those
alone in which two letters changed places, which hardly ever makes another word.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from sportello.knowledge.text.languages import config
from sportello.knowledge.text.letters import is_odd
from sportello.knowledge.text.words import says_nothing

_SHORTEST: Final = 3
"""Letters of a word that may be a slip: in so short a one two letters changed places, and it looks like no word."""
_SHORT: Final = 4
"""Letters up to which all that may be meant is tried: such words share too few triples to be found by them."""
_LONG: Final = 9
"""Letters from which on a word may have two slips: "thursday" is no "tuesday"."""
_UNLIKE: Final = 7
"""Letters from which on two words hardly ever differ by a change of places alone, as "diary" and "dairy" do."""
_LONGEST: Final = 40
_MOST: Final = 4
"""Unknown words of a question that are looked at: of more, it is another language."""
_LETTERS: Final = "abcdefghijklmnopqrstuvwxyz"
_SPELT = text(
    """
    WITH tried AS MATERIALIZED (
        SELECT word, way, spelling, lexeme AS term
        FROM (
            -- OFFSET 0 hides how many there are: planned for their number, this would be planned anew at every call.
            SELECT CAST(:words AS text[]) AS words, CAST(:ways AS int[]) AS ways, CAST(:spellings AS text[]) AS spelt
            OFFSET 0
        ) AS told CROSS JOIN unnest(told.words, told.ways, told.spelt) AS given (word, way, spelling)
            CROSS JOIN LATERAL unnest(to_tsvector(CAST(:config AS regconfig), spelling))
    ), alike AS MATERIALIZED (
        SELECT word, typed, term
        FROM (
            SELECT word, typed, search_grams(typed) AS grams
            FROM (
                SELECT word, (SELECT lexeme FROM unnest(to_tsvector(CAST(:config AS regconfig), word)) LIMIT 1) AS typed
                FROM (SELECT CAST(:long AS text[]) AS words OFFSET 0) AS told
                    CROSS JOIN unnest(told.words) AS given (word)
                OFFSET 0
            ) AS stemmed
            OFFSET 0
        ) AS missing CROSS JOIN LATERAL (
            SELECT term
            FROM unnest(missing.grams) AS wanted CROSS JOIN LATERAL (
                SELECT term FROM spellings WHERE language = :language AND gram = wanted OFFSET 0
            ) AS spelt
            WHERE abs(length(term) - length(missing.typed)) <= :edits
            GROUP BY term
            ORDER BY 2 * count(*)::float8 / (length(term) + cardinality(missing.grams)) DESC, term LIMIT :nearest
        ) AS near
    )
    SELECT word, way, spelling, '' AS typed, term FROM tried WHERE EXISTS (
        SELECT FROM postings WHERE postings.language = :language AND postings.term = tried.term OFFSET 0)
    UNION ALL
    SELECT word, NULL, term, typed, term FROM alike WHERE EXISTS (
        SELECT FROM postings WHERE postings.language = :language AND postings.term = alike.term OFFSET 0)
    """
)
_EDITS: Final = 2
_NEAREST: Final = 30
"""Words of the vocabulary that share most triples, of which the edits are counted."""
_SWAPPED, _OTHERWISE = 0, 1


@dataclass(frozen=True, order=True)
class _Meant:
    """A word that may be meant: the fewer edits the better, and a change of places is the likeliest."""

    edits: int
    way: int
    term: str
    spelling: str


async def meant_by(session: AsyncSession, unknown: Sequence[str], *, language: str) -> dict[str, str]:
    """The words that are meant by unknown ones, as far as that is beyond doubt."""
    words = {word: is_odd(word, language) for word in unknown if _may_be_slip(word, language)}
    if not 0 < len(words) <= _MOST:
        return {}
    tried = [(word, way, spelling) for word, odd in words.items() for way, spelling in _spellings(word, odd=odd)]
    small = {word: spelling for word, way, spelling in tried if way == _SWAPPED and says_nothing(spelling, language)}
    rows = await session.execute(
        _SPELT,
        {
            "config": config(language),
            "language": language,
            "words": [word for word, _, _ in tried],
            "ways": [way for _, way, _ in tried],
            "spellings": [spelling for _, _, spelling in tried],
            "long": [word for word, odd in words.items() if odd and len(word) > _SHORT],
            "edits": _EDITS,
            "nearest": _NEAREST,
        },
    )
    found: dict[str, set[_Meant]] = {word: set() for word in words}
    for word, way, spelling, typed, term in rows:
        edits = 1 if way is not None else _edits(word, typed, term)
        if edits is not None:
            found[word].add(_Meant(edits, _OTHERWISE if way is None else way, term, spelling))
    sure = {word: _surest(those) for word, those in found.items()}
    return {word: meant for word, meant in sure.items() if meant} | small


def may_be_word(word: str, language: str) -> bool:
    """Whether what was taken for a slip may be a word of its own: short, and as words of its language look.

    "Trote" are trout, and no "torte"; in longer words, a change of places hardly ever makes another.
    """
    return len(word) < _UNLIKE and not is_odd(word, language)


def _may_be_slip(word: str, language: str) -> bool:
    return word.isalpha() and _SHORTEST <= len(word) <= _LONGEST and not says_nothing(word, language)


def _spellings(word: str, *, odd: bool) -> Iterator[tuple[int, str]]:
    """How a word may have been meant, as far as that is quickly tried."""
    if odd or len(word) > _SHORTEST:
        for at in range(len(word) - 1):
            if word[at] != word[at + 1]:
                yield _SWAPPED, word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    if odd and len(word) > _SHORTEST:
        yield from ((_OTHERWISE, word[:at] + word[at + 1 :]) for at in range(len(word)))
    if odd and len(word) == _SHORT:
        for letter in _LETTERS:
            yield from ((_OTHERWISE, word[:at] + letter + word[at:]) for at in range(len(word) + 1))
            yield from ((_OTHERWISE, word[:at] + letter + word[at + 1 :]) for at in range(len(word)))


def _edits(word: str, typed: str, term: str) -> int | None:
    """How many slips a word is from a stem, with its ending or without; None where those are too many.

    What is left of a word without its ending may be so short that it is like many.
    """
    if min(len(typed), len(term)) <= _SHORT:
        return None
    from rapidfuzz.distance import OSA  # noqa: PLC0415 - 3 MB, 15 ms, for the first slip only

    most = _EDITS if len(word) >= _LONG else 1
    edits = min(OSA.distance(typed, term, score_cutoff=most), OSA.distance(word, term, score_cutoff=most))
    return edits if 0 < edits <= most else None


def _surest(found: set[_Meant]) -> str | None:
    """The one that is meant, unless it may be another."""
    if not found:
        return None
    best = min(found)
    rivals = {each.term for each in found if (each.edits, each.way) == (best.edits, best.way)}
    return best.spelling if len(rivals) == 1 else None
