"""Whence somebody writes, as far as it is kept: a pseudonym, for budgets that hold for an address.

Addresses are never stored. What stands for one is made with a secret that only this process has, and that dies with it,
for one workspace and one day: nobody can find the address from it, nor the same visitor on another day or elsewhere.
So each process counts for itself, as with `limits`, and begins anew when it is started anew.
"""

import secrets
from hashlib import blake2b
from ipaddress import ip_network
from uuid import UUID

from fastapi import Request

from sportello.api.limits import client_place
from sportello.core.clock import now

_SECRET = secrets.token_bytes(32)


def place_of(request: Request, workspace_id: UUID) -> UUID | None:
    """What stands today for the address that a request comes from.

    None for one that is not public: behind a proxy that is not trusted all customers would share it.
    """
    place = client_place(request)
    try:
        if not ip_network(place).is_global:
            return None
    except ValueError:
        return None
    told = f"{workspace_id} {now().date()} {place}"
    return UUID(bytes=blake2b(told.encode(), key=_SECRET, digest_size=16).digest())
