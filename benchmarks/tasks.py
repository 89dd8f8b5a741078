"""What is measured on: knowledge bases and questions read from files, misspelt, and grown to a large one's size."""

import json
import random
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from sportello.knowledge import File, guess_language

_SENTENCES = (5, 9)
"""How many sentences a made passage has, from and to."""
_COINED = 0.05
"""Share of the longer words of a made passage that are new: a larger knowledge base has a larger vocabulary."""
_LONG = 5
ANSWER = "![](€1)"
"""What answers where a file has questions alone: a picture, which says no word, so that only the wordings are searched;
it is called a price, so that nothing is held back for naming none."""


@dataclass(frozen=True)
class Question:
    """One question with the entries that answer it (none: it must be refused) and strings a good answer holds."""

    text: str
    gold: frozenset[str]
    answers: tuple[str, ...] = ()


@dataclass(frozen=True)
class Task:
    """A knowledge base as files to import, and what to ask it."""

    kind: str
    language: str
    files: list[File]
    questions: list[Question]


def read_task(kb: Path, queries: Path | None, language: str | None) -> Task:
    """Read a task in any of the three formats."""
    entries, asked = lines(kb), lines(queries) if queries else []
    sample = " ".join(str(value) for entry in entries[:200] for value in entry.values())
    known: str = language or entries[0].get("lang") or guess_language(sample) or "en"
    if "questions" in entries[0]:
        faq = [{"id": e["entry"], "questions": e["questions"], "answer": ANSWER} for e in entries]
        return Task(
            "faq",
            known,
            [File("faq.json", json.dumps(faq))],
            [Question(q["query"], frozenset({q["expected"]} - {None})) for q in asked],
        )
    if "text" in entries[0]:
        files = [_document(e["id"], e["text"]) for e in entries]
        questions = [Question(q["query"], frozenset(q["gold"]), tuple(q.get("answers", ()))) for q in asked]
        return Task("passages", known, files, questions)
    files = [_document(e["id"], e["answer"]) for e in entries]
    return Task("publicfaq", known, files, [Question(e["question"], frozenset({e["id"]})) for e in entries])


def lines(path: Path) -> list[dict[str, Any]]:
    """The objects of a JSONL file. One that is not there, or is none, ends the command with a line that says so."""
    try:
        return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    except OSError as error:
        raise SystemExit(
            f"{path}: {error.strerror}. Test sets are not part of a checkout: see docs/reference/answers.md."
        ) from error
    except ValueError as error:
        raise SystemExit(f"{path}: not one JSON object a line ({error}).") from error


def _document(identity: str, body: str) -> File:
    # A title without words: the test is to find the text by what it says.
    return File(f"{identity}.md", f'---\nid: "{identity}"\ntitle: "…"\n---\n{body}')


def misspelt(questions: Sequence[Question], typos: int, chance: random.Random) -> list[Question]:
    """The questions with so many typing errors each: a letter lost, swapped with the next, another or one too many."""
    return [replace(question, text=_misspelt(question.text, typos, chance)) for question in questions]


def _misspelt(asked: str, typos: int, chance: random.Random) -> str:
    words = asked.split()
    long = [at for at, word in enumerate(words) if len(word) >= 4]
    for _ in range(typos if long else 0):
        at = chance.choice(long)
        word, place = words[at], chance.randrange(len(words[at]) - 1)
        letter = chance.choice("abcdefghijklmnopqrstuvwxyz")
        words[at] = chance.choice(
            (
                word[:place] + word[place + 1 :],
                word[:place] + word[place + 1] + word[place] + word[place + 2 :],
                word[:place] + letter + word[place + 1 :],
                word[:place] + letter + word[place:],
            )
        )
    return " ".join(words)


def grown(task: Task, passages: int, chance: random.Random) -> Task:
    """The task in a knowledge base of so many passages: those made up are sentences of the others, thrown together."""
    texts = [str(file.content).split("---\n", 2)[-1] for file in task.files]
    sentences = [sentence for text in texts for sentence in re.split(r"(?<=[.!?])\s+", text) if sentence.strip()]
    words = [word for text in texts for word in text.split() if len(word) >= _LONG and word.isalpha()]

    def coined(word: str) -> str:
        if len(word) < _LONG or not word.isalpha() or chance.random() >= _COINED:
            return word
        other = chance.choice(words)
        return word[: (len(word) + 1) // 2] + other[len(other) // 2 :]

    def made(number: int) -> File:
        chosen: Iterable[str] = (chance.choice(sentences) for _ in range(chance.randint(*_SENTENCES)))
        return _document(f"made-{number}", " ".join(coined(word) for each in chosen for word in each.split()))

    return replace(task, files=[*task.files, *(made(number) for number in range(len(task.files), passages))])
