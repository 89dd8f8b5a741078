"""A measure is told only by a text that says one, and what is done with one thing not of another."""

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from sportello import answering, knowledge, workspaces
from sportello.answering.measures import measure_of, says_measure
from sportello.core.ids import new_id
from sportello.knowledge import File
from tests.answering.conftest import Ask

EN = """
- question: Do you offer rides on the steam train?
  alternatives: [steam train rides]
  answer: Yes. Every Sunday at 10:00 and 14:30, from platform 2; free under 6.
- question: How long does a polished rail stay bright?
  answer: Three weeks, if it is dry.
- question: Where do I return my lantern?
  alternatives: [returning lanterns]
  answer: At the signal box, where you get your deposit back.
- question: Do you sell copper kettles?
  alternatives: [kettle shop]
  answer: Yes, in the old ticket hall.
- question: When is the ticket hall open?
  alternatives: [ticket for the museum]
  answer: Every day from 9 to 17.
"""
IT = """
- question: Fate corse sul treno a vapore?
  alternatives: [corse treno a vapore]
  answer: Sì. Ogni domenica alle 10:00 e alle 14:30; gratis sotto i 6 anni.
- question: Riparate le lanterne?
  alternatives: [lanterna rotta]
  answer: Sì, portatele alla cabina dei segnali.
"""
DE = """
- question: Fahrt ihr mit der Dampflok?
  alternatives: [Fahrten mit der Dampflok]
  answer: Ja. Jeden Sonntag um 10:00 und 14:30 Uhr; frei unter 6 Jahren.
- question: Repariert ihr Laternen?
  alternatives: [Laterne kaputt]
  answer: Ja, bringt sie ins Stellwerk.
- question: Wo lasse ich meine Laterne?
  answer: Im Stellwerk, kostenlos.
"""


@pytest.fixture
async def railway(session: AsyncSession) -> Ask:
    """Asks the assistant of a museum railway, which answers whatever it finds: only doubts hold it back."""
    made = await workspaces.create_workspace(session, slug=f"rail-{new_id().hex[-12:]}", name="Railway")
    for code, text in (("en", EN), ("it", IT), ("de", DE)):
        await knowledge.import_articles(session, source=code, files=[File(f"faq/{code}.yaml", text)], language=code)
    setup = answering.Setup(workspace_id=made.id, threshold=0.1)

    async def ask(question: str, language: str) -> answering.Draft:
        return await answering.compose(session, assistant=setup, question=question, language=language)

    return ask


@pytest.mark.parametrize(
    ("language", "question"),
    [
        ("en", "how long is the ride on the steam train?"),
        ("en", "how much time does the steam train ride take"),
        ("en", "duration of the steam train ride"),
        ("en", "what is the minimum age for the steam train"),
        ("en", "at what temperature is the steam in the steam train"),
        ("en", "how far ahead do i book the steam train ride"),
        ("it", "quanto dura la corsa sul treno a vapore"),
        ("it", "durata corsa treno a vapore"),
        ("it", "a che età si sale sul treno a vapore"),
        ("de", "wie lange dauert die Fahrt mit der Dampflok"),
    ],
)
async def test_a_measure_is_not_answered_without_one(railway: Ask, language: str, question: str) -> None:
    draft = await railway(question, language)

    assert (draft.outcome, draft.trace.rules) == ("choices", ["measure_of_unsaid"])


@pytest.mark.parametrize(
    ("language", "question"),
    [
        ("it", "riparate orologi"),
        ("it", "riparate i binocoli"),
        ("it", "riparate portalanterne"),
        ("de", "repariert ihr Uhren"),
    ],
)
async def test_what_is_done_with_one_thing_is_not_told_of_another(railway: Ask, language: str, question: str) -> None:
    assert (await railway(question, language)).outcome != "answered"


@pytest.mark.parametrize(
    ("language", "question", "said"),
    [
        ("it", "riparate lanterne", "cabina"),
        ("de", "repariert ihr Laternen", "Stellwerk"),
        ("en", "Can I return my lantern?", "signal box"),
        ("en", "how long does the polished rail stay bright", "Three weeks"),
    ],
)
async def test_but_of_that_thing_it_is(railway: Ask, language: str, question: str, said: str) -> None:
    assert said in (await railway(question, language)).text


@pytest.mark.parametrize(
    ("question", "quote", "owed"),
    [
        ("How long is the tour?", "Every Saturday at 17:00 and 18:30.", True),
        ("How long is the tour?", "On 24 December.", True),
        ("How long is the tour?", "Free under 6 years.", True),
        ("How long is the tour?", "Book 48 hours before.", True),
        ("How long is the tour?", "Once a week.", True),
        ("How long is the tour?", "About an hour.", False),
        ("How long is the tour?", "From 17:00 to 18:30.", False),
        ("How long is the trail?", "It is 2.4 km.", False),
        ("How long is it valid?", "Until the end of the season.", False),
        ("Quanto dura il corso?", "Tre sere di due ore.", False),
        ("Quanto dura il corso?", "Alle ore 17, ogni sabato.", True),
        ("Wie lange dauert der Kurs?", "Eine halbe Stunde.", False),
        ("Wie lange dauert der Kurs?", "Er ist zweistündig.", False),
        ("Wie lange dauert der Kurs?", "Um 17 Uhr.", True),
        ("What is the minimum age?", "From 14, with consent.", False),
        ("What is the minimum age?", "12 stands serve soups.", True),
        ("A che età si può salire?", "Dai cinque anni.", False),
        ("A che età si può salire?", "Hai 60 giorni.", True),
        ("Ab welchem Alter?", "Ab 14 Jahren.", False),
        ("Ab welchem Alter?", "Ab 14 Uhr.", True),
        ("What temperature is the water?", "It is 28 °C.", False),
        ("What temperature is the water?", "Keep it at room temperature.", True),
        ("How many seats are there?", "There are 40.", False),
        ("How many seats are there?", "Open for six hours, at €5.", True),
        ("Wie lange vorher muss ich buchen?", "Drei Tage vorher.", False),
    ],
)
def test_which_texts_hold_a_measure(question: str, quote: str, *, owed: bool) -> None:
    asked = measure_of(question)

    assert asked
    assert says_measure(asked, quote) is not owed


@pytest.mark.parametrize("question", ["How much is the tour?", "How many days are you open?", "Where is it?"])
def test_what_asks_for_none_of_them(question: str) -> None:
    assert measure_of(question) is None
