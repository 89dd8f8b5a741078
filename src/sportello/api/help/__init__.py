"""The help centre: what a business knows, for everybody to read and search, without a script.

Citations lead here. Every workspace has one at `/help/<workspace>`, in each language it has knowledge in.
"""

from fastapi import APIRouter

from sportello.api.help import articles, astray, centre, engines, facts, rating

ROUTERS: tuple[APIRouter, ...] = (
    centre.router,
    engines.router,
    facts.router,
    articles.router,
    astray.router,
    rating.router,
)

__all__ = ["ROUTERS"]
