"""How long kyso counts a register, beside DuckDB and pandas; every ratio with its limit, and every figure compared.

usage: register.py KYSO FOLDER [--rows N] [--turns N]

Writes a register of N rows (115 bytes each: agency, number, notation, date, a quoted subject in Vietnamese, signer, medium,
and what is declared signed) and its 260 agencies, the same every time. Then, in turns, each in a process of its own and
measured from its start to its end: kyso reports the agencies' year, with its check for rows that are there twice; DuckDB and
pandas count the same by GROUP BY, look at no dates and check nothing. What they count must be equal for every agency. Nothing fails for being
slow.
"""

import argparse
import json
import os
import random
import statistics
import subprocess
import sys
import time
from pathlib import Path

RATIO = 1.0
MEMORY = 300
HEADING = "Mã định danh,Số,Ký hiệu,Ngày ban hành,Trích yếu,Người ký,Hình thức,Đã ký số lãnh đạo,Đã ký số cơ quan\n"
SUBJECTS = [
    "Về việc báo cáo kết quả",
    "Quyết định phê duyệt, điều chỉnh",
    'V/v triển khai ""Đề án 06"" năm',
    "Kế hoạch kiểm tra công tác",
    "Giấy mời họp,",
    "Tờ trình xin ý kiến về dự thảo",
]
SIGNERS = ["Nguyễn Văn An", "Trần Thị Bích", "Lê Hoàng Dũng", "Phạm Minh Đức", "Hoàng Thị Én"]

DUCKDB = """
import json, sys, time
started = time.perf_counter()
import duckdb
query = '''
    SELECT "Mã định danh", count(*), count(*) FILTER (e), count(*) FILTER (l), count(*) FILTER (a),
           count(*) FILTER (e AND (l OR a)), count(*) FILTER (e AND l AND a)
    FROM (SELECT "Mã định danh", "Hình thức" = 'Điện tử' AS e, "Đã ký số lãnh đạo" = 'Có' AS l, "Đã ký số cơ quan" = 'Có' AS a
          FROM read_csv(?, header = true))
    GROUP BY ALL
'''
begun = time.perf_counter()
rows = duckdb.execute(query, [sys.argv[1]]).fetchall()
print(json.dumps([{row[0]: row[1:] for row in rows}, time.perf_counter() - begun]))
"""

PANDAS = """
import json, sys, time
import pandas
begun = time.perf_counter()
names = ["Mã định danh", "Hình thức", "Đã ký số lãnh đạo", "Đã ký số cơ quan"]
rows = pandas.read_csv(sys.argv[1], usecols=names, dtype=str)[names]
rows.columns = ["code", "e", "l", "a"]
e, l, a = rows.e == "Điện tử", rows.l == "Có", rows.a == "Có"
counts = pandas.DataFrame({"code": rows.code, "n": 1, "e": e, "l": l, "a": a, "s": e & (l | a), "f": e & l & a})
counts = counts.groupby("code").sum().astype(int)
print(json.dumps([{row.Index: row[1:] for row in counts.itertuples()}, time.perf_counter() - begun]))
"""


def codes():
    """A province's 20 departments, 10 districts and 230 communes."""
    districts = range(31, 41)
    yield from (f"H02.{at:02}" for at in range(1, 21))
    yield from (f"H02.{at}" for at in districts)
    yield from (f"H02.{district}.{at:02}" for at in range(1, 24) for district in districts)


def write(folder, rows):
    """The register goes agency by agency; numbers follow each other, and a notation names the kind of document."""
    with (folder / "agencies.csv").open("w", encoding="utf-8") as file:
        file.write("code,name,parent,level,group\nH02,UBND tỉnh,,province,\n")
        for code in codes():
            level = ["province", "district" if code >= "H02.31" else "department", "commune"][code.count(".")]
            file.write(f"{code},Cơ quan {code},{code.rpartition('.')[0]},{level},{level}\n")
    register, all_codes, chance = folder / f"register-{rows}.csv", list(codes()), random.Random(6)
    with register.open("w", encoding="utf-8") as file:
        file.write(HEADING)
        for at, code in enumerate(all_codes):
            share = rows // len(all_codes) + (at < rows % len(all_codes))
            file.writelines(row(code, at, number, share, chance) for number in range(1, share + 1))
    return register


def row(code, at, number, share, chance):
    electronic = chance.random() < 0.93
    leader, agency = (chance.random() < (0.9 if electronic else 0.02) for _ in range(2))
    day = (number - 1) * 365 // share
    date = time.strftime("%d/%m/%Y", time.gmtime(1514764800 + day * 86400))
    subject = f"{SUBJECTS[number % len(SUBJECTS)]} {number % 997}"
    notation = f"{['QĐ', 'BC', 'CV', 'TB', 'GM'][number % 5]}-{at:03}"
    yes = ["Không", "Có"]
    medium = "Điện tử" if electronic else "Giấy"
    signer = SIGNERS[(at + number) % len(SIGNERS)]
    return f'{code},{number},{notation},{date},"{subject}",{signer},{medium},{yes[leader]},{yes[agency]}\n'


class Runner:
    """A program that counts, and what it took."""

    def __init__(self, name, command, counts):
        self.name, self.command, self.counts = name, command, counts
        self.seconds, self.inside, self.memory = [], [], 0
        self.counted = None

    def run(self, environment):
        """From its start to its end, and the most memory that it had."""
        begun = time.perf_counter()
        process = subprocess.Popen(self.command, stdout=subprocess.PIPE, env=environment)
        output = process.stdout.read()
        _, status, usage = os.wait4(process.pid, 0)
        self.seconds.append(time.perf_counter() - begun)
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            sys.exit(f"{self.name} ended with {process.returncode}")
        self.memory = max(self.memory, usage.ru_maxrss / 1024)
        self.counted, inside = self.counts(json.loads(output))
        self.inside.append(inside)


def of_kyso(report):
    """As the others count, and its rates checked by hand."""
    # Some paper is declared signed, as everywhere: that is told, and counted as the others count it.
    told = [warning for warning in report["warnings"] if warning["code"] != "PAPER_DECLARED_SIGNED"]
    if told or report["unmatched"]["records"]:
        sys.exit(f"kyso does not count every row: {told}")
    names = "documents electronic declared_leader_signed declared_agency_signed signed fully_signed".split()
    counted = {}
    for row in report["rows"] + [report["total"]]:
        if row["documents"]:
            counted[row["agency"]] = [row[name] for name in names]
        for part, whole, rate in [("electronic", "documents", "electronic_rate"), ("signed", "electronic", "signed_rate"),
                                  ("fully_signed", "electronic", "fully_signed_rate")]:
            exact = (row[part] * 2000 + row[whole]) // (2 * row[whole]) / 10 if row[whole] else None
            assert row[rate] == exact, (row["agency"], rate, row[rate], exact)
    return counted, None


def of_others(output):
    rows, inside = output
    counted = {code: list(counts) for code, counts in rows.items()}
    counted[None] = [sum(column) for column in zip(*counted.values())]
    return counted, inside


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("kyso")
    arguments.add_argument("folder", type=Path)
    arguments.add_argument("--rows", type=int, default=1_000_000)
    arguments.add_argument("--turns", type=int, default=7)
    arguments.add_argument("--alone", action="store_true", help="kyso alone, for its memory")
    arguments = arguments.parse_args()
    register = write(arguments.folder, arguments.rows)
    print(f"{arguments.rows} rows, {register.stat().st_size / 1e6:.0f} MB, {os.cpu_count()} processors")
    command = [arguments.kyso, "stats", "--register", register, "--agencies", arguments.folder / "agencies.csv"]
    kyso = Runner("kyso", [*command, "--trust-register", "--period", "2018", "--format", "json"], of_kyso)
    duckdb = Runner("DuckDB", [sys.executable, "-c", DUCKDB, register], of_others)
    pandas = Runner("pandas", [sys.executable, "-c", PANDAS, register], of_others)
    runners = [kyso] if arguments.alone else [kyso, duckdb, pandas]
    # No settings or ledger of whoever runs this.
    environment = {**os.environ, "HOME": str(arguments.folder), "XDG_CONFIG_HOME": "", "XDG_DATA_HOME": ""}
    # Into the system's memory, and not into this one's: a process is told the peak of the one that began it, if that is higher.
    subprocess.run(["cat", register], stdout=subprocess.DEVNULL, check=True)
    for _ in range(arguments.turns):
        for runner in runners:
            runner.run(environment)
    for runner in runners:
        inside = f", {statistics.median(runner.inside):.3f} s without Python's start" if runner.inside[0] else ""
        print(f"{runner.name:7} {statistics.median(runner.seconds):.3f} s (best {min(runner.seconds):.3f}){inside}, {runner.memory:.0f} MiB")
        different = {code for code in kyso.counted | runner.counted if kyso.counted.get(code) != runner.counted.get(code)}
        if different:
            sys.exit(f"{runner.name} counts otherwise than kyso: {sorted(map(str, different))[:5]}")
    print(f"figures of {len(kyso.counted) - 1} agencies and the total: equal")
    print(f"memory: {kyso.memory:.0f} MiB (limit {MEMORY})")
    for runner in runners[1:]:
        ratios = [own / other for own, other in zip(kyso.seconds, runner.seconds)]
        limit = f" (limit {RATIO})" if runner is duckdb else ""
        print(f"kyso / {runner.name}: {statistics.median(ratios):.2f}{limit}")


main()
