"""Trains the shipped models of intents from the shipped examples: `write` writes them, anything else compares."""

import sys
from pathlib import Path

from sportello.answering.language import LANGUAGES
from sportello.answering.understanding import fingerprint, lesson, load
from sportello.answering.understanding.training import train

SHIPPED = Path(__file__).parent.parent / "src/sportello/answering/understanding/shipped"


def main() -> int:
    """Train or compare; 1 where a model is not of its examples."""
    stale = 0
    for language in LANGUAGES:
        path = SHIPPED / f"{language}.intents"
        given = lesson(language, own={})
        if "write" in sys.argv[1:]:
            path.write_bytes(train(given))
            measured = load(path.read_bytes()).head.measured
            figures = f"{measured.accuracy:.1%} right, {measured.kept:.1%} surely, {measured.told_apart:.1%} told apart"
            print(f"{path.name}: {path.stat().st_size / 1_000:.0f} kB, {measured.examples} examples, {figures}")
        elif not path.exists() or load(path.read_bytes()).head.trained_on != fingerprint(given):
            print(f"{path.name} is not made of its examples. Run scripts/intents write and commit the result.")
            stale = 1
    return stale


if __name__ == "__main__":
    sys.exit(main())
