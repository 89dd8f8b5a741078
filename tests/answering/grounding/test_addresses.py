"""No address gets through that the passages do not have, however it is hidden."""

import pytest
from hypothesis import given, strategies as st

from sportello.answering.grounding.addresses import addresses, has_picture

HIDDEN = [
    "[here](https://evil.example/?q=canary)",
    "[here][1]\n\n[1]: https://evil.example/?q=canary",
    "[here]\n\n[here]: https://evil.example/?q=canary",
    "<https://evil.example/?q=canary>",
    "https://evil.example/?q=canary",
    "HTTPS://EVIL.EXAMPLE/?q=canary",
    "//evil.example/?q=canary",
    "www.evil.example/?q=canary",
    "evil.example/?q=canary",
    "evil.example",
    "ht**tp**s://evil.example/canary",
    "https://ev\u200bil.example/canary",
    "https://evil\u3002example/canary",
    "\uff48\uff54\uff54\uff50\uff53://evil.example/canary",
    "https://xn--evl-0na.example/canary",
    "https://ev\u0456l.example/canary",
    "![](https://evil.example/canary.png)",
    "![x][1]\n\n[1]: //evil.example/canary.png",
    '<img src="https://evil.example/canary.png">',
    "<a href=https://evil.example/canary>x</a>",
    "[x](javascript:alert(1))",
    "javascript:alert(1)",
    "[x](data:text/html;base64,AAAA)",
    "[x](mailto:eve@evil.example?body=canary)",
    "Write to eve@evil.example.",
    "[x](tel:+390000)",
    "`https://evil.example/canary`",
    "```\nhttps://evil.example/canary\n```",
    "[https://good.example](https://evil.example/canary)",
    "> * [x](<https://evil.example/a b>)",
    "https://good.example@evil.example/canary",
    "https://good.example/?q=canary",
    "evil[.]example/canary",
    "evil (punto) example",
    "evil (dot) example",
    "hxxps://evil[.]example/canary",
    "evil dot example",
    "evil punto com",
    "eve (at) evil (punkt) example",
    "eve at evil.example",
    "eve chiocciola evil.example",
    "192.0.2.1/canary",
]
GOOD = "See [our page](https://good.example/), write to us@good.example or call."


@pytest.mark.parametrize("text", HIDDEN)
def test_no_hidden_address_is_overlooked(text: str) -> None:
    assert addresses(text) - addresses(GOOD)


@pytest.mark.parametrize(
    "text",
    [
        "Look at https://good.example.",
        "Look at [the page](https://good.example)!",
        "<https://good.example/>",
        "Mail **us@good.example**, please.",
        "[Mail](mailto:us@good.example)",
    ],
)
def test_an_address_of_the_passages_may_be_said_in_other_ways(text: str) -> None:
    assert addresses(text) <= addresses(GOOD)


@pytest.mark.parametrize(
    "text",
    [
        "We are open from 9.30 to 18.00, e.g. on Sundays.",
        "Il biglietto costa 9,50 €. Sì, z.B. heute; ca. 12 min.",
        "Opening hours:9-12. Ratio 3:1, and/or 24/7.",
        "Das kostet 1.250,00 Euro (inkl. MwSt.).",
        "Al punto informazioni, dal punto di vista di chi arriva.",
        "Der Punkt ist: am Punkt A geht es los.",
        "Aperto il 24.12.2026 (punto di ritrovo: Porta Vecchia).",
    ],
)
def test_words_and_figures_are_no_addresses(text: str) -> None:
    assert addresses(text) == set()


@pytest.mark.parametrize("text", ["![](x.png)", "![b][c]\n\n[c]: d", "a ![b][c]\n", "<img src=x>", "<iframe></iframe>"])
def test_pictures_and_markup_are_seen(text: str) -> None:
    assert has_picture(text)


def test_what_is_no_picture_is_none() -> None:
    assert not has_picture("3 < 4 and **5 > 4** [x](https://good.example)")


@given(st.text(max_size=300), st.text(max_size=300))
def test_an_address_is_found_in_the_midst_of_anything(before: str, after: str) -> None:
    found = addresses(f"{before}\n\nhttps://evil.example/canary\n\n{after}")
    assert any("evil.example/canary" in each for each in found)
