"""What knowledge refuses, and how to mend it."""

from sportello.core.errors import Invalid, NotFound


class ArticleNotFound(NotFound):
    """There is no such article."""

    code = "article_not_found"


class ArticleInvalid(Invalid):
    """The article cannot be stored as it is."""

    code = "article_invalid"


class ImportInvalid(Invalid):
    """Nothing of this import can be read."""

    code = "import_invalid"
