"""Leads at the desk: listed, told live, mailed, taken along as a file, and gone with their contact."""

import csv
from dataclasses import replace
from io import StringIO
from uuid import UUID

import pytest
from sqlalchemy import text

from sportello import sales
from sportello.core.ids import new_id
from sportello.core.settings import Settings
from sportello.sales import Lead, reach_in
from tests.api.acting.conftest import rows
from tests.api.acting.declared import admin
from tests.house import House, build_house
from tests.jobs import work
from tests.post import Post
from tests.shop import Shop


@pytest.fixture
def settings(settings: Settings, post: Post) -> Settings:
    """The same installation, which sends mail."""
    return post.used_by(settings)


async def record(house: House, name: str = "Mara", about: str = "A trip", lead_id: UUID | None = None) -> UUID:
    """Somebody leaves their details."""
    begun = await house.conversation()
    lead_id = lead_id or new_id()
    async with house.database.transaction(house.workspace_id) as session:
        await sales.record_lead(
            session,
            lead_id=lead_id,
            workspace_id=house.workspace_id,
            contact_id=begun.contact_id,
            conversation_id=begun.id,
            reach=reach_in("mara@example.org"),
            name=name,
            about=about,
            language="it",
        )
    return lead_id


async def test_a_lead_is_told_live_mailed_and_listed(shop: Shop, post: Post) -> None:
    ada = await admin(shop)
    answer = await ada.http.put("/leads/settings", json={"notify_email": "sales@example.com"})
    assert answer.json() == {"notify_email": "sales@example.com", "mail_works": True}
    async with ada.listen() as ear:
        lead_id = await record(shop.house, name="Mara\r\nBcc: all@example.com")
        assert (await ear.until("lead")).data == {"lead_id": str(lead_id)}
    await work(shop.resources)
    (letter,) = post.letters
    assert letter["to"] == "sales@example.com"
    assert letter["bcc"] is None
    assert "mara@example.org" in letter.get_content()
    bruno = await shop.street.agent("Bruno")
    (listed,) = (await bruno.get("/leads"))["items"]
    assert (listed["id"], listed["email"]) == (str(lead_id), "mara@example.org")
    assert (await bruno.http.get("/leads/settings")).status_code == 403


async def test_without_an_address_nothing_is_mailed(shop: Shop, post: Post) -> None:
    await record(shop.house)
    await work(shop.resources)
    assert post.letters == []


async def test_the_file_holds_all_leads_and_no_formulas(shop: Shop) -> None:
    for n in range(3):
        await record(shop.house, name="=1+1", about=f'{n}, "so"\nhere')
    ada = await admin(shop)
    answer = await ada.http.get("/leads/export")
    assert answer.headers["content-type"].startswith("text/csv")
    lines = list(csv.DictReader(StringIO(answer.text.removeprefix("\ufeff"))))
    assert [line["name"] for line in lines] == ["'=1+1"] * 3
    assert lines[0]["about"] == '2, "so"\nhere'
    assert "leads.exported" in (await ada.http.get("/audit")).text
    first = await ada.get("/leads?limit=2")
    rest = await ada.get(f"/leads?limit=2&cursor={first['next_cursor']}")
    assert (len(first["items"]), len(rest["items"]), rest["next_cursor"]) == (2, 1, None)


async def test_a_lead_is_dealt_with_by_whom_and_when_and_the_others_hear_of_it(shop: Shop) -> None:
    waiting, done = await record(shop.house, name="Waits"), await record(shop.house, name="Done")
    ada, bruno = await admin(shop), await shop.street.agent("Bruno")
    async with ada.listen() as ear:
        answer = await bruno.http.put(f"/leads/{done}/dealt-with")
        assert (await ear.until("leads")).data == {}
    assert (answer.status_code, answer.json()["dealt_with_by"]) == (200, "Bruno")
    # Who says so afterwards is told who was first.
    assert (await ada.http.put(f"/leads/{done}/dealt-with")).json() == answer.json()

    async def names(state: str) -> list[str]:
        return [one["name"] for one in (await ada.get(f"/leads?state={state}"))["items"]]

    assert await names("open") == ["Waits"]
    assert await names("dealt_with") == ["Done"]
    assert await names("all") == ["Done", "Waits"]
    for state, found in (("open", ["Waits"]), ("dealt_with", ["Done"]), ("all", ["Done", "Waits"])):
        file = (await ada.http.get(f"/leads/export?state={state}")).text.removeprefix("\ufeff")
        lines = list(csv.DictReader(StringIO(file)))
        assert [line["name"] for line in lines] == found
        assert {line["dealt_with_by"] for line in lines if line["name"] == "Done"} <= {"Bruno"}
    again = await ada.http.delete(f"/leads/{done}/dealt-with")
    assert (again.json()["dealt_with_at"], again.json()["dealt_with_by"]) == (None, None)
    assert (await ada.http.delete(f"/leads/{done}/dealt-with")).status_code == 200
    assert await names("open") == ["Done", "Waits"]
    entries = (await ada.http.get("/audit")).json()["items"]
    told = [(one["action"], one["actor"]) for one in entries if one["target"] == f"lead:{done}"]
    assert told == [("lead.reopened", "Ada"), ("lead.dealt_with", "Bruno"), ("lead.created", "assistant")]
    assert (await ada.http.get("/leads?state=lost")).status_code == 422
    other = await build_house(shop.resources.database, "altra")
    async with other.database.transaction(other.workspace_id) as session:
        with pytest.raises(sales.LeadNotFound):
            await sales.deal_with(session, lead_id=waiting, actor=await other.member("Otto"))


async def test_the_same_call_makes_one_lead_and_another_house_sees_none(shop: Shop) -> None:
    one = await record(shop.house)
    await record(shop.house, lead_id=one)
    assert len(await rows(shop, Lead)) == 1
    other = await build_house(shop.resources.database, "altra")
    async with other.database.transaction(other.workspace_id) as session:
        assert await sales.list_leads(session) == []
    assert await rows(replace(shop), Lead)


async def test_a_lead_goes_with_its_contact(shop: Shop) -> None:
    await record(shop.house)
    async with shop.house.database.transaction(shop.house.workspace_id) as session:
        await session.execute(text("DELETE FROM contacts"))
    assert await rows(shop, Lead) == []


@pytest.mark.parametrize(
    ("written", "email", "phone"),
    [
        ("mara@example.org", "mara@example.org", None),
        ("call +39 333 123 4567 or mara.v@ex.example.org please", "mara.v@ex.example.org", "+39 333 123 4567"),
        ("(06) 1234-5678", None, "(06) 1234-5678"),
        ("in 2026, at 12:30", None, None),
        ("mara at example", None, None),
        ("", None, None),
        ("a" * 5000 + "@", None, None),
    ],
)
def test_how_somebody_is_reached_is_found_in_what_they_write(
    written: str, email: str | None, phone: str | None
) -> None:
    found = reach_in(written)
    assert (found.email, found.phone) == (email, phone)
