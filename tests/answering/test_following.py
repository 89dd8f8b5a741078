"""What a message leaves out, or says beside its question: completed where it is without doubt."""

from dataclasses import dataclass
from datetime import datetime

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from sportello import answering, knowledge, workspaces
from sportello.answering import Turn
from sportello.answering.facts import asking_alone
from sportello.core.ids import new_id
from sportello.knowledge import FactBook, File
from tests.answering.facts.conftest import book_of

FACTS = """
facts: 1
hours:
  - {id: salon, main: true, name: {it: salone, en: salon, de: Salon}, week: {tue-sat: "09:00-18:00"}}
prices:
  - id: haircut
    name: {it: taglio, en: haircut, de: Haarschnitt}
    variants:
      - {id: women, name: {it: donna, en: women, de: Damen}, price: 48}
      - {id: men, name: {it: uomo, en: men, de: Herren}, price: 29}
  - {id: colour, name: {it: colore, en: colour, de: Farbe}, price: 62}
places:
  - {id: house, name: {it: negozio, en: shop, de: Laden}, address: "12 Mill Lane, Lewes", phone: "+44 1273 000111"}
"""
FAQ = """
- question: Do you do balayage?
  alternatives: [highlights]
  answer: Yes, balayage from 110 €.
- question: Do you do perms?
  alternatives: [perm]
  answer: Yes, on Tuesdays.
- question: Where can I park?
  alternatives: [parking]
  answer: In Mill Lane, 2 € an hour.
"""
NOON = datetime.fromisoformat("2026-12-01T12:00:00+01:00")


@dataclass(frozen=True)
class Salon:
    """A salon that is asked in a conversation."""

    session: AsyncSession
    setup: answering.Setup

    async def says(self, *questions: str, language: str = "en") -> answering.Draft:
        """What is said to the last of several questions."""
        history: list[Turn] = []
        for question in questions[:-1]:
            draft = await self._asked(question, language, history)
            history += [Turn("customer", question), Turn("assistant", draft.text, offered=draft.offers_person)]
        return await self._asked(questions[-1], language, history)

    async def _asked(self, question: str, language: str, history: list[Turn]) -> answering.Draft:
        return await answering.compose(
            self.session, assistant=self.setup, question=question, language=language, history=history, at=NOON
        )


@pytest.fixture
def book() -> FactBook:
    """Its facts."""
    return book_of("salon", FACTS)


@pytest.fixture
async def salon(session: AsyncSession, book: FactBook) -> Salon:
    """The salon with its facts and FAQ."""
    made = await workspaces.create_workspace(session, slug=f"salon-{new_id().hex[-12:]}", name="Salon")
    await knowledge.import_articles(session, source="test", files=[File("faq/en.yaml", FAQ)])
    return Salon(session, answering.Setup(workspace_id=made.id, threshold=0.3, facts=book))


async def test_price_is_that_of_what_was_spoken_of(salon: Salon) -> None:
    draft = await salon.says("do you do balayage?", "how much is it?")
    assert (draft.outcome, draft.text, draft.trace.rules) == ("answered", "Yes, balayage from 110 €.", ["follow_up"])
    assert "balayage" in draft.trace.hits[0]["matched"]


async def test_price_that_nobody_wrote_is_not_taken_from_elsewhere(salon: Salon) -> None:
    draft = await salon.says("do you do perms?", "how much is it?")
    assert draft.outcome != "answered"


@pytest.mark.parametrize(
    ("language", "before", "asked"),
    [
        ("en", "do you do perms?", "and for women?"),
        ("en", "where can I park?", "and for men?"),
        ("de", "Macht ihr Hochsteckfrisuren?", "und für Damen?"),
        ("it", "fate le extension?", "e per uomo?"),
    ],
)
async def test_who_goes_on_is_not_told_the_price_of_something_else(
    salon: Salon, language: str, before: str, asked: str
) -> None:
    draft = await salon.says(before, asked, language=language)
    assert not any(price in draft.text for price in ("48", "29"))


@pytest.mark.parametrize(
    ("before", "asked", "told"),
    [
        ("do you do balayage?", "and parking?", "In Mill Lane"),
        ("are you open on Friday?", "and perms?", "Yes, on Tuesdays."),
        ("do you do perms?", "and where can I park?", "In Mill Lane"),
        ("do you do extensions?", "and balayage?", "Yes, balayage from"),
    ],
)
async def test_what_is_named_after_and_is_asked_by_itself(salon: Salon, before: str, asked: str, told: str) -> None:
    draft = await salon.says(before, asked)
    assert draft.outcome == "answered"
    assert told in draft.text


@pytest.mark.parametrize(
    "asked", ["and on Tuesdays?", "and for two hours?", "and when is that?", "and nail polish?", "and in Lewes?"]
)
async def test_what_goes_on_with_what_was_not_answered_is_told_nothing(salon: Salon, asked: str) -> None:
    draft = await salon.says("do you do extensions?", asked)
    assert draft.outcome == "unsure" or draft.citations[0]["url"].endswith("#salon")


async def test_price_of_what_is_named_after_and_is_not_taken_for_told(salon: Salon) -> None:
    draft = await salon.says("how much is a haircut?", "and do you perm?")
    assert draft.outcome != "answered"


async def test_place_is_found_by_words_of_its_address(salon: Salon) -> None:
    draft = await salon.says("Mill Lane")
    assert draft.outcome == "answered"
    assert "12 Mill Lane, Lewes" in draft.text
    assert draft.citations[0]["url"].endswith("#house")


@pytest.mark.parametrize(
    ("language", "asked", "told"),
    [
        ("en", "sorry my english is bad. are you open saturday?", "Yes: on Saturday 5 December"),
        ("it", "Scusi il mio italiano. Siete aperti sabato?", "Sì: sabato 5 dicembre"),
        ("de", "Was kostet ein Herrenhaarschnitt?", "Herren: 29"),
        ("it", "quanto costano taglio uomo e colore?", "Colore: 62"),
        ("it", "e domenica?", "omenica 6 dicembre"),
        ("it", "5/12 alle 15?", "Sì: sabato 5 dicembre"),
    ],
)
async def test_what_asks_nothing_stands_aside(salon: Salon, language: str, asked: str, told: str) -> None:
    draft = await salon.says(asked, language=language)
    assert draft.outcome == "answered"
    assert told in draft.text.replace("\xa0", " ")


@pytest.mark.parametrize(
    "text",
    ["I come on Friday. Are you open?", "There are 3 of us. How much is it?", "I had a haircut. Are you open?", "Hi!"],
)
def test_what_the_question_may_hinge_on_does_not(book: FactBook, text: str) -> None:
    assert asking_alone(text, language="en", book=book, today=NOON.date()) is None
