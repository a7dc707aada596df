//! What is wrong with a source, as data: a closed set of codes with arguments. The words come last, in Chinese or
//! English. Depends only on the tree's spans.

use crate::ast::Span;

/// One finding about a source text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// What kind of finding.
    pub code: Code,
    /// How grave.
    pub severity: Severity,
    /// Where.
    pub span: Span,
    /// What the message's places are filled with; what they hold depends on the code.
    pub args: Vec<String>,
}

/// How grave a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// The expression can be evaluated, but hardly says what its author meant.
    Warning,
    /// The expression cannot be used.
    Error,
}

/// The language of a message.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Lang {
    /// Simplified Chinese.
    #[default]
    Zh,
    /// English.
    En,
}

macro_rules! codes {
    ($($(#[$doc:meta])* $name:ident = $text:literal, $severity:ident, $zh:literal, $en:literal;)*) => {
        /// Every kind of finding.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum Code { $($(#[$doc])* $name,)* }

        impl Code {
            /// Every code, for catalogues and tests.
            pub const ALL: &'static [Self] = &[$(Self::$name,)*];

            /// A stable kebab-case text.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$name => $text,)* }
            }

            /// How grave a finding of this kind is.
            #[must_use]
            pub const fn severity(self) -> Severity {
                match self { $(Self::$name => Severity::$severity,)* }
            }

            /// The message with `{0}`, `{1}` … where arguments go.
            const fn template(self, lang: Lang) -> &'static str {
                match (self, lang) {
                    $((Self::$name, Lang::Zh) => $zh, (Self::$name, Lang::En) => $en,)*
                }
            }
        }
    };
}

codes! {
    /// The source is empty.
    Empty = "empty", Error,
        "这里是空的；请写一个表达式，例如“总户数 > 0”",
        "nothing is here; write an expression such as `households > 0`";
    /// Longer than the limit. Args: bytes given, bytes allowed.
    SourceTooLong = "source-too-long", Error,
        "表达式太长（{0} 字节）；最多 {1} 字节，请拆成几个",
        "the expression is too long ({0} bytes); at most {1} are allowed, so split it";
    /// Nested or chained deeper than the limit. Args: the limit.
    TooDeep = "too-deep", Error,
        "嵌套或连写超过 {0} 层；请拆成几个表达式，或用 sum([...])、all([...]) 代替连写",
        "nested or chained more than {0} levels; split it, or use sum([...]) or all([...]) in place of a long chain";
    /// Args: what is found, what is expected.
    UnexpectedToken = "unexpected-token", Error,
        "这里不该出现“{0}”；应为{1}",
        "`{0}` does not belong here; expected {1}";
    /// Args: what is expected.
    UnexpectedEnd = "unexpected-end", Error,
        "表达式没有写完；这里还需要{0}",
        "the expression ends too early; expected {0}";
    /// Args: the opening bracket, the closing bracket.
    UnclosedBracket = "unclosed-bracket", Error,
        "括号“{0}”没有配对；请补上“{1}”",
        "the bracket `{0}` is never closed; add `{1}`";
    /// A text without its closing quote.
    UnclosedText = "unclosed-text", Error,
        "文字缺少结尾的引号；请补上 \"",
        "the text has no closing quote; add \"";
    /// A comment without its end.
    UnclosedComment = "unclosed-comment", Error,
        "注释没有结尾；请补上 */",
        "the comment has no end; add */";
    /// Args: the escape.
    BadEscape = "bad-escape", Error,
        "不认识转义“{0}”；可用 \\n \\t \\r \\\" \\' \\\\ \\uXXXX \\UXXXXXX",
        "`{0}` is no known escape; use \\n \\t \\r \\\" \\' \\\\ \\uXXXX or \\UXXXXXX";
    /// More digits than the limit. Args: digits given, digits allowed.
    NumberTooLong = "number-too-long", Error,
        "这个数有 {0} 位；最多 {1} 位，请只写需要的位数",
        "the number has {0} digits; at most {1} are allowed, so write only those that matter";
    /// A number whose exponent is beyond the limit. Args: the number, the greatest exponent.
    BadNumber = "bad-number", Error,
        "“{0}”不是可用的数；请写成 12、-0.5 或 2.5E-4，指数最大 {1}",
        "`{0}` is not a usable number; write it as 12, -0.5 or 2.5E-4, with an exponent of at most {1}";
    /// Args: the character given, the one meant.
    WrongCharacter = "wrong-character", Error,
        "“{0}”不能用在表达式里；请改成“{1}”",
        "`{0}` cannot be used in an expression; write `{1}`";
    /// Args: the character.
    UnknownCharacter = "unknown-character", Error,
        "不认识的字符“{0}”；请删去它",
        "unknown character `{0}`; remove it";
    /// Args: the word.
    NotInProfile = "not-in-profile", Error,
        "这里不支持“{0}”；可以用 some/every、筛选 [ ] 和内置函数代替",
        "`{0}` is not supported here; use some/every, a filter [ ] or a built-in function";
    /// Args: the name, the nearest one.
    UnknownName = "unknown-name", Error,
        "没有名为“{0}”的字段；您是不是要写“{1}”？",
        "there is no field `{0}`; did you mean `{1}`?";
    /// Args: the name.
    UnknownNameAlone = "unknown-name-alone", Error,
        "没有名为“{0}”的字段；请先声明它，或改用已有的字段",
        "there is no field `{0}`; declare it first or use an existing one";
    /// Args: the function, the nearest one.
    UnknownFunction = "unknown-function", Error,
        "没有名为“{0}”的函数；您是不是要写“{1}”？",
        "there is no function `{0}`; did you mean `{1}`?";
    /// Args: the function.
    UnknownFunctionAlone = "unknown-function-alone", Error,
        "没有名为“{0}”的函数；请改用内置函数",
        "there is no function `{0}`; use a built-in function";
    /// Args: the function, how many are given, how it is called.
    ArgumentCount = "argument-count", Error,
        "函数“{0}”给了 {1} 个参数，不对；写法是 {2}",
        "`{0}` is given {1} arguments, which does not fit; it is called as {2}";
    /// Args: the parameter, how the function is called.
    UnknownParameter = "unknown-parameter", Error,
        "没有名为“{0}”的参数；写法是 {1}",
        "there is no parameter `{0}`; the function is called as {1}";
    /// Args: the parameter.
    DuplicateParameter = "duplicate-parameter", Error,
        "参数“{0}”给了两次；请只留一个",
        "the parameter `{0}` is given twice; keep one";
    /// Args: the key.
    DuplicateKey = "duplicate-key", Error,
        "“{0}”在同一个 { } 里写了两次；请改名或删去一个",
        "`{0}` stands twice in one { }; rename or remove one";
    /// An operand or argument of a wrong type: the result is always null. Args: what stands there, what is needed.
    TypeMismatch = "type-mismatch", Warning,
        "这里是{0}，需要{1}；结果总是空值",
        "this is {0}, but {1} is needed; the result is always null";
    /// Two types that never compare. Args: the two types.
    NeverComparable = "never-comparable", Warning,
        "{0}不能与{1}比较；结果总是空值，请改成同一类型",
        "{0} never compares with {1}; the result is always null, so use one type";
    /// A condition without a choice. Args: its value.
    ConstantCondition = "constant-condition", Warning,
        "这个条件总是“{0}”；请检查比较的数值",
        "this condition is always `{0}`; check the values it compares";
    /// Comparisons of one name that no value meets. Args: the name.
    NeverHolds = "never-holds", Warning,
        "“{0}”的几个比较互相矛盾，永远不会同时成立；请检查上下限",
        "no value of `{0}` meets all these comparisons; check the bounds";
    /// A condition on a value that may be missing: FEEL takes the else branch. Args: the name.
    MaybeMissingCondition = "maybe-missing-condition", Warning,
        "“{0}”可能没有填；没有填时会走 else 分支，请先用“{0} != null”判断",
        "`{0}` may be missing, and then the else branch is taken; test `{0} != null` first";
    /// A filter over a value that may be missing. Args: the name.
    MaybeMissingList = "maybe-missing-list", Warning,
        "“{0}”可能没有填；没有填的项会被悄悄略过，数目会偏少，请先用“{0} != null”判断",
        "`{0}` may be missing; what is missing is silently left out and the count comes out too small, so test `{0} != null` first";
    /// A count of values that may be missing. Args: the name.
    MaybeMissingCount = "maybe-missing-count", Warning,
        "“{0}”可能没有填；count 把没有填的项也算作一个，请先用“{0} != null”判断",
        "`{0}` may be missing, and count counts it all the same; test `{0} != null` first";
    /// A test of equality with a value that may be missing. Args: the name.
    MaybeMissingEquality = "maybe-missing-equality", Warning,
        "“{0}”可能没有填；没有填的值与任何值都不相等，会被当成“不是”，请先用“{0} != null”判断",
        "`{0}` may be missing, and what is missing equals nothing, which passes for an answer; test `{0} != null` first";
    /// A verdict needs a truth value. Args: what stands there.
    NotACondition = "not-a-condition", Error,
        "这里需要判断（是或否），得到的是{0}；请加上比较，例如“> 0”",
        "a condition (true or false) is needed here, but this is {0}; add a comparison such as `> 0`";
}

impl Diagnostic {
    /// A finding of a code's own severity.
    #[must_use]
    pub fn new(code: Code, span: Span, args: Vec<String>) -> Self {
        Self { code, severity: code.severity(), span, args }
    }

    /// The same from borrowed arguments.
    #[inline(never)]
    pub(crate) fn of(code: Code, span: Span, args: &[&str]) -> Self {
        Self::new(code, span, args.iter().map(|arg| String::from(*arg)).collect())
    }

    /// What is wrong and what would be right, in words.
    #[must_use]
    pub fn message(&self, lang: Lang) -> String {
        filled(self.code.template(lang), &self.args, lang)
    }
}

/// A message's template with `{0}`, `{1}` … replaced by its arguments, in one line.
#[must_use]
pub fn filled(template: &str, args: &[String], lang: Lang) -> String {
    let mut out = String::with_capacity(template.len() + 32);
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('{') {
        out.push_str(before);
        let place = after.split_once('}').and_then(|(index, tail)| Some((index.parse::<usize>().ok()?, tail)));
        match place {
            Some((index, tail)) => {
                out.push_str(&args.get(index).map_or("", |arg| translate(arg, lang)).replace('\n', " "));
                rest = tail;
            }
            None => {
                out.push('{');
                rest = after;
            }
        }
    }
    out.push_str(rest);
    out
}

/// Arguments that are words of ours, not of the source, start with `@` and have a text in each language. No piece of a
/// source that is an argument is one of them: `@` is a token of its own there.
fn translate(arg: &str, lang: Lang) -> &str {
    let Some(word) = arg.strip_prefix('@') else {
        return arg;
    };
    let (zh, en) = match word {
        "expression" => ("一个值或表达式", "a value or an expression"),
        "operator" => ("运算符或结尾", "an operator or the end"),
        "name" => ("一个名称", "a name"),
        "argument" => ("要么所有参数都写名称，要么都不写", "a name for every argument or for none"),
        "any" => ("任意值", "any value"),
        "null" => ("空值", "null"),
        "boolean" => ("是或否", "true or false"),
        "number" => ("数", "a number"),
        "text" => ("文字", "a text"),
        "list" => ("列表", "a list"),
        "context" => ("一组键值", "a context"),
        "range" => ("区间", "a range"),
        "number-or-text" => ("数或文字", "a number or a text"),
        "true" => ("是", "true"),
        "false" => ("否", "false"),
        _ => (arg, arg),
    };
    match lang {
        Lang::Zh => zh,
        Lang::En => en,
    }
}

/// Puts findings in the order of the source, keeping the order of those at one place. By insertion: there are few, and
/// they come nearly sorted.
pub(crate) fn in_order(findings: &mut Vec<Diagnostic>) {
    let place = |found: &Diagnostic| (found.span.start, found.span.end);
    let mut sorted: Vec<Diagnostic> = Vec::with_capacity(findings.len());
    for found in findings.drain(..) {
        let later = sorted.iter().rev().take_while(|known| place(known) > place(&found)).count();
        sorted.insert(sorted.len() - later, found);
    }
    *findings = sorted;
}

/// The known name that is nearest to a name, where one is near enough: at most a third of its characters differ.
pub(crate) fn nearest<'a>(name: &str, known: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let wanted: Vec<char> = name.chars().take(64).collect();
    let mut best: Option<(usize, &str)> = None;
    for candidate in known {
        let distance = edits(&wanted, candidate);
        let limit = (wanted.len().max(candidate.chars().count()) / 3).max(1);
        if distance <= limit && distance < wanted.len() && best.is_none_or(|(least, _)| distance < least) {
            best = Some((distance, candidate));
        }
    }
    best.map(|(_, candidate)| candidate)
}

/// Levenshtein distance.
fn edits(a: &[char], b: &str) -> usize {
    let mut row: Vec<usize> = (0..=a.len()).collect();
    for (line, right) in b.chars().take(64).enumerate() {
        let mut diagonal = line;
        let mut left = line + 1;
        for (cell, wanted) in row.iter_mut().skip(1).zip(a) {
            let next = (diagonal + usize::from(*wanted != right)).min(left + 1).min(*cell + 1);
            diagonal = *cell;
            *cell = next;
            left = next;
        }
        if let Some(first) = row.first_mut() {
            *first = line + 1;
        }
    }
    row.last().copied().unwrap_or(usize::MAX)
}
