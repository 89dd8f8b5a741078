"""Pictures that strangers send, made anew from nothing but their colours. Runs apart (`core/sandbox.py`), on its own.

What comes out was written by us: nothing that was hidden in the file, before, behind or between its parts, is in it.
Where it was taken, by whom and with what is gone; it stands upright, and its colours are those every screen knows.
"""

import json
from contextlib import suppress
from io import BytesIO
from typing import Any, cast

# All that will be needed, before anything is read.
from PIL import (
    GifImagePlugin,
    Image,
    ImageCms,
    ImageOps,
    JpegImagePlugin,
    MpoImagePlugin,
    PngImagePlugin,
    UnidentifiedImageError,
    WebPImagePlugin,
)

PIXELS = 40_000_000
"""More are not looked at: a tiny file can claim to be larger than any memory."""
LONGEST_SIDE = 4_096
THUMBNAIL_SIDE = 1_024
"""Sharp in a bubble on any screen, and as much as a model needs to read what is on a screenshot."""
_LARGEST_EXACT = 8 * 1024 * 1024
_PLUGINS = (GifImagePlugin, JpegImagePlugin, MpoImagePlugin, PngImagePlugin, WebPImagePlugin)
_UPRIGHT, _ORIENTATION = 1, 0x0112

Image.MAX_IMAGE_PIXELS = None  # what is too large is said below, by what its header claims


def make_anew(payload: bytes) -> bytes:
    """The picture and a small one of it, after a line that says what they are."""
    try:
        with Image.open(BytesIO(payload), formats=("GIF", "JPEG", "PNG", "WEBP")) as found:
            if found.width * found.height > PIXELS:
                return _refused("large")
            exact = found.format not in {"JPEG", "MPO"}
            picture = _shown(found)
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, EOFError):
        return _refused("broken")
    whole, media_type = _written(picture, exact=exact)
    small = picture.copy()
    small.thumbnail((THUMBNAIL_SIDE, THUMBNAIL_SIDE), reducing_gap=2.0)
    thumbnail = _jpeg(small, quality=80)
    head = {"media_type": media_type, "width": picture.width, "height": picture.height, "whole": len(whole)}
    return json.dumps(head).encode() + b"\n" + whole + thumbnail


def _refused(why: str) -> bytes:
    return json.dumps({"refused": why}).encode() + b"\n"


def _shown(found: Image.Image) -> Image.Image:
    """Its colours as any screen knows them, upright, no larger than anybody needs."""
    if found.format == "JPEG":
        found.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
    profile = found.info.get("icc_profile")
    turned = found.getexif().get(_ORIENTATION, _UPRIGHT)
    found.load()
    see_through = found.mode in {"RGBA", "LA", "PA", "La", "RGBa"} or "transparency" in found.info
    picture: Image.Image | None = found
    if profile and found.mode in {"RGB", "CMYK", "L"}:
        # A profile that cannot be read leaves the colours as they are.
        with suppress(ImageCms.PyCMSError, OSError, ValueError):
            screen = cast("Any", ImageCms.createProfile("sRGB"))  # pyright: ignore[reportUnknownMemberType]
            picture = ImageCms.profileToProfile(
                found, BytesIO(profile), ImageCms.ImageCmsProfile(screen), outputMode="RGB"
            )
    mode = "RGBA" if see_through else "RGB"
    picture = picture if picture and picture.mode == mode else (picture or found).convert(mode)
    picture.thumbnail((LONGEST_SIDE, LONGEST_SIDE), reducing_gap=2.0)
    # Only colours go on: what else the file said of itself stays behind.
    bare = Image.new(picture.mode, picture.size)
    bare.paste(picture)
    bare.getexif()[_ORIENTATION] = turned
    return ImageOps.exif_transpose(bare)


def _written(picture: Image.Image, *, exact: bool) -> tuple[bytes, str]:
    """Point for point what was drawn, where that is not too large; photographs as photographs."""
    if exact:
        written = BytesIO()
        picture.save(written, "PNG", compress_level=4)
        if written.tell() <= _LARGEST_EXACT:
            return written.getvalue(), "image/png"
    return _jpeg(picture, quality=88), "image/jpeg"


def _jpeg(picture: Image.Image, *, quality: int) -> bytes:
    if picture.mode == "RGBA":
        ground = Image.new("RGB", picture.size, "white")
        ground.paste(picture, mask=picture.getchannel("A"))
        picture = ground
    written = BytesIO()
    picture.save(written, "JPEG", quality=quality, optimize=True, exif=b"")
    return written.getvalue()
