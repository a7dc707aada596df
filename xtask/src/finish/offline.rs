//! What lets the page work without a network: its own start, the page's side and the worker from `web/offline`, the
//! manifest, the icons, the checklist on paper. Depends on `page`, `programs` and `project`.

use super::page::{BOOT, INDEX, LIST};
use super::programs::Programs;
use super::{Site, text};
use crate::assets::CHECKLIST;
use crate::project::{Project, read, read_text};
use crate::trouble::{Done, Trouble};

/// The page's side, loaded once the form stands.
pub(super) const PAGE: &str = "offline.js";
/// The worker: of this name for ever, since browsers ask for it again by name.
const WORKER: &str = "worker.js";
/// The switch that turns all of it off.
const SWITCH: &str = "offline.json";
const CHECKLIST_STYLE: &str = "checklist.css";
const MANIFEST: &str = "manifest.webmanifest";
const ICONS: [&str; 2] = ["icon-192.png", "icon-512.png"];

/// Adds the checklist on paper with its sheet, which are minified with the rest.
pub(super) fn add_checklist(site: &mut Site, project: &Project) -> Done {
    let page = read_text(&project.generated(CHECKLIST))?;
    let styled =
        page.replacen("</head>", &format!("<link rel=\"stylesheet\" href=\"./{CHECKLIST_STYLE}\">\n</head>"), 1);
    site.insert(CHECKLIST.to_owned(), styled.into_bytes());
    site.insert(CHECKLIST_STYLE.to_owned(), read(&project.path("web/offline").join(CHECKLIST_STYLE))?);
    Ok(())
}

/// Adds everything else that is part of a version.
pub(super) fn add(site: &mut Site, project: &Project, programs: &Programs) -> Done {
    let source = |name: &str| project.path("web/offline").join(name);
    site.insert(BOOT.to_owned(), programs.bundle(&source("boot.js"))?);
    site.insert(PAGE.to_owned(), programs.bundle(&source("page.js"))?);
    site.insert(MANIFEST.to_owned(), programs.in_words(MANIFEST, &read(&source(MANIFEST))?)?);
    for (name, icon) in ICONS.iter().zip(programs.icons(&ICONS)?) {
        site.insert((*name).to_owned(), icon);
    }
    Ok(())
}

/// Adds what watches over versions and is part of none: the worker with the list of its version before it, and the switch.
pub(super) fn seal(site: &mut Site, project: &Project, programs: &Programs) -> Done {
    let list = site.get(LIST).map(Vec::as_slice).unwrap_or_default();
    let worker = programs.bundle(&project.path("web/offline").join(WORKER))?;
    let worker = sealed(text(LIST, list)?, text(WORKER, &worker)?);
    site.insert(WORKER.to_owned(), worker.into_bytes());
    site.insert(SWITCH.to_owned(), read(&project.path("web/offline").join(SWITCH))?);
    let page = text(INDEX, site.get(INDEX).map(Vec::as_slice).unwrap_or_default())?;
    if page.contains(PAGE.trim_end_matches(".js")) {
        return Ok(());
    }
    Err(Trouble::new(format!("{INDEX} does not name {PAGE}"), "let its start script be told of it"))
}

/// The worker's script behind its list. JSON is JavaScript.
fn sealed(list: &str, worker: &str) -> String {
    format!("const RELEASE={};\n{worker}", list.trim_end())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_worker_knows_its_list() {
        let sealed = sealed("{\"version\":\"1\",\"files\":[]}\n", "use(RELEASE);\n");
        assert_eq!(sealed, "const RELEASE={\"version\":\"1\",\"files\":[]};\nuse(RELEASE);\n");
    }
}
