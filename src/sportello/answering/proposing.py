"""What an action proposes, and how it stands with all else that is said."""

from dataclasses import replace

from sportello.answering import acting
from sportello.answering.acting import Action
from sportello.answering.drafts import Draft, Step
from sportello.answering.people import warned


def proposal(draft: Draft, action: Action, step: Step) -> Draft:
    """What would be done, from what will be stored, with yes and no, in place of the draft."""
    language = draft.trace.language
    line = {"action": action.name, "arguments": action.shown(step.arguments), "state": "proposed", "ms": 0.0}
    lines = [*draft.trace.actions, line | {"result": None, "why": None}]
    return replace(
        draft,
        outcome="smalltalk",
        text=acting.proposed(action, step.arguments, language),
        buttons=acting.decide_buttons(step.call_id, language),
        citations=[],
        said_in="",
        step=replace(step, mark=action.mark),
        trace=replace(draft.trace, rules=[f"action:{action.name}"], actions=lines),
    )


def beside(done: Draft, rest: Draft) -> Draft:
    """What is said to an action and to all else that was said with it, so that the whole asks one thing at most.

    To a person who is called, and to danger, nothing is added. An answer stands above what is asked again. Where both
    would ask, the offer of a person stands alone and what was proposed is put away; but where the customer has just
    given something, that is asked on, and the offer is left out.
    """
    step = done.step
    if not rest.text and not rest.buttons:
        return replace(done, trace=replace(done.trace, rules=[*done.trace.rules, *rest.trace.rules]))
    trace = replace(rest.trace, rules=[*done.trace.rules, *rest.trace.rules], actions=done.trace.actions)
    if step is None or not done.buttons:
        text = f"{done.text}\n\n{rest.text}" if done.text else rest.text
        return replace(rest, text=text, trace=trace, step=step, errand=done.errand)
    if rest.reason is not None or warned(rest):
        return rest
    language, lost = rest.trace.language, rest.outcome in {"unsure", "choices"}
    if rest.buttons and step.again and (step.state == "proposed" or not lost):
        text = f"{acting.phrase('put_away', language)}\n\n{rest.text}"
        return replace(rest, text=text, trace=replace(trace, actions=[]), step=replace(step, state="declined"))
    if rest.buttons or (rest.outcome == "smalltalk" and rest.text.rstrip().endswith("?")):
        text = f"{acting.phrase('aside', language)}\n\n{done.text}" if lost else done.text
        return replace(done, text=text, trace=trace)
    return replace(rest, text=f"{rest.text}\n\n{done.text}", buttons=done.buttons, trace=trace, step=step)
