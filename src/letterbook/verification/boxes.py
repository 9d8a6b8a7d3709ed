"""Rectangles of a page in mm."""

from __future__ import annotations

from dataclasses import dataclass

TOLERANCE_MM, HAIR_MM = 0.3, 0.1
_MOST_OF_A_LINE, _LETTER_MM = 0.6, 0.5


@dataclass(frozen=True)
class Box:
    """A rectangle in mm from the top-left corner of the page."""

    left: float
    top: float
    right: float
    bottom: float

    def holds(self, other: Box, tolerance: float = TOLERANCE_MM) -> bool:
        """Whether the other lies wholly inside."""
        return (
            self.left - tolerance <= other.left
            and self.top - tolerance <= other.top
            and other.right <= self.right + tolerance
            and other.bottom <= self.bottom + tolerance
        )

    def touches(self, other: Box) -> bool:
        """Whether the two have more than a border in common."""
        return (
            self.left < other.right
            and other.left < self.right
            and self.top < other.bottom
            and other.top < self.bottom
        )

    def hides(self, text: Box) -> bool:
        """Whether a letter of the text would be gone below this area: most of its height, and more than a hair's width."""
        height = min(self.bottom, text.bottom) - max(self.top, text.top)
        width = min(self.right, text.right) - max(self.left, text.left)
        return height > _MOST_OF_A_LINE * (text.bottom - text.top) and width > _LETTER_MM

    @property
    def middle(self) -> Box:
        """A strip along the middle of a line, which its own letters cross and hardly any other's."""
        most = (self.bottom - self.top) * 0.45
        return Box(self.left, self.top + most, self.right, self.bottom - most)

    def overlaps(self, other: Box) -> bool:
        """Whether letters of the two stand over each other; neighbours in a line do not."""
        wide = min(self.right, other.right) - max(self.left, other.left)
        high = min(self.bottom, other.bottom) - max(self.top, other.top)
        return wide > TOLERANCE_MM and high > HAIR_MM
