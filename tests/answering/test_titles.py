"""What is called what was asked is told or offered: the first questions to a business that wrote no facts yet."""

from collections.abc import Awaitable, Callable

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from sportello import knowledge, workspaces
from sportello.answering import Draft, compose, read_setup
from sportello.core.ids import new_id
from sportello.knowledge import File

Ask = Callable[[str, str], Awaitable[Draft]]

HOURS = """---
title: Öffnungszeiten
---
| Tag | Vormittag | Nachmittag |
|---|---|---|
| Montag bis Freitag | 8:30-12:00 | 15:00-19:00 |
| Samstag | 9:00-12:00 | geschlossen |

Am Mittwoch operieren wir und sind nachmittags nur für Notfälle da.
"""
PRICES = """---
title: Preisliste 2026
---
Alle Preise inklusive Mehrwertsteuer.

| Leistung | Hund | Katze | Kaninchen |
|---|---|---|---|
| Impfung | 55,00 € | 50,00 € | 40,00 € |
| Kastration männlich | 220,00 € | 110,00 € | 95,00 € |
| Zahnreinigung unter Narkose | 260,00 € | 240,00 € | - |
| Mikrochip mit Registrierung | 38,00 € | 38,00 € | - |
| Röntgenaufnahme | 70,00 € | 70,00 € | 60,00 € |
"""
VET = """
- {question: Wie oft muss meine Katze geimpft werden?, alternatives: [Impfung Katze Abstand], answer: Einmal im Jahr.}
- {question: Was mache ich in der Nacht?, answer: "Außerhalb der Öffnungszeiten: 0472 555 111."}
"""
FILES = [
    File("articles/de/zeiten.md", HOURS),
    File("articles/de/preise.md", PRICES),
    File("articles/de/anfahrt.md", "# Anfahrt\n\nHauptstraße 12. Parkplatz hinter dem Haus.\n"),
    File(
        "articles/de/salon.md", "# Friseur\n\nDamenhaarschnitt 45 Euro. Herrenhaarschnitt 25 Euro. Färben ab 60 Euro.\n"
    ),
    File("articles/de/team.md", "# Team\n\nAnna Pichler und Marco Rossi, beide seit 1998.\n"),
    File("faq/de.yaml", VET),
    File("articles/en/hours.md", "# Opening hours\n\nTuesday to Friday 9 am to 6 pm, Saturday 8 am to 1 pm.\n"),
    File("articles/en/where.md", "# How to find us\n\n12 Main Street. Bus stop Cathedral Square.\n"),
    File("articles/en/prices.md", "# Cuts\n\nWomen's haircut 45 euros. Colouring from 60 euros.\n"),
    File(
        "faq/en.yaml",
        "- {question: Is there a sauna?, alternatives: [sauna opening], answer: It is open on Fridays.}\n",
    ),
    File("articles/it/orari.md", "# Orari di apertura\n\nDa martedì a venerdì 9-18, sabato 8-13.\n"),
    File("articles/it/dove.md", "# Dove siamo\n\nVia Maggiore 12. Fermata dell'autobus in piazza Duomo.\n"),
    File("articles/it/tagli.md", "# Tagli\n\nTaglio donna 45 euro. Colore da 60 euro.\n"),
    File("faq/it.yaml", "- {question: C'è una sauna?, answer: La sauna è aperta il venerdì.}\n"),
]


@pytest.fixture
async def newcomer(session: AsyncSession) -> Ask:
    """A business that imported its pages and its questions, and wrote no facts."""
    made = await workspaces.create_workspace(session, slug=f"new-{new_id().hex[-12:]}", name="Rosengarten")
    await knowledge.import_articles(session, source="site", files=FILES)
    setup = await read_setup(session, workspace_id=made.id)

    async def ask(question: str, language: str) -> Draft:
        return await compose(session, assistant=setup, question=question, language=language)

    return ask


@pytest.mark.parametrize(
    ("language", "question", "told"),
    [
        ("de", "Öffnungszeiten", "Tag: Montag bis Freitag"),
        ("de", "Was sind eure Öffnungszeiten?", "Tag: Montag bis Freitag"),
        ("de", "Wann haben Sie geöffnet?", "Tag: Montag bis Freitag"),
        ("de", "Haben Sie am Samstag geöffnet?", "Tag: Samstag"),
        ("de", "Wo seid ihr?", "Hauptstraße 12"),
        ("en", "When are you open?", "Tuesday to Friday"),
        ("en", "What are your opening hours?", "Tuesday to Friday"),
        ("en", "Where are you?", "12 Main Street"),
        ("it", "Quando siete aperti?", "Da martedì a venerdì"),
        ("it", "Quali sono i vostri orari?", "Da martedì a venerdì"),
        ("it", "Dove siete?", "Via Maggiore 12"),
        ("de", "Was kostet ein Mikrochip?", "Mikrochip mit Registrierung · Hund: 38,00 €"),
        ("de", "Was kostet eine Zahnreinigung?", "Zahnreinigung unter Narkose · Hund: 260,00 €"),
        ("de", "Was kostet eine Impfung für die Katze?", "Impfung · Hund: 55,00 € · Katze: 50,00 €"),
        ("de", "Was kostet ein Herrenhaarschnitt?", "Herrenhaarschnitt 25 Euro."),
        ("en", "How much is colouring?", "Colouring from 60 euros."),
        ("it", "Quanto costa il colore?", "Colore da 60 euro."),
    ],
)
async def test_what_is_called_so_is_the_answer(newcomer: Ask, language: str, question: str, told: str) -> None:
    draft = await newcomer(question, language)

    assert draft.outcome == "answered", draft.trace.rules
    assert told in draft.text.replace("Leistung: ", "")


@pytest.mark.parametrize(
    ("language", "question", "label"),
    [
        ("de", "Haben Sie an Weihnachten geöffnet?", "Öffnungszeiten"),
        ("de", "Wieviel kostet Röntgen?", "Preisliste 2026"),
        ("de", "Was kostet eine Narkose?", "Preisliste 2026"),
        ("de", "Was kostet eine Zahnreinigung für Kaninchen?", "Preisliste 2026"),
        ("it", "Siete aperti a Natale?", "Orari di apertura"),
        ("de", "Wer ist im Team?", "Team"),
    ],
)
async def test_what_may_not_tell_it_is_offered(newcomer: Ask, language: str, question: str, label: str) -> None:
    draft = await newcomer(question, language)

    assert draft.outcome == "choices"
    assert draft.buttons[0]["label"] == label


@pytest.mark.parametrize(
    ("language", "question"),
    [
        ("de", "Was kostet eine Impfung für mein Pferd?"),
        ("de", "Was kostet ein Kinderhaarschnitt?"),
        ("de", "Was kostet eine Dauerwelle?"),
        ("de", "Ist die Sauna offen?"),
        ("en", "How much is a child's haircut?"),
        ("it", "Quanto costa la piega?"),
    ],
)
async def test_what_nobody_wrote_is_not_answered(newcomer: Ask, language: str, question: str) -> None:
    assert (await newcomer(question, language)).outcome != "answered"


async def test_what_is_of_another_thing_stays_away_from_hours(newcomer: Ask) -> None:
    draft = await newcomer("Are you open now?", "en")

    assert "Fridays" not in draft.text
    assert not any("sauna" in button["label"] for button in draft.buttons)
