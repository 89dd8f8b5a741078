"""Who asks to cancel is not told what happens if somebody else did."""

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from sportello import answering, knowledge, workspaces
from sportello.core.ids import new_id
from sportello.knowledge import File
from tests.answering.conftest import Ask

EN = """
- question: What happens to my seat if the ferry is cancelled?
  alternatives: [ferry called off, You cancelled my crossing]
  answer: You choose between the next ferry and **all your money back**.
- question: Where does the ferry leave?
  alternatives: [the ferry's quay]
  answer: At the old quay, in front of the lighthouse.
"""
IT = """
- question: Se il traghetto viene annullato, cosa succede al mio posto?
  alternatives: [traghetto annullato, annullamento del traghetto]
  answer: Può scegliere tra il traghetto dopo e **tutto il suo denaro**.
"""
DE = """
- question: Was wird aus meinem Platz, wenn die Fähre abgesagt wird?
  alternatives: [Fähre abgesagt, Absage der Fähre]
  answer: Sie haben die Wahl zwischen der nächsten Fähre und **Ihrem ganzen Geld**.
"""
TERMS = {
    "en": """
- question: Is a seat refundable?
  alternatives: [Can I cancel my seat?]
  answer: Only if we cancel the ferry. If your own plans change you get nothing back.
""",
    "it": """
- question: Il posto è rimborsabile?
  alternatives: [Posso annullare il posto?]
  answer: Solo se annulliamo noi il traghetto. Se cambia idea lei, nulla è restituito.
""",
    "de": """
- question: Wird ein Platz erstattet?
  alternatives: [Kann ich meinen Platz stornieren?]
  answer: Nur wenn wir die Fähre absagen. Ändern Sie Ihre Pläne, gibt es nichts zurück.
""",
}


async def _asks(session: AsyncSession, *, terms: bool) -> Ask:
    made = await workspaces.create_workspace(session, slug=f"ferry-{new_id().hex[-12:]}", name="Ferry")
    own = TERMS if terms else dict.fromkeys(TERMS, "")
    files = [File(f"faq/{code}.yaml", text + own[code]) for code, text in (("en", EN), ("it", IT), ("de", DE))]
    await knowledge.import_articles(session, source="test", files=files, language="en")
    setup = answering.Setup(workspace_id=made.id, threshold=0.1)

    async def ask(question: str, language: str) -> answering.Draft:
        return await answering.compose(session, assistant=setup, question=question, language=language)

    return ask


ASKED = [
    ("en", "Can I cancel my seat on the ferry?"),
    ("en", "how do i cancel my seat"),
    ("en", "is it possible to cancel my seat?"),
    ("en", "cancel seat"),
    ("en", "cancelling my seat on the ferry"),
    ("en", "I need to cancel my seat"),
    ("en", "what happens if I cancel my seat?"),
    ("it", "posso annullare il posto sul traghetto?"),
    ("it", "come annullo il mio posto"),
    ("it", "si può annullare il posto?"),
    ("it", "annullare posto traghetto"),
    ("de", "Wie kann ich die Fähre absagen?"),
]


@pytest.mark.parametrize(("language", "question"), ASKED)
async def test_who_cancels_is_not_told_what_is_given_if_the_other_side_does(
    session: AsyncSession, language: str, question: str
) -> None:
    draft = await (await _asks(session, terms=False))(question, language)

    assert draft.outcome != "answered"


@pytest.mark.parametrize(("language", "question"), ASKED)
async def test_but_what_is_written_of_cancelling_themselves_or_is_offered_it_first(
    session: AsyncSession, language: str, question: str
) -> None:
    draft = await (await _asks(session, terms=True))(question, language)

    said = draft.text if draft.outcome == "answered" else draft.buttons[0]["label"]
    assert any(word in said for word in ("your own plans", "refundable", "cambia idea", "rimborsabile", "Ihre Pläne"))


@pytest.mark.parametrize(
    ("language", "question"),
    [
        ("en", "What happens to my seat if the ferry is cancelled?"),
        ("en", "what happens to my seat if you cancel the ferry"),
        ("en", "my ferry was cancelled, what about my seat?"),
        ("en", "ferry cancellation"),
        ("it", "cosa succede al mio posto se annullate il traghetto"),
        ("it", "annullamento traghetto"),
        ("de", "Was ist mit meinem Platz, wenn die Fähre abgesagt wird?"),
        ("de", "Absage der Fähre"),
    ],
)
async def test_whose_crossing_was_cancelled_is_told_what_they_get(
    session: AsyncSession, language: str, question: str
) -> None:
    draft = await (await _asks(session, terms=True))(question, language)

    assert draft.outcome == "answered"
    assert any(word in draft.text for word in ("all your money", "tutto il suo denaro", "Ihrem ganzen Geld"))
