"""A folder of plain Markdown that knew nothing of us → a module to begin with, and what was done to it."""
