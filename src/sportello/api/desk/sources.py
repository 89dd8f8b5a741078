"""Where knowledge comes from: sources, the files handed in for them, and the imports that read them."""

from dataclasses import replace
from datetime import datetime
from typing import Annotated, Any, Literal
from unicodedata import category
from uuid import UUID

from fastapi import APIRouter, File as Part, Query, UploadFile

from sportello import knowledge
from sportello.api.deps import CurrentMember, Transaction, require
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
from sportello.api.problems import Malformed, refusals
from sportello.api.shapes import BadCursor, Page, read_cursor, whole, write_cursor
from sportello.core.errors import Forbidden, NotFound, TooManyRequests, Unauthorized
from sportello.core.http import FetchRefused
from sportello.knowledge import (
    Did,
    File,
    ImportNotFound,
    ImportRunning,
    NothingToImport,
    Schedule,
    SourceIdReused,
    SourceInvalid,
    SourceNameTaken,
    SourceNotFound,
    SourceSettings,
)

router = APIRouter(
    prefix="/workspaces/{workspace}/knowledge/sources",
    tags=["sources"],
    dependencies=[require("agent")],
    responses=refusals(Unauthorized, Forbidden, NotFound, TooManyRequests),
)
_WRITER = require("supervisor")
_LONGEST_NAME = 300

Uploads = Annotated[list[UploadFile], Part(description="One part a file", examples=[["faq.csv"]])]


@router.get("")
async def list_all(session: Transaction) -> Page[Source]:
    """All sources, by name, with their newest import."""
    return whole([Source.of(line) for line in await knowledge.list_sources(session)])


@router.post(
    "",
    status_code=201,
    dependencies=[_WRITER],
    responses=refusals(SourceInvalid, FetchRefused, SourceNameTaken, SourceIdReused, Malformed),
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
    await knowledge.create_source(session, source_id=body.id, kind=body.kind, settings=settings, actor=member)
    if body.text is not None:
        await knowledge.hand_in(session, source_id=body.id, files=[File(knowledge.TEXT, body.text)])
    return await _read(session, body.id)


@router.get("/{source_id}", responses=refusals(SourceNotFound))
async def read(source_id: UUID, session: Transaction) -> Source:
    """One source."""
    return await _read(session, source_id)


@router.patch(
    "/{source_id}",
    dependencies=[_WRITER],
    responses=refusals(SourceNotFound, SourceInvalid, FetchRefused, SourceNameTaken, Malformed),
)
async def update(source_id: UUID, body: SourceChanges, member: CurrentMember, session: Transaction) -> Source:
    """Change a source; what it reads from now on, and when."""
    line = await knowledge.get_source(session, source_id=source_id)
    given: dict[str, Any] = {name: getattr(body, name) for name in body.model_fields_set}
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
    source_id: UUID,
    member: CurrentMember,
    session: Transaction,
    articles: Annotated[
        Literal["remove", "keep"], Query(description="Its articles go with it, or stay as the desk's own")
    ],
) -> None:
    """Remove a source, saying what becomes of its articles."""
    await knowledge.delete_source(session, source_id=source_id, with_articles=articles == "remove", actor=member)


@router.get("/{source_id}/files", responses=refusals(SourceNotFound, BadCursor))
async def files(
    source_id: UUID,
    session: Transaction,
    cursor: Annotated[str | None, Query(max_length=3_000)] = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> Page[SourceFile]:
    """The files or pages of a source, by name, and what became of each."""
    await knowledge.get_source(session, source_id=source_id)
    after = read_cursor(cursor, 1)[0] if cursor else None
    found = await knowledge.list_items(session, source_id=source_id, after=after, limit=limit + 1)
    items = [SourceFile.model_validate(line, from_attributes=True) for line in found[:limit]]
    return Page(items=items, next_cursor=write_cursor(items[-1].name) if len(found) > limit else None)


@router.post(
    "/{source_id}/files",
    dependencies=[_WRITER],
    responses=refusals(SourceNotFound, SourceInvalid, ImportRunning, Malformed),
)
async def hand_in(source_id: UUID, files: Uploads, session: Transaction) -> Source:
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
    responses=refusals(SourceNotFound, SourceInvalid, ImportRunning, Malformed),
)
async def hand_in_text(source_id: UUID, body: SourceText, session: Transaction) -> Source:
    """Hand in the text of a text source for the next import."""
    await knowledge.hand_in(session, source_id=source_id, files=[File(knowledge.TEXT, body.text)])
    return await _read(session, source_id)


@router.get("/{source_id}/imports", responses=refusals(SourceNotFound, BadCursor))
async def imports(
    source_id: UUID,
    session: Transaction,
    cursor: Annotated[str | None, Query(max_length=300)] = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 20,
) -> Page[Import]:
    """The imports of a source, the newest first."""
    await knowledge.get_source(session, source_id=source_id)
    before = _position(cursor) if cursor else None
    found = await knowledge.list_imports(session, source_id=source_id, before=before, limit=limit + 1)
    items = [Import.of(line) for line in found[:limit]]
    last = items[-1] if len(found) > limit else None
    return Page(items=items, next_cursor=write_cursor(last.created_at.isoformat(), str(last.id)) if last else None)


@router.post(
    "/{source_id}/imports",
    status_code=202,
    dependencies=[_WRITER],
    responses=refusals(SourceNotFound, ImportRunning, SourceIdReused, NothingToImport, Malformed),
)
async def begin(source_id: UUID, body: NewImport, member: CurrentMember, session: Transaction) -> Import:
    """Begin an import. Follow it by `GET`, or by the `import` events of the workspace's stream."""
    await knowledge.begin_import(
        session, source_id=source_id, run_id=body.id, user_id=member.user_id, complete=body.complete
    )
    return Import.of(await knowledge.get_import(session, source_id=source_id, run_id=body.id))


@router.get("/{source_id}/imports/{import_id}", responses=refusals(ImportNotFound))
async def report(source_id: UUID, import_id: UUID, session: Transaction) -> ImportDetail:
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
    source_id: UUID,
    import_id: UUID,
    session: Transaction,
    *,
    did: Annotated[Did | None, Query(description="Only what it did this to")] = None,
    query: Annotated[str, Query(max_length=200, description="Only titles that hold this")] = "",
    cursor: Annotated[str | None, Query(max_length=300)] = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> Page[ImportChange]:
    """The articles an import has added, changed and removed, in the order it did."""
    await knowledge.get_import(session, source_id=source_id, run_id=import_id)
    after = _id(read_cursor(cursor, 1)[0]) if cursor else None
    found = await knowledge.list_changes(
        session, run_id=import_id, did=did, query=query.strip(), after=after, limit=limit + 1
    )
    items = [ImportChange.of(line) for line in found[:limit]]
    return Page(items=items, next_cursor=write_cursor(str(items[-1].id)) if len(found) > limit else None)


@router.post("/{source_id}/imports/{import_id}/cancel", dependencies=[_WRITER], responses=refusals(ImportNotFound))
async def cancel(source_id: UUID, import_id: UUID, session: Transaction) -> Import:
    """Stop an import. What it has written stays; what it has not read stays as it was."""
    await knowledge.cancel_import(session, source_id=source_id, run_id=import_id)
    return Import.of(await knowledge.get_import(session, source_id=source_id, run_id=import_id))


async def _read(session: Transaction, source_id: UUID) -> Source:
    return Source.of(await knowledge.get_source(session, source_id=source_id))


def _position(cursor: str) -> tuple[datetime, UUID]:
    at, run_id = read_cursor(cursor, 2)
    try:
        return datetime.fromisoformat(at), UUID(run_id)
    except ValueError:
        raise BadCursor from None


def _id(position: str) -> UUID:
    try:
        return UUID(position)
    except ValueError:
        raise BadCursor from None
