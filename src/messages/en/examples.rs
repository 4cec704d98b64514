//! Examples at the end of each command's long help.

/// By command path, in the order of the Vietnamese twin.
pub(in crate::messages) const EXAMPLES: &[(&str, &str)] = &[
    (
        "",
        "  kyso token certs                          which certificates are there
  kyso sign van-ban.pdf -o van-ban-ky.pdf   sign with the only one that may
  kyso verify van-ban-ky.pdf --trust ca/    judge it",
    ),
    (
        "token list",
        "  kyso token list
  kyso token list --module /usr/lib/bit4id/libbit4xpki.so --json",
    ),
    ("token certs", "  kyso token certs\n  kyso token certs --json | jq -r .uri"),
    ("token check", "  kyso token check --key 'pkcs11:token=VGCA%20Token;id=%01'"),
    (
        "sign",
        "  One document, with a time-stamp:
    kyso sign 12-QD-SNV.pdf -o 12-QD-SNV.signed.pdf --tsa http://tsa.ca.gov.vn/
  A folder, two documents at a time, one login:
    kyso sign van-ban-di/ -d da-ky/ -j 2
  From a script, the PIN in a file that only its owner can read:
    kyso sign @danh-sach.txt -d da-ky/ --pin-file ~/.pin --json
  In a pipe:
    kyso sign - --p12 dau.p12 --pin-file pw.txt < a.pdf > b.pdf",
    ),
    ("timestamp", "  kyso timestamp van-ban-ky.pdf -o luu-tru.pdf --tsa http://tsa.ca.gov.vn/"),
    (
        "extend",
        "  One document, made fit for the archive:
    kyso extend --level b-lta van-ban-ky.pdf -o luu-tru.pdf --trust ca/ --online --tsa http://tsa.ca.gov.vn/
  The archive renewed, where it ends within 90 days:
    kyso extend --due 90d kho/ --in-place --trust ca/ --online
  What was left for later:
    kyso extend --deferred --in-place --trust ca/ --online",
    ),
    (
        "verify",
        "  One document, with the roots in a folder:
    kyso verify van-ban.pdf --trust ca/ --crl ca/rootca.crl
  All that came in today, by Decree 30, for a program:
    kyso verify van-ban-den/ --policy nd30 --json
  As it stood on a day:
    kyso verify van-ban.pdf --at 2026-06-30T17:00:00+07:00
  Keep what the verdict stands on, and judge it again later without the document:
    kyso verify van-ban.pdf --online --evidence van-ban.json
    kyso verify --evidence van-ban.json --policy nd30",
    ),
    (
        "receive",
        "  All that came in today:
    kyso receive incoming/ --agencies agencies.csv --trust ca/ --crl crl/
  One document, passed on to a unit:
    kyso receive 15-QD-SNV.pdf --number 15/QĐ-SNV --date 2026-11-27 --subject 'On …' --to 'Registry'
  A slip in the register:
    kyso receive 15-QD-SNV.pdf --number 16/QĐ-SNV --correct
  What is sent back to the senders, as files:
    kyso receive incoming/ --letters letters/2026-11-28/
  The register on paper ended with number 250:
    kyso receive --first-number 251
  The register of a year:
    kyso receive --list --year 2026
    kyso receive --register register-2026.csv --year 2026",
    ),
    (
        "stats",
        "  kyso stats --agencies co-quan.csv --register so-van-ban-di.csv
  kyso stats --format csv -o bao-cao.csv
  A year beside the one before, and who misses a target:
    kyso stats --archive kho/ --period 2026 --compare previous --targets chi-tieu.toml --rank
  The documents behind a figure:
    kyso stats --archive kho/ --period 2026 --drill H02.05 --indicator signed --format csv
  The year's ranking as a workbook, as a page, and on paper to be signed:
    kyso stats --rank --period 2026 --format xlsx -o bao-cao.xlsx
    kyso stats --rank --period 2026 --format html -o bao-cao.html
    kyso stats --rank --period 2026 --format pdf -o bao-cao.pdf && kyso sign -o bao-cao-ky.pdf bao-cao.pdf",
    ),
    (
        "agencies check",
        "  kyso agencies check co-quan.csv\n  kyso agencies check co-quan.csv --json | jq -c '.faults[]'",
    ),
    (
        "agencies tree",
        "  kyso agencies tree --agencies co-quan.csv\n  kyso agencies tree --agencies co-quan.csv --on 2025-06-30 --level commune",
    ),
    (
        "agencies match",
        "  kyso agencies match lan.pem --agencies co-quan.csv\n  kyso agencies match van-ban.pdf --agencies co-quan.csv --json",
    ),
    ("inspect", "  kyso inspect van-ban.pdf\n  kyso inspect --json van-ban.pdf"),
    (
        "extract",
        "  kyso extract van-ban.pdf --field Signature1 --cms -o chu-ky.der
  kyso extract van-ban.pdf --field Signature1 --revision -o ban-da-ky.pdf",
    ),
    ("cert show", "  kyso cert show lan.pem\n  kyso cert show --json lan.pem | jq -r .sha256"),
    (
        "cert verify",
        "  One certificate, with the root and its list:
    kyso cert verify lan.pem --trust rootca.crt --crl rootca.crl
  The policies for which it is valid, for a program:
    kyso cert verify lan.pem --trust rootca.crt --explicit-policy --json | jq .valid_policies",
    ),
    (
        "trust add",
        "  kyso trust add rootca.crt
  kyso trust add goc.pem --sha256 bac8bf609ab420a8ee1780d74f4de5c7f7184959d2a7375b0a75e4c29f0908e7",
    ),
    ("trust fetch", "  kyso trust fetch vn"),
    ("trust list", "  kyso trust list\n  kyso trust list --json | jq -r .sha256"),
    ("bundle make", "  kyso bundle make -o 2026-11.bundle --crl crl/ --p12 phong-may.p12 --pin-file pw.txt"),
    (
        "ledger check",
        "  kyso ledger check --tsa-trust tsa-root.crt\n  kyso ledger check --head 1204:5f2c… --json | jq .broken",
    ),
    ("ledger head", "  kyso ledger head >> /mnt/elsewhere/heads.txt"),
    ("ledger seal", "  kyso ledger seal --tsa http://tsa.example.vn/"),
    (
        "ledger export",
        "  kyso ledger export -o ledger.csv
  kyso ledger export --format parquet --partition -o lake/",
    ),
    ("ledger import", "  kyso ledger import so-tu-phap.csv so-noi-vu.csv --ledger sqlite:tinh.db"),
    ("ledger schema", "  kyso ledger schema --roles | psql --set ON_ERROR_STOP=1 kyso"),
    ("config show", "  kyso config show\n  KYSO_LANG=en kyso config show --json"),
    (
        "completions",
        "  kyso completions bash > ~/.local/share/bash-completion/completions/kyso
  kyso completions zsh --lang vi > ~/.zfunc/_kyso",
    ),
    ("man", "  kyso man ~/.local/share/man/man1"),
];
