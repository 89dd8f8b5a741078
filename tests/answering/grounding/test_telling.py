"""What a customer sees of an answer before it is whole."""

from sportello.answering.grounding.telling import Telling
from sportello.core.llm import Delta, Piece, Replace


async def shown(said: str) -> list[str]:
    """All beginnings that are seen while it comes letter by letter."""
    seen = [""]

    async def tell(piece: Piece) -> None:
        seen.append(seen[-1] + piece.text)

    telling = Telling(tell, lambda text: None if "https" in text else text)
    for letter in said:
        await telling.hear(Delta(letter))
    return seen[1:]


async def test_sentences_are_seen_once_they_are_whole() -> None:
    assert await shown("Open daily. From five. Come ") == ["Open daily.", "Open daily. From five."]


async def test_what_leads_to_something_is_seen_with_it() -> None:
    """Alone it may promise what will not be said."""
    assert await shown("My orders are: from five. Come ") == ["My orders are: from five."]
    assert await shown("My orders are:\n") == []


async def test_no_half_of_a_link_is_seen_whose_address_is_to_come() -> None:
    assert await shown("Look here. Or [there]\n\n[there]: https://evil.example/\n") == [
        "Look here.",
        "Look here. Or [there]\n",
        "Look here. Or [there]\n\n",
    ]


async def test_what_is_whole_is_looked_at_once_and_not_with_every_word_after_it() -> None:
    looked: list[str] = []

    async def tell(_: Piece) -> None:
        pass

    def look(text: str) -> str:
        looked.append(text)
        return text

    telling = Telling(tell, look)
    for letter in "Open daily. From five. Co":
        await telling.hear(Delta(letter))
    assert looked == ["Open daily.", "Open daily. From five."]
    await telling.hear(Replace("Open daily. No"))
    assert looked[2:] == ["Open daily."]
