//! Which indicator a column is of: by its name, by its name as sheets dress it up (units, brackets, numbers, wide characters,
//! headings above), and by what a person said before. A name that is merely near is asked about and never taken: `未通公路小组数`
//! is one character from `通公路小组数` and means its opposite. Depends on `rules` and `known`.

use rules::Named;
use rules::model::{Indicator, IndicatorType};
use serde::{Deserialize, Serialize};

use crate::known::Known;
use crate::place::{Problem, letters, shortened};

/// What a person said of columns before: the indicator by the column's heading, or that a column is none. An indicator with a unit
/// behind it (`总户数（户）`) says in which unit the numbers are, whatever the heading says.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mapping {
    /// By heading, as [`Columns::key`] has it.
    pub columns: Named<Option<String>>,
}

/// One column of a sheet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// Its heading, without spaces; those above it before it, with `/` between, where they are needed to tell it. Empty for
    /// a column without a heading.
    pub title: String,
    /// What it is.
    pub found: Found,
    /// What its numbers are multiplied by.
    scale: Option<char>,
    /// Whether a person said in which unit they are.
    is_unit_said: bool,
}

/// What a column is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Found {
    /// Of the indicator whose name it bears.
    Named(String),
    /// Of the indicator whose name it bears, dressed up.
    Dressed(String),
    /// Of the indicator that a person said.
    Said(String),
    /// Of none, as a person said.
    Ignored,
    /// Of one of these, which a person must say.
    Ambiguous(Vec<String>),
    /// Perhaps of the indicator whose name it bears: what stands above or below may mean a part of it, a plan or another year.
    Narrowed {
        /// The indicator.
        name: String,
        /// What else stands at the column's head.
        by: String,
    },
    /// Of an indicator that is counted in another unit, both given.
    OtherUnit {
        /// The indicator.
        name: String,
        /// The unit of the column.
        unit: String,
    },
    /// Of none that is known; perhaps this one is meant.
    Unknown(Option<String>),
}

impl Found {
    /// The indicator, where it is settled.
    #[must_use]
    pub fn name(&self) -> Option<&str> {
        match self {
            Self::Named(name) | Self::Dressed(name) | Self::Said(name) => Some(name),
            _ => None,
        }
    }
}

/// The columns of a sheet.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Columns {
    list: Vec<Column>,
    /// The heading's lowest row.
    pub(crate) row: usize,
    /// The last column with a heading, from 1.
    pub(crate) last: usize,
}

impl Columns {
    /// Every column in order.
    #[must_use]
    pub fn list(&self) -> &[Column] {
        &self.list
    }

    /// The first column of an indicator, from 1; 0 where there is none.
    #[must_use]
    pub fn of(&self, name: &str) -> usize {
        self.list.iter().position(|column| column.name() == Some(name)).map_or(0, |index| index + 1)
    }

    /// What a column, by its place from 0, is called in a [`Mapping`]: its title, with its letters behind it where others have
    /// the same one. None for a column without a title.
    #[must_use]
    pub fn key(&self, place: usize) -> Option<String> {
        let title = &self.list.get(place).filter(|column| !column.title.is_empty())?.title;
        let is_only = self.list.iter().filter(|column| column.title == *title).count() == 1;
        Some(if is_only { title.clone() } else { key_of_one(title, place) })
    }

    /// Finds what the columns are. What an unknown one may be meant to be is left open, see [`Self::ask`].
    pub(crate) fn find(heads: &[Head], row: usize, names: &Names<'_>, mapping: &Mapping) -> Self {
        let find = |(place, head): (usize, &Head)| {
            let column = Column::find(head, names, mapping);
            let said = if mapping.columns.is_empty() { None } else { Some(key_of_one(&column.title, place)) };
            match said.and_then(|key| mapping.columns.get(&key)) {
                Some(Some(name)) => Column::said(head, &column.title, name, names).in_multiples(head, names),
                Some(None) => Column { found: Found::Ignored, ..column },
                None => column,
            }
        };
        let list: Vec<Column> = heads.iter().enumerate().map(find).collect();
        let last = list.iter().rposition(|column| !column.title.is_empty()).map_or(0, |last| last + 1);
        Self { list, row, last }
    }

    /// With a row below the names that says more of some: `计划` and `实际` below `总户数`.
    pub(crate) fn narrowed(mut self, heads: &[Head], below: &[String], names: &Names<'_>, mapping: &Mapping) -> Self {
        for (index, below) in below.iter().enumerate().filter(|(_, below)| !below.is_empty()) {
            while self.list.len() <= index {
                self.list.push(Column::unsettled("", Found::Unknown(None)));
            }
            let Some(column) = self.list.get_mut(index) else { continue };
            if column.title.is_empty() {
                let said = mapping.columns.get(&key_of_one(below, index)).or_else(|| mapping.columns.get(below));
                *column = match said {
                    Some(Some(name)) => Column::said(&Head::default(), below, name, names),
                    Some(None) => Column::unsettled(below, Found::Ignored),
                    None => Column::unsettled(below, Found::Unknown(None)),
                };
                self.last = self.last.max(index + 1);
                continue;
            }
            let Some(name) = column.found.name().map(str::to_owned) else { continue };
            let is_said = column.title == *below
                || is_unit(below)
                || is_instruction(&plain(below))
                || names.says_nothing(below, &name);
            if is_said {
                continue;
            }
            let title = format!("{}/{below}", column.title);
            let head = heads.get(index).cloned().unwrap_or_default();
            *column = column.clone().narrowed(&head, title, name, below.clone(), names, mapping);
        }
        self
    }

    /// Looks for the nearest name to each unknown one, which takes long enough to be done once.
    pub(crate) fn ask(mut self, known: &Known<'_>) -> Self {
        for column in &mut self.list {
            if let Found::Unknown(near) = &mut column.found {
                let bare = || known.get(&undressed(&column.title).name).map(|indicator| indicator.name.as_str());
                *near = known.nearest(&column.title).or_else(bare).map(str::to_owned);
            }
        }
        self
    }

    /// How many columns bear an indicator's name, dressed up or not.
    pub(crate) fn matches(&self) -> usize {
        let bears =
            |found: &Found| found.name().is_some() || matches!(found, Found::Narrowed { .. } | Found::OtherUnit { .. });
        self.list.iter().filter(|column| bears(&column.found)).count()
    }

    /// What there is to say of the columns, each at its heading.
    pub(crate) fn problems(&self, known: &Known<'_>) -> Vec<Problem> {
        let mut problems = Vec::new();
        for (index, column) in self.list.iter().enumerate().filter(|(_, column)| !column.title.is_empty()) {
            let title = shortened(&column.title);
            let mut say = |message: String| {
                problems.push(Problem::new(self.row, index + 1, message).with_cell(&column.title));
            };
            match &column.found {
                Found::Unknown(near) => {
                    let hint =
                        near.as_ref().map_or_else(|| "请核对名称。".to_owned(), |near| format!("是不是“{near}”？"));
                    say(format!("没有“{title}”这个指标，这一列没有使用。{hint}"));
                }
                Found::Ambiguous(names) => {
                    let names = names.join("”和“");
                    say(format!("“{title}”可能是“{names}”，分不清，这一列没有使用。请写明是哪一项。"));
                }
                Found::Narrowed { name, by } => {
                    say(format!(
                        "“{name}”的表头里还写着“{by}”，看不出是不是全村现在的“{name}”，这一列没有使用。是的话请去掉“{by}”，或者在列名对应表里写明。"
                    ));
                }
                Found::OtherUnit { name, unit } => {
                    let own = known.get(name).map(|indicator| indicator.unit.as_str()).unwrap_or_default();
                    let mend = match column.settling(known).last() {
                        Some(said) => {
                            format!("换算后改写表头里的单位；数字就是按“{own}”填的，请在列名对应表里写明“{said}”")
                        }
                        None => "核对表头".to_owned(),
                    };
                    let own =
                        if own.is_empty() { "没有单位".to_owned() } else { format!("的单位是“{own}”") };
                    say(format!("“{title}”的单位是“{unit}”，“{name}”{own}，这一列没有使用。请{mend}。"));
                }
                Found::Said(name) if !known.has(name) => {
                    say(format!("“{title}”对应的“{name}”不是指标，这一列没有使用。请核对列名对应表。"));
                }
                Found::Named(_) | Found::Dressed(_) | Found::Said(_) | Found::Ignored => {}
            }
            let Some(name) = column.name() else { continue };
            if let Some(first) = self.list.iter().take(index).position(|earlier| earlier.name() == Some(name)) {
                let message = format!("“{title}”这一列与第 {} 列重名；两列不一样的村，这一项不判定。", first + 1);
                problems.push(Problem::new(self.row, index + 1, message).with_cell(&column.title));
            }
        }
        problems
    }
}

/// One of several columns with the same title: `户数@D`.
fn key_of_one(title: &str, place: usize) -> String {
    [title, "@", &letters(place + 1)].concat()
}

/// The indicators by their names in plain signs, made once for all rows that may be a heading.
pub(crate) struct Names<'k> {
    all: Vec<(String, &'k Indicator)>,
    sections: Vec<&'k str>,
}

impl<'k> Names<'k> {
    pub(crate) fn of(known: &Known<'k>) -> Self {
        let mut sections: Vec<&str> = Vec::new();
        for section in known.sections() {
            if !sections.contains(&section) {
                sections.push(section);
            }
        }
        Self { all: known.indicators().map(|indicator| (plain(&indicator.name), indicator)).collect(), sections }
    }

    fn get(&self, name: &str) -> Option<&'k Indicator> {
        self.all.iter().find(|(_, indicator)| indicator.name == name).map(|(_, indicator)| *indicator)
    }

    /// The indicator, and what its numbers are multiplied by, that are said with a unit: `集体经营收入（千元）`.
    fn in_unit(&self, said: &str) -> Option<(String, Option<char>)> {
        let said = undressed(said);
        let [unit] = said.notes.as_slice() else { return None };
        let (_, indicator) = self.all.iter().find(|(plain, _)| *plain == said.name)?;
        let scale = if is_same_unit(unit, indicator) { None } else { Some(multiple_of(unit, indicator)?) };
        Some((indicator.name.clone(), scale))
    }

    /// Whether a heading above cannot change what an indicator means: it is made of nothing but sections, numbers and
    /// words that say nothing. Sections may narrow only what is counted of the whole village, in the first of them.
    fn says_nothing(&self, above: &str, name: &str) -> bool {
        let above = plain(above);
        let is_plain_unit =
            matches!(unit_of(&above), Some((None, unit)) if SAME.iter().any(|same| same.contains(&unit)));
        if is_plain_unit || says_who(&above) {
            return true;
        }
        let own = self.get(name).map(|indicator| indicator.section.as_str()).unwrap_or_default();
        let is_of_all = self.sections.first() == Some(&own);
        let sections = self.sections.iter().filter(|section| !is_of_all || **section == own);
        let words: Vec<&str> = sections.copied().chain(WORDS).collect();
        let mut rest = above.as_str();
        while !rest.is_empty() {
            let longest = words.iter().filter_map(|word| rest.strip_prefix(word)).min_by_key(|rest| rest.len());
            match longest.or_else(|| rest.strip_prefix(is_numbering)) {
                Some(after) => rest = after,
                None => return false,
            }
        }
        true
    }
}

/// Words that headings are made of and that narrow nothing.
const WORDS: [&str; 38] = [
    "基本",
    "情况",
    "概况",
    "现状",
    "指标",
    "名称",
    "单位",
    "填写",
    "说明",
    "要求",
    "必填",
    "选填",
    "项目",
    "内容",
    "类别",
    "分类",
    "栏目",
    "序号",
    "编号",
    "脱贫攻坚",
    "建设",
    "信息",
    "数据",
    "方面",
    "部分",
    "主要",
    "环境",
    "全村",
    "本村",
    "行政村",
    "村级",
    "村庄",
    "村情",
    "所在地",
    "所属",
    "行政区划",
    "及",
    "和",
];

/// How the rows begin that say who filled in the sheet, when, and in which units.
const FILLED_IN: [&str; 9] = ["填报", "填表", "制表", "报送", "审核", "单位:", "计量单位:", "附件", "附表"];

/// Whether a cell says who filled in the sheet, when, or in which units.
pub(crate) fn says_who(cell: &str) -> bool {
    let cell = plain(cell);
    FILLED_IN.iter().any(|word| cell.trim_start_matches('(').starts_with(word))
}

fn is_numbering(c: char) -> bool {
    c.is_ascii_digit() || ('①'..='⑳').contains(&c) || "一二三四五六七八九十第、.,:()[]-—".contains(c)
}

/// What stands at the head of a column.
#[derive(Debug, Clone, Default)]
pub(crate) struct Head {
    /// From the highest to the lowest, without repetitions.
    pub(crate) levels: Vec<String>,
    /// What stands above these, and is part of no name.
    pub(crate) above: Vec<String>,
    /// What a row below says of its unit.
    pub(crate) unit: String,
    /// What the sheet as a whole is said to be counted in, where that is a multiple of a unit.
    pub(crate) multiples: Vec<String>,
}

impl Column {
    /// The name under which its answers are kept: that of its indicator, or its heading where there is none.
    pub(crate) fn name(&self) -> Option<&str> {
        match &self.found {
            Found::Unknown(_) => Some(self.title.as_str()).filter(|title| !title.is_empty()),
            found => found.name(),
        }
    }

    /// A cell's text as it is meant in this column.
    pub(crate) fn meant(&self, text: &str) -> String {
        match self.scale {
            Some(scale) if text.trim_end().ends_with(|c: char| matches!(c, '0'..='9' | '０'..='９' | '.')) => {
                let text = text.trim_end();
                shifted(text, scale).unwrap_or_else(|| format!("{text}{scale}"))
            }
            _ => text.to_owned(),
        }
    }

    /// What a person may say of a column in another unit, as a [`Mapping`] has it: the indicator with that unit where its numbers
    /// can be multiplied, and with its own.
    pub(crate) fn settling(&self, known: &Known<'_>) -> Vec<String> {
        let Found::OtherUnit { name, unit } = &self.found else { return Vec::new() };
        let Some(indicator) = known.get(name).filter(|indicator| is_same_unit(&plain(&indicator.unit), indicator))
        else {
            return Vec::new();
        };
        let theirs = multiple_of(unit, indicator).map(|_| unit.as_str());
        theirs.into_iter().chain([indicator.unit.as_str()]).map(|unit| format!("{name}（{unit}）")).collect()
    }

    fn unsettled(title: &str, found: Found) -> Self {
        Self { title: title.to_owned(), found, scale: None, is_unit_said: false }
    }

    /// By its name, and by what stands above: that a name stands under another heading may mean something else.
    fn find(head: &Head, names: &Names<'_>, mapping: &Mapping) -> Self {
        let column = Self::by_name(head, names, mapping).in_multiples(head, names);
        let Some(name) = column.found.name() else { return column };
        let all: Vec<&String> = head.above.iter().chain(&head.levels).collect();
        let Some((own, levels)) = all.split_last() else { return column };
        let is_of_name = |level: &str| column.title != **own && column.title == format!("{level}{own}");
        let is_said = |level: &str| column.title.split('/').any(|said| said == level) && column.title != **own;
        let unsaid = levels.iter().filter(|level| !is_of_name(level) && !is_said(level));
        let odd: Vec<&str> =
            unsaid.map(|level| level.as_str()).filter(|level| !names.says_nothing(level, name)).collect();
        if odd.is_empty() {
            return column;
        }
        let by = odd.join("/");
        let title = format!("{by}/{}", column.title);
        let name = name.to_owned();
        column.narrowed(head, title, name, by, names, mapping)
    }

    /// The same column under a title that says more than the name; unless a person has settled it, it must be asked about.
    fn narrowed(
        self,
        head: &Head,
        title: String,
        name: String,
        by: String,
        names: &Names<'_>,
        mapping: &Mapping,
    ) -> Self {
        match mapping.columns.get(&title) {
            Some(Some(said)) => Self::said(head, &title, said, names).in_multiples(head, names),
            Some(None) => Self { title, found: Found::Ignored, ..self },
            None => Self { title, found: Found::Narrowed { name, by }, ..self },
        }
    }

    /// What the whole sheet is said to be counted in (`单位：万元`) may hold for this column or not, unless its own heading says;
    /// what a person said to be of the indicator is taken as the sheet says.
    fn in_multiples(self, head: &Head, names: &Names<'_>) -> Self {
        let known = self.found.name().and_then(|name| names.get(name)).filter(|_| !self.is_unit_said);
        let Some(indicator) = known else { return self };
        let own = head.levels.last().map(String::as_str).unwrap_or_default();
        let says = |note: &String| unit_of(note.strip_prefix("单位:").unwrap_or(note)).is_some();
        if !head.unit.is_empty() || undressed(own).notes.iter().any(says) {
            return self;
        }
        let of_it = |multiple: &&String| {
            let mut signs = multiple.chars();
            signs.next();
            is_same_unit(signs.as_str(), indicator)
        };
        let Some(multiple) = head.multiples.iter().find(of_it) else { return self };
        match (&self.found, multiple.chars().next()) {
            (Found::Said(_), Some(scale @ ('万' | '亿'))) => Self { scale: Some(scale), ..self },
            _ => Self { found: Found::OtherUnit { name: indicator.name.clone(), unit: multiple.clone() }, ..self },
        }
    }

    /// As a person said.
    fn said(head: &Head, title: &str, name: &str, names: &Names<'_>) -> Self {
        let own = head.levels.last().map(String::as_str).unwrap_or_default();
        let (found, scale) = match names.get(name).map(|it| dress(it, &undressed(own), &head.unit)) {
            Some(Dress::OtherUnit(unit)) => (Found::OtherUnit { name: name.to_owned(), unit }, None),
            Some(Dress::Fits(scale)) => (Found::Said(name.to_owned()), scale),
            Some(Dress::OtherMeaning) => (Found::Said(name.to_owned()), None),
            None => match names.in_unit(name) {
                Some((name, scale)) => {
                    return Self { title: title.to_owned(), found: Found::Said(name), scale, is_unit_said: true };
                }
                None => (Found::Said(name.to_owned()), None),
            },
        };
        Self { scale, ..Self::unsettled(title, found) }
    }

    fn by_name(head: &Head, names: &Names<'_>, mapping: &Mapping) -> Self {
        let own = head.levels.last().cloned().unwrap_or_default();
        let whole = head.levels.join("/");
        if own.is_empty() {
            return Self::unsettled("", Found::Unknown(None));
        }
        for title in [&whole, &own] {
            match mapping.columns.get(title) {
                Some(Some(name)) => return Self::said(head, title, name, names),
                Some(None) => return Self::unsettled(title, Found::Ignored),
                None => {}
            }
        }
        // The name alone, and with what stands above it: `建档立卡` over `户数`.
        let above = head.levels.iter().rev().skip(1);
        let titles = core::iter::once(own.clone()).chain(above.map(|above| format!("{above}{own}")));
        let mut settled: Vec<Self> = Vec::new();
        let mut other = None;
        for title in titles {
            let column = Self::named(&title, &head.unit, names);
            if column.found.name().is_some() {
                if !settled.iter().any(|known| known.found.name() == column.found.name()) {
                    settled.push(column);
                }
            } else if !matches!(column.found, Found::Unknown(_)) {
                other.get_or_insert(column);
            }
        }
        match (settled.pop(), other) {
            (Some(only), _) if settled.is_empty() => only,
            (Some(last), _) => {
                let names = settled.iter().chain([&last]).filter_map(|column| column.found.name().map(str::to_owned));
                Self::unsettled(&whole, Found::Ambiguous(names.collect()))
            }
            (None, Some(other)) => other,
            (None, None) => Self::unsettled(&own, Found::Unknown(None)),
        }
    }

    /// By its name alone.
    fn named(title: &str, unit: &str, all: &Names<'_>) -> Self {
        let undressed = undressed(title);
        let mut found = Found::Unknown(None);
        let mut scale = None;
        let mut names: Vec<String> = Vec::new();
        let wanted = |(plain, it): &&(String, &Indicator)| it.name == title || *plain == undressed.name;
        for (_, indicator) in all.all.iter().filter(wanted) {
            if names.contains(&indicator.name) {
                continue;
            }
            let own = if indicator.name == title {
                Undressed { name: undressed.name.clone(), notes: Vec::new() }
            } else {
                undressed.clone()
            };
            match dress(indicator, &own, unit) {
                Dress::Fits(own) => {
                    names.push(indicator.name.clone());
                    scale = own;
                    found = if indicator.name == title {
                        Found::Named(indicator.name.clone())
                    } else {
                        Found::Dressed(indicator.name.clone())
                    };
                }
                Dress::OtherUnit(unit) => found = Found::OtherUnit { name: indicator.name.clone(), unit },
                Dress::OtherMeaning => {}
            }
        }
        if names.len() > 1 && !matches!(found, Found::Named(_)) {
            found = Found::Ambiguous(names);
        }
        Self { scale, ..Self::unsettled(title, found) }
    }
}

/// A heading without what sheets put around a name.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Undressed {
    name: String,
    /// What stands in brackets, or behind a stroke.
    notes: Vec<String>,
}

/// A heading without what cannot belong to a name: spaces, marks that nobody sees, quotes.
pub(crate) fn cleaned(cell: &str) -> String {
    let invisible = |c: char| c.is_whitespace() || matches!(c, '\u{feff}' | '\u{200b}'..='\u{200d}' | '\u{2060}');
    cell.chars().filter(|c| !invisible(*c) && !matches!(c, '"' | '“' | '”')).collect()
}

/// A name in signs of one width and letters of one case.
fn plain(name: &str) -> String {
    let narrow = |c: char| match c {
        '\u{ff01}'..='\u{ff5e}' => u32::from(c).checked_sub(0xFEE0).and_then(char::from_u32).unwrap_or(c),
        '【' | '〔' => '(',
        '】' | '〕' => ')',
        c => c,
    };
    cleaned(name).chars().map(narrow).map(|c| c.to_ascii_lowercase()).collect()
}

fn undressed(title: &str) -> Undressed {
    let mut name = String::new();
    let mut notes = Vec::new();
    let mut note: Option<String> = None;
    for c in plain(title).chars() {
        match (c, &mut note) {
            ('(' | '[', None) => note = Some(String::new()),
            (')' | ']', Some(_)) => notes.extend(note.take()),
            (c, Some(note)) => note.push(c),
            (c, None) => name.push(c),
        }
    }
    // A bracket that is never closed is a note all the same.
    notes.extend(note);
    // `（一）总户数`, `1.总户数`, `3、总户数`, `①总户数`.
    let is_number = |note: &String| {
        !note.is_empty() && note.chars().all(|c| c.is_ascii_digit() || "一二三四五六七八九十".contains(c))
    };
    notes.retain(|note| !is_number(note));
    let from = name.trim_start_matches(|c: char| {
        c.is_ascii_digit() || ('①'..='⑳').contains(&c) || "一二三四五六七八九十".contains(c)
    });
    let numbered = from.strip_prefix(['.', '、', ',', ':']);
    let circled = from.len() < name.len() && name.starts_with(|c: char| ('①'..='⑳').contains(&c));
    let name = numbered.unwrap_or(if circled { from } else { &name }).to_owned();
    let name = name.trim_matches(['*', '★', '☆', ':', '、', '.', '。', ',', '-', '#', '_']);
    let (name, behind) = match name.split_once(['/', ':', '-']) {
        Some((name, behind)) => (name, Some(behind)),
        None => match name.strip_suffix('%') {
            Some(name) => (name, Some("%")),
            None => (name, None),
        },
    };
    notes.extend(behind.map(str::to_owned));
    Undressed { name: name.to_owned(), notes }
}

/// Whether what is said beside a name fits the indicator.
enum Dress {
    /// It does; its numbers are to be multiplied by that.
    Fits(Option<char>),
    /// It is counted in that unit, which is none of its.
    OtherUnit(String),
    /// It says more than the indicator does: `总人口（常住）`.
    OtherMeaning,
}

fn dress(indicator: &Indicator, undressed: &Undressed, unit_below: &str) -> Dress {
    let below = plain(unit_below);
    let below = below.trim_matches(['(', ')']);
    let mut scale = None;
    for note in undressed.notes.iter().map(String::as_str).chain([below]).filter(|note| !note.is_empty()) {
        let note = note.strip_prefix("单位:").or_else(|| note.strip_prefix("单位")).unwrap_or(note);
        if is_instruction(note) {
            continue;
        }
        match unit_of(note) {
            Some((own, unit)) if is_same_unit(unit, indicator) => scale = own,
            Some(_) => return Dress::OtherUnit(note.to_owned()),
            None => return Dress::OtherMeaning,
        }
    }
    Dress::Fits(scale)
}

/// What tells how to fill in, and nothing of what is meant.
fn is_instruction(note: &str) -> bool {
    const WORDS: [&str; 12] =
        ["必填", "选填", "可不填", "是/否", "是否", "有/无", "√", "填", "个数", "下拉", "选择", "yyyy"];
    WORDS.iter().any(|word| note.contains(word))
}

/// Units that say the same of a count.
const SAME: [&[&str]; 6] = [
    &["户"],
    &["人", "名", "口"],
    &["个", "处", "座", "所", "组", "条", "家", "项", "间"],
    &["元", "元/年", "元/人", "元/人年", "元/人·年"],
    &["%"],
    &["元/m³", "元/立方米", "元/m3", "元/吨", "元/方"],
];

/// Units that no indicator of the packs has, so that a column in them is told from one with a remark.
const OTHERS: [&str; 16] =
    ["‰", "米", "千米", "公里", "里", "亩", "公顷", "吨", "年", "月", "天", "次", "栋", "平方米", "平方公里", "头"];

/// A unit, and what its numbers are multiplied by; none for what is no unit.
fn unit_of(note: &str) -> Option<(Option<char>, &str)> {
    let (scale, unit) = match note.chars().next() {
        Some(scale @ ('万' | '亿')) => (Some(scale), note.strip_prefix(scale).unwrap_or(note)),
        _ => (None, note),
    };
    let is_known = SAME.iter().any(|same| same.contains(&unit)) || OTHERS.contains(&unit);
    // Nothing is multiplied by a hundred or a thousand without being asked.
    let is_other_scale =
        ["十", "百", "千"].iter().any(|scale| unit.strip_prefix(scale).is_some_and(|rest| unit_of(rest).is_some()));
    (is_known || is_other_scale).then_some((scale, unit))
}

fn is_same_unit(unit: &str, indicator: &Indicator) -> bool {
    let own = plain(&indicator.unit);
    let is_number = matches!(indicator.kind, IndicatorType::Count | IndicatorType::Money | IndicatorType::Percent);
    is_number && (own == unit || SAME.iter().any(|same| same.contains(&unit) && same.contains(&own.as_str())))
}

/// The multiples of units that a cell says a whole sheet is counted in: `单位：户、万元` says 万元.
pub(crate) fn multiples_of_sheet(cell: &str) -> Vec<String> {
    if !cell.contains("单位") {
        return Vec::new();
    }
    let cell = plain(cell);
    // What stands before it is what is counted so, and not the sheet.
    let own = cell.trim_start_matches('(');
    let own = ["计量", "金额", "货币"].iter().find_map(|word| own.strip_prefix(word)).unwrap_or(own);
    let said = own.strip_prefix("单位").unwrap_or_default();
    let parts = said.split(['、', ',', '/', ';', ':', ')', '(', '和', '或']);
    let is_multiple = |part: &&str| part.starts_with(['万', '亿', '千', '百', '十']) && unit_of(part).is_some();
    parts.filter(is_multiple).map(str::to_owned).collect()
}

/// By what an indicator's own unit is multiplied in this one.
fn multiple_of(unit: &str, indicator: &Indicator) -> Option<char> {
    let scale = unit.chars().next().filter(|scale| matches!(scale, '十' | '百' | '千' | '万' | '亿'))?;
    is_same_unit(unit.strip_prefix(scale)?, indicator).then_some(scale)
}

/// A plain number with its point moved, for scales that nobody writes behind a number; none for what is written otherwise, which is
/// then told at its cell.
fn shifted(text: &str, scale: char) -> Option<String> {
    let places = match scale {
        '十' => 1,
        '百' => 2,
        '千' => 3,
        _ => return None,
    };
    let (whole, part) = text.split_once('.').unwrap_or((text, ""));
    let is_plain = |digits: &str| digits.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || !is_plain(whole) || !is_plain(part) {
        return None;
    }
    let mut digits = part.chars();
    let mut text = whole.to_owned();
    text.extend((0..places).map(|_| digits.next().unwrap_or('0')));
    let rest = digits.as_str();
    let bare = text.trim_start_matches('0');
    let text = if bare.is_empty() { "0" } else { bare };
    Some(if rest.is_empty() { text.to_owned() } else { [text, ".", rest].concat() })
}

/// Whether a cell below a heading says nothing but a unit.
pub(crate) fn is_unit(cell: &str) -> bool {
    let cell = plain(cell);
    let cell = cell.trim_matches(['(', ')']);
    unit_of(cell.strip_prefix("单位:").unwrap_or(cell)).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;
    use rules::Engine;

    fn found(engine: &Engine, levels: &[&str]) -> Column {
        let levels = levels.iter().map(|level| cleaned(level)).collect();
        let head = Head { levels, ..Head::default() };
        Column::find(&head, &Names::of(&Known::of([engine])), &Mapping::default())
    }

    fn engine() -> Engine {
        Engine::new(packs::load("chongqing-2018").unwrap().unwrap()).unwrap()
    }

    #[test]
    fn names_as_sheets_dress_them() {
        let engine = engine();
        for (levels, name) in [
            (&["总户数"] as &[&str], "总户数"),
            (&["总 户\n数"], "总户数"),
            (&["总户数（户）"], "总户数"),
            (&["总户数(户)"], "总户数"),
            (&["总户数【单位：户】"], "总户数"),
            (&["1.总户数"], "总户数"),
            (&["（一）总户数"], "总户数"),
            (&["①总户数"], "总户数"),
            (&["*总户数"], "总户数"),
            (&["总户数/户"], "总户数"),
            (&["供水保证率%"], "供水保证率"),
            (&["供水保证率（％）"], "供水保证率"),
            (&["覆盖４ｇ小组数"], "覆盖4G小组数"),
            (&["通宽带（是/否）"], "通宽带"),
            (&["总人口（口）"], "总人口"),
            (&["集体经营收入（万元）"], "集体经营收入"),
            (&["建档立卡", "户数"], "建档立卡户数"),
            (&["建档立卡", "户数（户）"], "建档立卡户数"),
            (&["基础设施", "通宽带"], "通宽带"),
        ] {
            assert_eq!(found(&engine, levels).found.name(), Some(name), "{levels:?}");
        }
        assert_eq!(found(&engine, &["集体经营收入（万元）"]).meant("3.5"), "3.5万");
        assert_eq!(found(&engine, &["集体经营收入（元）"]).meant("3.5"), "3.5");
        assert_eq!(found(&engine, &["集体经营收入（万元）"]).meant("35000元"), "35000元");
    }

    #[test]
    fn what_means_something_else_is_not_taken() {
        let engine = engine();
        for title in ["未通公路小组数", "总人口（常住）", "建档立卡户", "备注", "不通宽带", "总户数（2019年）"]
        {
            let found = found(&engine, &[title]).found;
            assert!(matches!(found, Found::Unknown(_)), "{title}: {found:?}");
        }
        for title in ["总户数（人）", "集体经营收入（千元）", "供水保证率（‰）", "总人口（万户）"]
        {
            let found = found(&engine, &[title]).found;
            assert!(matches!(found, Found::OtherUnit { .. }), "{title}: {found:?}");
        }
        assert_eq!(found(&engine, &["总人口", "户数"]).found.name(), None);
    }

    #[test]
    fn a_sheet_says_what_it_is_counted_in() {
        for (cell, multiples) in [
            ("单位：万元", &["万元"] as &[&str]),
            ("（单位：户、人、万元）", &["万元"]),
            ("金额单位:千元", &["千元"]),
            ("单位：万人/亿元", &["万人", "亿元"]),
            ("填报单位：万元村", &[]),
            ("收入（单位：万元）", &[]),
            ("单位：户、人、元", &[]),
            ("万元", &[]),
        ] {
            assert_eq!(multiples_of_sheet(cell), multiples, "{cell}");
        }
    }

    #[test]
    fn what_a_person_said_goes_first() {
        let engine = engine();
        let columns = [("户数合计".to_owned(), Some("总户数".to_owned())), ("总人口".to_owned(), None)].into();
        let mapping = Mapping { columns };
        let column = |title: &str| {
            let head = Head { levels: vec![title.to_owned()], ..Head::default() };
            Column::find(&head, &Names::of(&Known::of([&engine])), &mapping).found
        };
        assert_eq!(column("户数合计"), Found::Said("总户数".to_owned()));
        assert_eq!(column("总人口"), Found::Ignored);
    }

    #[test]
    fn a_column_in_another_unit_is_settled_by_saying_the_unit() {
        let engine = engine();
        let known = Known::of([&engine]);
        let find = |title: &str, multiples: &[&str], said: Option<&str>| {
            let columns = said.map(|said| (title.to_owned(), Some(said.to_owned())));
            let multiples = multiples.iter().map(|&it| it.to_owned()).collect();
            let head = Head { levels: vec![title.to_owned()], multiples, ..Head::default() };
            Column::find(&head, &Names::of(&known), &Mapping { columns: columns.into_iter().collect() })
        };
        for (title, multiples, said, meant) in [
            ("总户数（人）", &[] as &[&str], "总户数（户）", "35.5"),
            ("供水保证率（‰）", &[], "供水保证率（%）", "35.5"),
            ("集体经营收入（千元）", &[], "集体经营收入（千元）", "35500"),
            ("集体经营收入（千元）", &[], "集体经营收入（元/年）", "35.5"),
            ("集体经营收入", &["万元"], "集体经营收入（万元）", "35.5万"),
            ("集体经营收入", &["万元"], "集体经营收入（元/年）", "35.5"),
        ] {
            let asked = find(title, multiples, None);
            assert!(asked.settling(&known).iter().any(|it| it == said), "{title}: {:?}", asked.settling(&known));
            let column = find(title, multiples, Some(said));
            assert_eq!(column.found, Found::Said(undressed(said).name), "{title}");
            assert_eq!(column.meant("35.5"), meant, "{title} {said}");
        }
        // The name alone settles nothing: nobody knows which unit was meant.
        let still = find("总户数（人）", &[], Some("总户数"));
        assert!(matches!(still.found, Found::OtherUnit { .. }), "{:?}", still.found);
        for wrong in ["总户数（人）", "总户数（户）（人）", "总户（户）"] {
            assert_eq!(find("总户数（人）", &[], Some(wrong)).found, Found::Said(wrong.to_owned()));
        }
    }

    #[test]
    fn numbers_are_multiplied_to_the_digit() {
        for (text, scale, meant) in [
            ("35", '千', Some("35000")),
            ("35.5", '千', Some("35500")),
            ("0.0005", '千', Some("0.5")),
            ("0", '千', Some("0")),
            ("0.05", '百', Some("5")),
            ("1.25", '十', Some("12.5")),
            ("7.", '百', Some("700")),
            ("-3", '千', None),
            ("1,200", '千', None),
            ("35", '万', None),
        ] {
            assert_eq!(shifted(text, scale).as_deref(), meant, "{text}{scale}");
        }
    }
}
