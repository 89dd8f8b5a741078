"""What the logs tell an operator: from a request's line to the answer's and the job's, by ids that stand on each."""

from typing import Any

from procrastinate.jobs import Status
from sqlalchemy import text
from structlog.contextvars import merge_contextvars
from structlog.testing import capture_logs

from sportello.answering.jobs import group_questions_later
from sportello.core import jobs
from sportello.core.resources import Resources
from tests.api.widget.test_choices import teach
from tests.house import House
from tests.jobs import opened, work
from tests.live import Street

SAID = "Quanto costa il biglietto intero?"


async def test_an_answer_is_found_by_what_stands_on_the_line_of_its_message(street: Street) -> None:
    await teach(street.house)
    talk = await (await street.customer()).open()

    with capture_logs(processors=[merge_contextvars]) as lines:
        await talk.say(SAID)
        await street.house.let_assistant_answer()

    (asked,) = (line for line in lines if line["event"] == "request" and line["method"] == "POST")
    (answered,) = (line for line in lines if line["event"] == "answer")
    same = {"workspace_id": str(street.house.workspace_id), "conversation_id": str(talk.id)}
    assert asked.items() >= same.items()
    assert answered.items() >= same.items()
    assert int(asked["seq"]) == answered["seq"] == 1
    assert answered["outcome"] == "answered"
    assert SAID not in str(lines)


async def test_a_job_carries_the_id_of_the_request_that_asked_for_it(street: Street, resources: Resources) -> None:
    talk = await (await street.customer()).open()
    anna = await street.agent("Anna")
    path = f"/conversations/{talk.id}"
    await talk.say("Una persona, per favore", choice="person")
    await anna.post(f"{path}/take")

    with capture_logs(processors=[merge_contextvars]) as lines:
        outcome: dict[str, Any] = {"outcome": "resolved", "reason": None}
        headers = {"X-Request-Id": "from-the-proxy-1"}
        (await anna.http.post(f"{path}/close", json=outcome, headers=headers)).raise_for_status()
        await work(resources)

    of_request = [line for line in lines if line.get("request_id") == "from-the-proxy-1"]
    assert {line["event"] for line in of_request} == {"request", "job"}
    (request,) = (line for line in of_request if line["event"] == "request")
    assert request["user_id"] == str(anna.member.user_id)
    (done,) = (line for line in of_request if line["event"] == "job")
    assert done["job"] == "answering.propose_faq"
    assert done["conversation_id"] == str(talk.id)


async def test_a_stalled_job_that_was_asked_for_again_holds_up_no_other(house: House, resources: Resources) -> None:
    """Of two that a killed worker left behind, one waits in the queue again already: it was asked for once more."""
    names = [f"answering.group_questions:{n}" for n in range(2)]
    async with house.database.transaction(house.workspace_id) as session:
        for task in names:
            await jobs.defer(session, group_questions_later, once=task, workspace_id=str(house.workspace_id))
        await session.execute(text("UPDATE procrastinate_jobs SET status = 'doing'"))
        await jobs.defer(session, group_questions_later, once=names[0], workspace_id=str(house.workspace_id))

    async with opened(resources):
        assert await jobs.requeue_stalled() == 2

    async with house.database.transaction() as session:
        rows = await session.execute(text("SELECT queueing_lock, status FROM procrastinate_jobs"))
        assert sorted(map(tuple, rows)) == [(name, Status.TODO.value) for name in names]
