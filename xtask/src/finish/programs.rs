//! The finishing that other programs do: wasm-opt, esbuild, brotli. Depends on `language`, `process`, `project`, `setup`.

use super::{Site, has_extension, mvp, names, text};
use crate::language::Words;
use crate::process::{in_view, quietly};
use crate::project::{Project, make_folder, read, read_text, write};
use crate::setup::{Tools, hex};
use crate::trouble::{Done, Trouble};
use sha2::{Digest, Sha256};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::thread;

/// The control flow is written anew: of every module of the page that compresses better than without, by up to 0.6 %. Below
/// address 1024 lies the far end of the stack, which is never used. Functions in the order of their names: those alike stand
/// together, which compresses better.
const WASM_PASSES: [&str; 9] = [
    "-Oz",
    "--flatten",
    "--rereloop",
    "-Oz",
    "--converge",
    "--low-memory-unused",
    "--reorder-functions-by-name",
    "--strip-producers",
    "--strip-target-features",
];
/// Functions keep their names while they are lowered, or there would be none to order them by: 1 % of what is compressed.
const NAMED: [&str; 1] = ["-g"];
/// What scripts are written down to: the oldest browsers met in the field.
const SCRIPT_TARGET: &str = "--target=chrome67";
/// What styles are written down to.
const STYLE_TARGET: &str = "--target=chrome79,firefox115,safari13";
/// What brotli makes smaller.
const COMPRESSED: [&str; 11] = ["html", "css", "csv", "js", "wasm", "pack", "json", "svg", "webmanifest", "txt", "xml"];

/// The programs with a folder to work in.
pub(super) struct Programs<'a> {
    project: &'a Project,
    tools: &'a Tools,
    work: PathBuf,
    compressor: PathBuf,
    words: Words,
}

impl<'a> Programs<'a> {
    pub(super) fn new(project: &'a Project, tools: &'a Tools) -> Done<Self> {
        let work = project.generated("finishing");
        make_folder(&work)?;
        let compressor = work.join("compress.mjs");
        write(&compressor, include_bytes!("compress.mjs"))?;
        Ok(Self { project, tools, work, compressor, words: Words::of(project)? })
    }

    fn command(&self, program: &str) -> Command {
        self.tools.command(self.project, program)
    }

    /// Writes every module in WebAssembly's first version, and as small as it travels. What was made of the same module before is kept.
    pub(super) fn optimise_wasm(&self, site: &mut Site) -> Done {
        // wasm-opt from npm works on one core: the modules are written side by side.
        thread::scope(|scope| {
            let modules = site.iter_mut().filter(|(name, _)| has_extension(name, "wasm"));
            let runs: Vec<_> = modules.map(|(_, bytes)| scope.spawn(move || self.optimised(bytes))).collect();
            runs.into_iter().try_for_each(|run| {
                run.join().unwrap_or_else(|_| Err(Trouble::new("wasm-opt was interrupted", "run this again")))
            })
        })
    }

    fn optimised(&self, module: &mut Vec<u8>) -> Done {
        let mut digest = Sha256::new_with_prefix(&*module);
        for argument in mvp::USED.iter().chain(&mvp::LOWERED).chain(&NAMED).chain(&mvp::LEFT).chain(&WASM_PASSES) {
            digest.update(argument);
        }
        let digest = hex(&digest.finalize());
        let kept = self.work.join(format!("{digest}.small.wasm"));
        if !kept.is_file() {
            let [source, lowered, small] =
                ["wasm", "lowered.wasm", "unfinished.wasm"].map(|ending| self.work.join(format!("{digest}.{ending}")));
            write(&source, module)?;
            self.wasm_opt(&[&mvp::USED, &mvp::LOWERED, &NAMED], &source, &lowered)?;
            self.wasm_opt(&[&mvp::LEFT, &WASM_PASSES], &lowered, &small)?;
            // Not before all of it is there.
            std::fs::rename(&small, &kept).map_err(|error| Trouble::file("move the module to", &kept, &error))?;
        }
        *module = read(&kept)?;
        Ok(())
    }

    fn wasm_opt(&self, arguments: &[&[&str]], source: &Path, target: &Path) -> Done {
        in_view(
            self.command("wasm-opt").args(arguments.iter().copied().flatten()).arg(source).arg("-o").arg(target),
            "see whether wasm-opt (npm's binaryen) knows the features that rustc has used, and lowers them",
        )
    }

    /// Fails unless every module is WebAssembly of the first version.
    pub(super) fn hold_to_mvp(&self, site: &Site) -> Done {
        let mend = "see what has used a newer feature, and lower it in xtask/src/finish/mvp.rs";
        for (name, bytes) in site.iter().filter(|(name, _)| has_extension(name, "wasm")) {
            if mvp::announces(bytes) {
                return Err(Trouble::new(format!("{name} announces newer features of WebAssembly"), mend));
            }
            let module = self.work.join("held.wasm");
            write(&module, bytes)?;
            let output = quietly(self.command("wasm-opt").args(mvp::LEFT).arg(&module))?;
            if !output.status.success() {
                let says = String::from_utf8_lossy(&output.stderr);
                let says: Vec<&str> = says.lines().take(6).collect();
                return Err(Trouble::new(
                    format!("{name} is newer than WebAssembly's first version: {}", says.join(" ")),
                    mend,
                ));
            }
        }
        Ok(())
    }

    /// Makes scripts and styles small. Trunk's glue takes in what it imports; `from` is where that lies.
    pub(super) fn minify(&self, site: &mut Site, from: &Path) -> Done {
        let bundled = |name: &str| names::has_content_hash(name) && has_extension(name, "js");
        for (name, bytes) in site.iter_mut() {
            if name.starts_with("snippets/") {
                continue;
            }
            let mut command = self.command("esbuild");
            if bundled(name) {
                // Beside the small scripts that it imports.
                write(&from.join(name), bytes)?;
                command.arg(from.join(name)).args(["--bundle", "--format=esm", SCRIPT_TARGET]);
            } else if has_extension(name, "js") || has_extension(name, "css") {
                let source = self.work.join(name);
                write(&source, bytes)?;
                command.arg(&source).arg(if has_extension(name, "css") { STYLE_TARGET } else { SCRIPT_TARGET });
            } else {
                continue;
            }
            *bytes = self.esbuild(command, name)?;
        }
        site.retain(|name, _| !name.starts_with("snippets/"));
        Ok(())
    }

    /// A script of the project with all that it imports, small, as a classic script.
    pub(super) fn bundle(&self, source: &Path) -> Done<Vec<u8>> {
        self.bundled(source, None)
    }

    /// The same, with something that it must know: `NAME=JSON`.
    pub(super) fn bundle_with(&self, source: &Path, known: &str) -> Done<Vec<u8>> {
        self.bundled(source, Some(known))
    }

    fn bundled(&self, source: &Path, known: Option<&str>) -> Done<Vec<u8>> {
        let name = source.file_name().unwrap_or_default().to_string_lossy();
        let mut command = self.command("esbuild");
        command.arg(source).args(["--bundle", "--format=iife", SCRIPT_TARGET]);
        command.args(known.map(|known| format!("--define:{known}")));
        self.esbuild(command, &name)
    }

    /// A style sheet of the project, small.
    pub(super) fn style(&self, source: &Path) -> Done<Vec<u8>> {
        let name = source.file_name().unwrap_or_default().to_string_lossy();
        let mut command = self.command("esbuild");
        command.arg(source).arg(STYLE_TARGET);
        self.esbuild(command, &name)
    }

    /// A script of the project that imports scripts of the page by other names, as a classic script with them in it.
    pub(super) fn bundle_of(&self, source: &Path, scripts: &[(&str, &str, &[u8])]) -> Done<Vec<u8>> {
        let mut command = self.command("esbuild");
        command.arg(source).args(["--bundle", "--format=iife", SCRIPT_TARGET, "--define:import.meta.url=\"\""]);
        for (known_as, name, bytes) in scripts {
            let file = self.work.join(name);
            write(&file, bytes)?;
            command.arg(format!("--alias:{known_as}={}", file.display()));
        }
        self.esbuild(command, &source.file_name().unwrap_or_default().to_string_lossy())
    }

    /// A module of the project that imports a script of the page, which it knows by another name.
    pub(super) fn module_beside(&self, source: &Path, known_as: &str, script: &str) -> Done<Vec<u8>> {
        let name = source.file_name().unwrap_or_default().to_string_lossy();
        let text = read_text(source)?.replace(&format!("'{known_as}'"), &format!("'./{script}'"));
        let named = self.work.join(&*name);
        write(&named, text.as_bytes())?;
        let mut command = self.command("esbuild");
        command.arg(&named).args(["--format=esm", SCRIPT_TARGET]);
        self.esbuild(command, &name)
    }

    fn esbuild(&self, mut command: Command, name: &str) -> Done<Vec<u8>> {
        let target = self.work.join("minified").join(name);
        command
            .args(["--minify", "--charset=utf8", "--legal-comments=none", "--log-level=warning"])
            .arg(format!("--outfile={}", target.display()));
        in_view(&mut command, &format!("correct what esbuild reports of {name} above"))?;
        self.in_words(name, &read(&target)?)
    }

    /// A file that is taken as it is, in the language of the page.
    pub(super) fn in_words(&self, name: &str, bytes: &[u8]) -> Done<Vec<u8>> {
        self.words.put_into(name, text(name, bytes)?).map(String::into_bytes)
    }

    /// Puts a file of the page into its language.
    pub(super) fn put_words(&self, site: &mut Site, name: &str) -> Done {
        if let Some(bytes) = site.get_mut(name) {
            *bytes = self.in_words(name, bytes)?;
        }
        Ok(())
    }

    /// Fails when the language has texts that the page does not.
    pub(super) fn words_are_used(&self) -> Done {
        self.words.are_used()
    }

    /// The icons of these names, drawn; `icon-SIZE.png` each.
    pub(super) fn icons(&self, names: &[&str]) -> Done<Vec<Vec<u8>>> {
        let drawer = self.work.join("icons.mjs");
        write(&drawer, include_bytes!("icons.mjs"))?;
        let sizes = names.iter().map(|name| name.trim_matches(|letter: char| !letter.is_ascii_digit()));
        in_view(
            self.command("node").arg(&drawer).arg(&self.work).args(sizes),
            "see whether this Node has deflate in its zlib",
        )?;
        names.iter().map(|name| read(&self.work.join(name))).collect()
    }

    /// Writes the compressed twin of every file that gains by it.
    pub(super) fn compress<'n>(&self, folder: &Path, names: impl Iterator<Item = &'n String>) -> Done {
        let files: Vec<PathBuf> = names
            .filter(|name| COMPRESSED.iter().any(|extension| has_extension(name, extension)))
            .map(|name| folder.join(name))
            .collect();
        self.brotli(&files)
    }

    /// How long files are once compressed; what compression leaves as it is counts as it is.
    pub(super) fn compressed_sizes(&self, folder: &Path, names: &[&str]) -> Done<Vec<u64>> {
        let copies: Vec<PathBuf> = names.iter().map(|name| self.work.join("package").join(name)).collect();
        for (name, copy) in names.iter().zip(&copies) {
            write(copy, &read(&folder.join(name))?)?;
        }
        self.brotli(&copies)?;
        let size = |copy: &PathBuf| read(&compressed(copy)).or_else(|_| read(copy)).map(|bytes| bytes.len() as u64);
        copies.iter().map(size).collect()
    }

    fn brotli(&self, files: &[PathBuf]) -> Done {
        in_view(self.command("node").arg(&self.compressor).args(files), "see whether this Node has brotli in its zlib")
    }
}

fn compressed(file: &Path) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(".br");
    name.into()
}
