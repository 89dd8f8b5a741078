"""Reading a sitemap, packed or not, in the process apart: the pages and further sitemaps it lists."""

import io
import json
import zlib

from lxml import etree

_MOST, _LARGEST = 50_000, 52_428_800
_GZIP = b"\x1f\x8b"


def _unpacked(content: bytes) -> bytes:
    """All members of a gzip file, up to the most that is read."""
    unpacked = b""
    while content.startswith(_GZIP) and len(unpacked) < _LARGEST:
        member = zlib.decompressobj(zlib.MAX_WBITS | 16)
        unpacked += member.decompress(content, _LARGEST - len(unpacked))
        content = member.unused_data
    return unpacked


def read(content: bytes) -> bytes:
    """The reader `discover` calls. What is listed before a place that is damaged counts."""
    if content.startswith(_GZIP):
        content = _unpacked(content)
    sitemaps: list[str] = []
    pages: list[tuple[str, str | None]] = []
    more = False
    events = etree.iterparse(
        io.BytesIO(content), events=("end",), recover=True, resolve_entities=False, no_network=True, load_dtd=False
    )
    try:
        for _, element in events:
            kind = etree.QName(element).localname if isinstance(element.tag, str) else ""
            if kind in {"url", "sitemap"}:
                says = {
                    etree.QName(child).localname: "".join(child.itertext()).strip()
                    for child in element
                    if isinstance(child.tag, str)
                }
                location, changed = says.get("loc"), says.get("lastmod")
                if location and kind == "url":
                    pages.append((location, changed or None))
                elif location:
                    sitemaps.append(location)
                element.clear()
            if more := len(pages) + len(sitemaps) > _MOST:
                break
    except etree.XMLSyntaxError:
        if not pages and not sitemaps:
            raise
    return json.dumps({"sitemaps": sitemaps, "pages": pages[:_MOST], "more": more}).encode()
