"""Amounts of money as clients read and write them: decimal numbers in a string, never a float."""

from decimal import Decimal
from typing import Annotated

from pydantic import AfterValidator, Field


def short(amount: Decimal) -> Decimal:
    """The same amount without zeros at its end, so that what is equal is written alike."""
    return Decimal(f"{amount.normalize():f}")


Amount = Annotated[
    Decimal, Field(ge=0, le=1_000_000, max_digits=16, decimal_places=9, examples=["0.25"]), AfterValidator(short)
]
"""An amount that somebody sets."""
