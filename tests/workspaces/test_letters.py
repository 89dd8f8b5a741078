"""Invitations by mail: through HTTP, the job queue and SMTP, to a real server of this test's own."""

from collections.abc import AsyncGenerator
from datetime import timedelta
from email.message import EmailMessage
from uuid import UUID

import httpx
import pytest
from sqlalchemy import text

from sportello import workspaces
from sportello.api.app import create_app
from sportello.core import clock
from sportello.core.mail import Letter, send
from sportello.core.resources import Resources
from sportello.core.settings import Settings
from sportello.workspaces import Browser
from tests.house import House, build_house, new_member
from tests.jobs import work
from tests.post import ACCEPTED, Post


@pytest.fixture
def settings(settings: Settings, post: Post) -> Settings:
    """An installation that sends mail."""
    return post.used_by(settings)


@pytest.fixture
async def house(resources: Resources) -> House:
    """A workspace."""
    return await build_house(resources.database)


@pytest.fixture
async def admin(resources: Resources, house: House) -> AsyncGenerator[httpx.AsyncClient]:
    """An admin's browser."""
    async with resources.database.transaction(house.workspace_id) as session:
        member = await new_member(session, house.workspace_id, house.slug, "Ada", "admin")
        opened = await workspaces.open_session(
            session, user_id=member.user_id, browser=Browser(ip="192.0.2.1", user_agent="")
        )
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(create_app(resources)),
        base_url="http://127.0.0.1:8080/api/v1",
        headers={"X-Sportello": "1"},
        cookies={"sportello": opened.token},
    ) as client:
        yield client


def token_in(letter: EmailMessage) -> str:
    """What the link in a letter carries."""
    return letter.get_content().partition("/desk/invitation#")[2].split()[0]


async def test_an_invitation_travels_by_mail_and_its_link_works(
    admin: httpx.AsyncClient, resources: Resources, post: Post
) -> None:
    await admin.patch("/workspaces/lumina", json={"default_language": "it", "name": "Lumina & Söhne"})
    invited = await admin.post("/workspaces/lumina/invitations", json={"email": "nina@example.com", "role": "agent"})
    assert (invited.json()["mailed"], invited.json()["link"]) == (True, None)
    assert post.letters == []

    await work(resources)

    (letter,) = post.letters
    assert (letter["to"], letter["from"]) == ("nina@example.com", "Sportello <desk@example.com>")
    assert letter["subject"] == "Invito a Lumina & Söhne"
    assert letter["auto-submitted"] == "auto-generated"
    token = token_in(letter)
    answer = await admin.post(
        "/invitations/accept", json={"token": token, "name": "Nina", "password": "quattro gatti sul tetto"}
    )
    assert answer.status_code == 200


async def test_no_token_stands_in_the_queue_or_in_any_table(
    admin: httpx.AsyncClient, resources: Resources, post: Post
) -> None:
    await admin.post("/workspaces/lumina/invitations", json={"email": "nina@example.com", "role": "agent"})
    async with resources.database.transaction() as session:
        queued = str((await session.execute(text("SELECT args FROM procrastinate_jobs"))).scalars().all())
    assert "invitation_id" in queued
    assert "iv_" not in queued


async def test_an_invitation_taken_back_is_not_mailed(
    admin: httpx.AsyncClient, resources: Resources, post: Post
) -> None:
    invited = await admin.post("/workspaces/lumina/invitations", json={"email": "nina@example.com", "role": "agent"})
    await admin.delete(f"/workspaces/lumina/invitations/{invited.json()['id']}")

    await work(resources)

    assert post.letters == []


async def test_a_refused_request_sends_nothing(admin: httpx.AsyncClient, resources: Resources, post: Post) -> None:
    await admin.post("/workspaces/lumina/invitations", json={"email": "nina@example.com", "role": "owner"})

    await work(resources)

    assert post.letters == []


async def test_a_letter_the_server_does_not_take_is_tried_again(
    admin: httpx.AsyncClient, resources: Resources, post: Post
) -> None:
    post.answer = "451 Come back later"
    await admin.post("/workspaces/lumina/invitations", json={"email": "nina@example.com", "role": "agent"})
    await work(resources)
    async with resources.database.transaction() as session:
        waiting = (await session.execute(text("SELECT status::text, attempts FROM procrastinate_jobs"))).one()
        assert tuple(waiting) == ("todo", 1)
        await session.execute(text("UPDATE procrastinate_jobs SET scheduled_at = NULL"))
    post.answer = ACCEPTED

    await work(resources)

    assert len(post.letters) == 1


async def test_a_second_run_writes_a_letter_whose_link_works(
    admin: httpx.AsyncClient, resources: Resources, house: House, post: Post
) -> None:
    invited = await admin.post("/workspaces/lumina/invitations", json={"email": "nina@example.com", "role": "agent"})
    async with resources.database.transaction(house.workspace_id) as session:
        await workspaces.request_letter(
            session, workspace_id=house.workspace_id, invitation_id=UUID(invited.json()["id"])
        )

    await work(resources)

    tokens = [token_in(letter) for letter in post.letters]
    assert len(tokens) == 2
    found = [await admin.post("/invitations/lookup", json={"token": token}) for token in tokens]
    assert [answer.status_code for answer in found] == [404, 200]


async def test_who_opens_an_old_link_has_the_next_one_sent_to_the_address_that_was_invited(
    admin: httpx.AsyncClient, resources: Resources, post: Post
) -> None:
    await admin.post("/workspaces/lumina/invitations", json={"email": "nina@example.com", "role": "agent"})
    await work(resources)
    old = token_in(post.letters[0])
    clock.travel(timedelta(days=6))
    assert (await admin.post("/invitations/lookup", json={"token": old})).status_code == 404

    asked = [await admin.post("/invitations/renew", json={"token": token}) for token in (old, "iv_" + "A" * 43)]
    await work(resources)
    again = await admin.post("/invitations/renew", json={"token": old})
    await work(resources)

    assert [(answer.status_code, answer.json()) for answer in (*asked, again)] == [(202, {"mailed": True})] * 3
    assert [letter["to"] for letter in post.letters] == ["nina@example.com"] * 2
    assert (await admin.post("/invitations/lookup", json={"token": token_in(post.letters[1])})).status_code == 200


async def test_an_invitation_that_is_over_is_not_sent_again(
    admin: httpx.AsyncClient, resources: Resources, post: Post
) -> None:
    await admin.post("/workspaces/lumina/invitations", json={"email": "nina@example.com", "role": "agent"})
    await work(resources)
    clock.travel(timedelta(days=7, seconds=1))

    asked = await admin.post("/invitations/renew", json={"token": token_in(post.letters[0])})
    await work(resources)

    assert (asked.status_code, len(post.letters)) == (202, 1)


@pytest.mark.parametrize("subject", ["x\r\nBcc: everybody@example.com", "x\nX-Injected: 1"])
async def test_no_header_can_be_smuggled_in(post: Post, subject: str) -> None:
    with pytest.raises(ValueError, match="linefeed"):
        await send(
            f"smtp://127.0.0.1:{post.port}",
            sender="a@example.com",
            letter=Letter(to="b@example.com", subject=subject, text="t"),
        )
    assert post.letters == []


async def test_a_password_is_never_sent_in_the_clear(post: Post) -> None:
    with pytest.raises(OSError, match="STARTTLS"):
        await send(
            f"smtp://user:secret@127.0.0.1:{post.port}",
            sender="a@example.com",
            letter=Letter(to="b@example.com", subject="s", text="t"),
        )
    assert post.letters == []
