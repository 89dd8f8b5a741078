"""Search: BM25 over the workspace's published knowledge, re-ranked by letters, with scores that mean something.

The score of an entry is the share it gets of what a perfect document would get for the same question (every
word of it, unknown ones counted as the rarest, saturated): 0 to 1, comparable between questions and knowledge
bases, which is what a confidence gate needs. One statement finds the rows that share words with the question,
misspelt ones looked up in the workspace's own vocabulary; `ranking` makes entries of them; a second statement reads
what the best few say. Where an embedding model knows the language, what is near in meaning joins them (`meaning`).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any, TypeAlias
from urllib.parse import quote
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from sportello.core.meanings import Meant
from sportello.core.stopwatch import Stopwatch
from sportello.knowledge.readers import NOBODY, Reader
from sportello.knowledge.retrieval.focus import focus
from sportello.knowledge.retrieval.hits import Hit, Term
from sportello.knowledge.retrieval.lacking import compared
from sportello.knowledge.retrieval.nearness import Sought, near, sought
from sportello.knowledge.retrieval.ranking import FOUND, Ranked, Row, ahead, rank
from sportello.knowledge.retrieval.slips import may_be_word, meant_by
from sportello.knowledge.retrieval.statements import (
    ENTRY,
    LANGUAGES,
    READ,
    REHEARSE,
    SEARCH,
    TRANSLATIONS,
    parameters,
)
from sportello.knowledge.text.markdown import strip
from sportello.knowledge.text.words import split_words

COVERED = 0.5
"""Below this coverage the question's own language has not answered, and the workspace's others are asked too."""
FEW = 5
"""Entries that are read, and compared sentence by sentence."""
READS = 4
"""How often further entries are read where those before say the same: a page that is there under several addresses."""
TELLING = 12
"""Words from which on the same text is the same whatever stands above it: "On request." is said of many things."""
LONGEST_QUESTION = 4_000


_Told: TypeAlias = tuple[Hit, Row]


@dataclass(frozen=True)
class Found:
    """The entries of one language that share words with the question, and what each of its words is worth."""

    ranked: Sequence[Ranked] = ()
    terms: tuple[Term, ...] = ()
    unknown: float = 1.0
    rows: int = 0
    """How many rows the language has."""


@dataclass(frozen=True)
class Hidden:
    """Rows that a search is to be made without. `gone` is a wording whose `words` its entry's `wholes` lack too."""

    rows: Sequence[int]
    gone: int = 0
    wholes: Sequence[int] = ()
    words: str = ""

    def seen(self, row: Row) -> Row:
        """A row as it would be."""
        if row.row_id not in self.wholes:
            return row
        text = f" {row.text} ".replace(f" {self.words} ", " ", 1).strip()
        return row._replace(text=text, wordings=row.wordings - 1)


async def search(
    session: AsyncSession,
    *,
    question: str,
    language: str,
    limit: int = 5,
    reader: Reader = NOBODY,
    meant: Meant | None = None,
    watch: Stopwatch | None = None,
) -> list[Hit]:
    """The entries of the workspace's published knowledge that answer best, best first; none where no word is known.

    Only what holds now is found, of what its reader may find. Of entries that say word for word the
    same only the best is: the same page under two addresses is no choice, and no rival of itself.
    The question's language is searched first; only when nothing there covers the question (`COVERED`) are the
    workspace's other languages searched too, and the better hits win (`Hit.language` says which they are in).
    `watch` is told what took how long: `words`, `meaning`, `ranking`.
    """
    watch = watch or Stopwatch()
    few = max(limit, FEW)
    asked = _Asked(session, question, reader.holding(), meant, watch, few)
    found = [await asked.find(language)]
    if not found[0].ranked or found[0].ranked[0].row.covered < COVERED:
        others = sorted((await session.scalars(LANGUAGES, {"language": language})).all())
        found += [await asked.find(other) for other in others]
    most = few * READS
    best = sorted(((entry, each) for each in found for entry in each.ranked[:most]), key=lambda pair: -pair[0].score)
    told = await _read_distinct(session, best[:most], few)
    told = await _translated(session, told, question=question, language=language, reader=reader)
    focused = _focused(told)[:limit]
    watch.lap("ranking")
    return focused


async def find_hidden(
    session: AsyncSession, *, question: str, language: str, hidden: Hidden, meant: Meant | None = None
) -> Found:
    """What would be found if `hidden` were not there."""
    asked = question[:LONGEST_QUESTION]
    words = split_words(asked, language, questions=True)
    holding, gone = NOBODY.holding(), list(hidden.rows)
    by = sought(meant, question, language)
    wanted = parameters(asked, words, language, by) | holding
    wanted |= {"hidden": gone, "gone": hidden.gone, "wholes": list(hidden.wholes)}
    rows: Sequence[Any] = (await session.execute(REHEARSE, wanted)).all() if words else []
    candidates = [hidden.seen(_row(row)) for row in rows]
    candidates = await near(
        session, candidates, by=by, space=_space(rows), language=language, holding=holding, hidden=gone
    )
    return _found(words, rows, candidates)


async def read_hidden(session: AsyncSession, found: Found, entry: Ranked, *, without: str) -> Hit | None:
    """What an entry that was so found says, were the words of one wording (`without`) not among its own."""
    read = await _read(session, [(entry, found)], without=f" {without} " if without else "")
    return next((hit for hit, _ in read), None)


async def read_entry(session: AsyncSession, *, entry_id: UUID, question: str, reader: Reader = NOBODY) -> Hit | None:
    """The published entry that a customer chose, as the answer to what they had asked; None if it is gone."""
    row = (await session.execute(ENTRY, {"entry": entry_id, **reader.holding()})).one_or_none()
    if row is None:
        return None
    words = dict.fromkeys(split_words(question[:LONGEST_QUESTION], row.language, questions=True))
    chosen = Ranked(row=_row(row), worded=None, score=1.0, letters=1.0)
    found = Found(terms=tuple(Term(word=word, idf=1.0) for word in words), unknown=0.0)
    return next((hit for hit, _ in await _read(session, [(chosen, found)])), None)


@dataclass(frozen=True)
class _Asked:
    """What is asked in one language after the other, among what holds."""

    session: AsyncSession
    question: str
    holding: dict[str, Any]
    meant: Meant | None
    watch: Stopwatch
    few: int
    """How many hits are wanted."""

    async def find(self, language: str) -> Found:
        """The entries of a language."""
        by = sought(self.meant, self.question, language)
        words, rows, typed = await _search_mended(self, language, by)
        self.watch.lap("words")
        candidates = [_row(row) for row in rows]
        if self.meant:
            candidates = await near(
                self.session,
                candidates,
                by=by,
                space=_space(rows),
                language=language,
                holding=self.holding,
                most=self.few,
            )
            self.watch.lap("meaning")
        found = _found(words, rows, candidates, typed)
        self.watch.lap("ranking")
        return found


async def _search_mended(
    asked: _Asked, language: str, by: Sought | None
) -> tuple[list[str], Sequence[Any], Mapping[str, str]]:
    """The words that are searched for, and the rows that have them; once more where some of them were slips.

    The last says what was typed for those that are meant.
    """
    question = asked.question[:LONGEST_QUESTION]
    words = split_words(question, language, questions=True)
    rows = await _rows(asked, question, words, language, by)
    slips = await meant_by(asked.session, _unknown(words, rows), language=language) if words else {}
    if not slips:
        return words, rows, {}
    typed = {meant: word for word, meant in slips.items() if meant not in words}
    mended = " ".join(slips.get(word, word) for word in words)
    words = split_words(mended, language, questions=True)
    return words, await _rows(asked, mended, words, language, by), typed


async def _rows(asked: _Asked, text: str, words: Sequence[str], language: str, by: Sought | None) -> Sequence[Any]:
    if not words:
        return []
    wanted = parameters(text, words, language, by) | asked.holding
    return (await asked.session.execute(SEARCH, wanted)).all()


def _space(rows: Sequence[Any]) -> Mapping[str, Any] | None:
    return rows[0].space if rows else None


def _unknown(words: Sequence[str], rows: Sequence[Any]) -> list[str]:
    """The words that nobody wrote; all of them where nothing was found."""
    if not rows:
        return list(words)
    terms: Sequence[tuple[float, Sequence[int], bool]] = rows[0].terms
    return [words[places[0] - 1] for _, places, missing in terms if missing and places[0] <= len(words)]


def _row(row: Any) -> Row:
    return Row(*row[:FOUND])


def _found(
    words: Sequence[str], rows: Sequence[Any], candidates: Sequence[Row], typed: Mapping[str, str] | None = None
) -> Found:
    if not rows:
        return Found(ranked=rank(candidates, asked=words, of=len(candidates)))
    first = rows[0]
    return Found(
        ranked=rank(candidates, asked=words, of=int(first.rows)),
        terms=tuple(
            Term(word=word, idf=idf, known=not missing, typed=(typed or {}).get(word, ""))
            for idf, places, missing in first.terms
            for place in places[:1]
            if place <= len(words)
            for word in (words[int(place) - 1],)
        ),
        unknown=first.unknown,
        rows=int(first.rows),
    )


async def _read_distinct(session: AsyncSession, best: Sequence[tuple[Ranked, Found]], few: int) -> list[_Told]:
    """The best few entries that say something of their own."""
    told: dict[tuple[str, ...], _Told] = {}
    for start in range(0, len(best), few):
        part = best[start : start + few]
        for hit, entry in await _read(session, part):
            told.setdefault(_said(hit), (hit, entry.row))
        if len(told) >= few:
            break
    return list(told.values())[:few]


async def _translated(
    session: AsyncSession, told: list[_Told], *, question: str, language: str, reader: Reader
) -> list[_Told]:
    """Each entry once, though it is there in several languages: in the asked one where it has words in that.

    By its source and its name there it is known as the same. What was found in another language stays the evidence.
    """
    foreign = [hit.article_id for hit, _ in told if hit.kind == "faq" and hit.language != language]
    if not foreign:
        return told
    rows = await session.execute(TRANSLATIONS, {"entries": foreign, "language": language})
    same = {row.theirs: row for row in rows}
    once: dict[object, _Told] = {}
    for hit, row in told:
        known = same.get(hit.article_id)
        wanted = known.mine if known else None
        mine = await read_entry(session, entry_id=wanted, question=question, reader=reader) if wanted else None
        shown = replace(_as(hit, mine), question=None) if mine else hit
        once.setdefault(known.name if known and not mine else shown.entry_id, (shown, row))
    return list(once.values())


def _as(hit: Hit, mine: Hit) -> Hit:
    """A hit as its translation says it."""
    return replace(
        hit,
        entry_id=mine.entry_id,
        article_id=mine.article_id,
        passage_id=mine.passage_id,
        title=mine.title,
        text=mine.text,
        url_path=mine.url_path,
        language=mine.language,
    )


def _said(hit: Hit) -> tuple[str, ...]:
    """What a hit says: its words without addresses, below its headings where it has few of its own."""
    words = strip(hit.text).casefold().split()
    if hit.kind == "faq":
        return hit.kind, hit.title.casefold(), *words
    return (hit.kind, *words) if len(words) >= TELLING else (hit.kind, hit.title, *hit.heading_path, *words)


async def _read(
    session: AsyncSession, best: Sequence[tuple[Ranked, Found]], *, without: str = ""
) -> list[tuple[Hit, Ranked]]:
    """What the best entries say. One that was removed since it was found says nothing any more."""
    if not best:
        return []
    rows = await session.execute(
        READ,
        {
            "rows": [entry.row.row_id for entry, _ in best],
            "worded": [entry.worded and entry.worded.row_id for entry, _ in best],
        },
    )
    said = {row.row_id: row for row in rows}
    return [
        (_hit(said[entry.row.row_id], entry, found, without), entry)
        for entry, found in best
        if entry.row.row_id in said
    ]


def _hit(said: Any, entry: Ranked, found: Found, without: str = "") -> Hit:
    words = f" {said.said or ''} "
    if without:
        words = words.replace(without, " ", 1)
    guessed = {term.word for term in found.terms if term.typed and may_be_word(term.typed, said.language)}
    terms = [(term.word, term.idf, term.known) for term in found.terms]
    matched, lacking = compared(terms, words.strip(), language=said.language, rows=found.rows, guessed=guessed)
    return Hit(
        entry_id=entry.row.entry_id,
        article_id=said.article_id,
        passage_id=said.passage_id,
        kind="faq" if said.kind == "faq" else "passage",
        title=said.title,
        heading_path=tuple(said.heading_path),
        anchor=said.anchor,
        text=said.text,
        question=said.question,
        score=entry.score,
        words=entry.row.words,
        letters=entry.letters,
        cosine=entry.cosine,
        meaning=entry.meaning,
        coverage=entry.row.covered,
        url_path=url_path(said.workspace, said.slug, said.anchor),
        language=said.language,
        unknown=found.unknown,
        margin=entry.score,
        terms=found.terms,
        matched=matched,
        lacking=lacking,
    )


def _focused(hits: Sequence[_Told]) -> list[Hit]:
    """The hits by what one sentence of them says, too: a passage that says everything somewhere is no perfect one."""
    scored = [
        hit if hit.kind == "faq" else replace(hit, score=hit.score * (1 + _focus(hit, row)) / 2) for hit, row in hits
    ]
    return _with_margins(sorted(scored, key=lambda hit: -hit.score))


def _focus(hit: Hit, row: Row) -> float:
    return focus(row.text, asked=[(term.word, term.idf) for term in hit.terms])


def _with_margins(hits: Sequence[Hit]) -> list[Hit]:
    margins = [better.score - worse.score for better, worse in pairwise(hits)] + [hit.score for hit in hits[-1:]]
    leads = ahead([(hit.kind, hit.cosine) for hit in hits])
    return [replace(hit, margin=m, ahead=lead) for hit, m, lead in zip(hits, margins, leads, strict=True)]


def url_path(workspace_slug: str, article_slug: str, anchor: str) -> str:
    """The path of an article's public page, at the place of one passage."""
    return f"/help/{workspace_slug}/{quote(article_slug)}#{quote(anchor)}"
