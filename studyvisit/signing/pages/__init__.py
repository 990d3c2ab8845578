"""The pages of frozen reports."""
