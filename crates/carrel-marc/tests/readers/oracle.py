"""Prints what pymarc reads in the MARC-8 records of files: the second opinion of `oracle.rs`.

Arguments: files. Output, one line an item, separated by tabs, with \\, tab and line end written as \\\\, \\t, \\n, \\r:
file, record (number of the slice between terminators, from 1), tag, code ("" for a control field), text;
or file, record, "!", "", exception where pymarc gives a record up.
"""

import io
import sys

from pymarc import Record


def escape(text):
    for plain, escaped in (("\\", "\\\\"), ("\t", "\\t"), ("\n", "\\n"), ("\r", "\\r")):
        text = text.replace(plain, escaped)
    return text


sys.stderr = io.StringIO()  # pymarc says much about what it cannot read
out = io.TextIOWrapper(sys.stdout.buffer, encoding="utf-8", errors="replace", newline="\n")
for name in sys.argv[1:]:
    number = 0
    for piece in open(name, "rb").read().split(b"\x1d"):
        if not piece.strip():
            continue
        number += 1
        piece = piece.lstrip(b"\r\n")
        if piece[9:10] == b"a":
            continue
        # Some leaders say MARC-8 of bytes that are UTF-8; pymarc has to be told.
        try:
            utf8 = not piece.isascii() and bool(piece.decode("utf-8"))
        except UnicodeDecodeError:
            utf8 = False
        try:
            record = Record(data=piece + b"\x1d", to_unicode=True, force_utf8=utf8)
            lines = []
            for field in record.fields:
                if field.control_field:
                    lines.append((field.tag, "", field.data))
                else:
                    lines += [(field.tag, part.code, part.value) for part in field.subfields]
        except Exception as error:
            lines = [("!", "", type(error).__name__)]
        for tag, code, text in lines or [("=", "", "")]:
            print(name, number, escape(tag), escape(code), escape(text), sep="\t", file=out)
out.flush()
