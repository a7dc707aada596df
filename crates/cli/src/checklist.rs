//! `bayou checklist`: a pack on paper, for where nothing can be computed. A page of HTML without style or script, to be
//! printed and filled in by hand.

use std::io::{self, Write};

use rules::model::{Check, Indicator, IndicatorType, Pack, Section};

use crate::args::ChecklistArgs;
use crate::{Done, Failure, pack, written};

pub(crate) fn run(args: &ChecklistArgs, out: &mut dyn Write) -> Result<Done, Failure> {
    let engine = pack::engine(&args.pack, &args.overlays.files)?;
    page(engine.pack(), out).map_err(written)?;
    Ok(Done::Clean)
}

fn page(pack: &Pack, out: &mut dyn Write) -> io::Result<()> {
    let title = escaped(&pack.title);
    writeln!(
        out,
        "<!doctype html>\n<html lang=\"zh-CN\">\n<head>\n<meta charset=\"utf-8\">\n<title>自查清单：{title}</title>\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <link rel=\"icon\" href=\"data:,\">\n</head>\n<body>\n<main>\n\
         <h1>自查清单</h1>\n<p>{title}</p>"
    )?;
    for source in &pack.sources {
        let number = source.number.as_deref().map(|number| format!("（{}）", escaped(number))).unwrap_or_default();
        writeln!(out, "<p class=\"source\">{}：《{}》{number}</p>", escaped(&source.issuer), escaped(&source.title))?;
    }
    writeln!(
        out,
        "<p class=\"how\">请用浏览器的“打印”印出来手工填写：先填数字，再对照要求逐项打勾。没有数的先空着，不要当作未达标。</p>\n\
         <dl class=\"who\"><div><dt>自查日期</dt><dd></dd></div><div><dt>填表人</dt><dd></dd></div><div><dt>村负责人签字</dt><dd></dd></div></dl>"
    )?;
    for section in &pack.sections {
        write_section(pack, section, out)?;
    }
    writeln!(out, "</main>\n</body>\n</html>")
}

fn write_section(pack: &Pack, section: &Section, out: &mut dyn Write) -> io::Result<()> {
    let fields: Vec<&Indicator> = pack.indicators.iter().filter(|it| it.section == section.name).collect();
    let checks: Vec<&Check> = pack.checks.iter().filter(|it| it.section == section.name && it.off.is_none()).collect();
    if fields.is_empty() && checks.is_empty() {
        return Ok(());
    }
    writeln!(out, "<section>\n<h2>{}</h2>", escaped(&section.name))?;
    if !section.about.is_empty() {
        writeln!(out, "<p>{}</p>", escaped(&section.about))?;
    }
    if !fields.is_empty() {
        writeln!(
            out,
            "<table class=\"fields\">\n<thead><tr><th scope=\"col\">要填的</th><th scope=\"col\">填写</th><th scope=\"col\">怎么填</th></tr></thead>\n<tbody>"
        )?;
        for field in fields {
            writeln!(
                out,
                "<tr><th scope=\"row\">{}</th><td>{}</td><td>{}</td></tr>",
                escaped(&field.name),
                escaped(&blank(field)),
                escaped(&field.help)
            )?;
        }
        writeln!(out, "</tbody>\n</table>")?;
    }
    if !checks.is_empty() {
        writeln!(
            out,
            "<table class=\"checks\">\n<thead><tr><th scope=\"col\">对照的</th><th scope=\"col\">要求</th><th scope=\"col\">结果</th></tr></thead>\n<tbody>"
        )?;
        for check in checks {
            let apart = if check.kind.is_counted() || check.kind == rules::model::Kind::EightHave {
                ""
            } else {
                "<br>只作参考，不计入达标"
            };
            writeln!(
                out,
                "<tr><th scope=\"row\">{}{apart}</th><td>{} <span class=\"clause\">依据：{}</span></td>\
                 <td class=\"result\">□ 达标<br>□ 未达标<br>□ 不适用</td></tr>",
                escaped(&check.name),
                escaped(&check.requirement),
                escaped(&check.clause.join("、"))
            )?;
        }
        writeln!(out, "</tbody>\n</table>")?;
    }
    writeln!(out, "</section>")
}

/// What stands where the answer is to be written: boxes to tick, or the unit behind the room for a number.
fn blank(field: &Indicator) -> String {
    let boxes = |options: &[&str]| options.iter().map(|it| format!("□ {it}")).collect::<Vec<_>>().join("  ");
    match field.kind {
        IndicatorType::YesNo => boxes(&["是", "否"]),
        IndicatorType::Choice | IndicatorType::MultiChoice => {
            boxes(&field.options.iter().map(String::as_str).collect::<Vec<_>>())
        }
        IndicatorType::Percent => "      %".to_owned(),
        _ => format!("      {}", field.unit),
    }
}

/// The text as HTML shows it.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written_page(change: impl FnOnce(&mut Pack)) -> String {
        let mut pack = pack::load("chongqing-2018", &[]).unwrap();
        change(&mut pack);
        let mut out = Vec::new();
        page(&pack, &mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn every_question_and_every_requirement_stands_on_it() {
        let pack = pack::load("chongqing-2018", &[]).unwrap();
        let page = written_page(|_| {});
        for field in &pack.indicators {
            assert!(page.contains(&format!("<th scope=\"row\">{}</th>", field.name)), "{}", field.name);
        }
        for check in &pack.checks {
            assert!(page.contains(&escaped(&check.requirement)), "{}", check.name);
        }
        assert_eq!(page.matches("□ 未达标").count(), pack.checks.len());
    }

    #[test]
    fn what_the_pack_says_is_text() {
        let page = written_page(|pack| pack.title = "<b>\"&".to_owned());
        assert!(page.contains("<p>&lt;b&gt;&quot;&amp;</p>") && !page.contains("<b>"), "{page}");
    }
}
