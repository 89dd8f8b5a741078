"""A price in a row of a table, or in an FAQ entry: told of what it is the price of, and of nothing else."""

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from sportello import answering, knowledge, workspaces
from sportello.answering import Draft
from sportello.core.ids import new_id
from sportello.knowledge import File
from tests.answering.conftest import Ask

ITALIAN = """# Listino

| Servizio | Prezzo |
|---|---|
| Piega | 18 € |
| Taglio donna | 35 € |
| Taglio uomo | 20 € |
| Colore | da 45 € |
| Balayage | 110 € |
| Consulenza | su richiesta |
"""
GERMAN = """# Preise

| Leistung | Preis |
|---|---|
| Damen - Haare schneiden | 42 € |
| Herren - Haare schneiden | 28 € |
| Kinder - Haare schneiden | 18 € |
| Färben | ab 55 € |
"""
ENGLISH = """# Prices

| Service | Price |
|---|---|
| Blow dry | £25 |
| Women's cut | £48 |
| Men's cut | £28 |
| Coffee machine (for hire) | £30 |
| Hummus platter, small | £12 |
| Hummus platter, large | £20 |
| Reduced (student card) | £9 |
| Wedding cake, three tiers | £240 |
| Crown, ceramic | £850 |
| Crown, gold | £990 |
| Ham, cheese and egg toast | £7 |
| Cheese board with figs | £18 |
| Coffee | £3 |
"""
LINES = """# Preise der Barbiere

Bartpflege: Trockenrasur 15 Euro, Nassrasur 22 Euro (mit Öl) und Konturen ab 8 Euro.

Eine Nackenmassage kostet 12 Euro, eine Kopfmassage 9 Euro pro Viertelstunde.

Wer 100 Euro im Jahr ausgibt, bekommt die nächste Haarwäsche für 5 Euro, und Stammkunden zahlen nichts.

- Bartfarbe 18 €
- Bartöl: 14 €
"""
HIRE = {
    "en": """
- {question: "Is there a deposit?", answer: "Yes, 100 euros for a boat, given back when you return it."}
- {question: "Do I have to leave my passport?", answer: "Yes, or 200 euros in cash."}
- {question: "Can I take the boat on the trailer?", answer: "Yes, behind your own car, for £15 a day."}
- {question: "What happens if I am late?", answer: "Every half hour begun costs 12 euros."}
- {question: "Do you have a parking lot?", answer: "Yes, behind the boathouse; it is free for customers."}
- {question: "Can I bring my parrot?", answer: "Yes, in its cage."}
- {question: "How do I get to the island?", answer: "By boat, in about 40 minutes."}
- {question: "Is there a shower?", answer: "Yes, two of them, beside the pier."}
""",
    "it": """
- {question: "Serve una cauzione?", answer: "Sì, 100 euro per barca, resi alla riconsegna."}
- {question: "Si può portare la barca sul carrello?", answer: "Sì, con la propria auto, a 15 € al giorno."}
- {question: "Cosa succede se arrivo in ritardo?", answer: "Ogni mezz'ora iniziata costa 12 euro."}
- {question: "Posso portare il pappagallo?", answer: "Sì, nella sua gabbia."}
- {question: "C'è una doccia?", answer: "Sì, due, accanto al molo."}
- {question: "Come si arriva all'isola?", answer: "In barca, in circa 40 minuti."}
""",
    "de": """
- {question: "Gibt es eine Kaution?", answer: "Ja, 100 Euro je Boot; Sie bekommen sie bei der Rückgabe zurück."}
- {question: "Kann ich das Boot auf dem Bootsanhänger mitnehmen?", answer: "Ja, hinter dem Auto, für 15 € am Tag."}
- {question: "Was ist, wenn ich zu spät komme?", answer: "Jede angefangene halbe Stunde kostet 12 Euro."}
- {question: "Darf mein Papagei mit?", answer: "Ja, in seinem Käfig."}
- {question: "Gibt es eine Dusche?", answer: "Ja, zwei, neben dem Steg."}
- {question: "Wie komme ich zur Insel?", answer: "Mit dem Boot, in etwa 40 Minuten."}
""",
}
FILES = [
    File("articles/it/listino.md", ITALIAN),
    File("articles/de/preise.md", GERMAN),
    File("articles/de/barbiere.md", LINES),
    File("articles/en/prices.md", ENGLISH),
]


@pytest.fixture
async def salon(session: AsyncSession) -> Ask:
    """A hairdresser whose prices are a table on a page, and nothing else."""
    made = await workspaces.create_workspace(session, slug=f"salon-{new_id().hex[-12:]}", name="Salon")
    await knowledge.import_articles(session, source="site", files=FILES)
    setup = answering.Setup(workspace_id=made.id)

    async def ask(question: str, language: str = "it") -> Draft:
        return await answering.compose(session, assistant=setup, question=question, language=language)

    return ask


@pytest.mark.parametrize(
    ("question", "language", "row"),
    [
        ("Quanto costa la piega?", "it", "Piega · Prezzo: 18 €"),
        ("Buongiorno, quanto costa il taglio da donna?", "it", "Taglio donna · Prezzo: 35 €"),
        ("quanto viene il colore?", "it", "Colore · Prezzo: da 45 €"),
        ("Was kostet das Damenhaarschneiden", "de", "Damen - Haare schneiden · Preis: 42 €"),
        ("Was kostet Herrenhaarschneiden?", "de", "Herren - Haare schneiden · Preis: 28 €"),
        ("Was kostet Färben?", "de", "Färben · Preis: ab 55 €"),
        ("How much is a blow dry?", "en", "Blow dry · Price: £25"),
        ("How much is the coffee machine?", "en", "Coffee machine (for hire) · Price: £30"),
        ("How much is a coffee?", "en", "Coffee · Price: £3"),
        ("What does a wedding cake cost?", "en", "Wedding cake, three tiers · Price: £240"),
        ("Was kostet eine Nassrasur?", "de", "Nassrasur 22 Euro (mit Öl)"),
        ("was kosten konturen", "de", "Konturen ab 8 Euro"),
        ("Was kostet die Trockenrasur?", "de", "- Trockenrasur 15 Euro"),
        ("Was kostet eine Kopfmassage?", "de", "Kopfmassage 9 Euro pro Viertelstunde"),
        ("Was kostet Bartöl?", "de", "- Bartöl: 14 €"),
    ],
)
async def test_the_row_that_names_it_is_the_answer(salon: Ask, question: str, language: str, row: str) -> None:
    draft = await salon(question, language)

    assert (draft.outcome, draft.text.count("\n")) == ("answered", 0)
    assert draft.text.endswith(row)
    assert draft.citations[0]["quote"] == draft.text


@pytest.mark.parametrize(
    ("question", "language"),
    [
        ("Quanto costa la manicure?", "it"),
        ("Quanto costa la piega per cani?", "it"),
        ("Quanto costa la consulenza?", "it"),
        ("Was kostet Hundehaarschneiden?", "de"),
        ("How much is a blow torch?", "en"),
        ("How much is a wedding?", "en"),
        ("How much is ham?", "en"),
        ("How much is cheese?", "en"),
        ("How much is gold?", "en"),
        ("Was kostet eine Haarwäsche?", "de"),
        ("Was kostet Bart?", "de"),
        ("Was kostet eine Hundemassage?", "de"),
        ("How much is hummus?", "en"),
        ("How much is a student card?", "en"),
        ("How much is it?", "en"),
        ("When can I have a blow dry?", "en"),
    ],
)
async def test_no_row_is_told_of_what_it_does_not_name(salon: Ask, question: str, language: str) -> None:
    assert "price_row" not in (await salon(question, language)).trace.rules


async def test_one_that_comes_with_something_is_no_more_meant_than_others_of_its_kind(session: AsyncSession) -> None:
    made = await workspaces.create_workspace(session, slug=f"baths-{new_id().hex[-12:]}", name="Baths")
    rows = ["Massaggio schiena | 32 €", "Massaggio completo | 55 €", "Massaggio con pietre calde | 70 €", "Telo | 3 €"]
    page = "\n".join(["# Listino", "", "| Trattamento | Prezzo |", "|---|---|", *(f"| {row} |" for row in rows)])
    await knowledge.import_articles(session, source="site", files=[File("articles/it/listino.md", page)])
    setup = answering.Setup(workspace_id=made.id)
    kind = await answering.compose(session, assistant=setup, question="Quanto costa un massaggio?", language="it")
    assert [told in kind.text for told in ("32 €", "55 €", "70 €", "Telo")] == [True, True, True, False]
    stones = "Quanto costa il massaggio con le pietre calde?"
    one = await answering.compose(session, assistant=setup, question=stones, language="it")
    assert [price in one.text for price in ("32 €", "55 €", "70 €")] == [False, False, True]


async def test_rows_that_are_all_meant_are_all_told(salon: Ask) -> None:
    draft = await salon("Quanto costa un taglio?")

    assert ("35 €" in draft.text, "20 €" in draft.text, "18 €" in draft.text) == (True, True, False)


@pytest.mark.parametrize(
    ("question", "language", "rows"),
    [
        ("How much is a crown?", "en", ["Crown, ceramic · Price: £850", "Crown, gold · Price: £990"]),
        ("Was kostet eine Rasur?", "de", ["Trockenrasur 15 Euro", "Nassrasur 22 Euro (mit Öl)"]),
    ],
)
async def test_of_several_called_so_none_is_told_alone(
    salon: Ask, question: str, language: str, rows: list[str]
) -> None:
    told = (await salon(question, language)).text

    assert all(row in told for row in rows)
    assert told.count("\n") == len(rows) - 1


@pytest.fixture
async def hire(session: AsyncSession) -> Ask:
    """A boat hire with a few questions and answers, in which nobody writes "costs"."""
    made = await workspaces.create_workspace(session, slug=f"hire-{new_id().hex[-12:]}", name="Boats")
    files = [File(f"faq/{language}.yaml", entries) for language, entries in HIRE.items()]
    await knowledge.import_articles(session, source="site", files=files)
    setup = answering.Setup(workspace_id=made.id, threshold=0.99)  # so that search is sure of nothing

    async def ask(question: str, language: str = "it") -> Draft:
        return await answering.compose(session, assistant=setup, question=question, language=language)

    return ask


@pytest.mark.parametrize(
    ("question", "language", "told"),
    [
        ("How much is the deposit?", "en", "100 euros"),
        ("Quanto costa la cauzione?", "it", "100 euro"),
        ("A quanto ammonta la cauzione?", "it", "100 euro"),
        ("Was kostet die Kaution?", "de", "100 Euro"),
        ("Wie hoch ist die Kaution?", "de", "100 Euro"),
    ],
)
async def test_an_entry_with_an_amount_that_asks_of_nothing_else_is_the_answer(
    hire: Ask, question: str, language: str, told: str
) -> None:
    draft = await hire(question, language)

    assert (draft.outcome, draft.trace.rules) == ("answered", ["amount_of_it"])
    assert told in draft.text


@pytest.mark.parametrize(
    ("question", "language", "label"),
    [
        ("How much is a trailer?", "en", "Can I take the boat on the trailer?"),
        ("How much is my passport?", "en", "Do I have to leave my passport?"),
        ("Quanto costa il carrello?", "it", "Si può portare la barca sul carrello?"),
        ("Was kostet ein Anhänger?", "de", "Kann ich das Boot auf dem Bootsanhänger mitnehmen?"),
    ],
)
async def test_an_entry_with_an_amount_that_asks_of_more_is_offered(
    hire: Ask, question: str, language: str, label: str
) -> None:
    draft = await hire(question, language)

    assert draft.outcome == "choices"
    assert draft.buttons[0]["label"] == label


@pytest.mark.parametrize(
    ("question", "language"),
    [
        ("How much is a parrot?", "en"),
        ("How much is the shower?", "en"),
        ("How much is a canoe?", "en"),
        ("Quanto costa il pappagallo?", "it"),
        ("Quanto costa un pedalò?", "it"),
        ("Was kostet die Dusche?", "de"),
        ("Was kostet ein Papagei?", "de"),
    ],
)
async def test_no_entry_answers_what_something_costs_without_an_amount_of_it(
    hire: Ask, question: str, language: str
) -> None:
    draft = await hire(question, language)

    assert draft.outcome != "answered"
    assert "amount_of_it" not in draft.trace.rules
