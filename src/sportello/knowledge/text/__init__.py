"""Words, languages, Markdown and passages: what text is made of, for whoever keeps it and whoever looks for it."""
