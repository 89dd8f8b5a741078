"""Where a model may be asked at all, told to who types its address and not only to who asks it.

What counts is looked at again when it is dialled: a name may lead elsewhere by then.
"""

from ipaddress import ip_address

from sportello.core.addresses import Reach, read_url
from sportello.core.errors import Invalid
from sportello.core.llm.chain import ModelInvalid

_READABLE = "Write https://, or a key and the questions would travel readable."


class ModelAddressRefused(Invalid):
    """No language model is asked at this address."""

    code = "model_address_refused"


def check_address(url: str, reach: Reach) -> None:
    """Refuse an address that would never be dialled, and say who can allow it."""
    try:
        target = read_url(url, ports=range(1, 65_536))
    except Invalid as refusal:
        raise ModelInvalid(refusal.detail) from None
    if target.port not in reach.ports:
        raise ModelAddressRefused(
            f"Port {target.port} is not open. Whoever runs this installation can allow it: MODEL_PORTS={target.port}"
        )
    address = target.literal
    if address is None:
        if target.scheme == "http" and not reach.networks:  # it can only be a public one
            raise ModelAddressRefused(_READABLE)
        return
    if not reach.goes_to(address):
        raise ModelAddressRefused(
            f"{address} is a private address. Whoever runs this installation can allow it: MODEL_NETWORKS={address}"
        )
    if target.scheme == "http" and not any(ip_address(address) in network for network in reach.networks):
        raise ModelAddressRefused(_READABLE)
