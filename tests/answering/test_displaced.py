"""A question like one that is known but for the thing at its end, of which nobody wrote: it is only offered."""

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from sportello import knowledge, workspaces
from sportello.answering import Draft, Setup, compose
from sportello.core.ids import new_id
from sportello.knowledge import File

FAQ = {
    "en": """
- {question: How do I order a lantern?, alternatives: [ordering a lantern], answer: "By phone, three days ahead."}
- {question: When can I collect my lantern?, alternatives: [collection], answer: "From ten o'clock on."}
- {question: Do you have gift vouchers?, answer: "Yes, from 10 pounds on."}
""",
    "de": """
- {question: Wie bestelle ich eine Laterne?, alternatives: [Laterne bestellen], answer: "Telefonisch, drei Tage."}
- {question: Wann bekomme ich meine Laterne?, alternatives: [Abholung], answer: "Ab zehn Uhr."}
- {question: Haben Sie Gutscheine?, answer: "Ja, ab 10 Euro."}
""",
    "it": """
- {question: Come ordino una lanterna?, alternatives: [ordinare una lanterna], answer: "Tre giorni prima."}
- {question: Quando posso ritirare la mia lanterna?, alternatives: [ritiro], answer: "Dalle dieci in poi."}
- {question: Avete buoni regalo?, answer: "Sì, da 10 euro in su."}
""",
}


async def _ask(session: AsyncSession, language: str, question: str) -> Draft:
    made = await workspaces.create_workspace(session, slug=f"shop-{new_id().hex[-12:]}", name="Shop")
    await knowledge.import_articles(session, source="shop", files=[File(f"faq/{language}.yaml", FAQ[language])])
    setup = Setup(workspace_id=made.id, threshold=0.2)
    return await compose(session, assistant=setup, question=question, language=language)


@pytest.mark.parametrize(
    ("language", "question"),
    [
        ("en", "How do I order a taxi?"),
        ("en", "When can I collect my dog?"),
        ("de", "Wie bestelle ich ein Taxi?"),
        ("de", "Wann bekomme ich meinen Hund?"),
        ("it", "Come ordino un taxi?"),
        ("it", "Quando posso ritirare il mio cane?"),
    ],
)
async def test_what_is_known_of_one_thing_is_not_said_of_another(
    session: AsyncSession, language: str, question: str
) -> None:
    assert (await _ask(session, language, question)).outcome != "answered"


@pytest.mark.parametrize(
    ("language", "question", "told"),
    [
        ("en", "How do I order a lantern?", "three days"),
        ("en", "How can I order lanterns?", "three days"),
        ("en", "When can I collect my lantern please?", "ten"),
        ("de", "Wie bestelle ich Laternen?", "drei Tage"),
        ("it", "Quando posso ritirare le lanterne?", "dieci"),
    ],
)
async def test_the_thing_itself_is_told(session: AsyncSession, language: str, question: str, told: str) -> None:
    draft = await _ask(session, language, question)
    assert draft.outcome == "answered"
    assert told in draft.text
