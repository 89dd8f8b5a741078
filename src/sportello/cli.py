"""The command line. Each command loads what it needs when it runs, so that `--help` is there at once."""

import asyncio
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from sportello import connecting, developing, keeping, publishing
from sportello.operating import on_database, read, within

if TYPE_CHECKING:
    from sportello.core.resources import Resources

app = typer.Typer(
    name="sportello",
    help="Customer support: an assistant that answers from your own knowledge, and people who take over.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
user = typer.Typer(help="Logins of people who work here.", no_args_is_help=True, rich_markup_mode=None)
app.add_typer(user, name="user")
workspace_ = typer.Typer(help="Workspaces, one for each business.", no_args_is_help=True, rich_markup_mode=None)
app.add_typer(workspace_, name="workspace")
evaluate = typer.Typer(help="How good the answers are.", no_args_is_help=True, rich_markup_mode=None)
app.add_typer(evaluate, name="evaluate")
facts = typer.Typer(help="Opening hours, prices, places and policies.", no_args_is_help=True, rich_markup_mode=None)
models = typer.Typer(help="Embedding models, which find what is meant.", no_args_is_help=True, rich_markup_mode=None)
app.add_typer(facts, name="facts")
groups = {"models": models, "llm": connecting.llm, "assistant": publishing.assistants, "dev": developing.dev}
for name, group in {**groups, "keys": keeping.keys}.items():
    app.add_typer(group, name=name)

Email = Annotated[str, typer.Argument(help="The login's e-mail address", show_default=False)]
Slug = Annotated[str, typer.Argument(help="The workspace's address, like winter-lights", show_default=False)]


def main() -> None:
    """Run a command; what was refused is said in a sentence, without a traceback."""
    from sportello.core.errors import SportelloError  # noqa: PLC0415
    from sportello.core.refusals import Refused  # noqa: PLC0415

    try:
        app()
    except SportelloError as error:
        _refuse(f"{error.title()}. {error.detail}".strip())
    except Refused as error:
        _refuse(str(error))
    except OSError as error:
        _refuse(f"{error.filename}: {error.strerror}." if error.filename else f"{error}.")
    except KeyboardInterrupt:
        raise SystemExit(130) from None
    except Exception as error:
        _refuse_of_database(error)
        raise


def _refuse_of_database(error: Exception) -> None:
    """Say in a sentence that the database went away, or does not let us; anything else is a fault of ours."""
    import psycopg  # noqa: PLC0415
    from sqlalchemy.exc import DBAPIError  # noqa: PLC0415

    cause = error.orig if isinstance(error, DBAPIError) else error
    if isinstance(cause, psycopg.OperationalError | psycopg.errors.InsufficientPrivilege):
        said = " ".join(str(cause).split())
        _refuse(f"The database does not do what was asked: {said}. `sportello doctor` looks what is wrong.")


def _tell_version(wanted: bool) -> None:  # noqa: FBT001 - how typer calls it
    if wanted:
        from importlib.metadata import version  # noqa: PLC0415

        typer.echo(f"sportello {version('sportello')}")
        raise typer.Exit


@app.callback()
def _whole(
    *,
    version: Annotated[
        bool, typer.Option("--version", help="Print the version and stop", callback=_tell_version, is_eager=True)
    ] = False,
) -> None:
    pass


def _refuse(sentence: str) -> None:
    sys.stderr.write(f"{sentence}\n")
    raise SystemExit(1)


@app.command()
def serve(
    *, worker: Annotated[bool, typer.Option(help="Run the worker too; without it, run `sportello work`")] = True
) -> None:
    """Run everything: database, migrations, web and worker."""
    from sportello import serve as serving  # noqa: PLC0415

    settings = read()
    said: dict[str, Any] = {}

    def ready() -> None:
        typer.echo(f"Sportello serves {settings.public_url}")
        if said["password"]:
            typer.echo(f"First login: {settings.admin_email}  {said['password']}  (to be changed at the first sign-in)")

    serving.serve(settings, prepare=serving.first_admin, prepared=said.update, ready=ready, with_worker=worker)


@app.command()
def work() -> None:
    """Run a worker alone, beside `serve` on this or another machine."""
    from sportello import serve as serving  # noqa: PLC0415
    from sportello.bootstrap import begun_database  # noqa: PLC0415

    settings = read()
    with begun_database(settings) as access:
        serving.check_for_work(access)
        asyncio.run(serving.work(settings, access))


@app.command()
def migrate() -> None:
    """Bring the database up to this version's schema."""
    from sportello.bootstrap import database_server  # noqa: PLC0415
    from sportello.core import schema  # noqa: PLC0415

    with database_server(read()) as access:
        changed = schema.migrate(access.owner_url)
    typer.echo(f"The schema is at {schema.head()}" + ("." if changed else " already."))


@app.command()
def doctor() -> None:
    """Check this installation, and say how to mend what is wrong."""
    from sportello.doctor import examine  # noqa: PLC0415

    findings = examine(read(log_level="error"))
    for finding in findings:
        typer.echo(f"  {'ok  ' if finding.good else 'BAD '} {finding.subject}: {finding.verdict}")
    if not all(finding.good for finding in findings):
        raise typer.Exit(1)


@app.command("import")
def import_(  # noqa: PLR0913 - one line an option
    workspace: Slug,
    targets: Annotated[list[str], typer.Argument(help="Files, folders, web addresses", show_default=False)],
    *,
    source: Annotated[str | None, typer.Option(help="Name of the source; the same again updates it")] = None,
    language: Annotated[str | None, typer.Option(help="Language of the texts, where they do not say")] = None,
    every: Annotated[str | None, typer.Option(help="Read a web address again: daily, weekly or never")] = None,
    site: Annotated[bool, typer.Option(help="Read the pages below an address too, not only the one")] = False,
    prefix: Annotated[str | None, typer.Option(help="Of a site: only paths that begin so, like /help/")] = None,
    pages: Annotated[int | None, typer.Option(help="Of a site: how many pages at most", min=1)] = None,
    strict: Annotated[bool, typer.Option(help="Fail when something was skipped")] = False,
    remove: Annotated[bool, typer.Option(help="Remove the sources of these, and their articles")] = False,
    stop: Annotated[bool, typer.Option(help="Stop imports of these that are going; what is written stays")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print what was done as JSON, each article named")] = False,
) -> None:
    """Import knowledge; what has vanished from a source since its last import is removed."""
    from sportello import importing  # noqa: PLC0415

    wish = importing.wish_of(source=source, language=language, every=every, site=site, prefix=prefix, pages=pages)

    async def use(resources: "Resources") -> None:
        async with within(resources, workspace) as (_, workspace_id):
            pass
        if remove or stop:
            end = importing.remove_all if remove else importing.stop_all
            async for told in end(resources.database, workspace_id, targets, wish):
                typer.echo(told)
            return
        teller = await importing.import_and_tell(resources, workspace_id, targets, wish, as_json=as_json)
        if teller.failed or (strict and teller.skipped):
            raise typer.Exit(1)

    on_database(use)


@facts.command("export")
def facts_export(
    workspace: Slug,
    *,
    as_json: Annotated[bool, typer.Option("--json", help="JSON in place of YAML")] = False,
) -> None:
    """Print a workspace's facts as a file that `import` reads again."""
    from sportello import knowledge  # noqa: PLC0415

    async def use(resources: "Resources") -> None:
        async with within(resources, workspace) as (session, _):
            book = await knowledge.fact_book(session)
        typer.echo(knowledge.write_facts_file(book.facts, as_json=as_json), nl=False)

    on_database(use)


def _to_write(file: Path | None) -> Path | None:
    """A file that can be written, known before anything is done."""
    if file is not None and (file.is_dir() or not os.access(file if file.exists() else file.parent, os.W_OK)):
        raise typer.BadParameter(f"{file} cannot be written: name a file in a folder in which you may write.")
    return file


@evaluate.command("scenarios")
def evaluate_scenarios(
    workspace: Slug,
    *,
    file: Annotated[
        Path | None,
        typer.Option(help="Scenarios; unset: those of its template", exists=True, dir_okay=False),
    ] = None,
    junit: Annotated[Path | None, typer.Option(help="Write the report as JUnit XML", callback=_to_write)] = None,
    html: Annotated[Path | None, typer.Option(help="Write the report as a page", callback=_to_write)] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON only")] = False,
) -> None:
    """Try conversations whose outcome is known, and compare with the last run; fails if one comes out otherwise."""
    from sportello import evaluating  # noqa: PLC0415

    async def use(resources: "Resources") -> None:
        async with within(resources, workspace) as (session, workspace_id):
            source, written = await evaluating.scenarios_of(session, workspace_id=workspace_id, file=file)
        meant = await answering.scenario_meaning(resources.meanings, answering.read_scenarios(written))
        async with within(resources, workspace) as (session, workspace_id):
            report, comparison = await evaluating.evaluate(
                session, workspace_id=workspace_id, source=source, written=written, meant=meant
            )
        if junit is not None:
            junit.write_text(answering.as_junit(report), encoding="utf-8")
        if html is not None:
            html.write_text(answering.as_html(report, comparison, workspace=workspace), encoding="utf-8")
        typer.echo(evaluating.as_json(report, comparison) if as_json else evaluating.as_lines(report, comparison))
        if report.passed < len(report.verdicts):
            raise typer.Exit(1)

    from sportello import answering  # noqa: PLC0415

    on_database(use)


@app.command()
def demo() -> None:
    """Run a demo workspace with a shop page on a second address."""
    from sportello import demo as showing  # noqa: PLC0415

    showing.demo(read(home=showing.demo_home(), log_level="warning"))


@app.command()
def openapi() -> None:
    """Print the description of the HTTP API."""
    import json  # noqa: PLC0415

    from sportello.api.app import create_app  # noqa: PLC0415
    from sportello.bootstrap import closed_resources  # noqa: PLC0415

    typer.echo(json.dumps(create_app(closed_resources()).openapi(), indent=2, ensure_ascii=False))


@user.command("create")
def user_create(
    email: Email,
    name: Annotated[str, typer.Option(help="As customers see it")],
    *,
    owner: Annotated[bool, typer.Option(help="May do everything in every workspace")] = False,
) -> None:
    """Make a login and print its first password."""
    from sportello import workspaces  # noqa: PLC0415

    async def use(resources: "Resources") -> None:
        async with resources.database.transaction() as session:
            made, password = await workspaces.create_user(session, email=email, name=name, is_owner=owner)
        typer.echo(f"{made.email}  {password}  (to be changed at the first sign-in)")

    on_database(use)


@user.command("reset-password")
def user_reset_password(email: Email) -> None:
    """Give a login a new password and end its sessions."""
    from sportello import workspaces  # noqa: PLC0415

    async def use(resources: "Resources") -> None:
        async with resources.database.transaction() as session:
            password = await workspaces.reset_password(session, email=email)
        typer.echo(f"{email}  {password}  (to be changed at the next sign-in)")

    on_database(use)


@user.command("list")
def user_list() -> None:
    """List all logins."""
    from sqlalchemy import select  # noqa: PLC0415

    from sportello.workspaces import User  # noqa: PLC0415

    async def use(resources: "Resources") -> None:
        async with resources.database.transaction() as session:
            for found in await session.scalars(select(User).order_by(User.email)):
                typer.echo(f"{found.email}  {found.name}{'  (owner)' if found.is_owner else ''}")

    on_database(use)


@workspace_.command("create")
def workspace_create(
    slug: Slug,
    name: Annotated[str, typer.Option(help="As people who work there see it")],
    *,
    language: Annotated[str, typer.Option(help="Language it falls back to: it, en or de")] = "en",
    template: Annotated[str | None, typer.Option(help="What it starts with, like festival; unset: nothing")] = None,
) -> None:
    """Open a workspace, whose admins are the owners of this installation."""
    from sportello import templates, workspaces  # noqa: PLC0415

    async def use(resources: "Resources") -> None:
        async with resources.database.transaction() as session:
            owners = await workspaces.owners(session)
            made = await templates.open_workspace(
                session, slug=slug, name=name, default_language=language, template=template, admins=owners
            )
        typer.echo(f"{made.name} is open: {resources.settings.public_url}/desk/w/{made.slug}/inbox")

    on_database(use)


@workspace_.command("list")
def workspace_list() -> None:
    """List all workspaces."""
    from sportello import workspaces  # noqa: PLC0415

    async def use(resources: "Resources") -> None:
        async with resources.database.transaction() as session:
            (owner, *_) = await workspaces.owners(session)
            found = await workspaces.list_workspaces(session, owner_id=owner)
        for one in found:
            typer.echo(f"{one.slug}  {one.name}  ({one.default_language}, {one.members} people)")
        if not found:
            typer.echo("There is none yet: `sportello workspace create` opens one.")

    on_database(use)


@models.command("list")
def models_list() -> None:
    """List the models that can be pulled."""
    from sportello.pulling import MODELS  # noqa: PLC0415

    for model in MODELS:
        size = sum(part.size for part in model.parts)
        typer.echo(f"{model.name}  {', '.join(model.languages)}  {size / 1e6:.0f} MB to fetch")


@models.command("pull")
def models_pull(
    name: Annotated[str, typer.Argument(help="Its name, as `models list` has it")] = "all-MiniLM-L6-v2",
    *,
    into: Annotated[Path | None, typer.Option(help="Its folder; unset: models/NAME in SPORTELLO_HOME")] = None,
    origin: Annotated[str | None, typer.Option(help="Take the files from this address or folder instead")] = None,
) -> None:
    """Fetch an embedding model, check that it is what was published, and make the folder that is set."""
    from sportello.pulling import pinned, pull  # noqa: PLC0415

    settings = read(log_level="warning")
    model = pinned(name)
    folder = (into or settings.home / "models" / model.name).absolute()
    asyncio.run(pull(model, into=folder, origin=origin, reach=settings.reach, tell=typer.echo))
    typer.echo(f"Set EMBEDDING_FOLDER={folder} and start Sportello again.")


@models.command("progress")
def models_progress(workspace: Slug) -> None:
    """Say how much of a workspace's knowledge the model that is set has seen."""
    from sportello import knowledge  # noqa: PLC0415

    async def use(resources: "Resources") -> None:
        if resources.meanings is None:
            typer.echo("No embedding model is set, so search goes by words (EMBEDDING_FOLDER, EMBEDDING_URL).")
            return
        embedder = resources.meanings.embedder
        async with within(resources, workspace) as (session, _):
            seen = await knowledge.meaning_progress(session, embedder=embedder)
        typer.echo(f"{embedder.model} has seen {seen.there} of {seen.wanted} texts in the languages it knows.")
        if seen.refused:
            typer.echo(f"It refused {seen.refused}, which are found by their words; it is asked again a day later:")
        for each in seen.where:
            typer.echo(f"  {each.texts} of “{each.title}” ({each.language}): {each.reason}")
        if more := seen.refused - sum(each.texts for each in seen.where):
            typer.echo(f"  … and {more} more")

    on_database(use)
