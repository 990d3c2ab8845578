"""Freezing, reviewing, verifying and publishing reports."""
