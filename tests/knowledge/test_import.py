"""Importing: what a source says is what is known of it, and nothing goes missing in silence."""

from uuid import UUID

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from sportello.knowledge import (
    Content,
    File,
    ImportInvalid,
    ImportReport,
    create_article,
    get_article,
    import_articles,
    list_articles,
    search,
    update_article,
)

HOURS = File(
    "hours.md", "---\nid: hours\ntitle: Orari\n---\nSiamo aperti dalle 17 alle 22, il museo chiude il lunedì.\n"
)
PARKING = File("parking.md", "# Parcheggio\n\nIl parcheggio costa 5 euro.\n")
FAQ = File("faq/it.yaml", "- id: dogs\n  question: Posso portare il cane?\n  answer: Sì, al guinzaglio.\n")


def counts(report: ImportReport) -> tuple[int, int, int, int]:
    return report.added, report.changed, report.removed, report.unchanged


async def found(session: AsyncSession, question: str) -> list[str]:
    return [hit.title for hit in await search(session, question=question, language="it")]


async def test_the_same_again_changes_nothing(session: AsyncSession, workspace: UUID) -> None:
    first = await import_articles(session, source="site", files=[HOURS, PARKING, FAQ])
    before = {a.id: a.updated_at for a in await list_articles(session)}
    again = await import_articles(session, source="site", files=[HOURS, PARKING, FAQ])

    assert counts(first) == (3, 0, 0, 0)
    assert counts(again) == (0, 0, 0, 3)
    assert {a.id: a.updated_at for a in await list_articles(session)} == before


async def test_a_change_is_made_in_place(session: AsyncSession, workspace: UUID) -> None:
    await import_articles(session, source="site", files=[HOURS])
    (before,) = await list_articles(session)
    moved = File("elsewhere/opening.md", str(HOURS.content).replace("Orari", "Apertura").replace("lunedì", "martedì"))
    report = await import_articles(session, source="site", files=[moved])
    (after,) = await list_articles(session)

    assert counts(report) == (0, 1, 0, 0)
    assert (after.id, after.slug, after.title) == (before.id, before.slug, "Apertura")
    assert await found(session, "martedì") == ["Apertura"]
    assert await found(session, "lunedì") == []


async def test_passages_and_wordings_that_stay_keep_their_ids(session: AsyncSession, workspace: UUID) -> None:
    content = Content(kind="faq", title="Cani", language="it", status="published", body="Sì.", questions=("A?", "B?"))
    made = await create_article(session, content=content)
    before = {w.text: w.id for w in made.wordings} | {p.anchor: p.id for p in made.passages}
    changed = Content(kind="faq", title="Cani", language="it", status="published", body="No.", questions=("B?", "C?"))
    await update_article(session, article_id=made.id, content=changed)
    made_id = made.id
    session.expunge_all()
    after = await get_article(session, article_id=made_id)

    assert [w.text for w in after.wordings] == ["B?", "C?"]
    assert after.wordings[0].id == before["B?"]
    assert {p.anchor: p.id for p in after.passages} == {"cani": before["cani"]}


async def test_what_vanished_from_the_source_is_removed_and_only_that(session: AsyncSession, workspace: UUID) -> None:
    await import_articles(session, source="site", files=[HOURS, PARKING])
    await import_articles(session, source="other", files=[FAQ])
    own = Content(kind="article", title="Propria", language="it", status="published", body="Scritta a mano.")
    await create_article(session, content=own)
    report = await import_articles(session, source="site", files=[HOURS])

    assert counts(report) == (0, 0, 1, 1)
    assert sorted(a.title for a in await list_articles(session)) == ["Orari", "Posso portare il cane?", "Propria"]
    assert await found(session, "parcheggio") == []


async def test_what_cannot_be_read_is_told_and_not_removed(session: AsyncSession, workspace: UUID) -> None:
    await import_articles(session, source="site", files=[HOURS, FAQ])
    broken = File("faq/it.yaml", "- question: [unfinished")
    picture = File("map.png", b"\x89PNG")
    report = await import_articles(session, source="site", files=[HOURS, broken, picture])

    assert counts(report) == (0, 0, 0, 1)
    assert [skipped.item for skipped in report.skipped] == ["faq/it.yaml", "map.png"]
    assert "line 2" in report.skipped[0].reason
    assert await found(session, "cane") == ["Posso portare il cane?"]


async def test_an_edit_in_the_desk_lives_until_the_source_changes(session: AsyncSession, workspace: UUID) -> None:
    await import_articles(session, source="site", files=[PARKING])
    (article,) = await list_articles(session)
    edited = Content(kind="article", title="Parcheggio", language="it", status="draft", body="Costa 6 euro.")
    await update_article(session, article_id=article.id, content=edited)

    assert counts(await import_articles(session, source="site", files=[PARKING])) == (0, 0, 0, 1)
    assert (await get_article(session, article_id=article.id)).body == "Costa 6 euro."

    newer = File("parking.md", "# Parcheggio\n\nIl parcheggio costa 7 euro.\n")
    assert counts(await import_articles(session, source="site", files=[newer])) == (0, 1, 0, 0)
    whole = await get_article(session, article_id=article.id)
    assert "7 euro" in whole.body
    assert whole.status == "draft", "what the desk took down is not put up again by a file that does not say so"


async def test_the_same_id_in_two_languages_is_two_articles(session: AsyncSession, workspace: UUID) -> None:
    english = File("faq/en.yaml", "- id: dogs\n  question: May I bring my dog?\n  answer: Yes.\n")
    report = await import_articles(session, source="site", files=[FAQ, english])

    assert report.added == 2
    assert {a.language for a in await list_articles(session)} == {"it", "en"}


async def test_a_file_that_changes_its_language_keeps_its_article(session: AsyncSession, workspace: UUID) -> None:
    for before, after in (
        (
            File("a.md", "# Orari\n\nAperti.\n"),
            File("a.md", "---\nlanguage: en\n---\n# Opening hours\n\nWe open at ten.\n"),
        ),
        (FAQ, File("faq/it.yaml", "- {id: dogs, language: en, question: May I bring my dog?, answer: Leashed.}\n")),
    ):
        await import_articles(session, source=before.name, files=[before])
        (old,) = [a for a in await list_articles(session) if a.language == "it"]
        kept = old.id, old.slug
        report = await import_articles(session, source=before.name, files=[after])
        new = await get_article(session, article_id=old.id)

        assert counts(report) == (0, 1, 0, 0)
        assert [(one.did, one.language) for one in report.changes] == [("changed", "en")]
        assert ((new.id, new.slug), new.language) == (kept, "en")
        hits = await search(session, question=new.title, language="en")
        assert new.id in {hit.article_id for hit in hits}
    rows = await session.execute(text("SELECT DISTINCT language FROM search_rows"))
    assert rows.scalars().all() == ["en"]


async def test_translations_stay_beside_each_other(session: AsyncSession, workspace: UUID) -> None:
    italian = "- {id: dogs, language: it, question: Cani?, answer: Sì.}\n"
    english = "- {id: dogs, language: en, question: Dogs?, answer: Yes.}\n"
    german = "- {id: dogs, language: de, question: Hunde?, answer: Ja.}\n"
    french = "- {id: dogs, language: fr, question: Chiens?, answer: Oui.}\n"
    await import_articles(session, source="site", files=[File("a.yaml", italian)])
    ids = {a.language: a.id for a in await list_articles(session)}
    assert counts(await import_articles(session, source="site", files=[File("a.yaml", italian + english)])) == (
        1,
        0,
        0,
        1,
    )
    ids |= {a.language: a.id for a in await list_articles(session) if a.language == "en"}
    assert {a.language: a.id for a in await list_articles(session)} == ids

    assert counts(await import_articles(session, source="site", files=[File("a.yaml", italian + german)])) == (
        0,
        1,
        0,
        1,
    )
    assert {a.language: a.id for a in await list_articles(session)} == {"it": ids["it"], "de": ids["en"]}

    both = await import_articles(session, source="site", files=[File("a.yaml", english + french)])
    assert counts(both) == (2, 0, 2, 0), "of two that vanished none is known to be the one"


async def test_an_id_that_goes_on_in_another_file_stays_there(session: AsyncSession, workspace: UUID) -> None:
    italian = "- {id: dogs, language: it, question: Cani?, answer: Sì.}\n"
    english = "- {id: dogs, language: en, question: Dogs?, answer: Yes.}\n"
    await import_articles(session, source="site", files=[File("a.yaml", italian)])
    (before,) = await list_articles(session)
    again = [File("a.yaml", english), File("b.yaml", italian)]
    assert counts(await import_articles(session, source="site", files=again)) == (1, 0, 0, 1)
    assert (await get_article(session, article_id=before.id)).language == "it"


async def test_of_a_file_read_in_part_only_a_change_of_all_of_it_counts(session: AsyncSession, workspace: UUID) -> None:
    row = "- {{id: {0}, language: {1}, question: {0}?, answer: {2}.}}\n"
    cats, broken = row.format("cats", "it", "No"), "- {id: birds, question: Birds?}\n"
    await import_articles(session, source="site", files=[File("a.yaml", row.format("dogs", "it", "Sì") + cats)])
    english = File("a.yaml", row.format("dogs", "en", "Yes") + broken)
    assert counts(await import_articles(session, source="site", files=[english])) == (0, 1, 0, 0)
    assert sorted(a.language for a in await list_articles(session)) == ["en", "it"]

    both = File("a.yaml", row.format("cats", "de", "Nein") + row.format("mice", "it", "No") + broken)
    assert counts(await import_articles(session, source="site", files=[both])) == (2, 0, 0, 0)
    assert len(await list_articles(session)) == 4


async def test_an_id_used_twice_is_told(session: AsyncSession, workspace: UUID) -> None:
    twice = File("faq/it.yaml", str(FAQ.content) + "- id: dogs\n  question: E il gatto?\n  answer: No.\n")
    report = await import_articles(session, source="site", files=[twice])

    assert report.added == 1
    assert "used twice" in report.skipped[0].reason


async def test_nothing_to_import_removes_nothing(session: AsyncSession, workspace: UUID) -> None:
    await import_articles(session, source="site", files=[HOURS])
    with pytest.raises(ImportInvalid):
        await import_articles(session, source="site", files=[])

    assert await found(session, "museo") == ["Orari"]


async def test_titles_that_are_alike_get_addresses_of_their_own(session: AsyncSession, workspace: UUID) -> None:
    files = [File(f"{n}.md", f"# Orari\n\nTesto {n}") for n in range(3)]
    await import_articles(session, source="site", files=files)

    assert sorted(a.slug for a in await list_articles(session)) == ["orari", "orari-2", "orari-3"]


async def test_totals_agree_with_the_rows_after_every_change(session: AsyncSession, workspace: UUID) -> None:
    await import_articles(session, source="site", files=[HOURS, PARKING, FAQ])
    await import_articles(session, source="site", files=[PARKING])
    kept = await session.execute(text("SELECT language, wording, rows, length FROM search_totals WHERE rows <> 0"))
    counted = await session.execute(
        text("SELECT language, wording_id IS NOT NULL, count(*), sum(length) FROM search_rows GROUP BY 1, 2")
    )

    assert sorted(map(tuple, kept)) == sorted(map(tuple, counted))


async def test_an_import_of_which_nothing_can_be_read_removes_nothing(session: AsyncSession, workspace: UUID) -> None:
    await import_articles(session, source="site", files=[HOURS, FAQ])
    report = await import_articles(session, source="site", files=[File("hours.docx", "x")])

    assert counts(report) == (0, 0, 0, 0)
    assert [one.item for one in report.skipped] == ["hours.docx"]
    assert len(await list_articles(session)) == 2
