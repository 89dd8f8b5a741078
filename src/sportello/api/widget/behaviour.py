"""What a website's owner has the widget do: ask before a chat, speak first on some pages, sound.

Their words are stored in each language they wrote them in; the widget gets those of the language it speaks.
"""

from typing import Annotated, Literal, Self

from pydantic import AfterValidator, BaseModel, Field, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from sportello.api.shapes import Payload
from sportello.api.visible import something_to_see

Said = Annotated[
    str, StringConstraints(min_length=1, max_length=500, strip_whitespace=True), AfterValidator(something_to_see)
]
Spoken = Annotated[
    dict[Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}$")], Said],
    Field(max_length=20, examples=[{"it": "Numero d'ordine", "en": "Order number"}]),
]
"""A text by language; where the language spoken has none, it is not shown."""
FieldKind = Literal["name", "email", "phone", "own"]


class AskedField(Payload):
    """Something to ask before a chat."""

    kind: FieldKind
    label: Annotated[Spoken, Field(description="Of an own field; the others have their words")]
    required: bool = False

    @model_validator(mode="after")
    def _named(self) -> Self:
        if self.kind == "own" and not self.label:
            raise PydanticCustomError("no_label", "A field of your own needs a name in at least one language")
        return self


class PageRule(Payload):
    """When the widget speaks first: on which pages, and after how long or how far."""

    pages: Annotated[
        str,
        StringConstraints(min_length=1, max_length=300, pattern=r"^[^\s\x00-\x1f]+$"),
        Field(description="The page's address, or its beginning and end with `*` between", examples=["*/checkout*"]),
    ]
    after_seconds: Annotated[int, Field(ge=0, le=600, examples=[20])] = 0
    scrolled: Annotated[int, Field(ge=0, le=100, description="Percent of the page", examples=[50])] = 0
    text: Annotated[Spoken, Field(min_length=1)]


class BehaviourText(Payload):
    """What the widget is to do."""

    sound: bool = False
    asked: Annotated[list[AskedField], Field(max_length=8)] = Field(default_factory=list[AskedField])
    consent: Spoken = Field(default_factory=dict[str, str], description="What is agreed to before a chat")
    rules: Annotated[list[PageRule], Field(max_length=20)] = Field(default_factory=list[PageRule])


class WidgetField(BaseModel):
    """Something to ask before a chat; `place` is sent back with what was answered."""

    place: int = Field(examples=[0])
    kind: FieldKind
    label: str = Field(description="Of an own field; else empty", examples=["Numero d'ordine"])
    required: bool


class WidgetRule(BaseModel):
    """When to speak first, and what to say; each is said once to a visitor."""

    pages: str = Field(examples=["*/checkout*"])
    after_seconds: int = Field(examples=[20])
    scrolled: int = Field(examples=[50])
    text: str = Field(examples=["Possiamo aiutarLa con l'ordine?"])


class WidgetBehaviour(BaseModel):
    """What the widget does, in the language that it speaks."""

    sound: bool
    asked: list[WidgetField]
    consent: str = Field(description="Empty: nothing is to be agreed to", examples=[""])
    rules: list[WidgetRule]

    @classmethod
    def of(cls, written: BehaviourText, language: str) -> Self:
        """What was written, as far as it was written in this language."""
        return cls(
            sound=written.sound,
            asked=[
                WidgetField(place=n, kind=field.kind, label=field.label.get(language, ""), required=field.required)
                for n, field in enumerate(written.asked)
                if field.kind != "own" or language in field.label
            ],
            consent=written.consent.get(language, ""),
            rules=[
                WidgetRule(
                    pages=rule.pages,
                    after_seconds=rule.after_seconds,
                    scrolled=rule.scrolled,
                    text=rule.text[language],
                )
                for rule in written.rules
                if language in rule.text
            ],
        )
