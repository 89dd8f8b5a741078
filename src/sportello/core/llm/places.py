"""Where a model may be asked at all, told to who types its address and not only to who asks it.

What counts is looked at again when it is dialled: a name may lead elsewhere by then.
"""

from ipaddress import ip_address

from sportello.core.addresses import Reach, read_url
from sportello.core.errors import Invalid
from sportello.core.llm.chain import ModelInvalid

_HERE = "127.0.0.1"


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
    host = _HERE if target.host == "localhost" or target.host.endswith(".localhost") else target.host
    try:
        address = str(ip_address(host))
    except ValueError:
        return
    if not reach.goes_to(address):
        raise ModelAddressRefused(
            f"{address} is a private address. Whoever runs this installation can allow it: MODEL_NETWORKS={address}"
        )
    if target.scheme == "http" and not any(ip_address(address) in network for network in reach.networks):
        raise ModelAddressRefused("Write https://, or a key and the questions would travel readable.")
