"""What the person who starts the program is told instead of a traceback."""


class Refused(Exception):
    """The program cannot go on. The text says why, and how to mend it."""
