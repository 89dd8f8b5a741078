"""What a Word file looks like beyond its styles: text that is hidden, and a first line that is meant as a title."""

import io
import zipfile
from collections.abc import Iterator
from xml.etree import ElementTree as ET

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_DOCUMENT, _STYLES = "word/document.xml", "word/styles.xml"
_OFF = {"0", "false", "off", "none"}
_USUAL = 22
"""Half points of a text that does not say its size."""
_LARGER = 1.3
_LONGEST_TITLE = 120
_NO_TITLE = (".", ",", ";", ":")


def look_through(parts: zipfile.ZipFile) -> tuple[bytes | None, str]:
    """The file without what Word hides, where it hides something; and its first line, where that looks like a title."""
    names = parts.namelist()
    try:
        document = ET.fromstring(parts.read(_DOCUMENT))  # noqa: S314 - measured, without a document type
        styles = ET.fromstring(parts.read(_STYLES)) if _STYLES in names else None  # noqa: S314 - as above
    except ET.ParseError:
        return None, ""  # who reads it says what is wrong
    hidden = _hidden_styles(styles)
    first = _title(document, _usual(styles))
    if not _unhide(document, hidden):
        return None, first
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as without:
        for name in dict.fromkeys(names):
            without.writestr(name, ET.tostring(document) if name == _DOCUMENT else parts.read(name))
    return buffer.getvalue(), first


def _says(properties: ET.Element | None, name: str) -> bool:
    """Whether a property is there and not switched off."""
    found = properties.find(_W + name) if properties is not None else None
    return found is not None and found.get(_W + "val", "1").lower() not in _OFF


def _hidden_styles(styles: ET.Element | None) -> set[str]:
    every = styles.iter(_W + "style") if styles is not None else ()
    return {style.get(_W + "styleId", "") for style in every if _says(style.find(_W + "rPr"), "vanish")}


def _unhide(document: ET.Element, hidden: set[str]) -> bool:
    """Take out what is hidden; tells whether there was any."""
    found = False
    for parent in document.iter():
        style = _style(parent, "pPr", "pStyle") if parent.tag == _W + "p" else ""
        for run in [each for each in parent if each.tag == _W + "r"]:
            properties = run.find(_W + "rPr")
            if _says(properties, "vanish") or {style, _style(run, "rPr", "rStyle")} & hidden:
                if _shown(properties):
                    continue
                parent.remove(run)
                found = True
    return found


def _shown(properties: ET.Element | None) -> bool:
    """Whether a run says of itself that it is not hidden, whatever its style says."""
    said = properties is not None and properties.find(_W + "vanish") is not None
    return said and not _says(properties, "vanish")


def _style(element: ET.Element, properties: str, name: str) -> str:
    found = element.find(f"{_W}{properties}/{_W}{name}")
    return found.get(_W + "val", "") if found is not None else ""


def _usual(styles: ET.Element | None) -> int:
    default = styles.find(f"{_W}docDefaults/{_W}rPrDefault/{_W}rPr") if styles is not None else None
    return _size(default) or _USUAL


def _size(properties: ET.Element | None) -> int:
    found = properties.find(_W + "sz") if properties is not None else None
    said = found.get(_W + "val", "") if found is not None else ""
    return int(said) if said.isdecimal() and len(said) < 5 else 0  # noqa: PLR2004


def _title(document: ET.Element, usual: int) -> str:
    """The first line, where all of it is bold or large, and short."""
    for paragraph in document.find(_W + "body") or ():
        if paragraph.tag != _W + "p":
            return ""
        runs = [(run, words) for run in paragraph.iter(_W + "r") if (words := "".join(_words(run))).strip()]
        if not runs:
            continue
        text = " ".join("".join(words for _, words in runs).split())
        looks = [run.find(_W + "rPr") for run, _ in runs]
        stands_out = all(_says(look, "b") or _size(look) >= usual * _LARGER for look in looks)
        return text if stands_out and len(text) <= _LONGEST_TITLE and not text.endswith(_NO_TITLE) else ""
    return ""


def _words(run: ET.Element) -> Iterator[str]:
    for part in run:
        if part.tag == _W + "t":
            yield part.text or ""
        elif part.tag in {_W + "tab", _W + "br"}:
            yield " "
