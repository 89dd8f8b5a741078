"""`python -m sportello` is `sportello`."""

from sportello.cli import main

main()
