"""A small knowledge base is sure too soon: what shares words with an entry, and means another thing."""

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from sportello import answering, knowledge, workspaces
from sportello.answering import Draft
from sportello.core.ids import new_id
from sportello.knowledge import File, import_facts
from tests.answering.conftest import Ask

ENGLISH = """
- {question: Where does your flour come from?, answer: From the mill in Merano.}
- {question: Do you have a trailer for dogs?, answer: "Yes, up to 30 kg, for 9 euros a day."}
- {question: What happens if it rains?, answer: You may come on another day.}
- {question: How much is breakfast?, answer: Breakfast is 12 € a head.}
- {question: Where can I park?, answer: Behind the house.}
- {question: What do I do in an emergency at night?, answer: "Call the hospital in Hall, 05223 445566."}
"""
ITALIAN = """
- {question: Come ordino una torta?, alternatives: [Posso ordinare le torte?], answer: "In negozio, tre giorni prima."}
- {question: Dove si parcheggia?, answer: Dietro la casa.}
- {question: Quando aprite?, answer: Alle otto.}
- {question: Avete pane integrale?, answer: "Sì, il venerdì."}
- question: Avete pane senza glutine?
  alternatives: ["C'è qualcosa senza glutine?"]
  answer: "Sì, il venerdì. È cotto nella stanza del pane di grano."
- {question: Quali prodotti contengono noci?, alternatives: [Sono allergico alle noci], answer: Zelten e torta di noci.}
- {question: Avete il pane di noci?, answer: "No, solo la torta di noci."}
"""
GERMAN = """
- {question: Was kostet die Kastration einer Katze?, answer: Sie kostet 180 Euro.}
- {question: Kann mein Hund bei Ihnen bleiben?, answer: "Nein, wir empfehlen die Pension Moosgrund."}
- {question: Wann darf ein junger Hund zum ersten Mal hinaus?, answer: Mit zwölf Wochen.}
- {question: Kann ich eine Geburtstagstorte bestellen?, answer: Drei Tage vorher im Laden.}
- {question: Brauche ich einen Termin?, answer: Bitte rufen Sie vorher an.}
"""
FACTS = """
facts: 1
policies:
  - {id: access, topic: accessibility, name: {en: accessibility}, answer: {en: There is one step at the door.}}
  - {id: pay, topic: payment, name: {en: payment}, answer: {en: Cards and cash.}}
"""


@pytest.fixture
async def shop(session: AsyncSession) -> Ask:
    """A small business that has written a little in each language."""
    made = await workspaces.create_workspace(session, slug=f"shop-{new_id().hex[-12:]}", name="Shop")
    files = [File("faq/en.yaml", ENGLISH), File("faq/it.yaml", ITALIAN), File("faq/de.yaml", GERMAN)]
    await knowledge.import_articles(session, source="own", files=files)
    await import_facts(session, source="facts", files=[File("facts.yaml", FACTS)])
    setup = answering.Setup(workspace_id=made.id)

    async def ask(question: str, language: str = "en") -> Draft:
        return await answering.compose(session, assistant=setup, question=question, language=language)

    return ask


@pytest.mark.parametrize(
    ("language", "question", "rule"),
    [
        ("en", "Can I come?", "yes_to_unsaid"),
        ("en", "Do you have a train for dogs?", "yes_to_unsaid"),
        ("en", "Do you have a trail for dogs?", "yes_to_unsaid"),
        ("en", "Do I have to pay if it rains?", "price_without_amount"),
        ("en", "how much is parking", "measure_of_unsaid"),
        ("de", "Was kostet die Kastration eines Hundes?", "measure_of_unsaid"),
        ("de", "Kastration eines Hundes", "measure_of_unsaid"),
        ("de", "Haben Sie Geburtstagskarten?", "yes_to_unsaid"),
        ("it", "Posso ordinare le trote?", "yes_to_unsaid"),
        ("it", "la torta alle noci è senza glutine?", "yes_to_unsaid"),
    ],
)
async def test_what_means_another_thing_is_only_offered(shop: Ask, language: str, question: str, rule: str) -> None:
    draft = await shop(question, language)
    assert (draft.outcome, draft.trace.rules) == ("choices", [rule])


@pytest.mark.parametrize(
    ("language", "question", "answer"),
    [
        ("en", "Do you have trailers for a dog?", "9 euros"),
        ("en", "how much is breakfast", "12 €"),
        ("de", "Was kostet die Kastration meiner Katze?", "180"),
        ("de", "Kastration Katze", "180"),
        ("de", "Kann ich Geburtstagstorten bestellen?", "Drei Tage"),
        ("it", "Posso ordinare le torte?", "tre giorni"),
        ("it", "dove si pracheggia", "Dietro"),
    ],
)
async def test_what_means_the_same_is_said(shop: Ask, language: str, question: str, answer: str) -> None:
    draft = await shop(question, language)
    assert draft.outcome == "answered"
    assert answer in draft.text


@pytest.mark.parametrize(
    "message",
    [
        "I am in a wheelchair, can I come in?",
        "Sorry, I'm in a wheelchair, can I come in?",
        "I'm in a wheelchair. Can I come in?",
    ],
)
async def test_what_is_told_before_a_comma_counts_for_a_fact(shop: Ask, message: str) -> None:
    assert (await shop(message)).text == "There is one step at the door."


@pytest.mark.parametrize("message", ["I have a key, can I come in?", "can I come in?"])
async def test_who_names_nobody_to_let_in_is_told_no_rule(shop: Ask, message: str) -> None:
    assert (await shop(message)).outcome != "answered"


@pytest.mark.parametrize("message", ["emergency at night", "This is an emergency, help, at night!"])
async def test_who_is_in_danger_reads_whom_to_call_below_what_is_always_said(shop: Ask, message: str) -> None:
    draft = await shop(message)
    assert draft.text.startswith("If anyone is hurt or in danger, call the emergency number 112 now")
    assert draft.text.endswith("Call the hospital in Hall, 05223 445566.")
    assert [citation["title"] for citation in draft.citations] == ["What do I do in an emergency at night?"]
    assert draft.reason == "safety" or [button["choice"] for button in draft.buttons] == ["person", "continue"]


async def test_danger_of_which_nothing_was_written_is_met_with_nothing_else(shop: Ask) -> None:
    draft = await shop("My son has fainted, he is not breathing!")
    assert (draft.outcome, draft.citations) == ("handoff", [])
