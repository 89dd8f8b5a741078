"""Commands for those who develop with Sportello."""

import asyncio
from typing import Annotated

import typer

dev = typer.Typer(help="For those who develop with Sportello.", no_args_is_help=True, rich_markup_mode=None)


@dev.callback()
def _whole() -> None:
    """Keeps `dev` a group while it has one command."""


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
