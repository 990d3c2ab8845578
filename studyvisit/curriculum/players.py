"""A `::: audio` or `::: video` fence → a recording with its captions and its transcript."""

from __future__ import annotations

from studyvisit.curriculum.fences import Fence
from studyvisit.curriculum.figures import Captions, Recording
from studyvisit.curriculum.kinds import KINDS, Family
from studyvisit.curriculum.lines import heading_of, prose_only
from studyvisit.curriculum.media import MediaRef
from studyvisit.curriculum.page import Page
from studyvisit.curriculum.problems import did_you_mean
from studyvisit.curriculum.recordings import language_of
from studyvisit.curriculum.render import words_in

PLAYED = ("audio", "video")
_ENDINGS = {
    name: ", ".join(kind.suffix for kind in KINDS.values() if kind.family is Family(name)) for name in PLAYED
}


def read_recording(fence: Fence, transcript: str, page: Page) -> Recording | None:
    """Return the recording of a fence with its rendered transcript; None, with problems, when it has none."""
    title = fence.attributes.values.get("title", "").strip()
    if not title:
        page.report.error(
            fence.number, fence.where, 'has no title: write title="What it is about" before the }'
        )
    _check_transcript(fence, transcript, page)
    ref = _file(fence, fence.attributes.values.get("file", ""), Family(fence.name), page)
    captions = _captions(fence, page) if fence.name == "video" else ()
    if ref is None or captions is None or not title or not words_in(transcript):
        return None
    return Recording(
        id=fence.attributes.id,
        title=title,
        is_video=fence.name == "video",
        url=ref.url,
        media_type=KINDS[f".{ref.extension}"].media_type,
        size=ref.size,
        captions=captions,
        transcript=transcript,
    )


def _check_transcript(fence: Fence, transcript: str, page: Page) -> None:
    if not words_in(transcript):
        page.report.error(
            fence.number,
            fence.where,
            "has no transcript: write all that is said, and what is seen and matters, above the `:::`",
        )
    for line in prose_only(fence.lines):
        if heading_of(line.text):
            page.report.error(line.number, fence.where, "has a heading: use bold words for who speaks")


def _captions(fence: Fence, page: Page) -> tuple[Captions, ...] | None:
    """Return the captions that a video names; None, with a problem, when it names none or they are not there."""
    names = [name for name in fence.attributes.values.get("captions", "").split(",") if name]
    if not names:
        page.report.error(
            fence.number,
            fence.where,
            "has no captions: put a WebVTT file into the folder media/ and name it with "
            "captions=media/<name>.en.vtt",
        )
        return None
    found = [_file(fence, name, Family.CAPTIONS, page) for name in names]
    captions = tuple(Captions(language=language_of(ref.name), url=ref.url) for ref in found if ref)
    languages = [one.language for one in captions]
    if len(set(languages)) < len(languages):
        page.report.error(
            fence.number,
            fence.where,
            "has two files of captions in one language: let their names end in .en.vtt, .fr.vtt and so on",
        )
    return captions if len(captions) == len(names) else None


def _file(fence: Fence, name: str, family: Family, page: Page) -> MediaRef | None:
    name = name.removeprefix("./")
    ref = page.media.get(name)
    if ref is not None and ref.family is family:
        return ref
    of_family = [known for known, other in page.media.items() if other.family is family]
    key = "captions" if family is Family.CAPTIONS else "file"
    endings = _ENDINGS.get(family.value, ".vtt")
    page.report.error(
        fence.number,
        fence.where,
        f"there is no {family.value} file `{name}`: put one ({endings}) into the folder media/ and name it with "
        f"{key}=media/<name>.{did_you_mean(name, of_family)}",
    )
    return None
