"""How well questions are grouped into gaps: `python -m benchmarks.gaps FILE… [--language it] [--semantic FOLDER]`.

Each file has lines of JSON with `text` and `intent`. Questions of fifty intents, some asked forty times and most once
or twice, arrive in a random order; what has one intent should stand in one gap. Told is how many pairs of a gap are of
one intent (precision), and how many pairs of an intent stand in one gap (recall), as the mean of three orders.
"""

import argparse
import asyncio
import json
import random
from collections import Counter, defaultdict
from collections.abc import Sequence
from operator import mul
from pathlib import Path
from uuid import UUID

from sportello.answering.gaps.groups import Groups, Near, Place
from sportello.core.embedding import FolderEmbedder, Vector
from sportello.core.ids import new_id

INTENTS = 50
MOST = 40
ORDERS = 3
COMPARED = 30
Question = tuple[str, str]


def stream(file: Path, seed: int) -> list[Question]:
    """Questions with their intents, in the order in which they come."""
    of_intent: dict[str, list[str]] = defaultdict(list)
    for line in file.read_text(encoding="utf-8").splitlines():
        read = json.loads(line)
        if read["intent"] != "oos":
            of_intent[read["intent"]].append(read["text"])
    chance = random.Random(seed)  # noqa: S311 - an order, no secret
    intents = sorted(of_intent)
    chance.shuffle(intents)
    asked: list[Question] = []
    for rank, intent in enumerate(intents[:INTENTS], start=1):
        wordings = of_intent[intent]
        chance.shuffle(wordings)
        asked += [(wording, intent) for wording in wordings[: max(1, int(MOST / rank**0.7))]]
    chance.shuffle(asked)
    return asked


def grouped(asked: Sequence[Question], *, language: str, vectors: Sequence[Vector] | None = None) -> list[UUID]:
    """The gap of each question, as they come one after another."""
    groups = Groups(language)
    places: list[Place] = [(new_id(), new_id()) for _ in asked]
    gaps: list[UUID] = []
    for at, (question, _) in enumerate(asked):
        near = None
        if vectors is not None:
            cosines = {places[other]: sum(map(mul, vectors[at], vectors[other])) for other in range(at)}
            nearest = sorted(cosines, key=lambda place: -cosines[place])[:COMPARED]
            near = Near({place: cosines[place] for place in nearest})
        gaps.append(groups.place(places[at], question, near)[0])
    return gaps


def pairs(counts: Counter[object]) -> int:
    """How many pairs there are within these groups."""
    return sum(count * (count - 1) // 2 for count in counts.values())


def shares(asked: Sequence[Question], gaps: Sequence[UUID]) -> tuple[float, float]:
    """Precision and recall of pairs."""
    intents = [intent for _, intent in asked]
    both = pairs(Counter(zip(intents, gaps, strict=True)))
    return both / max(1, pairs(Counter(gaps))), both / max(1, pairs(Counter(intents)))


async def measure(file: Path, *, language: str, model: FolderEmbedder | None) -> tuple[float, float, float, int]:
    """Precision, recall, gaps and questions, on average."""
    found: list[tuple[float, float, int, int]] = []
    for seed in range(ORDERS):
        asked = stream(file, seed)
        vectors = (await model.embed([question for question, _ in asked])).vectors if model else None
        gaps = grouped(asked, language=language, vectors=vectors)
        found.append((*shares(asked, gaps), len(set(gaps)), len(asked)))
    precision, recall, gaps_, questions = (sum(each) / ORDERS for each in zip(*found, strict=True))
    return precision, recall, gaps_, int(questions)


def main() -> None:
    """Measure each file."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("files", type=Path, nargs="+", metavar="FILE")
    parser.add_argument("--language", default="en")
    parser.add_argument("--semantic", type=Path, metavar="FOLDER", help="by meaning, too: a model's folder")
    options = parser.parse_args()
    model = FolderEmbedder(options.semantic) if options.semantic else None
    print(f"{'file':30} {'questions':>9} {'gaps':>6} {'precision':>10} {'recall':>7}")
    for file in options.files:
        precision, recall, gaps, questions = asyncio.run(measure(file, language=options.language, model=model))
        print(f"{file.stem:30} {questions:>9} {gaps:>6.0f} {precision:>10.2f} {recall:>7.2f}")


if __name__ == "__main__":
    main()
