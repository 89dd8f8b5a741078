"""How well intents are told apart: `python -m benchmarks.intents --train F --test F [--oos F] [--embedder D] [--json]`.

Each line of a file is `{"text": …, "intent": …}`; lines of `--oos` have no intent that is trained. Without `--test`
the training file is its own test, a fifth at a time (`--folds`). The threshold comes from the training messages alone.
`--shipped LANGUAGE` measures the shipped examples that way instead, or on real messages: `--test F --as theirs=ours …`
asks those of F whose intent is one of ours under another name. `--embedder` names a model's folder: what the messages
mean then has its share, as in a workspace whose model knows the language. `--alarms F` counts the messages of a file
that would be called negative, urgent or risky: in a file of everyday messages every one is a false alarm.
"""

import argparse
import asyncio
import base64
import json
import random
import time
from array import array
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.tasks import lines
from sportello.answering.engine import Turn
from sportello.answering.understanding import (
    HIGH_RISK,
    NO_INTENT,
    Classifier,
    Guess,
    Point,
    load,
    shipped_examples,
    understand,
)
from sportello.answering.understanding.training import train
from sportello.core.embedding import FolderEmbedder

Message = tuple[str, str]


@dataclass(frozen=True)
class Asked:
    """A test message, what it wants, and what it was taken for."""

    wanted: str | None
    guess: Guess | None


@dataclass
class Round:
    """One training with its test."""

    asked: list[Asked]
    fit_seconds: float
    ms: float
    kilobytes: float
    weight: float | None
    """What meaning counted for."""


class Meant:
    """What messages mean, each embedded once."""

    def __init__(self, folder: Path) -> None:
        self._embedder = FolderEmbedder(folder)
        self._known: dict[str, Sequence[float]] = {}

    def learn(self, texts: Iterable[str]) -> None:
        """Embed what is not known yet."""
        lacking = [text for text in dict.fromkeys(texts) if text not in self._known]
        self._known |= zip(lacking, asyncio.run(self._embedder.embed(lacking)).vectors, strict=True)

    def point(self, text: str) -> Point:
        """What a text means."""
        return Point(self._embedder.model, self._known[text])

    def lesson(self, texts: Iterable[str]) -> dict[str, Any]:
        """As the trainer wants it."""
        each = list(dict.fromkeys(texts))
        numbers = array("f", (number for text in each for number in self._known[text])).tobytes()
        return {"near": {"model": self._embedder.model, "texts": each, "vectors": base64.b64encode(numbers).decode()}}


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--train", type=Path)
    parser.add_argument("--test", type=Path)
    parser.add_argument("--oos", nargs="+", type=Path, default=[])
    parser.add_argument("--folds", type=int, default=5)
    parser.add_argument("--shipped", choices=["it", "en", "de"])
    parser.add_argument("--as", dest="names", nargs="+", default=[], metavar="THEIRS=OURS")
    parser.add_argument("--embedder", type=Path, metavar="FOLDER", help="also by meaning: a model's folder")
    parser.add_argument("--alarms", type=Path)
    parser.add_argument("--json", action="store_true", help="print JSON only")
    options = parser.parse_args()
    unknown = [text for file in options.oos for text, _ in read(file)]
    meant = Meant(options.embedder) if options.embedder else None
    if options.alarms:
        figures = alarms(read(options.alarms))
    elif options.shipped and options.test:
        names = dict(name.split("=") for name in options.names)
        asked = [(text, names[intent]) for text, intent in read(options.test) if intent in names]
        figures = summary([measure(_shipped(options.shipped), asked, unknown, meant)])
    elif options.shipped:
        figures = summary(shipped(options.shipped, options.folds, meant))
    elif options.train:
        trained = read(options.train)
        pairs = [(trained, read(options.test))] if options.test else folds(trained, options.folds)
        figures = summary([measure(train_on, test, unknown, meant) for train_on, test in pairs])
    else:
        parser.error("give --train, --shipped or --alarms")
    if options.json:
        print(json.dumps(figures))
        return
    for name, value in figures.items():
        print(f"{name:24} {value}")


def read(path: Path) -> list[Message]:
    """The messages of a file with what they want."""
    return [(str(row["text"]), str(row.get("intent", NO_INTENT))) for row in lines(path)]


def folds(messages: Sequence[Message], count: int) -> list[tuple[list[Message], list[Message]]]:
    """The messages, shuffled the same way each time, as `count` pairs of training and test."""
    shuffled = list(messages)
    random.Random(0).shuffle(shuffled)  # noqa: S311 - to be the same each time
    return [
        (
            [message for place, message in enumerate(shuffled) if place % count != fold],
            [message for place, message in enumerate(shuffled) if place % count == fold],
        )
        for fold in range(count)
    ]


def shipped(language: str, count: int, meant: Meant | None) -> list[Round]:
    """The shipped examples of a language as their own test, those without an intent as the unknown."""
    return [
        measure(
            train_on,
            [(text, intent) for text, intent in test if intent != NO_INTENT],
            [text for text, intent in test if intent == NO_INTENT],
            meant,
        )
        for train_on, test in folds(_shipped(language), count)
    ]


def _shipped(language: str) -> list[Message]:
    return [(text, intent) for intent, texts in shipped_examples(language).items() for text in texts]


def measure(train_on: Sequence[Message], test: Sequence[Message], unknown: Sequence[str], meant: Meant | None) -> Round:
    """Train on some messages and ask the others."""
    examples: dict[str, list[str]] = defaultdict(list)
    for text, intent in train_on:
        examples[intent].append(text)
    none = examples.pop(NO_INTENT, [])
    lesson: dict[str, Any] = {"language": "en", "examples": examples, "none": none, "trained_on": "a benchmark"}
    if meant:
        trained = [text for text, _ in train_on]
        meant.learn([*trained, *(text for text, _ in test), *unknown])
        lesson |= meant.lesson(trained)
    began = time.process_time()
    packed = train(json.dumps(lesson).encode())
    fitted = time.process_time() - began
    classifier: Classifier = load(packed)

    def guess(text: str) -> Guess | None:
        return classifier.guess(text, meant.point(text) if meant else None)

    guess("warm up" if meant is None else test[0][0])
    began = time.process_time()
    asked = [Asked(intent, guess(text)) for text, intent in test]
    spent = time.process_time() - began
    asked += [Asked(None, guess(text)) for text in unknown]
    near = classifier.head.near
    return Round(asked, fitted, spent / max(1, len(test)) * 1_000, len(packed) / 1_000, near.weight if near else None)


def summary(rounds: Sequence[Round]) -> dict[str, float | None]:
    """The figures of all rounds together, in percent where they are shares."""
    asked = [one for round_ in rounds for one in round_.asked]
    inside = [one for one in asked if one.wanted is not None]
    outside = [one for one in asked if one.wanted is None]
    kept = [one for one in inside if right(one) and one.guess and one.guess.known]
    told = [one for one in outside if one.guess is None or not one.guess.known]
    wrong = [one for one in inside if one.guess and one.guess.known and not right(one)]
    return {
        "messages": len(inside),
        "accuracy": share(sum(map(right, inside)), len(inside)),
        "macro_f1": macro_f1(inside),
        "oos_messages": len(outside),
        "oos_auroc": auroc(inside, outside) if outside else None,
        "in_scope_kept": share(len(kept), len(inside)),
        "in_scope_wrong": share(len(wrong), len(inside)),
        "oos_told_apart": share(len(told), len(outside)) if outside else None,
        "ms_per_message": round(sum(one.ms for one in rounds) / len(rounds), 3),
        "model_kilobytes": round(max(one.kilobytes for one in rounds)),
        "weight_of_meaning": max((one.weight or 0.0 for one in rounds), default=0.0),
        "fit_cpu_seconds": round(sum(one.fit_seconds for one in rounds) / len(rounds), 1),
    }


def alarms(messages: Sequence[Message]) -> dict[str, float | None]:
    """How many messages, each alone, would be taken for those of an upset customer."""
    began = time.process_time()
    read_ = [understand([Turn("customer", text)], language="en") for text, _ in messages]
    spent = (time.process_time() - began) / max(1, len(messages)) * 1_000
    return {
        "messages": len(messages),
        "negative": share(sum(one.sentiment == "negative" for one in read_), len(read_)),
        "urgent": share(sum(one.priority == "urgent" for one in read_), len(read_)),
        "high": share(sum(one.priority == "high" for one in read_), len(read_)),
        "risk_offers_person": share(sum(one.risk >= HIGH_RISK for one in read_), len(read_)),
        "ms_per_message": round(spent, 3),
    }


def right(one: Asked) -> bool:
    """Whether the likeliest intent is the wanted one."""
    return one.guess is not None and one.guess.intent == one.wanted


def share(part: int, whole: int) -> float:
    """In percent."""
    return round(100 * part / max(1, whole), 1)


def macro_f1(asked: Sequence[Asked]) -> float:
    """The mean of all intents' F1, so that rare ones count as much as frequent ones."""
    hits: dict[str, int] = defaultdict(int)
    wanted: dict[str, int] = defaultdict(int)
    guessed: dict[str, int] = defaultdict(int)
    for one in asked:
        assert one.wanted is not None  # noqa: S101 - of the known ones
        wanted[one.wanted] += 1
        if one.guess:
            guessed[one.guess.intent] += 1
            hits[one.wanted] += right(one)
    scores = [2 * hits[intent] / (count + guessed[intent]) for intent, count in wanted.items()]
    return round(100 * sum(scores) / max(1, len(scores)), 1)


def auroc(inside: Sequence[Asked], outside: Sequence[Asked]) -> float:
    """How likely a known intent's message is more certain than an unknown one's."""
    marked = [
        (one.guess.confidence if one.guess else 0.0, known)
        for known, part in ((1, inside), (0, outside))
        for one in part
    ]
    marked.sort()
    ranks: dict[float, list[int]] = defaultdict(list)
    for rank, (confidence, _) in enumerate(marked, start=1):
        ranks[confidence].append(rank)
    mean = {confidence: sum(places) / len(places) for confidence, places in ranks.items()}
    total = sum(mean[confidence] for confidence, known in marked if known)
    below = total - len(inside) * (len(inside) + 1) / 2
    return round(100 * below / (len(inside) * len(outside)), 1)


if __name__ == "__main__":
    main()
