"""Gaps in the desk: what could not be answered comes together, gets its answer from a person, and goes away."""

from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import text

from sportello import answering, conversations
from sportello.answering import AssistantContent
from sportello.core.embedding import Embedder, FolderEmbedder
from sportello.core.ids import new_id
from sportello.core.resources import Resources
from sportello.workspaces import Member
from tests.api.conftest import Desk, People
from tests.assistants import rewrite
from tests.house import House, build_house
from tests.jobs import work
from tests.meaning import write_tiny_model

BASE = "/workspaces/lumina/knowledge"
PARKING = (
    "C'è un parcheggio vicino all'ingresso?",
    "C'è parcheggio vicino ingresso",
    "Parcheggio vicino all'ingresso?",
)
DOGS: dict[str, Any] = {
    "kind": "faq",
    "title": "Posso portare il cane?",
    "language": "it",
    "status": "published",
    "body": "Sì, al guinzaglio.",
    "questions": ["Posso portare il cane?", "cani ammessi"],
}
ANSWER: dict[str, Any] = {
    "title": PARKING[0],
    "questions": list(PARKING),
    "body": "Sì, 120 posti davanti all'ingresso.",
    "language": "it",
}


@pytest.fixture
async def supervisor(people: People) -> Desk:
    """A supervisor at work."""
    return await people.at_work("Sara", "supervisor")


async def ask(house: House, *questions: str, language: str = "it", embedder: Embedder | None = None) -> list[UUID]:
    """Customers ask, each in a conversation of their own, and what had no answer is grouped."""
    ids: list[UUID] = []
    for question in questions:
        conversation = await house.conversation(language=language)
        await house.says(conversation.id, question)
        ids.append(conversation.id)
    await house.let_assistant_answer()
    await answering.group_questions(house.database, workspace_id=house.workspace_id, embedder=embedder)
    return ids


async def gaps(desk: Desk, **params: object) -> list[dict[str, Any]]:
    """The list."""
    found = await desk.get(f"{BASE}/gaps", params={name: str(value) for name, value in params.items()})
    assert found.status_code == 200, found.text
    return found.json()["items"]


async def test_short_questions_come_together_by_the_word_they_share(agent: Desk, house: House) -> None:
    await ask(house, "Do you have parking?", "where can I park my car", "parking for campers?", language="en")
    await ask(house, "Is there a cloakroom for coats?", "Avete menù per celiaci?", language="en")
    assert sorted(gap["asked"] for gap in await gaps(agent)) == [1, 1, 3]


async def test_wordings_are_without_who_writes_and_how_to_reach_them(agent: Desk, house: House) -> None:
    await ask(
        house,
        "My name is Ann Smith, do you rent bicycles? mail ann@example.org",
        "Can ann@example.org rent bicycles?",
        "do you rent bicycles to visitors?",
        language="en",
    )
    await ask(house, "Is there a cloakroom for ann@example.org?", language="en")

    assert [gap["wordings"] for gap in await gaps(agent)] == [
        ["Do you rent bicycles?", "Do you rent bicycles to visitors?"],
        ["Is there a cloakroom for […]?"],
    ]


async def test_questions_that_share_no_word_come_together_by_meaning(agent: Desk, house: House, tmp_path: Path) -> None:
    embedder = FolderEmbedder(write_tiny_model(tmp_path / "tiny"))
    await ask(house, "Any food for hungry people?", language="en")
    await ask(house, "Parking?", "A vehicle?", "Lunch?", "Hundeparkplatz?", language="en", embedder=embedder)

    # What was there before the model was has come to be known to it.
    assert {frozenset(gap["wordings"]) for gap in await gaps(agent)} == {
        frozenset({"Parking?", "A vehicle?"}),
        frozenset({"Any food for hungry people?", "Lunch?"}),
        frozenset({"Hundeparkplatz?"}),
    }
    other = FolderEmbedder(write_tiny_model(tmp_path / "other", turned=True))
    await ask(house, "Something to eat?", language="en", embedder=other)
    assert sorted(gap["asked"] for gap in await gaps(agent)) == [1, 2, 3]


async def test_a_model_that_fails_holds_no_question_up(agent: Desk, house: House, tmp_path: Path) -> None:
    folder = write_tiny_model(tmp_path / "tiny")
    embedder = FolderEmbedder(folder)
    (folder / "model.onnx").write_bytes(b"nothing")
    await ask(house, "Parking?", "Any parking?", language="en", embedder=embedder)
    assert [gap["asked"] for gap in await gaps(agent)] == [2]


async def test_unanswered_questions_come_together_by_likeness_and_language(
    supervisor: Desk, agent: Desk, house: House
) -> None:
    await supervisor.post(f"{BASE}/articles", json=DOGS)
    await ask(house, *PARKING, "Posso portare il cane?", "Avete menù per celiaci?", "voglio parlare con una persona")
    await ask(house, "Is there a cloakroom for coats?", language="en")

    parking, *others = await gaps(agent)
    assert (parking["asked"], parking["language"], parking["state"]) == (3, "it", "open")
    assert parking["wordings"] == list(PARKING)
    assert {gap["wordings"][0] for gap in others} == {"Avete menù per celiaci?", "Is there a cloakroom for coats?"}
    assert [gap["language"] for gap in await gaps(agent, language="en")] == ["en"]
    assert (await agent.get(f"{BASE}/gaps/count")).json() == {"gaps": 3, "proposals": 0}

    questions = (await agent.get(f"{BASE}/gaps/{parking['id']}/questions")).json()["items"]
    assert sorted(asked["question"] for asked in questions) == sorted(PARKING)
    assert {asked["reason"] for asked in questions} <= {"unsure", "choices"}
    trace = f"/workspaces/lumina/conversations/{questions[0]['conversation_id']}/messages/{questions[0]['message_id']}"
    assert (await agent.get(f"{trace}/trace")).json()["outcome"] == questions[0]["reason"]


async def test_an_answer_that_was_none_asks_for_grouping(house: House) -> None:
    conversation = await house.conversation()
    await house.says(conversation.id, PARKING[0])
    await house.let_assistant_answer()
    async with house.database.transaction() as session:
        asked = await session.execute(
            text("SELECT args FROM procrastinate_jobs WHERE task_name = 'answering.group_questions'")
        )
        assert asked.scalars().all() == [{"workspace_id": str(house.workspace_id)}]


async def test_a_choice_that_is_taken_closes_the_question(supervisor: Desk, agent: Desk, house: House) -> None:
    await supervisor.post(f"{BASE}/articles", json=DOGS)
    async with house.database.transaction(house.workspace_id) as session:
        settings = await answering.assistant_settings(session, workspace_id=house.workspace_id)
        never_sure = AssistantContent(**vars(replace(settings, threshold=1.0)))
        await rewrite(session, workspace_id=house.workspace_id, content=never_sure)
    taken, left = await ask(house, "Posso portare il cane?", "Posso portare il cane?")
    assert [gap["asked"] for gap in await gaps(agent)] == [2]
    said = await house.thread(taken)
    choice = next(button["choice"] for button in said[-1].buttons if button["choice"].startswith("entry:"))

    await house.says(taken, "Posso portare il cane?", choice=choice, seen_seq=said[-1].seq)
    await house.let_assistant_answer()
    (gap,) = await gaps(agent)
    (asked,) = (await agent.get(f"{BASE}/gaps/{gap['id']}/questions")).json()["items"]
    assert (asked["conversation_id"], asked["reason"]) == (str(left), "choices")


async def test_gaps_stay_themselves_as_they_grow_and_go_with_their_conversations(agent: Desk, house: House) -> None:
    first = await ask(house, PARKING[0])
    (before,) = await gaps(agent)
    second = await ask(house, PARKING[1])
    (after,) = await gaps(agent)
    assert (after["id"], after["asked"]) == (before["id"], 2)
    assert await answering.group_questions(house.database, workspace_id=house.workspace_id) == 0

    async def erase(conversation: UUID) -> None:
        async with house.database.transaction(house.workspace_id) as session:
            await session.execute(text("DELETE FROM conversations WHERE id = :id"), {"id": conversation})

    await erase(first[0])
    assert [(gap["id"], gap["wordings"]) for gap in await gaps(agent)] == [(before["id"], [PARKING[1]])]
    await erase(second[0])
    assert await gaps(agent) == []
    assert (await agent.get(f"{BASE}/gaps/{before['id']}")).json()["code"] == "gap_not_found"


async def test_a_dismissed_gap_comes_back_when_it_grows(supervisor: Desk, house: House) -> None:
    await ask(house, PARKING[0])
    (gap,) = await gaps(supervisor)
    path = f"{BASE}/gaps/{gap['id']}"
    assert (await supervisor.post(f"{path}/dismiss")).json()["state"] == "dismissed"
    assert await gaps(supervisor) == []
    assert [one["id"] for one in await gaps(supervisor, state="dismissed")] == [gap["id"]]

    assert (await supervisor.post(f"{path}/restore")).json()["state"] == "open"
    await supervisor.post(f"{path}/dismiss")
    await ask(house, *PARKING[:2])
    assert await gaps(supervisor) == []
    await ask(house, PARKING[2])
    assert [(one["asked"], one["since"]) for one in await gaps(supervisor)] == [(4, 3)]


async def test_a_written_answer_is_a_draft_and_closes_the_gap_when_it_is_published(
    supervisor: Desk, house: House
) -> None:
    await ask(house, *PARKING)
    (gap,) = await gaps(supervisor)
    path = f"{BASE}/gaps/{gap['id']}"
    assert {again["outcome"] for again in (await supervisor.post(f"{path}/ask")).json()["items"]} == {"unsure"}

    written = await supervisor.post(f"{path}/article", json=ANSWER)
    article = written.json()
    assert (written.status_code, article["status"], article["questions"]) == (201, "draft", list(PARKING))
    (drafted,) = await gaps(supervisor)
    assert (drafted["article_id"], drafted["article_status"]) == (article["id"], "draft")
    assert (await supervisor.get(f"{BASE}/gaps/count")).json()["gaps"] == 0
    again = await supervisor.post(f"{path}/article", json=ANSWER)
    assert (again.status_code, again.json()["code"], again.json()["article_id"]) == (409, "gap_answered", article["id"])

    await supervisor.put(f"{BASE}/articles/{article['id']}", json=ANSWER | {"kind": "faq", "status": "published"})
    assert await gaps(supervisor) == []
    (closed,) = await gaps(supervisor, state="answered")
    assert closed["article_title"] == PARKING[0]
    answered = (await supervisor.post(f"{path}/ask")).json()["items"]
    assert [(one["outcome"], one["title"]) for one in answered] == [("answered", PARKING[0])] * 3

    await supervisor.delete(f"{BASE}/articles/{article['id']}")
    assert [one["id"] for one in await gaps(supervisor)] == [gap["id"]]


async def handed_over(house: House, member: Member, *, asked: str, replies: list[str], note: str) -> UUID:
    """The assistant does not know, a person does."""
    (conversation,) = await ask(house, asked)
    await house.says(conversation, "Sì, una persona", choice="person")
    async with house.database.transaction(house.workspace_id) as session:
        await conversations.take(session, conversation_id=conversation, member=member)
        await conversations.add_note(session, conversation_id=conversation, member=member, text=note)
        for reply in replies:
            await conversations.post_reply(
                session, conversation_id=conversation, message_id=new_id(), member=member, text=reply
            )
        await conversations.close(session, conversation_id=conversation, member=member, outcome="resolved")
    return conversation


REPLY = (
    "Sì, Giulia: ci sono 120 posti davanti all'ingresso dal 04.12.2026, 5 euro. Mi chiamo Bruno Verdi,"
    " scriva a bruno@example.com o chiami il +39 333 1234567; la carta 4111 1111 1111 1111 e l'IBAN"
    " IT60 X054 2811 1010 0000 0123 456 non servono."
)


async def test_what_an_agent_answered_is_proposed_once_and_without_personal_data(
    supervisor: Desk, house: House, resources: Resources
) -> None:
    bruno = await house.member("Bruno Verdi")
    replies = ["Buongiorno!", "Mi dice per quale sera le serve il parcheggio?", REPLY, "Buona serata a lei e a tutti"]
    conversation = await handed_over(house, bruno, asked=PARKING[0], replies=replies, note="Pagano 3 euro in realtà")
    async with house.database.transaction(house.workspace_id) as session:
        await session.execute(text("UPDATE contacts SET name = 'Giulia Neri'"))
    await work(resources)
    await answering.propose_faq(house.database, workspace_id=house.workspace_id, conversation_id=conversation)
    await ask(house, PARKING[1])

    (proposal,) = (await supervisor.get(f"{BASE}/proposals")).json()["items"]
    assert (proposal["question"], proposal["agent"]) == (PARKING[0], "Bruno Verdi")
    assert proposal["answer"] == (
        "Sì, […]: ci sono 120 posti davanti all'ingresso dal 04.12.2026, 5 euro. Mi chiamo […],"
        " scriva a […] o chiami il […]; la carta […] e l'IBAN […] non servono."
    )
    assert proposal["hidden"] == ["account", "card", "email", "name", "phone"]
    assert proposal["wordings"] == [PARKING[1]]
    assert proposal["conversation_id"] == str(conversation)
    path = f"{BASE}/proposals/{proposal['id']}"
    assert (await supervisor.get(path)).json() == proposal

    accepted = await supervisor.post(f"{path}/accept", json=ANSWER | {"body": "Sì, 120 posti."})
    assert (accepted.status_code, accepted.json()["status"], accepted.json()["body"]) == (
        201,
        "draft",
        "Sì, 120 posti.",
    )
    assert (await supervisor.get(f"{BASE}/proposals")).json()["items"] == []
    (gap,) = await gaps(supervisor)
    assert gap["article_id"] == accepted.json()["id"]
    assert (await supervisor.post(f"{path}/accept", json=ANSWER)).json()["code"] == "proposal_decided"
    assert (await supervisor.get(path)).status_code == 404


async def test_how_the_house_is_reached_stays_in_what_is_proposed(
    supervisor: Desk, house: House, resources: Resources
) -> None:
    place = {"kind": "place", "id": "house", "name": {"it": "biglietteria"}, "synonyms": {}, "main": True, "reach": {}}
    place |= {"address": "Via dei Tigli 3", "phone": "+39 0171 555123", "email": "info@lumina.example"}
    place |= {"website": "", "hours": None}
    assert (await supervisor.post("/workspaces/lumina/knowledge/facts", json=place)).is_success
    bruno = await house.member("Bruno Verdi")
    said = "Chiami la biglietteria allo 0171 555 123 o scriva a Info@lumina.example; io sono al 333 1234567."
    await handed_over(house, bruno, asked=PARKING[0], replies=[said], note="")
    await work(resources)
    (proposal,) = (await supervisor.get(f"{BASE}/proposals")).json()["items"]
    assert proposal["answer"] == said.replace("333 1234567", "[…]")
    assert proposal["hidden"] == ["phone"]


@pytest.mark.parametrize(
    ("asked", "replies", "answer"),
    [
        (
            "Quanto costa il parcheggio coperto?",
            ["Buongiorno, un attimo per favore, controllo subito.", "Allora: sono 5 euro al giorno."],
            "Allora: sono 5 euro al giorno.",
        ),
        ("Avete un fasciatoio?", ["Sì, nel bagno."], "Sì, nel bagno."),
        (
            "Dove trovo un bancomat?",
            ["Abbia pazienza, oggi qui siamo davvero in tanti.", "Il bancomat è accanto alla biglietteria."],
            "Il bancomat è accanto alla biglietteria.",
        ),
        ("Avete seggioloni?", ["Hello, one moment please, I'll check with my colleagues.", "Yes, four."], "Yes, four."),
        ("Avete culle?", ["Guten Tag, einen Augenblick bitte, ich schaue kurz nach.", "Nein, leider."], None),
    ],
)
async def test_what_answers_is_proposed_and_not_what_asks_for_patience(  # noqa: PLR0917 - what is asked and said
    supervisor: Desk, house: House, resources: Resources, asked: str, replies: list[str], answer: str | None
) -> None:
    bruno = await house.member("Bruno")
    await handed_over(house, bruno, asked=asked, replies=replies, note="-")
    await work(resources)

    proposals = (await supervisor.get(f"{BASE}/proposals")).json()["items"]
    assert [proposal["answer"] for proposal in proposals] == ([answer] if answer else [])


async def test_a_rejected_proposal_is_never_made_again(supervisor: Desk, house: House, resources: Resources) -> None:
    bruno = await house.member("Bruno")
    conversation = await handed_over(house, bruno, asked=PARKING[0], replies=[REPLY], note="-")
    await work(resources)
    (proposal,) = (await supervisor.get(f"{BASE}/proposals")).json()["items"]

    assert (await supervisor.post(f"{BASE}/proposals/{proposal['id']}/reject")).status_code == 204
    ids = {"workspace_id": house.workspace_id, "conversation_id": conversation}
    assert await answering.propose_faq(house.database, **ids) == 0
    assert (await supervisor.get(f"{BASE}/proposals")).json()["items"] == []
    assert (await supervisor.get(f"{BASE}/gaps/count")).json() == {"gaps": 1, "proposals": 0}


async def test_nothing_is_proposed_of_what_was_not_resolved(house: House, supervisor: Desk) -> None:
    bruno = await house.member("Bruno")
    conversation = await handed_over(house, bruno, asked=PARKING[0], replies=[REPLY], note="-")
    await house.says(conversation, "Non ho capito")
    ids = {"workspace_id": house.workspace_id, "conversation_id": conversation}
    assert await answering.propose_faq(house.database, **ids) == 0


async def test_lists_are_paged(supervisor: Desk, house: House, resources: Resources) -> None:
    bruno = await house.member("Bruno")
    topics = ("guardaroba", "fasciatoio", "bancomat", "seggioloni", "infermeria")
    for topic in topics:
        await handed_over(house, bruno, asked=f"dove trovo {topic}?", replies=[REPLY], note="-")
    await work(resources)
    for path, key in ((f"{BASE}/gaps", "id"), (f"{BASE}/proposals", "id")):
        seen: list[str] = []
        cursor = None
        while cursor is not None or not seen:
            params = {"limit": "2"} | ({"cursor": cursor} if cursor else {})
            page = (await supervisor.get(path, params=params)).json()
            seen += [one[key] for one in page["items"]]
            cursor = page["next_cursor"]
        assert len(seen) == len(set(seen)) == len(topics)
        assert (await supervisor.get(path, params={"cursor": "nonsense"})).json()["code"] == "bad_cursor"
    await ask(house, *["dove trovo guardaroba"] * 2)
    top = (await gaps(supervisor))[0]
    questions = f"{BASE}/gaps/{top['id']}/questions"
    first = (await supervisor.get(questions, params={"limit": 2})).json()
    rest = (await supervisor.get(questions, params={"cursor": first["next_cursor"]})).json()
    assert len({one["message_id"] for one in first["items"] + rest["items"]}) == 3


async def test_agents_read_supervisors_decide_and_strangers_see_nothing(
    people: People, agent: Desk, supervisor: Desk, house: House
) -> None:
    await ask(house, PARKING[0])
    (gap,) = await gaps(agent)
    path = f"{BASE}/gaps/{gap['id']}"
    for call in ("dismiss", "restore", "article"):
        assert (await agent.post(f"{path}/{call}", json=ANSWER)).status_code == 403
    for call in ("accept", "reject"):
        assert (await agent.post(f"{BASE}/proposals/{new_id()}/{call}", json=ANSWER)).status_code == 403
        assert (await supervisor.post(f"{BASE}/proposals/{new_id()}/{call}", json=ANSWER)).status_code == 404

    other = await build_house(house.database, "other")
    stranger = await people.at_work("Otto", "supervisor", house=other)
    foreign = "/workspaces/other/knowledge"
    assert (await stranger.get(f"{foreign}/gaps")).json()["items"] == []
    assert (await stranger.get(f"{foreign}/gaps/{gap['id']}")).status_code == 404
    assert (await stranger.post(f"{foreign}/gaps/{gap['id']}/dismiss")).status_code == 404
    assert (await stranger.post(f"{foreign}/gaps/{gap['id']}/ask")).status_code == 404
    assert (await stranger.post(f"{foreign}/gaps/{gap['id']}/article", json=ANSWER)).status_code == 404
