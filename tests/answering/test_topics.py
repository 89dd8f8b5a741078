"""An answer is about what was asked, and what was spoken of: not about another thing that is asked alike."""

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from sportello import answering, knowledge, workspaces
from sportello.answering import Draft, Setup, Turn
from sportello.core.ids import new_id
from sportello.knowledge import File
from tests.answering.conftest import Ask

FACTS = """
facts: 1
prices:
  - {id: polish, name: {en: polishing, de: Politur}, currency: EUR, price: 90}
  - {id: wash, name: {en: car wash, de: Wagenwäsche}, currency: EUR, price: 20}
policies:
  - {id: off, topic: cancellation, name: {en: cancelling, de: Absage},
     answer: {en: Repairs can be cancelled a day before., de: Reparaturen kann man am Vortag absagen.}}
"""
FAQ = {
    "de": """
- {question: Wie lange dauert eine Wagenwäsche?, answer: Etwa zwanzig Minuten.}
- {question: Zahlt die Versicherung eine Reparatur?, answer: Meist nach Abzug der Selbstbeteiligung.}
- {question: Wo kann ich warten?, answer: Im Café nebenan.}
- {question: Haben Sie Ersatzwagen?, answer: "Ja, zwei."}
""",
    "en": """
- {question: How long does a car wash take?, answer: Some twenty minutes.}
- {question: Can I cancel a polishing?, answer: "Polishing can be cancelled a week before."}
- {question: Where can I wait?, answer: In the café next door.}
- {question: Do you lend cars?, answer: "Yes, two."}
""",
}
PRICES = """# Preise

| Leistung | Preis |
|---|---|
| Inspektion mit Ölwechsel | 240 € |
| Radwechsel ohne Auswuchten | 30 € |
| Auswuchten | 25 € |
"""
FILES = [File("articles/de/preise.md", PRICES), *(File(f"faq/{one}.yaml", text) for one, text in FAQ.items())]


@pytest.fixture
async def garage(session: AsyncSession) -> Ask:
    """A garage that knows a little, and answers whatever it finds: only doubts hold it back."""
    made = await workspaces.create_workspace(session, slug=f"garage-{new_id().hex[-12:]}", name="Garage")
    await knowledge.import_articles(session, source="site", files=FILES)
    await knowledge.import_facts(session, source="facts", files=[File("facts.yaml", FACTS)])
    setup = Setup(workspace_id=made.id, threshold=0.1)

    async def ask(question: str, language: str = "de", *history: Turn) -> Draft:
        return await answering.compose(session, assistant=setup, question=question, language=language, history=history)

    return ask


async def after(garage: Ask, language: str, *questions: str) -> Draft:
    """What is said to the last of several questions."""
    history: list[Turn] = []
    for question in questions[:-1]:
        draft = await garage(question, language, *history)
        history += [Turn("customer", question), Turn("assistant", draft.text, offered=draft.offers_person)]
    return await garage(questions[-1], language, *history)


@pytest.mark.parametrize(
    ("language", "before", "question"),
    [
        ("de", "Was kostet die Politur?", "Wie lange dauert das?"),
        ("de", "Was kostet die Politur?", "Zahlt das die Versicherung?"),
        ("en", "How much is polishing?", "How long does it take?"),
    ],
)
async def test_what_is_known_of_another_thing_is_only_offered(
    garage: Ask, language: str, before: str, question: str
) -> None:
    draft = await after(garage, language, before, question)
    assert draft.outcome != "answered"
    assert draft.trace.rules == ["of_another_topic"]


@pytest.mark.parametrize(
    ("language", "before", "question", "told"),
    [
        ("de", "Was kostet eine Wagenwäsche?", "Wie lange dauert das?", "Etwa zwanzig Minuten."),
        ("en", "How much is polishing?", "Can I cancel?", "Polishing can be cancelled a week before."),
        ("en", "How much is a car wash?", "Can I cancel?", "Repairs can be cancelled a day before."),
        ("de", "Was kostet die Politur?", "Wo kann ich warten?", "Im Café nebenan."),
    ],
)
async def test_what_was_spoken_of_is_told(garage: Ask, language: str, before: str, question: str, told: str) -> None:
    draft = await after(garage, language, before, question)
    assert (draft.outcome, draft.text) == ("answered", told)


async def test_a_yes_or_no_is_of_the_thing_that_was_asked(garage: Ask) -> None:
    assert (await garage("Zahlt die Versicherung eine Reparatur?")).outcome == "answered"
    for question in ("Zahlt die Versicherung eine Politur?", "Zahlt die Versicherung den Radwechsel?"):
        assert (question, (await garage(question)).outcome) == (question, "choices")


@pytest.mark.parametrize(
    "question", ["Was kostet die Inspektion ohne Ölwechsel?", "Was kostet der Radwechsel mit Auswuchten?"]
)
async def test_with_is_not_without(garage: Ask, question: str) -> None:
    assert "240 €" not in (draft := await garage(question)).text
    assert "30 €" not in draft.text or "25 €" in draft.text


async def test_what_comes_with_a_thing_is_told_beside_it(garage: Ask) -> None:
    assert "240 €" in (await garage("Was kostet die Inspektion mit Ölwechsel?")).text
