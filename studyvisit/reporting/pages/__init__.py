"""The pages of reviewers and trainers."""
