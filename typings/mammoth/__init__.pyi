from typing import BinaryIO

from . import images as images

class Result:
    value: str

def convert_to_html(
    fileobj: BinaryIO, *, style_map: str, convert_image: images.Converter, include_embedded_style_map: bool
) -> Result: ...
