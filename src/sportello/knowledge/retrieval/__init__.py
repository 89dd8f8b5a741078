"""Finding: the index of passages, the search over words and meanings, and what a hit says word for word."""
