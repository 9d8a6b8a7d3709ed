"""Where finished files go: a folder on this machine, written whole and put in place in one move."""
