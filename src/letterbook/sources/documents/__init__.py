"""Documents: Markdown, and pictures."""
