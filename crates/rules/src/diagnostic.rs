//! What is wrong with a pack, as data: a closed set of codes with their places and arguments. The words come last, in
//! English or Chinese. Native and full engines only: a page that loads compiled packs links none of it.
//! Depends on `feel` for what is wrong inside a formula.

use core::fmt;

use feel::{Lang, Span};

use crate::overlay::{OverlayError, OverlayErrorCode};

/// One finding about a pack.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    /// What kind of finding.
    pub code: Code,
    /// Where.
    pub place: Place,
    /// What the message's places are filled with; what they hold depends on the code.
    pub args: Vec<String>,
    /// The known name that is nearest to an unknown one, where one is near.
    pub near: Option<String>,
}

/// How grave a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// Worth knowing.
    Note,
    /// The pack can be used, but hardly says what its author meant.
    Warning,
    /// The pack cannot be used.
    Error,
}

impl Severity {
    /// Its name in reports and data.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Note => "note",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

/// A place in a pack: the way from its top, and inside a formula the bytes meant.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Place {
    /// The way from the top of the pack.
    pub path: Vec<Step>,
    /// The bytes of the text at its end that are meant, where it is a formula.
    pub span: Option<Span>,
}

/// One step down into a pack.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    /// A key of a table.
    Key(String),
    /// An entry of a list, by its number from 0 and its name where it has one.
    Entry(usize, String),
}

impl Place {
    /// A top-level key.
    #[must_use]
    pub fn top(key: &str) -> Self {
        Self::default().key(key)
    }

    /// An entry of a top-level list.
    #[must_use]
    pub fn entry(list: &str, index: usize, name: &str) -> Self {
        Self::top(list).at(index, name)
    }

    /// A key further down.
    #[must_use]
    pub fn key(&self, key: &str) -> Self {
        self.with(Step::Key(key.to_owned()))
    }

    /// An entry further down.
    #[must_use]
    pub fn at(&self, index: usize, name: &str) -> Self {
        self.with(Step::Entry(index, name.to_owned()))
    }

    /// The same, at these bytes of its text.
    #[must_use]
    pub fn span(&self, span: Span) -> Self {
        Self { path: self.path.clone(), span: Some(span) }
    }

    fn with(&self, step: Step) -> Self {
        let mut path = self.path.clone();
        path.push(step);
        Self { path, span: None }
    }

    /// The name of the entry of a top-level list that it lies in.
    #[must_use]
    pub fn subject(&self) -> Option<&str> {
        self.path.iter().find_map(|step| match step {
            Step::Entry(_, name) if !name.is_empty() => Some(name.as_str()),
            _ => None,
        })
    }
}

/// `checks[通组公路].applies_when`
impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (number, step) in self.path.iter().enumerate() {
            match step {
                Step::Key(key) if number == 0 => f.write_str(key)?,
                Step::Key(key) => write!(f, ".{key}")?,
                Step::Entry(index, name) if name.is_empty() => write!(f, "[{index}]")?,
                Step::Entry(_, name) => write!(f, "[{name}]")?,
            }
        }
        Ok(())
    }
}

macro_rules! codes {
    ($($(#[$doc:meta])* $name:ident = $text:literal, $severity:ident, $en:literal, $zh:literal;)*) => {
        /// Every kind of finding.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum Code {
            $($(#[$doc])* $name,)*
            /// Something inside a formula.
            Feel(feel::Code),
            /// Something that keeps an overlay from being laid on. Args: what it says, which is Chinese: overlays are
            /// written by districts.
            Overlay(OverlayErrorCode),
        }

        impl Code {
            /// Every code of a pack itself, for catalogues and tests.
            pub const ALL: &'static [Self] = &[$(Self::$name,)*];

            /// A stable kebab-case text.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$name => $text,)*
                    Self::Feel(code) => code.as_str(),
                    Self::Overlay(code) => code.as_str(),
                }
            }

            /// How grave a finding of this kind is.
            #[must_use]
            pub fn severity(self) -> Severity {
                match self {
                    $(Self::$name => Severity::$severity,)*
                    Self::Feel(code) if code.severity() == feel::Severity::Error => Severity::Error,
                    Self::Feel(_) => Severity::Warning,
                    Self::Overlay(_) => Severity::Error,
                }
            }

            fn message(self, args: &[String], lang: Lang) -> String {
                let template = match (self, lang) {
                    $((Self::$name, Lang::En) => $en, (Self::$name, Lang::Zh) => $zh,)*
                    (Self::Feel(code), _) => {
                        return feel::Diagnostic::new(code, Span::default(), args.to_vec()).message(lang);
                    }
                    (Self::Overlay(_), _) => "{0}",
                };
                feel::filled(template, args, lang)
            }
        }
    };
}

codes! {
    // The text of the files.
    /// Not TOML, or not JSON. Args: what the reader says.
    Syntax = "syntax", Error,
        "this cannot be read: {0}",
        "这里的格式读不出来：{0}";
    /// Args: the key.
    UnknownKey = "unknown-key", Error,
        "the key `{0}` means nothing here; remove it or write the one meant",
        "这里没有“{0}”这一项；请删去，或改成要写的那一项";
    /// Args: the key.
    MissingKey = "missing-key", Error,
        "`{0}` is missing; it must be given",
        "缺少“{0}”；请补上";
    /// A key that every pack has. Args: the key, the files.
    MissingIdentity = "missing-identity", Error,
        "`{0}` is missing; give it in one of the files: {1}",
        "缺少“{0}”；请在其中一个文件里补上：{1}";
    /// Args: the value given, the values allowed.
    UnknownValue = "unknown-value", Error,
        "`{0}` is not one of the values allowed here: {1}",
        "“{0}”不能写在这里；只能写：{1}";
    /// A value of the wrong type or form. Args: what the reader says.
    BadValue = "bad-value", Error,
        "this value cannot be used: {0}",
        "这个值不能用：{0}";
    /// Args: the key, the file that gave it first.
    KeyTwice = "key-twice", Error,
        "`{0}` is given in {1} already; keep it in one of the files",
        "“{0}”在 {1} 里已经写了；只在一个文件里写";

    // Names.
    /// Args: the list.
    EmptyName = "empty-name", Error,
        "a name in `{0}` is empty; give it one",
        "“{0}”里有一个名称是空的；请填上";
    /// Args: the name, the list that has it.
    NameTaken = "name-taken", Error,
        "the name `{0}` is taken already in `{1}`; every name is used once",
        "名称“{0}”在“{1}”里已经用过；每个名称只能用一次";
    /// Args: the name.
    NoSection = "no-section", Error,
        "there is no section `{0}`; declare it among the sections",
        "没有名为“{0}”的部分；请先写进 sections";
    /// Args: the name.
    NoIndicator = "no-indicator", Error,
        "there is no indicator `{0}`",
        "没有名为“{0}”的指标";
    /// Args: the name.
    NoYesNoIndicator = "no-yes-no-indicator", Error,
        "there is no yes/no indicator `{0}`",
        "没有名为“{0}”的是否类指标";
    /// Args: the name.
    NoNumberIndicator = "no-number-indicator", Error,
        "there is no number indicator `{0}`",
        "没有名为“{0}”的数字类指标";
    /// Args: the name.
    NoParameter = "no-parameter", Error,
        "there is no parameter `{0}`; declare it among the parameters",
        "没有名为“{0}”的标准线；请先写进 parameters";
    /// Args: the name.
    NoThreshold = "no-threshold", Error,
        "`{0}` is neither a parameter nor a number indicator",
        "“{0}”既不是标准线，也不是数字类指标";
    /// Args: the name.
    NoCheck = "no-check", Error,
        "there is no check or summary `{0}`",
        "没有名为“{0}”的检查或汇总";

    // Indicators and parameters.
    /// Args: least, greatest.
    BoundsReversed = "bounds-reversed", Error,
        "its least value {0} is greater than its greatest, {1}",
        "最小值 {0} 比最大值 {1} 还大";
    /// Options without a choice, or a choice without options.
    OptionsMisplaced = "options-misplaced", Error,
        "a choice has options, and nothing else has",
        "选择类指标要写 options，其他指标不能写";
    /// Bounds on what is no number.
    BoundsMisplaced = "bounds-misplaced", Error,
        "only numbers have `min`, `max` and `at_most`",
        "只有数字类指标才能写 min、max 和 at_most";
    /// Args: the name of the whole.
    OtherType = "other-type", Error,
        "`{0}` is of another type, so the two cannot be compared",
        "“{0}”的类型不一样，两者不能比较";
    /// A chain of wholes that closes.
    AtMostCircle = "at-most-circle", Error,
        "the chain of `at_most` comes back to where it began",
        "at_most 绕了一圈又回到自己";
    /// Dated values out of order.
    DaysNotRising = "days-not-rising", Error,
        "the days must rise from one value to the next",
        "各个数值的日期要从早到晚排";

    /// Args: the parameter, the unit it must have.
    WrongUnit = "wrong-unit", Error,
        "`{0}` must have the unit `{1}`",
        "“{0}”的单位要是“{1}”";

    // Tests and formulas.
    /// Args: the formula.
    NotAFormula = "not-a-formula", Error,
        "`{0}` is not a number made of indicators, parameters, derived values and + - * /",
        "“{0}”不是由指标、标准线、计算值和 + - * / 组成的数";
    /// A divisor without a sure sign.
    DivisorMayBeNegative = "divisor-may-be-negative", Error,
        "a formula may divide only by indicators that cannot be negative, or sums and products of such",
        "公式里的除数只能是不会为负的指标，或者它们的和与积";
    /// What the villages of an area add up divides by an indicator. Args: the formula.
    SumDivides = "sum-divides", Error,
        "`{0}` is added up over villages, so it may divide by numbers only; a rate is `sum` over `over`",
        "“{0}”要把各村加起来，只能除以固定的数；比率请分开写成 sum 和 over";
    /// A tolerance on an equality.
    ToleranceWithoutDirection = "tolerance-without-direction", Error,
        "a tolerance needs a figure with a direction, not `equals`",
        "容差只能用在“不低于”“不高于”这类有方向的比较上，不能用在 equals 上";
    /// A test that only compiled packs hold.
    CompiledTest = "compiled-test", Error,
        "a compiled pack cannot be compiled again; load it as it is",
        "编译过的检查包不能再编译；请直接使用";
    /// A composite of nothing.
    NoParts = "no-parts", Error,
        "it has no parts; name at least one",
        "这里一项也没有；请至少写一项";
    /// A selection without a check.
    NothingSelected = "nothing-selected", Error,
        "no check is of these kinds and this clause",
        "没有一项检查属于这些类别和这个条款";
    /// Args: how deep parts may nest.
    RestsOnItself = "rests-on-itself", Error,
        "it rests on itself, or on parts nested more than {0} deep",
        "它依据的就是自己，或者层层嵌套超过 {0} 层";
    /// A check without a clause.
    NoClause = "no-clause", Error,
        "a check names the clause that it rests on, such as `clause = [\"二(一)\"]`",
        "每项检查都要写明依据的条款，如 clause = [\"二(一)\"]";
    /// Args: the text, the indicator, its options.
    UnknownOption = "unknown-option", Error,
        "`{0}` is no option of `{1}`, so the comparison never holds; its options are {2}",
        "“{0}”不是“{1}”的选项，这个比较永远不成立；选项有：{2}";

    // What a pack can be used with and hardly means.
    /// Args: the name.
    UnusedIndicator = "unused-indicator", Warning,
        "the indicator `{0}` is asked for, and nothing uses it; use it, remove it, or give the reason under `allow`",
        "指标“{0}”要人填，却没有用到；请用上、删去，或在 allow 里写明原因";
    /// Args: the name.
    UnusedParameter = "unused-parameter", Warning,
        "nothing uses the parameter `{0}`; use it, remove it, or give the reason under `allow`",
        "标准线“{0}”没有用到；请用上、删去，或在 allow 里写明原因";
    /// Args: the name.
    UnusedDerived = "unused-derived", Note,
        "no check uses the derived value `{0}`; use it, remove it, or give the reason under `allow`",
        "计算值“{0}”没有检查用到；请用上、删去，或在 allow 里写明原因";
    /// `applies_when` that no answers satisfy.
    NeverApplies = "never-applies", Warning,
        "this never holds, whatever is answered, so the check never applies",
        "无论怎么填，这个条件都不成立，这项检查永远不适用";
    /// `applies_when` that all answers satisfy.
    AlwaysApplies = "always-applies", Warning,
        "this always holds, whatever is answered; leave the condition out",
        "无论怎么填，这个条件都成立；可以不写";
    /// A test that no answers meet.
    NeverMet = "never-met", Warning,
        "no answers can meet this; check the figure and the direction",
        "无论怎么填都不会达标；请核对数字和比较方向";
    /// A test that no answers miss.
    NeverUnmet = "never-unmet", Warning,
        "no answers can miss this, so it says nothing; check the figure and the direction",
        "无论怎么填都不会未达标，等于没有要求；请核对数字和比较方向";
    /// A remark that is never made.
    NeverRemarked = "never-remarked", Warning,
        "this never holds, whatever is answered, so the remark is never made",
        "无论怎么填，这个条件都不成立，这句提醒永远不会出现";
    /// Args: the value, the least, the greatest, what it is held against.
    FigureOutOfRange = "figure-out-of-range", Warning,
        "{0} lies outside {1} to {2}, which is all that `{3}` can be",
        "{0} 不在 {1} 到 {2} 之间，而“{3}”只能在这个范围里";
    /// Args: the part, the whole.
    PartNotBounded = "part-not-bounded", Warning,
        "`{0}` is judged as part of `{1}` but may exceed it; write `at_most = \"{1}\"` at the indicator",
        "“{0}”按“{1}”的一部分来判定，却没有写明不能多于它；请在指标里写 at_most = \"{1}\"";
    /// Args: the clause, what would be right.
    ClauseForm = "clause-form", Warning,
        "`{0}` is not how clauses are cited; write it like `{1}`",
        "“{0}”不是条款的写法；请写成“{1}”这样";
    /// A target without a due date.
    NoDue = "no-due", Warning,
        "a target has a day by which it is due; give `due`, or say under `allow` why there is none",
        "目标任务要有完成期限；请写 due，或在 allow 里写明为什么没有";
    /// Args: the phrase.
    GapPhraseForm = "gap-phrase-form", Warning,
        "`{0}` must have `{n}` once, where number and unit go",
        "“{0}”里要有一处 {n}，用来填数和单位";
    /// A figure without words for what is missing.
    NoGapPhrase = "no-gap-phrase", Warning,
        "the check compares a figure; give `gap_phrase`, such as `再改造{n}`, so that it can say how much is missing",
        "这项检查比的是数；请写 gap_phrase，如“再改造{n}”，好说明还差多少";
    /// Args: the word.
    SoftWithoutTolerance = "soft-without-tolerance", Warning,
        "the document softens its figure by `{0}`; name the parameter that says by how much under `tolerance`",
        "文件用“{0}”放宽了数字；请在 tolerance 里写明放宽多少的标准线";
    /// A tolerance without the document's word.
    ToleranceWithoutSoft = "tolerance-without-soft", Warning,
        "a figure may be missed only where the document says so; give its word under `soft`",
        "文件有“左右”“基本”这类词才能放宽；请在 soft 里写明是哪个词";
    /// Args: the key.
    NoText = "no-text", Warning,
        "`{0}` is empty; the reader is told nothing",
        "“{0}”是空的，看的人不知道是什么意思";
    /// Args: the word.
    DeveloperWord = "developer-word", Warning,
        "`{0}` means nothing to a cadre; say it in plain Chinese",
        "“{0}”基层干部看不懂；请用平常话说";
    /// A figure of the document that is not given.
    DocumentFigureUnset = "document-figure-unset", Warning,
        "the document gives this figure, so it has a value; without one the basis is `local`",
        "文件写明了这个数，就要填 value；没有写明的，basis 写 local";
    /// Args: the parameter, its basis.
    BasisDiffers = "basis-differs", Warning,
        "the check rests on `{0}`, whose basis is {1}; give the check the same",
        "这项检查用的标准线“{0}”依据是 {1}；检查的 basis 要写成一样";
    /// A pack without a document.
    NoSource = "no-source", Warning,
        "the pack names no document that it rests on; give it under `sources`",
        "没有写明依据哪份文件；请写进 sources";
    /// Args: the code.
    UnknownAllowance = "unknown-allowance", Error,
        "`{0}` is no finding that can be accepted",
        "没有“{0}”这种可以放过的问题";
    /// Args: the code, the name.
    NeedlessAllowance = "needless-allowance", Warning,
        "`{1}` has no finding `{0}` any more; remove it here",
        "“{1}”已经没有“{0}”这个问题；请从这里删去";
}

impl Diagnostic {
    /// A finding.
    #[must_use]
    pub fn new(code: Code, place: Place, args: &[&str]) -> Self {
        Self { code, place, args: args.iter().map(|arg| (*arg).to_owned()).collect(), near: None }
    }

    /// The same, with the known name that may be meant.
    #[must_use]
    pub fn near(self, near: Option<&str>) -> Self {
        Self { near: near.map(str::to_owned), ..self }
    }

    /// Something inside the formula at a place.
    #[must_use]
    pub fn feel(place: &Place, found: feel::Diagnostic) -> Self {
        Self { code: Code::Feel(found.code), place: place.span(found.span), args: found.args, near: None }
    }

    /// What keeps an overlay from being laid on, at its place in the overlay.
    #[must_use]
    pub fn overlay(place: Place, error: &OverlayError) -> Self {
        Self::new(Code::Overlay(error.code), place, &[&error.message])
    }

    /// What is wrong and what would be right, in words.
    #[must_use]
    pub fn message(&self, lang: Lang) -> String {
        let mut message = self.code.message(&self.args, lang);
        if let Some(near) = &self.near {
            message.push_str(&match lang {
                Lang::En => format!("; did you mean `{near}`?"),
                Lang::Zh => format!("；您是不是要写“{near}”？"),
            });
        }
        message
    }
}

impl fmt::Display for Diagnostic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.place, self.message(Lang::En))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_distinct_kebab_case_and_speak_both_languages() {
        let mut seen = Vec::new();
        for code in Code::ALL {
            let text = code.as_str();
            assert!(text.chars().all(|c| c.is_ascii_lowercase() || c == '-') && !seen.contains(&text), "{text}");
            seen.push(text);
            let args: Vec<String> = (0..4).map(|number| format!("⟨{number}⟩")).collect();
            let (en, zh) = (code.message(&args, Lang::En), code.message(&args, Lang::Zh));
            for arg in &args {
                assert_eq!(en.contains(arg), zh.contains(arg), "{text} says {arg} in one language only");
            }
        }
    }

    #[test]
    fn a_place_reads_as_a_path() {
        let place = Place::entry("checks", 3, "通组公路").key("test").key("all_of").at(1, "");
        assert_eq!(place.to_string(), "checks[通组公路].test.all_of[1]");
        assert_eq!(place.subject(), Some("通组公路"));
    }
}
