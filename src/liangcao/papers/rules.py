"""Rules of papers: what may be one, told by its content and never by its name."""

from io import BytesIO

from PIL import Image

from liangcao.kernel.errors import refused
from liangcao.kernel.refusals import N_

MOST_BYTES = 8 * 1024 * 1024
MOST_ON_ONE = 50
KINDS: dict[str, str] = {
    "receipt": N_("收货单"),
    "shipment": N_("发货单"),
    "request": N_("申请"),
    "payment": N_("付款"),
    "donation": N_("捐赠"),
    "licence": N_("证件"),
    "purchase": N_("采购单"),
    "return": N_("退回单"),
    "disposal": N_("报废单"),
    "recall": N_("召回"),
}
"""What each kind of document is called."""
_JPEG, _PNG, _PDF, _WEBP = "image/jpeg", "image/png", "application/pdf", "image/webp"
MEDIA_TYPES: dict[str, str] = {_JPEG: N_("照片"), _PNG: N_("图片"), _WEBP: N_("图片"), _PDF: "PDF"}
ENDINGS: dict[str, str] = {_JPEG: "jpg", _PNG: "png", _WEBP: "webp", _PDF: "pdf"}


def media_type_of(content: bytes) -> str:
    """What `content` is: a picture (JPEG, PNG, WebP) that opens, or a PDF that has an end.

    Raises Refused ``empty``, ``body_too_large``, ``not_a_paper``.
    """
    if not content:
        raise refused("empty", "file")
    if len(content) > MOST_BYTES:
        raise refused("body_too_large", "file", most=MOST_BYTES // (1024 * 1024))
    for media_type, (start, form) in _PICTURES.items():
        if content.startswith(start) and _opens(content, form):
            return media_type
    if content.startswith(b"%PDF-") and b"%%EOF" in content:
        return _PDF
    raise refused("not_a_paper", "file")


_PICTURES: dict[str, tuple[bytes, str]] = {
    _JPEG: (b"\xff\xd8\xff", "JPEG"),
    _PNG: (b"\x89PNG\r\n\x1a\n", "PNG"),
    _WEBP: (b"RIFF", "WEBP"),
}
"""How each kind of picture begins, and what Pillow calls it."""


def _opens(content: bytes, form: str) -> bool:
    """Whether its headers are those of such a picture; what it shows is not decoded."""
    try:
        with Image.open(BytesIO(content), formats=[form]) as picture:
            return min(picture.size) > 0
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return False
