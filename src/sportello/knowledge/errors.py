"""What knowledge refuses, and how to mend it."""

from sportello.core.errors import Conflict, Invalid, NotFound


class ArticleNotFound(NotFound):
    """There is no such article."""

    code = "article_not_found"


class ArticleInvalid(Invalid):
    """The article cannot be stored as it is."""

    code = "article_invalid"


class ImportInvalid(Invalid):
    """Nothing of this import can be read."""

    code = "import_invalid"


class NothingToImport(Invalid):
    """There is nothing to import.

    A source of files or text is read from what was handed in for this run, which is not kept.
    """

    code = "nothing_to_import"


class SourceInvalid(Invalid):
    """The source cannot be kept as it is."""

    code = "source_invalid"


class SourceNotFound(NotFound):
    """There is no such source."""

    code = "source_not_found"


class SourceNameTaken(Conflict):
    """Another source has this name."""

    code = "source_name_taken"


class ImportNotFound(NotFound):
    """There is no such import."""

    code = "import_not_found"


class ImportRunning(Conflict):
    """This source is being imported already."""

    code = "import_running"
