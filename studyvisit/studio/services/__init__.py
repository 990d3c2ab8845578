"""What trainers do to drafts."""
