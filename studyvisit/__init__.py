"""studyvisit: an e-learning platform for capacity development around study visits."""
