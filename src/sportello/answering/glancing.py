"""What a picture leads to in the knowledge: an answer where it is all there is, else at most something to choose."""

from collections.abc import Sequence
from dataclasses import replace

from sportello.answering.drafts import Draft
from sportello.answering.engine import Question, conclude, evidence, offer_choices
from sportello.answering.gate import offers
from sportello.answering.lookup import HITS, Lookup
from sportello.answering.sights import PICTURE, Sight
from sportello.knowledge import Hit


async def by_picture(lookup: Lookup, question: Question, sight: Sight) -> tuple[Draft, Sequence[Hit]]:
    """The answer to a picture without a question: what the knowledge has on what it shows, or that there is nothing.

    Nothing else is done: no rule, no fact and no action hears what stands on a picture.
    """
    setup, found = lookup.assistant, list[tuple[Draft, Sequence[Hit]]]()
    for topic in sight.topics:
        shown = replace(question, asked=topic, searched=(topic,), talk=None)
        hits = await lookup.hits(shown)
        found.append((conclude(setup, shown, hits), hits))
    draft, hits = min(found, key=lambda each: ("answered", "choices", "unsure").index(each[0].outcome))
    trace = replace(draft.trace, rules=[*draft.trace.rules, PICTURE])
    if draft.outcome == "unsure":
        draft = replace(draft, text=setup.text("seen", question.language))
    return replace(draft, trace=trace), hits


async def beside_picture(
    lookup: Lookup, question: Question, sight: Sight, draft: Draft, hits: Sequence[Hit]
) -> tuple[Draft, Sequence[Hit]]:
    """The answer to the words, or what they and the picture lead to together; and what a model may read besides.

    What only the picture leads to is offered and not said: who knows what was asked of it?
    """
    if not sight.topics:
        return draft, hits
    setup = lookup.assistant
    whole = tuple(f"{question.asked}\n{topic}" for topic in sight.topics)
    together = replace(question, asked=whole[0], searched=whole)
    shown = await lookup.hits(together)
    alone = await lookup.hits(replace(question, searched=sight.topics))
    more = {hit.passage_id: hit for hit in (*hits, *shown, *alone)}
    if draft.outcome in {"unsure", "choices"}:
        said = conclude(setup, together, shown)
        sure = setup.gate.confidence(alone)
        if said.outcome == "answered":
            draft = said
        elif (
            draft.outcome == "unsure" and alone and offers(sure, coverage=alone[0].coverage, threshold=setup.threshold)
        ):
            draft = offer_choices(setup, alone, evidence(setup, question, alone))
    elif draft.outcome != "answered":
        return draft, hits
    return draft, list(more.values())[: 2 * HITS]
