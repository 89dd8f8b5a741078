"""Where the gate's shipped weights come from: `python -m benchmarks.gate [--faq FILE…] [--semantic FOLDER]`.

The festival template's articles are asked with the wordings of its FAQ, each of which names the article that says the
same: once with that article there and once without it. What comes first is right or wrong, and the regression of
`answering/fitting.py`, pulled a little towards nothing, learns which. With a model's folder the English ones are asked
by meaning and the weights are those of `NearPassageWeights`.

With `--faq` the weights for FAQ entries: files of lines with `text` and `intent` (HWU64, xSID) are made into knowledge
bases of five wordings an intent, a quarter of the intents missing: at random three times and, where their names begin
with a subject, by subjects three times. Four hundred of the other wordings are asked of each.
"""

import argparse
import asyncio
import json
import random
from collections import defaultdict
from collections.abc import AsyncIterator, Iterator, Sequence
from dataclasses import dataclass
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any

import yaml
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from benchmarks.answers import workspace
from benchmarks.tasks import ANSWER, Question, lines
from sportello.answering.fitting import fit
from sportello.answering.gate import NearPassageWeights, NearWeights, Weights
from sportello.core.embedding import FolderEmbedder
from sportello.core.log import set_up
from sportello.core.meanings import Meanings
from sportello.knowledge import File, Hit, Rehearsed, embed_meanings, guess_language, import_articles, search

_PULL = 0.5
_WORDINGS = 5
_MISSING = 0.25
_ASKED = 400
_TIMES = 3
_HIDE = text("UPDATE articles SET valid_until = CASE WHEN source_key = :article THEN date '2000-01-01' END")
_NAMES = text("SELECT id, source_key FROM articles")


@dataclass(frozen=True)
class _Wording:
    text: str
    article: str


def main() -> None:
    """Ask, fit, print."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.gate", description=__doc__)
    parser.add_argument("--semantic", type=Path, metavar="FOLDER", help="by meaning: a model's folder")
    parser.add_argument("--faq", type=Path, nargs="+", metavar="FILE", help="for FAQ entries, from these intents")
    options = parser.parse_args()
    set_up(level="warning")
    meanings = Meanings(FolderEmbedder(options.semantic)) if options.semantic else None
    asked: list[Rehearsed] = []
    if options.faq:
        start = NearWeights(strength=0, lead=0, middle=0, meaning=0) if meanings else Weights(0, 0, 0)
        for made in (each for file in options.faq for each in knowledge_bases(file)):
            asked += asyncio.run(ask_faq(made, meanings))
    else:
        start = NearPassageWeights(strength=0, lead=0, middle=0, meaning=0) if meanings else Weights(0, 0, 0)
        for language in ("en",) if meanings else ("it", "en"):
            asked += asyncio.run(ask(language, meanings))
    print(f"{len(asked)} questions, {sum(each.right for each in asked)} right")
    print(fit(asked, start, pull=_PULL, unanswerable=1.0 if options.faq else 0.3))


@dataclass(frozen=True)
class _Made:
    """A knowledge base made of intents: the wordings of those that are there, and what is asked of it."""

    language: str
    entries: dict[str, list[str]]
    asked: list[Question]


def knowledge_bases(file: Path) -> Iterator[_Made]:
    """Those that a file of intents gives, the same each time."""
    of_intent: dict[str, set[str]] = defaultdict(set)
    for line in lines(file):
        of_intent[line["intent"]].add(line["text"])
    texts = {intent: sorted(said) for intent, said in sorted(of_intent.items()) if len(said) >= _WORDINGS + 3}
    language = guess_language(" ".join(text for said in texts.values() for text in said[:5])) or "en"
    subjects = {intent: intent.split("_")[0] for intent in texts}
    for seed in range(_TIMES):
        yield _made(texts, language, {intent: intent for intent in texts}, seed)
    if len(set(subjects.values())) < len(texts) / 2:
        for seed in range(_TIMES):
            yield _made(texts, language, subjects, seed)


def _made(texts: dict[str, list[str]], language: str, subjects: dict[str, str], seed: int) -> _Made:
    chance = random.Random(seed)  # noqa: S311 - which wordings, no secret
    order = sorted(set(subjects.values()))
    chance.shuffle(order)
    missing: set[str] = set()
    for subject in order:
        if len(missing) < _MISSING * len(texts):
            missing |= {intent for intent in texts if subjects[intent] == subject}
    entries: dict[str, list[str]] = {}
    asked: list[Question] = []
    for intent, said in texts.items():
        mixed = chance.sample(said, len(said))
        if intent not in missing:
            entries[intent] = mixed[:_WORDINGS]
        asked += [Question(text, frozenset({intent} - missing)) for text in mixed[_WORDINGS:]]
    return _Made(language, entries, chance.sample(asked, min(_ASKED, len(asked))))


async def ask_faq(made: _Made, meanings: Meanings | None) -> list[Rehearsed]:
    """Every question of a knowledge base, and what came first."""
    faq = [{"id": intent, "questions": said, "answer": ANSWER} for intent, said in made.entries.items()]
    async with workspace(made.language) as (database, home, _):
        async with database.transaction(home) as session:
            await import_articles(
                session, source="bench", files=[File("faq.json", json.dumps(faq))], language=made.language
            )
        if meanings:
            await embed_meanings(database, meanings.embedder, workspace_id=home)
        asked: list[Rehearsed] = []
        async with database.transaction(home) as session:
            names = {row.id: row.source_key for row in await session.execute(_NAMES)}
            for question in made.asked:
                meant = await meanings.of([(question.text, made.language)]) if meanings else None
                hits = await search(session, question=question.text, language=made.language, meant=meant)
                asked += [
                    _came(
                        best,
                        question.text,
                        answerable=bool(question.gold),
                        right=names[best.article_id] in question.gold,
                    )
                    for best in hits[:1]
                ]
    return asked


async def ask(language: str, meanings: Meanings | None) -> list[Rehearsed]:
    """Every wording of the festival's FAQ, with the article it names and without it."""
    with as_file(files("sportello.templates") / "festival") as festival:
        articles = sorted((festival / "articles" / language).glob("*.md"))
        wordings = list(_wordings(yaml.safe_load((festival / "faq" / f"{language}.yaml").read_text("utf-8"))))
        given = [File(path.name, path.read_text("utf-8")) for path in articles]
    asked: list[Rehearsed] = []
    async with workspace(language) as (database, home, _):
        async with database.transaction(home) as session:
            await import_articles(session, source="festival", files=given, language=language)
        if meanings:
            await embed_meanings(database, meanings.embedder, workspace_id=home)
        async with database.transaction(home) as session:
            for hidden in (None, *sorted({wording.article for wording in wordings})):
                await session.execute(_HIDE, {"article": hidden})
                some = [wording for wording in wordings if hidden in {None, wording.article}]
                asked += [
                    each async for each in _asked(session, some, language, meanings=meanings, answerable=hidden is None)
                ]
    return asked


def _wordings(faq: Sequence[dict[str, Any]]) -> Iterator[_Wording]:
    for entry in faq:
        for wording in (entry["question"], *entry.get("alternatives", [])):
            yield _Wording(wording, entry["article"])


async def _asked(
    session: AsyncSession, wordings: Sequence[_Wording], language: str, *, meanings: Meanings | None, answerable: bool
) -> AsyncIterator[Rehearsed]:
    names = {row.id: row.source_key for row in await session.execute(_NAMES)}
    for wording in wordings:
        meant = await meanings.of([(wording.text, language)]) if meanings else None
        hits = await search(session, question=wording.text, language=language, meant=meant)
        for best in hits[:1]:
            right = answerable and names[best.article_id] == wording.article
            yield _came(best, wording.text, answerable=answerable, right=right)


def _came(best: Hit, question: str, *, answerable: bool, right: bool) -> Rehearsed:
    return Rehearsed(question=question, language=best.language, answerable=answerable, right=right, hit=best)


if __name__ == "__main__":
    main()
