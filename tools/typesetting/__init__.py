"""What a typographer sees on a finished page, measured: `make typography`."""
