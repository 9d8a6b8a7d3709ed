"""What depends on a language or a country: dates, ordinals, lists, fixed words, addresses, hyphenation."""
