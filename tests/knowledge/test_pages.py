"""Of a web page everything is read that is its own, and nothing that its makers put around it."""

import pytest

from sportello.knowledge.documents import read_document

OWN = "Die Werkstatt ist jeden Tag von neun bis achtzehn Uhr offen, am Samstag nur bis zwölf Uhr."


async def read(body: str) -> tuple[str, list[str]]:
    """What is read of a page with this body beside a text of its own, and the remarks."""
    page = f"<!doctype html><title>T</title><body>{body}<p>{OWN * 8}</p></body>"
    document = await read_document("page.html", page.encode(), media_type="text/html")
    return document.markdown, list(document.warnings)


SAID = [
    "<section class=cookies><h2>Cookies</h2><p>Kekse, 4,50 a bag. Accepted: cash.</p></section>",
    "<section class='cookies'><p>Unsere Cookies: <b>Kekse</b></p><a href=/alle>Alle Cookies ansehen</a></section>",
    "<div id=social-services><p>Kekse bringt der Sozialdienst am Montag.</p></div>",
    "<div class=car-sharing>Kekse und Autos leihen Sie am Bahnhof.</div>",
    "<div class='room share'>Kekse gibt es im geteilten Zimmer.</div>",
    "<article class=newsletter><p>Kekse im Mai: alle Neuigkeiten aus dem Verein.</p></article>",
    "<div class='ads'>Kekse: kleine Anzeigen aus dem Dorf.</div>",
    "<div class=accordion><button aria-controls=p1>Backen Sie?</button><div id=p1 hidden>Ja, Kekse.</div></div>",
    "<div role=tabpanel aria-hidden=true>Kekse stehen im zweiten Blatt.</div>",
    "<div class=collapse style='display: none'>Kekse öffnen sich auf einen Klick.</div>",
    "<div hidden=until-found>Kekse findet die Suche.</div>",
    "<header><nav><a href=/>Start</a></nav><h1>Kekse</h1><p>Seit 1912</p></header>",
]
AROUND = [
    "<div id=CybotCookiebotDialog><h2>Kekse</h2>Powered by Cookiebot</div>",
    "<div class='BorlabsCookie _brlbs-bar'>Kekse</div>",
    "<div id=BorlabsCookieBox>Kekse</div>",
    "<div id=onetrust-consent-sdk><div>Kekse</div></div>",
    "<div id=usercentrics-root>Kekse</div>",
    "<div class=klaro><div class='cookie-modal'>Kekse</div></div>",
    "<div id=iubenda-cs-banner>Kekse</div>",
    "<div id=cmplz-cookiebanner-container>Kekse</div>",
    "<div class='cky-consent-container'>Kekse</div>",
    "<div id=cookie-law-info-bar>Kekse</div>",
    "<div id=didomi-host>Kekse</div>",
    "<div class='my-cookie-bar'>Kekse <a href=#>Alle akzeptieren</a></div>",
    "<div class=cookies>Questo sito usa cookie di terze parti (Kekse).</div>",
    "<div class=newsletter>Kekse <input type=email><button>Los</button></div>",
    "<div class=social-share><a href=https://x.example>Kekse</a></div>",
    "<div id=comments class=comments-area><ol><li>Kekse: am Dienstag zu?</li></ol></div>",
    "<div class='sharedaddy sd-sharing-enabled'><h3>Teilen: Kekse</h3><a href=https://x.example>X</a></div>",
    "<section class='widget widget_recent_entries'><h2>Kekse</h2><a href=/a>Ein neuer Ofen</a></section>",
    "<div hidden>Kekse</div>",
    "<p style='color: red; display:none'>Kekse</p>",
    "<span aria-hidden=true>Kekse</span>",
]


def numbered(blocks: list[str]) -> str:
    """The blocks on one page, each with a number in place of its first Kekse."""
    return "".join(f"{block.replace('Kekse', f'Kekse{at}x', 1)}<p>{OWN}</p>" for at, block in enumerate(blocks))


@pytest.mark.parametrize("frame", ["{}", "<main>{}</main>", "<div><article>{}</article></div>"])
async def test_no_name_of_a_class_hides_what_a_page_says(frame: str) -> None:
    markdown, warnings = await read(frame.format(numbered(SAID)))
    assert [at for at in range(len(SAID)) if f"Kekse{at}x" not in markdown] == []
    assert warnings == []


@pytest.mark.parametrize("frame", ["{}", "<main>{}</main>"])
async def test_notices_and_what_nobody_sees_are_left_out(frame: str) -> None:
    markdown, warnings = await read(frame.format(numbered(AROUND)))
    assert [at for at in range(len(AROUND)) if f"Kekse{at}x" in markdown] == []
    assert markdown.count("neun bis achtzehn") >= len(AROUND)
    assert warnings == []


async def test_a_long_notice_that_is_left_out_is_told() -> None:
    words = "Diese Website verwendet Cookies für Marketing und Analyse. " * 15
    markdown, warnings = await read(f"<div class=cookie-info>{words}<button>Zustimmen</button></div>")
    assert "Marketing" not in markdown
    assert warnings == [f"This was taken for a notice about cookies and left out: “{words[:80]}…”"]


LINKED = """<script type="application/ld+json">{"@graph": [{"@type": "FAQPage", "mainEntity": [
{"@type": "Question", "name": "Haben Sie *immer* offen?", "acceptedAnswer": {"@type": "Answer", "text": "Nie."}},
{"@type": "Question", "name": "Liefern Sie?", "acceptedAnswer": [{"text": "<p>Ja, <b>bis Bozen</b>.</p><script>x"}]},
{"@type": "Question", "name": "Leer?", "acceptedAnswer": {"text": ""}}, {"@type": "Question", "name": 7}]}]}</script>
<script type="application/ld+json">{"@type": [</script>"""


async def test_questions_for_search_engines_are_read_where_the_page_does_not_show_them() -> None:
    shown = "<details><summary>Haben Sie *immer* offen?</summary>Nur mittags.</details>"
    markdown, _ = await read(f"{LINKED}<main><p>{OWN * 3}</p>{shown}</main>")
    assert markdown.endswith("Nur mittags.\n\n## Liefern Sie?\n\nJa, **bis Bozen**.\n")
    assert "Leer?" not in markdown
    alone, warnings = await read(f"{LINKED}<main><div id=app></div></main>".replace("<main>", "<main id=m>"))
    assert "## Haben Sie \\*immer\\* offen?\n\nNie.\n\n## Liefern Sie?" in alone
    assert warnings == []
