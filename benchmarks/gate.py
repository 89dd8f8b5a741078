"""Where the gate's shipped weights for passages come from: `python -m benchmarks.gate [--semantic FOLDER]`.

The festival template's articles are asked with the wordings of its FAQ, each of which names the article that says the
same: once with that article there and once without it. What comes first is right or wrong, and the regression of
`answering/fitting.py`, pulled a little towards nothing, learns which. With a model's folder the English ones are asked
by meaning and the weights are those of `NearPassageWeights`.
"""

import argparse
import asyncio
from collections.abc import AsyncIterator, Iterator, Sequence
from dataclasses import dataclass
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any

import yaml
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from benchmarks.answers import workspace
from sportello.answering.fitting import fit
from sportello.answering.gate import NearPassageWeights, Weights
from sportello.core.embedding import FolderEmbedder
from sportello.core.log import set_up
from sportello.core.meanings import Meanings
from sportello.knowledge import File, Rehearsed, embed_meanings, import_articles, search

_PULL = 0.5
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
    folder = parser.parse_args().semantic
    set_up(level="warning")
    meanings = Meanings(FolderEmbedder(folder)) if folder else None
    start = (
        NearPassageWeights(strength=0, lead=0, middle=0, meaning=0) if folder else Weights(strength=0, lead=0, middle=0)
    )
    asked: list[Rehearsed] = []
    for language in ("en",) if folder else ("it", "en"):
        asked += asyncio.run(ask(language, meanings))
    print(f"{len(asked)} questions, {sum(each.right for each in asked)} right")
    print(fit(asked, start, pull=_PULL))


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
            yield Rehearsed(
                question=wording.text,
                language=language,
                answerable=answerable,
                right=answerable and names[best.article_id] == wording.article,
                title=best.title,
                score=best.score,
                margin=best.margin,
                unknown=best.unknown,
                coverage=best.coverage,
                asked=best.asked,
                cosine=best.cosine,
                ahead=best.ahead,
            )


if __name__ == "__main__":
    main()
