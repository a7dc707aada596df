//! What Trunk's `pre_build` hook makes: the shipped packs, compiled, the first of them on paper, and the style sheets of the
//! page and of its later parts. Depends on `process` and `project`.

use crate::process::{in_view, quietly, status};
use crate::project::{Project, files_below, make_empty, read_text, write};
use crate::trouble::{Done, Trouble};
use std::path::PathBuf;
use std::process::Command;

/// The pack that the page comes with.
const DEFAULT_PACK: &str = "chongqing-2018";
/// The checklist's name below target/bayou, and in the page's folder.
pub(crate) const CHECKLIST: &str = "checklist.html";

/// Makes all of it.
pub(crate) fn assets(project: &Project) -> Done {
    packs(project)?;
    checklist(project)?;
    style(project, &["web/style", "web/src/views"], "app.css")?;
    style(project, &["web/src/later"], "later.css")?;
    style(project, &["web/src/desk"], "desk.css")
}

/// The bayou command writes every shipped pack, compiled, to `target/bayou/packs/<id>.pack`; the folder.
pub(crate) fn packs(project: &Project) -> Done<PathBuf> {
    let folder = project.generated("packs");
    make_empty(&folder)?;
    let mut command = bayou(project);
    command.args(["build", "--all", "--compiled", "--out"]).arg(&folder);
    if status(&mut command)?.success() {
        Ok(folder)
    } else {
        Err(Trouble::new("the packs could not be built", "correct what is reported above"))
    }
}

/// The default pack as JSON; the file.
pub(crate) fn pack_in_json(project: &Project) -> Done<PathBuf> {
    let folder = project.generated("json");
    in_view(bayou(project).args(["build", DEFAULT_PACK, "--out"]).arg(&folder), "correct what is reported above")?;
    Ok(folder.join(format!("{DEFAULT_PACK}.json")))
}

/// The default pack as a page to print, for browsers that cannot run the form.
fn checklist(project: &Project) -> Done {
    let output = quietly(bayou(project).args(["checklist", DEFAULT_PACK]))?;
    if output.status.success() {
        return write(&project.generated(CHECKLIST), &output.stdout);
    }
    Err(Trouble::new(
        format!("the checklist could not be written: {}", String::from_utf8_lossy(&output.stderr).trim()),
        format!("try `cargo run -p bayou-cli -- checklist {DEFAULT_PACK}`"),
    ))
}

/// The project's own command.
fn bayou(project: &Project) -> Command {
    let mut command = Command::new("cargo");
    command.args(["run", "--quiet", "--package", "bayou-cli", "--"]).current_dir(project.root());
    command
}

/// The styles below some folders, in the order of their names, as one sheet.
fn style(project: &Project, folders: &[&str], sheet_name: &str) -> Done {
    let css = |below: &str| -> Done<Vec<PathBuf>> {
        let mut files = files_below(&project.path(below))?;
        files.retain(|file| file.extension().is_some_and(|extension| extension == "css"));
        Ok(files)
    };
    let mut parts = Vec::new();
    for folder in folders {
        for file in css(folder)? {
            let name = file.strip_prefix(project.root()).unwrap_or(&file).display().to_string();
            parts.push((name, read_text(&file)?));
        }
    }
    let sheet = joined(&parts)?;
    let file = project.generated(sheet_name);
    if read_text(&file).is_ok_and(|present| present == sheet) {
        return Ok(());
    }
    write(&file, sheet.as_bytes())
}

/// The parts one after another, each under its name.
fn joined(parts: &[(String, String)]) -> Done<String> {
    let mut sheet = String::new();
    for (name, text) in parts {
        if text.contains("@import") || text.contains("@charset") {
            return Err(Trouble::new(
                format!("{name} uses @import or @charset, which only the head of a sheet may"),
                "put the rules into a file of their own below web/style",
            ));
        }
        sheet.push_str(&format!("/* {name} */\n{}\n", text.trim()));
    }
    Ok(sheet)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_follow_each_other_under_their_names() {
        let parts = [
            ("web/style/00-tokens.css".to_owned(), ":root { --a: 1 }\n".to_owned()),
            ("web/src/views/b/b.css".to_owned(), "b { c: d }".to_owned()),
        ];
        assert_eq!(
            joined(&parts),
            Ok("/* web/style/00-tokens.css */\n:root { --a: 1 }\n/* web/src/views/b/b.css */\nb { c: d }\n".to_owned())
        );
    }

    #[test]
    fn an_import_is_refused() {
        assert!(joined(&[("a.css".to_owned(), "@import url(b.css);".to_owned())]).is_err());
    }
}
