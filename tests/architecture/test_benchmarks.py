"""The commands that measure say in one line what they lack."""

from collections.abc import Callable
from pathlib import Path

import pytest

from benchmarks import answers, intents


@pytest.mark.parametrize(
    ("main", "options"),
    [
        (answers.main, ("--kb", "{file}")),
        (answers.main, ("--kb", "{file}", "--queries", "{file}")),
        (intents.main, ("--train", "{file}")),
        (intents.main, ("--shipped", "en", "--test", "{file}", "--as", "a=b")),
        (intents.main, ("--alarms", "{file}")),
    ],
)
@pytest.mark.parametrize("wrong", [(None, "No such file or directory"), ("id,text\n", "not one JSON")])
def test_a_test_set_that_cannot_be_read_is_named(
    main: Callable[[], None],
    options: tuple[str, ...],
    wrong: tuple[str | None, str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    file = tmp_path / "kb.jsonl"
    content, reason = wrong
    if content is not None:
        file.write_text(content)
    monkeypatch.setattr("sys.argv", ["benchmark", *(option.format(file=file) for option in options)])
    with pytest.raises(SystemExit, match=f"kb.jsonl: {reason}"):
        main()
