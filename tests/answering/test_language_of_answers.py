"""In which language an answer is given: where an entry is written in several, or only in another than one asks in."""

from uuid import UUID

import pytest

from sportello import answering, knowledge, workspaces
from sportello.core.db import Database
from sportello.core.ids import new_id
from sportello.knowledge import File

FAQ = {
    "en": """
- {id: brands, question: "Davines or Oway?", answer: "We use **Davines**, and Oway for colour."}
- {id: parking, question: "Is there any parking?", answer: "Behind the house."}
""",
    "it": """
- {id: brands, question: "Davines o Oway?", answer: "Usiamo **Davines**, e Oway per il colore."}
- {id: orari, question: "Quando aprite?", answer: "Alle nove."}
""",
}


async def salon(database: Database, *languages: str) -> UUID:
    """A salon whose FAQ is written in these languages."""
    async with database.transaction() as session:
        made = await workspaces.create_workspace(session, slug=f"salon-{new_id().hex[-12:]}", name="Salon")
    async with database.transaction(made.id) as session:
        files = [File(f"faq/{language}.yaml", FAQ[language]) for language in languages]
        await knowledge.import_articles(session, source="salon", files=files)
    return made.id


@pytest.mark.parametrize(
    ("written", "asked", "language", "said"),
    [
        (("en", "it"), "Davines or Oway?", "en", "We use **Davines**, and Oway for colour."),
        (("en", "it"), "Davines, Oway?", "de", "Dazu habe ich nur einen Text auf Italienisch:\n\nUsiamo"),
        (("it",), "Davines or Oway?", "en", "I only have this in Italian:\n\nUsiamo **Davines**"),
        (("en",), "Davines o Oway?", "it", "Su questo ho solo un testo in inglese:\n\nWe use **Davines**"),
    ],
)
async def test_who_gets_another_language_is_told_so(
    database: Database, written: tuple[str, ...], asked: str, language: str, said: str
) -> None:
    home = await salon(database, *written)
    async with database.transaction(home) as session:
        setup = answering.Setup(workspace_id=home, threshold=0.2)
        hits = await knowledge.search(session, question=asked, language=language)
        draft = await answering.compose(session, assistant=setup, question=asked, language=language)
    brands = [hit for hit in hits if "Davines" in hit.text]
    assert len(brands) == 1, brands
    assert brands[0].margin == pytest.approx(brands[0].score - (hits[1].score if hits[1:] else 0))
    assert draft.outcome == "answered"
    assert draft.text.startswith(said)
    assert draft.trace.language == language


async def test_an_entry_is_offered_once_though_two_other_languages_have_it(database: Database) -> None:
    home = await salon(database, "en", "it")
    async with database.transaction(home) as session:
        setup = answering.Setup(workspace_id=home)
        draft = await answering.compose(session, assistant=setup, question="Davines oder Oway?", language="de")
    offered = [button["label"] for button in draft.buttons if button["choice"].startswith("entry:")]
    assert len(offered) == 1, offered


async def test_what_another_language_found_is_said_in_ones_own_where_it_is_written(database: Database) -> None:
    """The Italian knowledge has no word of the question; what the English one finds is there in Italian."""
    home = await salon(database, "en", "it")
    async with database.transaction(home) as session:
        hits = await knowledge.search(session, question="Which brands for colour, we use?", language="it")
    assert [(hit.language, hit.title) for hit in hits] == [("it", "Davines o Oway?")]
