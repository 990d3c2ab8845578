"""Building reports, and handing them out as files."""

from studyvisit.reporting.services.files import (
    Kind,
    counted_rows,
    export_answers,
    export_completion,
    export_questions,
    file_name,
)

__all__ = [
    "Kind",
    "counted_rows",
    "export_answers",
    "export_completion",
    "export_questions",
    "file_name",
]
