"""What a table calls by a code, or in another word form, and what asks when, how old, or for one word alone."""

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from sportello import answering, knowledge, workspaces
from sportello.answering import Draft, Setup
from sportello.core.ids import new_id
from sportello.knowledge import File
from tests.answering.conftest import Ask

MOTO = {
    "en": """# Motorbike and moped licence

Motorbike courses take place from April to September in the yard behind the school.

## Motorbike prices

| Category | Minimum age | Package | Single lesson |
|---|---|---|---|
| AM (moped) | 14 | 380 € | 41 € |
| A1 | 16 | 510 € | 56 € |
| A2 | 18 | 570 € | 57 € |
| A | 24 | 640 € | 61 € |
""",
    "it": """# Patente moto e patentino

I corsi per la moto si tengono da aprile a settembre nel cortile della scuola.

## Prezzi moto

| Categoria | Età minima | Pacchetto | Guida singola |
|---|---|---|---|
| AM (patentino) | 14 | 380 € | 41 € |
| A1 | 16 | 510 € | 56 € |
| A2 | 18 | 570 € | 57 € |
| A | 24 | 640 € | 61 € |
""",
    "de": """# Motorrad- und Mopedführerschein

Motorradkurse finden von April bis September im Hof der Schule statt.

## Preise Motorrad

| Klasse | Mindestalter | Paket | Einzelstunde |
|---|---|---|---|
| AM (Moped) | 14 | 380 € | 41 € |
| A1 | 16 | 510 € | 56 € |
| A2 | 18 | 570 € | 57 € |
| A | 24 | 640 € | 61 € |
""",
}
CAR = {
    "en": """# Licence prices

All prices include VAT.

## Car licence (B)

| Service | Price |
|---|---|
| B licence package | 870 € |
| Theory course | 240 € |
| Theory exam | 75 € |
| Driving test | 125 € |
| Duplicate licence | 90 € |
| Licence renewal | 115 € |

## What the package includes

The B licence package includes the theory course, the book, twelve driving lessons and both exams.
""",
    "it": """# Listino prezzi patenti

Tutti i prezzi comprendono l'IVA.

## Patente B

| Servizio | Prezzo |
|---|---|
| Pacchetto patente B | 870 € |
| Corso di teoria | 240 € |
| Esame di teoria | 75 € |
| Esame di guida | 125 € |
| Duplicato patente | 90 € |
| Rinnovo patente | 115 € |

## Il pacchetto comprende

Il pacchetto patente B comprende il corso di teoria, il libro, dodici guide e i due esami.
""",
    "de": """# Führerschein Preise

Alle Preise verstehen sich mit Mehrwertsteuer.

## Führerschein B

| Leistung | Preis |
|---|---|
| Paket Führerschein B | 870 € |
| Theoriekurs | 240 € |
| Theorieprüfung | 75 € |
| Fahrprüfung | 125 € |
| Duplikat Führerschein | 90 € |
| Verlängerung Führerschein | 115 € |

## Das Paket umfasst

Das Paket Führerschein B umfasst den Theoriekurs, das Buch, zwölf Fahrstunden und beide Prüfungen.
""",
}
FAQ = {
    "en": """
- {question: Which documents do I need to enrol?, alternatives: [what do I have to bring to sign up],
   answer: "An identity card, your tax code and two photos."}
- {question: How old do I have to be to start with the B licence?, alternatives: [minimum age for the car licence],
   answer: "You can enrol at seventeen and a half; the driving test is at 18."}
- {question: How long does it take to get the licence?, answer: "Usually five months."}
- {question: In which language is the theory exam?, answer: "The theory exam is in Italian or German only."}
- {question: How do I convert a foreign driving licence?, answer: "Bring the original licence and two photos."}
- {question: Can I drive with glasses?, answer: "Yes; it is noted on the licence."}
""",
    "it": """
- {question: Quali documenti servono per iscriversi?, alternatives: [cosa devo portare per iscrivermi],
   answer: "Carta d'identità, codice fiscale e due fototessere."}
- {question: A che età posso iniziare la patente B?, alternatives: [età minima patente B, quanti anni bisogna avere],
   answer: "Ci si può iscrivere a 17 anni e mezzo; l'esame di guida si fa a 18 anni."}
- {question: Quanto tempo ci vuole per prendere la patente?, answer: "Di solito cinque mesi."}
- {question: In che lingua posso fare l'esame di teoria?, answer: "In italiano o in tedesco."}
- {question: Come converto una patente straniera?, answer: "Portate la patente originale e due foto."}
- {question: Posso guidare con gli occhiali?, answer: "Sì; viene annotato sulla patente."}
""",
    "de": """
- {question: Welche Unterlagen brauche ich für die Einschreibung?, alternatives: [Unterlagen für die Anmeldung],
   answer: "Personalausweis, Steuernummer und zwei Passfotos."}
- {question: Wie alt muss ich für den Führerschein B sein?, alternatives: [Mindestalter Führerschein B],
   answer: "Einschreiben kann man sich mit siebzehneinhalb; die Fahrprüfung ist mit 18."}
- {question: Wie lange dauert es bis zum Führerschein?, answer: "Meist fünf Monate."}
- {question: In welcher Sprache kann ich die Theorieprüfung machen?, answer: "Auf Deutsch oder Italienisch."}
- {question: Wie schreibe ich einen ausländischen Führerschein um?, answer: "Bringen Sie den Originalführerschein."}
- {question: Darf ich mit Brille fahren?, answer: "Ja; das wird im Führerschein eingetragen."}
""",
}
FILES = [
    File(f"{kind}/{language}{name}", text)
    for kind, name, texts in (("articles", "/moto.md", MOTO), ("articles", "/car.md", CAR), ("faq", ".yaml", FAQ))
    for language, text in texts.items()
]


@pytest.fixture
async def school(session: AsyncSession) -> Ask:
    """A driving school with two tables of prices and a few questions and answers."""
    return await _school(session, FILES)


@pytest.fixture
async def bold(session: AsyncSession) -> Ask:
    """The same, which answers whatever it finds: only doubts hold it back."""
    return await _school(session, FILES, threshold=0.1)


async def _school(session: AsyncSession, files: list[File], threshold: float = Setup.threshold) -> Ask:
    made = await workspaces.create_workspace(session, slug=f"school-{new_id().hex[-12:]}", name="Kurvenreich")
    await knowledge.import_articles(session, source="site", files=files)
    setup = Setup(workspace_id=made.id, threshold=threshold)

    async def ask(question: str, language: str) -> Draft:
        return await answering.compose(session, assistant=setup, question=question, language=language)

    return ask


ROWS = {
    "en": [
        ("how much is A1?", "A1 · Minimum age: 16 · Package: 510 €"),
        ("A1 price", "A1 · Minimum age: 16 · Package: 510 €"),
        ("how much is the A2 package?", "A2 · Minimum age: 18 · Package: 570 €"),
        ("how much is the A1 licence?", "A1 · Minimum age: 16 · Package: 510 €"),
        ("how much is a moped?", "AM (moped) · Minimum age: 14 · Package: 380 €"),
        ("how much is the moped licence?", "AM (moped) · Minimum age: 14 · Package: 380 €"),
        ("how much is the B licence?", "B licence package · Price: 870 €"),
        ("how much is the B package?", "B licence package · Price: 870 €"),
        ("theory exam price", "Theory exam · Price: 75 €"),
        ("price for renewing my license", "Licence renewal · Price: 115 €"),
        ("how much to renew my licence", "Licence renewal · Price: 115 €"),
        ("how much is the renewal?", "Licence renewal · Price: 115 €"),
    ],
    "it": [
        ("quanto costa l'A1?", "A1 · Età minima: 16 · Pacchetto: 510 €"),
        ("prezzo A1", "A1 · Età minima: 16 · Pacchetto: 510 €"),
        ("prezzo dell'esame di teoria", "Esame di teoria · Prezzo: 75 €"),
        ("quanto costa una guida A2?", "A2 · Età minima: 18 · Pacchetto: 570 €"),
        ("quanto costa il patentino?", "AM (patentino) · Età minima: 14 · Pacchetto: 380 €"),
        ("quanto costa la patente B", "Pacchetto patente B · Prezzo: 870 €"),
        ("quanto costa il rinnovo?", "Rinnovo patente · Prezzo: 115 €"),
        ("quanto costa rinnovare la patente", "Rinnovo patente · Prezzo: 115 €"),
    ],
    "de": [
        ("was kostet A1", "A1 · Mindestalter: 16 · Paket: 510 €"),
        ("Preis Theorieprüfung", "Theorieprüfung · Preis: 75 €"),
        ("was kostet das Paket A2?", "A2 · Mindestalter: 18 · Paket: 570 €"),
        ("was kostet der Führerschein B", "Paket Führerschein B · Preis: 870 €"),
        ("was kostet die Verlängerung?", "Verlängerung Führerschein · Preis: 115 €"),
        ("was kostet es, den Führerschein zu verlängern?", "Verlängerung Führerschein · Preis: 115 €"),
    ],
}
UNNAMED = {
    "en": [
        "how much is A3?",
        "how much is a C1 licence?",
        "how much is the A2 helmet?",
        "how much is a bus licence?",
        "how much is the A1 insurance?",
        "how much is a foreign licence?",
        "price for selling my license",
        "price for insuring my licence",
    ],
    "it": ["quanto costa la B1?", "quanto costa il casco A2", "quanto costa vendere la patente", "prezzo A3"],
    "de": ["was kostet A3", "was kostet der Helm A2?", "was kostet es, den Führerschein zu übersetzen?"],
}


@pytest.mark.parametrize("language", list(ROWS))
async def test_a_row_is_told_by_its_code_and_by_the_verb_of_its_noun(school: Ask, language: str) -> None:
    for question, row in ROWS[language]:
        draft = await school(question, language)
        assert (question, draft.outcome, draft.text.count("\n")) == (question, "answered", 0)
        assert row in draft.text


@pytest.mark.parametrize("language", list(UNNAMED))
async def test_no_code_is_another_and_no_row_is_told_for_half_of_what_is_named(school: Ask, language: str) -> None:
    for question in UNNAMED[language]:
        assert (question, (await school(question, language)).outcome) != (question, "answered")


async def test_each_of_two_codes_is_told(school: Ask) -> None:
    told = (await school("how much for A1 and A2?", "en")).text

    assert ("510 €" in told, "570 €" in told, "640 €" in told) == (True, True, False)


async def test_no_price_is_told_of_what_is_called_by_a_word_that_no_row_has(bold: Ask) -> None:
    for question in ("price for selling my license", "price for insuring my licence"):
        draft = await bold(question, "en")
        assert (question, draft.outcome) == (question, "choices")


TONER = """# Toner

| Artikel | Preis |
|---|---|
| TN242 | 38 € |
| TN2420 | 59 € |
| HP305 | 17 € |
| HP305XL | 29 € |
"""


@pytest.fixture
async def printer(session: AsyncSession) -> Ask:
    """A shop of ink, whose models differ by a figure."""
    return await _school(session, [File("articles/de/toner.md", TONER)], threshold=0.1)


@pytest.mark.parametrize(
    ("question", "told"),
    [
        ("Was kostet TN2420?", ["TN2420 · Preis: 59 €"]),
        ("Was kostet TN242?", ["TN242 · Preis: 38 €"]),
        ("Was kostet der HP305?", ["HP305 · Preis: 17 €"]),
        ("Was kosten TN242 und HP305XL?", ["TN242 · Preis: 38 €", "HP305XL · Preis: 29 €"]),
    ],
)
async def test_a_model_is_told_by_every_sign_of_its_code(printer: Ask, question: str, told: list[str]) -> None:
    draft = await printer(question, "de")

    assert draft.outcome == "answered"
    assert [line.partition(": ")[2] for line in draft.text.split("\n") if line] == told


@pytest.mark.parametrize("question", ["Was kostet TN24200?", "Haben Sie den TN24200?", "Gibt es HP30 oder HP306?"])
async def test_of_a_code_that_nobody_wrote_nothing_is_told_nor_offered(printer: Ask, question: str) -> None:
    assert (await printer(question, "de")).outcome == "unsure"


async def test_when_is_not_answered_without_any_time(bold: Ask) -> None:
    for question, language in (
        ("when are the theory lessons?", "en"),
        ("and when is the theory exam?", "en"),
        ("quando è la teoria?", "it"),
        ("wann ist die Theorie?", "de"),
    ):
        draft = await bold(question, language)
        assert (question, draft.outcome, draft.trace.rules) == (question, "choices", ["hour_unsaid"])


async def test_when_is_answered_by_the_months_in_which_it_is(bold: Ask) -> None:
    for question, language, told in (
        ("when do the motorbike courses take place?", "en", "from April to September"),
        ("quando si tengono i corsi per la moto?", "it", "da aprile a settembre"),
        ("wann finden die Motorradkurse statt?", "de", "von April bis September"),
    ):
        draft = await bold(question, language)
        assert (question, draft.outcome, told in draft.text) == (question, "answered", True)


async def test_who_asks_if_somebody_so_old_may_is_not_told_which_papers_they_need(school: Ask) -> None:
    for question, language in (
        ("mio figlio ha 17 anni, può già iscriversi?", "it"),
        ("my son is 17, can he enrol?", "en"),
        ("mein Sohn ist 17, kann er sich schon einschreiben?", "de"),
    ):
        assert (question, (await school(question, language)).outcome) == (question, "unsure")

    asked = await school("mio figlio ha 17 anni, quali documenti servono per iscriversi?", "it")
    assert (asked.outcome, asked.text) == ("answered", "Carta d'identità, codice fiscale e due fototessere.")


async def test_when_is_answered_by_what_its_owner_wrote_for_just_that(session: AsyncSession) -> None:
    entries = '- {question: When do I pay?, answer: "On signing."}'
    ask = await _school(session, [File("faq/en.yaml", entries)], threshold=0.1)

    assert (await ask("when do I pay?", "en")).text == "On signing."
