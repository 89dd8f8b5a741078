"""Commands for those who develop with Sportello."""

import asyncio
import time
from typing import Annotated

import typer

dev = typer.Typer(help="For those who develop with Sportello.", no_args_is_help=True, rich_markup_mode=None)


@dev.callback()
def _whole() -> None:
    """Keeps `dev` a group however many commands it has."""


@dev.command("llm")
def dev_llm(
    *,
    port: Annotated[int, typer.Option(help="Port to listen on; 0: a free one", min=0, max=65_535)] = 8089,
    pace: Annotated[float, typer.Option(help="Seconds between two pieces of a stream", min=0)] = 0.03,
) -> None:
    """Run a stand-in for a language model: it speaks OpenAI's and Anthropic's protocols, needs no key, and quotes."""
    from sportello.standin import StandIn  # noqa: PLC0415 - as in cli.py

    async def run() -> None:
        async with StandIn(pace=pace).serving(port=port) as standin:
            origin = standin.url.removesuffix("/v1")
            typer.echo(
                f"The stand-in listens: {standin.url} (OpenAI's protocol), {origin} (Anthropic's). Any key does."
            )
            await asyncio.Event().wait()

    asyncio.run(run())


@dev.command("fill")
def dev_fill(
    slug: Annotated[str, typer.Argument(help="The workspace's address, like winter-lights", show_default=False)],
    *,
    conversations: Annotated[int, typer.Option(help="How many conversations", min=1, max=20_000_000)] = 100_000,
    messages: Annotated[int, typer.Option(help="How many messages they have together", min=1)] = 1_000_000,
    seed: Annotated[int, typer.Option(help="The same seed draws the same conversations")] = 1,
) -> None:
    """Fill a workspace with made-up conversations, to see how an installation does with many. They stay there."""
    from sportello.bootstrap import begun_database, check_begun  # noqa: PLC0415 - as in cli.py
    from sportello.core.refusals import Refused  # noqa: PLC0415
    from sportello.core.schema import migrate  # noqa: PLC0415
    from sportello.filling import fill  # noqa: PLC0415
    from sportello.operating import read  # noqa: PLC0415

    begun = time.monotonic()
    with begun_database(read(log_level="warning")) as access:
        check_begun(access)
        migrate(access.owner_url)
        try:
            made = fill(access.owner_url, slug=slug, conversations=conversations, messages=messages, seed=seed)
        except LookupError:
            message = f"No workspace has the address {slug}."
            raise Refused(message) from None
    told = ", ".join(f"{count:,} {name}" for name, count in made.items())
    typer.echo(f"{slug} has {told} more, in {time.monotonic() - begun:.0f} s.")
