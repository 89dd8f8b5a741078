"""Documents become Markdown that says what they say, in passages that can be cited."""

from collections.abc import Sequence

import pytest

from sportello.knowledge import split
from sportello.knowledge.documents import Document, DocumentUnreadable, read_document
from tests.knowledge.paper import Text, W, docx, paragraph, pdf, rows, zipped

# Opening hours are written with a dash.
# ruff: noqa: RUF001
PAGE = """<!doctype html><html lang="it-IT"><head><title>Orari e prezzi | Museo</title>
<meta name="robots" content="noindex, follow"><link rel="canonical" href="/orari"></head>
<body class="has-cookie-banner"><a class="skip-link" href="#main">Vai al contenuto</a>
<header><nav class="menu"><a href="/">Home</a><a href="/mostre">Mostre</a></nav></header>
<div id="cookie-banner">Usiamo i cookie <button>Accetta</button></div>
<main><h1>Orari e prezzi</h1>
<p>Siamo aperti <b>ogni giorno</b> dalle 9 alle 18, vedi <a href="prezzi?x=1#oggi">i prezzi</a>.<br>Chiuso il 25*12.</p>
<h2>Settimana</h2>
<table><tr><td>Lunedì<td>9–18<tr><td rowspan=2>Martedì<td>9–13<tr><td>15–18</table>
<table><caption>Biglietti</caption><thead><tr><th>Biglietto<th>Prezzo</thead><tr><td>Intero|pieno<td>10 €</table>
<ul><li>Uno<ul><li>Due</ul><li><p>Tre</p></ul>
<section class="menu"><h2>Menù</h2><p>Pizza margherita, 7,50 €, con mozzarella e basilico.</p></section>
<details><summary>Posso portare il cane?</summary><p>Sì, al guinzaglio.</details>
<p><strong>Come arrivare</strong></p><p>1. In treno</p><dl><dt>Tel<dd>+39 011</dl>
<form><input value="x"><textarea>y</textarea></form><script>track()</script></main>
<aside class="newsletter">Iscriviti!</aside><footer>P.IVA 123</footer></body></html>"""
READ = """# Orari e prezzi

Siamo aperti **ogni giorno** dalle 9 alle 18, vedi [i prezzi](https://museo.example/it/prezzi?x=1#oggi).
Chiuso il 25\\*12.

## Settimana

|  |  |
| --- | --- |
| Lunedì | 9–18 |
| Martedì | 9–13 |
| Martedì | 15–18 |

**Biglietti**

| Biglietto | Prezzo |
| --- | --- |
| Intero\\|pieno | 10 € |

- Uno
  - Due
- Tre

## Menù

Pizza margherita, 7,50 €, con mozzarella e basilico.

### Posso portare il cane?

Sì, al guinzaglio.

### Come arrivare

1\\. In treno

- **Tel**: +39 011
"""


async def read_page(html: str | bytes, **more: str) -> Document:
    content = html if isinstance(html, bytes) else html.encode()
    return await read_document("page.html", content, media_type="text/html", **more)


async def test_a_page_is_read_without_its_frame() -> None:
    document = await read_page(PAGE, url="https://museo.example/it/orari.html")
    assert document.markdown == READ
    assert (document.title, document.language) == ("Orari e prezzi", "it")
    assert document.canonical == "https://museo.example/orari"
    assert (document.index, document.follow) == (False, True)
    assert document.links == (
        "https://museo.example/",
        "https://museo.example/mostre",
        "https://museo.example/it/prezzi?x=1",
    )


async def test_passages_follow_the_headings_of_a_page() -> None:
    pieces = split((await read_page(PAGE)).markdown, title="Orari e prezzi")
    assert [piece.heading_path for piece in pieces] == [
        (),
        ("Settimana",),
        ("Menù",),
        ("Menù", "Posso portare il cane?"),
        ("Menù", "Come arrivare"),
    ]
    assert "| Martedì | 15–18 |" in pieces[1].text


@pytest.mark.parametrize(
    ("html", "markdown"),
    [
        ("<p>a</p>b<div>c <i>d</i></div>", "a\n\nb\n\nc *d*"),
        ("<ol start=3><li>x<li>y<pre>z\n  z</pre></ol>", "3. x\n4. y\n   ```\n   z\n     z\n   ```"),
        ("<blockquote><p>a<p>b</blockquote>", "> a\n>\n> b"),
        ("<table role=presentation><tr><td><h2>T</h2><td><p>x</table>", "## T\n\nx"),
        (
            "<table><tr><th>a<th>b<th>c<tr><td colspan=2>x<td>y</table>",
            "| a | b | c |\n| --- | --- | --- |\n| x |  | y |",
        ),
        (
            "<table><tr><td>Zone<td>Fee<tr><td>Andritz<td>15<tr><td>Seiersberg<td>22</table>",
            "| Zone | Fee |\n| --- | --- |\n| Andritz | 15 |\n| Seiersberg | 22 |",
        ),
        (
            "<table><tr><td>Kontakt<td>Frau Huber<tr><td>Haus<td>Am Markt</table>",
            "|  |  |\n| --- | --- |\n| Kontakt | Frau Huber |\n| Haus | Am Markt |",
        ),
        (
            "<p># no heading<p>- no item<p>2) no item<p>a_b _c_ [d]",
            "\\# no heading\n\n\\- no item\n\n2\\) no item\n\na_b \\_c\\_ \\[d\\]",
        ),
        ("<a href='javascript:x()'>a</a> <a href='mailto:x@y.it'>b</a> <a href=/c>c</a>", "a [b](mailto:x@y.it) c"),
        ("<p><code>a`b</code> &lt;script&gt;", "`` a`b `` \\<script>"),
        ("<p>one<p>  <p><b>Bold, and a sentence.</b>", "one\n\n**Bold, and a sentence.**"),
    ],
)
async def test_every_kind_of_block_has_its_markdown(html: str, markdown: str) -> None:
    assert (await read_page(html)).markdown.strip() == markdown


@pytest.mark.parametrize(
    ("content", "charset"),
    [
        ("<p>Città €".encode(), None),
        ("<p>Città €".encode("utf-16"), None),
        ("<p>Città €".encode("cp1252"), "iso-8859-1"),
        ('<meta charset="windows-1252"><p>Città €'.encode("cp1252"), None),
        ("<p>Città €".encode("cp1252"), None),
        ("<p>Città €".encode(), "no-such-thing"),
    ],
)
async def test_letters_survive_whatever_they_are_encoded_in(content: bytes, charset: str | None) -> None:
    document = await read_document("page.html", content, charset=charset)
    assert document.markdown == "Città €\n"


async def test_a_page_made_by_scripts_says_so() -> None:
    document = await read_page("<html><body><div id=root></div><script>x</script>")
    (said,) = document.warnings
    assert said.startswith("The page holds no text of its own; perhaps it is made by scripts in the browser.")


@pytest.mark.parametrize("text", ["", "<p>Aperti ogni giorno.</p>"])
async def test_a_page_that_is_not_read_to_its_ground_says_so(text: str) -> None:
    depth = 300
    read = await read_document("deep.html", f"{text}{'<div>' * depth}Chiusi a Natale.{'</div>' * depth}".encode())
    assert read.warnings == (
        "Its parts lie more than 256 within each other; what lies deeper was not read. Save it as PDF.",
    )
    assert read.markdown.strip() == ("Aperti ogni giorno." if text else "")


@pytest.mark.parametrize("charset", ["iso-8859-1", "utf-16", "x-vulcan", None])
async def test_nobody_may_call_utf_8_something_else(charset: str | None) -> None:
    page = "<meta charset=utf-16><p>Öffnungszeiten: täglich über Mittag geschlossen."
    read = await read_document("lie.html", page.encode(), charset=charset)
    assert read.markdown == "Öffnungszeiten: täglich über Mittag geschlossen.\n"


async def test_what_a_page_says_of_its_own_grammar_is_no_text() -> None:
    page = b'<!DOCTYPE h [<!ENTITY x SYSTEM "file:///etc/passwd">]><html><body><p>Aperti &x; sempre.</body></html>'
    assert (await read_document("page.xhtml", page)).markdown == "Aperti &x; sempre.\n"


async def test_a_page_of_frames_says_so() -> None:
    for html in (
        "<html><frameset cols='20,80'><frame src=a.html><noframes>No frames here</noframes></frameset></html>",
        "<body><iframe src=a.html></iframe></body>",
    ):
        document = await read_page(html)
        assert (document.markdown.strip(), document.warnings) == (
            "",
            ("The page only sets frames around others. Give their addresses instead.",),
        )


async def test_a_shop_that_lets_customers_sign_in_is_read() -> None:
    form = "<form><input name=who><input type=password></form>"
    document = await read_page(f"<header>{form}</header><main><h1>Hours</h1><p>We open at ten.</main>")
    assert document.markdown == "# Hours\n\nWe open at ten.\n"


HANDBOOK = [
    Text("Museum handbook", 780, 22, bold=True),
    Text("Opening hours", 740, 16),
    Text("The museum is open every day of the week, from nine in the morn-", 715),
    Text("ing until six in the evening, and on Fridays until ten at night.", 701),
    Text("On holidays it is closed (see *).", 675),
    Text("Prices", 640, 16),
    Text("• Adults 10 €", 620),
    Text("• Children free, with a long explanation of what it means to be", 606),
    Text("a child in our house", 592, x=80),
    Text("Pizza Margherita 7,50", 560),
    Text("Pizza Marinara 6,00", 546),
    Text("Getting here", 490, bold=True),
    Text("By train.", 476),
]
COLUMNS = [
    Text(f"{side} column, line {at} of five", 700 - 14 * at, x=x)
    for side, x in (("Left", 50), ("Right", 320))
    for at in range(5)
]


async def test_a_pdf_is_read_in_order_with_its_headings() -> None:
    content = pdf(HANDBOOK, COLUMNS, [], language="de-DE", scanned=[2])
    document = await read_document("handbook.pdf", content)
    assert (document.title, document.language) == ("Museum handbook", "de")
    assert document.warnings == ("1 of 3 pages hold only pictures; their text is not read.",)
    assert document.markdown.startswith(
        "# Museum handbook\n\n## Opening hours\n\n"
        "The museum is open every day of the week, from nine in the morning until six in the evening, "
        "and on Fridays until ten at night.\n\nOn holidays it is closed (see \\*).\n\n## Prices\n\n"
        "- Adults 10 €\n- Children free, with a long explanation of what it means to be a child in our house\n\n"
        "Pizza Margherita 7,50\nPizza Marinara 6,00\n\n### Getting here\n\nBy train.\n\n"
    )
    assert document.markdown.index("Left column, line 4") < document.markdown.index("Right column, line 0")


WORDS = ("house", "cellar", "garden", "tower", "bridge")


async def test_what_frames_each_page_of_a_pdf_is_left_out() -> None:
    pages = [
        [Text("Rossi & Co.", 820), Text(f"All there is to say about the {word}.", 600), Text(f"Page {at} of 5", 20)]
        for at, word in enumerate(WORDS)
    ]
    markdown = (await read_document("x.pdf", pdf(*pages))).markdown
    assert markdown == "".join(f"All there is to say about the {word}.\n\n" for word in WORDS)[:-1]


@pytest.mark.parametrize("count", [2, 3])
async def test_what_frames_two_or_three_pages_of_a_pdf_is_there_once_and_their_numbers_never(count: int) -> None:
    pages = [
        [
            Text("Salone Aurora", 800, 14, bold=True),
            *table_of((72, 300), ("Taglio", "Prezzo"), (f"Piega {word}", f"{at}5 Euro")),
            Text(f"There is more to say about the {word}.", 600),
            Text("Tel. 0471 123456", 40),
            Text(f"Page {at} of {count}", 20, bold=True),
        ]
        for at, word in enumerate(WORDS[:count], start=1)
    ]
    document = await read_document("x.pdf", pdf(*pages))
    assert document.title == "Salone Aurora"
    assert document.markdown.startswith("# Salone Aurora\n\n| Taglio | Prezzo |")
    assert document.markdown.endswith(f"about the {WORDS[count - 1]}.\n\nTel. 0471 123456\n")
    assert [document.markdown.count(words) for words in ("Aurora", "0471", "Page", "| Taglio |")] == [1, 1, 0, count]


async def test_what_only_repeats_itself_is_text_all_the_same() -> None:
    pages = [[Text(f"Ticket {at}", 600)] for at in range(5)]
    assert "Ticket 4" in (await read_document("tickets.pdf", pdf(*pages))).markdown


async def test_a_price_list_in_a_pdf_keeps_its_rows() -> None:
    rows_ = [("Leistung", "Preis"), ("Kontrolle mit Befund", "45 Euro"), ("Bleaching | beide Kiefer", "320 Euro")]
    cells = [
        Text(words, 700 - 16 * at, x=x) for at, row in enumerate(rows_) for words, x in zip(row, (72, 350), strict=True)
    ]
    document = await read_document("preise.pdf", pdf([Text("Preisliste", 780, 18, bold=True), *cells]))
    assert document.markdown == (
        "# Preisliste\n\n| Leistung | Preis |\n| --- | --- |\n| Kontrolle mit Befund | 45 Euro |\n"
        "| Bleaching \\| beide Kiefer | 320 Euro |\n"
    )


def table_of(columns: Sequence[float], *lines: Sequence[str], top: float = 700) -> list[Text]:
    """Rows of cells that begin at these places."""
    placed = ((at, x, cell) for at, row in enumerate(lines) for x, cell in zip(columns, row, strict=True) if cell)
    return [Text(cell, top - 16 * at, x=x) for at, x, cell in placed]


BIKES = [("Modell", "Preis"), ("Puch Mistral", "180 Euro"), ("KTM Life", "420 Euro"), ("Simplon Spotlight", "650 Euro")]
ABOVE = Text("Alle Fahrräder, die hier stehen, sind geprüft und haben ein Jahr Garantie, wenn sie", 760)
GOES_ON = Text("bei uns gekauft wurden und nicht woanders, wo man davon nichts weiß.", 746)
BELOW = Text("Probefahrten sind jeden Samstag vor dem Haus möglich, auch im Winter.", 600)


@pytest.mark.parametrize(
    ("columns", "lines"),
    [
        # The last row fills its first column: no more than a space parts it from the second.
        ((72, 162), BIKES),
        ((72, 162, 211), [(*row, f"{50 + at} cm" if at else "Größe") for at, row in enumerate(BIKES)]),
        (
            (72, 162, 211, 246),
            [(*row, f"{50 + at} cm" if at else "Größe", "Mai" if at else "Ab") for at, row in enumerate(BIKES)],
        ),
        ((72, 200, 300), [("Modell", "Preis", "Größe"), ("Puch", "180 Euro", ""), ("KTM", "420 Euro", "58 cm")]),
    ],
)
async def test_the_columns_of_a_pdf_are_those_of_all_its_rows(
    columns: Sequence[float], lines: Sequence[Sequence[str]]
) -> None:
    page = [ABOVE, GOES_ON, *table_of(columns, *lines), BELOW]
    head, *body = [f"| {' | '.join(row)} |" for row in lines]
    drawn = "\n".join([head, f"| {' | '.join(['---'] * len(columns))} |", *body])
    assert (await read_document("bikes.pdf", pdf(page))).markdown == (
        f"{ABOVE.words} {GOES_ON.words}\n\n{drawn}\n\n{BELOW.words}\n"
    )


async def test_a_paragraph_close_above_a_table_stays_one() -> None:
    page = [Text(ABOVE.words, 742), Text(GOES_ON.words, 728), *table_of((72, 300), *BIKES, top=712)]
    markdown = (await read_document("bikes.pdf", pdf(page))).markdown
    assert markdown.startswith(f"{ABOVE.words} {GOES_ON.words}\n\n| Modell | Preis |")


BODY = (
    paragraph("Hausordnung", style="H1")
    + paragraph("Öffnung", style="H2")
    + paragraph("Täglich 9 bis 18.")
    + rows(("Karte", "Preis", "Dauer"), ("Kind", "5 €", "1 Tag"))
    + paragraph("Anreise", bold=True)
    + '<w:p><w:hyperlink r:id="r9"><w:r><w:t>Preise</w:t></w:r></w:hyperlink></w:p>'
)


async def test_a_word_file_keeps_headings_tables_and_links() -> None:
    document = await read_document("Hausordnung.docx", docx(BODY))
    assert document.markdown == (
        "# Hausordnung\n\n## Öffnung\n\nTäglich 9 bis 18.\n\n| Karte | Preis | Dauer |\n| --- | --- | --- |\n"
        "| Kind | 5 € | 1 Tag |\n\n### Anreise\n\n[Preise](https://shop.example/prices)\n"
    )
    assert (document.title, document.language) == ("Hausordnung", "de")
    assert document.links == ("https://shop.example/prices",)


HIDDEN = (
    '<w:p><w:r><w:rPr><w:sz w:val="40"/></w:rPr><w:t>Preise &amp; Zeiten</w:t></w:r></w:p>'
    "<w:p><w:r><w:t>Offen bis 18 Uhr.</w:t></w:r><w:r><w:rPr><w:vanish/></w:rPr><w:t> Intern: Rabatt.</w:t></w:r></w:p>"
    '<w:p><w:r><w:rPr><w:vanish w:val="0"/></w:rPr><w:t>Montag zu.</w:t></w:r></w:p>'
    '<w:p><w:r><w:rPr><w:rStyle w:val="X"/></w:rPr><w:t>Geheim</w:t></w:r></w:p>'
)


async def test_what_word_hides_is_not_read_and_a_large_first_line_is_the_title() -> None:
    hides = "<w:rPr><w:vanish/></w:rPr>"
    style = f'<w:styles xmlns:w="{W}"><w:style w:type="character" w:styleId="X">{hides}</w:style></w:styles>'
    document = await read_document("k17.docx", docx(HIDDEN, parts={"word/styles.xml": style.encode()}))
    assert document.title == "Preise & Zeiten"
    assert document.markdown == "Preise & Zeiten\n\nOffen bis 18 Uhr.\n\nMontag zu.\n"
    bold = await read_document("k18.docx", docx(paragraph("Unser Haus", bold=True) + paragraph("Es ist alt.")))
    assert bold.title == "Unser Haus"
    plain = await read_document("k19.docx", docx(rows(("Kind", "5 €")) + paragraph("Nur das", bold=True)))
    assert plain.title == "k19"


async def test_a_table_of_word_has_its_first_row_as_head_where_none_is_marked() -> None:
    zones = rows(("Zone", "Fee"), ("Andritz", "15"), ("Seiersberg", "22"))
    assert (await read_document("zones.docx", docx(zones))).markdown == (
        "| Zone | Fee |\n| --- | --- |\n| Andritz | 15 |\n| Seiersberg | 22 |\n"
    )


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("scan.pdf", pdf([], scanned=[0]), "It holds only pictures of text (a scan)."),
        ("empty.pdf", pdf([]), "It holds no text."),
        ("broken.pdf", b"%PDF-1.7\n1 0 obj\n", "The file is damaged"),
        ("text.pdf", b"just words", "It is called a pdf but is none inside."),
        ("page.docx", b"<html>", "It is called a docx but is none inside."),
        ("photos.docx", zipped({"photo.jpg": b"x"}), "It is a ZIP file but no Word document."),
        ("half.docx", docx(BODY)[:-60], "The file is damaged or protected by a password."),
        ("nothing.docx", docx("<w:p/>"), "The file holds no text."),
        ("program.html", b"\x7fELF\x00\x00", "It is neither text nor a web page, a PDF or a DOCX file."),
        ("table.xlsx", b"a,b", "It is neither text nor a web page, a PDF or a DOCX file."),
        ("empty.html", b"", "The page is empty."),
        (
            "login.html",
            b"<main><h1>Sign in</h1><form><input type=password></form>",
            "The page asks to sign in, and is read without.",
        ),
    ],
)
async def test_what_cannot_be_read_says_why(name: str, content: bytes, reason: str) -> None:
    with pytest.raises(DocumentUnreadable) as refused:
        await read_document(name, content)
    assert reason in refused.value.detail
