"""Figures about learning and about questions, defined once: arrays in, frozen dataclasses out."""
