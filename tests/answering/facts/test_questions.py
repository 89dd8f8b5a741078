"""Questions about facts in three languages, each with what its answer says; `-` where search must answer."""

from datetime import datetime
from pathlib import Path

from sportello.answering.facts import answer_from
from sportello.knowledge import FactBook

TABLE = Path(__file__).parent / "questions.txt"


def test_every_question_of_the_table(books: dict[str, FactBook]) -> None:
    lines = [line for line in TABLE.read_text(encoding="utf-8").splitlines() if line and not line.startswith("#")]
    wrong: list[str] = []
    for line in lines:
        business, moment, language, asked, expected = (part.strip() for part in line.split(" | "))
        *before, question = (part.strip() for part in asked.split(" > "))
        at = datetime.fromisoformat(moment)
        answer = answer_from(books[business], question=question, language=language, at=at, before=before)
        said = answer.text.replace("\xa0", " ") if answer else "-"
        if (expected == "-") != (said == "-") or expected not in said:
            wrong.append(f"{line}\n    said: {said}")
    assert len(lines) >= 150
    assert not wrong, "\n".join(wrong)
