"""Who may log in to an office page for several desks: names, roles, and passwords as they may be kept."""

from letterbook.accounts.accounts import Account, Accounts
from letterbook.accounts.passwords import SHORTEST

__all__ = ["SHORTEST", "Account", "Accounts"]
