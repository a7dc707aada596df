//! Answers of a village, drawn by shares in thousandths. Most shares are of the third national agricultural census (end of 2016,
//! Chongqing's 9,546 villages where it gives them, else the country's) and of the poverty counties in 2020; where no figure is
//! published the share is a guess, and said to be one. Whole numbers alone, so that every machine draws the same.

use rules::model::{Indicator, IndicatorType};

use crate::places::Place;

/// Answers left out, in thousandths.
const HOLES: u64 = 30;
/// Villages that have not reported: nine answers in ten are left out.
const SILENT: u64 = 20;
/// Answers written in an odd way that must be understood: `１２`, `1,200`, `√`.
const ODD: u64 = 20;
/// Answers that are mistakes: a word for a number, a part larger than its whole.
const MISTAKES: u64 = 5;

/// Villages that have it. Census of Chongqing: hardened road 98.3 %, broadband 93.8 %, e-commerce 38.1 %. Of the country: rubbish
/// collected 73.9 %, sewage treated 17.4 %, clinic 81.9 %. Poverty counties: three-phase power 99.3 %.
const HAVE: [(&str, u64); 7] = [
    ("通村公路硬化", 983),
    ("通宽带", 938),
    ("电商服务覆盖", 381),
    ("垃圾有效处理", 739),
    ("污水设施覆盖", 174),
    ("标准化卫生室", 819),
    ("通动力电", 993),
];

/// Guesses: what is rare by its nature.
const RARE: [(&str, u64); 3] = [("存在村霸蝇贪", 3), ("传统村落", 20), ("位于深度贫困乡镇", 40)];

/// A guess for every other yes or no.
const USUAL: u64 = 930;

/// Part of a whole. Census of Chongqing: purified tap water 54.2 %, sanitary toilets 56.8 %, cable television 82.2 % of
/// villages, piped gas 38.9 % of villages; of the country: sewage 17.4 % of villages.
const PARTS: [(&str, u64); 5] =
    [("集中供水人口", 542), ("卫生厕所户数", 568), ("广播电视通达户数", 822), ("通气户数", 389), ("污水处理户数", 174)];

/// Guesses: parts that are nothing in most villages.
const TROUBLES: [&str; 9] = [
    "难户数",
    "饮水不安全户数",
    "存量危房户数",
    "返贫人口",
    "未脱贫人口",
    "新增危房户数",
    "新致贫返贫户数",
    "资金违规问题数",
    "集中居住点户数",
];

/// Draws villages one after another.
pub(crate) struct Draw<'i> {
    indicators: &'i [Indicator],
    dice: Dice,
}

impl<'i> Draw<'i> {
    pub(crate) fn new(indicators: &'i [Indicator], seed: u64) -> Self {
        Self { indicators, dice: Dice(seed) }
    }

    /// The answers of a village, in the order of the indicators; empty for none.
    pub(crate) fn village(&mut self, place: &Place) -> Vec<String> {
        let is_silent = self.dice.is(SILENT);
        let mut cells: Vec<String> = Vec::with_capacity(self.indicators.len());
        let mut numbers: Vec<Option<u64>> = Vec::with_capacity(self.indicators.len());
        for indicator in self.indicators {
            let whole = indicator.at_most.as_deref().and_then(|whole| {
                let place = self.indicators.iter().position(|known| known.name == whole)?;
                *numbers.get(place)?
            });
            let (cell, number) = self.answer(indicator, place, whole, &cells);
            numbers.push(number);
            cells.push(cell);
        }
        for (indicator, cell) in self.indicators.iter().zip(&mut cells) {
            // Without its name nobody knows which village it is.
            if indicator.kind == IndicatorType::Text {
                continue;
            }
            if self.dice.is(if is_silent { 900 } else { HOLES }) {
                cell.clear();
            } else if self.dice.is(MISTAKES) {
                *cell = self.mistake(indicator, cell);
            } else if self.dice.is(ODD) {
                *cell = self.odd(indicator, cell);
            }
        }
        cells
    }

    fn answer(
        &mut self,
        indicator: &Indicator,
        place: &Place,
        whole: Option<u64>,
        before: &[String],
    ) -> (String, Option<u64>) {
        let text = |text: &str| (text.to_owned(), None);
        match indicator.kind {
            IndicatorType::Text => match indicator.name.as_str() {
                "区县" => text(&place.district),
                "乡镇" => text(&place.township),
                "村名" => text(&place.village),
                "行政区划代码" => text(&place.code),
                _ => text(""),
            },
            IndicatorType::YesNo => {
                let shares = HAVE.iter().chain(&RARE);
                let share =
                    shares.into_iter().find(|(name, _)| *name == indicator.name).map_or(USUAL, |(_, share)| *share);
                text(if self.dice.is(share) { "是" } else { "否" })
            }
            IndicatorType::Choice => text(&self.choice(indicator, before)),
            IndicatorType::MultiChoice => {
                let chosen: Vec<&str> =
                    indicator.options.iter().filter(|_| self.dice.is(200)).map(String::as_str).collect();
                text(&chosen.join("、"))
            }
            IndicatorType::Date => text("2019-12-31"),
            IndicatorType::Percent => match indicator.name.as_str() {
                "供水保证率" => text(&tenths(self.dice.between(780, 999))),
                _ => text(&tenths(self.dice.between(85, 100))),
            },
            IndicatorType::Money => text(&self.money(&indicator.name, before)),
            IndicatorType::Count => {
                let number = self.count(indicator, whole, before);
                (number.to_string(), Some(number))
            }
        }
    }

    /// Of a hundred villages twenty are poor and five of these deeply; guesses after the counties of the plan.
    fn choice(&mut self, indicator: &Indicator, before: &[String]) -> String {
        let option =
            |place: usize| indicator.options.get(place).or(indicator.options.first()).cloned().unwrap_or_default();
        match indicator.name.as_str() {
            "村类型" => option(match self.dice.below(1000) {
                0..150 => 0,
                150..200 => 1,
                _ => 2,
            }),
            "规划批次" if before.iter().any(|cell| cell == "非贫困村") => option(2),
            _ => option(usize::from(self.dice.is(700))),
        }
    }

    fn money(&mut self, name: &str, before: &[String]) -> String {
        match name {
            "上年人均纯收入" => self.dice.between(8_500, 15_000).to_string(),
            "本年人均纯收入" => {
                let last = before.last().and_then(|cell| cell.parse::<u64>().ok()).unwrap_or(10_000);
                (last * self.dice.between(1_050, 1_130) / 1_000).to_string()
            }
            "村供水水价" => tenths(self.dice.between(10, 36)),
            "区县城水价" => tenths(self.dice.between(27, 36)),
            // A fifth has none; a guess.
            _ if self.dice.is(200) => "0".to_owned(),
            _ => (self.dice.between(20, 1_800) * 100).to_string(),
        }
    }

    /// A Chongqing village has about 250 to 900 households of about 3 people, and 4 to 12 groups.
    fn count(&mut self, indicator: &Indicator, whole: Option<u64>, before: &[String]) -> u64 {
        let last = || before.last().and_then(|cell| cell.parse::<u64>().ok()).unwrap_or_default();
        let name = indicator.name.as_str();
        match (name, whole) {
            ("总户数", _) => self.dice.between(250, 900),
            ("总人口", _) => last() * self.dice.between(280, 330) / 100,
            ("村民小组数", _) => self.dice.between(4, 12),
            ("建档立卡户数", Some(whole)) => whole * self.dice.between(40, 180) / 1_000,
            ("建档立卡人口", Some(whole)) => (last() * self.dice.between(290, 350) / 100).min(whole),
            (name, whole) if TROUBLES.iter().any(|trouble| name.ends_with(trouble)) => {
                let most = whole.unwrap_or(12).min(12);
                if self.dice.is(120) { self.dice.between(0, most) } else { 0 }
            }
            // Who was lifted out of poverty are all but those who were not.
            ("累计脱贫人口", Some(whole)) => whole.saturating_sub(last()),
            (name, Some(whole)) => match PARTS.iter().find(|(part, _)| *part == name) {
                Some((_, share)) => {
                    // Around the share, and in some villages all.
                    let around = self.dice.between(share * 6 / 10, (share * 14 / 10).min(1_000));
                    if self.dice.is(share / 4) { whole } else { whole * around / 1_000 }
                }
                None if self.dice.is(800) => whole,
                None => whole * self.dice.between(850, 1_000) / 1_000,
            },
            ("青壮年劳动力人数", None) => self.dice.between(200, 900),
            (_, None) => self.dice.between(0, 8),
        }
    }

    /// The same said in another way.
    fn odd(&mut self, indicator: &Indicator, cell: &str) -> String {
        match (indicator.kind, cell) {
            (IndicatorType::YesNo, "是") => self.dice.one_of(&["√", "有", "1", "true"]).to_owned(),
            (IndicatorType::YesNo, "否") => self.dice.one_of(&["×", "无", "0", "没有"]).to_owned(),
            (IndicatorType::Percent, cell) => format!("{cell}％"),
            (IndicatorType::Count, cell) if self.dice.is(500) => {
                cell.chars().map(|c| char::from_u32(u32::from(c) + 0xFEE0).unwrap_or(c)).collect()
            }
            (IndicatorType::Count | IndicatorType::Money, cell) => format!(" {cell} "),
            (_, cell) => cell.to_owned(),
        }
    }

    /// What cannot be right.
    fn mistake(&mut self, indicator: &Indicator, cell: &str) -> String {
        match indicator.kind {
            IndicatorType::YesNo => self.dice.one_of(&["大概", "部分", "2", "是/否"]).to_owned(),
            IndicatorType::Choice | IndicatorType::MultiChoice => "其他".to_owned(),
            IndicatorType::Percent => "九成".to_owned(),
            IndicatorType::Count if self.dice.is(500) => format!("{cell}99"),
            _ => self.dice.one_of(&["不详", "很多", "#REF!", "-5", "12.345"]).to_owned(),
        }
    }
}

fn tenths(number: u64) -> String {
    format!("{}.{}", number / 10, number % 10)
}

/// Numbers that look like chance and depend on the seed alone: SplitMix64.
struct Dice(u64);

impl Dice {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    fn below(&mut self, end: u64) -> u64 {
        self.next() % end.max(1)
    }

    /// Both ends included.
    fn between(&mut self, low: u64, high: u64) -> u64 {
        low + self.below(high.saturating_sub(low) + 1)
    }

    /// True so many times in a thousand.
    fn is(&mut self, share: u64) -> bool {
        self.below(1_000) < share
    }

    fn one_of<'t>(&mut self, texts: &[&'t str]) -> &'t str {
        let place = usize::try_from(self.below(texts.len() as u64)).unwrap_or_default();
        texts.get(place).copied().unwrap_or_default()
    }
}
