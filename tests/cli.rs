//! The binary as people and scripts meet it: help, mistakes, settings, manual pages.

#![allow(clippy::unwrap_used)] // A test stops where it stands.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

/// A desk of one's own: no configuration, no locale but the one asked for.
struct Desk {
    folder: tempfile::TempDir,
    variables: Vec<(String, String)>,
}

/// What came of a call.
struct Call {
    line: String,
    output: Output,
}

impl Desk {
    fn new() -> Self {
        Self { folder: tempfile::tempdir().unwrap(), variables: Vec::new() }
    }

    fn with(mut self, name: &str, value: &str) -> Self {
        self.variables.push((name.to_owned(), value.to_owned()));
        self
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn write(&self, name: &str, text: &str) -> PathBuf {
        let path = self.path(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, text).unwrap();
        path
    }

    fn command(&self, line: &str) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_kyso"));
        command.args(line.split_whitespace()).current_dir(self.folder.path()).env_clear();
        command.env("HOME", self.folder.path()).envs(self.variables.iter().map(|(name, value)| (name, value)));
        command.stdin(Stdio::null());
        command
    }

    fn kyso(&self, line: &str) -> Call {
        Call { line: line.to_owned(), output: self.command(line).output().unwrap() }
    }
}

impl Call {
    fn exits(self, code: i32) -> Self {
        assert_eq!(self.output.status.code(), Some(code), "kyso {}\n{}{}", self.line, self.stdout(), self.stderr());
        self
    }

    fn stdout(&self) -> String {
        String::from_utf8(self.output.stdout.clone()).unwrap()
    }

    fn stderr(&self) -> String {
        String::from_utf8(self.output.stderr.clone()).unwrap()
    }

    /// On stdout.
    fn shows(self, text: &str) -> Self {
        assert!(self.stdout().contains(text), "kyso {}: no '{text}' in\n{}", self.line, self.stdout());
        self
    }

    /// On stderr.
    fn complains(self, text: &str) -> Self {
        assert!(self.stderr().contains(text), "kyso {}: no '{text}' in\n{}", self.line, self.stderr());
        self
    }

    fn shows_nothing(self) -> Self {
        assert_eq!(self.stdout(), "", "kyso {}", self.line);
        self
    }
}

#[test]
fn help_speaks_the_language_of_the_reader() {
    let desk = Desk::new();
    desk.kyso("sign --help").exits(0).shows("Signs PDF documents").shows("Options:").shows("Examples:");
    let vietnamese = Desk::new().with("LANG", "vi_VN.UTF-8");
    let help = vietnamese.kyso("sign --help").exits(0).shows("Ký số tài liệu PDF").shows("Tùy chọn:").shows("Ví dụ:");
    for english in ["Options:", "Print help", "[default:", "[possible values:", "Usage:"] {
        assert!(!help.stdout().contains(english), "{english}");
    }
    vietnamese.kyso("verify -h --lang en").exits(0).shows("Judges every signature");
    desk.kyso("help token list --lang vi").exits(0).shows("Liệt kê mô-đun").shows("Cách dùng:");
}

#[test]
fn every_command_has_help_in_both_languages() {
    let desk = Desk::new();
    for command in ["token list", "token certs", "token check", "timestamp", "stats", "inspect", "extract", "man"] {
        for lang in ["vi", "en"] {
            desk.kyso(&format!("{command} --help --lang {lang}")).exits(0).shows("--json");
            desk.kyso(&format!("{command} -h --lang {lang}")).exits(0).shows("--json");
        }
    }
}

#[test]
fn a_slip_on_the_command_line_is_exit_2_and_named() {
    let desk = Desk::new();
    desk.kyso("sign --levle b-t a.pdf").exits(2).shows_nothing().complains("--levle").complains("--level");
    desk.kyso("sign --levle b-t a.pdf --lang vi").exits(2).complains("không có tùy chọn").complains("'--level'");
    desk.kyso("verfy a.pdf --lang vi").exits(2).complains("không có lệnh 'verfy'").complains("'verify'");
    desk.kyso("sign --lang vi").exits(2).complains("thiếu tham số bắt buộc");
    desk.kyso("sign a.pdf --level b-x --lang vi").exits(2).complains("b-b, b-t");
    desk.kyso("verify a.pdf --at gestern --lang vi").exits(2).complains("không nhận giá trị 'gestern'");
    desk.kyso("verify a.pdf -q -v --lang vi").exits(2).complains("không dùng cùng với");
    desk.kyso("").exits(2).complains("Usage");
}

#[test]
fn settings_show_where_they_come_from() {
    let desk = Desk::new().with("KYSO_TSA_URL", "http://tsa.example/").with("LC_ALL", "vi_VN");
    let config = desk.write(".config/kyso/config.toml", "policy = \"nd30\"\n[tsa]\ntimeout = \"90s\"\n");
    let shown = desk.kyso("config show --json --color never").exits(0).stdout();
    let settings: Vec<serde_json::Value> = shown.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let of = |key: &str| settings.iter().find(|setting| setting["key"] == key).unwrap();
    assert_eq!(of("tsa.url")["value"], serde_json::json!(["http://tsa.example/"]));
    assert_eq!(of("tsa.url")["origin"], "KYSO_TSA_URL");
    assert_eq!(of("tsa.timeout")["origin"], format!("{}:3", config.display()));
    assert_eq!(of("policy")["value"], "nd30");
    assert_eq!(of("color")["origin"], "--color");
    assert_eq!(of("lang")["value"], "vi");
    assert_eq!(of("lang")["origin"], "default");
    desk.kyso("config show").exits(0).shows("nd30").shows("mặc định");
}

#[test]
fn an_unknown_setting_is_exit_2_with_file_line_and_neighbour() {
    let desk = Desk::new();
    let config = desk.write("my.toml", "lang = \"vi\"\nagences = \"a.csv\"\n");
    let call = desk.kyso("config show --config my.toml").exits(2).complains("'agences'").complains("'agencies'");
    assert!(call.stderr().contains("my.toml:2"), "{}", call.stderr());
    desk.kyso("config show --config my.toml --lang vi").exits(2).complains("Có phải ý bạn là 'agencies'");
    desk.kyso("config show --config gone.toml").exits(2).complains("gone.toml");
    // Help must be had even then.
    fs::create_dir_all(desk.path(".config/kyso")).unwrap();
    fs::rename(config, desk.path(".config/kyso/config.toml")).unwrap();
    desk.kyso("config show").exits(2);
    desk.kyso("sign --help").exits(0);
    desk.kyso("completions bash").exits(0);
}

#[test]
fn a_configuration_in_the_folder_of_the_documents_is_not_read() {
    let desk = Desk::new();
    for place in ["config.toml", "kyso.toml", ".kyso/config.toml", "kyso/config.toml"] {
        desk.write(place, "policy = \"nd30\"\n");
    }
    let call = desk.with("XDG_CONFIG_HOME", ".").kyso("config show").exits(0);
    assert!(!call.stdout().contains("nd30"), "{}", call.stdout());
}

#[test]
fn completions_for_every_shell() {
    let desk = Desk::new();
    for (shell, sign) in [
        ("bash", "_kyso"),
        ("zsh", "#compdef kyso"),
        ("fish", "complete -c kyso"),
        ("powershell", "Register-ArgumentCompleter"),
    ] {
        desk.kyso(&format!("completions {shell}")).exits(0).shows(sign).shows("allow-final-try");
    }
    desk.kyso("completions fish --lang vi").exits(0).shows("Ký số tài liệu PDF");
}

#[test]
fn the_manual_pages_checked_in_are_those_the_program_writes() {
    let desk = Desk::new();
    desk.kyso("man pages").exits(0);
    let checked_in = Path::new(env!("CARGO_MANIFEST_DIR")).join("man");
    assert_eq!(files(&desk.path("pages")), files(&checked_in), "run: kyso man man --force");
    for name in files(&checked_in) {
        let (ours, theirs) =
            (fs::read_to_string(desk.path("pages").join(&name)), fs::read_to_string(checked_in.join(&name)));
        assert!(ours.unwrap() == theirs.unwrap(), "{name} is out of date; run: kyso man man --force");
    }
    desk.kyso("man pages").exits(7).complains("--force");
    desk.kyso("man pages --force").exits(0);
}

/// Every file below `folder`, by its path there.
fn files(folder: &Path) -> Vec<String> {
    let mut found: Vec<String> = walkdir::WalkDir::new(folder)
        .into_iter()
        .map(Result::unwrap)
        .filter(|entry| entry.file_type().is_file())
        .map(|entry| entry.path().strip_prefix(folder).unwrap().to_str().unwrap().to_owned())
        .collect();
    found.sort();
    found
}

#[test]
fn a_reader_that_goes_away_is_no_panic() {
    let desk = Desk::new();
    let mut child = desk.command("completions zsh").stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert_eq!(String::from_utf8_lossy(&output.stderr), "");
    assert!(output.status.code().is_some());
}

#[test]
fn colours_only_where_they_are_wanted() {
    let desk = Desk::new();
    let escape = |call: &Call| call.stdout().contains('\u{1b}');
    assert!(!escape(&desk.kyso("config show")));
    assert!(escape(&desk.kyso("config show --color always")));
    assert!(!escape(&desk.kyso("sign --help")));
}

/// An unsigned document of the fixtures.
fn document(desk: &Desk, name: &str) {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/documents/18-ho-so-qpdf-merged.pdf");
    fs::create_dir_all(desk.path(name).parent().unwrap()).unwrap();
    fs::copy(source, desk.path(name)).unwrap();
}

#[test]
fn each_input_has_its_own_result_and_the_worst_is_the_exit_code() {
    let desk = Desk::new();
    document(&desk, "in/b.PDF");
    document(&desk, "in/sub/a.pdf");
    desk.write("in/notes.txt", "not looked at");
    desk.kyso("verify in --lang vi").exits(4).shows("chưa ký số  in/b.PDF").shows("in/sub/a.pdf");
    desk.write("in/c.pdf", "no PDF at all");
    let json = desk.kyso("verify in gone.pdf --json -j 3").exits(7).stdout();
    let lines: Vec<serde_json::Value> = json.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let of = |key: &str| lines.iter().map(|line| line[key].as_str().unwrap().to_owned()).collect::<Vec<_>>();
    assert_eq!(of("file"), ["in/b.PDF", "in/c.pdf", "in/sub/a.pdf", "gone.pdf"]);
    assert_eq!(of("status"), ["no-signature", "error", "no-signature", "error"]);
    assert_eq!(lines[1]["error"]["code"], "NOT_PDF");
    assert_eq!(lines[3]["error"]["code"], "INPUT_UNREADABLE");
}

#[test]
fn a_slip_is_explained_in_the_readers_language() {
    let desk = Desk::new().with("LANG", "vi_VN.UTF-8");
    document(&desk, "a.pdf");
    desk.kyso("verify a.pdf --at 2026-11-28").exits(2).complains("2026-11-23T10:33:36+07:00");
    desk.kyso("verify a.pdf --report html --json").exits(2).complains("--report html --json phải dùng cùng với");
    desk.kyso("sign a.pdf -d ky --suffix /../../b").exits(2).complains("không có dấu /");
    desk.kyso("sign a.pdf -d ky --lock-fields=").exits(2).complains("--lock-fields");
    desk.kyso("stats --from 1/5/2018").exits(2).complains("2018-05-31");
    desk.kyso("sign a.pdf -d ky --key=").exits(2).complains("không được để trống");
    desk.write("p.toml", "name = \"a\"\nversion = \"1\"\nrevocation = \"sotf\"\n");
    let call =
        desk.kyso("verify a.pdf --policy p.toml").exits(2).complains("dòng 3, cột 14: không nhận giá trị `sotf`");
    assert_eq!(call.stderr().lines().count(), 2, "{}", call.stderr());
    desk.kyso("verify a.pdf --report-dir p.toml").exits(7).complains("không phải thư mục");
}

#[test]
fn quiet_still_says_what_could_not_be_read() {
    let desk = Desk::new();
    document(&desk, "a.pdf");
    desk.kyso("verify -q a.pdf gone.pdf").exits(7).shows_nothing().complains("cannot read gone.pdf");
    desk.kyso("--lang vi verify gone.pdf").exits(7).shows("không đọc được gone.pdf: không tìm thấy tệp");
}

#[test]
fn a_list_names_inputs_and_a_second_name_is_no_second_input() {
    let desk = Desk::new();
    document(&desk, "a.pdf");
    desk.write("list.txt", "a.pdf\n./a.pdf\n");
    let call = desk.kyso("verify @list.txt --lang vi").exits(4).complains("chỉ xử lý một lần");
    assert_eq!(call.stdout().lines().count(), 1);
    desk.kyso("verify @gone.txt").exits(7).complains("gone.txt");
    fs::create_dir(desk.path("empty")).unwrap();
    desk.kyso("verify empty").exits(7).complains("no PDF");
}

#[test]
fn what_is_wrong_with_a_call_is_found_before_anything_is_touched() {
    let desk = Desk::new();
    document(&desk, "a.pdf");
    document(&desk, "x/a.pdf");
    desk.kyso("sign a.pdf --lang vi").exits(2).complains("chưa cho biết ghi kết quả vào đâu");
    desk.kyso("sign a.pdf x/a.pdf -o b.pdf").exits(2).complains("2 inputs");
    desk.kyso("sign a.pdf x/a.pdf -d out").exits(2).complains("both become");
    desk.kyso("sign - --json").exits(2).complains("stdout");
    desk.kyso("sign a.pdf -o b.pdf --level b-t").exits(2).complains("--tsa");
    desk.kyso("timestamp a.pdf -o b.pdf --lang vi").exits(2).complains("chưa đặt dịch vụ cấp dấu thời gian");
    desk.kyso("verify a.pdf --trust gone.pem").exits(2).complains("gone.pem");
    assert!(!desk.path("out").exists() && !desk.path("b.pdf").exists());
}

#[test]
fn an_authority_that_is_not_there_is_exit_6_and_leaves_nothing() {
    let desk = Desk::new();
    document(&desk, "a.pdf");
    // A port that was free a moment ago: nobody answers.
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let line = format!("timestamp a.pdf -d out --tsa http://127.0.0.1:{port}/ --tsa-tries 1 --lang vi");
    desk.kyso(&line).exits(6).shows_nothing().complains("không kết nối được");
    assert!(!desk.path("out/a.pdf").exists());
    let json = desk.kyso(&format!("{line} --json")).exits(6).stdout();
    let line: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!((&line["status"], &line["error"]["code"]), (&"error".into(), &"NET_CONNECTION".into()));
}

#[test]
fn what_is_in_a_file_is_shown_and_what_is_not_is_no_field() {
    let desk = Desk::new();
    document(&desk, "a.pdf");
    let facts: serde_json::Value = serde_json::from_str(&desk.kyso("inspect a.pdf --json").exits(0).stdout()).unwrap();
    assert_eq!(facts["revisions"][0]["start"], 0);
    desk.kyso("extract a.pdf --field Nobody --cms").exits(7).shows_nothing().complains("Nobody");
    desk.kyso("extract a.pdf --field Nobody").exits(2);
}
