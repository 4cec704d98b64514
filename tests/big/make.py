"""Makes large PDFs, written as they are made: no more memory than one object needs.

usage: make.py images FILE MIB            image XObjects of incompressible samples, 3 MiB each, one a page
       make.py objects FILE COUNT KIND    COUNT objects, half pages and half contents, with an xref KIND:
                                          table, or streams (object streams and an xref stream)
"""

import os
import struct
import sys
import zlib

MIB = 1 << 20
ROW = 1024 * 3


class Writer:
    """Objects in order, their places, and one cross-reference at the end."""

    def __init__(self, path):
        self.out = open(path, "wb", buffering=MIB)
        self.at = 0
        self.rows = {}
        self.write(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")

    def write(self, data):
        self.out.write(data)
        self.at += len(data)

    def object(self, number, body):
        self.rows[number] = (1, self.at, 0)
        self.write(b"%d 0 obj\n%s\nendobj\n" % (number, body))

    def stream(self, number, keys, data):
        self.object(number, b"<<%s/Length %d>>\nstream\n%s\nendstream" % (keys, len(data), data))

    def container(self, number, objects):
        """An object stream of `objects`, pairs of number and body."""
        heads, bodies, offset = [], [], 0
        for index, (inner, body) in enumerate(objects):
            self.rows[inner] = (2, number, index)
            heads.append(b"%d %d" % (inner, offset))
            bodies.append(body)
            offset += len(body) + 1
        head = b" ".join(heads) + b"\n"
        keys = b"/Type/ObjStm/N %d/First %d/Filter/FlateDecode" % (len(objects), len(head))
        self.stream(number, keys, zlib.compress(head + b"\n".join(bodies), 1))

    def table(self):
        start, size = self.at, max(self.rows) + 1
        self.write(b"xref\n0 %d\n0000000000 65535 f \n" % size)
        for number in range(1, size):
            self.write(b"%010d 00000 n \n" % self.rows[number][1])
        self.write(b"trailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (size, start))
        self.out.close()

    def xref_stream(self):
        start, number = self.at, max(self.rows) + 1
        self.rows[number] = (1, start, 0)
        rows = [(0, 0, 65535)] + [self.rows[each] for each in range(1, number + 1)]
        data = zlib.compress(b"".join(struct.pack(">BQH", *row) for row in rows), 1)
        keys = b"/Type/XRef/Size %d/W[1 8 2]/Root 1 0 R/Filter/FlateDecode" % (number + 1)
        self.stream(number, keys, data)
        self.write(b"startxref\n%d\n%%%%EOF\n" % start)
        self.out.close()


def images(path, size):
    file = Writer(path)
    pages = max(1, size // 3)
    file.object(1, b"<</Type/Catalog/Pages 2 0 R>>")
    kids = b" ".join(b"%d 0 R" % (3 + 3 * page) for page in range(pages))
    file.object(2, b"<</Type/Pages/Count %d/Kids[%s]/MediaBox[0 0 1024 1024]>>" % (pages, kids))
    for page in range(pages):
        first = 3 + 3 * page
        resources = b"/Resources<</XObject<</I %d 0 R>>>>" % (first + 2)
        file.object(first, b"<</Type/Page/Parent 2 0 R/Contents %d 0 R%s>>" % (first + 1, resources))
        file.stream(first + 1, b"", b"1024 0 0 1024 0 0 cm /I Do")
        keys = b"/Type/XObject/Subtype/Image/Width 1024/Height 1024/ColorSpace/DeviceRGB/BitsPerComponent 8"
        file.stream(first + 2, keys, os.urandom(1024 * ROW))
    # Ten digits are all that a table can say.
    file.table() if file.at < 10**10 else file.xref_stream()


def objects(path, count, kind):
    """Pages by the hundred below nodes by the hundred, as large documents have them; each with its content."""
    file, streams, bodies = Writer(path), kind == "streams", []
    pages = count // 2
    number = 3
    nodes = []
    for first in range(0, pages, 100):
        node, kids = number, []
        number += 1
        for page in range(first, min(first + 100, pages)):
            kids.append(number)
            bodies.append((number, b"<</Type/Page/Parent %d 0 R/Contents %d 0 R/Resources<<>>>>" % (node, number + 1)))
            content = b"%d 0 m %d 9 l S" % (page, page)
            bodies.append((number + 1, content))
            number += 2
        nodes.append((node, kids))
    leaves = [(node, b"/Kids[%s]/Count %d" % (b" ".join(b"%d 0 R" % kid for kid in kids), len(kids))) for node, kids in nodes]
    tops = []
    for first in range(0, len(leaves), 100):
        top = number
        number += 1
        below = leaves[first : first + 100]
        bodies += [(node, b"<</Type/Pages/Parent %d 0 R%s>>" % (top, rest)) for node, rest in below]
        total = sum(len(kids) for _, kids in nodes[first : first + 100])
        kids = b" ".join(b"%d 0 R" % node for node, _ in below)
        bodies.append((top, b"<</Type/Pages/Parent 2 0 R/Kids[%s]/Count %d>>" % (kids, total)))
        tops.append(top)
    kids = b" ".join(b"%d 0 R" % top for top in tops)
    bodies.append((1, b"<</Type/Catalog/Pages 2 0 R>>"))
    bodies.append((2, b"<</Type/Pages/MediaBox[0 0 595 842]/Count %d/Kids[%s]>>" % (pages, kids)))
    plain = []
    for each, body in bodies:
        if not body.startswith(b"<<"):
            file.stream(each, b"", body)
        elif streams:
            plain.append((each, body))
        else:
            file.object(each, body)
    for first in range(0, len(plain), 100):
        file.container(number, plain[first : first + 100])
        number += 1
    file.xref_stream() if streams else file.table()


def main():
    match sys.argv[1:]:
        case ["images", path, size]:
            images(path, int(size))
        case ["objects", path, count, ("table" | "streams") as kind]:
            objects(path, int(count), kind)
        case _:
            sys.exit(__doc__)


main()
