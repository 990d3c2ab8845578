"""Where trainers work on content in a browser: drafts, their checks and preview, publishing, exchanging questions."""
