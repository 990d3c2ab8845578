"""Published revisions of modules, questionnaires and programmes."""
