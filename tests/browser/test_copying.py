"""What the other tests begin with: copies of a workspace that are whole, and know nothing of each other."""

import re
from collections.abc import Callable

from tests.browser.copying import Model, remember
from tests.browser.installation import Installation

ID = r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"


def test_copies_are_whole_and_share_nothing(
    festival: Callable[[], tuple[str, str]], installation: Installation
) -> None:
    (one_slug, one_key), (other_slug, other_key) = festival(), festival()
    one, other = (remember(installation.home, slug) for slug in (one_slug, other_slug))
    assert _sizes(one) == _sizes(other)
    assert {"articles", "assistants", "facts", "gates", "postings", "widget_keys"} <= _sizes(one).keys()
    assert one_key in one.keys
    assert other_key in other.keys
    for names in (one.own, one.numbers, one.keys, {one.slug}):
        assert names
        assert not set(names) & {*other.own, *other.numbers, *other.keys, other.slug}
    mentioned = set(re.findall(ID, "".join(other.rows.values())))
    assert other.own <= mentioned
    assert not mentioned & one.own


def _sizes(model: Model) -> dict[str, int]:
    return {table: written.count("\n") for (table, _), written in model.rows.items()}
