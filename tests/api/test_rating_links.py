"""A page by which customers say how it went: opened by a link alone, in their language, without a script."""

from datetime import timedelta

import httpx
import pytest

from sportello.conversations.rated import RATED_WITHIN
from sportello.core import clock
from sportello.core.ids import new_id
from tests.api.conftest import HERE
from tests.live import Agent, Street


async def handed_over(street: Street) -> tuple[Agent, str, str]:
    """An agent, the conversation that they have, and its rating page."""
    talk = await (await street.customer()).open()
    anna = await street.agent("Anna")
    await talk.say("Una persona", choice="person")
    path = f"/conversations/{talk.id}"
    await anna.post(f"{path}/take")
    await anna.post(f"{path}/messages", id=str(new_id()), text="Eccomi")
    made = await anna.http.post(f"{path}/rating-link")
    assert made.status_code == 201
    return anna, path, HERE + "/rate/" + made.json()["url"].rpartition("/rate/")[2]


async def test_a_customer_rates_by_link_and_may_change_their_mind(street: Street, stranger: httpx.AsyncClient) -> None:
    anna, path, page = await handed_over(street)
    early = await stranger.get(page)
    assert (early.status_code, "ancora in corso" in early.text, "<form" in early.text) == (200, True, False)
    assert (await stranger.post(page, data={"score": "5"})).status_code == 422
    await anna.post(f"{path}/close", outcome="resolved", reason=None)
    form = await stranger.get(page)
    assert "Come è andata?" in form.text
    assert "<script" not in form.text
    assert (form.headers["cache-control"], "etag" in form.headers) == ("no-store", False)
    words = await stranger.post(page, data={"comment": "Le mie <parole>"})
    assert (words.status_code, "Le mie &lt;parole&gt;" in words.text) == (422, True)
    rated = await stranger.post(page, data={"score": "2", "comment": "Lenti: 4111 1111 1111 1111"})
    assert (rated.status_code, rated.headers["location"]) == (303, page.removeprefix(HERE))
    assert "Grazie!" in (await stranger.get(page)).text
    found = (await anna.http.get(path)).json()
    assert (found["rating"], "4111 1111" in found["rating_comment"]) == (2, False)
    await stranger.post(page, data={"score": "4"})
    found = (await anna.http.get(path)).json()
    assert (found["rating"], found["rating_comment"]) == (4, None)


async def test_a_link_runs_out(street: Street, stranger: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch) -> None:
    anna, path, page = await handed_over(street)
    await anna.post(f"{path}/close", outcome="resolved", reason=None)
    at = clock.now() + RATED_WITHIN + timedelta(minutes=1)
    monkeypatch.setattr("sportello.conversations.rated.now", lambda: at)
    late = await stranger.get(page)
    assert (late.status_code, "scaduto" in late.text, "<form" in late.text) == (200, True, False)
    assert (await stranger.post(page, data={"score": "5"})).status_code == 422
    assert (await anna.http.get(path)).json()["rating"] is None


async def test_no_other_link_opens_anything(street: Street, stranger: httpx.AsyncClient) -> None:
    anna, _, page = await handed_over(street)
    for other in (page[:-1], page + "x", HERE + "/rate/rt_"):
        assert (await stranger.get(other)).status_code == 404
        assert (await stranger.post(other, data={"score": "5"})).status_code == 404
    missing = await anna.http.post(f"/conversations/{new_id()}/rating-link")
    assert (missing.status_code, missing.json()["code"]) == (404, "not_found")
