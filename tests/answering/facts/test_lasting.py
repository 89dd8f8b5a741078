"""How long something takes, where the note beside its price says so among other words."""

from datetime import datetime

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from sportello import answering, workspaces
from sportello.answering import Turn
from sportello.core.ids import new_id
from tests.answering.facts.conftest import book_of

FACTS = """
facts: 1
prices:
  - {id: fit, name: {it: prova su misura, en: fitting, de: Anprobe}, price: 30,
     note: {it: "Gratis con l'abito. Dura circa mezz'ora.", en: Free with a suit. It takes about half an hour.,
            de: Mit Anzug gratis. Die Anprobe dauert eine halbe Stunde.}}
  - {id: course, name: {it: corso di cucito, en: sewing course, de: Nähkurs}, price: 80,
     note: {it: "Stoffa compresa. Il corso dura tre ore.", en: The course lasts three hours.,
            de: Stoff ist dabei. Dauert drei Stunden.}}
  - {id: party, name: {it: festa, en: party, de: Feier}, price: 20,
     note: {it: "A bambino, due ore con assistenza.", en: "Per child, two hours with a helper.",
            de: "Pro Kind, zwei Stunden mit Betreuung."}}
  - {id: mending, name: {it: rammendo, en: mending, de: Stopfen}, price: 9,
     note: {it: "Da prenotare 24 ore prima.", en: "Check-in takes ten minutes. Book 24 hours before.",
            de: "24 Stunden vorher buchen. Die Annahme dauert zehn Minuten."}}
"""
NOON = datetime.fromisoformat("2026-12-01T12:00:00+01:00")


@pytest.mark.parametrize(
    ("language", "asked", "told"),
    [
        ("it", ("quanto dura la prova su misura?",), "mezz'ora"),
        ("it", ("quanto costa la prova su misura?", "e quanto dura?"), "mezz'ora"),
        ("it", ("quanto dura il corso di cucito?",), "tre ore"),
        ("it", ("quanto dura la festa?",), "due ore"),
        ("en", ("how long is a fitting?",), "half an hour"),
        ("en", ("how long does the sewing course last?",), "three hours"),
        ("en", ("how long is a party?",), "two hours"),
        ("de", ("wie lange dauert die Anprobe?",), "halbe Stunde"),
        ("de", ("wie lange dauert der Nähkurs?",), "drei Stunden"),
        ("de", ("wie lange dauert die Feier?",), "zwei Stunden"),
        ("it", ("quanto dura il rammendo?",), None),
        ("en", ("how long does mending take?",), None),
        ("de", ("wie lange dauert Stopfen?",), None),
    ],
)
async def test_a_note_tells_how_long_among_other_words(
    session: AsyncSession, language: str, asked: tuple[str, ...], told: str | None
) -> None:
    made = await workspaces.create_workspace(session, slug=f"tailor-{new_id().hex[-12:]}", name="Tailor")
    setup = answering.Setup(workspace_id=made.id, facts=book_of("tailor", FACTS))
    history: list[Turn] = []
    *before, last = asked
    for question in before:
        draft = await answering.compose(
            session, assistant=setup, question=question, language=language, history=history, at=NOON
        )
        history += [Turn("customer", question), Turn("assistant", draft.text, offered=draft.offers_person)]
    draft = await answering.compose(
        session, assistant=setup, question=last, language=language, history=history, at=NOON
    )
    assert (told in draft.text) if told else (draft.outcome != "answered")
