"""The help centre's front: everything there is to read in a language, and search."""

from asyncio import to_thread
from collections.abc import Sequence

from fastapi import APIRouter, Request, Response
from markupsafe import Markup
from sqlalchemy.ext.asyncio import AsyncSession

from sportello import answering, knowledge
from sportello.answering import LANGUAGES as FACT_LANGUAGES
from sportello.api.deps import Transaction
from sportello.api.help.place import Place, enter_place
from sportello.api.help.rendering import (
    LANGUAGES,
    UNLISTED,
    Head,
    Slug,
    in_boxes,
    missing,
    page,
    preferred,
    texts,
)
from sportello.core.clock import now
from sportello.knowledge import Hit

router = APIRouter(include_in_schema=False)

ON_A_PAGE = 60
RESULTS, MOST_PARTS = 12, 5
"""Results on a page, and pages of them: whoever has read sixty in vain needs other words."""
MOST_FACTS = 3
LONGEST_SEARCH = 500


@router.api_route("/help/{workspace}", methods=["GET", "HEAD"])
async def centre(request: Request, session: Transaction, workspace: Slug) -> Response:
    """All there is to read, or what search finds for `q`; in `lang`, else in a language the browser asks for.

    People type addresses and shorten them: what cannot be read as a language or a search is passed over.
    """
    place = await enter_place(request, session, workspace)
    if place is None:
        return missing(request)
    read = tuple(await knowledge.shelf_languages(session))
    offered = read or LANGUAGES
    language = _language(request, offered, first=place.default_language)
    asked = " ".join(request.query_params.get("q", "").replace("\x00", "").split())[:LONGEST_SEARCH]
    part = _number(request.query_params.get("page", "1"))
    if asked:
        return await _found(request, session, place=place, language=language, offered=offered, asked=asked, part=part)
    skip = (part - 1) * ON_A_PAGE
    listed = await knowledge.shelf(session, language=language, skip=max(0, skip), limit=ON_A_PAGE + 1)
    if part != 1 and not (part and listed):
        return missing(request, place)
    head = Head(
        listed=bool(listed),
        about=texts(language)["about"].format(name=place.name),
        canonical=place.address(lang=language, page=_second(part)),
        alternates=[
            *((code, place.address(lang=code)) for code in read if part == 1),
            *([("x-default", place.address())] if part == 1 and read else []),
        ],
        sitemap=place.sitemap,
    )
    return page(
        request,
        "centre.html",
        language=language,
        head=head,
        place=place,
        articles=[article for article in listed[:ON_A_PAGE] if article.kind == "article"],
        questions=[article for article in listed[:ON_A_PAGE] if article.kind == "faq"],
        facts=await _facts(session, place, language) if part == 1 else "",
        languages=[(code, place.path(lang=code)) for code in offered],
        earlier=place.path(lang=language, page=_second(part - 1)) if part > 1 else "",
        later=place.path(lang=language, page=part + 1) if len(listed) > ON_A_PAGE else "",
    )


async def _found(
    request: Request,
    session: AsyncSession,
    *,
    place: Place,
    language: str,
    offered: Sequence[str],
    asked: str,
    part: int,
) -> Response:
    if not 0 < part <= MOST_PARTS:
        return missing(request, place)
    facts = await _facts_with(session, place=place, language=language, asked=asked) if part == 1 else []
    # What is read decides what of it comes first: all of it for every part, or a result would be there twice.
    hits = await knowledge.search(session, question=asked, language=language, limit=RESULTS * MOST_PARTS)
    found = [hit for hit in hits if hit.language == language or _in_words(hit)]
    hits, further = found[(part - 1) * RESULTS : part * RESULTS], len(found) > part * RESULTS
    if part > 1 and not hits:
        return missing(request, place)
    return page(
        request,
        "results.html",
        language=language,
        head=UNLISTED,
        place=place,
        asked=asked,
        results=[*facts, *await to_thread(lambda: [_result(hit, asked) for hit in hits])],
        languages=[(code, place.path(lang=code, q=asked)) for code in offered],
        earlier=place.path(lang=language, q=asked, page=_second(part - 1)) if part > 1 else "",
        later=place.path(lang=language, q=asked, page=part + 1) if further else "",
    )


async def _facts(session: AsyncSession, place: Place, language: str) -> str:
    """Where hours, prices and the like stand, if there are any and they can be said in this language."""
    if language not in FACT_LANGUAGES:
        return ""
    known = answering.has_sheets(await knowledge.fact_book(session))
    return place.path("facts", lang=language) if known else ""


async def _facts_with(session: AsyncSession, *, place: Place, language: str, asked: str) -> list[dict[str, object]]:
    """The facts that say what is searched for, each leading to its place on the page of all facts."""
    if language not in FACT_LANGUAGES:
        return []
    book = await knowledge.fact_book(session)
    found = answering.find_facts(book, language=language, asked=asked, at=now())
    return [
        {
            "url": f"{place.path('facts', lang=language)}#{fact.id}",
            "title": fact.name,
            "path": [texts(language)["facts"]],
            "language": language,
            "text": Markup(knowledge.to_html(fact.text)),  # noqa: S704 - sanitised where it is made
        }
        for fact in found[:MOST_FACTS]
    ]


def _in_words(hit: Hit) -> bool:
    """Whether more than a number of the question was found, where it has more: "24 dicembre" is no "from 24 years"."""
    worded = any(_has_letters(term.word) for term in hit.terms)
    return not worded or not hit.matched or any(map(_has_letters, hit.matched))


def _has_letters(word: str) -> bool:
    return any(map(str.isalpha, word))


def _result(hit: Hit, asked: str) -> dict[str, object]:
    above = [hit.title, *hit.heading_path] if hit.heading_path[:1] != (hit.title,) else list(hit.heading_path)
    return {
        "url": hit.url_path,
        "title": above[-1],
        "path": above[:-1],
        "language": hit.language,
        "text": in_boxes(knowledge.to_html(knowledge.excerpt(hit, asked)), named=hit.title),
    }


def _language(request: Request, offered: tuple[str, ...], *, first: str) -> str:
    wanted = request.query_params.get("lang", "")
    best = (first, *offered) if first in offered else offered
    return wanted if wanted in offered else preferred(request, best)


def _number(written: str) -> int:
    """Which part of the list; 0 for what is no number."""
    return int(written) if written.isascii() and written.isdigit() and len(written) <= len("9999") else 0


def _second(part: int) -> int | None:
    """The first part needs no number in its address."""
    return part if part > 1 else None
