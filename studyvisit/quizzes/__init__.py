"""Sitting quizzes: attempts, responses and marking."""
