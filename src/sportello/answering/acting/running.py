"""Running one action: checked arguments, bound by the server, within its time, whatever happens inside."""

import asyncio
import json
from collections.abc import Mapping
from time import monotonic
from typing import Any, Final, cast
from unicodedata import category

import structlog
from pydantic_core import to_jsonable_python

from sportello.answering.acting.kinds import Action, ActionFailed, ArgumentsInvalid, Bound, PersonWanted
from sportello.core.cards import without_cards

_MOST: Final = 20_000
_UNSEEN: Final = frozenset({"Cc", "Cf", "Cs"})
_KEPT: Final = frozenset("\n\t\u200c\u200d")
_log = structlog.get_logger()


async def run(action: Action, bound: Bound, arguments: Mapping[str, Any]) -> tuple[Any, float]:
    """What it brought, as JSON values, and the milliseconds it took. Raises `ActionFailed` and `ArgumentsInvalid`."""
    checked = action.check(arguments)
    began = monotonic()
    why = ""
    try:
        async with asyncio.timeout(action.seconds + 1):
            brought = await action.run(bound, checked)
            result = brought if isinstance(brought, PersonWanted) else _plain(to_jsonable_python(brought))
        if not isinstance(result, PersonWanted) and len(json.dumps(result)) > _MOST:
            raise ActionFailed("It brought more than is told on.")  # noqa: TRY301 - as any other failure
    except (ActionFailed, ArgumentsInvalid) as failure:
        why = str(failure)
        raise
    except TimeoutError:
        why = f"It took longer than {action.seconds:g} seconds."
        raise ActionFailed(why) from None
    except (Exception, SystemExit) as error:  # a library that ends its program ends only its own call
        why = type(error).__name__
        if bound.session is not None:
            raise  # the transaction may be lost: whoever opened it decides
        _log.exception("action.broken", action=action.name, workspace_id=str(bound.workspace_id))
        raise ActionFailed(f"It broke: {why}.") from None
    finally:
        took = (monotonic() - began) * 1_000
        ids = {"workspace_id": str(bound.workspace_id), "conversation_id": str(bound.conversation_id)}
        _log.info("action", action=action.name, ms=round(took, 1), failed=why or None, **ids)
    return result, took


def _plain(value: Any) -> Any:
    """The value without cards, and without signs that no database takes, that show nothing, or that turn their line."""
    if isinstance(value, str):
        return without_cards("".join(sign for sign in value if sign in _KEPT or category(sign) not in _UNSEEN))
    if isinstance(value, Mapping):
        told = cast("Mapping[str, Any]", value)
        return {_plain(name): _plain(each) for name, each in told.items()}
    return [_plain(each) for each in cast("list[Any]", value)] if isinstance(value, list) else value
