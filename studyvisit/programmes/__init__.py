"""Cohorts and enrolments: who takes part in which study visit."""
