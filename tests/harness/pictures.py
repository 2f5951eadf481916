"""Small real pictures, as a phone's camera or a signature would send them."""

from io import BytesIO

from PIL import Image


def picture(form: str = "JPEG", *, size: tuple[int, int] = (8, 8), comment: bytes = b"") -> bytes:
    """A picture in `form`; `comment` stands behind its end, where some cameras put data of their own."""
    stream = BytesIO()
    Image.new("RGB", size, (200, 210, 220)).save(stream, form)
    return stream.getvalue() + comment
