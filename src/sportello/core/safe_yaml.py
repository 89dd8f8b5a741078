"""YAML from strangers: plain values only, no aliases, no depth, and a message that says where it went wrong."""

from typing import Any

import yaml

_DEEPEST = 12
_LARGEST = 2 * 1024 * 1024
_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class YamlRefused(ValueError):
    """The text is not YAML that we read."""


def load_yaml(text: str) -> Any:
    """The value of a YAML text. Aliases and deep nesting are refused before anything is built of them."""
    if len(text) > _LARGEST:
        raise YamlRefused(f"it is larger than {_LARGEST // 1024 // 1024} MB; use CSV or several files")
    depth = 0
    try:
        for event in yaml.parse(text, Loader=_Loader):
            if isinstance(event, yaml.AliasEvent):
                raise YamlRefused("aliases (*name) are not read; write the text out")
            if isinstance(event, yaml.CollectionStartEvent):
                depth += 1
                if depth > _DEEPEST:
                    raise YamlRefused(f"it is nested deeper than {_DEEPEST} levels")
            elif isinstance(event, yaml.CollectionEndEvent):
                depth -= 1
        return yaml.load(text, Loader=_Loader)  # noqa: S506 - a safe loader, in C where there is one
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        where = f"line {mark.line + 1}: " if mark else ""
        raise YamlRefused(f"{where}{error.problem or error.context}") from error
    except (yaml.YAMLError, ValueError) as error:
        if isinstance(error, YamlRefused):
            raise
        raise YamlRefused(str(error).splitlines()[0]) from error
