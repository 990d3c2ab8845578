"""Media files as browsers get them."""

from __future__ import annotations

from hashlib import sha256

import pytest
from sqlalchemy.orm import Session

from studyvisit.library.models import MediaFile
from tests.client import PageClient


def kept(session: Session, media_type: str, content: bytes) -> str:
    """Store a file and return its address."""
    name = sha256(content).hexdigest()
    session.add(MediaFile(sha256=name, media_type=media_type, content=content))
    session.commit()
    return f"/media/{name}.bin"


@pytest.mark.one_database
def test_who_jumps_ahead_in_a_recording_gets_the_rest_of_it_only(
    client: PageClient, session: Session
) -> None:
    url = kept(session, "video/mp4", bytes(range(250)))
    whole = client.get(url)
    assert (whole.status_code, whole.headers["Accept-Ranges"]) == (200, "bytes")
    part = client.get(url, headers={"Range": "bytes=100-"})
    assert part.status_code == 206
    assert part.headers["Content-Range"] == "bytes 100-249/250"
    assert part.data == bytes(range(100, 250))
    assert client.get(url, headers={"Range": "bytes=900-"}).status_code == 416


@pytest.mark.one_database
@pytest.mark.parametrize(
    ("media_type", "is_kept"),
    [("application/pdf", True), ("application/vnd.oasis.opendocument.text", True), ("image/webp", False)],
)
def test_a_document_is_for_keeping_and_no_file_can_run_anything(
    client: PageClient, session: Session, media_type: str, is_kept: bool
) -> None:
    answer = client.get(kept(session, media_type, b"<script>alert(1)</script>"))
    assert answer.mimetype == media_type
    assert ("attachment" in answer.headers.get("Content-Disposition", "")) is is_kept
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer.headers["Content-Security-Policy"]
