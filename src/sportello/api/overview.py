"""What somebody who integrates with us reads first: how to get in, what refusals look like, and what the rooms are."""

from collections.abc import Mapping
from typing import Any

TITLE = "Sportello"

_ABOUT = """\
Everything the desk and the widget do, they do through this API.

# Getting in

* **Programs** ask `/api/v1/workspaces/{workspace}/…` with an API key: `Authorization: Bearer sk_…`. An admin makes it
  in the desk, under Settings → API keys.
* **People** ask the same, and `/api/v1/me` and `/api/v1/platform/…`, with the session cookie that
  `POST /api/v1/sessions` sets. Every change by cookie also carries `X-Sportello: 1`.
* **Customers' browsers** ask `/api/v1/widget/…`: at first with the public key of a website (`X-Sportello-Key: wk_…`),
  from then on with the visitor token that it gives them (`Authorization: Bearer vt_…`).

An **API key** opens one workspace. It acts for whoever made it: it may do what its scopes name and its maker's role
allows, and ends with their membership. A scope is an area and a verb, such as `knowledge:write`; reading (`GET`) needs
`…:read`, everything else `…:write`. Each operation says which scope and which role it needs. Making keys, inviting
people and reading the audit are for people only.

```
curl https://support.example.com/api/v1/workspaces/lumina/conversations?view=unassigned \\
  -H "Authorization: Bearer sk_…"
```

Roles include what the ones before them may do: `agent`, `supervisor`, `admin`, `owner` (of the installation).

# Requests

* Times are RFC 3339 in UTC; ids are UUIDs. Where a request carries the `id` of what it makes, the client makes it, so
  that a repeated request is the same request: repeat it after a time-out without a second thought.
* A field that is not described is refused, never dropped silently. Future versions may *answer* with more fields.
* Bodies are UTF-8 JSON, unless an operation says otherwise; each says how large one may be.
* Every answer carries `X-Request-Id`. Send your own (8 to 64 letters, digits, `.`, `_`, `-`) to find a request in the
  log.

# Lists

A list that may grow answers `items` and `next_cursor`. Ask again with the same parameters and `cursor=` that value
until it is null. `limit` says how many at most. A cursor is a place, not a page number: nothing is told twice or
left out because something was added meanwhile. Lists that are short by nature come whole, without a cursor.

# Live events

`GET /api/v1/workspaces/{workspace}/events` and `GET /api/v1/widget/conversations/{conversation_id}/events` are
server-sent events (`text/event-stream`). Keep the connection open, and when it ends, open it again; a widget's goes on
after the `Last-Event-ID` it is sent. The desk's begins with `reset`: fetch anew what you show, then follow.

# Refusals

Refusals are `application/problem+json` (RFC 9457). Compare `code`: it never changes its meaning. Show `title` and
`detail` to people. `429` and `503` say in `Retry-After` how many seconds to wait. A `404` is said alike of what does
not exist and of what is not yours. Any request may also meet `500 internal_error`, which is our fault and is logged
under the request's id.

| status | code | means |
|---|---|---|
"""

SECURITY: dict[str, Any] = {
    "session": {
        "type": "apiKey",
        "in": "cookie",
        "name": "__Host-sportello",
        "description": "Set by `POST /api/v1/sessions`. Only over plain http on this machine it is called `sportello`.",
    },
    "change": {
        "type": "apiKey",
        "in": "header",
        "name": "X-Sportello",
        "description": "Always `1`: no secret, but nothing that another site's form can send. Without it a change is"
        " refused with 403 `header_missing`.",
    },
    "api_key": {
        "type": "http",
        "scheme": "bearer",
        "description": "`sk_…`, made in the desk. Named with it: the role of whoever made it, and the scope it needs.",
    },
    "visitor": {"type": "http", "scheme": "bearer", "description": "`vt_…`, from `POST /api/v1/widget/visitors`"},
    "widget_key": {
        "type": "apiKey",
        "in": "header",
        "name": "X-Sportello-Key",
        "description": "`wk_…`, from the script tag of a website. Public: it opens what a customer may see, and only"
        " from the origins that it lists.",
    },
}

_ROOMS = {
    "widget": "Customers: greeted, answered and handed over, by the widget or by a client of your own.",
    "sessions": "Signing in and out of the desk.",
    "me": "Whoever is signed in: their profile, password and browsers.",
    "invitations": "Inviting colleagues, and joining.",
    "workspace": "The business itself: name, languages, time zone.",
    "conversations": "The inbox: lists, the open conversation, who has it, and how it ends.",
    "views": "Lists of the inbox that are kept under a name.",
    "messages": "What was said in a conversation, and answering the customer.",
    "attachments": "Files that come with messages, and what a workspace takes.",
    "drafts": "What you have begun to write in conversations, on whichever device. For yourself only.",
    "notes": "What colleagues tell each other; customers never see it.",
    "contacts": "What colleagues know of a customer.",
    "copilot": "Words for an agent to begin from; nothing is sent by itself.",
    "macros": "Several things that one choice does.",
    "rules": "When something happens, and if so and so, then this is done: rules, dry runs and what each did.",
    "canned_replies": "What agents say often, behind a shortcut.",
    "notices": "What somebody is told, how they want to be told, and the browsers of theirs that are.",
    "outlets": "Rooms in chats that the workspace tells things in.",
    "queue": "How who waits for a person comes to one, and who is there.",
    "teams": "Members who take the same kind of conversations.",
    "labels": "Words that conversations are sorted by, and given by.",
    "events": "Everything that happens in the workspace, live.",
    "knowledge": "Articles and FAQ entries that the assistant answers from; trying a question.",
    "sources": "Files, pages and texts that articles come from, and the imports that read them.",
    "facts": "Opening hours, prices, places and policies as data, answered exactly.",
    "gaps": "What customers asked and the assistant could not answer, and proposals to mend it.",
    "assistant": "What the assistant says, when it steps aside, what it tells apart, and how it does in scenarios.",
    "actions": "What the assistant may do: actions to switch on, HTTP actions to declare and try. For people only.",
    "tickets": "Work for customers that outlives the chat, who does it, and by when.",
    "sla_policies": "What is promised on tickets: a first answer and a solution, within how much time.",
    "leads": "Contact details that customers left, to be called back.",
    "members": "Who works here, and as what.",
    "widget_keys": "Which websites may carry the widget, and how it looks there. For people only.",
    "api_keys": "Keys for programs. For people only.",
    "model_keys": "Keys to language models: stored sealed, tried with a real call. For people only.",
    "money": "What language models cost and may cost: budgets, prices, and what was spent.",
    "audit": "Who did what. For people only.",
    "platform": "All workspaces and logins of the installation, for its owners.",
    "health": "For monitors: whether it lives, can serve, and what it measured.",
}
TAGS: list[dict[str, Any]] = [{"name": name, "description": about} for name, about in _ROOMS.items()]
"""The rooms in the order in which they are read."""


def overview(problems: Mapping[str, Mapping[str, Any]]) -> str:
    """The text before all operations, with every refusal there is."""
    known = sorted((problem["value"] for problem in problems.values()), key=lambda one: (one["status"], one["code"]))
    return _ABOUT + "".join(f"| {one['status']} | `{one['code']}` | {one['title']} |\n" for one in known)
