"""Knowledge: what the business knows, cut into passages that can be found and cited.

`import_articles` and the other writers keep articles, passages and search in one transaction; `search` finds what
may answer a question, with scores a gate can trust; `excerpt` says it word for word; `page` is what the public sees.
"""

from sportello.knowledge.excerpt import excerpt
from sportello.knowledge.search import Hit, Term, search

__all__ = ["Hit", "Term", "excerpt", "search"]
