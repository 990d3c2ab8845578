"""Content in other languages: what is translated, what is not any more, and the document that comes of it."""
