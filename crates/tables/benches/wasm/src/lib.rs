//! Sheets as WebAssembly, for measuring: a compiled pack, and with the feature `sheets` every way in and out of a sheet; with
//! `desk` all that a clerk can ask. Bytes go in and out one by one, which is slow and safe. Depends on `rules` and `tables`.

use rules::{Answer, Answers, Date, Engine};
use std::cell::RefCell;

#[derive(Default)]
struct State {
    bytes: Vec<u8>,
    engine: Option<Engine>,
}

thread_local! {
    static STATE: RefCell<State> = RefCell::default();
}

/// Adds a byte to what is on its way in.
#[unsafe(no_mangle)]
pub extern "C" fn push(byte: u8) {
    STATE.with_borrow_mut(|state| state.bytes.push(byte));
}

/// A byte of what is on its way out.
#[unsafe(no_mangle)]
pub extern "C" fn byte(index: usize) -> u8 {
    STATE.with_borrow(|state| state.bytes.get(index).copied().unwrap_or_default())
}

/// Takes the bytes for a compiled pack.
#[unsafe(no_mangle)]
pub extern "C" fn load() -> bool {
    STATE.with_borrow_mut(|state| {
        state.engine = Engine::from_image(&core::mem::take(&mut state.bytes)).ok();
        state.engine.is_some()
    })
}

/// Judges the bytes as the one answer to every indicator.
#[unsafe(no_mangle)]
pub extern "C" fn judge(days: u64) -> usize {
    STATE.with_borrow_mut(|state| {
        let (Some(engine), Some(date)) = (&state.engine, Date::from_unix_days(days)) else { return 0 };
        let text = String::from_utf8_lossy(&state.bytes).into_owned();
        let names = engine.pack().indicators.iter().map(|it| it.name.clone());
        let answers: Answers = names.map(|name| (name, Answer::from(text.as_str()))).collect();
        let near = engine.nearest_indicator(&text).map(str::to_owned);
        let assessment = engine.assess(&answers, date);
        state.bytes = near.unwrap_or_default().into_bytes();
        state.bytes.extend(rules::to_json(&assessment).unwrap_or_default().bytes());
        assessment.counts.met
    })
}

#[cfg(feature = "sheets")]
mod sheets {
    use super::STATE;
    use std::io::Cursor;
    use tables::columns::Mapping;
    use tables::sheet::{Step, of_book, of_text};
    use tables::xlsx::{Sheet, Writer, Written};
    use tables::{Known, Problem};

    fn tell(out: &mut Vec<u8>, problems: &[Problem]) {
        for problem in problems {
            out.extend(problem.place().bytes().chain(problem.message.bytes()));
        }
    }

    fn take(out: &mut Vec<u8>, step: Step) {
        match step {
            Step::Problem(problem) => tell(out, &[problem]),
            Step::Village(village) => {
                tell(out, &village.problems);
                for (name, answer) in &village.answers {
                    out.extend(village.place(Some(name)).bytes().chain(tables::shown(answer).bytes()));
                }
            }
        }
    }

    /// Reads the bytes as a sheet, and leaves what was read.
    #[unsafe(no_mangle)]
    pub extern "C" fn read() -> bool {
        STATE.with_borrow_mut(|state| {
            let input = core::mem::take(&mut state.bytes);
            let known = Known::of(&state.engine);
            let out = &mut state.bytes;
            let mapping = Mapping::default();
            let done = if tables::xlsx::is_office_file(&input) {
                of_book(Cursor::new(input), &known, &mapping, &[]).and_then(|mut book| {
                    while let Some(step) = book.next_step()? {
                        take(out, step);
                    }
                    Ok(())
                })
            } else {
                of_text(Cursor::new(input), known, &mapping).and_then(|mut villages| {
                    while let Some(step) = villages.next_step()? {
                        take(out, step);
                    }
                    Ok(())
                })
            };
            match done {
                Ok(()) => true,
                Err(refusal) => {
                    state.bytes = refusal.to_string().into_bytes();
                    false
                }
            }
        })
    }

    /// Writes the bytes' lines as rows of a table, of a workbook, or the empty sheet.
    #[unsafe(no_mangle)]
    pub extern "C" fn write(form: u8) -> bool {
        STATE.with_borrow_mut(|state| {
            let input = core::mem::take(&mut state.bytes);
            let text = String::from_utf8_lossy(&input);
            let rows = text.lines().map(|line| line.split(' ').collect::<Vec<_>>());
            let written = match form {
                0 => Ok(rows.flat_map(|row| tables::csv::line(&row).into_bytes()).collect()),
                1 => {
                    let mut book = Writer::new(Vec::new());
                    let sheet = Sheet { name: "表", ..Sheet::default() };
                    let all = book.sheet(&sheet).and_then(|()| {
                        rows.into_iter().try_for_each(|row| book.row(row.into_iter().map(Written::Number)))
                    });
                    all.and_then(|()| book.finish())
                }
                _ => tables::template::write(&Known::of(&state.engine), Vec::new()),
            };
            match written {
                Ok(bytes) => {
                    state.bytes = bytes;
                    true
                }
                Err(_) => false,
            }
        })
    }
}

#[cfg(feature = "desk")]
mod desk {
    use super::STATE;
    use std::cell::RefCell;
    use std::sync::Arc;
    use tables::desk::Desk;
    use tables::desk::talk::{Ask, Reply, from_bytes, to_bytes};

    thread_local! {
        static DESK: RefCell<Option<Desk<'static>>> = RefCell::default();
    }

    /// Sets up a desk that judges by the loaded pack.
    #[unsafe(no_mangle)]
    pub extern "C" fn set_up(days: u64) -> bool {
        STATE.with_borrow_mut(|state| {
            let day = rules::Date::from_unix_days(days);
            let desk = state.engine.take().zip(day).map(|(engine, day)| Desk::new(Box::leak(Box::new(Arc::new(engine))), day));
            DESK.with_borrow_mut(|place| *place = desk);
            DESK.with_borrow(Option::is_some)
        })
    }

    /// Takes the bytes for a question, and leaves the answer's.
    #[unsafe(no_mangle)]
    pub extern "C" fn ask() -> bool {
        let bytes = STATE.with_borrow_mut(|state| core::mem::take(&mut state.bytes));
        let reply = DESK.with_borrow_mut(|desk| {
            let ask: Ask = from_bytes(&bytes)?;
            Some(desk.as_mut()?.ask(ask))
        });
        leave(reply.as_ref().map(to_bytes))
    }

    /// Takes the bytes for an answer and says it again, as a page reads it.
    #[unsafe(no_mangle)]
    pub extern "C" fn repeat() -> bool {
        let bytes = STATE.with_borrow_mut(|state| core::mem::take(&mut state.bytes));
        let reply: Option<Reply> = from_bytes(&bytes);
        leave(reply.as_ref().map(to_bytes))
    }

    fn leave(bytes: Option<Vec<u8>>) -> bool {
        STATE.with_borrow_mut(|state| {
            state.bytes = bytes.unwrap_or_default();
            !state.bytes.is_empty()
        })
    }
}
