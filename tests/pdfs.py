"""PDF files for tests, written by pypdf."""

import io
from collections.abc import Callable

from pypdf import PdfWriter


def written(change: Callable[[PdfWriter], object] | None = None) -> bytes:
    """Return a PDF of one empty page, after something was done to it."""
    writer = PdfWriter()
    writer.add_blank_page(200, 200)
    if change is not None:
        change(writer)
    held = io.BytesIO()
    writer.write(held)
    return held.getvalue()
