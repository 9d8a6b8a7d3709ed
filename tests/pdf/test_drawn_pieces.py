"""What covers draw is cut, kept once where it is alike, and the same bytes when it is put together again."""

from __future__ import annotations

import pytest

from letterbook.pdf.drawn_pieces import DrawnPieces


class Kept:
    """Pieces by number: those that pages may share from 0, those of one page from -1 downwards."""

    def __init__(self) -> None:
        self.shared: list[bytes] = []
        self.own: list[bytes] = []
        self.pages: dict[int, tuple[int, ...]] = {}
        self.pieces = DrawnPieces(self._share, self._keep)

    def _share(self, data: bytes) -> int:
        if data not in self.shared:
            self.shared.append(data)
        return self.shared.index(data)

    def _keep(self, data: bytes) -> int:
        self.own.append(data)
        return -len(self.own)

    def add(self, place: int, drawn: bytes, resources: int = 1) -> None:
        self.pages |= self.pieces.add(place, resources, drawn)

    def drawn(self, place: int) -> bytes:
        return b"".join(
            self.shared[number] if number >= 0 else self.own[-1 - number] for number in self.pages[place]
        )


def page(*texts: str) -> bytes:
    lines = (
        f"/P\n<</MCID {n}>>\nBDC\nBT\n/F 16 Tf\n[<{text}>] TJ\nET\nEMC\n" for n, text in enumerate(texts)
    )
    return "".join(["1 0 0 -1 0 841 cm\nq\n", *lines, "Q\n"]).encode()


SAME = "0041" * 200


def test_what_pages_share_is_kept_once_and_each_is_whole() -> None:
    kept = Kept()
    drawn = [page(SAME, f"{n:04x}", SAME, SAME, f"{n * n:04x}") for n in range(20)]
    for place, each in enumerate(drawn):
        kept.add(place, each)
    kept.pages |= kept.pieces.rest()
    assert [kept.drawn(place) for place in range(20)] == drawn
    assert len(kept.shared) <= 4
    assert max(map(len, kept.own)) < 200


def test_a_page_that_is_alone_of_its_kind_is_one_piece() -> None:
    kept = Kept()
    kept.add(0, page(SAME, "0001"))
    kept.add(1, page(SAME, "0001", "0002"))
    kept.add(2, page(SAME, "0001"), resources=2)
    kept.add(3, page("0042" * 200, "0001"))
    assert kept.pages == {}
    kept.pages |= kept.pieces.rest()
    assert [len(kept.pages[place]) for place in range(4)] == [1] * 4
    assert kept.shared == []


def test_what_was_alike_by_chance_is_told_apart_later() -> None:
    kept = Kept()
    drawn = [page(SAME, "01" * 400, SAME), page(SAME, "01" * 400, SAME), page(SAME, "02" * 400, SAME)]
    for place, each in enumerate([*drawn, *drawn]):
        kept.add(place, each)
    assert [kept.drawn(place) for place in range(6)] == drawn * 2


@pytest.mark.parametrize("sign", [b"(\nEMC\n)", b"\nBI\n/W 1\nID \nET\nEI\n"])
def test_a_page_is_not_cut_where_a_string_may_look_like_an_operator(sign: bytes) -> None:
    kept = Kept()
    for place in (0, 1):
        kept.add(place, page(SAME, "0001") + sign)
    assert [len(kept.pages[place]) for place in (0, 1)] == [1, 1]
    assert kept.shared == []
