"""Codes on a photo, read on the server: for phones whose browser gives no camera, and for office PCs."""

import io
import warnings

import zxingcpp
from PIL import Image, ImageOps

from liangcao.kernel.errors import refused

MOST_BYTES = 8 * 1024 * 1024
MOST_PIXELS = 40_000_000
LONGEST_SIDE = 2_400
"""Pixels a photo is brought down to before it is searched: enough for a code that fills a twentieth of its width."""
MOST_CODES = 20


def read_picture(content: bytes) -> list[str]:
    """The texts of the codes on a photo (JPEG, PNG, WebP), in the order in which they lie from top to bottom.

    Raises Refused ``field_missing``, ``body_too_large``, ``not_a_picture``, and ``no_code_seen`` where there is none.
    """
    if not content:
        raise refused("field_missing", "photo")
    if len(content) > MOST_BYTES:
        raise refused("body_too_large", "photo", most=MOST_BYTES // (1024 * 1024))
    found = sorted(zxingcpp.read_barcodes(_opened(content)), key=lambda each: each.position.top_left.y)
    texts = list(dict.fromkeys(_text(each) for each in found))[:MOST_CODES]
    if not texts:
        raise refused("no_code_seen", "photo")
    return texts


def _opened(content: bytes) -> Image.Image:
    try:
        with warnings.catch_warnings(), Image.open(io.BytesIO(content), formats=("JPEG", "PNG", "WEBP")) as picture:
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            if picture.width * picture.height > MOST_PIXELS:
                raise refused("body_too_large", "photo", most=MOST_BYTES // (1024 * 1024))
            picture.draft("L", (LONGEST_SIDE, LONGEST_SIDE))
            upright = ImageOps.exif_transpose(picture).convert("L")
            upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
            return upright
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise refused("not_a_picture", "photo") from error


def _text(found: zxingcpp.Barcode) -> str:
    """The text of a code as a gun would send it: of GS1 symbols with the identifier in front and separators within."""
    if found.content_type == zxingcpp.ContentType.GS1:
        return f"{found.symbology_identifier}{found.bytes.decode('utf-8', 'replace')}"
    return str(found.text)
