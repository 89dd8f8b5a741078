"""Answers over real pages, true ones and lies, and how many pass: `python -m tests.answering.grounding.lies`.

Every second one was held out: nobody read those while the rules were made, though their totals were seen.
"""

import argparse
import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any, Final

import yaml

from sportello.answering.grounding.addresses import addresses
from sportello.answering.grounding.support import Grounds, unsupported

CASES: Final = Path(__file__).parent / "cases"
TEMPLATE: Final = "templates/festival"


@dataclass(frozen=True)
class Case:
    """What a model says to a question over a page; `kind` of lie, or "true"."""

    language: str
    kind: str
    sources: Sequence[str]
    asked: str
    says: str
    held_out: bool

    @property
    def passes(self) -> bool:
        """Whether a customer would read it."""
        strange = addresses(self.says) - addresses("\n\n".join(self.sources))
        return not strange and not unsupported(
            self.says, Grounds(self.sources, [self.asked], self.language, one_language=True)
        )


def cases() -> list[Case]:
    """All of them."""
    return [case for path in sorted(CASES.glob("*.yaml")) for case in _cases(path)]


def _cases(path: Path) -> Iterator[Case]:
    seen = Counter[bool]()
    for group in yaml.safe_load(path.read_text(encoding="utf-8")):
        sources = _sources(group)
        for kind, lines in {"true": group["true"], **group["lies"]}.items():
            for says in lines:
                seen[kind == "true"] += 1
                held_out = seen[kind == "true"] % 2 == 0 and not group.get("seen")
                yield Case(path.stem, kind, sources, group["asked"], says, held_out=held_out)


def _sources(group: Mapping[str, Any]) -> list[str]:
    """The passage it is about, and the two that stand beside it."""
    if "pages" in group:
        return [page.strip() for page in group["pages"]]
    if "page" in group:
        return [_plain(group["page"])]
    page = files("sportello").joinpath(TEMPLATE, group["read"]).read_text(encoding="utf-8").split("---\n", 2)[2]
    title, *passages = page.split("\n## ")
    at = next(at for at, passage in enumerate(passages) if passage.startswith(group["heading"] + "\n"))
    near = [passages[at], *passages[at + 1 : at + 2]]
    head = title.strip().split("\n")[0]
    return [_plain(f"{head}\n\n## {each}") for each in near]


def _plain(page: str) -> str:
    return "\n\n".join(line.lstrip("# ") if line.startswith("#") else line for line in page.strip().split("\n\n"))


def main() -> int:
    """Print how many pass."""
    parser = argparse.ArgumentParser(prog="python -m tests.answering.grounding.lies", description=__doc__)
    parser.add_argument("--worked", action="store_true", help="name those of the half that was worked on")
    parser.add_argument("--all", action="store_true", help="name all")
    options = parser.parse_args()
    every = cases()
    for held_out in (False, True):
        half = [case for case in every if case.held_out is held_out]
        true = [case for case in half if case.kind == "true"]
        lies = [case for case in half if case.kind != "true"]
        lost = [case for case in true if not case.passes]
        through = [case for case in lies if case.passes]
        name = "held out" if held_out else "worked on"
        sys.stdout.write(f"{name}: {len(lost)} of {len(true)} true lost, {len(through)} of {len(lies)} lies through\n")
        sys.stdout.write(
            f"  lies: {dict(Counter(c.kind for c in lies))}\n  through: {dict(Counter(c.kind for c in through))}\n"
        )
        if options.all or (options.worked and not held_out):
            sys.stdout.writelines(f"  LOST {c.language} {c.says!r}\n" for c in lost)
            sys.stdout.writelines(f"  SAID {c.language} {c.kind} {c.says!r}\n" for c in through)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
