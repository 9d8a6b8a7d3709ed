"""`python -m letterbook` is the same as `letterbook`."""

from letterbook.cli import main

main()
