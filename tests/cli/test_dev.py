"""The stand-in for a model, as a command."""

import asyncio
import re
import sys

from sportello.core.llm import Chain, Model, Providers, Task
from sportello.core.settings import read_settings


async def test_the_stand_in_is_a_model_for_who_has_no_key() -> None:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "sportello", "dev", "llm", "--port", "0", "--pace", "0"), stdout=asyncio.subprocess.PIPE
    )
    assert process.stdout is not None
    try:
        line = (await process.stdout.readline()).decode()
        found = re.search(r"http://127\.0\.0\.1:(\d+)/v1", line)
        assert found is not None, line
        settings = read_settings({"MODEL_NETWORKS": "127.0.0.1", "MODEL_PORTS": found[1]})
        providers = Providers(settings.model_reach)
        reply = await providers.ask(Chain((Model("compatible", "any", url=found[0]),)), Task("k", "", "Hello?", None))
        await providers.close()
    finally:
        process.terminate()
        await process.wait()
    assert reply.text == "Stand-in: nothing that I was given is about this."
