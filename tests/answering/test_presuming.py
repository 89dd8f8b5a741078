"""What takes for granted what was asked, and what is free but not what was asked about, is only offered."""

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from sportello import answering, knowledge, workspaces
from sportello.answering.presuming import said_free
from sportello.core.ids import new_id
from sportello.knowledge import File
from tests.answering.conftest import Ask

EN = """
- question: What happens to my ticket if the concert is cancelled?
  alternatives: [concert called off]
  answer: You choose between another date free of charge and your money back.
- question: Where can I park at the concert?
  alternatives: [parking for the concert]
  answer: Behind the hall, where 24 free spaces are left for badge holders.
- question: Do children get into the concert?
  alternatives: [children at the concert]
  answer: Children under six come in free, with an adult.
"""
DE = """
- question: Was wird aus meiner Karte, wenn das Konzert ausfällt?
  alternatives: [Absage des Konzerts, Konzert abgesagt]
  answer: Sie haben die Wahl zwischen einem anderen Termin und Ihrem Geld.
- question: Was ist, wenn mir der Haarschnitt nicht gefällt?
  alternatives: [unzufrieden mit dem Haarschnitt]
  answer: Kommen Sie innerhalb von 7 Tagen, wir bessern kostenlos nach.
"""
IT = """
- question: Che cosa succede se il concerto viene annullato?
  alternatives: [concerto annullato]
  answer: Può scegliere tra un'altra data e il rimborso.
"""
NOTES = """# Our house

## The theme

This year it is all about shadows, which come back tomorrow in the sponsors' garden.
"""
FILES = [File("faq/en.yaml", EN), File("faq/de.yaml", DE), File("faq/it.yaml", IT), File("notes/en.md", NOTES)]


@pytest.fixture
async def hall(session: AsyncSession) -> Ask:
    """Asks the assistant of a concert hall, which answers whatever it finds: only doubts hold it back."""
    made = await workspaces.create_workspace(session, slug=f"hall-{new_id().hex[-12:]}", name="Hall")
    await knowledge.import_articles(session, source="test", files=FILES, language="en")
    setup = answering.Setup(workspace_id=made.id, threshold=0.1)

    async def ask(question: str, language: str) -> answering.Draft:
        return await answering.compose(session, assistant=setup, question=question, language=language)

    return ask


@pytest.mark.parametrize(
    ("language", "question", "rule"),
    [
        ("en", "Is the concert cancelled?", "asked_is_presumed"),
        ("en", "has the concert been called off", "asked_is_presumed"),
        ("en", "I want to cancel my concert ticket", "asked_is_presumed"),
        ("de", "Wurde das Konzert abgesagt?", "asked_is_presumed"),
        ("de", "Fällt das Konzert aus?", "asked_is_presumed"),
        ("it", "il concerto è stato annullato?", "asked_is_presumed"),
        ("it", "È annullato il concerto?", "asked_is_presumed"),
        ("en", "is parking at the concert free", "price_without_amount"),
        ("de", "Was kostet ein Haarschnitt?", "price_without_amount"),
        ("de", "was kost a haarschnitt", "price_without_amount"),
        ("en", "tomorrow", "one_word_in_passing"),
        ("en", "At what time do children get into the concert?", "hour_unsaid"),
    ],
)
async def test_what_nobody_promised_is_only_offered(hall: Ask, language: str, question: str, rule: str) -> None:
    draft = await hall(question, language)

    assert (draft.outcome, draft.trace.rules) == ("choices", [rule])


@pytest.mark.parametrize(
    ("language", "question"),
    [
        ("en", "What happens if the concert is cancelled?"),
        ("en", "Do I get my money back if the concert is cancelled?"),
        ("de", "Was wird aus der Karte, wenn das Konzert ausfällt?"),
        ("it", "cosa succede se il concerto è annullato?"),
        ("en", "Are children at the concert free?"),
        ("en", "shadows theme"),
    ],
)
async def test_what_was_asked_on_that_condition_is_answered(hall: Ask, language: str, question: str) -> None:
    draft = await hall(question, language)

    assert draft.outcome == "answered"


@pytest.mark.parametrize(
    ("question", "quote", "said"),
    [
        ("How much is parking?", "Parking is free of charge.", True),
        ("How much is parking?", "Yes, free.", True),
        ("Quanto costa il parcheggio?", "Il parcheggio è gratuito.", True),
        ("Was kostet das Parken?", "Parken ist kostenlos.", True),
        ("How much is the shuttle?", "P1 has 900 spaces and a free shuttle.", True),
        ("How much is parking?", "P1 has 900 spaces and a free shuttle.", False),
        ("Was kostet ein Schnitt?", "Wir bessern kostenlos nach.", False),
        ("Quanto costa il taglio?", "Venite entro 7 giorni e lo sistemiamo gratis.", False),
    ],
)
def test_free_is_said_of_one_thing(question: str, quote: str, *, said: bool) -> None:
    assert said_free(question, quote) is said
