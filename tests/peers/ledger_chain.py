"""Computes the chain of a ledger from what its records say, by kyso-ledger's description alone; prints its head.

usage: ledger_chain.py LEDGER
"""

import hashlib
import sqlite3
import sys

COLUMNS = (
    "time action file sha256_in sha256_out status level no_check judged_on policy signatures tool agencies".split()
)


def netstring(value):
    if value is None:
        return b"-,"
    text = value.hex() if isinstance(value, bytes) else str(value)
    text = text.encode()
    return b"%d:%s," % (len(text), text)


def sha256(data):
    return hashlib.sha256(data).digest()


ledger = sqlite3.connect(f"file:{sys.argv[1]}?mode=ro", uri=True)
(older,) = ledger.execute("SELECT value FROM notes WHERE name = 'older'").fetchone()
head = sha256(netstring("kyso ledger chain 1") + netstring(older))
count = 0
for row in ledger.execute(f"SELECT {', '.join(COLUMNS)} FROM documents ORDER BY id"):
    content = sha256(netstring("kyso ledger record 1") + b"".join(netstring(value) for value in row))
    head = sha256(head + content)
    count += 1
print(f"{count}:{head.hex()}")
