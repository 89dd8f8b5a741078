"""What customers read of actions: made from what is stored, never from a model's words."""

import re
from collections.abc import Mapping, Sequence
from typing import Any, Final
from uuid import UUID

from sportello.answering.acting.kinds import Action, PersonWanted
from sportello.answering.acting.shipped import said
from sportello.answering.acting.values import literal
from sportello.answering.language import LANGUAGES

Button = dict[str, str]
_SHOWN: Final = 400
_LONGEST: Final = 2_000
_MARKS: Final = re.compile(r"[*`\[\]<>]|(?<!\w)_|https?://", re.IGNORECASE)
"""What Markdown would take for more than text; `mara_verdi@example.org` and `#1004` are shown as they are."""
_LABEL: Final = 80


def plain(value: Any) -> str:
    """What was brought, on one line and shortened, so that it cannot be taken for a link, a picture or a heading."""
    if isinstance(value, bool):
        return "✓" if value else "✗"
    text = _MARKS.sub("", " ".join(str(value).split()))
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]} …"


def proposed(action: Action, arguments: Mapping[str, Any], language: str) -> str:
    """What would be done, with every value as it will be used, and whether it shall."""
    return f"{_listed(action, arguments, language)}\n\n{said(language)['propose']}"


def question(action: Action, parameter: str, language: str, *, wrong: str | None = None) -> str:
    """The question for one parameter; with why the last answer to it does not do."""
    asks = action.said(language).asks.get(parameter)
    asked = asks or action.properties[parameter].get("description") or f"{action.called(parameter, language)}?"
    return wrong or str(asked)


def done(action: Action, result: Any, language: str) -> str:
    """What came of it."""
    told = told_result(None if isinstance(result, PersonWanted) else result)
    if not action.changes:
        return told or said(language)["nothing"]
    head = action.said(language).done or said(language)["done"].format(title=action.said(language).title)
    return f"{head}\n\n{told}" if told else head


def told_result(result: Any) -> str:
    """A result as people read it."""
    if result is None or result in ("", {}, []):
        return ""
    if isinstance(result, Mapping):
        return "\n".join(f"- **{plain(name)}:** {plain(value)}" for name, value in result.items())  # pyright: ignore[reportUnknownVariableType] - it is JSON
    if isinstance(result, list):
        return "\n".join(f"- {plain(each)}" for each in result)  # pyright: ignore[reportUnknownVariableType] - it is JSON
    return "\n".join(_MARKS.sub("", line) for line in str(result).splitlines())[:_LONGEST]


def phrase(key: str, language: str, **names: str) -> str:
    """One of the sentences around actions."""
    return str(said(language)[key]).format(**names)


def decide_buttons(call_id: UUID, language: str) -> list[Button]:
    """Yes and no."""
    return [_button("agree", f"confirm:{call_id}", language), _button("refuse", f"decline:{call_id}", language)]


def ask_buttons(action: Action, parameter: str, call_id: UUID, language: str) -> list[Button]:
    """What may be chosen for a parameter, "skip" where it need not be answered, and "cancel"."""
    schema = action.properties[parameter]
    if schema.get("type") == "boolean":
        chosen = [{"label": said(language)[each], "choice": f"fill:{call_id}"} for each in ("is_true", "is_false")]
    else:
        chosen = [{"label": str(each)[:_LABEL], "choice": f"fill:{call_id}"} for each in schema.get("enum", ())]
    skip = [] if parameter in action.required else [_button("skip", f"skip:{call_id}", language)]
    return [*chosen, *skip, _button("cancel", f"decline:{call_id}", language)]


def begin_button(action: Action, language: str) -> Button:
    """The button that begins an action."""
    return {"label": action.said(language).title[:_LABEL], "choice": f"action:{action.name}"}


def button_words(*keys: str) -> list[str]:
    """What buttons say, in every language."""
    return [str(said(language)[key]) for language in LANGUAGES for key in keys]


def _button(key: str, choice: str, language: str) -> Button:
    return {"label": said(language)[key], "choice": choice}


def _listed(action: Action, arguments: Mapping[str, Any], language: str) -> str:
    title = plain(action.said(language).title)
    lines = [
        f"- {plain(action.called(name, language))}: {literal(arguments[name])}"
        for name in action.properties
        if name in arguments
    ]
    return "\n".join([f"**{title}**", *lines])


def listed(actions: Sequence[Action]) -> str:
    """What decides what a model is told of them: an answer that was kept under it stands no longer than that."""
    return "\n".join(f"{each.name} {each.changes} {each.description} {dict(each.schema)}" for each in actions)
