"""What customers send and see. Nothing of what colleagues tell each other has a place here."""

from datetime import datetime
from typing import Annotated, Any, Literal, Self
from uuid import UUID

from pydantic import AfterValidator, BaseModel, Field, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from sportello.api.shapes import Attachment, Payload
from sportello.api.visible import said_name, something_to_see
from sportello.api.waiting import Standings, nobody_there, told
from sportello.api.widget.behaviour import WidgetBehaviour
from sportello.api.widget.colours import readable_on
from sportello.conversations import (
    CLOSED,
    MOST_PER_MESSAGE,
    Author,
    Choice,
    CustomerView,
    Kind,
    Message,
    OwnLine,
    Said,
    State,
)
from sportello.core.filetypes import Kind as FileKind

Text = Annotated[
    str,
    StringConstraints(min_length=1, max_length=4_000, strip_whitespace=True),
    AfterValidator(something_to_see),
    Field(examples=["Quanto costa il biglietto?"]),
]
"""What a message may hold."""
TextOrNothing = Annotated[
    str,
    StringConstraints(max_length=4_000, strip_whitespace=True),
    AfterValidator(lambda text: something_to_see(text) if text else text),
    Field(examples=["Quanto costa il biglietto?"], description="May be empty where `attachments` names a file"),
]
"""What a message with files may hold."""
Attached = Annotated[
    list[UUID],
    Field(max_length=MOST_PER_MESSAGE, description="Files that were handed in before, in the order they are shown"),
]


class WithAttachments(Payload):
    """What is said, in words, in files or in both."""

    text: TextOrNothing = ""
    attachments: Attached = Field(default_factory=list[UUID])

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if not self.text and not self.attachments:
            raise PydanticCustomError("nothing_visible", "Nothing of this text can be seen")
        return self


Short = Annotated[str, StringConstraints(max_length=200, strip_whitespace=True)]
SaidName = Annotated[Short | None, AfterValidator(said_name), Field(examples=["Giulia Bianchi"])]
"""What customers say they are called, or nothing."""
PageUrl = Annotated[
    str,
    StringConstraints(max_length=2_000, pattern=r"^https?://[^\s\"'<>\\]+$"),
    Field(examples=["https://shop.example.com/tickets"]),
]
Language = Annotated[
    str, StringConstraints(pattern=r"^[a-zA-Z]{2,3}([-_][a-zA-Z0-9]{2,8})*$", max_length=35), Field(examples=["it"])
]


class Citation(BaseModel):
    """Where an answer comes from; `url` opens the article at the place."""

    n: int = Field(examples=[1])
    title: str = Field(examples=["Biglietti"])
    url: str = Field(examples=["/help/lumina/biglietti#prezzi"])
    passage_id: str | None = Field(examples=["0197c3b0-6d2e-7c4e-9d5a-2f6f1c0a9b11"])
    quote: str = Field(examples=["Il biglietto intero costa 14 euro."])


class Button(BaseModel):
    """An answer that one tap gives."""

    label: str = Field(examples=["Sì, chiama una persona"])
    choice: Choice = Field(
        description="What a press sends back, with the label as text. `entry:` and an id: this entry is meant",
        examples=["entry:0197c3b0-6d2e-7c4e-9d5a-2f6f1c0a9b11"],
    )


class Agent(BaseModel):
    """The person who has the conversation."""

    name: str = Field(examples=["Anna"])


class Contact(BaseModel):
    """The customer, as they said or proved who they are."""

    id: UUID
    name: str | None = Field(examples=["Giulia Bianchi"])
    email: str | None = Field(examples=["giulia@example.com"])


class WidgetConversation(BaseModel):
    """A conversation as its customer sees it."""

    id: UUID
    state: State
    language: str = Field(examples=["it"])
    last_seq: int = Field(examples=[4])
    seen_seq: int = Field(examples=[4])
    queue_place: int | None = Field(examples=[2])
    queue_text: str | None = Field(
        description="What to show to who waits: the place; and how long it usually takes, or when somebody is there",
        examples=["In coda, posto 2 · di solito circa 4 minuti"],
    )
    away: bool = Field(description="They wait, and nobody is there who could take it: `POST …/reach`")
    agent: Agent | None
    rating: int | None = Field(examples=[5])
    can_rate: bool
    merged_into: UUID | None = Field(description="It goes on in this one, which takes what is said from now on")
    created_at: datetime
    version: int = Field(examples=[7])

    @classmethod
    def of(cls, view: CustomerView, known: Standings) -> "WidgetConversation":
        """The shape of what was read."""
        return cls(
            id=view.id,
            state=view.state,
            language=view.language,
            last_seq=view.last_seq,
            seen_seq=view.seen_seq,
            queue_place=view.queue_place,
            queue_text=told(view, known),
            away=nobody_there(view, known),
            agent=Agent(name=view.agent_name) if view.agent_name else None,
            rating=view.rating,
            can_rate=view.state in CLOSED,
            merged_into=view.merged_into,
            created_at=view.created_at,
            version=view.version,
        )


class WidgetOwnConversation(WidgetConversation):
    """A conversation as a line of its customer's list."""

    preview: str = Field(
        description="What was said last, as it begins", examples=["Il biglietto intero costa 14 euro."]
    )
    last_message_at: datetime
    last_message_author: Author | None = Field(description="Null: nothing was said yet")
    unread: int = Field(description="Answers that the customer has not read", examples=[1])

    @classmethod
    def of_line(cls, line: OwnLine, known: Standings) -> "WidgetOwnConversation":
        """The shape of what was read."""
        return cls(
            **WidgetConversation.of(line.view, known).model_dump(),
            preview=line.preview,
            last_message_at=line.last_message_at,
            last_message_author=line.last_message_author,
            unread=line.unread,
        )


class WidgetMessage(BaseModel):
    """A message as its customer sees it; Markdown when it comes from the assistant or an agent, else plain."""

    id: UUID
    conversation_id: UUID
    seq: int = Field(examples=[1])
    author: Author
    author_name: str | None = Field(
        description="The agent's or the assistant's name; the customer and the house have none here", examples=["Luce"]
    )
    is_ai: bool
    kind: Kind
    text: str = Field(examples=["Quanto costa il biglietto?"])
    citations: list[Citation]
    buttons: list[Button]
    attachments: list[Attachment]
    created_at: datetime


def message_fields(said: Said | Message) -> dict[str, Any]:
    """What both sides see of a message."""
    return {
        "id": said.id,
        "conversation_id": said.conversation_id,
        "seq": said.seq,
        "author": said.author,
        "author_name": said.author_name if isinstance(said, Said) else None,
        "is_ai": said.author == "assistant",
        "kind": said.kind,
        "text": said.text,
        "citations": said.citations,
        "buttons": said.buttons,
        "attachments": said.attachments,
        "created_at": said.created_at,
    }


def widget_message(said: Said | Message) -> WidgetMessage:
    """The shape of what was read."""
    return WidgetMessage(**message_fields(said))


class Appearance(BaseModel):
    """How the widget looks."""

    color: str = Field(examples=["#0b5fff"])
    logo_url: str | None = Field(examples=[None])
    position: Literal["right", "left"]
    theme: Literal["auto", "light", "dark"]


class WidgetAppearance(Appearance):
    """How it looks, with what follows from that."""

    text_color: Literal["#000", "#fff"] = Field(examples=["#fff"])

    @classmethod
    def of(cls, chosen: Appearance) -> "WidgetAppearance":
        """What the owner chose, and the text that reads on their colour."""
        return cls(**chosen.model_dump(), text_color=readable_on(chosen.color))


class WidgetWorkspace(BaseModel):
    """Whose widget it is."""

    name: str = Field(examples=["Lumina"])
    slug: str = Field(examples=["lumina"])


class WidgetTexts(BaseModel):
    """What the assistant's owner wrote for the widget."""

    title: str = Field(examples=["Lumina"])
    welcome: str = Field(examples=["Ciao! Come posso aiutarti?"])
    ai_notice: str = Field(examples=["Ti risponde un assistente automatico (AI)."])
    placeholder: str | None = Field(examples=[None])


class WidgetWords(BaseModel):
    """What the widget says once it was answered; the few words it needs before, in every language, are built in.

    In this order: the widget's first file takes them by it, the second by their names. New ones come last.
    """

    you: str = Field(examples=["Lei"])
    assistant: str = Field(examples=["Assistente"])
    ai: str = Field(examples=["IA"])
    place: str = Field(examples=["In coda, posto {}"])
    here: str = Field(examples=["{} è qui"])
    waiting: str = Field(examples=["{} aspetta la Sua risposta"])
    closed: str = Field(examples=["Chiusa. Scriva per riaprirla."])
    typing: str = Field(examples=["{} sta scrivendo…"])
    failed: str = Field(examples=["Non inviato"])
    retry: str = Field(examples=["Riprova"])
    remove: str = Field(examples=["Elimina"])
    earlier: str = Field(examples=["Messaggi precedenti"])
    rate: str = Field(examples=["Come è andata?"])
    comment: str = Field(examples=["Vuole aggiungere due parole?"])
    thanks: str = Field(examples=["Grazie!"])
    received: str = Field(examples=["Ricevuto. Le rispondiamo per e-mail."])
    back: str = Field(description="From the queue", examples=["Torna all'assistente"])
    leave: str = Field(description="Over the contact form", examples=["Lasci un messaggio"])
    name: str = Field(examples=["Nome (facoltativo)"])
    email: str = Field(examples=["E-mail"])
    attach: str = Field(examples=["Allega file"])
    photo: str = Field(examples=["Scatta una foto"])
    detach: str = Field(examples=["Togli {}"])
    cancel: str = Field(examples=["Annulla"])
    without_files: str = Field(examples=["Invia senza i file"])
    wrong_type: str = Field(examples=["Non accettiamo file di questo tipo."])
    unreadable: str = Field(examples=["Non si riesce a leggerlo."])
    too_large: str = Field(examples=["È troppo grande: al massimo {}."])
    too_many: str = Field(examples=["Al massimo {} file per messaggio."])
    no_room: str = Field(examples=["Al momento non c'è spazio per i file."])
    file_gone: str = Field(examples=["Il file non è più in questo browser: lo alleghi di nuovo."])
    before_chat: str = Field(examples=["Prima di cominciare:"])
    ask_name: str = Field(examples=["Nome"])
    ask_email: str = Field(examples=["E-mail"])
    ask_phone: str = Field(examples=["Telefono"])
    optional: str = Field(examples=["facoltativo"])
    begin_chat: str = Field(examples=["Inizia la chat"])
    dismiss: str = Field(examples=["Chiudi il messaggio"])
    mute: str = Field(examples=["Silenzia"])
    talks: str = Field(examples=["Le Sue conversazioni"])
    talks_back: str = Field(examples=["Torna alla chat"])
    talks_none: str = Field(examples=["Non ci sono ancora conversazioni."])
    talks_loading: str = Field(examples=["Un momento…"])
    talks_failed: str = Field(examples=["Non si riesce a caricarle."])
    talks_older: str = Field(examples=["Conversazioni precedenti"])
    talks_new: str = Field(examples=["Nuova conversazione"])
    talks_unread: str = Field(examples=["{} da leggere"])
    talks_unsent: str = Field(examples=["Un messaggio è ancora da inviare: potrà cambiare conversazione dopo."])
    talk_open: str = Field(examples=["Aperta"])
    talk_closed: str = Field(examples=["Chiusa"])
    talk_past: str = Field(examples=["Questa conversazione è chiusa."])
    talk_current: str = Field(examples=["Vada a quella aperta"])
    mail_ask: str = Field(examples=["Ricevere la conversazione per e-mail"])
    mail_done: str = Field(examples=["La inviamo a {}."])
    mail_failed: str = Field(examples=["Non si riesce a inviarla. Riprovi più tardi."])
    mail_many: str = Field(examples=["È già stata inviata più volte. Riprovi più tardi."])
    away_text: str = Field(examples=["Adesso non c'è nessuno. La richiesta resta in coda e la risposta arriva qui."])
    away_open: str = Field(examples=["Lasci un recapito"])
    away_about: str = Field(examples=["Di che cosa si tratta?"])
    away_need: str = Field(examples=["Serve un indirizzo e-mail o un numero di telefono."])
    away_failed: str = Field(examples=["Non si riesce a inviarlo. Riprovi."])
    away_done: str = Field(examples=["Grazie. La ricontattiamo."])


class WidgetAttachments(BaseModel):
    """What customers may attach, to be told before anything is sent."""

    kinds: list[FileKind] = Field(examples=[["image", "pdf"]])
    file_bytes: int = Field(examples=[10_485_760])
    per_message: int = Field(examples=[5])


class WidgetConfig(BaseModel):
    """All the widget needs before anybody says anything."""

    workspace: WidgetWorkspace
    language: str = Field(examples=["it"])
    languages: list[str] = Field(examples=[["it", "en"]])
    appearance: WidgetAppearance
    texts: WidgetTexts
    words: WidgetWords
    starters: list[str] = Field(examples=[["Quanto costa il biglietto?"]])
    max_length: int = Field(examples=[4_000])
    attachments: WidgetAttachments | None = Field(description="Null: files are not taken")
    behaviour: WidgetBehaviour
    transcript: bool = Field(description="A conversation can be sent by e-mail")
    eager: bool = Field(description="It may speak first, so what it needs for that is wanted at once")
