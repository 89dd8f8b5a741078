"""Questions about facts in three languages, each with what its answer says; and what no fact may answer."""

from datetime import datetime
from pathlib import Path

import pytest

from sportello.answering.facts import answer_from
from sportello.knowledge import FactBook

HERE = Path(__file__).parent
NOON = datetime.fromisoformat("2026-12-01T11:00Z")


@pytest.mark.parametrize(
    ("table", "least"),
    [
        ("questions.txt", 300),
        ("hard_questions.txt", 200),
        ("customers.txt", 50),
        ("units.txt", 70),
        ("everyday.txt", 35),
    ],
)
def test_every_question_of_the_table(books: dict[str, FactBook], table: str, least: int) -> None:
    lines = _lines(table)
    wrong: list[str] = []
    for line in lines:
        business, moment, language, asked, expected = (part.strip() for part in line.split(" | "))
        *before, question = (part.strip() for part in asked.split(" > "))
        at = datetime.fromisoformat(moment)
        answer = answer_from(books[business], question=question, language=language, at=at, before=before)
        said = answer.text.replace("\xa0", " ").replace("\n", " ") if answer else "-"
        if (expected == "-") != (said == "-") or expected not in said:
            wrong.append(f"{line}\n    said: {said}")
    assert len(lines) >= least
    assert not wrong, "\n".join(wrong)


def test_nothing_is_answered_that_is_not_about_a_fact(books: dict[str, FactBook]) -> None:
    lines = _lines("not_facts.txt")
    wrong: list[str] = []
    for line in lines:
        business, language, question = (part.strip() for part in line.split(" | "))
        answer = answer_from(books[business], question=question, language=language, at=NOON)
        if answer:
            wrong.append(f"{line}\n    said: {answer.text}")
    assert len(lines) >= 150
    assert not wrong, "\n".join(wrong)


def _lines(name: str) -> list[str]:
    written = (HERE / name).read_text(encoding="utf-8").splitlines()
    return [line for line in written if line and not line.startswith("#")]
