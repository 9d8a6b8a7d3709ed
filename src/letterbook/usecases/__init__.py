"""The use cases, one readable function each: check, preview, issue."""
