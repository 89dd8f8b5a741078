"""Pages that were printed from a browser: what it puts around them is no text."""

import pytest

from sportello.knowledge.documents import read_document
from tests.knowledge.paper import Text, pdf

WORDS = ("house", "cellar", "garden", "tower", "bridge")


@pytest.mark.parametrize("count", [1, 2, 5])
@pytest.mark.parametrize("stamp", ["11/22/26, 5:55 PM", "22.11.26, 17:55", "22/11/2026, 17:55 Our prices"])
async def test_what_a_browser_prints_around_pages_is_left_out(stamp: str, count: int) -> None:
    pages = [
        [
            *(Text(words, 820, x=x) for words, x in ((stamp, 30), ("Crumb and Co.", 300))),
            Text(f"All there is to say about the {word}, since 11/22/26.", 600),
            *(Text(words, 20, x=x) for words, x in (("https://crumb.example/prices", 30), (f"{at}/{count}", 560))),
        ]
        for at, word in enumerate(WORDS[:count], start=1)
    ]
    markdown = (await read_document("x.pdf", pdf(*pages))).markdown
    said = (f"All there is to say about the {word}, since 11/22/26.\n" for word in WORDS[:count])
    assert markdown == "\n".join(said)
