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
        ("en", "How much is a repair?", "Can I cancel?", "Repairs can be cancelled a day before."),
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


@pytest.mark.parametrize(
    ("language", "questions"),
    [
        ("en", ("How much is a car wash?", "Can I cancel?")),
        ("en", ("How much is a car wash?", "Can I cancel it?")),
        ("en", ("How much is a car wash?", "How long does it take?", "Can I cancel it?")),
        ("de", ("Was kostet die Wagenwäsche?", "Kann man die absagen?")),
    ],
)
async def test_a_rule_of_other_things_is_not_told(garage: Ask, language: str, questions: tuple[str, ...]) -> None:
    draft = await after(garage, language, *questions)
    assert (draft.outcome, draft.trace.rules) in (("choices", ["of_another_topic"]), ("unsure", ["of_another_topic"]))


LODGE = {
    "en": """
- {question: Can I cancel a boat trip?, answer: Until three days before.}
- {question: How do I book a boat trip?, answer: On our website.}
- {question: At what age may children row?, answer: From twelve on.}
- {question: Is there a left-luggage room?, answer: "Yes, behind the bar."}
- {question: May I bring my parrot?, answer: "Yes, in a cage."}
- {question: Can I pay by cheque?, answer: "No."}
- {question: Are there mooring rings?, answer: "Yes, twelve."}
""",
    "de": """
- {question: Kann ich eine Bootsfahrt absagen?, answer: Bis drei Tage vorher.}
- {question: Wie melde ich mich zu einer Bootsfahrt an?, answer: Auf unserer Seite.}
- {question: Ab welchem Alter dürfen Kinder rudern?, answer: Ab zwölf.}
- {question: Was kostet eine Hochzeit?, answer: 900 €.}
- {question: Darf man rauchen?, answer: Nur auf dem Steg.}
""",
    "it": """
- {question: Posso disdire una gita in barca?, answer: Fino a tre giorni prima.}
- {question: Come prenoto una gita in barca?, answer: Sul nostro sito.}
- {question: Posso detrarre l'affitto dalle tasse?, answer: "Sì, il 19 %."}
- {question: Posso provare il pedalò prima di comprarlo?, answer: "Sì, gratis."}
""",
}
LODGE_FACTS = """
facts: 1
prices:
  - {id: wedding, name: {en: wedding party, de: Hochzeit, it: festa di nozze}, currency: EUR, price: 900}
"""


@pytest.fixture
async def lodge(session: AsyncSession) -> Ask:
    """A lodge at a lake, as sure as it ships."""
    made = await workspaces.create_workspace(session, slug=f"lodge-{new_id().hex[-12:]}", name="Lodge")
    files = [File(f"faq/{one}.yaml", text) for one, text in LODGE.items()]
    await knowledge.import_articles(session, source="site", files=files)
    await knowledge.import_facts(session, source="facts", files=[File("facts.yaml", LODGE_FACTS)])
    setup = Setup(workspace_id=made.id, threshold=0.3)

    async def ask(question: str, language: str = "de", *history: Turn) -> Draft:
        return await answering.compose(session, assistant=setup, question=question, language=language, history=history)

    return ask


@pytest.mark.parametrize(
    ("language", "questions"),
    [
        ("de", ("Was kostet eine Hochzeit?", "Kann man die absagen?")),
        ("de", ("Was kostet eine Hochzeit?", "kann ich absagen?")),
        ("de", ("Was kostet eine Hochzeit?", "Wie melde ich mich an?")),
        ("de", ("Was kostet eine Hochzeit?", "Kann man die absagen?", "Wie melde ich mich an?")),
        ("de", ("Was kostet eine Hochzeit?", "Ab welchem Alter?")),
        ("en", ("How much is a wedding party?", "can i cancel it?")),
        ("en", ("How much is a wedding party?", "How do I book?")),
        ("en", ("Is there a left-luggage room?", "may I bring my parrot there?")),
        ("it", ("Quanto costa una festa di nozze?", "posso disdire?")),
        ("it", ("Quanto costa una festa di nozze?", "come prenoto?")),
        ("it", ("Posso detrarre l'affitto dalle tasse?", "e il pedalò?")),
    ],
)
async def test_what_leans_gets_no_answer_about_another_thing(
    lodge: Ask, language: str, questions: tuple[str, ...]
) -> None:
    assert (await after(lodge, language, *questions)).outcome in {"choices", "unsure"}


@pytest.mark.parametrize(
    ("language", "questions", "told"),
    [
        ("de", ("Was kostet eine Hochzeit?", "Darf man rauchen?"), "Nur auf dem Steg."),
        ("de", ("Wie melde ich mich zu einer Bootsfahrt an?", "Kann man die absagen?"), "Bis drei Tage vorher."),
        ("en", ("How do I book a boat trip?", "can I cancel?"), "Until three days before."),
        ("en", ("How much is a wedding party?", "Are there mooring rings?"), "Yes, twelve."),
        ("en", ("Is there a left-luggage room?", "and mooring rings?"), "Yes, twelve."),
        ("it", ("Come prenoto una gita in barca?", "posso disdire?"), "Fino a tre giorni prima."),
    ],
)
async def test_what_names_its_own_thing_or_leans_on_this_is_told(
    lodge: Ask, language: str, questions: tuple[str, ...], told: str
) -> None:
    draft = await after(lodge, language, *questions)
    assert (draft.outcome, draft.text) == ("answered", told)
