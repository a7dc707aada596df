//! Installs whatever is missing, each step announced; nothing to do takes well under a second.
//! Depends on `process` and `project`.

use crate::process::{on_path, path_with, quietly, remembered};
use crate::project::{Project, make_folder, read, read_text, remove, write};
use crate::trouble::{Done, Trouble};
use sha2::{Digest, Sha256};
use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};
use std::process::Command;

/// What the page is compiled for.
pub(crate) const WASM_TARGET: &str = "wasm32-unknown-unknown";
/// What the build needs of Node.
const NODE_TO_BUILD: Version = Version(18, 0, 0);
/// What the browser tests' driver needs of Node.
const NODE_TO_BROWSE: Version = Version(20, 10, 0);
/// What the bundlers of tests/portal need of Node.
const NODE_TO_BUNDLE: Version = Version(20, 19, 0);

/// The folder with the npm packages of Lighthouse, for its part of the tests and for the benchmark of the page.
pub(crate) const LIGHTHOUSE: &str = "tests/lighthouse";

/// A cargo-installed tool, pinned.
struct Tool {
    package: &'static str,
    program: &'static str,
    version: Version,
    install: &'static [&'static str],
    minutes: u32,
}

/// Must be the version of the `wasm-bindgen` crate; released without a lock file that still resolves.
const WASM_BINDGEN: Tool = Tool {
    package: "wasm-bindgen-cli",
    program: "wasm-bindgen",
    version: Version(0, 2, 130),
    install: &[],
    minutes: 1,
};

/// Without its look for updates and without TLS: it is never let onto the network here, and compiles faster.
const TRUNK: Tool = Tool {
    package: "trunk",
    program: "trunk",
    version: Version(0, 21, 14),
    install: &["--locked", "--no-default-features"],
    minutes: 3,
};

/// How the tools are compiled: they run for less than a second, so that compiling them is what takes time.
const TOOL_PROFILE: [(&str, &str); 4] = [
    ("CARGO_PROFILE_RELEASE_OPT_LEVEL", "0"),
    ("CARGO_PROFILE_RELEASE_LTO", "off"),
    ("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "16"),
    ("CARGO_PROFILE_RELEASE_DEBUG", "0"),
];

/// What a failed download sounds like, in cargo, rustup and npm.
const NO_NETWORK: [&str; 13] = [
    "could not resolve host",
    "couldn't resolve host",
    "could not connect",
    "failed to connect",
    "could not download",
    "error sending request",
    "network error",
    "enotfound",
    "eai_again",
    "econnrefused",
    "etimedout",
    "enetunreach",
    "timed out",
];

/// The tools, ready to be used.
#[derive(Debug, Clone)]
pub(crate) struct Tools {
    /// The search path on which every tool is found.
    path: OsString,
    /// Runs the tests of a crate compiled to WebAssembly.
    pub(crate) wasm_test_runner: PathBuf,
}

impl Tools {
    /// A command that finds every tool on its path, run in the project's root.
    pub(crate) fn command(&self, project: &Project, program: impl AsRef<OsStr>) -> Command {
        let mut command = Command::new(program);
        command.current_dir(project.root()).env("PATH", &self.path);
        command
    }
}

/// Installs what is missing and says what was found.
pub(crate) fn setup(project: &Project) -> Done<Tools> {
    step(1, "Node and npm", || {
        let node = node()?;
        npm()?;
        Ok(((), format!("found {node}")))
    })?;
    step(2, &format!("Rust's {WASM_TARGET}"), || Ok(((), rust_target()?.to_owned())))?;
    let provided = |number, tool: &Tool| {
        step(number, &format!("{} {}", tool.package, tool.version), || {
            let provided = provide(tool)?;
            let how = provided.how.to_owned();
            Ok((provided, how))
        })
    };
    let bindgen = provided(3, &WASM_BINDGEN)?;
    let trunk = provided(4, &TRUNK)?;
    step(5, "npm packages of package-lock.json", || Ok(((), packages(project.root())?.to_owned())))?;

    if bindgen.installed || trunk.installed {
        // Only a finished set-up has no more use for what compiling left behind.
        remove(&tools_folder()?.join("build"))?;
    }
    Ok(Tools {
        path: path_with(&[bindgen.folder.clone(), trunk.folder, project.path("node_modules/.bin")])?,
        wasm_test_runner: bindgen.folder.join(format!("wasm-bindgen-test-runner{}", std::env::consts::EXE_SUFFIX)),
    })
}

/// Announces a step, takes it, and says in the same line how it went.
fn step<T>(number: u8, what: &str, take: impl FnOnce() -> Done<(T, String)>) -> Done<T> {
    print!("[{number}/5] {what} … ");
    // Shown before a long wait; a closed terminal is no reason to stop.
    let _ = std::io::Write::flush(&mut std::io::stdout());
    match take() {
        Ok((taken, how)) => {
            println!("{how}");
            Ok(taken)
        }
        Err(trouble) => {
            println!("failed");
            Err(trouble)
        }
    }
}

/// The Node on PATH, if it is new enough to build with.
pub(crate) fn node() -> Done<Version> {
    node_at_least(NODE_TO_BUILD, "the build")
}

/// The Node on PATH, if it is new enough to drive a browser, or for what else is asked of it.
pub(crate) fn node_for(what_for: &str) -> Done<Version> {
    node_at_least(NODE_TO_BROWSE, what_for)
}

/// Fails unless the Node on PATH is new enough for the bundlers that the package is tried with.
pub(crate) fn node_for_bundlers() -> Done {
    node_at_least(NODE_TO_BUNDLE, "the bundlers of tests/portal").map(drop)
}

fn node_at_least(least: Version, what_for: &str) -> Done<Version> {
    let mend = format!("install Node {least} or newer (https://nodejs.org, or `apt-get install nodejs npm`)");
    if on_path("node", std::env::var_os("PATH").as_deref()).is_none() {
        return Err(Trouble::new("Node is not on PATH", mend));
    }
    let version =
        version_of(Path::new("node")).ok_or_else(|| Trouble::new("`node --version` gives no version", mend.clone()))?;
    if version < least {
        return Err(Trouble::new(format!("Node {version} is too old for {what_for}"), mend));
    }
    Ok(version)
}

fn npm() -> Done {
    on_path("npm", std::env::var_os("PATH").as_deref()).map(drop).ok_or_else(|| {
        Trouble::new("npm is not on PATH", "install npm (it comes with Node; on Debian `apt-get install npm`)")
    })
}

/// Sees to it that Rust can compile for the page; says how.
pub(crate) fn rust_target() -> Done<&'static str> {
    let has = quietly(Command::new("rustc").args(["--print", "target-libdir", "--target", WASM_TARGET]))
        .is_ok_and(|output| Path::new(String::from_utf8_lossy(&output.stdout).trim()).is_dir());
    if has {
        return Ok("found");
    }
    if on_path("rustup", std::env::var_os("PATH").as_deref()).is_none() {
        return Err(Trouble::new(
            format!("this Rust cannot compile for {WASM_TARGET}, and rustup is not on PATH to add it"),
            "install Rust by rustup (https://rustup.rs)",
        ));
    }
    println!("installing (some seconds)");
    install(Command::new("rustup").args(["target", "add", WASM_TARGET]), &format!("Rust's {WASM_TARGET}"))?;
    Ok("      … installed")
}

/// Where a tool is, and how it came there.
struct Provided {
    folder: PathBuf,
    installed: bool,
    how: &'static str,
}

fn provide(tool: &Tool) -> Done<Provided> {
    let root = tools_folder()?.join(format!("{}-{}", tool.package, tool.version));
    let folder = root.join("bin");
    let program = folder.join(format!("{}{}", tool.program, std::env::consts::EXE_SUFFIX));
    if version_of(&program) == Some(tool.version) {
        return Ok(Provided { folder, installed: false, how: "found" });
    }
    let elsewhere = on_path(tool.program, std::env::var_os("PATH").as_deref())
        .filter(|path| version_of(path) == Some(tool.version));
    if let Some(folder) = elsewhere.as_deref().and_then(Path::parent) {
        return Ok(Provided { folder: folder.to_path_buf(), installed: false, how: "found on PATH" });
    }
    println!("installing (about {} min)", tool.minutes);
    // Started in the tools' folder, so that no project's cargo settings apply to them.
    make_folder(&root)?;
    let build = tools_folder()?.join("build");
    let mut command = Command::new("cargo");
    command
        .args(["install", tool.package, "--force", "--version", &tool.version.to_string()])
        .args(tool.install)
        .arg("--root")
        .arg(&root)
        .current_dir(&root)
        .envs(TOOL_PROFILE)
        .env("CARGO_TARGET_DIR", build)
        .env_remove("RUSTFLAGS");
    install(&mut command, &format!("{} {}", tool.package, tool.version))?;
    Ok(Provided { folder, installed: true, how: "      … installed" })
}

/// `BAYOU_TOOLS`, else the user's cache.
fn tools_folder() -> Done<PathBuf> {
    tools_folder_from(|name| std::env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from)).ok_or_else(
        || Trouble::new("there is no folder for the tools", "set BAYOU_TOOLS to a folder that may be written to"),
    )
}

fn tools_folder_from(variable: impl Fn(&str) -> Option<PathBuf>) -> Option<PathBuf> {
    variable("BAYOU_TOOLS")
        .or_else(|| variable("XDG_CACHE_HOME").map(|cache| cache.join("bayou-tools")))
        .or_else(|| variable("HOME").map(|home| home.join(".cache").join("bayou-tools")))
}

/// Installs exactly what a folder's `package-lock.json` names; a stamp of the lock's digest tells that it is done.
pub(crate) fn packages(folder: &Path) -> Done<&'static str> {
    let wanted = hex(&Sha256::digest(read(&folder.join("package-lock.json"))?));
    let stamp = folder.join("node_modules/.bayou-lock");
    if read_text(&stamp).is_ok_and(|installed| installed == wanted) {
        return Ok("found");
    }
    println!("installing (some seconds)");
    let mut command = Command::new("npm");
    command.args(["ci", "--ignore-scripts", "--no-audit", "--no-fund"]).current_dir(folder);
    install(&mut command, "the npm packages")?;
    write(&stamp, wanted.as_bytes())?;
    Ok("      … installed")
}

/// Runs an installation in view; a failure names the network when that was the cause.
fn install(command: &mut Command, what: &str) -> Done {
    let outcome = remembered(command)?;
    if outcome.success {
        return Ok(());
    }
    Err(if sounds_offline(&outcome.text) {
        Trouble::new(
            format!("no network while installing {what}"),
            "connect (behind a proxy set HTTPS_PROXY), then run this again; what is installed stays",
        )
    } else {
        Trouble::new(format!("installing {what} failed"), "read the message above, then run this again")
    })
}

fn sounds_offline(text: &str) -> bool {
    let text = text.to_lowercase();
    NO_NETWORK.iter().any(|sound| text.contains(sound))
}

/// What `program --version` says.
fn version_of(program: &Path) -> Option<Version> {
    let output = quietly(Command::new(program).arg("--version")).ok()?;
    Version::parse(&String::from_utf8_lossy(&output.stdout))
}

/// Major, minor, patch.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Version(u32, u32, u32);

impl Version {
    /// The first version in a text such as `trunk 0.21.14` or `v20.1.0`.
    fn parse(text: &str) -> Option<Self> {
        text.split_whitespace().find_map(|word| {
            let mut numbers = word.strip_prefix('v').unwrap_or(word).splitn(3, '.');
            let major = numbers.next()?.parse().ok()?;
            let minor = numbers.next()?.parse().ok()?;
            let patch = numbers.next()?.split(['-', '+']).next()?.parse().ok()?;
            Some(Self(major, minor, patch))
        })
    }
}

impl std::fmt::Display for Version {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self(major, minor, patch) = self;
        write!(out, "{major}.{minor}.{patch}")
    }
}

/// Bytes as lower-case hexadecimal text.
pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_read_as_tools_print_them() {
        assert_eq!(Version::parse("trunk 0.21.14\n"), Some(Version(0, 21, 14)));
        assert_eq!(Version::parse("v20.20.2"), Some(Version(20, 20, 2)));
        assert_eq!(Version::parse("wasm-bindgen 0.2.130 (abc)"), Some(Version(0, 2, 130)));
        assert_eq!(Version::parse("x 1.2.3-beta.4"), Some(Version(1, 2, 3)));
        assert_eq!(Version::parse("nothing here"), None);
    }

    #[test]
    fn versions_are_ordered_by_number_not_by_text() {
        assert!(Version(18, 0, 0) < Version(20, 0, 0));
        assert!(Version(0, 21, 9) < Version(0, 21, 14));
    }

    #[test]
    fn the_pinned_wasm_bindgen_is_the_crates() {
        let manifest = include_str!("../../Cargo.toml");
        assert!(manifest.contains(&format!("wasm-bindgen = \"={}\"", WASM_BINDGEN.version)));
    }

    #[test]
    fn the_tools_folder_is_the_nearest_that_is_named() {
        let all = |name: &str| Some(PathBuf::from(format!("/{name}")));
        assert_eq!(tools_folder_from(all), Some("/BAYOU_TOOLS".into()));
        let home = |name: &str| (name == "HOME").then(|| PathBuf::from("/home/a"));
        assert_eq!(tools_folder_from(home), Some("/home/a/.cache/bayou-tools".into()));
        assert_eq!(tools_folder_from(|_| None), None);
    }

    #[test]
    fn a_missing_network_is_told_from_other_failures() {
        assert!(sounds_offline("npm error code EAI_AGAIN"));
        assert!(sounds_offline("warning: spurious network error (3 tries remaining)"));
        assert!(!sounds_offline("error: could not compile `trunk`"));
    }
}
