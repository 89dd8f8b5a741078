"""Fetches uv's wheel from PyPI with nothing but the standard library, checks its hash, and unpacks the program.

A fresh Debian has Python, but neither pip nor venv; this needs neither, and no root.
"""

import hashlib
import os
import platform
import re
import sys
import urllib.request
import zipfile
from io import BytesIO
from pathlib import Path
from urllib.parse import urljoin

LIBC = "manylinux" if platform.libc_ver()[0] == "glibc" else "musllinux"
INDEX = os.environ.get("UV_DEFAULT_INDEX") or os.environ.get("PIP_INDEX_URL") or "https://pypi.org/simple"


def read(url: str) -> bytes:
    """What is at that address."""
    request = urllib.request.Request(url, headers={"Accept": "text/html"})  # noqa: S310 - the user's own index
    with urllib.request.urlopen(request, timeout=60) as response:  # noqa: S310
        return response.read()


def main(folder: Path) -> None:
    """Unpack `uv` into the folder."""
    page = f"{INDEX.rstrip('/')}/uv/"
    links = re.findall(r'href="([^"#]+)#sha256=([0-9a-f]{64})"', read(page).decode())
    fits = [link for link in links if link[0].endswith(f"{platform.machine()}.whl") and LIBC in link[0]]
    if not fits:
        sys.exit(f"{page} offers no uv for this machine.")
    address, digest = fits[-1]
    wheel = read(urljoin(page, address))
    if hashlib.sha256(wheel).hexdigest() != digest:
        sys.exit("The file that arrived is not the one the index announced.")
    folder.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(BytesIO(wheel)) as packed:
        inside = next(name for name in packed.namelist() if name.endswith("/scripts/uv"))
        unfinished = folder / "uv.part"
        unfinished.write_bytes(packed.read(inside))
    unfinished.chmod(0o755)
    unfinished.replace(folder / "uv")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
