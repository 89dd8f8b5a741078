"""How what something costs grows with what it is given.

CPU time of this process is compared with itself, so that neither a slow nor a busy machine decides: what is linear in
its input costs four times as much for four times as much (or less, where a fixed part counts), what is quadratic
sixteen times.
"""

from collections.abc import Awaitable, Callable
from time import process_time

ROUNDS = 5
TOO_STEEP = 8


async def growth(do: Callable[[str], Awaitable[object]], unit: str, *, letters: int) -> float:
    """What `letters` of repeated `unit` cost `do`, as a multiple of what a quarter of them costs."""
    quarter, whole = ((unit * letters)[:n] for n in (letters // 4, letters))

    async def cost(text: str) -> float:
        costs: list[float] = []
        for _ in range(ROUNDS):
            begun = process_time()
            await do(text)
            costs.append(process_time() - begun)
        return min(costs)

    await do(quarter)  # what only the first time costs
    return await cost(whole) / await cost(quarter)
