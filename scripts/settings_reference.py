"""Prints docs/reference/settings.md: every variable of the environment that is read, from the code that reads them."""

from typing import Any

from sportello.core.settings import Settings, variable_of

HEAD = """\
# Settings

Everything that differs between one installation and another is read from these variables of the environment, and from
nowhere else. An empty variable counts as unset. What is wrong or missing is refused at the start, in one sentence for
each variable that says how to mend it; `sportello doctor` looks at the rest. Passwords and keys are never printed.

None of them is needed to begin with. `sportello demo` has its own default for one: its home is `.sportello` in
the folder where it is called.

| Variable | What it is for | Unset |
|---|---|---|
"""


def main() -> None:
    """Print the page."""
    known: dict[str, dict[str, Any]] = Settings.model_json_schema()["properties"]
    print(HEAD, end="")
    for field, described in known.items():
        said = described["description"]
        if "minimum" in described:
            said += f" ({described['minimum']:g} to {described['maximum']:g})"
        print(f"| `{variable_of(field)}` | {said} | {_default(described.get('default'))} |")


def _default(value: Any) -> str:
    return f"`{value}`" if value or isinstance(value, int) else ""


if __name__ == "__main__":
    main()
