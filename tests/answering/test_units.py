"""Units and figures name no thing: "per night" is said of the dog, the tent and the parking alike."""

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from sportello import answering, knowledge, workspaces
from sportello.answering import Draft
from sportello.answering.units import units_of
from sportello.core.ids import new_id
from sportello.knowledge import File
from tests.answering.conftest import Ask

FAQ = {
    "en": """
- question: Is electricity included?
  answer: "On pitches for caravans it is. For tents it costs 3 euros a night."
- question: Is there a washing machine?
  answer: "Two of them, 4 euros a load."
- question: Is there wifi?
  answer: Yes, free wifi at reception.
- question: Is there a sauna?
  answer: "Yes, below the restaurant."
- question: Is there fresh bread?
  alternatives: [Is the bread fresh?]
  answer: Yes, from half past seven.
- question: Is your yogurt lactose free?
  answer: All our yogurt is free of lactose.
""",
    "de": """
- question: Ist der Strom inklusive?
  answer: Auf Plätzen für Wohnwagen ja. Für Zelte kostet er 3 Euro pro Nacht.
- question: Gibt es eine Waschmaschine?
  answer: "Zwei, 4 Euro pro Ladung."
- question: Gibt es eine Sauna?
  answer: "Ja, unter dem Restaurant."
""",
    "it": """
- question: La corrente è inclusa?
  alternatives: [Quanti ampere hanno le piazzole?]
  answer: Sulle piazzole per roulotte sì. Per le tende costa 3 euro a notte.
- question: C'è una lavatrice?
  answer: "Due, a 4 euro il lavaggio."
- question: C'è una sauna?
  answer: "Sì, sotto il ristorante."
""",
}
PRICES = {
    "en": """# Extras

| Item | Guests | Price |
|---|---|---|
| Towels, per person | 1 | 6 € |
| Bicycle, per day | 1 | 12 € |
| Glamping tent | 2 | 60 € |
| Bungalow Vine | 4 | 85 € |
| Bungalow Lake | 6 | 110 € |
| Parking for a second car, per night | 1 | 5 € |
""",
    "de": """# Extras

| Posten | Gäste | Preis |
|---|---|---|
| Zahn ziehen | 1 | 110 € |
| Weisheitszahn entfernen | 1 | 220 € |
| Handtücher, pro Person | 1 | 6 € |
| Fahrrad, pro Tag | 1 | 12 € |
| Krone aus Keramik | 1 | 850 € |
""",
    "it": """# Listino

| Voce | Ospiti | Prezzo |
|---|---|---|
| Asciugamani, a persona | 1 | 6 € |
| Bicicletta, al giorno | 1 | 12 € |
| Mozzarella, 250 g | 1 | 4 € |
| Stelvio riserva | 1 | 27 € |
""",
}


@pytest.fixture
async def camp(session: AsyncSession) -> Ask:
    """A campsite with a few entries and a price list, which answers whatever it finds."""
    made = await workspaces.create_workspace(session, slug=f"camp-{new_id().hex[-12:]}", name="Camp")
    files = [File(f"faq/{language}.yaml", entries) for language, entries in FAQ.items()]
    files += [File(f"articles/{language}/prices.md", table) for language, table in PRICES.items()]
    await knowledge.import_articles(session, source="site", files=files)
    setup = answering.Setup(workspace_id=made.id, threshold=0.2)

    async def ask(question: str, language: str) -> Draft:
        return await answering.compose(session, assistant=setup, question=question, language=language)

    return ask


@pytest.mark.parametrize(
    ("language", "question"),
    [
        ("en", "How much is a dog per night?"),
        ("en", "how much is a tent per night"),
        ("en", "how much per night?"),
        ("en", "How much is it per person per night?"),
        ("en", "what does a caravan cost per night"),
        ("en", "how much is a canoe for 2 hours"),
        ("en", "dog per night?"),
        ("en", "price per night for 2 adults and a dog"),
        ("de", "Was kostet ein Hund pro Nacht?"),
        ("de", "was kostet ein zelt pro nacht"),
        ("de", "Wie viel kostet es pro Person?"),
        ("it", "quanto costa il cane a notte?"),
        ("it", "quanto costa una notte in tenda per due?"),
        ("it", "quanto costa a persona?"),
        ("it", "quanto costa la piazzola tenda a notte"),
    ],
)
async def test_no_price_is_told_of_what_has_but_its_unit(camp: Ask, language: str, question: str) -> None:
    draft = await camp(question, language)

    assert draft.outcome != "answered", draft.text


@pytest.mark.parametrize(
    ("language", "question", "told"),
    [
        ("en", "How much is electricity per night?", "3 euros a night"),
        ("en", "How much are towels per person?", "Towels, per person · Guests: 1 · Price: 6 €"),
        ("en", "how much are towels", "Towels, per person · Guests: 1 · Price: 6 €"),
        ("en", "how much is a bicycle for 3 days", "Bicycle, per day · Guests: 1 · Price: 12 €"),
        ("en", "How much is the Bungalow Vine per night?", "Bungalow Vine · Guests: 4 · Price: 85 €"),
        ("en", "and how much is the Bungalow Vine?", "Bungalow Vine · Guests: 4 · Price: 85 €"),
        ("de", "Was kostet der Strom pro Nacht?", "3 Euro pro Nacht"),
        ("de", "Was kosten Handtücher?", "Handtücher, pro Person · Gäste: 1 · Preis: 6 €"),
        ("de", "Und was kostet ein Fahrrad?", "Fahrrad, pro Tag · Gäste: 1 · Preis: 12 €"),
        ("de", "Was kostet eine Krone?", "Krone aus Keramik · Gäste: 1 · Preis: 850 €"),
        ("de", "was kostet eine keramikkrone", "Krone aus Keramik · Gäste: 1 · Preis: 850 €"),
        ("de", "was kostet weisheitszahn ziehen", "Weisheitszahn entfernen · Gäste: 1 · Preis: 220 €"),
        ("de", "was kostet zahn ziehen", "Zahn ziehen · Gäste: 1 · Preis: 110 €"),
        ("it", "quanto costa la corrente a notte?", "3 euro a notte"),
        ("it", "quanto costa la mozzarella?", "Mozzarella, 250 g · Ospiti: 1 · Prezzo: 4 €"),
        ("it", "e quanto costa la bicicletta?", "Bicicletta, al giorno · Ospiti: 1 · Prezzo: 12 €"),
        ("it", "quanto costano 300 grammi di stelvio riserva", "Stelvio riserva · Ospiti: 1 · Prezzo: 27 €"),
    ],
)
async def test_the_price_of_what_is_named_is_told_whatever_its_unit(
    camp: Ask, language: str, question: str, told: str
) -> None:
    draft = await camp(question, language)

    assert (draft.outcome, draft.text.count("\n")) == ("answered", 0), draft.text
    assert draft.text.endswith((told, f"{told}."))


async def test_a_figure_in_another_column_picks_no_row(camp: Ask) -> None:
    draft = await camp("how much is the bungalow for 2 weeks", "en")

    assert draft.outcome != "answered" or "Bungalow Vine" in draft.text


@pytest.mark.parametrize(
    ("language", "question", "told"),
    [
        ("en", "Is there a washing machine? How much is it?", "4 euros"),
        ("en", "is there wifi? how much is it?", "free wifi"),
        ("de", "Gibt es eine Waschmaschine? Was kostet das?", "4 Euro"),
        ("it", "c'è una lavatrice? quanto costa?", "4 euro"),
    ],
)
async def test_the_price_told_above_answers_what_it_costs(camp: Ask, language: str, question: str, told: str) -> None:
    draft = await camp(question, language)

    assert (draft.outcome, draft.buttons) == ("answered", [])
    assert "half_answered" not in draft.trace.rules
    assert told in draft.text


@pytest.mark.parametrize(
    ("language", "question"),
    [
        ("en", "Is there a sauna? How much is it?"),
        ("de", "Gibt es eine Sauna? Was kostet das?"),
        ("it", "c'è una sauna? quanto costa?"),
    ],
)
async def test_a_price_that_was_not_told_is_still_owed(camp: Ask, language: str, question: str) -> None:
    draft = await camp(question, language)

    assert "half_answered" in draft.trace.rules
    assert draft.offers_person


async def test_free_of_lactose_is_no_price(camp: Ask) -> None:
    draft = await camp("is the yogurt lactose free?", "en")

    assert (draft.outcome, draft.text) == ("answered", "All our yogurt is free of lactose.")


@pytest.mark.parametrize("question", ["is the bread gluten-free?", "Is the bread free of gluten?"])
async def test_free_of_what_nobody_speaks_of_is_only_offered(camp: Ask, question: str) -> None:
    draft = await camp(question, "en")

    assert draft.outcome != "answered", draft.text


async def test_a_figure_below_the_head_that_was_named_picks_its_row(camp: Ask) -> None:
    draft = await camp("how much is a bungalow for 6 guests", "en")

    assert (draft.outcome, "Bungalow Lake" in draft.text, "Vine" in draft.text) == ("answered", True, False)


@pytest.mark.parametrize(
    ("text", "units"),
    [
        ("How much is a dog per night?", {"per", "night"}),
        ("how much for 2 nights for two people", {"nights", "people"}),
        ("How much is a day ticket?", set[str]()),
        ("how much is a 2 day pass", set[str]()),
        ("How much is the night tour?", set[str]()),
        ("a bike for 3 days", {"days"}),
        ("Was kostet ein Zelt pro Nacht?", {"pro", "nacht"}),
        ("how much is cleaning per stay", {"per", "stay"}),
        ("Was kostet eine Krone pro Zahn?", {"pro", "zahn"}),
        ("quanto costa un corso per bambini", set[str]()),
        ("Was kostet die Tageskarte?", set[str]()),
        ("200 Gramm Käse", {"gramm"}),
        ("quanto costa all'ora", {"ora"}),
        ("quanto costa la notte bianca", set[str]()),
        ("due etti di prosciutto a testa", {"etti", "testa"}),
    ],
)
def test_units_are_those_of_one_or_so_many(text: str, units: set[str]) -> None:
    assert units_of(text) == units
