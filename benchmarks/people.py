"""Who needs a person, not a search: `python -m benchmarks.people [--json] [--missed]`.

Asks the assistant as it is shipped, without any knowledge, the messages of `people.txt`, which were written before the
examples it is trained on, and of `people_after.txt`, which were written when these were done: people in danger, wishes
for a person, protests, thanks, and harmless messages that sound like one of these; and of `people_family.txt`, what
people tell of their family. *Met* is what got the reaction that
its section needs; of danger either a person is called or the emergency number is told, and both are counted. Every
reaction to a harmless message is a false alarm. `--missed` prints what went wrong: who reads it and then changes the
examples has measured for the last time. `--alarms F …` counts the reactions to everyday messages (`{"text": …}` each)
of a language (`--language`) instead.
"""

import argparse
import json
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final
from uuid import UUID

from benchmarks.tasks import lines
from sportello.answering.drafts import DraftTrace
from sportello.answering.engine import Turn, read_question, triage, unsure
from sportello.answering.guard import guard, told
from sportello.answering.people import called, regretted, softened
from sportello.answering.setups import Setup
from sportello.answering.understanding import understand

MESSAGES: Final = ("people.txt", "people_after.txt", "people_family.txt")
Figures = dict[str, Mapping[str, object]]
WANTED: Final = {
    "danger": {"called", "told"},
    "person": {"person"},
    "thanks": {"thanks"},
    "protest": {"regret"},
    "harmless": {"search"},
    "danger_after": {"called", "told"},
    "family": {"search"},
    "held_out": {"search"},
    "asked": {"search"},
}
_HANDED: Final = {"safety": "called", "customer_wish": "person", "manager": "person"}
_SAID: Final = {"thanks": "thanks", "goodbye": "thanks", "insulted": "regret", "regret": "regret", "danger": "told"}


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--alarms", nargs="+", type=Path)
    parser.add_argument("--language", default="en", choices=["it", "en", "de"])
    parser.add_argument("--missed", action="store_true", help="print the messages that went wrong")
    parser.add_argument("--json", action="store_true", help="print JSON only")
    options = parser.parse_args()
    setup = Setup(workspace_id=UUID(int=0))
    if options.alarms:
        texts = [(str(row["text"]), options.language) for file in options.alarms for row in lines(file)]
        reactions = [reaction(setup, text, language) for text, language in texts]
        for (text, _), got in zip(texts, reactions, strict=True):
            if options.missed and got != "search":
                print(f"{got:8} {text}")
        figures: Figures = {"everyday": {"messages": len(texts), **dict(Counter(reactions).most_common())}}
    else:
        figures = {file: measured(setup, file, missed=options.missed) for file in MESSAGES}
    if options.json:
        print(json.dumps(figures))
        return
    for name, parts in figures.items():
        print(name)
        for part, value in parts.items():
            print(f"  {part:12} {value}")


def measured(setup: Setup, file: str, *, missed: bool) -> Mapping[str, object]:
    """How many of each section and language got what they need."""
    right: dict[str, Counter[str]] = defaultdict(Counter)
    asked: Counter[str] = Counter()
    got: dict[str, Counter[str]] = defaultdict(Counter)
    for kind, language, text in messages(file):
        reacted = reaction(setup, text, language)
        asked[f"{kind} {language}"] += 1
        got[kind][reacted] += 1
        right[kind][language] += reacted in WANTED[kind]
        if missed and reacted not in WANTED[kind]:
            print(f"{kind:8} {language} {reacted:8} {text}")
    return {
        kind: {
            "met": f"{sum(by_language.values())} of {sum(got[kind].values())}",
            **{language: f"{count} of {asked[f'{kind} {language}']}" for language, count in by_language.items()},
            "reactions": dict(got[kind].most_common()),
        }
        for kind, by_language in right.items()
    }


def messages(file: str = MESSAGES[0]) -> Iterator[tuple[str, str, str]]:
    """Every message with its section and its language."""
    kind = language = ""
    for line in Path(__file__).with_name(file).read_text(encoding="utf-8").splitlines():
        if line.startswith("== "):
            _, kind, language = line.split()
        elif line and not line.startswith("#"):
            yield kind, language, line


def reaction(setup: Setup, text: str, language: str) -> str:
    """What is done about a message, the first of its conversation: `search` where nothing is."""
    asked = [Turn("customer", text)]
    question = read_question(asked, prior=language)
    understood = understand(asked, language=question.language)
    draft = triage(setup, question, asked=asked, before=()) or called(setup, question, understood, before=())
    draft = draft or told(setup, question, guard(setup, question, asked=asked, before=()))
    draft = draft or regretted(setup, question, understood)
    if draft is None:
        nothing = unsure(setup, DraftTrace(question=text, language=question.language, threshold=setup.threshold))
        draft = softened(setup, question, nothing, understood)
    if draft.outcome == "unsure":
        return "search"
    if draft.outcome == "handoff":
        return _HANDED.get(draft.reason or "", "regret")
    return _SAID.get(draft.trace.rules[0].removeprefix("smalltalk:"), draft.trace.rules[0])


if __name__ == "__main__":
    main()
