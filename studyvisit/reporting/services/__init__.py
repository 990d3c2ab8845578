"""Building reports, and handing out what is no report as a file."""

from studyvisit.reporting.services.files import Kind, counted_rows, export_answers, export_questions

__all__ = ["Kind", "counted_rows", "export_answers", "export_questions"]
