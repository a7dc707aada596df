//! Runs `bayou` in a folder of its own, and reads what it wrote.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::Value;

/// The command, for tests that need more of the process than a `Ran`.
pub(crate) const BAYOU: &str = env!("CARGO_BIN_EXE_bayou");

/// The day of assessment of every test that does not try days.
pub(crate) const DAY: &str = "2020-06-30";

/// What a run left.
#[derive(Debug)]
pub(crate) struct Ran {
    pub(crate) status: i32,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Ran {
    /// The assessments written, whatever of the JSON forms they are in.
    pub(crate) fn villages(&self) -> Vec<Value> {
        match serde_json::from_str(&self.out) {
            Ok(Value::Array(villages)) => villages,
            Ok(village) => vec![village],
            Err(_) => self.out.lines().map(|line| serde_json::from_str(line).expect(line)).collect(),
        }
    }

    /// The one assessment written.
    pub(crate) fn village(&self) -> Value {
        let mut villages = self.villages();
        assert_eq!(villages.len(), 1, "{self:?}");
        villages.remove(0)
    }

    /// The problem at a place, without the place.
    pub(crate) fn problem_at(&self, place: &str) -> &str {
        let told: Vec<&str> =
            self.err.lines().filter_map(|line| line.strip_prefix(place)?.strip_prefix(": ")).collect();
        assert_eq!(told.len(), 1, "one problem at {place}, in:\n{}", self.err);
        told[0]
    }

    /// Nothing to say, and done.
    pub(crate) fn clean(self) -> Self {
        assert_eq!((self.status, self.err.as_str()), (0, ""), "{}", self.out);
        self
    }

    /// Done, with problems told on standard output.
    pub(crate) fn told(self) -> Self {
        assert_eq!((self.status, self.err.as_str()), (1, ""), "{}", self.out);
        self
    }

    /// Done, with so many problems, each a line.
    pub(crate) fn with_problems(self, count: usize) -> Self {
        assert_eq!((self.status, self.err.lines().count()), (1, count), "{}", self.err);
        self
    }

    /// Not done: nothing on standard output, and what standard error says holds `message`.
    pub(crate) fn unusable(self, message: &str) -> Self {
        assert_eq!((self.status, self.out.as_str()), (2, ""), "{}", self.err);
        assert!(self.err.contains(message), "expected `{message}` in:\n{}", self.err);
        self
    }
}

/// A folder of its own for one test, empty at first.
pub(crate) struct Folder(PathBuf);

impl Folder {
    pub(crate) fn new(name: &str) -> Self {
        let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join("command").join(name);
        if path.exists() {
            std::fs::remove_dir_all(&path).unwrap();
        }
        std::fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    pub(crate) fn path(&self) -> &Path {
        &self.0
    }

    /// Copies the files of a shipped pack here.
    pub(crate) fn copy_pack(&self, id: &str) {
        let data = Path::new(env!("CARGO_MANIFEST_DIR")).join("../packs/data").join(id);
        for entry in std::fs::read_dir(data).unwrap() {
            let path = entry.unwrap().path();
            std::fs::copy(&path, self.0.join(path.file_name().unwrap())).unwrap();
        }
    }

    /// Puts one text in place of another in a file here.
    pub(crate) fn replace(&self, file: &str, from: &str, to: &str) {
        let text = std::fs::read_to_string(self.0.join(file)).unwrap();
        assert!(text.contains(from), "{file} has no {from}");
        self.write(file, text.replacen(from, to, 1));
    }

    pub(crate) fn write(&self, file: &str, bytes: impl AsRef<[u8]>) {
        std::fs::write(self.0.join(file), bytes).unwrap();
    }

    pub(crate) fn bayou(&self, args: &[&str]) -> Ran {
        self.bayou_reading(args, b"")
    }

    /// Runs with so many bytes on standard input.
    pub(crate) fn bayou_reading(&self, args: &[&str], input: &[u8]) -> Ran {
        let mut child = Command::new(BAYOU)
            .args(args)
            .current_dir(&self.0)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        // A command that reads nothing closes the pipe, which is no matter of the test.
        let _ = child.stdin.take().unwrap().write_all(input);
        let output = child.wait_with_output().unwrap();
        Ran {
            status: output.status.code().expect("an exit status, not a signal"),
            out: String::from_utf8(output.stdout).unwrap(),
            err: String::from_utf8(output.stderr).unwrap(),
        }
    }

    /// Judges a file of this content, on the usual day.
    pub(crate) fn assess(&self, file: &str, bytes: impl AsRef<[u8]>, format: &str) -> Ran {
        self.write(file, bytes);
        self.bayou(&["assess", file, "--date", DAY, "--format", format])
    }
}

/// Runs in a folder that no file matters in.
pub(crate) fn bayou(args: &[&str]) -> Ran {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR"));
    Folder(path.to_owned()).bayou(args)
}

/// A check's whole result, 八有 included.
pub(crate) fn check<'v>(village: &'v Value, name: &str) -> &'v Value {
    let lists = [&village["checks"], &village["eight_have"]["items"]];
    let mut all = lists.into_iter().flat_map(|list| list.as_array().unwrap());
    all.find(|check| check["name"] == name).unwrap_or(&Value::Null)
}

/// A check's verdict.
pub(crate) fn verdict<'v>(village: &'v Value, name: &str) -> &'v str {
    check(village, name)["verdict"].as_str().unwrap()
}

/// The codes of the village's data errors.
pub(crate) fn codes(village: &Value) -> Vec<&str> {
    let errors = village["errors"].as_array().unwrap();
    errors.iter().map(|error| error["code"].as_str().unwrap()).collect()
}

/// The answer to an indicator as the checks took it, as exact text; none when none was taken.
pub(crate) fn taken(village: &Value, indicator: &str) -> Option<String> {
    fn find(explanation: &Value, indicator: &str) -> Option<String> {
        let fields = explanation["fields"].as_array()?.iter();
        let mut own = fields.filter(|field| field["name"] == indicator).filter_map(|field| field["value"].as_str());
        own.next()
            .map(str::to_owned)
            .or_else(|| explanation["children"].as_array()?.iter().find_map(|child| find(child, indicator)))
    }
    let lists = [&village["checks"], &village["eight_have"]["items"], &village["summaries"]];
    let mut all = lists.into_iter().flat_map(|list| list.as_array().unwrap());
    all.find_map(|check| find(&check["explanation"], indicator))
}
