"""Sources: files, pages and texts that articles come from, and the imports that read them again."""
