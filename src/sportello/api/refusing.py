"""What a request may be refused with before its endpoint is asked: each layer says it of itself, here it is gathered.

The gate, the reader of bodies and every dependency name their refusals where they make them, so the description of an
operation needs nobody to remember them. Endpoints declare only what they alone refuse.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, TypeVar, cast

from fastapi.dependencies.models import Dependant
from fastapi.routing import RouteContext

from sportello.api import bodies, security
from sportello.api.problems import Malformed
from sportello.core.errors import SportelloError
from sportello.workspaces import RANKS, Rank

Refusals = tuple[type[SportelloError], ...]
Dependency = TypeVar("Dependency", bound=Callable[..., Any])


@dataclass(frozen=True)
class Demands:
    """What a dependency asks of a request."""

    refusals: Refusals
    role: Rank | None = None


_DEMANDS: dict[Callable[..., Any], Demands] = {}


def refuses(*errors: type[SportelloError], role: Rank | None = None) -> Callable[[Dependency], Dependency]:
    """Say of a dependency what it may answer instead of the endpoint, and which role it demands."""

    def marked(dependency: Dependency) -> Dependency:
        _DEMANDS[dependency] = Demands(errors, role)
        return dependency

    return marked


def _all_of(dependant: Dependant) -> Iterator[Demands]:
    if dependant.call is not None and dependant.call in _DEMANDS:
        yield _DEMANDS[dependant.call]
    for inner in dependant.dependencies:
        yield from _all_of(inner)


def _asks_for_values(dependant: Dependant) -> bool:
    own = (dependant.path_params, dependant.query_params, dependant.header_params, dependant.body_params)
    return any(own) or any(_asks_for_values(inner) for inner in dependant.dependencies)


def outer_refusals(route: RouteContext, method: str) -> list[type[SportelloError]]:
    """All that may be answered to this operation before its endpoint is asked, each once."""
    path, dependant = cast("str", route.path_format), route.dependant
    found = [*security.refusals_of_gate(method, path), *bodies.refusals_of_bodies(method)]
    for demands in _all_of(dependant):
        found.extend(demands.refusals)
    if _asks_for_values(dependant):
        found.append(Malformed)
    return list(dict.fromkeys(found))


def role_of(route: RouteContext) -> Rank | None:
    """The lowest role that is let in; None where roles do not count."""
    roles: list[Rank] = [demands.role for demands in _all_of(route.dependant) if demands.role is not None]
    return max(roles, key=lambda role: RANKS[role], default=None)
