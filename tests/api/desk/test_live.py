"""What the desk hears is what it would read: state + events = the state fetched anew, for every command."""

from typing import Any

from sportello.core.ids import new_id
from tests.api.streams import Ear
from tests.live import Agent, Street, Talk


async def snapshot(agent: Agent) -> dict[str, Any]:
    """All that the desk shows."""
    lines = (await agent.get("/conversations?view=all&limit=200"))["items"]
    threads = {line["id"]: await agent.get(f"/conversations/{line['id']}/messages?limit=200") for line in lines}
    notes = {line["id"]: await agent.get(f"/conversations/{line['id']}/notes") for line in lines}
    return {
        "conversation": {line["id"]: line for line in lines},
        "message": {said["id"]: said for thread in threads.values() for said in thread["items"]},
        "note": {note["id"]: note for page in notes.values() for note in page["items"]},
    }


async def verify_action(agent: Agent, ear: Ear, before: dict[str, Any]) -> dict[str, Any]:
    """Apply what was heard to what was known, and compare with the truth."""
    truth = await snapshot(agent)
    for id_, line in truth["conversation"].items():
        if before["conversation"].get(id_) != line:
            await ear.until("conversation", id=id_, version=line["version"])
    for id_ in truth["message"].keys() - before["message"].keys():
        await ear.until("message", id=id_)
    for id_ in truth["note"].keys() - before["note"].keys():
        await ear.until("note", id=id_)
    known = {kind: dict(before[kind]) for kind in before}
    for one in ear.heard:
        if one.event in known:
            known[one.event][one.data["id"]] = one.data
    assert known == truth
    ear.forget()
    return truth


async def test_state_and_events_make_the_state(street: Street) -> None:
    anna = await street.agent("Anna", "supervisor")
    marco = await street.agent("Marco")
    customer = await street.customer()
    async with anna.listen() as ear:
        state = await snapshot(anna)
        talk = await customer.open()
        state = await verify_action(anna, ear, state)
        path = f"/conversations/{talk.id}"

        async def reply(agent: Agent, text: str) -> None:
            await agent.post(f"{path}/messages", id=str(new_id()), text=text)

        commands = [
            lambda: talk.say("Ciao"),
            lambda: talk.say("Una persona, per favore", choice="person"),
            lambda: talk.say("Torno all'assistente", choice="assistant"),
            lambda: talk.say("Anzi no", choice="person"),
            lambda: customer.http.patch("/contact", json={"name": "Giulia"}),
            lambda: marco.post(f"{path}/take"),
            lambda: reply(marco, "Eccomi"),
            lambda: talk.say("Finalmente"),
            lambda: marco.post(f"{path}/seen", seq=5),
            lambda: marco.post(f"{path}/notes", id=str(new_id()), text="Sembra di fretta"),
            lambda: marco.post(f"{path}/transfer", user_id=str(anna.member.user_id), note="La conosci"),
            lambda: anna.post(f"{path}/transfer", user_id=None),
            lambda: anna.post(f"{path}/take"),
            lambda: reply(anna, "Buongiorno"),
            lambda: customer.http.post(f"{talk.path}/seen", json={"seq": 3}),
            lambda: anna.post(f"{path}/close", outcome="resolved", reason="biglietto"),
            lambda: customer.http.post(f"{talk.path}/rating", json={"score": 5, "comment": "Grazie"}),
            lambda: talk.say("Ancora una cosa"),
        ]
        for command in commands:
            await command()
            state = await verify_action(anna, ear, state)
        await check_history(anna, talk)


async def check_history(agent: Agent, talk: Talk) -> None:
    changes = (await agent.get(f"/conversations/{talk.id}/history"))["items"]
    moves = [(change["from_state"], change["to_state"]) for change in changes]
    assert moves == [
        ("active", "queued"),
        ("queued", "active"),
        ("active", "queued"),
        ("queued", "with_agent"),
        ("with_agent", "with_agent"),
        ("with_agent", "queued"),
        ("queued", "with_agent"),
        ("with_agent", "resolved"),
        ("resolved", "with_agent"),
    ]
    trail = (await agent.http.get("/audit")).status_code
    assert trail == 403  # a supervisor is no admin; the entries themselves are what `history` has read
