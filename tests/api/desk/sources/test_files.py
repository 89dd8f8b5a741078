"""Files and texts: handed in, read by jobs, reported; what cannot be read harms only itself."""

from sportello.core.ids import new_id
from sportello.core.resources import Resources
from tests.api.conftest import Desk
from tests.api.desk.sources.sourcing import (
    BASE,
    HOURS,
    PARKING,
    SOURCES,
    begun,
    counts,
    handed_in,
    imported,
    made,
    removed,
    titles,
)
from tests.jobs import work
from tests.knowledge.paper import Text, docx, paragraph, pdf, zipped


async def test_files_are_handed_in_read_and_forgotten(supervisor: Desk, resources: Resources) -> None:
    source = await made(supervisor, language="it")
    await handed_in(supervisor, source, hours__md=HOURS, faq__csv="question,answer\nParking?,Free.\nDogs?,\n")
    waiting = (await supervisor.get(f"{source}/files")).json()["items"]
    assert [(one["name"], one["waiting"], one["outcome"]) for one in waiting] == [
        ("faq.csv", True, None),
        ("hours.md", True, None),
    ]

    report = await imported(supervisor, resources, source)
    assert (report["state"], report["reason"], report["current"]) == ("done", None, None)
    assert counts(report) == {"found": 2, "read": 2, "added": 2, "skipped": 1}
    assert report["skipped_items"] == [
        {
            "item": "faq.csv:3",
            "reason": "'Dogs?' has no answer: fill in `answer` (risposta, Antwort)",
            "code": "no_answer_given",
            "params": {"question": "'Dogs?'"},
        }
    ]
    assert report["begun_by"] == "person"
    assert report["begun_by_name"] == "Sara"
    assert await titles(supervisor) == {"Orari", "Parking?"}
    kept = (await supervisor.get(f"{source}/files")).json()["items"]
    assert [(one["waiting"], one["outcome"]) for one in kept] == [(False, "read"), (False, "read")]
    shown = (await supervisor.get(source)).json()
    assert shown["articles"] == 2
    assert shown["last_import"] == {name: report[name] for name in shown["last_import"]}


async def test_every_format_becomes_articles(supervisor: Desk, resources: Resources) -> None:
    source = await made(supervisor, language="it")
    dogs = '[{"id": "dogs", "question": "Cani?", "answer": "Sì."}]'
    await handed_in(
        supervisor,
        source,
        hours__md=HOURS,
        parking__html=f"<html><body><main><h1>Parcheggio</h1><p>{PARKING}</p></main></body></html>",
        rules__pdf=pdf([Text("Regolamento", 780, size=20, bold=True), Text("Non si corre nei corridoi.", 740)]),
        menu__docx=docx(paragraph("Menù", style="H1") + paragraph("La zuppa costa sette euro.")),
        faq__csv="domanda,risposta\nBiglietti?,Alla cassa.\n",
        cats__yaml="- {id: cats, question: 'Gatti?', answer: 'No.'}\n",
        dogs__json=dogs,
    )
    report = await imported(supervisor, resources, source)
    assert counts(report) == {"found": 7, "read": 7, "added": 7}, report["skipped_items"]
    assert {title.casefold() for title in await titles(supervisor)} == {
        *("orari", "parcheggio", "regolamento", "menù", "biglietti?", "gatti?", "cani?")
    }


async def test_a_long_list_is_read_in_one_file(supervisor: Desk, resources: Resources) -> None:
    rows = "".join(f"Question {n} about parking?,{'Free of charge. ' * 20}\n" for n in range(300))
    source = await made(supervisor, language="en")
    await handed_in(supervisor, source, faq__csv="question,answer\n" + rows)
    assert counts(await imported(supervisor, resources, source)) == {"found": 1, "read": 1, "added": 300}


async def test_a_file_that_lost_an_entry_to_another_gives_it_its_id(supervisor: Desk, resources: Resources) -> None:
    row = "- {id: dogs, language: it, question: Cani?, answer: Sì.}\n"
    cats = "- {id: cats, language: it, question: Gatti?, answer: No.}\n"
    source = await made(supervisor)
    await handed_in(supervisor, source, a__yaml=row + cats)
    await imported(supervisor, resources, source)
    ids = {item["title"]: item["id"] for item in (await supervisor.get(f"{BASE}/articles")).json()["items"]}

    await handed_in(supervisor, source, a__yaml=cats, b__yaml=row)
    report = await imported(supervisor, resources, source)
    assert counts(report) == {"found": 2, "read": 2, "unchanged": 2}
    after = {item["title"]: item["id"] for item in (await supervisor.get(f"{BASE}/articles")).json()["items"]}
    assert after == ids

    await handed_in(supervisor, source, a__yaml=cats + row, b__yaml=row)
    twice = await imported(supervisor, resources, source)
    assert counts(twice) == {"found": 2, "read": 2, "unchanged": 2, "skipped": 1}
    assert "used twice" in twice["skipped_items"][0]["reason"]


async def test_an_id_whose_language_another_file_goes_on_with_goes_there(
    supervisor: Desk, resources: Resources
) -> None:
    italian = "- {id: dogs, language: it, question: Cani?, answer: Sì.}\n"
    english = "- {id: dogs, language: en, question: Dogs?, answer: Yes.}\n"
    source = await made(supervisor)
    await handed_in(supervisor, source, a__yaml=italian)
    await imported(supervisor, resources, source)
    (before,) = (await supervisor.get(f"{BASE}/articles")).json()["items"]
    await handed_in(supervisor, source, a__yaml=english, b__yaml=italian)
    report = await imported(supervisor, resources, source)
    assert counts(report) == {"found": 2, "read": 2, "added": 1, "unchanged": 1}
    after = (await supervisor.get(f"{BASE}/articles/{before['id']}")).json()
    assert (after["language"], after["slug"]) == ("it", before["slug"])

    await handed_in(supervisor, source, a__yaml=english.replace("en", "de"), b__yaml=italian)
    assert counts(await imported(supervisor, resources, source)) == {
        "found": 2,
        "read": 2,
        "changed": 1,
        "unchanged": 1,
    }


async def test_a_language_that_vanished_is_told_as_such(supervisor: Desk, resources: Resources) -> None:
    dogs = "- {id: dogs, language: it, question: Cani?, answer: Sì.}\n"
    translated = "- {id: dogs, language: en, question: Dogs?, answer: Yes.}\n"
    cats = "- {id: cats, language: it, question: Gatti?, answer: No.}\n"
    source = await made(supervisor)
    await handed_in(supervisor, source, a__yaml=dogs + translated + cats)
    assert counts(await imported(supervisor, resources, source)) == {"found": 1, "read": 1, "added": 3}
    await handed_in(supervisor, source, a__yaml=dogs)
    report = await imported(supervisor, resources, source)
    assert counts(report) == {"found": 1, "read": 1, "removed": 2, "unchanged": 1}
    assert await removed(supervisor, report, source) == {"Dogs?": ("left_language", {}), "Gatti?": ("left_item", {})}


async def test_what_vanished_is_removed_unless_the_files_are_only_some(supervisor: Desk, resources: Resources) -> None:
    source = await made(supervisor)
    await handed_in(supervisor, source, hours__md=HOURS, parking__md=PARKING)
    await imported(supervisor, resources, source)

    await handed_in(supervisor, source, dogs__md="# Cani\n\nAl guinzaglio.")
    assert counts(await imported(supervisor, resources, source, complete=False))["added"] == 1
    assert await titles(supervisor) == {"Orari", "Parcheggio", "Cani"}

    await handed_in(supervisor, source, hours__md=HOURS)
    assert counts(await imported(supervisor, resources, source)) == {
        "found": 1,
        "read": 1,
        "removed": 2,
        "unchanged": 1,
    }
    assert await titles(supervisor) == {"Orari"}


async def test_files_keep_their_names_however_odd(supervisor: Desk, resources: Resources) -> None:
    source = await made(supervisor)
    odd = ("../../etc/passwd.md", "👩\u200d👧 bimbi.md", "\u202eשעה\u202c.md", " a  b .md", "...md")
    for name in odd:
        answer = await supervisor.post(f"{source}/files", files=[("files", (name, HOURS))])
        assert answer.status_code == 200, answer.text
    report = await imported(supervisor, resources, source)
    assert counts(report) == {"found": 5, "read": 5, "added": 5}
    assert {item["name"] for item in (await supervisor.get(f"{source}/files")).json()["items"]} == set(odd)
    other = await made(supervisor, name="the same once more")
    await handed_in(supervisor, other, **{"...md": HOURS})
    assert counts(await imported(supervisor, resources, other))["added"] == 1, "sources keep apart what is called alike"
    answer = await supervisor.post(f"{source}/files", files=[("files", ("x" * 500 + ".md", HOURS))])
    assert (answer.status_code, answer.json()["code"]) == (400, "source_invalid")


async def test_what_cannot_be_read_fails_alone_and_removes_nothing(supervisor: Desk, resources: Resources) -> None:
    source = await made(supervisor)
    await handed_in(supervisor, source, hours__md=HOURS, manual__md=PARKING)
    await imported(supervisor, resources, source)
    await handed_in(supervisor, source, hours__md=HOURS, manual__md=b"\xff\xfe\x00", plan__pdf=b"%PDF-1.4 nonsense")
    report = await imported(supervisor, resources, source)

    assert (report["state"], counts(report)) == ("done", {"found": 3, "read": 1, "unchanged": 1, "skipped": 2})
    assert [one["item"] for one in report["skipped_items"]] == ["manual.md", "plan.pdf"]
    assert await titles(supervisor) == {"Orari", "Parcheggio"}

    await handed_in(supervisor, source, plan__pdf=b"%PDF-1.4 nonsense")
    failed = await imported(supervisor, resources, source)
    assert failed["state"] == "failed"
    assert failed["reason"] == failed["skipped_items"][0]["reason"]
    assert await titles(supervisor) == {"Orari", "Parcheggio"}


async def test_what_no_database_keeps_is_named_and_fails_alone(supervisor: Desk, resources: Resources) -> None:
    source = await made(supervisor)
    escaped = '[{"question": "Gatti%s?", "answer": "Sì."}]'
    await handed_in(
        supervisor,
        source,
        a__csv="question,answer\nCani\0?,Sì.\0\n",
        b__json=escaped % "\\u0000",
        c__json=escaped % "\\ud800",
        d__json='[{"question": "Quanti?", "answer": %s}]' % ("9" * 5_000),
        e__yaml='- question: "Quanti\\0?"\n  answer: Tre.\n',
        f__md="# Orari\n\nChiuso.\0\n",
        g__json=escaped % " \\\\u0000",
        hours__md=HOURS,
        z__yaml='facts: 1\npolicies: [{id: dogs, name: {it: "cani\\0"}, answer: {it: Sì}}]\n',
    )
    report = await imported(supervisor, resources, source)
    assert [(one["item"], one["code"]) for one in report["skipped_items"]] == [
        *(("a.csv:2", "nul"), ("b.json#1", "nul"), ("c.json#1", "nul"), ("d.json#1", "json_number")),
        ("e.yaml#1", "nul"),
        *(("f.md", "nul"), ("z.yaml", "yaml_nul")),
    ]
    assert (report["state"], report["read"]) == ("done", 2)
    assert await titles(supervisor) == {"Orari", "Gatti \\u0000?"}


async def test_a_language_that_does_not_exist_is_refused_and_known_ones_are_named(
    supervisor: Desk, resources: Resources
) -> None:
    body = {"id": str(new_id()), "kind": "files", "name": "handbook", "language": "xx"}
    refused = await supervisor.post(SOURCES, json=body)
    assert (refused.status_code, refused.json()["code"]) == (400, "source_invalid")
    assert "No language is called 'xx': write its two letters, like it, en, de" in refused.json()["detail"]
    article = {"kind": "article", "title": "Orari", "language": "xx", "body": "Dalle 17."}
    refused = await supervisor.post(f"{BASE}/articles", json={**article, "status": "draft"})
    assert "like it, en, de" in refused.json()["detail"]

    source = await made(supervisor)
    page = "<html lang=xx><main><h1>Orari</h1><p>Siamo aperti dalle 17 alle 22, il museo chiude il lunedì.</p></main>"
    faq = 'question,answer\n"Cani?,Sì\nGatti?,No\n'
    await handed_in(supervisor, source, a__md=f"---\nlang: xx\n---\n{HOURS}", b__html=page, c__csv=faq)
    report = await imported(supervisor, resources, source)
    assert [(one["item"], one["code"]) for one in report["skipped_items"]] == [
        ("a.md: Orari", "language"),
        ("c.csv:2", "quote_open"),
    ]
    assert await titles(supervisor) == {"Orari"}, "a page may err about itself, for its text tells"


async def test_a_bomb_fails_alone_and_the_next_import_is_read(supervisor: Desk, resources: Resources) -> None:
    bomb, fine = await made(supervisor, name="bomb"), await made(supervisor, name="fine")
    await handed_in(supervisor, bomb, a__docx=zipped({"word/document.xml": bytes(70_000_000)}), hours__md=HOURS)
    await handed_in(supervisor, fine, parking__md=PARKING)
    runs = [await begun(supervisor, bomb), await begun(supervisor, fine)]
    await work(resources)

    hurt, well = [(await supervisor.get(run)).json() for run in runs]
    assert (hurt["state"], counts(hurt)) == ("done", {"found": 2, "read": 1, "added": 1, "skipped": 1})
    (skipped,) = hurt["skipped_items"]
    assert skipped["item"] == "a.docx"
    assert "MB" in skipped["reason"]
    assert (well["state"], counts(well)) == ("done", {"found": 1, "read": 1, "added": 1})


async def test_what_says_nearly_the_same_is_shown_and_kept(supervisor: Desk, resources: Resources) -> None:
    text = "Il parcheggio dietro il teatro è gratuito per due ore, poi costa cinque euro al giorno, festivi compresi."
    source = await made(supervisor, language="it")
    await handed_in(supervisor, source, a__md=f"# Parcheggio\n\n{text}", b__md=f"# Parcheggi\n\n{text}", c__md=HOURS)
    report = await imported(supervisor, resources, source)

    assert report["added"] == 3
    (pair,) = report["duplicates"]
    assert {pair["article"]["title"], pair["other"]["title"]} == {"Parcheggio", "Parcheggi"}
    assert pair["share"] > 0.8
    (twin,) = (await supervisor.get(f"{BASE}/articles/{pair['article']['id']}/duplicates")).json()["items"]
    assert twin["other"] == pair["other"]

    await supervisor.delete(f"{BASE}/articles/{pair['other']['id']}")
    run = f"{source}/imports/{report['id']}"
    assert (await supervisor.get(run)).json()["duplicates"] == [], "half of a pair is none"


async def test_a_scope_is_handed_on_to_the_articles(supervisor: Desk, resources: Resources) -> None:
    (assistant,) = (await supervisor.get("/workspaces/lumina/assistants")).json()["items"]
    mine = assistant["id"]
    source = await made(supervisor, assistants=[mine])
    await handed_in(supervisor, source, hours__md=HOURS)
    await imported(supervisor, resources, source)
    assert [item["assistants"] for item in (await supervisor.get(f"{BASE}/articles")).json()["items"]] == [[mine]]

    await supervisor.patch(source, json={"name": "Hours", "assistants": None})
    (item,) = (await supervisor.get(f"{BASE}/articles")).json()["items"]
    assert item["assistants"] is None
    await supervisor.patch(source, json={"assistants": [mine]})
    (item,) = (await supervisor.get(f"{BASE}/articles")).json()["items"]
    assert item["assistants"] == [mine]
    await supervisor.patch(source, json={"assistants": None})
    (item,) = (await supervisor.get(f"{BASE}/articles")).json()["items"]
    assert item["assistants"] is None


async def test_a_text_is_imported_and_replaced(supervisor: Desk, resources: Resources) -> None:
    source = await made(supervisor, "text", "FAQ Torino", text="Il museo apre alle 9.", language="it")
    await imported(supervisor, resources, source)
    (item,) = (await supervisor.get(f"{BASE}/articles")).json()["items"]
    assert (item["title"], item["source_name"]) == ("FAQ Torino", "FAQ Torino")

    assert (await supervisor.put(f"{source}/text", json={"text": "Il museo apre alle 10."})).status_code == 200
    assert counts(await imported(supervisor, resources, source)) == {"found": 1, "read": 1, "changed": 1}
    assert "alle 10" in (await supervisor.get(f"{BASE}/articles/{item['id']}")).json()["body"]


async def test_uploads_are_bounded(supervisor: Desk) -> None:
    source = await made(supervisor)
    many = [("files", (f"{number}.md", b"x")) for number in range(1_001)]
    refused = await supervisor.post(f"{source}/files", files=many)
    assert (refused.status_code, refused.json()["code"]) == (422, "malformed")
    assert "1000" in refused.json()["detail"]
    large = [("files", ("large.pdf", bytes(33 * 1024 * 1024)))]
    assert (await supervisor.post(f"{source}/files", files=large)).json()["code"] == "body_too_large"
    longest = [("files", ("x" * 300 + ".md", b"x"))]
    assert (await supervisor.post(f"{source}/files", files=longest)).json()["code"] == "source_invalid"
    field = b'--x\r\nContent-Disposition: form-data; name="files"\r\n\r\n' + bytes(2 * 1024 * 1024) + b"\r\n--x--\r\n"
    headers = {"Content-Type": "multipart/form-data; boundary=x"}
    assert (await supervisor.post(f"{source}/files", content=field, headers=headers)).status_code == 422
    assert (await supervisor.get(f"{source}/files")).json()["items"] == []
    single = [("files", ("single.pdf", bytes(21 * 1024 * 1024)))]
    assert (await supervisor.post(f"{source}/files", files=single)).is_success, "its import tells that it is too large"
