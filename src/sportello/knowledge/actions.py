"""What people write by hand. Search changes in the same transaction: found at commit, and not before."""

from uuid import UUID

from sqlalchemy import delete
from sqlalchemy.ext.asyncio import AsyncSession

from sportello.core.events import emit
from sportello.knowledge.articles import Content, problem_of
from sportello.knowledge.errors import ArticleInvalid, ArticleNotFound
from sportello.knowledge.events import ArticleRemoved, ArticleWritten
from sportello.knowledge.models import Article
from sportello.knowledge.retrieval.index import index
from sportello.knowledge.retrieval.likeness import mark
from sportello.knowledge.text.passages import slug
from sportello.knowledge.writing import addresses, new_article, whole_articles, write, write_alone


async def create_article(session: AsyncSession, *, content: Content) -> Article:
    """Store a new article and make it findable (when published)."""
    _check(content)
    here = await write_alone(session)
    name = slug(content.title)
    article = new_article(here.id, (await addresses(session, like=[name])).next(name))
    await _write(article, content)
    session.add(article)
    await index(session, [article])
    await mark(session, [article])
    await emit(session, ArticleWritten(workspace_id=here.id, article_id=article.id))
    return article


async def update_article(session: AsyncSession, *, article_id: UUID, content: Content) -> Article:
    """Replace what an article says. Its address stays; passages that keep their anchor keep their id."""
    _check(content)
    here = await write_alone(session)
    article = await session.scalar(whole_articles().where(Article.id == article_id))
    if article is None:
        raise ArticleNotFound
    await _write(article, content)
    await index(session, [article])
    await mark(session, [article])
    await emit(session, ArticleWritten(workspace_id=here.id, article_id=article.id))
    return article


async def delete_article(session: AsyncSession, *, article_id: UUID) -> None:
    """Remove an article with all that search knew of it."""
    here = await write_alone(session)
    gone = await session.scalar(delete(Article).where(Article.id == article_id).returning(Article.id))
    if gone is None:
        raise ArticleNotFound
    await emit(session, ArticleRemoved(workspace_id=here.id, article_id=article_id))


async def _write(article: Article, content: Content) -> None:
    article.status = content.status
    article.valid_from, article.valid_until = content.valid_from, content.valid_until
    article.assistants = None if content.assistants is None else list(content.assistants)
    await write(article, content)


def _check(content: Content) -> None:
    problem = problem_of(content)
    if problem:
        raise ArticleInvalid(problem)
