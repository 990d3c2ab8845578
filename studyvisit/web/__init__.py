"""The shared kit of every page: access rules, pages, errors, headers, static files, components."""
