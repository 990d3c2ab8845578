"""How answers are compressed: pages tightly, long files as they are written."""

from __future__ import annotations

from flask import Flask

from studyvisit.extensions import compress


def init_app(app: Flask) -> None:
    """Compress what is text.

    A file of a million rows is compressed piece by piece. Brotli would take 50 MB for each of those, and a
    third longer than the file itself; zlib at its lowest level takes less than one and a tenth longer.
    """
    app.config.from_mapping(
        COMPRESS_MIMETYPES=["text/html", "text/plain", "text/csv", "application/json", "image/svg+xml"],
        COMPRESS_ALGORITHM=["br", "gzip"],
        COMPRESS_BR_LEVEL=5,
        COMPRESS_BR_WINDOW=16,  # a page is smaller than 64 kB, and a smaller window is faster to set up
        COMPRESS_MIN_SIZE=500,
        COMPRESS_ALGORITHM_STREAMING=["deflate"],
        COMPRESS_DEFLATE_LEVEL=1,
    )
    compress.init_app(app)
