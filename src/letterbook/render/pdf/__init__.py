"""Letters as PDF, laid out by WeasyPrint and tagged for a listener."""
