"""HTTP actions, declared as an admin does."""

from typing import Any

from tests.api.acting.orders import Orders
from tests.live import Agent
from tests.shop import Shop

SECRET = "s3cr3t-canary-of-the-shop"


def order_status(orders: Orders, **more: Any) -> dict[str, Any]:
    """Where an order is, by its number."""
    return {
        "title": "Where is my order?",
        "description": "Tells where an order is, by its number.",
        "method": "GET",
        "url": f"{orders.url}/orders/{{number}}",
        "parameters": {
            "type": "object",
            "properties": {"number": {"type": "string", "title": "Order number", "maxLength": 40}},
            "required": ["number"],
        },
        "changes": False,
        "seconds": 5,
        "response": [{"path": "order.status", "label": "State"}],
        "headers": [{"name": "Authorization", "value": f"Bearer {SECRET}"}],
    } | more


async def admin(shop: Shop) -> Agent:
    """An admin at the desk."""
    return await shop.street.agent("Ada", "admin")


async def declare(shop: Shop, declared: dict[str, Any], name: str = "order_status") -> Agent:
    """Declare an action."""
    ada = await admin(shop)
    answer = await ada.http.put(f"/actions/{name}", json=declared)
    assert answer.status_code == 200, answer.text
    return ada
