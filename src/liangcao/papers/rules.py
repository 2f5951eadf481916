"""Rules of papers: what may be one, told by its content and never by its name."""

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
    """What `content` is: a picture (JPEG, PNG, WebP) or a PDF.

    Raises Refused ``empty``, ``body_too_large``, ``not_a_paper``.
    """
    if not content:
        raise refused("empty", "file")
    if len(content) > MOST_BYTES:
        raise refused("body_too_large", "file", most=MOST_BYTES // (1024 * 1024))
    if content.startswith(b"\xff\xd8\xff"):
        return _JPEG
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return _PNG
    if content.startswith(b"RIFF") and content[8:12] == b"WEBP":
        return _WEBP
    if content.startswith(b"%PDF-"):
        return _PDF
    raise refused("not_a_paper", "file")
