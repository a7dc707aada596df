//! The desk, asked as the page asks it.

use super::talk::*;
use super::*;

const DEMO: &str = include_str!("../../data/demo.csv");

fn engine() -> Arc<Engine> {
    Arc::new(Engine::new(packs::load("chongqing-2018").unwrap().unwrap()).unwrap())
}

fn desk(engine: &Arc<Engine>) -> Desk<'_> {
    Desk::new(engine, "2018-12-01".parse().unwrap())
}

/// Asks, both ways by bytes as the page does.
fn ask(desk: &mut Desk<'_>, ask: Ask) -> Reply {
    let ask = postcard::from_bytes(&postcard::to_allocvec(&ask).unwrap()).unwrap();
    let reply = desk.ask(ask);
    let back: Reply = postcard::from_bytes(&postcard::to_allocvec(&reply).unwrap()).unwrap();
    assert_eq!(back, reply);
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
    let mut villages =
        crate::sheet::of_text(DEMO.as_bytes(), crate::Known::of([&*engine]), &Mapping::default()).unwrap();
    for row in &whole.rows {
        let Some(crate::sheet::Step::Village(village)) = villages.next_step().unwrap() else { panic!("too few") };
        let verdicts = engine.assess(&village.answers, desk.date).verdicts();
        for (head, verdict) in heads.iter().zip(&row.verdicts) {
            assert_eq!(verdicts.get(&head.name), Some(verdict), "{} {}", row.name, head.name);
        }
    }
}
