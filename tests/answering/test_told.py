"""A yes hears what was told beside the question: an allergy, an illness, an age of which its entry says nothing."""

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from sportello import answering, knowledge, workspaces
from sportello.answering import Draft, Turn
from sportello.core.ids import new_id
from sportello.knowledge import File
from tests.answering.conftest import Ask

FAQ = {
    "en": """
- {question: Can I eat the cake as a vegetarian?, answer: "Yes, there is no gelatine in it."}
- {question: Can I use the sauna after eating?, answer: "Yes, wait an hour."}
- {question: Can I drive with glasses?, answer: "Yes; that you need lenses is noted on the licence."}
- {question: Can I come with my dog?, answer: "Yes, on a lead."}
- {question: Where can I park?, answer: Behind the house.}
""",
    "it": """
- {question: Posso mangiare la torta se sono vegetariana?, answer: "Sì, non contiene gelatina."}
- {question: Posso fare la sauna dopo mangiato?, answer: "Sì, aspetti un'ora."}
- {question: Posso guidare con gli occhiali?, answer: "Sì; sulla patente è annotato che servono le lenti."}
- {question: Dove si parcheggia?, answer: Dietro la casa.}
""",
    "de": """
- {question: Kann ich den Kuchen als Vegetarierin essen?, answer: "Ja, es ist keine Gelatine darin."}
- {question: Kann ich nach dem Essen in die Sauna gehen?, answer: "Ja, warten Sie eine Stunde."}
- {question: Darf ich mit Brille fahren?, answer: "Ja; dass Sie Gläser brauchen, steht im Führerschein."}
- {question: Wo kann ich parken?, answer: Hinter dem Haus.}
""",
}
YES = {"en": "Yes", "it": "Sì", "de": "Ja"}


@pytest.fixture
async def setup(session: AsyncSession) -> answering.Setup:
    """A café with a sauna that also teaches driving."""
    made = await workspaces.create_workspace(session, slug=f"told-{new_id().hex[-12:]}", name="Café")
    files = [File(f"faq/{language}.yaml", entries) for language, entries in FAQ.items()]
    await knowledge.import_articles(session, source="own", files=files)
    return answering.Setup(workspace_id=made.id)


@pytest.fixture
def ask(session: AsyncSession, setup: answering.Setup) -> Ask:
    """Asks its assistant."""

    async def ask(question: str, language: str = "en") -> Draft:
        return await answering.compose(session, assistant=setup, question=question, language=language)

    return ask


@pytest.mark.parametrize(
    ("message", "language"),
    [
        *((f"{told}, can I eat the cake?", "en") for told in ("I'm allergic to nuts", "I have coeliac disease")),
        *((f"{told}. Can I use the sauna?", "en") for told in ("I'm pregnant", "I have a heart condition")),
        *((f"{told}, can I drive?", "en") for told in ("I have epilepsy", "I'm color blind", "I lost my licence")),
        ("My father is 85 years old, can he drive?", "en"),
        *((f"{told}, posso mangiare la torta?", "it") for told in ("sono celiaco", "sono allergica alle noci")),
        *((f"{told}, posso fare la sauna?", "it") for told in ("sono incinta", "ho il pacemaker")),
        *((f"{told}, posso guidare?", "it") for told in ("soffro di epilessia", "sono senza patente")),
        ("mio padre ha 85 anni, può guidare?", "it"),
        ("Ich habe Zöliakie. Kann ich den Kuchen essen?", "de"),
        ("Ich bin schwanger, kann ich in die Sauna?", "de"),
        *((f"ich habe {had}, darf ich fahren?", "de") for had in ("Epilepsie", "Alkohol getrunken")),
        ("ich habe keinen Führerschein. Darf ich fahren?", "de"),
    ],
)
async def test_a_yes_that_has_not_heard_all_is_only_offered(ask: Ask, message: str, language: str) -> None:
    draft = await ask(message, language)
    assert YES[language] not in draft.text
    assert draft.outcome != "answered"


@pytest.mark.parametrize(
    ("told", "asked"),
    [("I have a heart condition", "can I use the sauna?"), ("I'm allergic to nuts", "can I eat the cake?")],
)
async def test_it_may_have_been_told_in_a_message_before(
    session: AsyncSession, setup: answering.Setup, told: str, asked: str
) -> None:
    at_once = [Turn("customer", told)]
    answered = [Turn("customer", told), Turn("assistant", "I see. How can I help?")]
    for history in (at_once, answered):
        draft = await answering.compose(session, assistant=setup, question=asked, language="en", history=history)
        assert "Yes" not in draft.text
        assert draft.outcome != "answered"


@pytest.mark.parametrize(
    ("message", "language", "answer"),
    [
        ("I'm a vegetarian, can I eat the cake?", "en", "no gelatine"),
        ("Hello, my name is Anna. Can I drive with glasses?", "en", "lenses"),
        ("Hi! I wear glasses. Can I drive?", "en", "lenses"),
        ("I have a dog, can I come with my dog?", "en", "lead"),
        ("I have a heart condition. Where can I park?", "en", "Behind"),
        ("Buongiorno, posso guidare con gli occhiali?", "it", "lenti"),
        ("Sono vegetariana, posso mangiare la torta?", "it", "gelatina"),
        ("Ich trage eine Brille. Darf ich fahren?", "de", "Gläser"),
    ],
)
async def test_what_the_entry_speaks_of_costs_no_yes(ask: Ask, message: str, language: str, answer: str) -> None:
    assert answer in (await ask(message, language)).text
