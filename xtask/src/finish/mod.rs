//! The one step between Trunk's output and what is served: nothing inline, every name and digest after the last change,
//! small, compressed, listed. A stage is a function over the `Site`; a new one takes its place in `finish`.

mod data;
mod embed;
mod glue;
mod guard;
mod html;
mod mvp;
mod names;
mod offline;
mod one_file;
mod page;
mod part;
mod programs;
mod unreached;
mod wasm;

use crate::project::{Project, files_below, make_empty, read, remove, write};
use crate::setup::Tools;
use crate::trouble::{Done, Trouble};
use programs::Programs;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

pub(crate) use mvp::FLAGS as MVP_FLAGS;
pub(crate) use names::has_content_hash;
pub(crate) use one_file::ONE_FILE;
pub(crate) use page::{LIST, first_load, integrity, later_parts};

/// The files of the page by their path below its root.
pub(crate) type Site = BTreeMap<String, Vec<u8>>;

/// Makes the page of Trunk's output in `from`.
pub(crate) fn finish(project: &Project, tools: &Tools, from: &Path) -> Done {
    let mut site = load(from)?;
    let programs = Programs::new(project, tools)?;

    programs.put_words(&mut site, page::INDEX)?;
    suit_style(&mut site, project)?;
    page::start_by_script(&mut site, offline::PAGE)?;
    offline::add_checklist(&mut site, project)?;
    let (name, before) = program(&site)?;
    unreached::take_out(&mut site);
    split(&programs, &mut site, name, &before)?;
    page::name_parts(&mut site)?;
    let content_named = page::content_named(&site)?;
    glue::drop_unneeded(&mut site);
    programs.minify(&mut site, from)?;
    glue::shorten(&mut site);
    add_workers(&mut site, project, &programs)?;
    offline::add(&mut site, project, &programs)?;
    let renamed = names::by_content(&mut site, &content_named)?;
    page::rewrite(&mut site, &renamed)?;
    guard::check(&site)?;
    programs.hold_to_mvp(&site)?;
    page::list(&mut site);
    // No part of the version that the worker keeps: it is for elsewhere.
    one_file::add(&mut site, project, &programs)?;
    embed::add(&mut site, project, &programs)?;
    offline::seal(&mut site, project, &programs)?;
    programs.words_are_used()?;

    let fresh = project.generated("finished");
    make_empty(&fresh)?;
    for (name, bytes) in &site {
        write(&fresh.join(name), bytes)?;
    }
    programs.compress(&fresh, site.keys())?;
    let dist = project.dist();
    let package = project.package();
    if package.is_dir() {
        let kept = fresh.join(package.file_name().unwrap_or_default());
        std::fs::rename(&package, &kept).map_err(|error| Trouble::file("move the package to", &kept, &error))?;
    }
    remove(&dist)?;
    std::fs::rename(&fresh, &dist).map_err(|error| Trouble::file("move the page to", &dist, &error))
}

/// Lets the page's style suit the words of its language.
fn suit_style(site: &mut Site, project: &Project) -> Done {
    let Some(own) = project.language().style() else { return Ok(()) };
    let mut sheets = site.iter_mut().filter(|(name, _)| name.starts_with("app-") && has_extension(name, "css"));
    let (_, sheet) = sheets.next().ok_or_else(|| Trouble::new("the page has no style", "see what Trunk has built"))?;
    sheet.extend(read(&project.path(&own))?);
    Ok(())
}

/// The page's module, with its name.
fn program(site: &Site) -> Done<(String, Vec<u8>)> {
    let module = site.iter().find(|(name, _)| has_extension(name, "wasm"));
    let module = module.ok_or_else(|| Trouble::new("the page has no WebAssembly", "see what Trunk has built"))?;
    Ok((module.0.clone(), module.1.clone()))
}

/// Splits the page's module into its parts, and makes each small. What higher levels take from a lower one is known when they are
/// small.
fn split(programs: &Programs, site: &mut Site, module: String, before: &[u8]) -> Done {
    let whole = site.remove(&module).unwrap_or_default();
    let split = part::Split::new(&whole, before)?;
    let mut parts = Site::new();
    let taken = |parts: &Site, level| part::taken(parts.values().map(Vec::as_slice), level);
    for (place, part) in part::PARTS.iter().enumerate().rev() {
        let level = place + 1;
        let mut one = Site::from([(part.file.to_owned(), split.part(level, &taken(&parts, level)?)?)]);
        programs.optimise_wasm(&mut one)?;
        parts.extend(one);
    }
    site.insert(module, split.first(&taken(&parts, 0)?)?);
    programs.optimise_wasm(site)?;
    site.extend(parts);
    Ok(())
}

/// Adds the workers of the parts. Modules, which import the page's glue: it is there already.
fn add_workers(site: &mut Site, project: &Project, programs: &Programs) -> Done {
    let glue = site.keys().find(|name| has_extension(name, "js") && has_content_hash(name)).cloned();
    let glue = glue.ok_or_else(|| Trouble::new("the page has no script", "see what Trunk has built"))?;
    for (file, source) in part::PARTS.iter().filter_map(|part| part.worker) {
        let script = programs.module_beside(&project.path(source), "program", &glue)?;
        site.insert(file.to_owned(), script);
    }
    Ok(())
}

/// A module as small as it travels, by itself.
pub(crate) struct Small {
    pub(crate) path: PathBuf,
    pub(crate) plain: u64,
    pub(crate) compressed: u64,
}

/// Makes a module of another crate as small as the page's.
pub(crate) fn small_module(project: &Project, tools: &Tools, name: &str, bytes: Vec<u8>) -> Done<Small> {
    let programs = Programs::new(project, tools)?;
    let mut site = Site::from([(name.to_owned(), bytes)]);
    programs.optimise_wasm(&mut site)?;
    let folder = project.generated("alone");
    make_empty(&folder)?;
    for (name, bytes) in &site {
        write(&folder.join(name), bytes)?;
    }
    programs.compress(&folder, site.keys())?;
    let path = folder.join(name);
    let (plain, compressed) = (read(&path)?.len(), read(&folder.join(format!("{name}.br")))?.len());
    Ok(Small { path, plain: plain as u64, compressed: compressed as u64 })
}

/// A module as small as it travels and in the first version of WebAssembly, without the words of panics.
pub(crate) fn mvp_wasm(project: &Project, tools: &Tools, module: Vec<u8>) -> Done<Vec<u8>> {
    let name = "module.wasm";
    let mut site = Site::from([(name.to_owned(), module)]);
    unreached::take_out(&mut site);
    let programs = Programs::new(project, tools)?;
    programs.optimise_wasm(&mut site)?;
    programs.hold_to_mvp(&site)?;
    Ok(site.remove(name).unwrap_or_default())
}

/// A module in two parts, as the page's: what is needed first, and what of it is named as `later`.
pub(crate) fn mvp_parts(
    project: &Project,
    tools: &Tools,
    module: &[u8],
    later: &'static [&'static str; 1],
) -> Done<(Vec<u8>, Vec<u8>)> {
    let name = "module.wasm";
    let mut whole = Site::from([(name.to_owned(), module.to_vec())]);
    unreached::take_out(&mut whole);
    let whole = whole.remove(name).unwrap_or_default();
    let programs = Programs::new(project, tools)?;
    let halves = part::Split::named(&whole, module, later)?;
    let small = |bytes: Vec<u8>| {
        let mut site = Site::from([(name.to_owned(), bytes)]);
        programs.optimise_wasm(&mut site)?;
        programs.hold_to_mvp(&site)?;
        Ok(site.remove(name).unwrap_or_default())
    };
    let second = small(halves.part(1, &[])?)?;
    let taken = part::taken([second.as_slice()].into_iter(), 0)?;
    Ok((small(halves.first(&taken)?)?, second))
}

/// How long a folder's files are once compressed.
pub(crate) fn compressed_sizes(project: &Project, tools: &Tools, folder: &Path, names: &[&str]) -> Done<Vec<u64>> {
    Programs::new(project, tools)?.compressed_sizes(folder, names)
}

/// Reads a folder's files, but not their compressed twins.
pub(crate) fn load(folder: &Path) -> Done<Site> {
    let mut site = Site::new();
    for file in files_below(folder)? {
        let name: Vec<_> =
            file.strip_prefix(folder).unwrap_or(&file).iter().map(|part| part.to_string_lossy()).collect();
        let name = name.join("/");
        if !has_extension(&name, "br") {
            site.insert(name, read(&file)?);
        }
    }
    if site.contains_key(page::INDEX) {
        Ok(site)
    } else {
        Err(Trouble::new(format!("{} holds no {}", folder.display(), page::INDEX), "run `cargo xtask build`"))
    }
}

fn has_extension(name: &str, extension: &str) -> bool {
    name.rsplit_once('.').is_some_and(|(_, own)| own == extension)
}

/// A file's text; every text of the page is UTF-8.
fn text<'a>(name: &str, bytes: &'a [u8]) -> Done<&'a str> {
    std::str::from_utf8(bytes).map_err(|_| Trouble::new(format!("{name} is not UTF-8"), "save it as UTF-8"))
}
