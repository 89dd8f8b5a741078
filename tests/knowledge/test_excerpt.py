"""Excerpts: what answers, word for word, and no more than a few sentences of one passage."""

from uuid import UUID

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from sportello.knowledge import Content, create_article, excerpt, search

BODY = """
# Visitare

Il castello fu costruito nel 1432. Oggi ospita un museo con tre sale. L'ingresso è dal cortile grande.
La visita dura circa un'ora. In estate si cena sulla terrazza. Il cuoco viene da Lecce.

## Cosa portare

Portate con voi:

- scarpe comode
- una torcia per le grotte
- acqua

## Prezzi

| Chi | Prezzo |
|---|---|
| Adulti | 14 € |
| Ragazzi fino a 13 anni | 9 € |
| Gruppi da venti persone | 11 € |

## Possiamo mangiare nel parco?

Ci sono tavoli sotto gli alberi. I fuochi sono vietati. Il chiosco apre alle 10. Chiude al tramonto.
"""


@pytest.fixture
async def _article(session: AsyncSession, workspace: UUID) -> None:
    content = Content(kind="article", title="Visitare", language="it", status="published", body=BODY)
    await create_article(session, content=content)


async def answer(session: AsyncSession, question: str) -> str:
    hit, *_ = await search(session, question=question, language="it")
    return excerpt(hit, question)


@pytest.mark.usefixtures("_article")
async def test_the_sentence_that_answers_with_its_neighbours(session: AsyncSession, workspace: UUID) -> None:
    assert await answer(session, "quanto dura la visita") == (
        "L'ingresso è dal cortile grande. La visita dura circa un'ora. In estate si cena sulla terrazza."
    )


@pytest.mark.usefixtures("_article")
async def test_a_short_list_comes_whole_with_its_introduction(session: AsyncSession, workspace: UUID) -> None:
    assert await answer(session, "serve una torcia?") == (
        "Portate con voi:\n\n- scarpe comode\n- una torcia per le grotte\n- acqua"
    )


@pytest.mark.usefixtures("_article")
async def test_a_table_answers_with_its_row_and_column_names(session: AsyncSession, workspace: UUID) -> None:
    assert await answer(session, "prezzi per gruppi") == "- Chi: Gruppi da venti persone · Prezzo: 11 €"


@pytest.mark.usefixtures("_article")
async def test_a_heading_that_is_the_question_is_answered_from_its_beginning(
    session: AsyncSession, workspace: UUID
) -> None:
    assert (await answer(session, "possiamo mangiare?")).startswith("Ci sono tavoli sotto gli alberi.")


async def test_an_faq_answers_with_its_whole_text(session: AsyncSession, workspace: UUID) -> None:
    body = "Sì. " * 40 + "\n\n- uno\n- due"
    content = Content(kind="faq", title="Cani", language="it", status="published", body=body, questions=("E i cani?",))
    await create_article(session, content=content)

    assert await answer(session, "cani") == body


ROWS = """
Our fees are set by the zone you live in.

|  |  |
|---|---|
| Zone | Fee |
| Andritz | 15 |
| Seiersberg | 22 |

| Day | Place | Hour |
|---|---|---|
| Winter timetable |  |  |
| Monday | Hall | 18:30 |
| Tuesday | Tower | 19:00 |

| Colour | Depot |
|---|---|
"""


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("What is the fee for Seiersberg?", "- Seiersberg · 22"),
        ("What is the fee by zone?", "Our fees are set by the zone you live in."),
        ("Which zone?", "Our fees are set by the zone you live in."),
        ("winter timetable", "- Day: Winter timetable\n- Day: Monday · Place: Hall · Hour: 18:30\n- Day: Tuesday"),
        ("place and hour", "- Day: Monday · Place: Hall · Hour: 18:30\n- Day: Tuesday"),
        ("hour of the tower", "- Day: Tuesday · Place: Tower · Hour: 19:00"),
    ],
)
async def test_no_row_without_data_is_an_answer(
    session: AsyncSession, workspace: UUID, question: str, said: str
) -> None:
    content = Content(kind="article", title="Collection", language="en", status="published", body=ROWS)
    await create_article(session, content=content)
    hit, *_ = await search(session, question=question, language="en")
    assert excerpt(hit, question).startswith(said)


async def test_names_of_columns_alone_are_no_answer(session: AsyncSession, workspace: UUID) -> None:
    body = "Bins come in colours.\n\n| Colour | Depot |\n|---|---|\n"
    content = Content(kind="article", title="Bins", language="en", status="published", body=body)
    await create_article(session, content=content)
    hit, *_ = await search(session, question="which depot", language="en")
    assert excerpt(hit, "which depot") == "Bins come in colours."


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("a board for 4 people", "- Item: Cheese board for two · Price: 18 €"),
        (
            "may I bring a dog of 30 kg",
            "- Item: Dog up to 10 kg · Price: 4 €\n- Item: Dog up to 40 kg · Price: 7 €",
        ),
    ],
)
async def test_other_figures_than_those_asked_for_bring_only_rows_that_have_a_part_in_the_question(
    session: AsyncSession, workspace: UUID, question: str, said: str
) -> None:
    rows = ("Cheese board for two | 18 €", "Butter | 5 €", "Dog up to 10 kg | 4 €", "Dog up to 40 kg | 7 €")
    body = "| Item | Price |\n|---|---|\n" + "\n".join(f"| {row} |" for row in rows)
    content = Content(kind="article", title="Extras", language="en", status="published", body=body)
    await create_article(session, content=content)
    hit, *_ = await search(session, question=question, language="en")
    assert excerpt(hit, question) == said
