"""What all shapes of requests and lists share."""

from typing import Annotated
from uuid import UUID

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints

from sportello.api.visible import a_name, plain


class Payload(BaseModel):
    """What a client sends. A field that is not there by name is refused, never silently written or dropped."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)


Email = Annotated[
    str,
    StringConstraints(max_length=254, pattern=r"^[^@\s,;<>\"()\[\]\\]+@[^@\s,;<>\"()\[\]\\]+\.[^@\s,;<>\"()\[\]\\.]+$"),
    AfterValidator(plain),
    Field(examples=["anna@example.com"]),
]
"""An address mail can go to, as far as its shape tells."""
LoginEmail = Annotated[str, StringConstraints(min_length=3, max_length=254), Field(examples=["anna@example.com"])]
"""What is typed as an address at sign-in: whether it is one is not told there."""
Name = Annotated[
    str, StringConstraints(min_length=1, max_length=100), AfterValidator(a_name), Field(examples=["Anna Rossi"])
]
Password = Annotated[
    str,
    StringConstraints(min_length=1, max_length=1_000, strip_whitespace=False),
    Field(examples=["pioggia lenta ottobre"]),
]


class Attachment(BaseModel):
    """A file that came with a message. A picture has `width` and `height`, and a thumbnail."""

    id: UUID
    name: str = Field(examples=["scontrino.jpg"])
    media_type: str = Field(description="By what it holds, whatever it was called", examples=["image/jpeg"])
    bytes: int = Field(examples=[184_320])
    width: int | None = Field(examples=[1200])
    height: int | None = Field(examples=[1600])
