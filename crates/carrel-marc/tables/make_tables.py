"""Writes the MARC-8 tables of carrel-marc; run once, by hand, when the tables must change.

The code points are facts of the MARC 21 character set specification (Library of Congress, "MARC-8 to Unicode code
tables"). They are read here out of the mapping of the Python package `pymarc` (5.4.0, BSD-2-Clause):

    python3 -m venv venv && venv/bin/pip install pymarc==5.4.0
    venv/bin/python tables/make_tables.py

Two files come out:

* `src/marc8/sets.rs`: the single-byte sets as arrays of 94 code points, 0 where nothing is assigned;
* `tables/eacc.bin`: the East Asian set (EACC), pairs in the order of the code, each a LEB128 of the distance from the
  code before (codes counted as digits of base 94, the first distance from -1) and the code point as two bytes, high
  byte first.
"""

import pathlib

from pymarc import marc8_mapping

HERE = pathlib.Path(__file__).resolve().parent
SETS = [
    (0x32, "HEBREW", "Basic Hebrew, final 2."),
    (0x33, "ARABIC", "Basic Arabic, final 3."),
    (0x34, "ARABIC_EXTENDED", "Extended Arabic, final 4."),
    (0x45, "ANSEL", "Extended Latin (ANSEL), final E."),
    (0x4E, "CYRILLIC", "Basic Cyrillic, final N."),
    (0x51, "CYRILLIC_EXTENDED", "Extended Cyrillic, final Q."),
    (0x53, "GREEK", "Basic Greek, final S."),
]


def leb128(number):
    out = bytearray()
    while True:
        low = number & 0x7F
        number >>= 7
        if number:
            out.append(low | 0x80)
        else:
            out.append(low)
            return bytes(out)


def single_byte_sets():
    lines = ["//! Written by `tables/make_tables.py`; see there for the source.", ""]
    for code, name, text in SETS:
        rows = [0] * 94
        marks = []
        for byte, (point, combining) in marc8_mapping.CODESETS[code].items():
            if not 0x21 <= byte & 0x7F <= 0x7E:
                continue
            if code == 0x45 and byte < 0xA1:
                continue  # the four C1 controls are handled in code
            rows[(byte & 0x7F) - 0x21] = point
            if combining:
                marks.append(byte & 0x7F)
        if code == 0x45:
            # One mark over two letters: the specification prefers the double mark to the two halves.
            rows[0x6B - 0x21], rows[0x6C - 0x21] = 0x361, 0xFE21
            rows[0x7A - 0x21], rows[0x7B - 0x21] = 0x360, 0xFE23
        assert marks == [] or sorted(marks) == [m for m in range(min(marks), max(marks) + 1) if rows[m - 0x21]]
        low = min(marks) if marks else 0x7F
        lines.append(f"/// {text} Code points of 0x21 to 0x7E; marks (nonspacing) lie from the second value to the third.")
        lines.append("#[rustfmt::skip]")
        lines.append(f"pub(super) static {name}: ([u16; 94], u8, u8) = ([")
        for at in range(0, 94, 12):
            lines.append("    " + " ".join(f"{point:#06X},".replace("0X", "0x") for point in rows[at : at + 12]))
        lines.append(f"], {low:#04X}, {max(marks) if marks else 0:#04X});".replace("0X", "0x"))
        lines.append("")
    (HERE.parent / "src/marc8/sets.rs").write_text("\n".join(lines).rstrip("\n") + "\n")


def eacc():
    pairs = {}
    for code, point in marc8_mapping.ODD_MAP.items():
        pairs[code] = point
    for code, (point, combining) in marc8_mapping.CODESETS[0x31].items():
        assert not combining
        pairs[code] = point
    out = bytearray()
    before = -1
    for code in sorted(pairs):
        digits = [(code >> shift & 0xFF) - 0x21 for shift in (16, 8, 0)]
        if any(not 0 <= digit < 94 for digit in digits):
            print("left out:", hex(code), hex(pairs[code]))
            continue
        linear = (digits[0] * 94 + digits[1]) * 94 + digits[2]
        out += leb128(linear - before)
        before = linear
        out += pairs[code].to_bytes(2, "big")
    (HERE / "eacc.bin").write_bytes(out)
    print(len(pairs), "codes,", len(out), "bytes")


single_byte_sets()
eacc()
