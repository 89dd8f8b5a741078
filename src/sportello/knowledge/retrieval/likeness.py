"""Which articles say nearly the same. It is shown to people and decides nothing.

A text is the set of its runs of five folded characters, so that a changed word, a plural or another order of
paragraphs matter little. Two texts are alike by the share of runs they have in common (Jaccard). Comparing all with
all would take minutes, so each article leaves a few fingerprints (min-hash bands) in `article_bands`: those that share
one are compared in full.
"""

from asyncio import to_thread
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID
from zlib import crc32

from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import AsyncSession

from sportello.knowledge.models import Article
from sportello.knowledge.text.words import fold

ALIKE = 0.5
"""From this share on, two articles are shown as saying nearly the same: see docs/why/near-duplicates.md."""
_RUN = 5
_BANDS, _ROWS = 12, 2
_LONGEST = 20_000
"""Characters of a text that are looked at."""
_MOST_MATES = 40
_MIX = 0x9E3779B97F4A7C15
_WORD = (1 << 64) - 1

_FORGET = text("DELETE FROM article_bands WHERE article_id = ANY(:articles)")
_MARK = text(
    """
    INSERT INTO article_bands (workspace_id, language, band, article_id)
    SELECT * FROM unnest(CAST(:workspaces AS uuid[]), CAST(:languages AS text[]), CAST(:bands AS bigint[]),
                         CAST(:articles AS uuid[]))
    ON CONFLICT DO NOTHING
    """
)
_MATES = text(
    """
    SELECT article_id, other_id FROM (
        SELECT mine.article_id, theirs.article_id AS other_id, count(*) AS shared,
            row_number() OVER (PARTITION BY mine.article_id ORDER BY count(*) DESC, theirs.article_id) AS place
        FROM article_bands AS mine
        JOIN article_bands AS theirs ON (theirs.language, theirs.band) = (mine.language, mine.band)
            AND theirs.article_id <> mine.article_id
        WHERE mine.article_id = ANY(:articles)
        GROUP BY mine.article_id, theirs.article_id
    ) AS mates WHERE place <= :most
    """
)


@dataclass(frozen=True)
class Alike:
    """Two articles that say nearly the same, and the share they have in common (0 to 1)."""

    article_id: UUID
    other_id: UUID
    share: float


def runs(said: str) -> frozenset[int]:
    """The runs of five characters of a text, hashed."""
    plain = " ".join("".join(sign if sign.isalnum() else " " for sign in fold(said[:_LONGEST])).split())
    raw = f" {plain} ".encode()
    return frozenset(crc32(raw[start : start + _RUN]) for start in range(max(1, len(raw) - _RUN + 1)))


def share(one: frozenset[int], other: frozenset[int]) -> float:
    """How much of what two texts say together they both say."""
    return len(one & other) / (len(one | other) or 1)


def bands(found: frozenset[int]) -> list[int]:
    """The fingerprints of a text: texts that share half of their runs share one of them in 97 of 100 cases."""
    bins: list[int | None] = [None] * (_BANDS * _ROWS)
    for run in found:
        mixed = (run * _MIX) & _WORD
        place, rest = mixed % len(bins), mixed >> 20
        least = bins[place]
        if least is None or rest < least:
            bins[place] = rest
    full = [_borrowed(bins, place) for place in range(len(bins))]
    return [_fingerprint(number, full[number * _ROWS : (number + 1) * _ROWS]) for number in range(_BANDS)]


def _fingerprint(number: int, values: Iterable[int]) -> int:
    mixed = number + 1
    for value in values:
        mixed = ((mixed ^ value) * _MIX) & _WORD
        mixed ^= mixed >> 29
    return mixed - (1 << 63)  # as PostgreSQL's bigint has it


def _borrowed(bins: Sequence[int | None], place: int) -> int:
    """A bin's least value; an empty one takes that of the next full one, marked with how far it was."""
    for steps in range(len(bins)):
        value = bins[(place + steps) % len(bins)]
        if value is not None:
            return value + (steps << 44)
    return 0


async def mark(session: AsyncSession, articles: Collection[Article]) -> None:
    """Leave the fingerprints of articles as they now are. Wordings must be loaded."""
    if not articles:
        return
    said = [(article.workspace_id, article.language, article.id, text_of(article)) for article in articles]
    columns = await to_thread(_columns, said)
    await session.flush()
    await session.execute(_FORGET, {"articles": [article.id for article in articles]})
    await session.execute(_MARK, columns)


def text_of(article: Article) -> str:
    """What is compared: of an FAQ the first wording and the answer, of others the title and the text."""
    return f"{article.title}\n{article.body}"


def _columns(said: Iterable[tuple[UUID, str, UUID, str]]) -> dict[str, list[Any]]:
    rows = [
        (workspace, language, band, article)
        for workspace, language, article, text_ in said
        for band in bands(runs(text_))
    ]
    names = ("workspaces", "languages", "bands", "articles")
    return dict(zip(names, map(list, zip(*rows, strict=True)), strict=True))


async def alike(session: AsyncSession, *, article_ids: Collection[UUID]) -> list[Alike]:
    """Whatever says nearly the same as one of these articles, in its language, the most alike first."""
    found = await session.execute(_MATES, {"articles": list(article_ids), "most": _MOST_MATES})
    pairs = [(row.article_id, row.other_id) for row in found]
    ids = {article_id for pair in pairs for article_id in pair}
    wanted = select(Article.id, Article.title, Article.body).where(Article.id.in_(ids))
    texts = {row.id: f"{row.title}\n{row.body}" for row in await session.execute(wanted)}
    return await to_thread(_compared, pairs, texts)


def _compared(pairs: Iterable[tuple[UUID, UUID]], texts: dict[UUID, str]) -> list[Alike]:
    known = {article_id: runs(said) for article_id, said in texts.items()}
    compared = (Alike(one, other, round(share(known[one], known[other]), 3)) for one, other in pairs)
    return sorted(
        (pair for pair in compared if pair.share >= ALIKE), key=lambda pair: (-pair.share, str(pair.article_id))
    )
