"""A form in the conversation: what a customer typed as the value of one parameter."""

from typing import Any, Final

from sportello import sales
from sportello.answering.acting.kinds import LONGEST_VALUE, Action, ArgumentsInvalid
from sportello.answering.acting.numbers import number_in
from sportello.answering.acting.shipped import LEAVE_CONTACT_DETAILS, said
from sportello.answering.acting.speaking import button_words, phrase

_LENGTHS: Final = frozenset({"minLength", "maxLength"})
_RANGES: Final = frozenset({"minimum", "maximum"})


class Unfit(Exception):
    """What was typed is no value of the parameter; the text tells the customer so."""


def read(action: Action, parameter: str, text: str, language: str) -> Any:
    """The value that somebody typed. Raises `Unfit`."""
    schema = action.properties[parameter]
    if action.name == LEAVE_CONTACT_DETAILS and parameter == "reach" and not sales.reach_in(text):
        raise Unfit(phrase("unreachable", language))
    value = _value(schema, " ".join(text.split()), language)
    lone = Action(
        action.name, action.kind, "", {"type": "object", "properties": {parameter: schema}}, False, action.run
    )
    try:
        checked = lone.check({parameter: value})[parameter]
    except ArgumentsInvalid:
        raise _unfit(schema, language, text) from None
    if checked == "":
        raise _unfit(schema, language)
    return checked


def _value(schema: Any, text: str, language: str) -> Any:
    if "enum" in schema:
        found = next((each for each in schema["enum"] if str(each).casefold() == text.casefold()), None)
        if found is None:
            raise _unfit(schema, language)
        return found
    match schema.get("type"):
        case "boolean":
            if text.casefold() in {word.casefold() for word in button_words("is_true", "agree")}:
                return True
            if text.casefold() in {word.casefold() for word in button_words("is_false", "refuse")}:
                return False
            raise _unfit(schema, language)
        case "integer" | "number":
            number = number_in(text, language)
            if number is None:
                raise Unfit(phrase("again", language, why=_why("number", language)))
            return number
        case _:
            return text


def _unfit(schema: Any, language: str, text: str = "") -> Unfit:
    keys = frozenset(schema)
    if "enum" in keys or schema.get("type") == "boolean":
        why = "choice"
    elif schema.get("type") in {"integer", "number"}:
        why = "range" if keys & _RANGES else "number"
    else:
        why = "length" if keys & _LENGTHS or len(text) > LONGEST_VALUE else "other"
    return Unfit(phrase("again", language, why=_why(why, language)))


def _why(key: str, language: str) -> str:
    return str(said(language)["why"][key])
