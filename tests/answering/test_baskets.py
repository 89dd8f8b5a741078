"""Prices of several things in one question, of what was spoken of just before, and of names in another language."""

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from sportello import answering, knowledge, workspaces
from sportello.answering import Draft, Turn
from sportello.answering.baskets import names_in, priced_each
from sportello.core.ids import new_id
from sportello.knowledge import File
from tests.answering.conftest import Ask

ITALIAN = """# Listino

Tagliamo da cento grammi in su.

## Formaggi

| Formaggio | Al chilo |
|---|---|
| Casolet | 18 € |
| Casolet stagionato | 26 € |
| Formaggio di capra | 23 € |
| Puzzone di Moena | 21 € |
| Camera | 90 € |

## Altro

| Prodotto | Prezzo |
|---|---|
| Burro di malga, 250 g | 5,50 € |
| Sacchetto | gratis |
"""
OTHER = """# Dolci

| Dolce | Prezzo |
|---|---|
| Zelten | 12 € |
"""
ENGLISH = """# Huts

Our huts have a stove and a terrace. Blankets are not included.

| Hut | Beds | Price |
|---|---|---|
| Hut Larch | 4 | 85 € |
| Hut Pine | 6 | 110 € |

## Extras

| Item | Price |
|---|---|
| Blankets, per person | 6 € |
| Sled, per day | 12 € |
| Cot | free |
"""
FAQ = """
- question: Do you have cheese?
  answer: "Yes, casolet and others."
- question: Do you ship to Austria?
  answer: "Yes, for 9 euros a box."
- question: Do you sell sleds?
  answer: "No, but we ask for 20 euros in advance."
"""
FILES = [
    File("articles/it/listino.md", ITALIAN),
    File("articles/it/dolci.md", OTHER),
    File("articles/en/huts.md", ENGLISH),
    File("faq/en.yaml", FAQ),
]


@pytest.fixture
async def alp(session: AsyncSession) -> Ask:
    """A dairy with huts, whose cheese has an Italian list alone."""
    made = await workspaces.create_workspace(session, slug=f"alp-{new_id().hex[-12:]}", name="Alp")
    await knowledge.import_articles(session, source="site", files=FILES)
    setup = answering.Setup(workspace_id=made.id)

    async def ask(question: str, language: str = "it", *history: Turn) -> Draft:
        return await answering.compose(session, assistant=setup, question=question, language=language, history=history)

    return ask


def prices(draft: Draft) -> list[str]:
    """The amounts that are told."""
    assert draft.outcome == "answered", draft.text
    return [line.rpartition(": ")[2] for line in draft.text.splitlines() if line.startswith("- ")]


@pytest.mark.parametrize(
    ("question", "language", "told"),
    [
        ("quanto costa il casolet e il burro?", "it", ["18 €", "5,50 €"]),
        ("quanto costano il formaggio di capra e il burro", "it", ["23 €", "5,50 €"]),
        ("Casolet, puzzone e burro: quanto costano?", "it", ["18 €", "21 €", "5,50 €"]),
        ("casolet e burro quanto costano?", "it", ["18 €", "5,50 €"]),
        ("how much are blankets and a sled?", "en", ["6 €", "12 €"]),
        ("how much is the hut larch with blankets", "en", ["85 €", "6 €"]),
        ("Quanto costa il casolet stagionato?", "it", ["26 €"]),
        ("avete il burro? quanto costa?", "it", ["5,50 €"]),
        ("do you have blankets? how much", "en", ["6 €"]),
        ("how much is the hut?", "en", ["85 €", "110 €"]),
        ("how much is a cot", "en", ["free"]),
        ("How much is a sled?", "en", ["12 €"]),
    ],
)
async def test_each_thing_that_is_named_is_told(alp: Ask, question: str, language: str, told: list[str]) -> None:
    draft = await alp(question, language)

    assert (prices(draft), "half_answered" in draft.trace.rules) == (told, False)
    assert "\n".join(one["quote"] for one in draft.citations) == draft.text.replace("\n\n", "\n")


@pytest.mark.parametrize(
    ("question", "language"),
    [
        ("quanto costa il casolet e il gorgonzola?", "it"),
        ("quanto costa il formaggio?", "it"),
        ("quanto costa lo zelten e il gorgonzola?", "it"),
        ("quanto costa un massaggio per me e il casolet a casa?", "it"),
        ("how much are blankets and a kayak?", "en"),
        ("do you have kayaks? how much", "en"),
        ("how much is a stove", "en"),
        ("how much is a terrace with blankets", "en"),
    ],
)
async def test_no_row_is_told_for_half_of_what_is_named(alp: Ask, question: str, language: str) -> None:
    assert "- " not in (await alp(question, language)).text


async def test_rows_of_two_pages_are_not_joined(alp: Ask) -> None:
    assert len((await alp("quanto costa il casolet e lo zelten?")).citations) < 2


async def test_the_price_of_what_was_spoken_of_is_told(alp: Ask) -> None:
    before = (Turn("customer", "do you have huts?"), Turn("assistant", "Our huts have a stove."))

    draft = await alp("how much are they?", "en", *before)

    assert (prices(draft), "follow_up" in draft.trace.rules) == (["85 €", "110 €"], True)


async def test_no_row_is_told_of_what_was_spoken_of_in_passing(alp: Ask) -> None:
    before = (Turn("customer", "may I bring my dog to the hut?"), Turn("assistant", "Yes."))

    assert "85" not in (await alp("how much is that?", "en", *before)).text


@pytest.mark.parametrize(
    ("question", "language", "told"),
    [
        ("how much is casolet per kilo", "en", ["18 €"]),
        ("was kostet der Puzzone di Moena?", "de", ["21 €"]),
        ("was kostet Casolet und Puzzone", "de", ["18 €", "21 €"]),
        ("quanto costa lo Hut Larch?", "it", ["85 €"]),
    ],
)
async def test_a_name_is_found_in_the_list_of_another_language(
    alp: Ask, question: str, language: str, told: list[str]
) -> None:
    draft = await alp(question, language)

    assert prices(draft) == told
    assert sum(paragraph.endswith(":") for paragraph in draft.text.split("\n\n")) == 1


@pytest.mark.parametrize(
    ("question", "language"),
    [
        ("how much is a camera?", "en"),
        ("how much is parmesan", "en"),
        ("how much is moena", "en"),
        ("was kostet ein Hut?", "de"),
        ("was kostet Ziegenkäse", "de"),
        ("where is casolet from", "en"),
    ],
)
async def test_a_word_of_another_language_is_no_name(alp: Ask, question: str, language: str) -> None:
    assert "price_row" not in (await alp(question, language)).trace.rules


@pytest.mark.parametrize(
    ("text", "language", "each"),
    [
        ("How much are towels and a bike?", "en", ("How much are towels?", "How much is a bike?")),
        ("was kostet ein Implantat mit Krone", "de", ("was kostet ein Implantat?", "Was kostet Krone?")),
        ("quanto costa lo stelvio per 2 persone e due notti", "it", ()),
        ("e quanto costa lo stelvio?", "it", ()),
        ("Do you have towels and a bike?", "en", ()),
        ("Was kostet die Reinigung und brauch ich einen Termin?", "de", ()),
        ("how much is a massage for me and my wife", "en", ()),
        ("how much is a hut and where do we leave the car for the night", "en", ()),
        ("Quanto è caro?", "it", ()),
    ],
)
def test_several_things_are_asked_one_by_one(text: str, language: str, each: tuple[str, ...]) -> None:
    assert priced_each(text, language) == each


def test_names_are_what_is_left_of_a_question() -> None:
    assert names_in("Was kostet der Graukäse pro Kilo?", "de") == ["graukase"]
    assert names_in("how much is it for 2 nights", "en") == []
