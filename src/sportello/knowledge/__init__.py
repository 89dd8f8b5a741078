"""Knowledge: what the business knows, cut into passages that can be found and cited.

`import_articles` and the other writers keep articles, passages and search in one transaction; `search` finds what
may answer a question, with scores a gate can trust; `excerpt` says it word for word.
"""

from sportello.knowledge.actions import (
    ImportReport,
    create_article,
    delete_article,
    import_articles,
    update_article,
)
from sportello.knowledge.articles import Content
from sportello.knowledge.errors import ArticleInvalid, ArticleNotFound, ImportInvalid
from sportello.knowledge.events import ArticleRemoved, ArticleWritten, SourceImported
from sportello.knowledge.excerpt import excerpt
from sportello.knowledge.markdown import to_html
from sportello.knowledge.models import Article, Kind, Passage, Source, Status, Wording
from sportello.knowledge.passages import Heading, Piece, outline, split
from sportello.knowledge.queries import After, get_article, list_articles, published_article
from sportello.knowledge.reading import File, Skipped
from sportello.knowledge.search import Hit, Term, search, url_path
from sportello.knowledge.words import guess_language

__all__ = [
    "After",
    "Article",
    "ArticleInvalid",
    "ArticleNotFound",
    "ArticleRemoved",
    "ArticleWritten",
    "Content",
    "File",
    "Heading",
    "Hit",
    "ImportInvalid",
    "ImportReport",
    "Kind",
    "Passage",
    "Piece",
    "Skipped",
    "Source",
    "SourceImported",
    "Status",
    "Term",
    "Wording",
    "create_article",
    "delete_article",
    "excerpt",
    "get_article",
    "guess_language",
    "import_articles",
    "list_articles",
    "outline",
    "published_article",
    "search",
    "split",
    "to_html",
    "update_article",
    "url_path",
]
