"""How the help centre's pages are made: nothing on them runs, and nothing is loaded from elsewhere.

A page is the same for everybody who asks for it in a language, so whoever has it is told that it has not changed.
Its styles are allowed by their hash: a nonce would make every copy of it another one.
"""

import base64
import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Annotated
from zoneinfo import ZoneInfo

import yaml
from fastapi import Path as InPath, Request, Response
from fastapi.responses import HTMLResponse
from markupsafe import Markup

if TYPE_CHECKING:
    from jinja2 import Environment

    from sportello.api.help.place import Place

LANGUAGES = ("en", "it", "de")
"""The languages the pages themselves speak; what stands on them may be in any."""
Slug = Annotated[str, InPath(max_length=200)]

_FOLDER = Path(__file__).parent / "templates"
_STYLE = (_FOLDER / "page.css").read_text(encoding="utf-8")
_STYLE_HASH = base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()
_POLICY = (
    f"default-src 'none'; style-src 'sha256-{_STYLE_HASH}'; img-src data:; base-uri 'none'; form-action 'self'; "
    "frame-ancestors 'none'"
)
_LONGEST_ABOUT = 160
_FROM_RIGHT = frozenset({"ar", "fa", "he", "ur", "yi"})


@dataclass(frozen=True, kw_only=True)
class Head:
    """What a page tells search engines of itself: full addresses, and whether it is to be listed at all."""

    listed: bool = True
    about: str = ""
    canonical: str = ""
    alternates: Sequence[tuple[str, str]] = ()
    """The same in other languages, and its own, by language."""
    sitemap: str = ""


UNLISTED = Head(listed=False)


def page(
    request: Request, template: str, *, status: int = 200, language: str, head: Head, **values: object
) -> Response:
    """A page in `language`, its words in that language where we have them; 304 for whoever has it as it is."""
    body = (
        _pages()
        .get_template(template)
        .render(
            language=language,
            direction=_direction(language),
            style=Markup(_STYLE),  # noqa: S704 - our own
            texts=texts(language),
            words=_words(language),
            foreign=language not in LANGUAGES,
            listed=head.listed,
            about=head.about,
            canonical=head.canonical,
            alternates=head.alternates,
            sitemap=head.sitemap,
            **values,
        )
    )
    headers = {"Content-Security-Policy": _POLICY, "Vary": "Accept-Language"}
    return _send(request, HTMLResponse(body, status_code=status, headers=headers))


def feed(request: Request, body: str, *, media_type: str) -> Response:
    """Something for machines to read."""
    return _send(request, Response(body, media_type=media_type))


def missing(request: Request, place: "Place | None" = None) -> Response:
    """What is not there, is not published, or is somebody else's: all alike. In a help centre with the way on in it."""
    language = preferred(request, LANGUAGES)
    return page(request, "missing.html", status=404, language=language, head=UNLISTED, place=place)


def preferred(request: Request, offered: tuple[str, ...]) -> str:
    """The first of the languages on offer that the browser asks for, in its own order of preference; else the first."""
    wanted: list[tuple[float, str]] = []
    header = request.headers.get("accept-language", "")[:500]
    for name, quality in re.findall(r"([a-zA-Z]{2})[\w-]*\s*(?:;\s*q=([01](?:\.\d{0,3})?))?", header):
        wanted.append((-float(quality or 1), name.lower()))
    return next((name for _, name in sorted(wanted, key=lambda pair: pair[0]) if name in offered), offered[0])


@cache
def texts(language: str) -> dict[str, str]:
    """The pages' own words."""
    ours = language if language in LANGUAGES else LANGUAGES[0]
    return yaml.safe_load((_FOLDER / "texts" / f"{ours}.yaml").read_text(encoding="utf-8"))


@cache
def _words(language: str) -> dict[str, str]:
    """The same as they stand on a page, told apart there where they are in another language than it."""
    if language in LANGUAGES:
        return texts(language)
    told = Markup('<span lang="{}" dir="ltr">{}</span>')
    return {key: told.format(LANGUAGES[0], text) for key, text in texts(language).items()}


@cache
def _pages() -> "Environment":
    """The templates, compiled when they are first asked for."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined  # noqa: PLC0415 - 2 MB, for the first page only

    pages = Environment(
        loader=FileSystemLoader(_FOLDER),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    pages.filters |= {"own_name": _own_name, "direction": _direction}
    return pages


@cache
def _languages() -> dict[str, str]:
    return yaml.safe_load((_FOLDER / "texts" / "languages.yaml").read_text(encoding="utf-8"))


def _own_name(language: str) -> str:
    """What a language calls itself."""
    return _languages().get(language, language.upper())


def _direction(language: str) -> str:
    """From which side a language is read."""
    return "rtl" if language in _FROM_RIGHT else "ltr"


def date(at: datetime, *, time_zone: str, language: str) -> Markup:
    """A day as people write it."""
    there, words = at.astimezone(ZoneInfo(time_zone)), texts(language)
    shown = words["date"].format(day=there.day, month=words["months"].split()[there.month - 1], year=there.year)
    return Markup('<time datetime="{}">{}</time>').format(there.date().isoformat(), shown)


def in_boxes(html: str, *, named: str) -> Markup:
    """Sanitised text, its tables in boxes of their own: one wider than the page is moved within it, by keys too."""
    box = Markup('<div class="wide" role="group" tabindex="0" aria-label="{}"><table>').format(named)
    return Markup(html.replace("<table>", box).replace("</table>", "</table></div>"))  # noqa: S704 - as it says


def in_short(html: str) -> str:
    """The beginning of a text, as search engines show it below a title."""
    plain = " ".join(Markup(html).striptags().split())  # noqa: S704 - taken apart, not shown
    if len(plain) <= _LONGEST_ABOUT:
        return plain
    return f"{plain[:_LONGEST_ABOUT].rsplit(' ', 1)[0]} …"


def _send(request: Request, answer: Response) -> Response:
    """Caches may keep it and must ask whether it still holds: what was taken down is gone at once."""
    tag = f'W/"{hashlib.sha256(bytes(answer.body)).hexdigest()[:32]}"'
    answer.headers["Cache-Control"] = "no-cache"
    answer.headers["ETag"] = tag
    known = [one.strip() for one in request.headers.get("if-none-match", "").split(",")]
    if answer.status_code != 200 or tag not in known:  # noqa: PLR2004 - what is missing is told each time
        return answer
    kept = ("cache-control", "content-security-policy", "etag", "vary")
    return Response(status_code=304, headers={name: answer.headers[name] for name in kept if name in answer.headers})
