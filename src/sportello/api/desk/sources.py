"""Where knowledge comes from: sources, the files handed in for them, and the imports that read them."""

from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import Annotated, Any, Literal
from unicodedata import category
from uuid import UUID

from fastapi import File as Part, Query, UploadFile

from sportello import knowledge
from sportello.api.deps import CurrentMember, Transaction, require
from sportello.api.desk.scopes import check_scope
from sportello.api.desk.source_shapes import (
    Duplicate,
    Import,
    ImportChange,
    ImportDetail,
    NewImport,
    NewSource,
    SkippedItem,
    Source,
    SourceChanges,
    SourceFile,
    SourceText,
    import_fields,
)
from sportello.api.paging import BadCursor, Cursor, Limit, Page, Whole, page_of, read_cursor
from sportello.api.parameters import ImportId, SourceId
from sportello.api.problems import refusals
from sportello.api.routing import Router
from sportello.api.versions import ChangedMeanwhile, Seen, unchanged
from sportello.core.http import FetchRefused
from sportello.core.ids import id_within
from sportello.knowledge import (
    Did,
    File,
    ImportNotFound,
    ImportRunning,
    NothingToImport,
    Schedule,
    SourceInvalid,
    SourceNameTaken,
    SourceNotFound,
    SourceSettings,
)

router = Router(
    prefix="/workspaces/{workspace}/knowledge/sources",
    tags=["sources"],
    dependencies=[require("agent")],
)
_WRITER = require("supervisor")
_LONGEST_NAME = 300

Uploads = Annotated[list[UploadFile], Part(description="One part a file", examples=[["faq.csv"]])]


@router.get("")
async def list_all(session: Transaction) -> Whole[Source]:
    """All sources, by name, with their newest import."""
    return Whole(items=[Source.of(line) for line in await knowledge.list_sources(session)])


@router.post(
    "",
    status_code=201,
    dependencies=[_WRITER],
    responses=refusals(SourceInvalid, FetchRefused, SourceNameTaken),
)
async def create(body: NewSource, member: CurrentMember, session: Transaction) -> Source:
    """Make a source. Then hand in its files, where it is of files, and begin an import."""
    settings = SourceSettings(
        name=body.name,
        url=body.url,
        path_prefix=body.path_prefix,
        page_cap=body.page_cap,
        language=body.language,
        assistants=None if body.assistants is None else tuple(body.assistants),
        schedule=Schedule(**body.schedule.model_dump()),
    )
    if (body.text is not None) != (body.kind == "text"):
        raise SourceInvalid("Give a text for a source of the kind text, and for no other.")
    await check_scope(session, body.assistants)
    source_id = id_within(member.workspace_id, body.id)
    await knowledge.create_source(session, source_id=source_id, kind=body.kind, settings=settings, actor=member)
    if body.text is not None:
        await knowledge.hand_in(session, source_id=source_id, files=[File(knowledge.TEXT, body.text)])
    return await _read(session, source_id)


@router.get("/{source_id}", responses=refusals(SourceNotFound))
async def read(source_id: SourceId, session: Transaction) -> Source:
    """One source."""
    return await _read(session, source_id)


@router.patch(
    "/{source_id}",
    dependencies=[_WRITER],
    responses=refusals(SourceNotFound, SourceInvalid, FetchRefused, SourceNameTaken, ChangedMeanwhile),
)
async def update(
    source_id: SourceId, body: SourceChanges, member: CurrentMember, session: Transaction, seen: Seen = None
) -> Source:
    """Change a source; what it reads from now on, and when."""
    stored = partial(_read, session, source_id)
    await unchanged(session, seen, stored, thing=f"source:{source_id}", action="source.changed")
    line = await knowledge.get_source(session, source_id=source_id)
    given: dict[str, Any] = {name: getattr(body, name) for name in body.model_fields_set}
    await check_scope(session, body.assistants)
    if given.get("assistants") is not None:
        given["assistants"] = tuple(given["assistants"])
    if body.schedule is not None:
        given["schedule"] = Schedule(**body.schedule.model_dump())
    required = {"name", "page_cap", "schedule"}
    changes = {name: value for name, value in given.items() if value is not None or name not in required}
    settings = replace(knowledge.settings_of(line.source), **changes)
    await knowledge.update_source(session, source_id=source_id, settings=settings, actor=member)
    return await _read(session, source_id)


@router.delete("/{source_id}", status_code=204, dependencies=[_WRITER], responses=refusals(SourceNotFound))
async def delete(
    source_id: SourceId,
    member: CurrentMember,
    session: Transaction,
    articles: Annotated[
        Literal["remove", "keep"],
        Query(description="Its articles go with it, or stay as the desk's own", examples=["keep"]),
    ],
) -> None:
    """Remove a source, saying what becomes of its articles."""
    await knowledge.delete_source(session, source_id=source_id, with_articles=articles == "remove", actor=member)


@router.get("/{source_id}/files", responses=refusals(SourceNotFound, BadCursor))
async def files(
    source_id: SourceId,
    session: Transaction,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Page[SourceFile]:
    """The files or pages of a source, by name, and what became of each."""
    after = read_cursor(cursor, str)
    await knowledge.get_source(session, source_id=source_id)
    found = await knowledge.list_items(session, source_id=source_id, after=after[0] if after else None, limit=limit + 1)
    return page_of(
        found,
        limit,
        shape=lambda line: SourceFile.model_validate(line, from_attributes=True),
        place=lambda line: (line.name,),
    )


@router.post(
    "/{source_id}/files",
    dependencies=[_WRITER],
    responses=refusals(SourceNotFound, SourceInvalid, ImportRunning),
)
async def hand_in(source_id: SourceId, files: Uploads, session: Transaction) -> Source:
    """Hand in files for the next import: Markdown, FAQ lists, HTML, PDF, DOCX. The same name again replaces one."""
    for file in files:
        name = (file.filename or "").replace("\\", "/").lstrip("/")
        if not name or len(name) > _LONGEST_NAME or any(category(letter) in {"Cc", "Cs"} for letter in name):
            raise SourceInvalid(
                f"Give each file a name of at most {_LONGEST_NAME} characters, and no line breaks in it."
            )
        await knowledge.hand_in(session, source_id=source_id, files=[File(name, await file.read())])
    return await _read(session, source_id)


@router.put(
    "/{source_id}/text",
    dependencies=[_WRITER],
    responses=refusals(SourceNotFound, SourceInvalid, ImportRunning),
)
async def hand_in_text(source_id: SourceId, body: SourceText, session: Transaction) -> Source:
    """Hand in the text of a text source for the next import."""
    await knowledge.hand_in(session, source_id=source_id, files=[File(knowledge.TEXT, body.text)])
    return await _read(session, source_id)


@router.get("/{source_id}/imports", responses=refusals(SourceNotFound, BadCursor))
async def imports(
    source_id: SourceId,
    session: Transaction,
    cursor: Cursor = None,
    limit: Limit = 20,
) -> Page[Import]:
    """The imports of a source, the newest first."""
    before = read_cursor(cursor, datetime, UUID)
    await knowledge.get_source(session, source_id=source_id)
    found = await knowledge.list_imports(session, source_id=source_id, before=before, limit=limit + 1)
    return page_of(found, limit, shape=Import.of, place=lambda line: (line.run.created_at, line.run.id))


@router.post(
    "/{source_id}/imports",
    status_code=202,
    dependencies=[_WRITER],
    responses=refusals(SourceNotFound, ImportRunning, NothingToImport),
)
async def begin(source_id: SourceId, body: NewImport, member: CurrentMember, session: Transaction) -> Import:
    """Begin an import. Follow it by `GET`, or by the `import` events of the workspace's stream."""
    run_id = id_within(source_id, body.id)
    await knowledge.begin_import(
        session, source_id=source_id, run_id=run_id, user_id=member.user_id, complete=body.complete
    )
    return Import.of(await knowledge.get_import(session, source_id=source_id, run_id=run_id))


@router.get("/{source_id}/imports/{import_id}", responses=refusals(ImportNotFound))
async def report(source_id: SourceId, import_id: ImportId, session: Transaction) -> ImportDetail:
    """One import: how far it is, what was left out and why, and what says nearly the same as something else."""
    line = await knowledge.get_import(session, source_id=source_id, run_id=import_id)
    pairs = await knowledge.duplicates_of_import(session, run=line.run)
    return ImportDetail(
        **import_fields(line),
        listed=line.run.listed,
        skipped_items=[SkippedItem.kept(one) for one in line.run.skipped_items],
        duplicates=[Duplicate.model_validate(pair, from_attributes=True) for pair in pairs],
    )


@router.get("/{source_id}/imports/{import_id}/changes", responses=refusals(ImportNotFound, BadCursor))
async def changes(
    source_id: SourceId,
    import_id: ImportId,
    session: Transaction,
    *,
    did: Annotated[Did | None, Query(description="Only what it did this to", examples=["changed"])] = None,
    query: Annotated[str, Query(max_length=200, description="Only titles that hold this", examples=["hours"])] = "",
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Page[ImportChange]:
    """The articles an import has added, changed and removed, in the order it did."""
    after = read_cursor(cursor, UUID)
    await knowledge.get_import(session, source_id=source_id, run_id=import_id)
    found = await knowledge.list_changes(
        session,
        run_id=import_id,
        did=did,
        query=query.strip(),
        after=after[0] if after else None,
        limit=limit + 1,
    )
    return page_of(found, limit, shape=ImportChange.of, place=lambda line: (line.change.id,))


@router.post("/{source_id}/imports/{import_id}/cancel", dependencies=[_WRITER], responses=refusals(ImportNotFound))
async def cancel(source_id: SourceId, import_id: ImportId, session: Transaction) -> Import:
    """Stop an import. What it has written stays; what it has not read stays as it was."""
    await knowledge.cancel_import(session, source_id=source_id, run_id=import_id)
    return Import.of(await knowledge.get_import(session, source_id=source_id, run_id=import_id))


async def _read(session: Transaction, source_id: UUID) -> Source:
    return Source.of(await knowledge.get_source(session, source_id=source_id))
