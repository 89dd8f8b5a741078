"""Documents made for tests: PDF files by pikepdf, Word files as the ZIP of XML they are."""

import io
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pikepdf

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


@dataclass(frozen=True)
class Text:
    """A line on a page; `x` and `y` count from the lower left corner."""

    words: str
    y: float
    size: float = 11
    x: float = 72
    bold: bool = False


def pdf(*pages: Sequence[Text], language: str | None = None, scanned: Sequence[int] = ()) -> bytes:
    """A PDF with these lines on its pages; `scanned` pages hold a picture instead."""
    made = pikepdf.new()
    fonts = pikepdf.Dictionary(
        F=pikepdf.Dictionary(
            Type=pikepdf.Name.Font,
            Subtype=pikepdf.Name.Type1,
            BaseFont=pikepdf.Name.Helvetica,
            Encoding=pikepdf.Name.WinAnsiEncoding,
        ),
        B=pikepdf.Dictionary(
            Type=pikepdf.Name.Font,
            Subtype=pikepdf.Name.Type1,
            BaseFont=pikepdf.Name("/Helvetica-Bold"),
            Encoding=pikepdf.Name.WinAnsiEncoding,
        ),
    )
    for number, lines in enumerate(pages):
        page = made.add_blank_page(page_size=(595, 842))
        drawn = b"".join(_draw(line) for line in lines)
        page.Resources = pikepdf.Dictionary(Font=fonts)
        if number in scanned:
            picture = pikepdf.Stream(
                made,
                b"\xff" * 100,
                Type=pikepdf.Name.XObject,
                Subtype=pikepdf.Name.Image,
                Width=10,
                Height=10,
                ColorSpace=pikepdf.Name.DeviceGray,
                BitsPerComponent=8,
            )
            page.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(I=picture))
            drawn = b"q 500 0 0 700 40 40 cm /I Do Q"
        page.Contents = pikepdf.Stream(made, drawn)
    if language:
        made.Root.Lang = pikepdf.String(language)
    return written(made)


def _draw(line: Text) -> bytes:
    words = line.words.encode("cp1252").replace(b"\\", b"\\\\").replace(b"(", b"\\(").replace(b")", b"\\)")
    font = b"B" if line.bold else b"F"
    return b"BT /%s %g Tf %g %g Td (%s) Tj ET\n" % (font, line.size, line.x, line.y, words)


def written(made: pikepdf.Pdf, *, compress_streams: bool = True) -> bytes:
    """A PDF as bytes."""
    buffer = io.BytesIO()
    made.save(buffer, compress_streams=compress_streams)
    return buffer.getvalue()


def docx(body: str, *, parts: Mapping[str, bytes] | None = None, document: bytes | None = None) -> bytes:
    """A Word file whose document has this body; `parts` are further files in it."""
    text = f'<?xml version="1.0"?><w:document xmlns:w="{W}" xmlns:r="{REL}"><w:body>{body}</w:body></w:document>'
    styles = "".join(
        f'<w:style w:type="paragraph" w:styleId="H{level}"><w:name w:val="heading {level}"/></w:style>'
        for level in (1, 2, 3)
    )
    files = {
        "[Content_Types].xml": b'<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        b'<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        b'<Default Extension="xml" ContentType="application/xml"/></Types>',
        "_rels/.rels": b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        b'<Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/'
        b'officeDocument" Target="word/document.xml"/></Relationships>',
        "word/_rels/document.xml.rels": b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/'
        b'relationships"><Relationship Id="r9" Type="http://schemas.openxmlformats.org/officeDocument/2006/'
        b'relationships/hyperlink" Target="https://shop.example/prices" TargetMode="External"/></Relationships>',
        "word/styles.xml": f'<w:styles xmlns:w="{W}"><w:docDefaults><w:rPrDefault><w:rPr><w:lang w:val="de-AT"/>'
        f"</w:rPr></w:rPrDefault></w:docDefaults>{styles}</w:styles>".encode(),
        "word/document.xml": document if document is not None else text.encode(),
        **(parts or {}),
    }
    return zipped(files)


def zipped(files: Mapping[str, bytes]) -> bytes:
    """A ZIP of these files."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def paragraph(words: str, *, style: str = "", bold: bool = False) -> str:
    """A paragraph of a Word file."""
    looks = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>' if style else ""
    run = "<w:rPr><w:b/></w:rPr>" if bold else ""
    return f"<w:p>{looks}<w:r>{run}<w:t>{words}</w:t></w:r></w:p>"


def rows(*lines: Sequence[str]) -> str:
    """A table of a Word file."""
    cells = ["".join(f"<w:tc>{paragraph(cell)}</w:tc>" for cell in line) for line in lines]
    return "<w:tbl>" + "".join(f"<w:tr>{line}</w:tr>" for line in cells) + "</w:tbl>"
