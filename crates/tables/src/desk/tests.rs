//! The desk, asked as the page asks it.

use super::area::counts as counts_of;
use super::talk::*;
use super::*;
use crate::sheet::{Step, of_text};
use crate::xlsx::{Column, Sheet, Writer, Written};
use crate::{Known, csv};
use proptest::prelude::*;
use rules::area::assessment::{Area, AreaAssessment, Level};
use rules::{Answers, Rollup, Verdict};

const DEMO: &str = include_str!("../../data/demo.csv");

fn engine() -> Arc<Engine> {
    Arc::new(Engine::new(packs::load("chongqing-2018").unwrap().unwrap()).unwrap())
}

/// The same for many short tests.
fn engine_once() -> &'static Arc<Engine> {
    static ENGINE: std::sync::OnceLock<Arc<Engine>> = std::sync::OnceLock::new();
    ENGINE.get_or_init(engine)
}

fn desk(engine: &Arc<Engine>) -> Desk<'_> {
    Desk::new(engine, "2018-12-01".parse().unwrap())
}

/// Asks, both ways by bytes as the page does.
#[expect(clippy::needless_pass_by_value, reason = "a question is made to be handed over")]
fn ask(desk: &mut Desk<'_>, ask: Ask) -> Reply {
    let ask = from_bytes(&to_bytes(&ask)).unwrap();
    let reply = desk.ask(ask);
    assert_eq!(from_bytes::<Reply>(&to_bytes(&reply)).as_ref(), Some(&reply));
    reply
}

macro_rules! expect {
    ($kind:ident, $reply:expr) => {
        match $reply {
            Reply::$kind(value) => value,
            other => panic!("{other:?}"),
        }
    };
}

fn open(desk: &mut Desk<'_>, name: &str, bytes: &[u8]) -> Preview {
    let (slot, name) = (Slot::Work, name.to_owned());
    expect!(Preview, ask(desk, Ask::Open { slot, name, bytes: bytes.to_vec(), is_decoded: false }))
}

fn run(desk: &mut Desk<'_>) -> Progress {
    loop {
        let progress = expect!(Progress, ask(desk, Ask::Run { slot: Slot::Work, villages: 7 }));
        if progress.is_done {
            return progress;
        }
    }
}

fn matrix(desk: &mut Desk<'_>, sort: Sort, filter: Filter) -> Matrix {
    expect!(Matrix, ask(desk, Ask::Matrix { from: 0, count: 1000, sort, is_reversed: false, filter }))
}

#[test]
fn the_demo_district_from_file_to_matrix() {
    let engine = engine();
    let mut desk = desk(&engine);
    let preview = open(&mut desk, "示例.csv", DEMO.as_bytes());
    assert!(preview.is_demo);
    assert_eq!((preview.kind, preview.head_row, preview.asked), (FileKind::Csv, 1, 0));
    assert_eq!(usize::from(preview.taken), engine.pack().indicators.len());
    assert_eq!(preview.columns[7].samples, ["784", "323", "836"]);
    let progress = run(&mut desk);
    assert_eq!((progress.villages, progress.permille, progress.is_partial), (60, 1000, false));
    let heads = expect!(Heads, ask(&mut desk, Ask::Heads));
    let whole = matrix(&mut desk, Sort::File, Filter::default());
    assert_eq!((whole.total, whole.rows.len()), (60, 60));
    // Every verdict is that of an assessment of the village alone.
    for (row, answers) in whole.rows.iter().zip(demo(&engine)) {
        let verdicts = engine.assess(&answers, desk.date).verdicts();
        for (head, verdict) in heads.iter().zip(&row.verdicts) {
            assert_eq!(verdicts.get(&head.name), Some(verdict), "{} {}", row.name, head.name);
        }
    }
}

/// The villages of the demo district.
fn demo(engine: &Arc<Engine>) -> Vec<Answers> {
    let mut villages = of_text(DEMO.as_bytes(), Known::of([&**engine]), &Mapping::default()).unwrap();
    let mut all = Vec::new();
    while let Some(step) = villages.next_step().unwrap() {
        let Step::Village(village) = step else { panic!("{step:?}") };
        all.push(village.answers);
    }
    all
}

/// The demo district, opened and read.
fn read_demo(desk: &mut Desk<'_>) {
    open(desk, "示例.csv", DEMO.as_bytes());
    run(desk);
}

fn area(desk: &mut Desk<'_>, level: Level, which: u32) -> AreaView {
    expect!(Area, ask(desk, Ask::Area { level, which }))
}

fn suppose(desk: &mut Desk<'_>, name: &str, answer: Option<Given>, villages: Which) -> WhatIf {
    expect!(WhatIf, ask(desk, Ask::Suppose { name: name.to_owned(), answer, villages }))
}

fn refused(desk: &mut Desk<'_>, it: Ask) -> String {
    expect!(Refused, ask(desk, it))
}

/// What a view shows of an area must be what a roll-up of its villages says.
fn assert_same(view: &AreaView, own: &AreaAssessment) {
    assert_eq!(usize::try_from(view.villages).unwrap(), own.villages);
    assert_eq!(usize::try_from(view.with_errors).unwrap(), own.with_errors);
    for (check, own) in view.checks.iter().zip(&own.areas) {
        assert_eq!((&check.name, check.verdict, &check.sentence), (&own.name, own.verdict, &own.sentence));
        assert_eq!(check.gap, own.gap.as_ref().map(|gap| gap.sentence.clone()).unwrap_or_default());
        assert_eq!((check.deciding.len(), place(check.rest)), (own.deciding.first.len(), own.deciding.rest));
    }
    let counts: Vec<Counts> = own.checks.iter().map(|check| counts_of(check.counts)).collect();
    assert_eq!(view.counts, counts);
}

fn rolled_up<'a>(
    engine: &Arc<Engine>,
    level: Level,
    date: Date,
    villages: impl IntoIterator<Item = &'a Answers>,
) -> AreaAssessment {
    let mut rollup = Rollup::new(Arc::clone(engine), date, Area { level: Some(level), ..Area::default() });
    villages.into_iter().for_each(|answers| drop(rollup.add(answers)));
    rollup.finish()
}

#[test]
fn areas_are_those_of_a_roll_up() {
    let engine = engine();
    let villages = demo(&engine);
    let mut desk = desk(&engine);
    read_demo(&mut desk);
    let date = desk.date;
    let city = area(&mut desk, Level::City, 0);
    assert_same(&city, &rolled_up(&engine, Level::City, date, &villages));
    assert!(city.is_demo && !city.is_partial && !city.is_supposed);
    let matrix = matrix(&mut desk, Sort::File, Filter::default());
    assert_eq!(matrix.counts, city.counts);
    for level in [Level::District, Level::Township] {
        let areas = area(&mut desk, level, 0).areas;
        assert_eq!(areas.iter().map(|area| area.villages).sum::<u32>(), 60);
        for (which, name) in areas.iter().enumerate() {
            let view = area(&mut desk, level, u32::try_from(which).unwrap());
            let own = villages.iter().filter(|answers| {
                let said = |name: &str| answers.get(name).map(crate::shown).unwrap_or_default();
                let full = [said("区县"), " ".to_owned(), said("乡镇")].concat();
                name.name == full
                    || name.name == said("区县")
                    || (name.name == said("乡镇") && level == Level::Township)
            });
            assert_same(&view, &rolled_up(&engine, level, date, own));
            assert_eq!(view.title, name.name);
            // The villages that decide it are found again.
            for check in &view.checks {
                for village in check.deciding.iter().chain(&check.blocked) {
                    let index = village.index.unwrap();
                    let found = expect!(Village, ask(&mut desk, Ask::Village { index }));
                    assert!(village.name.ends_with(&found.name), "{} {}", village.name, found.name);
                }
                if let Some([low, high, required]) = check.bar {
                    assert!(low <= high && high <= 1000 && required <= 1000);
                }
            }
            // 八有全达标村占比 counts the same villages.
            let all = view.checks.iter().find(|check| check.name == "八有全达标村占比").unwrap();
            let [met, unmet, undecided, _, blocked] = all.counts.unwrap();
            assert_eq!(view.eight, [met, unmet, undecided + blocked]);
        }
    }
    let no_such = refused(&mut desk, Ask::Area { level: Level::Township, which: 99 });
    assert_eq!(no_such, text::NO_SUCH);
}

#[test]
fn a_village_with_gaps_and_reasons() {
    let engine = engine();
    let villages = demo(&engine);
    let mut desk = desk(&engine);
    read_demo(&mut desk);
    for (index, answers) in (0..).zip(&villages) {
        let view = expect!(Village, ask(&mut desk, Ask::Village { index }));
        let own = engine.assess(answers, desk.date);
        let given: Answers = view.answers.iter().map(|(name, given)| (name.clone(), given.clone().into())).collect();
        assert_eq!(engine.understood(&given), engine.understood(answers), "the form opens what was imported");
        for (number, check) in view.checks.iter().enumerate() {
            let result = own.checks.iter().chain(&own.eight_have.items).find(|it| it.name == check.name).unwrap();
            assert_eq!((check.verdict, &check.clause), (result.verdict, &result.clause));
            assert!(check.verdict != Verdict::Unmet || result.gap.is_none() || !check.gap.is_empty());
            if index == 3 {
                let check = u16::try_from(number).unwrap();
                let reasons = expect!(Reasons, ask(&mut desk, Ask::Why { index, check }));
                assert_eq!(reasons[0].sentence, result.sentence());
            }
        }
    }
    assert!(!refused(&mut desk, Ask::Village { index: 60 }).is_empty());
    assert!(!refused(&mut desk, Ask::Why { index: 0, check: 999 }).is_empty());
}

#[test]
fn orders_and_filters_of_the_matrix() {
    let engine = engine();
    let mut desk = desk(&engine);
    read_demo(&mut desk);
    let all = matrix(&mut desk, Sort::File, Filter::default()).rows;
    let heads = expect!(Heads, ask(&mut desk, Ask::Heads));
    for sort in [Sort::Name, Sort::Place, Sort::Count(Verdict::Unmet), Sort::Check(3)] {
        let sorted = matrix(&mut desk, sort, Filter::default()).rows;
        let mut indexes: Vec<u32> = sorted.iter().map(|row| row.index).collect();
        let is_in_order = sorted.windows(2).all(|pair| match sort {
            Sort::Name => pair[0].name <= pair[1].name,
            Sort::Place => (&pair[0].place, &pair[0].name) <= (&pair[1].place, &pair[1].name),
            Sort::Count(_) => pair[0].counts[1] >= pair[1].counts[1],
            _ => {
                let rank = |row: &Row| (row.verdicts[3] != Verdict::Unmet, row.verdicts[3] == Verdict::NotApplicable);
                rank(&pair[0]) <= rank(&pair[1])
            }
        });
        assert!(is_in_order, "{sort:?}");
        indexes.sort_unstable();
        assert_eq!(indexes, (0..60).collect::<Vec<_>>());
    }
    // A window is a piece of the whole, either way round.
    let window = |desk: &mut Desk<'_>, from, is_reversed| {
        let filter = Filter::default();
        expect!(Matrix, ask(desk, Ask::Matrix { from, count: 10, sort: Sort::File, is_reversed, filter }))
    };
    assert_eq!(window(&mut desk, 20, false).rows, all[20..30]);
    let reversed: Vec<Row> = all.iter().rev().take(10).cloned().collect();
    assert_eq!(window(&mut desk, 0, true).rows, reversed);
    assert_eq!(window(&mut desk, 55, false).rows.len(), 5);
    // Each condition by itself, against the rows as they are.
    let passing = |desk: &mut Desk<'_>, filter: Filter| {
        let rows = matrix(desk, Sort::File, filter).rows;
        rows.into_iter().map(|row| row.index).collect::<Vec<_>>()
    };
    let expected = |passes: &dyn Fn(&Row) -> bool| -> Vec<u32> {
        all.iter().filter(|row| passes(row)).map(|row| row.index).collect()
    };
    let none = Filter::default;
    let unmet = passing(&mut desk, Filter { with_unmet: true, ..none() });
    assert_eq!(unmet, expected(&|row| row.counts[1] > 0));
    let check = (3, Verdict::Undecided);
    assert_eq!(
        passing(&mut desk, Filter { check: Some(check), ..none() }),
        expected(&|row| row.verdicts[3] == check.1)
    );
    let errors = passing(&mut desk, Filter { with_errors: true, ..none() });
    assert!(!errors.is_empty() && errors.len() < 60, "the district has holes and mistakes: {}", heads.len());
    let text = all[7].name.clone();
    assert_eq!(
        passing(&mut desk, Filter { text: format!(" {text} "), ..none() }),
        expected(&|row| row.name.contains(&text))
    );
    let township = area(&mut desk, Level::Township, 1);
    let of_township = passing(&mut desk, Filter { township: Some(1), ..none() });
    assert_eq!(of_township.len(), usize::try_from(township.villages).unwrap());
    assert!(passing(&mut desk, Filter { supposed: true, ..none() }).is_empty());
    let nobody = passing(&mut desk, Filter { township: Some(99), ..none() });
    assert!(nobody.is_empty());
}

/// All that can be seen of an import.
fn seen(desk: &mut Desk<'_>) -> (Matrix, Vec<AreaView>, Vec<u8>) {
    let mut areas = vec![area(desk, Level::City, 0), area(desk, Level::District, 0)];
    let townships = u32::try_from(area(desk, Level::Township, 0).areas.len()).unwrap();
    areas.extend((0..townships).map(|which| area(desk, Level::Township, which)));
    let file = expect!(File, ask(desk, Ask::Export { what: Export::MatrixCsv, with_supposed: true }));
    (matrix(desk, Sort::File, Filter::default()), areas, file.bytes)
}

#[test]
fn what_is_supposed_turns_villages_and_areas_and_is_taken_back() {
    let engine = engine();
    let mut desk = desk(&engine);
    read_demo(&mut desk);
    let before = seen(&mut desk);
    let heads = expect!(Heads, ask(&mut desk, Ask::Heads));
    let clinic = u16::try_from(heads.iter().position(|head| head.name == "标准化卫生室").unwrap()).unwrap();
    let without = Filter { check: Some((clinic, Verdict::Unmet)), ..Filter::default() };
    let lacking = matrix(&mut desk, Sort::File, without.clone()).rows;
    assert!(!lacking.is_empty(), "some villages have no clinic");
    let given = suppose(&mut desk, "标准化卫生室", Some(Given::YesNo(true)), Which::Filtered(without.clone()));
    assert_eq!(given.villages, u32::try_from(lacking.len()).unwrap());
    assert_eq!(given.steps, [format!("假设 {} 个村的“标准化卫生室”为“是”", lacking.len())]);
    assert!(given.turned.iter().any(|turned| turned.check == "标准化卫生室" && turned.to == Verdict::Met));
    assert!(matrix(&mut desk, Sort::File, without).rows.is_empty());
    let now = matrix(&mut desk, Sort::File, Filter::default());
    assert!(now.is_supposed && now.rows.iter().filter(|row| row.is_supposed).count() == lacking.len());
    // The areas are those of a roll-up of the same villages with these answers.
    let mut villages = demo(&engine);
    for row in &lacking {
        villages[place(row.index)].insert("标准化卫生室".to_owned(), true.into());
    }
    let date = desk.date;
    assert_same(&area(&mut desk, Level::City, 0), &rolled_up(&engine, Level::City, date, &villages));
    let view = expect!(Village, ask(&mut desk, Ask::Village { index: lacking[0].index }));
    assert_eq!(view.supposed, ["标准化卫生室"]);
    assert_eq!(view.checks[usize::from(clinic)].was, Some(Verdict::Unmet));
    // Files are as imported unless asked for otherwise, and then say so.
    let export = |desk: &mut Desk<'_>, with_supposed| {
        expect!(File, ask(desk, Ask::Export { what: Export::MatrixCsv, with_supposed }))
    };
    let plain = export(&mut desk, false);
    assert_eq!((plain.name.as_str(), &plain.bytes), ("示例-达标表.csv", &before.2));
    let supposed = export(&mut desk, true);
    assert_eq!(supposed.name, "示例（含假设）-达标表.csv");
    assert!(String::from_utf8(supposed.bytes).unwrap().contains("标准化卫生室=是"));
    // A step more, and back.
    let one_step = seen(&mut desk);
    let more = suppose(&mut desk, "总户数", None, Which::These(vec![0, 7, 7, 59, 900]));
    assert_eq!((more.steps.len(), more.steps[1].as_str()), (2, "假设 3 个村没有填“总户数”"));
    let back = expect!(WhatIf, ask(&mut desk, Ask::Undo));
    assert_eq!(back, given);
    assert_eq!(seen(&mut desk), one_step);
    assert_eq!(expect!(WhatIf, ask(&mut desk, Ask::Reset)), WhatIf::default());
    assert_eq!(seen(&mut desk), before);
    let wrong = |desk: &mut Desk<'_>, name: &str, answer: &str, villages| {
        refused(desk, Ask::Suppose { name: name.to_owned(), answer: Some(Given::Text(answer.to_owned())), villages })
    };
    assert!(wrong(&mut desk, "总户数", "很多", Which::These(vec![0])).contains("总户数"));
    assert!(!wrong(&mut desk, "无", "1", Which::These(vec![0])).is_empty());
    assert_eq!(wrong(&mut desk, "总户数", "1", Which::These(vec![60])), text::NO_VILLAGES);
    assert_eq!(seen(&mut desk), before);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    /// Whatever is done to a file, it is refused in words or read; what is read can be asked about, and no cell of a village is
    /// told outside of its sheet.
    #[test]
    fn a_damaged_file_is_refused_or_read(
        is_book in any::<bool>(),
        damage in proptest::collection::vec((any::<u16>(), any::<u8>(), 0_u8..3), 0..12),
        cut in prop_oneof![Just(None), any::<u16>().prop_map(Some)],
    ) {
        let engine = engine_once();
        let mut desk = Desk::new(engine, "2018-12-01".parse().unwrap());
        let rows: [&[&str]; 5] = [
            &["某县情况表", "", "单位：万元", ""],
            &["乡镇", "村名", "集体经营收入", "总户数"],
            &["", "", "计划", "户"],
            &["一乡", "甲", "3.5", "500"],
            &["合计", "", "3.5", "500"],
        ];
        let mut bytes = if is_book { book(&[("表", &rows)]) } else { rows.iter().flat_map(|row| csv::line(row).into_bytes()).collect() };
        for (place, byte, how) in damage {
            let place = usize::from(place) % bytes.len().max(1);
            match how {
                0 if place < bytes.len() => bytes[place] = byte,
                1 => bytes.insert(place.min(bytes.len()), *b",\"\n\t;=\xff/".get(usize::from(byte) % 8).unwrap()),
                _ if place < bytes.len() => drop(bytes.remove(place)),
                _ => {}
            }
        }
        if let Some(cut) = cut {
            bytes.truncate(usize::from(cut) % bytes.len().max(1));
        }
        let (slot, name) = (Slot::Work, "表".to_owned());
        match ask(&mut desk, Ask::Open { slot, name, bytes, is_decoded: false }) {
            Reply::Refused(why) => prop_assert!(!why.is_empty()),
            Reply::NotUtf8(_) => {}
            Reply::Preview(preview) => {
                prop_assert!(preview.columns.iter().all(|it| it.state != ColumnState::Asked || !it.note.is_empty()));
                // Where the rest cannot be read, what was read before stands.
                ask(&mut desk, Ask::Run { slot, villages: u32::MAX });
                let progress = expect!(Progress, ask(&mut desk, Ask::Run { slot, villages: 1 }));
                prop_assert!(progress.is_done);
                let all = matrix(&mut desk, Sort::Place, Filter::default());
                prop_assert_eq!(all.total, progress.villages);
                prop_assert!(all.counts.iter().all(|counts| counts.iter().sum::<u32>() == all.total));
                let problems = expect!(Problems, ask(&mut desk, Ask::Problems { slot, from: 0, count: u32::MAX, village: None }));
                prop_assert_eq!(problems.rows.len(), place(problems.total));
                prop_assert!(problems.rows.iter().all(|it| !it.message.is_empty() && it.village.is_none_or(|it| it < all.total)));
            }
            other => prop_assert!(false, "{other:?}"),
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(6))]

    /// Whatever is supposed, taking it back step by step or at once leaves what was imported.
    #[test]
    fn what_is_supposed_leaves_no_trace(
        steps in proptest::collection::vec((0_usize..120, prop_oneof![Just(None), Just(Some("3")), Just(Some("是"))],
            proptest::collection::vec(0_u32..60, 1..9)), 1..6),
        at_once in any::<bool>(),
    ) {
        let engine = engine();
        let mut desk = desk(&engine);
        read_demo(&mut desk);
        let before = seen(&mut desk);
        let mut taken = 0;
        for (indicator, answer, villages) in steps {
            let Some(indicator) = engine.pack().indicators.get(indicator) else { continue };
            let answer = answer.map(|text| Given::Text(text.to_owned()));
            let (name, villages) = (indicator.name.clone(), Which::These(villages));
            let reply = ask(&mut desk, Ask::Suppose { name, answer, villages });
            taken += usize::from(matches!(reply, Reply::WhatIf(_)));
        }
        if at_once {
            ask(&mut desk, Ask::Reset);
        } else {
            (0..taken).for_each(|_| drop(ask(&mut desk, Ask::Undo)));
        }
        prop_assert_eq!(seen(&mut desk), before);
    }

    /// What is read when reading is ended is what a roll-up of these rows says, and says that it is not all.
    #[test]
    fn a_part_is_the_roll_up_of_its_rows(count in 1_u32..59) {
        let engine = engine();
        let mut desk = desk(&engine);
        open(&mut desk, "示例.csv", DEMO.as_bytes());
        let progress = expect!(Progress, ask(&mut desk, Ask::Run { slot: Slot::Work, villages: count }));
        prop_assert_eq!((progress.villages, progress.is_done), (count, false));
        prop_assert!(area(&mut desk, Level::City, 0).is_partial);
        let ended = expect!(Progress, ask(&mut desk, Ask::Cancel { slot: Slot::Work }));
        prop_assert!(ended.is_partial && ended.is_done && ended.permille < 1000);
        prop_assert_eq!(run(&mut desk), ended);
        let date = desk.date;
        let villages = demo(&engine);
        let view = area(&mut desk, Level::City, 0);
        assert_same(&view, &rolled_up(&engine, Level::City, date, villages.iter().take(place(count))));
        prop_assert!(view.is_partial && matrix(&mut desk, Sort::File, Filter::default()).is_partial);
        let file = expect!(File, ask(&mut desk, Ask::Export { what: Export::MatrixCsv, with_supposed: false }));
        prop_assert_eq!(file.name, "示例（未读完）-达标表.csv");
    }
}

/// A workbook of sheets with these rows.
fn book(sheets: &[(&str, &[&[&str]])]) -> Vec<u8> {
    let mut writer = Writer::new(Vec::new());
    for (name, rows) in sheets {
        let columns = rows[0].iter().map(|_| Column::default()).collect();
        writer.sheet(&Sheet { name, columns, frozen: 1, merged: Vec::new() }).unwrap();
        rows.iter().for_each(|row| writer.row(row.iter().map(|cell| Written::Number(cell))).unwrap());
    }
    writer.finish().unwrap()
}

#[test]
fn sheets_of_a_workbook_even_of_one_name() {
    let engine = engine();
    let mut desk = desk(&engine);
    let bytes = book(&[
        ("封面", &[&["某县"]]),
        ("表", &[&["村名", "总户数"], &["甲", "500"], &["乙", "很多"]]),
        ("表", &[&["村名", "总户数", "总人口"], &["丙", "300", "900"]]),
    ]);
    let preview = open(&mut desk, "表.xlsx", &bytes);
    let names: Vec<(&str, bool)> = preview.sheets.iter().map(|it| (it.name.as_str(), it.is_chosen)).collect();
    assert_eq!(names, [("封面", false), ("表", true), ("表（同名第2张）", false)]);
    assert_eq!((preview.kind, preview.taken), (FileKind::Xlsx, 2));
    assert!(preview.notices[0].contains("表（同名第2张）"), "{:?}", preview.notices);
    run(&mut desk);
    let all = Ask::Problems { slot: Slot::Work, from: 0, count: 10, village: None };
    let problems = expect!(Problems, ask(&mut desk, all.clone()));
    assert_eq!(problems.total, 1);
    let problem = &problems.rows[0];
    assert_eq!((problem.sheet.as_str(), problem.row, problem.letters.as_str()), ("表", 3, "B"));
    assert_eq!((problem.heading.as_str(), problem.cell.as_str(), problem.village), ("总户数", "很多", Some(1)));
    assert!(problem.is_error && problem.message.contains("总户数"));
    let other = Ask::Map { slot: Slot::Work, sheet: Some(2), columns: Vec::new() };
    let preview = expect!(Preview, ask(&mut desk, other));
    assert_eq!((preview.taken, preview.rows.len(), preview.rows[0].cells[0].as_str()), (3, 1, "丙"));
    run(&mut desk);
    assert_eq!(matrix(&mut desk, Sort::File, Filter::default()).rows[0].name, "丙");
    assert_eq!(expect!(Problems, ask(&mut desk, all)).total, 0);
}

#[test]
fn columns_are_asked_about_settled_and_remembered() {
    let engine = engine();
    let mut desk = desk(&engine);
    let text = "村名,户数合计,总户数,贫困户,备注,总人口（常住）,\n,,,总户数,,,\n甲,500,400,60,好,1200,多\n";
    let preview = open(&mut desk, "表.csv", text.as_bytes());
    let states: Vec<ColumnState> = preview.columns.iter().map(|column| column.state).collect();
    let expected = [
        ColumnState::Found,
        ColumnState::Other,
        ColumnState::Found,
        ColumnState::Asked,
        ColumnState::Other,
        ColumnState::Asked,
        ColumnState::Untitled,
    ];
    assert_eq!(states, expected, "{:?}", preview.columns);
    assert_eq!([3, 5].map(|column: usize| preview.columns[column].suggestions[0].as_str()), ["总户数", "总人口"]);
    assert!(preview.columns[3].note.contains("贫困户"));
    let to = |name: &str| Some(name.to_owned());
    let columns = vec![(1, to("总户数")), (2, None), (3, to("建档立卡户数")), (5, None)];
    let preview = expect!(Preview, ask(&mut desk, Ask::Map { slot: Slot::Work, sheet: None, columns }));
    let found: Vec<Option<&str>> = preview.columns.iter().map(|column| column.indicator.as_deref()).collect();
    assert_eq!(found, [Some("村名"), Some("总户数"), None, Some("建档立卡户数"), None, None, None]);
    assert_eq!(preview.asked, 0);
    run(&mut desk);
    let view = expect!(Village, ask(&mut desk, Ask::Village { index: 0 }));
    let given = |name: &str| view.answers.iter().find(|(known, _)| known == name).map(|(_, given)| given.clone());
    assert_eq!(given("总户数"), Some(Given::Text("500".to_owned())));
    assert_eq!(given("建档立卡户数"), Some(Given::Text("60".to_owned())));
    assert_eq!(given("备注"), Some(Given::Text("好".to_owned())), "nothing imported is lost");
    assert_eq!(view.problems.len(), 1, "a cell without a heading: {:?}", view.problems);
    // Saved and taken again at another desk.
    let saved = expect!(Text, ask(&mut desk, Ask::Mapping));
    let mut next = self::desk(&engine);
    assert_eq!(ask(&mut next, Ask::TakeMapping { text: saved }), Reply::Done);
    assert_eq!(open(&mut next, "表.csv", text.as_bytes()).columns, preview.columns);
    for broken in ["", "{}", "[1]", "{\"columns\": {\"甲\": 1}}"] {
        assert_eq!(refused(&mut next, Ask::TakeMapping { text: broken.to_owned() }), text::NO_MAPPING);
    }
}

#[test]
fn columns_of_one_title_are_told_apart_by_their_letters() {
    let engine = engine();
    let mut desk = desk(&engine);
    let text = "村名,户数,户数\n甲,500,60\n";
    open(&mut desk, "表.csv", text.as_bytes());
    let columns = vec![(1, Some("总户数".to_owned())), (2, Some("建档立卡户数".to_owned()))];
    let preview = expect!(Preview, ask(&mut desk, Ask::Map { slot: Slot::Work, sheet: None, columns }));
    let found: Vec<Option<&str>> = preview.columns.iter().map(|column| column.indicator.as_deref()).collect();
    assert_eq!(found, [Some("村名"), Some("总户数"), Some("建档立卡户数")]);
    assert!(expect!(Text, ask(&mut desk, Ask::Mapping)).contains("户数@B"));
}

#[test]
fn a_sheet_of_other_names_is_matched_column_by_column() {
    let engine = engine();
    let mut desk = desk(&engine);
    let text = "某县情况表,,\n名,户,人\n甲,500,1500\n";
    let preview = open(&mut desk, "表.csv", text.as_bytes());
    assert_eq!(
        (preview.taken, preview.head_row, preview.notices.as_slice()),
        (0, 2, &[text::NO_INDICATORS.to_owned()][..])
    );
    let to = |name: &str| Some(name.to_owned());
    let columns = vec![(0, to("村名")), (1, to("总户数")), (2, to("总人口"))];
    let preview = expect!(Preview, ask(&mut desk, Ask::Map { slot: Slot::Work, sheet: None, columns }));
    assert_eq!((preview.taken, preview.rows.len()), (3, 1));
    run(&mut desk);
    assert_eq!(matrix(&mut desk, Sort::File, Filter::default()).rows[0].name, "甲");
}

#[test]
fn what_is_refused_leaves_what_is_there() {
    let engine = engine();
    let mut desk = desk(&engine);
    let bytes = book(&[("空", &[&[""]]), ("表", &[&["村名", "标准化卫生室"], &["甲", "否"], &["乙", "否"]])]);
    open(&mut desk, "表.xlsx", &bytes);
    let name = || "标准化卫生室".to_owned();
    let suppose_one =
        || Ask::Suppose { name: name(), answer: Some(Given::YesNo(true)), villages: Which::These(vec![0]) };
    assert_eq!(refused(&mut desk, suppose_one()), text::STILL_READING);
    run(&mut desk);
    ask(&mut desk, suppose_one());
    let before = seen(&mut desk);
    for sheet in [0, 9] {
        assert!(!refused(&mut desk, Ask::Map { slot: Slot::Work, sheet: Some(sheet), columns: Vec::new() }).is_empty());
    }
    ask(&mut desk, Ask::Run { slot: Slot::Work, villages: 5 });
    assert_eq!(seen(&mut desk), before);
    let whole = expect!(Preview, ask(&mut desk, Ask::Map { slot: Slot::Work, sheet: None, columns: Vec::new() }));
    assert!(whole.sheets[1].is_chosen);
}

#[test]
fn villages_named_alike_are_told_and_all_counted() {
    let engine = engine();
    let mut desk = desk(&engine);
    let text = "乡镇,村名,总户数\n一乡,甲,500\n二乡,甲,500\n一乡,甲,400\n,,1\n,,1\n一乡,甲,1\n";
    open(&mut desk, "表.csv", text.as_bytes());
    assert_eq!(run(&mut desk).villages, 6);
    let problems = Ask::Problems { slot: Slot::Work, from: 0, count: 10, village: None };
    let rows = expect!(Problems, ask(&mut desk, problems)).rows;
    let rows: Vec<(u32, bool)> = rows.iter().map(|it| (it.row, it.message.contains("第 2 行"))).collect();
    assert_eq!(rows, [(4, true), (7, true)]);
}

#[test]
fn what_cannot_be_opened_says_why_and_leaves_what_is_open() {
    let engine = engine();
    let mut desk = desk(&engine);
    let filter = Filter::default();
    let nothing = Ask::Matrix { from: 0, count: 1, sort: Sort::File, is_reversed: false, filter };
    assert_eq!(refused(&mut desk, nothing), text::NOTHING_OPEN);
    read_demo(&mut desk);
    let mut open = |name: &str, bytes: &[u8], is_decoded| {
        let (slot, name) = (Slot::Work, name.to_owned());
        ask(&mut desk, Ask::Open { slot, name, bytes: bytes.to_vec(), is_decoded })
    };
    let (gb, ..) = encoding_rs::GB18030.encode("村名,总户数\n甲,500\n");
    assert_eq!(open("甲.csv", &gb, false), Reply::NotUtf8(Coding::Gb18030));
    assert_eq!(open("甲.csv", b"\xff\xfeQg", false), Reply::NotUtf8(Coding::Utf16Le));
    assert_eq!(open("甲.csv", b"\xfe\xffgQ", false), Reply::NotUtf8(Coding::Utf16Be));
    for (name, bytes, word) in [
        ("甲.xls", b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1".as_slice(), ".xls"),
        ("甲.xlsx", b"PK\x03\x04", "xlsx"),
        ("甲.csv", b"", "空的"),
        ("甲.csv", "甲\n1\n".as_bytes(), "指标名称"),
        ("甲.json", b"[{}]", "jsonl"),
    ] {
        let why = expect!(Refused, open(name, bytes, false));
        assert!(why.contains(word) || word == "xlsx", "{name}: {why}");
    }
    let with_nul = expect!(Preview, open("甲.csv", "\u{feff}村名,总\0户数\n甲,500\n".as_bytes(), false));
    assert_eq!((with_nul.taken, with_nul.notices), (2, vec![text::HAS_NUL.to_owned()]));
    let damaged = expect!(Preview, open("甲.csv", "村名,总户数\n\u{fffd},500\n".as_bytes(), true));
    assert_eq!(damaged.notices, [text::NOT_DECODED]);
    // The last one took its place; before it the district stood.
    assert_eq!(matrix(&mut desk, Sort::File, Filter::default()).all, 0);
}

#[test]
fn villages_a_line_come_and_go_whole() {
    let engine = engine();
    let mut desk = desk(&engine);
    read_demo(&mut desk);
    let before = seen(&mut desk);
    let lines = expect!(File, ask(&mut desk, Ask::Export { what: Export::JsonLines, with_supposed: false }));
    assert_eq!(lines.name, "示例-数据.jsonl");
    open(&mut desk, "数据.jsonl", &lines.bytes);
    let progress = run(&mut desk);
    assert_eq!((progress.villages, progress.permille), (60, 1000));
    let after = seen(&mut desk);
    assert_eq!((after.0.counts, after.2), (before.0.counts, before.2));
    assert!(after.0.is_demo);
    let broken = "{\"村名\": \"甲\", \"总户数\": 500}\nnull\n\n{\"村名\": \"乙\"\n{\"村名\": \"丙\", \"总户数\": {}}\n";
    open(&mut desk, "数据.jsonl", broken.as_bytes());
    assert_eq!(run(&mut desk).villages, 2);
    let problems = Ask::Problems { slot: Slot::Work, from: 0, count: 10, village: None };
    let rows: Vec<u32> = expect!(Problems, ask(&mut desk, problems)).rows.iter().map(|it| it.row).collect();
    assert_eq!(rows, [2, 4, 5]);
}

#[test]
fn two_imports_side_by_side() {
    let engine = engine();
    let mut desk = desk(&engine);
    let earlier = "乡镇,村名,行政区划代码,标准化卫生室,通宽带,总户数\n\
        甲乡,一村,500233001001,否,是,100\n甲乡,二村,,是,是,100\n甲乡,三村,500233001003,是,是,100\n\
        乙乡,四村,,是,是,100\n乙乡,四村,,否,是,100\n乙乡,五村,,是,是,100\n";
    let now = "乡镇,村名,行政区划代码,标准化卫生室,通宽带,总户数\n\
        甲乡,一社区,500233001001,是,否,100\n甲乡,二村,500233001002,是,是,100\n甲乡,三村,500233001009,否,是,100\n\
        乙乡,四村,,否,是,100\n乙乡,六村,,,是,100\n";
    let both = |desk: &mut Desk<'_>, slot, text: &str| {
        let (name, bytes) = ("表.csv".to_owned(), text.as_bytes().to_vec());
        ask(desk, Ask::Open { slot, name, bytes, is_decoded: false });
        ask(desk, Ask::Run { slot, villages: 100 })
    };
    both(&mut desk, Slot::Work, now);
    let compare = |only| Ask::Compare { from: 0, count: 100, only };
    assert_eq!(refused(&mut desk, compare(Only::Changed)), text::NO_EARLIER);
    both(&mut desk, Slot::Earlier, earlier);
    let compared = expect!(Compared, ask(&mut desk, compare(Only::Changed)));
    // By code, by name, and neither where the codes differ or a name comes twice.
    let states: Vec<(&str, Presence)> = compared.rows.iter().map(|row| (row.name.as_str(), row.state)).collect();
    let gone = |name| (name, Presence::Gone);
    let new = |name| (name, Presence::New);
    let expected = [
        ("一社区", Presence::Both),
        new("三村"),
        new("四村"),
        new("六村"),
        gone("三村"),
        gone("四村"),
        gone("四村"),
        gone("五村"),
    ];
    assert_eq!(states, expected);
    assert_eq!((compared.both, compared.new, compared.gone, compared.unsure), (2, 3, 4, 1));
    let first = &compared.rows[0];
    assert!(first.rose > 0 && first.fell > 0 && first.index == Some(0), "{first:?}");
    assert_eq!((compared.risen, compared.fallen), (1, 1));
    let heads = expect!(Heads, ask(&mut desk, Ask::Heads));
    let clinic = heads.iter().position(|head| head.name == "标准化卫生室").unwrap();
    assert_eq!(compared.checks[clinic], [1, 0]);
    let moved = compared.areas.iter().find(|moved| moved.check == "八有全达标村占比");
    assert!(moved.is_none_or(|moved| moved.before != moved.after));
    for (only, count) in [(Only::Risen, 1), (Only::Fallen, 1), (Only::New, 3), (Only::Gone, 4)] {
        assert_eq!(expect!(Compared, ask(&mut desk, compare(only))).total, count, "{only:?}");
    }
    let file = expect!(File, ask(&mut desk, Ask::Export { what: Export::ComparedCsv, with_supposed: false }));
    assert!(String::from_utf8(file.bytes).unwrap().contains("甲乡,一社区,两份都有,标准化卫生室,未达标,达标"));
    ask(&mut desk, Ask::Close { slot: Slot::Earlier });
    assert_eq!(refused(&mut desk, compare(Only::Changed)), text::NO_EARLIER);
}

#[test]
fn files_are_safe_to_open() {
    let engine = engine();
    let mut desk = desk(&engine);
    let text = "乡镇,村名,总户数\n=1+1,@村,=cmd\n";
    open(&mut desk, "../恶.表.csv", text.as_bytes());
    run(&mut desk);
    for what in [
        Export::MatrixCsv,
        Export::MatrixXlsx,
        Export::ProblemsCsv,
        Export::AreasCsv(Level::Township),
        Export::JsonLines,
        Export::Template,
    ] {
        let file = expect!(File, ask(&mut desk, Ask::Export { what, with_supposed: true }));
        assert!(!file.name.contains('/') && !file.bytes.is_empty(), "{}", file.name);
        if file.media != "text/csv" {
            continue;
        }
        let mut rows = csv::Rows::new(file.bytes.as_slice(), b',');
        let raw = String::from_utf8(file.bytes.clone()).unwrap();
        for line in raw.lines() {
            let risky = line.split(',').any(|cell| cell.trim_start_matches('"').starts_with(['=', '@']));
            assert!(!risky, "{what:?}: {line}");
        }
        let width = rows.next_row().unwrap().unwrap().cells.len();
        let mut count = 0;
        while let Some(row) = rows.next_row().unwrap() {
            assert_eq!(row.cells.len(), width);
            count += 1;
        }
        assert!(count > 0, "{what:?}");
    }
}
