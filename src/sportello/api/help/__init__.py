"""The help centre: what a business knows, for everybody to read and search, without a script.

Citations lead here. Every workspace has one at `/help/<workspace>`, in each language it has knowledge in.
"""

from fastapi import APIRouter

from sportello.api.help import articles, astray, centre, engines, facts, rating

router = APIRouter(include_in_schema=False)
router.include_router(centre.router)
router.include_router(engines.router)
router.include_router(facts.router)
router.include_router(articles.router)
router.include_router(astray.router)
router.include_router(rating.router)

__all__ = ["router"]
