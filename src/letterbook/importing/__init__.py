"""An office's own text, from a Word, ODT or plain-text file, as Markdown that can be looked at and edited.

Each reader walks its own kind of file and gives the same blocks (`blocks`), what it did not take (`losses`), and pictures;
`markdown_writer` writes them so that the program's reader of statements gives the same words back.
"""
