"""Documents made to hurt whoever reads them fail their own reading, soon and with a reason, and nothing else."""

import io
import resource
import zipfile
import zlib
from collections.abc import Callable

import pikepdf
import psutil
import pytest

from sportello.core.reasons import code_of
from sportello.knowledge.documents import DocumentUnreadable, read_document
from tests.knowledge.paper import docx, paragraph, pdf, written, zipped

OBJECTS = 1_000_000
LONG = b"<c>" + b"".join(b"<w:br/>%x" % (at * 2_654_435_761 % 2**32) for at in range(250_000)) + b"</c>"
LAUGHS = (
    b"<!DOCTYPE w [<!ENTITY a 'ha'>"
    + b"".join(b"<!ENTITY %c '%s'>" % (98 + at, b"&%c;" % (97 + at) * 10) for at in range(9))
    + b"]><w>&j;</w>"
)


def huge_part() -> bytes:
    """A document.xml of 70 MB, packed to a thousandth."""
    buffer = io.BytesIO()
    with (
        zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive,
        archive.open("word/document.xml", "w") as part,
    ):
        for _ in range(70):
            part.write(bytes(1_000_000))
    return buffer.getvalue()


def lying_directory() -> bytes:
    """A part that says in the directory that it is small."""
    content = bytearray(docx(paragraph("x"), parts={"word/header1.xml": bytes(30_000_000)}))
    at = content.rindex(b"word/header1.xml") - 46
    content[at + 24 : at + 28] = (100).to_bytes(4, "little")
    return bytes(content)


def many_parts() -> bytes:
    return docx(paragraph("x"), parts={f"word/{at}": b"" for at in range(100_000)})


def many_cells() -> bytes:
    """A table of sixty thousand cells that say the same, in fifteen kilobytes."""
    row = "<w:tr>" + "<w:tc><w:p><w:r><w:t>a</w:t></w:r></w:p></w:tc>" * 4 + "</w:tr>"
    return docx(f"<w:tbl>{row * 15_000}</w:tbl>")


def deep() -> bytes:
    return docx("<w:p>" * 100_000 + "</w:p>" * 100_000)


def outside() -> bytes:
    return docx(paragraph("x"), parts={"../../etc/cron.d/x": b"* * * * * root true"})


def loop() -> bytes:
    """A cross-reference table that continues in itself, and pages that contain themselves."""
    made = (
        b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
        b"2 0 obj<</Type/Pages/Kids[2 0 R 2 0 R]/Count 9999999>>endobj\n"
    )
    table = b"xref\n0 3\n0000000000 65535 f \n0000000009 00000 n \n0000000054 00000 n \n"
    return made + table + b"trailer<</Size 3/Root 1 0 R/Prev %d>>\nstartxref\n%d\n%%%%EOF" % (len(made), len(made))


def many_objects() -> bytes:
    body = b"".join(b"%d 0 obj[]endobj\n" % at for at in range(4, OBJECTS))
    return (
        b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
        + (b"3 0 obj<</Type/Page/Parent 2 0 R/Annots 4 0 R>>endobj\n" + body + b"trailer<</Root 1 0 R>>\n%%EOF")
    )


def huge_stream() -> bytes:
    """Text operators without end, 300 MB packed twice over, to eight kilobytes."""
    inner = zlib.compressobj(9)
    packed = b"".join(inner.compress(b"BT /F 9 Tf (x) Tj ET\n" * 50_000) for _ in range(300)) + inner.flush()
    made = pikepdf.open(io.BytesIO(pdf([])))
    page = made.pages[0]
    page.Contents = pikepdf.Stream(made, zlib.compress(packed), Filter=[pikepdf.Name.FlateDecode] * 2)
    return written(made, compress_streams=False)


def endless_forms() -> bytes:
    """Drawings that draw each other, eleven times each, forty deep."""
    made = pikepdf.open(io.BytesIO(pdf([])))
    below = pikepdf.Stream(
        made, b"BT (x) Tj ET", Type=pikepdf.Name.XObject, Subtype=pikepdf.Name.Form, BBox=[0, 0, 9, 9]
    )
    for _ in range(40):
        inner = pikepdf.Dictionary(XObject=pikepdf.Dictionary(X=below))
        below = pikepdf.Stream(
            made,
            b"/X Do " * 11,
            Type=pikepdf.Name.XObject,
            Subtype=pikepdf.Name.Form,
            BBox=[0, 0, 9, 9],
            Resources=inner,
        )
    made.pages[0].Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(X=below))
    made.pages[0].Contents = pikepdf.Stream(made, b"/X Do")
    return written(made)


def huge_page() -> bytes:
    made = pikepdf.open(io.BytesIO(pdf([])))
    picture = pikepdf.Stream(
        made,
        zlib.compress(bytes(400_000_000), 1),
        Type=pikepdf.Name.XObject,
        Subtype=pikepdf.Name.Image,
        Filter=pikepdf.Name.FlateDecode,
        Width=20_000,
        Height=20_000,
        ColorSpace=pikepdf.Name.DeviceGray,
        BitsPerComponent=8,
    )
    made.pages[0].MediaBox = [0, 0, 20_000, 20_000]
    made.pages[0].Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(I=picture))
    made.pages[0].Contents = pikepdf.Stream(made, b"20000 0 0 20000 0 0 cm /I Do")
    return written(made, compress_streams=False)


@pytest.mark.parametrize(
    ("name", "make", "reason"),
    [
        ("huge.docx", huge_part, "Unpacked it would be"),
        ("lying.docx", lying_directory, ""),
        ("parts.docx", many_parts, "The file is made of 100005 parts"),
        ("cells.docx", many_cells, "packed far tighter than any text"),
        ("long.docx", lambda: docx(paragraph("x"), parts={"word/comments.xml": LONG}), "It is made of 250003 para"),
        ("outside.docx", outside, "wants to be stored outside"),
        ("laughs.docx", lambda: docx("", document=LAUGHS), "declares a document type"),
        ("styles.docx", lambda: docx("", parts={"word/footnotes.xml": LAUGHS}), "declares a document type"),
        ("deep.docx", deep, ""),
        ("42.docx", lambda: zipped({f"{at}.zip": zlib.compress(bytes(9_999_999)) for at in range(16)}), "no Word"),
        ("loop.pdf", loop, ""),
        ("objects.pdf", many_objects, ""),
        ("stream.pdf", huge_stream, ""),
        ("forms.pdf", endless_forms, ""),
        ("picture.pdf", huge_page, "It holds only pictures"),
    ],
)
async def test_a_bomb_fails_its_own_reading(name: str, make: Callable[[], bytes], reason: str) -> None:
    content = make()
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with pytest.raises(DocumentUnreadable) as refused:
        await read_document(name, content)
    assert reason in refused.value.detail
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 3 * len(content) // 1024 + 20_000
    assert not psutil.Process().children()


@pytest.mark.parametrize(
    "html",
    [
        b"<div>" * 200_000 + b"x",
        b"<table><tr><td>" * 20_000 + b"x",
        b"<a href='" + b"(" * 1_000_000 + b"'>x</a>",
        b"<p>" + b"&lt;*_`[" * 200_000,
        b"<ul><li>" * 50_000 + b"x",
        b"<p " + b" ".join(b"a%d" % at for at in range(300_000)) + b">x",
        b"<p " + b" ".join(b"a%d='>'" % at for at in range(300_000)) + b">x",
        b"<p>" + b"<b>" * 100_000 + b"x",
        b"<table><tr><td rowspan=9999 colspan=9999>x</table>" * 1_000,
        b"<!DOCTYPE html [<!ENTITY a SYSTEM 'file:///etc/passwd'>]><p>&a;x",
    ],
)
async def test_hostile_html_is_read_in_time(html: bytes) -> None:
    document = await read_document("x.html", html)
    # What is nested deeper than any page is lost, and said to be.
    assert document.warnings or "x" in document.markdown or "\\" in document.markdown
    assert "root:" not in document.markdown


@pytest.mark.parametrize(
    ("html", "code"), [(b"<div>" * 300 + b"x", "page_deep"), (b"<p>" + b"word " * 2_200_000, "page_long")]
)
async def test_what_is_left_out_of_a_page_is_told_as_it_is(html: bytes, code: str) -> None:
    document = await read_document("x.html", b"<main><p>Aperto.</p>" + html)
    assert [code_of(warning) for warning in document.warnings] == [code]
