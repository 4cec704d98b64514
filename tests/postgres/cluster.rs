//! A PostgreSQL server of one's own: in a temporary folder, on a socket and a port of its own, with TLS by a certificate of its
//! own. It needs the server's programs alone, and touches no cluster of the machine.
//!
//! PostgreSQL does not run as root, so root starts it as the user `postgres`. A shell waits beside it for the end of this
//! process, however that comes, stops it and takes the folder away.

use std::io::{BufRead, BufReader};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::{LazyLock, Mutex};
use std::{env, fs, process};

/// Of the owner; every part of it has to be written as % in an address.
pub(crate) const PASSWORD: &str = "s3cret@/:%";
const IN_ADDRESS: &str = "s3cret%40%2F%3a%25";

/// A server.
pub(crate) struct Cluster {
    folder: PathBuf,
    bin: PathBuf,
    pub(crate) port: u16,
    /// Ends with this process.
    _keeper: Mutex<Child>,
}

/// The server of this test binary.
pub(crate) fn cluster() -> &'static Cluster {
    static CLUSTER: LazyLock<Cluster> = LazyLock::new(Cluster::start);
    &CLUSTER
}

fn is_root() -> bool {
    use std::os::unix::fs::MetadataExt;
    fs::metadata("/proc/self").is_ok_and(|own| own.uid() == 0)
}

fn run(command: &mut Command) -> String {
    let done = command.output().unwrap();
    let said = String::from_utf8_lossy(&done.stdout).into_owned();
    assert!(done.status.success(), "{command:?}\n{said}{}", String::from_utf8_lossy(&done.stderr));
    said
}

impl Cluster {
    fn start() -> Self {
        let folder = env::temp_dir().join(format!("kyso-pg-{}", process::id()));
        fs::create_dir_all(folder.join("tls")).unwrap();
        let free = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = free.local_addr().unwrap().port();
        drop(free);
        certificates(&folder.join("tls"));
        fs::write(folder.join("password"), PASSWORD).unwrap();
        if is_root() {
            run(Command::new("chown").args(["-R", "postgres:"]).arg(&folder));
        }
        let bin = programs();
        let data = folder.join("data");
        let initdb = ["-U", "owner", "-A", "scram-sha-256", "-E", "UTF8", "--locale=C", "--no-sync", "-D"];
        let password = folder.join("password");
        run(as_server(&bin.join("initdb")).args(initdb).arg(&data).arg("--pwfile").arg(&password));
        let settings = format!(
            "listen_addresses = '127.0.0.1'\nport = {port}\nunix_socket_directories = '{0}'\nssl = on\nfsync = off\n\
             ssl_cert_file = '{0}/tls/server.crt'\nssl_key_file = '{0}/tls/server.key'\nmax_connections = 60\n",
            folder.display()
        );
        fs::write(data.join("postgresql.auto.conf"), settings).unwrap();
        let keep = "\"$1/pg_ctl\" -D \"$2/data\" -w -l \"$2/log\" start >/dev/null && echo ready
            cat >/dev/null; \"$1/pg_ctl\" -D \"$2/data\" -m immediate stop >/dev/null; rm -rf \"$2\"";
        let mut keeper = as_server(Path::new("sh"));
        keeper.args(["-c", keep, "keeper"]).arg(&bin).arg(&folder).stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut keeper = keeper.spawn().unwrap();
        let mut ready = String::new();
        BufReader::new(keeper.stdout.take().unwrap()).read_line(&mut ready).unwrap();
        let log = fs::read_to_string(folder.join("log")).unwrap_or_default();
        assert_eq!(ready.trim(), "ready", "the server does not start: {log}");
        Self { folder, bin, port, _keeper: Mutex::new(keeper) }
    }

    /// The root of the server's certificate, or a stranger's.
    pub(crate) fn certificate(&self, name: &str) -> String {
        self.folder.join("tls").join(name).display().to_string()
    }

    /// Does `sql` in a database as its owner; what it says, a row a line, columns between |.
    pub(crate) fn sql(&self, database: &str, sql: &str) -> String {
        let mut psql = Command::new(self.bin.join("psql"));
        psql.args(["-X", "-A", "-t", "-q", "-v", "ON_ERROR_STOP=1", "-U", "owner", "-d", database, "-c", sql, "-h"]);
        run(psql.arg(&self.folder).args(["-p", &self.port.to_string()]).env("PGPASSWORD", PASSWORD)).trim().to_owned()
    }

    /// A new database; its address for the owner over the local socket.
    pub(crate) fn database(&self, name: &str) -> String {
        self.sql("postgres", &format!("CREATE DATABASE {name}"));
        self.url("owner", name)
    }

    /// The address for a user with the owner's password, over the local socket.
    pub(crate) fn url(&self, user: &str, database: &str) -> String {
        let folder = self.folder.display().to_string().replace('/', "%2F");
        format!("postgres://{user}:{IN_ADDRESS}@{folder}:{}/{database}", self.port)
    }

    /// The same over the network; `options` begin with ?.
    pub(crate) fn over_tcp(&self, host: &str, database: &str, options: &str) -> String {
        format!("postgresql://owner:{IN_ADDRESS}@{host}:{}/{database}{options}", self.port)
    }

    /// Stops it at once and starts it again.
    pub(crate) fn restart(&self) {
        let mut restart = as_server(&self.bin.join("pg_ctl"));
        restart.arg("-D").arg(self.folder.join("data")).args(["-w", "-m", "immediate", "-l"]);
        // Its own output would be the pipe that is waited for.
        let status = restart.arg(self.folder.join("log")).arg("restart").stdout(Stdio::null()).status().unwrap();
        assert!(status.success());
    }

    /// What the server has written down since `from` bytes, and how many there are now.
    pub(crate) fn log(&self, from: usize) -> (String, usize) {
        let log = fs::read(self.folder.join("log")).unwrap();
        (String::from_utf8_lossy(&log[from..]).into_owned(), log.len())
    }
}

/// A program of the server, as the user that it runs as.
fn as_server(program: &Path) -> Command {
    let mut command = if is_root() {
        let mut command = Command::new("runuser");
        command.args(["-u", "postgres", "--"]).arg(program);
        command
    } else {
        Command::new(program)
    };
    command.current_dir("/").env("LC_ALL", "C.UTF-8");
    command
}

/// Debian keeps them out of the path, a folder for each version.
fn programs() -> PathBuf {
    let all = fs::read_dir("/usr/lib/postgresql").into_iter().flatten().filter_map(|entry| Some(entry.ok()?.path()));
    let version = |path: &PathBuf| path.file_name()?.to_str()?.parse::<u32>().ok();
    let newest = all.filter(|path| path.join("bin/initdb").is_file()).max_by_key(version);
    let asked = || run(Command::new("pg_config").arg("--bindir")).trim().into();
    newest.map_or_else(asked, |path| path.join("bin"))
}

/// A root, a server's certificate for `localhost` alone, and another root.
fn certificates(folder: &Path) {
    let openssl = |words: &[&str]| run(Command::new("openssl").current_dir(folder).args(words));
    for (name, subject) in [("root", "/CN=Province root"), ("stranger", "/CN=Province root")] {
        let (key, certificate) = (format!("{name}.key"), format!("{name}.crt"));
        openssl(&[
            "req",
            "-x509",
            "-newkey",
            "rsa:2048",
            "-nodes",
            "-days",
            "30",
            "-subj",
            subject,
            "-keyout",
            &key,
            "-out",
            &certificate,
        ]);
    }
    openssl(&[
        "req",
        "-newkey",
        "rsa:2048",
        "-nodes",
        "-subj",
        "/CN=db",
        "-keyout",
        "server.key",
        "-out",
        "server.csr",
    ]);
    fs::write(folder.join("san"), "subjectAltName = DNS:localhost\n").unwrap();
    openssl(&[
        "x509",
        "-req",
        "-in",
        "server.csr",
        "-CA",
        "root.crt",
        "-CAkey",
        "root.key",
        "-CAcreateserial",
        "-days",
        "30",
        "-sha384",
        "-extfile",
        "san",
        "-out",
        "server.crt",
    ]);
    run(Command::new("chmod").arg("600").arg(folder.join("server.key")));
    run(Command::new("chmod").args(["755"]).arg(folder));
}
