"""A published mailing: the names of its files, its ledger and manifest, and what each letter has to say.

Nothing else knows a file name of a published mailing. What prints, verifies or reprints a mailing knows it by its folder.
"""
