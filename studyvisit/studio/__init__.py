"""Where trainers work on content in a browser: for now, to exchange questions with other platforms."""
