"""The office page: the whole job in a browser. Like the command line it is a door to the API, and has no logic of its own.

It alone knows the browser, the clock and the clerk's name; whoever puts the program together hands it the last.
"""
