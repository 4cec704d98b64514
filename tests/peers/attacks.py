"""Who accepts which attack, and who refuses which honest file: a table by family.

usage: attacks.py KYSO FOLDER    (FOLDER as kyso-attacks makes it)

What counts as «accepted»:
  kyso       status total-passed (exit code 0 for that file alone)
  pyHanko    its library as `pyhanko sign validate` uses it: there is a signature, and every one's bottom_line is true
             (intact, valid, trusted, its time-stamps too, no suspicious modification); whatever it raises is a refusal
  pdfsig     exit code 0, there is a signature, and every one but time-stamps says «Signature is Valid.»; trust is left out
             (-nocert), because this version's own store is not the laboratory's
  pdfsig +   the same, and one signature says «Total document signed»
  mutool     exit code 0, there is a signature, and every one that it can judge is «unchanged» or «valid but there have
             been edits»; its trust has no option
  mutool +   the same, and one signature is «unchanged since signing»
pdfsig and mutool end with 0 whatever they find, so it is their text that is read.
"""

import json
import pathlib
import subprocess
import sys
import tomllib
from concurrent.futures import ThreadPoolExecutor

KYSO, FOLDER = sys.argv[1], pathlib.Path(sys.argv[2])
HERE = pathlib.Path(__file__).parent
TRUST = FOLDER / "trust"
LISTS = [TRUST / name for name in ("root.crl", "sub.crl", "tsa-ca.crl")]


def run(*command):
    done = subprocess.run([str(part) for part in command], capture_output=True)
    return done.returncode, done.stdout.decode("utf-8", "replace")


def crl_options():
    return [part for path in LISTS for part in ("--crl", path)]


def kyso():
    options = ["verify", "--json", "--trust", TRUST / "root.pem", *crl_options()]
    _, out = run(KYSO, *options, FOLDER / "attacks", FOLDER / "honest")
    reports = [json.loads(line) for line in out.splitlines()]
    return {pathlib.Path(report["file"]).stem: report["status"] == "total-passed" for report in reports}


def pyhanko(files):
    options = ["--trust", TRUST / "root.pem", "--other", TRUST / "sub.pem", "--other", TRUST / "tsa-ca.pem"]
    _, out = run(sys.executable, HERE / "validate.py", *options, *crl_options(), *files)
    accepted = {}
    for line in out.splitlines():
        said = json.loads(line)
        entries = [entry for entry in said.get("signatures", []) if entry["kind"] == "signature"]
        accepted[pathlib.Path(said["file"]).stem] = bool(entries) and all(entry["bottom_line"] for entry in entries)
    return accepted


def pdfsig(path):
    code, out = run("pdfsig", "-nocert", path)
    entries = [entry for entry in out.split("Signature #")[1:] if "ETSI.RFC3161" not in entry]
    entries = [entry for entry in entries if "is not signed" not in entry]
    # Document time-stamps are of an unknown type for this version.
    entries = [entry for entry in entries if "Signature Type: unknown" not in entry or "Field Name: Timestamp" not in entry]
    valid = code == 0 and bool(entries) and all("Signature is Valid." in entry for entry in entries)
    return valid, valid and "\n  - Total document signed" in out


def mutool(path):
    code, out = run("mutool", "sign", "-v", path)
    entries = out.split("Verifying signature ")[1:]
    judged = [entry for entry in entries if "is not signed" not in entry]
    sound = ("unchanged since signing", "valid but there have been edits")
    valid = code == 0 and bool(judged) and all(any(text in entry for text in sound) for entry in judged)
    return valid, valid and "unchanged since signing" in out


def main():
    index = tomllib.loads((HERE.parent.parent / "fixtures/attacks/index.toml").read_text())
    files = sorted(FOLDER.glob("attacks/*.pdf")) + sorted(FOLDER.glob("honest/*.pdf"))
    names = [path.stem for path in files]
    with ThreadPoolExecutor(2) as pool:
        poppler, mupdf = list(pool.map(pdfsig, files)), list(pool.map(mutool, files))
    tools = {"kyso": kyso(), "pyHanko": pyhanko(files)}
    for column, results in (("pdfsig", poppler), ("mutool", mupdf)):
        tools[column] = dict(zip(names, (valid for valid, _ in results)))
        tools[column + " +"] = dict(zip(names, (whole for _, whole in results)))
    print("missed attacks / false alarms")
    rule = "{:<44}{:>8}{:>8}" + "{:>12}" * len(tools)
    print(rule.format("", "attacks", "honest", *tools))
    total = {tool: [0, 0] for tool in tools}
    listed = {tool: [] for tool in tools}
    for family in index["family"]:
        attacks = [attack["id"] for attack in family.get("attacks", [])]
        honest = [file["id"] for file in family.get("honest", [])]
        cells = []
        for tool, accepted in tools.items():
            missed = [name for name in attacks if accepted.get(name, False)]
            alarmed = [name for name in honest if not accepted.get(name, False)]
            total[tool][0] += len(missed)
            total[tool][1] += len(alarmed)
            listed[tool] += missed + alarmed
            cells.append(f"{len(missed)} / {len(alarmed)}")
        print(rule.format(family["name"], len(attacks), len(honest), *cells))
    everything = [sum(len(family.get(kind, [])) for family in index["family"]) for kind in ("attacks", "honest")]
    print(rule.format("all", *everything, *(f"{missed} / {alarmed}" for missed, alarmed in total.values())))
    for tool in ("kyso", "pyHanko"):
        print(f"\n{tool} differs from the index in: {', '.join(listed[tool]) or 'nothing'}")


main()
