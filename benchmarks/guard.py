"""What the checks before a model cost: `python -m benchmarks.guard`, milliseconds of CPU for one message."""

from collections.abc import Callable
from time import process_time
from uuid import UUID

from sportello.answering import Setup, Turn
from sportello.answering.engine import read_question
from sportello.answering.guard import guard
from sportello.core.cards import may_be_part, without_cards

MESSAGES = {
    "ordinary": "Quanto costa il biglietto per due adulti e un bambino?",
    "with personal data": "Siete aperti il 26 dicembre? Mi scriva a mario@example.com o mi chiami al 333 1234567",
    "with a card": "Meine Karte ist 4111 1111 1111 1111, gültig bis 12/27",
    "the longest": "parola " * 571,
    "the longest, of digits": "4 " * 2_000,
}
ROUNDS = 5


def fastest(work: Callable[[], object], times: int) -> float:
    """Milliseconds of the quickest round."""
    rounds: list[float] = []
    for _ in range(ROUNDS):
        began = process_time()
        for _ in range(times):
            work()
        rounds.append((process_time() - began) / times * 1_000)
    return min(rounds)


def main() -> None:
    """Measure each message."""
    setup = Setup(workspace_id=UUID(int=0))
    print(f"{'message':24} {'signs':>6} {'the stage':>10} {'masking cards before storage':>30}")
    for name, text in MESSAGES.items():
        asked = [Turn("customer", text)]
        question = read_question(asked, prior="it")
        guard(setup, question, asked=asked, before=())
        times = 200 if len(text) < 200 else 3
        whole = fastest(lambda: guard(setup, question, asked=asked, before=()), times)  # noqa: B023 - called at once
        cards = fastest(lambda: may_be_part(text) and without_cards(text), times)  # noqa: B023 - called at once
        print(f"{name:24} {len(text):>6} {whole:>9.3f}  {cards:>29.4f} ")


if __name__ == "__main__":
    main()
