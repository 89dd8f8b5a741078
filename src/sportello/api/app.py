"""The HTTP application, assembled: who may ask what, in which order things happen, and how it is described."""

from fastapi import APIRouter, FastAPI
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from sportello.api import health, help as help_pages, manifest, pages, preview, problems
from sportello.api.bodies import Bodies
from sportello.api.describe import TITLE, describe
from sportello.api.desk import (
    actions,
    api_keys,
    aside,
    assistant,
    assistants,
    attachments,
    audit,
    behaviour,
    canned_replies,
    contacts,
    conversations,
    copilot,
    drafts,
    evaluations,
    events,
    facts,
    gaps,
    handoff,
    inbox,
    intents,
    invitations,
    knowledge,
    leads,
    live_versions,
    looking,
    macros,
    me,
    meanings,
    members,
    merging,
    messages,
    model_keys,
    models,
    money,
    notes,
    notices,
    outlets,
    previews,
    prices,
    queue,
    ratings,
    rules,
    selections,
    sessions,
    sla_policies,
    sources,
    teams,
    threshold,
    tickets,
    together,
    transcripts,
    trying,
    views,
    widget_keys,
    workspace,
)
from sportello.api.feed import lifespan
from sportello.api.limits import Limiter
from sportello.api.platform import logins, workspaces
from sportello.api.reading import read
from sportello.api.routing import Router
from sportello.api.security import Gate
from sportello.api.watch import Net
from sportello.api.widget import (
    asked,
    attachments as widget_attachments,
    conversations as widget_conversations,
    messages as widget_messages,
    reaching,
    transcripts as widget_transcripts,
    visitors,
)
from sportello.core.resources import Resources

API_VERSION = "1.0.0"
"""Of the interface, not of the program: rises when /api/v1 gains something; what it has is not taken away."""

ROUTERS: tuple[Router, ...] = (
    # Customers, by visitor token: no cookies, origins by widget key. The busiest first: routes are tried in turn.
    widget_messages.router,
    widget_attachments.router,
    widget_conversations.router,
    widget_transcripts.router,
    reaching.router,
    visitors.router,
    asked.router,
    # People at work, by session cookie or API key.
    sessions.router,
    me.router,
    invitations.public,
    workspace.router,
    inbox.router,
    together.router,
    views.router,
    conversations.router,
    aside.router,
    merging.router,
    messages.router,
    attachments.router,
    notes.router,
    handoff.router,
    copilot.router,
    drafts.router,
    ratings.router,
    transcripts.router,
    canned_replies.router,
    looking.router,
    macros.router,
    rules.router,
    contacts.router,
    queue.router,
    queue.presence,
    notices.router,
    outlets.router,
    outlets.escalation,
    teams.teams,
    teams.labels,
    events.router,
    knowledge.router,
    sources.router,
    facts.router,
    meanings.router,
    gaps.router,
    trying.router,
    assistants.router,
    assistant.router,
    live_versions.router,
    threshold.router,
    intents.router,
    evaluations.router,
    models.router,
    selections.router,
    actions.router,
    tickets.router,
    sla_policies.router,
    leads.router,
    members.router,
    invitations.router,
    widget_keys.router,
    behaviour.router,
    previews.router,
    api_keys.router,
    model_keys.router,
    money.router,
    prices.router,
    audit.router,
    # Owners of the installation.
    workspaces.router,
    logins.router,
)
"""Every router of the API, by audience. A new room adds its line here."""

PAGES: tuple[APIRouter, ...] = (health.router, manifest.router, pages.router, preview.router, *help_pages.ROUTERS)
"""What is not API: pages, assets, health."""


def create_app(resources: Resources) -> FastAPI:
    """The application over these resources. Building it opens nothing: `openapi()` works without a database."""
    settings = resources.settings
    app = FastAPI(
        title=TITLE,
        version=API_VERSION,
        openapi_url="/api/v1/openapi.json",
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        lifespan=lifespan,
    )
    app.state.resources = resources
    app.state.read = read
    app.state.origins = {}
    app.state.limiter = Limiter(settings.rate_limits)
    app.openapi = lambda: describe(app)  # how FastAPI wants its description replaced
    problems.install(app)
    app.router.routes.extend(route for router in (*ROUTERS, *PAGES) for route in router.routes)
    # The last added is the outermost: who is asking, then the log line and the net, then the gate, then the body.
    app.add_middleware(Bodies)
    app.add_middleware(Gate, https=settings.secure_cookies)
    app.add_middleware(Net)
    app.add_middleware(ProxyHeadersMiddleware, trusted_hosts=[str(network) for network in settings.trusted_proxies])
    return app
