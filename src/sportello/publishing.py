"""Commands for assistants: which there are, each as a file, and going live."""

import json
from asyncio import to_thread
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from sportello.operating import on_database, within

if TYPE_CHECKING:
    from uuid import UUID

    from sqlalchemy.ext.asyncio import AsyncSession

    from sportello.core.resources import Resources

assistants = typer.Typer(
    help="Assistants: which there are, as files, going live.", no_args_is_help=True, rich_markup_mode=None
)
_OPERATOR = "operator"

Slug = Annotated[str, typer.Argument(help="The workspace's address, like winter-lights", show_default=False)]
Called = Annotated[
    str,
    typer.Option("--assistant", help="Its name or id, as `list` has it; default: the one that answers all"),
]


@assistants.command("list")
def list_(workspace: Slug) -> None:
    """List a workspace's assistants, the default one first."""
    from sportello import answering  # noqa: PLC0415 - as in cli.py

    async def use(resources: "Resources") -> None:
        async with within(resources, workspace) as (session, _):
            found = await answering.list_assistants(session)
        for one in found:
            live = f"version {one.live} is live" if one.live or one.is_default else "never went live"
            marks = [live, *(["default"] if one.is_default else []), *(["has a draft"] if one.edited else [])]
            typer.echo("  ".join([str(one.id), one.name, ", ".join(marks)]))

    on_database(use)


@assistants.command("export")
def export(
    workspace: Slug,
    file: Annotated[Path | None, typer.Argument(help="Where to; none: to the output", show_default=False)] = None,
    *,
    assistant: Called = "default",
    draft: Annotated[bool, typer.Option("--draft", help="As it is being edited, not as it is live")] = False,
) -> None:
    """Write an assistant as a JSON file, without keys."""
    from sportello import answering  # noqa: PLC0415 - as in cli.py

    async def use(resources: "Resources") -> None:
        async with within(resources, workspace) as (session, workspace_id):
            content = await answering.content_of(
                session,
                workspace_id=workspace_id,
                which="draft" if draft else "live",
                assistant_id=await _named(session, assistant),
            )
            written = json.dumps(await answering.write_file(session, content), ensure_ascii=False, indent=2)
        if file is None:
            typer.echo(written)
        else:
            await to_thread(file.write_text, f"{written}\n", encoding="utf-8")

    on_database(use)


@assistants.command("import")
def import_(
    workspace: Slug,
    file: Annotated[Path, typer.Argument(help="What `assistant export` wrote", show_default=False)],
    *,
    name: Annotated[str | None, typer.Option(help="Unset: as the file has it", show_default=False)] = None,
) -> None:
    """Make another assistant from a file. It is a draft: `assistant publish` has it go live."""
    from sportello import answering  # noqa: PLC0415 - as in cli.py

    async def use(resources: "Resources") -> None:
        written = await to_thread(file.read_text, encoding="utf-8")
        async with within(resources, workspace) as (session, workspace_id):
            brought = await answering.read_file(session, written)
            made = await answering.create_assistant(
                session,
                workspace_id=workspace_id,
                name=name or brought.content["name"],
                content=brought.content,
                actor=_OPERATOR,
            )
        typer.echo(f"{made.name} is a draft: {made.id}")
        for model in brought.missing:
            typer.echo(f"Left out, for there is no key: {model}. `sportello llm add-key` stores one.")

    on_database(use)


@assistants.command("publish")
def publish(
    workspace: Slug,
    *,
    note: Annotated[str, typer.Option(help="Why, for whoever reads the versions later", show_default=False)],
    assistant: Called = "default",
    anyway: Annotated[bool, typer.Option("--anyway", help="Although scenarios fail that pass now")] = False,
) -> None:
    """Try the scenarios on an assistant's draft, and go live with it where none breaks."""
    from sportello import answering, templates  # noqa: PLC0415 - as in cli.py

    async def use(resources: "Resources") -> None:
        async with within(resources, workspace) as (session, workspace_id):
            assistant_id = await _named(session, assistant)
            scenarios = await templates.scenarios_for(session, workspace_id=workspace_id)
            run = scenarios and await answering.ask_rehearsal(
                session, workspace_id=workspace_id, scenarios=scenarios, assistant_id=assistant_id
            )
        if run:
            await answering.carry_out_run(
                resources.database, workspace_id=workspace_id, run_id=run.id, meanings=resources.meanings
            )
        async with within(resources, workspace) as (session, workspace_id):
            version = await answering.go_live(
                session,
                workspace_id=workspace_id,
                assistant_id=assistant_id,
                note=note,
                scenarios=scenarios,
                anyway=anyway,
                actor=_OPERATOR,
            )
        typer.echo(f"Version {version.number} is live.")

    on_database(use)


@assistants.command("discard")
def discard(workspace: Slug, *, assistant: Called = "default") -> None:
    """Give up what is drafted of an assistant: it begins again from what is live."""
    from sportello import answering  # noqa: PLC0415 - as in cli.py

    async def use(resources: "Resources") -> None:
        async with within(resources, workspace) as (session, workspace_id):
            assistant_id = await _named(session, assistant)
            found = await answering.get_assistant(session, workspace_id=workspace_id, assistant_id=assistant_id)
            if not found.edited:
                raise answering.NothingNew("There is no draft to give up.")
            await answering.discard_draft(
                session, workspace_id=workspace_id, assistant_id=assistant_id, actor=_OPERATOR
            )
        typer.echo("The draft is gone: it begins again from what is live.")

    on_database(use)


async def _named(session: "AsyncSession", wanted: str) -> "UUID | None":
    """The assistant of that name or id; None: the default."""
    from sportello import answering  # noqa: PLC0415 - as in cli.py
    from sportello.core.errors import Invalid  # noqa: PLC0415 - as in cli.py

    if wanted == "default":
        return None
    found = [one for one in await answering.list_assistants(session) if wanted in {one.name, str(one.id)}]
    if not found:
        raise answering.AssistantNotFound(f"None is called {wanted}: `sportello assistant list` lists them.")
    if len(found) > 1:
        raise Invalid(f"Several are called {wanted}: name one by its id, {found[0].id}.")
    return found[0].id
