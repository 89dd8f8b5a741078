"""Commands for language models: whose keys, who is asked, for how much."""

import sys
from collections.abc import Sequence
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from sportello.operating import on_database, within

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncSession

    from sportello.answering import Link
    from sportello.billing import Used
    from sportello.core.resources import Resources
    from sportello.workspaces import ModelKey

llm = typer.Typer(
    help="Language models: keys, who is asked, budgets, prices, spending.", no_args_is_help=True, rich_markup_mode=None
)
_OPERATOR = "operator"
_NONE = "none"

Slug = Annotated[str, typer.Argument(help="The workspace's address, like winter-lights", show_default=False)]
KeyName = Annotated[str, typer.Argument(help="The key's name or id, as `llm keys` has it", show_default=False)]
Provider = Literal["openai", "anthropic", "openrouter", "azure", "compatible"]
Routing = Literal["no_key_first", "cheap_then_strong", "model_always"]
"""As the rooms have them, whose loading would cost every command half a second; a test holds them equal."""
ModelName = Annotated[str, typer.Argument(help="As its provider writes it", show_default=False)]
Limit = Annotated[str | None, typer.Option(help="In euros; none: no limit", show_default=False)]
Dollars = Annotated[str | None, typer.Option(help="In dollars for a million tokens", show_default=False)]


@llm.command("keys")
def keys(workspace: Slug) -> None:
    """List a workspace's keys: their last letters, never more."""
    from sportello import workspaces  # noqa: PLC0415 - as in cli.py

    async def use(resources: "Resources") -> None:
        async with within(resources, workspace) as (session, _):
            found = await workspaces.list_model_keys(session)
        for key in found:
            ends = "without a key" if key.hint is None else f"ends in {key.hint or '…'}"
            typer.echo("  ".join(filter(None, (str(key.id), key.provider, key.name, key.url, ends))))
        if not found:
            typer.echo("There is none. Nobody needs one; `sportello llm add-key` stores one.")

    on_database(use)


@llm.command("add-key")
def add_key(
    workspace: Slug,
    *,
    provider: Annotated[Provider | None, typer.Option(help="Unset: whose key it is by its first letters")] = None,
    url: Annotated[str | None, typer.Option(help="Address, for azure, compatible, or in place of theirs")] = None,
    name: Annotated[str, typer.Option(help="To tell it from others")] = "",
    from_environment: Annotated[
        bool,
        typer.Option("--from-environment", help="Take the one of OPENAI_API_KEY, ANTHROPIC_API_KEY ... that is set"),
    ] = False,
) -> None:
    """Store a key, which is asked for or read from the standard input; nothing: a server that asks for none."""
    from sportello import workspaces  # noqa: PLC0415 - as in cli.py
    from sportello.core.llm import VARIABLES, check_address, set_key  # noqa: PLC0415 - as in cli.py
    from sportello.core.settings import of_other_programs  # noqa: PLC0415 - as in cli.py

    if from_environment:
        found = set_key(of_other_programs(VARIABLES), provider)
        typer.echo(f"{found.variable} is set: a key of {found.provider}.")
        provider, secret, url = found.provider, found.key, url or found.url
    else:
        secret = _secret()

    async def use(resources: "Resources") -> None:
        if url:
            check_address(url, resources.settings.model_reach)
        async with within(resources, workspace) as (session, workspace_id):
            made = await workspaces.add_model_key(
                session,
                workspace_id=workspace_id,
                keyring=resources.keyring,
                key=secret,
                provider=provider,
                url=url,
                name=name,
                actor=_OPERATOR,
            )
        typer.echo(f"{made.name} is stored: {made.id}")

    on_database(use)


@llm.command("replace-key")
def replace_key(workspace: Slug, key: KeyName) -> None:
    """Put another key in the place of one that was withdrawn or has leaked; it is asked for, or read from the input."""
    from sportello import workspaces  # noqa: PLC0415 - as in cli.py

    secret = _secret() or ""

    async def use(resources: "Resources") -> None:
        async with within(resources, workspace) as (session, _):
            found = await _key(session, key)
            await workspaces.replace_model_key(
                session, keyring=resources.keyring, model_key_id=found.id, key=secret, actor=_OPERATOR
            )
        typer.echo(f"{found.name} has the new key. Withdraw the old one at the provider.")

    on_database(use)


@llm.command("remove-key")
def remove_key(workspace: Slug, key: KeyName) -> None:
    """Give a key up; chains go on with their next model."""
    from sportello import workspaces  # noqa: PLC0415 - as in cli.py

    async def use(resources: "Resources") -> None:
        async with within(resources, workspace) as (session, _):
            found = await _key(session, key)
            await workspaces.remove_model_key(session, model_key_id=found.id, actor=_OPERATOR)
        typer.echo(f"{found.name} is removed.")

    on_database(use)


@llm.command("try")
def try_(workspace: Slug, key: KeyName, model: ModelName) -> None:
    """Ask a model once, for a word; it is paid for. Fails if it does not answer."""
    from sportello import billing, workspaces  # noqa: PLC0415 - as in cli.py

    async def use(resources: "Resources") -> None:
        async with within(resources, workspace) as (session, workspace_id):
            found = await _key(session, key)
            asked = await workspaces.open_model(session, keyring=resources.keyring, model_key_id=found.id, name=model)
        meter = billing.Meter(resources.database, workspace_id, resources.settings.euros_per_dollar)
        attempt = await resources.providers.probe(asked, meter=meter)
        if attempt.failure and attempt.failure.reason == "unpriced":
            typer.echo(
                f"{asked.label} was not asked, for nobody knows what it costs. Set its price, in dollars for a million "
                f"tokens: sportello llm price {workspace} {asked.provider} {asked.name} --read 0.5 --write 1"
            )
            raise typer.Exit(1)
        if attempt.failure:
            typer.echo(f"{asked.label} does not answer: {attempt.failure.reason}. {attempt.failure.detail}".strip())
            raise typer.Exit(1)
        typer.echo(f"{asked.label} answers, after {attempt.took:.1f} s.")

    on_database(use)


@llm.command("chain")
def chain(
    workspace: Slug,
    models: Annotated[
        list[str] | None,
        typer.Argument(help="KEY=MODEL, the first choice first; none: nobody is asked", show_default=False),
    ] = None,
    *,
    when: Annotated[
        Routing | None,
        typer.Option(help="When a model is asked: where Sportello is unsure, or always", show_default=False),
    ] = None,
    pictures: Annotated[
        bool | None,
        typer.Option(help="Whether models that can see are shown what customers send", show_default=False),
    ] = None,
) -> None:
    """Print which models the default assistant asks, and when; or say it, which is live at once."""
    from sportello import answering, workspaces  # noqa: PLC0415 - as in cli.py

    async def use(resources: "Resources") -> None:
        async with within(resources, workspace) as (session, workspace_id):
            found = await answering.asked_models(session, workspace_id=workspace_id)
            links = await _links(session, models) if models else found.chain
            if models or when or pictures is not None:
                seen = found.pictures if pictures is None else pictures
                found = answering.AskedModels(links, when or found.routing, found.wishes, found.day_budget, seen)
                await answering.ask_models(session, workspace_id=workspace_id, models=found, actor=_OPERATOR)
            names = {key.id: key.name for key in await workspaces.list_model_keys(session)}
        for place, link in enumerate(found.chain, start=1):
            typer.echo(f"{place}. {link.model}  ({names.get(link.key_id, link.key_id)})")
        typer.echo(f"{len(found.chain) + 1}. Sportello itself, without a model")
        typer.echo(f"When: {found.routing}")
        typer.echo(f"Pictures are shown to them: {'yes' if found.pictures else 'no'}")

    on_database(use)


@llm.command("budget")
def budget(
    workspace: Slug,
    *,
    month: Limit = None,
    day: Limit = None,
    conversation: Limit = None,
    visitor: Limit = None,
    address: Limit = None,
) -> None:
    """Print how much may be spent; or say it: a month in all; a day for each assistant, visitor, address; a talk."""
    from sportello import billing  # noqa: PLC0415 - as in cli.py

    wanted: dict[billing.Scope, str | None] = {
        "workspace_month": month,
        "assistant_day": day,
        "address_day": address,
        "visitor_day": visitor,
        "conversation": conversation,
    }
    given: dict[billing.Scope, Decimal | None] = {
        scope: _limit(amount) for scope, amount in wanted.items() if amount is not None
    }

    async def use(resources: "Resources") -> None:
        async with within(resources, workspace) as (session, workspace_id):
            found = await billing.budget_of(session, workspace_id=workspace_id)
            if given:
                found = await billing.set_budget(session, workspace_id=workspace_id, limits=given, actor=_OPERATOR)
        for label, amount in (
            ("month", found.workspace_month),
            ("day, for each assistant", found.assistant_day),
            ("day, for each address", found.address_day),
            ("day, for each visitor", found.visitor_day),
            ("conversation", found.conversation),
        ):
            typer.echo(f"A {label}: {_euros(amount) if amount is not None else 'no limit'}")

    on_database(use)


@llm.command("price")
def price(
    workspace: Slug,
    provider: Annotated[Provider, typer.Argument(help="Whose it is", show_default=False)],
    model: ModelName,
    *,
    read: Dollars = None,
    write: Dollars = None,
    cached: Dollars = None,
    as_listed: Annotated[bool, typer.Option("--as-listed", help="Go back to what the list says")] = False,
) -> None:
    """Print what a model costs, in dollars for a million tokens; or say it."""
    from sportello import billing  # noqa: PLC0415 - as in cli.py

    if (read is None) != (write is None):
        raise typer.BadParameter("--read and --write belong together.")

    async def use(resources: "Resources") -> None:
        async with within(resources, workspace) as (session, workspace_id):
            if as_listed:
                await billing.remove_price(
                    session, workspace_id=workspace_id, provider=provider, model=model, actor=_OPERATOR
                )
            elif read is not None and write is not None:
                await billing.set_price(
                    session,
                    workspace_id=workspace_id,
                    provider=provider,
                    model=model,
                    read=_amount(read),
                    written=_amount(write),
                    from_cache=None if cached is None else _amount(cached),
                    actor=_OPERATOR,
                )
            own = [
                each for each in await billing.list_prices(session) if (each.provider, each.model) == (provider, model)
            ]
        listed = [each for each in billing.listed_prices(provider) if each.model == model]
        for label, one in (("own", next(iter(own), None)), ("list", next(iter(listed), None))):
            if one is not None:
                typer.echo(f"{label}: read ${one.read.normalize():f}, written ${one.written.normalize():f}")
        if not own and not listed:
            typer.echo("Nobody knows what it costs, so it is not asked: --read and --write set its price.")

    on_database(use)


@llm.command("spending")
def spending(workspace: Slug) -> None:
    """Print what this month has cost so far, and will."""
    from sportello import billing  # noqa: PLC0415 - as in cli.py
    from sportello.core.clock import now  # noqa: PLC0415 - as in cli.py

    async def use(resources: "Resources") -> None:
        today = now().date()
        async with within(resources, workspace) as (session, workspace_id):
            found = await billing.bill(session, since=today.replace(day=1), until=today)
            standing = await billing.standing(session, workspace_id=workspace_id)
            limits = await billing.budget_of(session, workspace_id=workspace_id)
            forecast = await billing.forecast(session, spent=standing.month.spent)
        typer.echo(_gone(standing.month, limits.workspace_month))
        if forecast is not None:
            typer.echo(f"If it goes on like this: {_euros(forecast)}")
        for one in found.models:
            typer.echo(f"  {one.provider}:{one.model}  {one.calls} calls  {_euros(one.cost)}")

    on_database(use)


def _gone(used: "Used", limit: Decimal | None) -> str:
    return f"{used.period}: {_euros(used.spent)}" + (f" of {_euros(limit)}" if limit is not None else ", no limit")


def _secret() -> str | None:
    """A key that no shell remembers and no list of processes shows."""
    if sys.stdin.isatty():
        return typer.prompt("Key (empty: none)", default="", hide_input=True, show_default=False) or None
    return sys.stdin.read().strip() or None


async def _key(session: "AsyncSession", wanted: str) -> "ModelKey":
    """The key of that name or id."""
    from sportello import workspaces  # noqa: PLC0415 - as in cli.py
    from sportello.core.errors import Invalid, NotFound  # noqa: PLC0415 - as in cli.py

    found = [each for each in await workspaces.list_model_keys(session) if wanted in {each.name, str(each.id)}]
    if not found:
        raise NotFound(f"There is no key {wanted}: `sportello llm keys` lists them.")
    if len(found) > 1:
        raise Invalid(f"Several keys are called {wanted}: name one by its id, {found[0].id}.")
    return found[0]


async def _links(session: "AsyncSession", models: Sequence[str]) -> "Sequence[Link]":
    """A chain as it is written: KEY=MODEL, one after another."""
    from sportello.answering import Link  # noqa: PLC0415 - as in cli.py

    if list(models) == [_NONE]:
        return ()
    links: list[Link] = []
    for each in models:
        name, equals, model = each.partition("=")
        if not equals:
            raise typer.BadParameter(f"Write {each} as KEY=MODEL, like openai=gpt-5-mini, or `none` alone.")
        links.append(Link((await _key(session, name)).id, model))
    return links


def _limit(written: str) -> Decimal | None:
    return None if written == _NONE else _amount(written)


def _amount(written: str) -> Decimal:
    try:
        return Decimal(written.replace(",", "."))
    except InvalidOperation:
        raise typer.BadParameter(f"{written} is no amount: write it like 25 or 0.04.") from None


def _euros(amount: Decimal) -> str:
    return f"€{amount.normalize():f}"
