"""A list of as many addressees as wanted, and what its register has to hold when all got their letters."""

from __future__ import annotations

from books import Address

from letterbook.register import Register


def offices(count: int) -> str:
    """A list of so many offices."""
    rows = "".join(
        f'      - {{id: office-{number}, organisation: "Office {number}", salutation: "Dear Office,", in_text: "it",\n'
        f'         address: {{street: "Road {number}", city: "Geneva", postcode: "12{number:02d}", country: CH}}}}\n'
        for number in range(count)
    )
    return f'groups:\n  - id: all\n    name: {{en: "all", az: "hamı"}}\n    recipients:\n{rows}'


def check_register(address: Address, letters: int, state: str = "made") -> None:
    """The register is whole, and has the numbers from 1 on, each once, of letters in this state."""
    with Register.open(address) as register:
        entries, checked = register.entries(), register.check()
    assert checked.findings == ()
    assert [entry.number for entry in entries] == list(range(1, letters + 1))
    assert {entry.state for entry in entries} == {state}
