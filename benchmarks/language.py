"""How often the language of a message is known: `python -m benchmarks.language --file F [F ...] [--json]`.

Each line of a file is `{"text": …, "lang": …}` in Italian, English or German. Every message is judged alone, with the
right prior (its conversation's language), and with each wrong one: a wrong prior should cost little, a right one help.
"""

import argparse
import json
import time
from pathlib import Path

from sportello.answering import LANGUAGES, language_of

NO_PRIOR = "-"


def main() -> None:
    """Print the shares."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--file", nargs="+", type=Path, required=True)
    parser.add_argument("--json", action="store_true", help="print JSON only")
    options = parser.parse_args()
    lines = [line for file in options.file for line in file.read_text(encoding="utf-8").splitlines()]
    messages = [(str(row["text"]), str(row["lang"])) for row in map(json.loads, lines)]
    language_of("warm up", prior="en")
    begun = time.process_time()
    shares = {prior: _share(messages, prior) for prior in (NO_PRIOR, "its own", *LANGUAGES)}
    spent = (time.process_time() - begun) / len(shares) / max(1, len(messages)) * 1_000
    figures = {"messages": len(messages), "known_percent": shares, "cpu_ms": round(spent, 3)}
    if options.json:
        print(json.dumps(figures))
        return
    for prior, share in shares.items():
        print(f"prior {prior:8} {share:5.1f} %")
    print(f"{len(messages)} messages, {spent:.3f} ms each")


def _share(messages: list[tuple[str, str]], prior: str) -> float:
    known = sum(language_of(text, prior=lang if prior == "its own" else prior) == lang for text, lang in messages)
    return round(100 * known / max(1, len(messages)), 1)


if __name__ == "__main__":
    main()
