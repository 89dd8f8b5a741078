"""Reading files: headers in three languages, and refusals that say which row and how to mend it."""

import json

import pytest

from sportello.knowledge.documents import Document
from sportello.knowledge.files import File
from sportello.knowledge.sources.reading import read_files, read_parts

MAC = ("È aperto?", "Sì, però è così… e c'è più")


def read(name: str, content: str | bytes, language: str | None = None) -> tuple[list[tuple[str, ...]], list[str]]:
    reading = read_files([File(name, content)], language=language, default="en")
    entries = [(e.content.language, *e.content.questions, e.content.body) for e in reading.entries]
    return entries, [f"{s.item}: {s.reason}" for s in reading.skipped]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("faq.csv", "question,alternatives,answer\nParking?,Car park?|Where to park?,Free.\n"),
        ("faq.csv", "Domanda;Varianti;Risposta\nParking?;Car park?|Where to park?;Free.\n"),
        ("faq.csv", "Frage\tAlternative 1\tAlternative 2\tAntwort\nParking?\tCar park?\tWhere to park?\tFree.\n"),
        ("faq.csv", "\ufeffQuestion 1,Question 2,Question 3,Answer\r\nParking?,Car park?,Where to park?,Free.\r\n"),
        ("faq.yaml", "- domanda: Parking?\n  varianti: [Car park?, Where to park?]\n  risposta: Free.\n"),
        ("faq.yaml", "faq:\n- questions: [Parking?, Car park?, Where to park?]\n  answer: Free.\n"),
        ("faq.json", json.dumps([{"frage": "Parking?", "varianten": "Car park?|Where to park?", "antwort": "Free."}])),
    ],
)
def test_lists_are_read_as_people_keep_them(name: str, content: str) -> None:
    assert read(name, content, "en") == ([("en", "Parking?", "Car park?", "Where to park?", "Free.")], [])


@pytest.mark.parametrize(
    ("name", "content", "entry"),
    [
        ("faq.yaml", "question: Open?\nanswer: No\n", ("Open?", "No")),
        ("faq.yaml", "domande: [Open?, On 1|2?]\nrisposta: 12:30\n", ("Open?", "On 1|2?", "12:30")),
        ("faq.yaml", "- question: Phone?\n  answer: 0471 12\n", ("Phone?", "0471 12")),
        ("faq.yaml", "Open?: No\n", ("Open?", "No")),
        ("faq.csv", "question,answer,alternatives\nBar |?,x,a\\|b|c\n", ("Bar |?", "a|b", "c", "x")),
        ("faq.csv", 'sep=;\nFrage;Antwort\n"Zwei\nZeilen?";"Ja; gern"\n', ("Zwei Zeilen?", "Ja; gern")),
        ("faq.csv", '"Domanda, breve";Risposta;Domanda\n;No;Aperti?\n', ("Aperti?", "No")),
        ("faq.csv", "Domanda\tRisposta\r\nPerché?\tcosì\r\n".encode("utf-16"), ("Perché?", "così")),
        ("faq.csv", "Domanda;Risposta\r\nPerché?;così\r\n".encode("utf-8-sig"), ("Perché?", "così")),
        ("faq.csv", "Domanda;Risposta\r\nPerché?;così\r\n".encode("cp1252"), ("Perché?", "così")),
        ("faq.csv", "Domanda;Risposta\rÈ aperto?;Sì, però è così… e c'è più\r".encode("mac_roman"), MAC),
        (
            "faq.csv",
            "Frage;Antwort\nÖffnen Sie früh?;Ja, täglich\n".encode("mac_roman"),
            ("Öffnen Sie früh?", "Ja, täglich"),
        ),
        (
            "faq.csv",
            "Frage;Antwort\nÖffnen Sie früh?;Ja, täglich\n".encode("cp850"),
            ("Öffnen Sie früh?", "Ja, täglich"),
        ),
        ("faq.csv", "Frage;Antwort\nWas kostet das?;„Nur“ 5 €\n".encode("cp1252"), ("Was kostet das?", "„Nur“ 5 €")),
    ],
)
def test_an_entry_says_what_was_written(name: str, content: str | bytes, entry: tuple[str, ...]) -> None:
    assert read(name, content, "en") == ([("en", *entry)], [])


def test_front_matter_is_read_as_text() -> None:
    page = "---\ntitle: 12:30\ndraft: yes\nid: 0471\nlanguage: no\nvalid_until: 2026-12-31\n---\nVi har stengt."
    [entry] = read_files([File("page.md", page)], language=None, default="en").entries

    content = entry.content
    assert (entry.key, content.title, content.language, content.status) == ("0471", "12:30", "no", "draft")
    assert content.valid_until
    assert content.valid_until.isoformat() == "2027-01-01T00:00:00+00:00"


def test_a_mapping_of_questions_to_answers_is_a_list() -> None:
    entries, _ = read("faq.json", json.dumps({"Parking?": "Free.", "Dogs?": "Yes."}), "en")

    assert entries == [("en", "Parking?", "Free."), ("en", "Dogs?", "Yes.")]


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("faq.csv", "question,answer\nParking?,\n", "faq.csv:2: 'Parking?' has no answer"),
        ("faq.csv", "question,answer\n,Free.\n", "faq.csv:2: has no question"),
        ("faq.csv", "question,answer\nA?,Yes, of course\n", "faq.csv:2: has 3 cells under 2 columns"),
        ("faq.csv", 'question,answer\n"A\n?",\n', "faq.csv:2: 'A ?' has no answer"),
        ("faq.csv", b"question;answer\nA\x81?;b\n", "faq.csv: The file is not UTF-8 text"),
        ("faq.csv", "Frage;Antwort\nWo liegt das Café?;da\n".encode("utf-16-le"), "faq.csv: The file is not UTF-8"),
        ("faq.csv", "question,answer\nA?," + "x" * 140_000, "faq.csv: Not a readable CSV file"),
        ("page.md", '---\ntitle: "a\n---\nText', "page.md: Not valid YAML: look at line 2"),
        ("faq.csv", "foo,bar\n1,2\n", "faq.csv: The first line must name the columns"),
        ("faq.yaml", "- question: A?\n  answer: {a: b}\n", "faq.yaml#1: has a list or a mapping where text"),
        ("faq.yaml", "- just text\n", "faq.yaml#1: is not an entry"),
        ("faq.yaml", "a: &x [1]\nb: *x\n", "faq.yaml: Line 2 has an alias"),
        ("faq.yaml", "[" * 50 + "]" * 50, "faq.yaml: The YAML is nested deeper"),
        ("faq.yaml", "- question: 'A\n", "faq.yaml: Not valid YAML: look at line 2"),
        ("faq.yaml", "faq:\n\t- domanda: A?\n", "faq.yaml: Line 2 is indented with a tab"),
        ("faq.json", "[" * 100_000, "faq.json: The JSON is nested too deeply"),
        ("faq.json", '[{"question": }]', "faq.json: Not valid JSON: look at line 1"),
        ("faq.json", '[{"question": "A?",\n"answer": "a", "answer": "b"}]', "faq.json#1: “answer” is written twice"),
        ("faq.json", '{"faq": [], "faq": []}', "faq.json: In line 1 “faq” is written for the second time"),
        ("faq.csv", "question\0,answer\nA?,a\n", "faq.csv: The text contains a character that is none"),
        ("faq.json", '{"A?": "a",\n\t"A?": "b"}', "faq.json: In line 2 “A?” is written for the second time"),
        ("faq.json", '{"A?": "\\ud83d\\ude00", "A?": "b"}', "faq.json: “A?” is written twice in one place"),
        ("faq.json", "[]", "faq.json: The list is empty"),
        ("faq.json", '"text"', "faq.json: Expected a list of entries"),
        ("page.md", "---\n- a\n---\nText", "page.md: Between the --- marks belong lines"),
        ("page.md", "", "page.md: Page: The text is empty"),
        ("page.md", b"\xff\xfe\x00", "page.md: The file is not UTF-8 text"),
        ("page.md", "x" * 200_001, "page.md: Page: The text is longer than"),
        ("page.md", "a\x00b", "page.md: The text contains a character that is none"),
        (
            "page.md",
            "---\nlanguage: italiano\n---\nx",
            "page.md: Page: No language is called 'italiano'",
        ),
        ("photo.jpg", b"\xff\xd8", "photo.jpg: Only Markdown"),
    ],
)
def test_what_cannot_be_read_says_where_and_how_to_mend_it(name: str, content: str | bytes, told: str) -> None:
    entries, skipped = read(name, content)

    assert entries == []
    assert skipped[0].startswith(told), skipped


@pytest.mark.parametrize(
    ("name", "content", "place", "told"),
    [
        ("faq.csv", "question,answer\nA?,a\nB\0?,b\nC?,c\n", ":3", "contains a character that is none"),
        ("faq.tsv", "question\tanswer\nA?\ta\nB?\tb\0\nC?\tc\n", ":3", "contains a character that is none"),
        (
            "faq.json",
            r'[{"q": "A?", "a": "a"}, {"q": "B\ud800?", "a": "b"}, {"q": "C?", "a": "c"}]',
            "#2",
            "contains a character that is none",
        ),
        ("faq.json", '{"A?": "a", "B?": %s, "C?": "c"}' % ("9" * 5_000), "#2", "A number in the JSON has thousands"),
        (
            "faq.json",
            '[{"q": "A?", "a": "a"}, {"q": "B?", "a": "b", "a": "d"}, {"q": "C?", "a": "c"}]',
            "#2",
            "“a” is written twice in one place",
        ),
        (
            "faq.yaml",
            '- {q: A?, a: a}\n- {q: B?, a: "b\\0"}\n- {q: C?, a: c}\n',
            "#2",
            "contains a character that is none",
        ),
    ],
)
def test_an_entry_that_cannot_be_used_leaves_out_no_other(name: str, content: str, place: str, told: str) -> None:
    entries, skipped = read(name, content, "en")

    assert entries == [("en", "A?", "a"), ("en", "C?", "c")]
    assert [one.split(": ")[0] for one in skipped] == [name + place]
    assert told in skipped[0]


def test_a_spreadsheet_in_the_old_encoding_is_read() -> None:
    entries, _ = read("faq.csv", "domanda;risposta\nPerché?;Così è.\n".encode("cp1252"), "it")

    assert entries == [("it", "Perché?", "Così è.")]


@pytest.mark.parametrize(
    ("name", "content", "language"),
    [
        ("a.md", "Siamo aperti tutti i giorni dalle 9 alle 18, anche nelle feste.", "it"),
        ("a.md", "We are open every day from 9 to 6, and on public holidays too.", "en"),
        ("a.md", "Wir haben jeden Tag von 9 bis 18 Uhr geöffnet, auch an Feiertagen.", "de"),
        ("articles/de/a.md", "Menu", "de"),
        ("a.it.md", "Menu", "it"),
        ("a.md", "---\nlanguage: fr\n---\nThe menu of the house", "fr"),
        ("a.md", "12345", "en"),
    ],
)
def test_the_language_is_stated_or_guessed(name: str, content: str, language: str) -> None:
    entries, _ = read(name, content)

    assert entries[0][0] == language


def test_titles_come_from_front_matter_heading_or_name() -> None:
    files = [
        File("a.md", "---\ntitle: Stated\n---\n# Heading\n\nx"),
        File("b.md", "# Heading\n\nx"),
        File("opening_hours.md", "x"),
    ]
    titles = [e.content.title for e in read_files(files, language="en", default="en").entries]

    assert titles == ["Stated", "Heading", "Opening hours"]


ITALIAN = "Il regolamento della piscina: non si corre, e per la doccia ci sono gli spogliatoi con le docce calde."


@pytest.mark.parametrize(
    ("declared", "stated", "text", "spoken"),
    [
        ("en", None, ITALIAN, "it"),  # what the program is set to that saved it
        ("en", "it", ITALIAN, "it"),
        ("en", "it", "Menu", "it"),
        ("en", "it", "We are open every day from 9 to 6, and on public holidays too, for you and the kids.", "en"),
        ("fr", None, "Le règlement de la piscine", "fr"),
        (None, "de", ITALIAN, "de"),
        (None, None, "Menu", "de"),
    ],
)
def test_a_document_is_in_the_language_it_is_written_in(
    declared: str | None, stated: str | None, text: str, spoken: str
) -> None:
    """Nothing of it counts as left out: what its program declares is seldom meant."""
    document = Document("Regole", declared, text, (), ())
    reading = read_parts("rules.docx", document, language=stated, default="de")

    assert ([one.content.language for one in reading.entries], reading.skipped) == ([spoken], [])


def test_a_page_of_hugo_says_what_it_is_in_toml() -> None:
    front = "title = 'Orari'\ndraft = true\nlanguage = 'it'\nvalid_until = 2026-12-31\n[menu]\nweight = 3"
    (entry,) = read_files([File("a.md", f"+++\n{front}\n+++\nChiuso.")], language=None, default="en").entries
    content = entry.content
    assert (content.title, content.status, content.language, content.body) == ("Orari", "draft", "it", "Chiuso.")
    assert content.valid_until
    assert content.valid_until.isoformat() == "2027-01-01T00:00:00+00:00"
    assert read("a.md", "+++\ntitle: Orari\n+++\nChiuso.") == (
        [],
        ["a.md: Between the +++ marks belongs TOML, like `title = 'Opening hours'`."],
    )


@pytest.mark.parametrize(
    ("written", "until"),
    [
        ("31.12.2026", "2027-01-01"),
        ("1.2.2026", "2026-02-02"),
        ("31/12/2026", "2027-01-01"),
        ("2/2/2026", "2026-02-03"),
        ("1/2/2026", None),  # the first of February, or the second of January
        ("12/31/2026", None),
        ("31.2.2026", None),
    ],
)
def test_days_are_read_as_spreadsheets_write_them(written: str, until: str | None) -> None:
    reading = read_files(
        [File("faq.csv", f"Frage;Antwort;gültig bis\nHunde?;Ja.;{written}\n")], language="de", default="de"
    )
    found = [str(one.content.valid_until)[:10] for one in reading.entries]
    assert found == ([until] if until else [])
    assert [one.code for one in reading.skipped] == ([] if until else ["no_day"])


@pytest.mark.parametrize(
    ("said", "status"),
    [
        *((said, "draft") for said in ("status: draft", "status: Bozza", "status: unpublished", "draft: true")),
        *((said, "draft") for said in ("published: false", "draft: false\nstatus: entwurf", "draft: on")),
        *((said, "published") for said in ("status: published", "draft: no", "published: 2026-01-01", "status:")),
        *((said, None) for said in ("status: drat", "status: secret", "status: false", "draft: perhaps")),
        *((said, None) for said in ("staus: draft", "valid_util: 2020-01-01", "drat: yes")),
    ],
)
def test_nothing_is_published_by_a_slip_of_the_pen(said: str, status: str | None) -> None:
    name, value = said.splitlines()[-1].split(":", 1)
    files = [
        File("page.md", f"---\n{said}\nlayout: default\npublished_at: 2024-05-01\n---\nClosed."),
        File("faq.yaml", f"- question: Open?\n  answer: Closed.\n  {said.replace(chr(10), chr(10) + '  ')}\n"),
        File("faq.csv", f"question,answer,{name},tags\nOpen?,Closed.,{value},a\n"),
    ]
    for file in files:
        reading = read_files([file], language="en", default="en")
        assert [one.content.status for one in reading.entries] == ([status] if status else []), file.name
        assert [one.code for one in reading.skipped] == (
            [] if status else ["field_mistaken" if name in {"staus", "valid_util", "drat"} else "status_unknown"]
        )
