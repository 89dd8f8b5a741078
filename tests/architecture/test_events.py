"""Facts are named alike, so that who counts them or has them sent need not know of two spellings."""

import re

from tests.architecture.test_documents import ROOT

_ROW = re.compile(r"^\| `([^`]+)` \|", re.MULTILINE)


def test_every_fact_is_named_after_its_subject_and_what_happened() -> None:
    names = _ROW.findall((ROOT / "docs/reference/events.md").read_text(encoding="utf-8"))
    assert len(names) > 80
    assert [name for name in names if not re.fullmatch(r"[a-z_]+\.[a-z_]+", name)] == []
