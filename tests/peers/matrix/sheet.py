"""Small PDF files written byte by byte, for shapes that no library would write.

A `Sheet` holds objects as text; `table`, `stream` and `hybrid` say how its cross-reference is written.
"""

import zlib


class Sheet:
    """Objects by number; a body is text, or a pair of dictionary text and stream data."""

    def __init__(self, header="1.7"):
        self.header, self.objects, self.generations = header, {}, {}
        self.trailer = "/Root 1 0 R/ID[<6b79736f2d6d6174726978><6b79736f2d6d6174726978>]"
        self.eol, self.end, self.before, self.size = "\n", "\n", b"", None
        self.previous, self.done, self.top, self.freed = None, b"", 0, {}

    def __setitem__(self, number, body):
        self.objects[number] = body

    def body(self, number):
        body = self.objects[number]
        if isinstance(body, tuple):
            head, data = body
            return f"<<{head}/Length {len(data)}>>\nstream\n".encode("latin-1") + data + b"\nendstream"
        return body.encode("latin-1")

    def packable(self):
        """What may lie in an object stream (ISO 32000-2 7.5.7)."""
        return [n for n, body in self.objects.items() if not isinstance(body, tuple) and not self.generations.get(n)]

    def is_needed(self, number):
        """Whether a reader without cross-reference streams cannot do without it."""
        return self.objects[number].startswith(("<</Type/Catalog", "<</Type/Page"))

    def write(self, kind, packed=None):
        """The file as bytes: kind is table, stream or hybrid; `packed` are the numbers in an object stream."""
        out = bytearray(
            self.done or self.before + f"%PDF-{self.header}{self.eol}%\xe2\xe3\xcf\xd3{self.eol}".encode("latin-1")
        )
        base = 0 if self.done else len(self.before)
        if kind == "table":
            packed = []
        elif packed is None:
            packed = self.packable() if kind == "stream" else [n for n in self.packable() if not self.is_needed(n)]
        offsets, rows = {}, {}
        top = max([*self.objects, self.top]) + 1
        for number in sorted(self.objects):
            if number not in packed:
                offsets[number] = len(out) - base
                out += f"{number} {self.generations.get(number, 0)} obj{self.eol}".encode() + self.body(number)
                out += f"{self.eol}endobj{self.eol}".encode()
        if packed:
            container, top = top, top + 1
            bodies = [self.body(number) for number in packed]
            starts = [sum(len(b) + 1 for b in bodies[:i]) for i in range(len(bodies))]
            head = " ".join(f"{number} {start}" for number, start in zip(packed, starts)).encode() + b" "
            data = zlib.compress(head + b"\n".join(bodies) + b"\n")
            offsets[container] = len(out) - base
            out += f"{container} 0 obj\n<</Type/ObjStm/N {len(packed)}/First {len(head)}/Filter/FlateDecode/Length {len(data)}>>\nstream\n".encode()
            out += data + b"\nendstream\nendobj\n"
            rows = {number: (container, index) for index, number in enumerate(packed)}
        trailer = self.trailer + (f"/Prev {self.previous}" if self.previous is not None else "")
        if kind == "table":
            at = self.table(out, offsets, self.freed, top, trailer, base)
        elif kind == "stream":
            at = self.section(out, offsets, rows, top, trailer, base)
        else:
            hidden = self.section(out, {}, rows, top, "", base)
            at = self.table(out, offsets, dict.fromkeys(packed, 0), top + 1, trailer + f"/XRefStm {hidden}", base)
        out += f"startxref{self.eol}{at}{self.eol}%%EOF{self.end}".encode()
        self.done, self.previous, self.objects, self.top, self.freed = bytes(out), at, {}, top, {}
        return self.done

    def table(self, out, offsets, free, top, trailer, base):
        at = len(out) - base
        entries = {number: f"{offset:010} {self.generations.get(number, 0):05} n" for number, offset in offsets.items()}
        entries.update({number: f"0000000000 {generation:05} f" for number, generation in free.items()})
        entries[0] = "0000000000 65535 f"
        out += f"xref{self.eol}".encode()
        numbers = sorted(entries)
        while numbers:
            run = [numbers.pop(0)]
            while numbers and numbers[0] == run[-1] + 1:
                run.append(numbers.pop(0))
            out += f"{run[0]} {len(run)}{self.eol}".encode()
            for number in run:
                out += (entries[number] + (self.eol if len(self.eol) == 2 else " " + self.eol)).encode()
        out += f"trailer{self.eol}<</Size {self.size or top}{trailer}>>{self.eol}".encode("latin-1")
        return at

    def section(self, out, offsets, rows, top, trailer, base):
        at = len(out) - base
        every = {number: (1, offset, self.generations.get(number, 0)) for number, offset in offsets.items()}
        every.update({number: (2, container, index) for number, (container, index) in rows.items()})
        every[top] = (1, at, 0)
        data = b"".join(
            bytes([kind]) + a.to_bytes(4, "big") + b.to_bytes(2, "big") for _, (kind, a, b) in sorted(every.items())
        )
        data = zlib.compress(data)
        index = " ".join(f"{number} 1" for number in sorted(every))
        head = f"/Type/XRef/W[1 4 2]/Index[{index}]/Size {top + 1}/Filter/FlateDecode/Length {len(data)}{trailer}"
        out += f"{top} 0 obj\n<<{head}>>\nstream\n".encode("latin-1") + data + b"\nendstream\nendobj\n"
        return at


TEXT = b"BT /F1 18 Tf 60 760 Td (Cong hoa xa hoi chu nghia Viet Nam) Tj ET"


def page(parent=2, more=""):
    return f"<</Type/Page/Parent {parent} 0 R/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>/MediaBox[0 0 595.2755905512 841.8897637795]{more}>>"


def one_page(catalog="", more="", header="1.7"):
    """Catalog 1, page tree 2, page 3, its contents 4, font 5."""
    sheet = Sheet(header)
    sheet[1] = f"<</Type/Catalog/Pages 2 0 R{catalog}>>"
    sheet[2] = "<</Type/Pages/Kids[3 0 R]/Count 1>>"
    sheet[3] = page(more=more)
    sheet[4] = ("", TEXT)
    sheet[5] = "<</Type/Font/Subtype/Type1/BaseFont/Times-Roman>>"
    return sheet
