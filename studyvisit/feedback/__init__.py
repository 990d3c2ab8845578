"""What people made of a study visit: reactions without names, and follow-ups months later."""
