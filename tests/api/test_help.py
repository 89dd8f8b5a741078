"""The public page of an article: where citations lead, for everybody, without anything that runs."""

import re
from base64 import b64encode
from hashlib import sha256
from urllib.parse import quote, unquote
from uuid import UUID

import httpx
import pytest

from sportello.knowledge import Content, create_article
from tests.api.conftest import HERE
from tests.house import House, build_house

BODY = """# Orari & prezzi

Siamo **aperti**.

## Estate

| Giorno | Ore |
|---|---|
| Lunedì | 9-18 |

<script>alert(1)</script> [qui](javascript:alert(1)) [sito](https://example.com) ![x](https://evil.example/p.gif)
"""


@pytest.fixture
async def page(house: House) -> str:
    """The address of a published article."""
    return await write(house, "Orari & prezzi", "published")


async def write(house: House, title: str, status: str) -> str:
    async with house.database.transaction(house.workspace_id) as session:
        made = await create_article(
            session,
            content=Content(kind="article", title=title, language="it", status=status, body=BODY),  # pyright: ignore[reportArgumentType]
        )
        assert isinstance(made.id, UUID)
        return f"{HERE}/help/{house.slug}/{made.slug}"


async def test_an_article_is_readable_at_its_passages(stranger: httpx.AsyncClient, page: str) -> None:
    answer = await stranger.get(page)
    html = answer.text

    assert answer.status_code == 200
    assert '<html lang="it">' in html
    assert "<title>Orari &amp; prezzi · Lumina</title>" in html
    assert html.count("<h1>") == 1, "the title is said once"
    assert re.findall(r'<section id="([^"]+)">', html) == ["orari-prezzi", "estate"]
    assert "<strong>aperti</strong>" in html
    assert "<td>9-18</td>" in html
    assert re.search(r"Aggiornato il\s+<time datetime=", html)


async def test_nothing_on_it_runs_or_comes_from_elsewhere(stranger: httpx.AsyncClient, page: str) -> None:
    answer = await stranger.get(page)
    policy = answer.headers["content-security-policy"]

    assert "<script" not in answer.text
    assert "javascript:" not in answer.text.replace("](javascript:", "")
    assert "<img" not in answer.text
    assert '<a href="https://example.com" rel="noopener noreferrer">' in answer.text
    assert "default-src 'none'" in policy
    assert "script-src" not in policy
    assert "unsafe" not in policy
    style = re.search(r"<style>(.*?)</style>", answer.text, re.DOTALL)
    assert style
    assert f"style-src 'sha256-{b64encode(sha256(style[1].encode()).digest()).decode()}'" in policy
    assert " style=" not in answer.text
    assert answer.headers["x-frame-options"] == "DENY"
    assert "set-cookie" not in answer.headers


async def test_drafts_strangers_and_unknown_ones_look_alike(
    stranger: httpx.AsyncClient, house: House, page: str
) -> None:
    draft = await write(house, "Bozza", "draft")
    other = await build_house(house.database, "other")
    await write(other, "Altrove", "published")
    here = [draft, f"{HERE}/help/lumina/altrove", f"{HERE}/help/lumina/unknown"]
    elsewhere = [f"{HERE}/help/other/orari-prezzi", f"{HERE}/help/other/unknown"]
    nowhere = [f"{HERE}/help/nowhere/orari-prezzi", f"{HERE}/help/nowhere/unknown"]

    async def told(addresses: list[str]) -> str:
        answers = [await stranger.get(address) for address in addresses]
        assert {answer.status_code for answer in answers} == {404}
        (text,) = {answer.text for answer in answers}
        return text

    # A centre names itself and offers its own search, which its front page tells everybody; of its articles it tells
    # nothing. Where there is no such centre there is nothing to name.
    texts = [await told(here), await told(elsewhere), await told(nowhere)]
    assert len({*texts}) == len(texts)
    assert not [word for word in ("Bozza", "Altrove") for text in texts if word in text]


@pytest.mark.parametrize(
    ("accepts", "language"),
    [
        ("it-IT,it;q=0.9,en;q=0.8", "it"),
        ("de", "de"),
        ("fr,en;q=0.3,de;q=0.7", "de"),
        ("fr", "en"),
        ("", "en"),
        (";;q=", "en"),
    ],
)
async def test_what_is_not_there_is_told_in_the_readers_language(
    stranger: httpx.AsyncClient, accepts: str, language: str
) -> None:
    answer = await stranger.get(f"{HERE}/help/no/where", headers={"Accept-Language": accepts})

    assert f'<html lang="{language}">' in answer.text


async def test_a_citation_of_search_opens_the_page_at_its_passage(
    stranger: httpx.AsyncClient, house: House, page: str
) -> None:
    from sportello.knowledge import search  # noqa: PLC0415 - only here

    async with house.database.transaction(house.workspace_id) as session:
        hit, *_ = await search(session, question="orari lunedì estate", language="it")
    path, _, anchor = hit.url_path.partition("#")

    assert f'<section id="{anchor}">' in (await stranger.get(HERE + path)).text


LONG = {
    "table": "| Cosa | Prezzo |\n|---|---|\n"
    + "\n".join(f"| Lanterna rossa dipinta a mano numero {number} | {number} € |" for number in range(90)),
    "list": "\n".join(f"- Lanterna rossa dipinta a mano numero {number}" for number in range(90)),
    "paragraph": " ".join(f"La lanterna *numero {number}* è dipinta a mano sul ponte vecchio." for number in range(90)),
    "quote": "\n".join(f"> La lanterna *numero {number}* è dipinta a mano sul ponte vecchio." for number in range(90)),
    "code": "```\n" + "\n".join(f"lanterna <{number}> dipinta a mano sul ponte" for number in range(120)) + "\n```",
}


@pytest.mark.parametrize(
    ("kind", "tag"),
    [("table", "thead"), ("list", "ul"), ("paragraph", "p"), ("quote", "blockquote"), ("code", "pre")],
)
async def test_what_search_has_in_pieces_is_read_in_one(
    stranger: httpx.AsyncClient, house: House, kind: str, tag: str
) -> None:
    content = Content(kind="article", title="Lanterne", language="it", status="published", body=LONG[kind])
    async with house.database.transaction(house.workspace_id) as session:
        made = await create_article(session, content=content)
        anchors = [passage.anchor for passage in made.passages]
        firsts = [re.findall(r"\d+", passage.text)[0] for passage in made.passages]
    article = (
        (await stranger.get(f"{HERE}/help/lumina/lanterne")).text.partition("<article>")[2].partition("</article")[0]
    )

    assert len(anchors) > 2
    assert article.count(f"<{tag}>") == 1, "no break that nobody wrote"
    assert re.findall(r' id="([^"]+)"', article) == anchors, "each passage can be cited, in the order of the text"
    after = [re.sub("<[^>]+>", " ", article.partition(f'id="{anchor}"')[2].partition(">")[2]) for anchor in anchors]
    assert [re.findall(r"\d+", text)[0] for text in after] == firsts, "and stands where it begins"


async def test_what_was_cited_before_is_still_found(stranger: httpx.AsyncClient, house: House) -> None:
    content = Content(kind="article", title="Orari", language="it", status="published", body="## שעות\n\nAperto.")
    async with house.database.transaction(house.workspace_id) as session:
        made = await create_article(session, content=content)
        made.passages[0].anchor = "text"

    assert '<section id="text"><h2>שעות</h2>' in (await stranger.get(f"{HERE}/help/lumina/orari")).text


async def test_a_table_has_a_box_that_is_moved_by_keys(stranger: httpx.AsyncClient, page: str) -> None:
    html = (await stranger.get(page)).text

    assert '<div class="wide" role="group" tabindex="0" aria-label="Orari &amp; prezzi"><table>' in html
    assert html.count("<table>") == html.count("</table></div>") == 1


@pytest.mark.parametrize(
    ("title", "address"),
    [
        ("שעות פתיחה", "שעות-פתיחה"),
        ("ساعات العمل", "ساعات-العمل"),
        ("Часы работы №2", "часы-работы-no2"),
        ("영업 시간", "영업-시간"),
        ("खुलने का समय", "खुलने-का-समय"),
        ("営業時間", "営業時間"),
        ("Über Smørrebrød & Café", "uber-smørrebrød-cafe"),
    ],
)
async def test_an_address_says_the_title_in_its_own_letters(
    stranger: httpx.AsyncClient, house: House, title: str, address: str
) -> None:
    from sportello.knowledge import search  # noqa: PLC0415 - only here

    content = Content(kind="article", title=title, language="en", status="published", body="Open. Towels are free.")
    async with house.database.transaction(house.workspace_id) as session:
        await create_article(session, content=content)
        hit, *_ = await search(session, question="towels free", language="en")
    front = (await stranger.get(f"{HERE}/help/lumina?lang=en")).text
    path, _, anchor = hit.url_path.partition("#")

    assert path == f"/help/lumina/{quote(address)}"
    assert hit.url_path.isascii()
    assert f'<a href="{path}">' in front
    html = (await stranger.get(HERE + path)).text
    assert f'<section id="{unquote(anchor)}">' in html
    assert f'<link rel="canonical" href="{HERE}{path}">' in html
    assert f"<loc>{HERE}{path}</loc>" in (await stranger.get(f"{HERE}/help/lumina/sitemap.xml")).text


async def test_our_words_around_a_text_we_do_not_speak_say_their_language(
    stranger: httpx.AsyncClient, house: House
) -> None:
    content = Content(kind="article", title="ساعات العمل", language="ar", status="published", body="نفتح في التاسعة.")
    async with house.database.transaction(house.workspace_id) as session:
        made = await create_article(session, content=content)
    pages = [f"/help/lumina/{made.slug}", "/help/lumina?lang=ar", "/help/lumina?lang=ar&q=xylophone"]
    for path in pages:
        html = (await stranger.get(HERE + path)).text
        shown = html.partition("<body>")[2]
        assert '<html lang="ar" dir="rtl">' in html
        assert '<span lang="en" dir="ltr">Help centre</span>' in shown
        ours = re.sub(r'<span lang="en" dir="ltr">.*?</span>', "", shown, flags=re.DOTALL)
        told = re.sub(r"<[^>]+>", " ", ours).split()
        assert not [word for word in told if re.fullmatch("[A-Za-z]{2,}", word) and word not in {"Lumina", "xylophone"}]
