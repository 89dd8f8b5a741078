"""What the owner wrote for thanks, a greeting or a protest goes before what is shipped for these."""

import pytest

from sportello import knowledge
from sportello.answering import Setup, Turn, compose
from sportello.answering.catalogue import catalogue
from sportello.core.db import Database
from sportello.knowledge import File
from tests.answering.conftest import Desk

FAQ = """
- {id: thanks, question: Thanks!, alternatives: [I appreciate that], answer: The whole team says you are welcome.}
- {id: goodbye, question: Talk to you later, alternatives: [bye bye], answer: Come back soon.}
- {id: wrong, question: That is wrong, alternatives: [the answer is not correct], answer: Write to post@example.com.}
- {id: robot, question: Are you a robot?, answer: I am Anna.}
- {id: wrong-size, question: What if my size is wrong?, alternatives: [wrong size], answer: We exchange it.}
- {id: yoga, question: good morning yoga, alternatives: [yoga in the morning], answer: At seven.}
"""


@pytest.fixture
async def shop(desk: Desk) -> Desk:
    """A shop that has its own words for what others leave to us."""
    async with desk.database.transaction(desk.workspace_id) as session:
        await knowledge.import_articles(session, source="own", files=[File("faq/en.yaml", FAQ)], language="en")
    return desk


async def said(shop: Desk, database: Database, message: str, *history: Turn) -> str:
    """What the shop's assistant says."""
    async with database.transaction(shop.workspace_id) as session:
        setup = Setup(workspace_id=shop.workspace_id)
        return (await compose(session, assistant=setup, question=message, language="en", history=history)).text


@pytest.mark.parametrize("message", ["Thanks!", "thanks for your help", "thank you, you saved my day"])
async def test_thanks_are_met_with_the_owners_words(shop: Desk, database: Database, message: str) -> None:
    assert await said(shop, database, message) == "The whole team says you are welcome."


async def test_goodbye_is_met_with_the_owners_words_for_it(shop: Desk, database: Database) -> None:
    assert await said(shop, database, "bye bye") == "Come back soon."


@pytest.mark.parametrize("message", ["That is wrong!", "please, that's wrong"])
async def test_protest_in_the_words_of_an_entry_gets_that(shop: Desk, database: Database, message: str) -> None:
    assert await said(shop, database, message) == "Write to post@example.com."


@pytest.mark.parametrize("message", ["no, that is the wrong answer", "you got it all wrong"])
async def test_protest_is_no_question_about_its_words(shop: Desk, database: Database, message: str) -> None:
    assert "size" not in await said(shop, database, message)
    assert await said(shop, database, message) != "We exchange it."


async def test_greeting_is_not_taken_for_what_begins_with_one(shop: Desk, database: Database) -> None:
    assert await said(shop, database, "good morning") != "At seven."


async def test_who_asks_for_a_robot_is_told_the_truth_whatever_the_owner_wrote(shop: Desk, database: Database) -> None:
    assert "Anna" not in await said(shop, database, "are you a robot")


async def test_who_declines_a_person_with_thanks_is_not_thanked_for_it(shop: Desk, database: Database) -> None:
    offer = Turn("assistant", "Shall I call a person?", offered=True)
    assert "welcome" not in await said(shop, database, "no thanks", Turn("customer", "?"), offer)


@pytest.mark.parametrize("message", ["no thanks", "No, thank you!", "nothing, thanks", "thanks but no thanks"])
async def test_who_declines_is_not_thanked_though_nothing_was_offered(
    shop: Desk, database: Database, message: str
) -> None:
    assert await said(shop, database, message) == catalogue("en").texts["thanks"]


@pytest.mark.parametrize("message", ["thanks for nothing", "Thanks, that didn't help"])
async def test_who_thanks_for_nothing_is_not_thanked(shop: Desk, database: Database, message: str) -> None:
    assert await said(shop, database, message) == catalogue("en").texts["regret"]


async def test_thanks_of_the_owner_are_no_answer_to_a_question_that_shares_a_word(
    shop: Desk, database: Database
) -> None:
    own = "- {question: Thank you!, alternatives: [thank you very much], answer: With pleasure.}"
    async with database.transaction(shop.workspace_id) as session:
        await knowledge.import_articles(session, source="more", files=[File("faq/en.yaml", own)], language="en")
        setup = Setup(workspace_id=shop.workspace_id)
        draft = await compose(session, assistant=setup, question="how much is the wrong size", language="en")
        assert draft.trace.hits
        assert "Thank you!" not in {hit["title"] for hit in draft.trace.hits}
        assert (await compose(session, assistant=setup, question="Thank you", language="en")).text == "With pleasure."
