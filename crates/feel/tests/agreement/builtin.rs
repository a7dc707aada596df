//! The built-ins of the reference: one table of signatures in the standard's words, one match of meanings.

use std::cmp::Ordering;

use feel::NullReason;

use super::value::{Ratio, Round, V, and, compare, equal, or, order};

/// Name, parameters, and what follows them. `[…]` is optional, `…` repeats the last parameter, `*` stands for a list.
const SIGNATURES: &[(&str, &str)] = &[
    ("not", "negand: boolean"),
    ("all", "list: list *"),
    ("any", "list: list *"),
    ("count", "list: list"),
    ("sum", "list: list *"),
    ("min", "list: list *"),
    ("max", "list: list *"),
    ("mean", "list: list *"),
    ("median", "list: list *"),
    ("mode", "list: list *"),
    ("stddev", "list: list *"),
    ("product", "list: list *"),
    ("abs", "n: number"),
    ("floor", "n: number, [scale: number"),
    ("ceiling", "n: number, [scale: number"),
    ("decimal", "n: number, scale: number"),
    ("round up", "n: number, scale: number"),
    ("round down", "n: number, scale: number"),
    ("round half up", "n: number, scale: number"),
    ("round half down", "n: number, scale: number"),
    ("modulo", "dividend: number, divisor: number"),
    ("sqrt", "number: number"),
    ("even", "number: number"),
    ("odd", "number: number"),
    ("number", "from: text"),
    ("number", "from: text, grouping separator: text?, decimal separator: text?"),
    ("string", "from: any"),
    ("string length", "string: text"),
    ("substring", "string: text, start position: number, [length: number"),
    ("substring before", "string: text, match: text"),
    ("substring after", "string: text, match: text"),
    ("upper case", "string: text"),
    ("lower case", "string: text"),
    ("contains", "string: text, match: text"),
    ("starts with", "string: text, match: text"),
    ("ends with", "string: text, match: text"),
    ("string join", "list: list, [delimiter: text?"),
    ("list contains", "list: list, element: any"),
    ("append", "list: list, item: any …"),
    ("concatenate", "list: list …"),
    ("union", "list: list …"),
    ("flatten", "list: list"),
    ("distinct values", "list: list"),
    ("reverse", "list: list"),
    ("index of", "list: list, match: any"),
    ("sublist", "list: list, start position: number, [length: number"),
    ("insert before", "list: list, position: number, newItem: any"),
    ("remove", "list: list, position: number"),
    ("list replace", "list: list, position: number, newItem: any"),
    ("get value", "m: context, key: text"),
    ("get entries", "m: context"),
    ("context", "entries: list"),
    ("context put", "context: context, keys: list, value: any"),
    ("context put", "context: context, key: text, value: any"),
    ("context merge", "contexts: list"),
];

pub(crate) const ALIASES: &[(&str, &str)] = &[
    ("合计", "sum"),
    ("计数", "count"),
    ("最大", "max"),
    ("平均", "mean"),
    ("四舍五入", "round half up"),
    ("非", "not"),
];

type Outcome = Result<V, NullReason>;

/// Calls a function by the standard's rules for arguments.
pub(crate) fn call(name: &str, args: &[(Option<&str>, V)]) -> Outcome {
    let name = ALIASES.iter().find(|(alias, _)| *alias == name).map_or(name, |(_, name)| name);
    for (_, signature) in SIGNATURES.iter().filter(|(known, _)| *known == name) {
        if let Some(values) = arranged(signature, args) {
            return run(name, &converted(signature, values)?);
        }
    }
    Err(NullReason::BadCall)
}

/// Name, type and necessity of each parameter.
fn parameters(signature: &str) -> Vec<(&str, &str, bool)> {
    let plain = signature.trim_end_matches(" *").trim_end_matches(" …");
    plain
        .split(", ")
        .map(|part| {
            let needed = !part.starts_with('[');
            let (name, ty) = part.trim_start_matches('[').split_once(": ").expect("a parameter has a type");
            (name, ty, needed)
        })
        .collect()
}

/// The arguments in the order of the parameters, where they fit.
fn arranged(signature: &str, args: &[(Option<&str>, V)]) -> Option<Vec<V>> {
    let parameters = parameters(signature);
    let needed = parameters.iter().filter(|(_, _, needed)| *needed).count();
    let endless = signature.ends_with('*') || signature.ends_with('…');
    if args.iter().any(|(name, _)| name.is_some()) {
        let given = |name: &str| args.iter().filter(|(given, _)| *given == Some(name)).count();
        let known = args.iter().all(|(given, _)| parameters.iter().any(|(name, _, _)| *given == Some(name)));
        let fits = parameters.iter().all(|(name, _, needed)| given(name) <= 1 && (given(name) == 1 || !needed));
        return (known && fits).then(|| {
            let order =
                parameters.iter().filter_map(|(name, _, _)| args.iter().find(|(given, _)| *given == Some(name)));
            order.map(|(_, value)| value.clone()).collect()
        });
    }
    let fits = args.len() >= needed && (endless || args.len() <= parameters.len());
    fits.then(|| args.iter().map(|(_, value)| value.clone()).collect())
}

fn converted(signature: &str, values: Vec<V>) -> Result<Vec<V>, NullReason> {
    let parameters = parameters(signature);
    if signature.ends_with('*') && values.len() > 1 {
        return Ok(vec![V::List(values)]);
    }
    let last = parameters.len() - 1;
    values.into_iter().enumerate().map(|(place, value)| convert(parameters[place.min(last)].1, value)).collect()
}

/// A list of one serves for its element, and one value for a list of it; never null.
fn convert(ty: &str, value: V) -> Outcome {
    match (ty, value) {
        ("any", value) => Ok(value),
        ("text?", V::Null) => Ok(V::Null),
        (_, V::Null) => Err(NullReason::WrongType),
        ("list", V::List(items)) => Ok(V::List(items)),
        ("list", one) => Ok(V::List(vec![one])),
        ("boolean", value @ V::Bool(_))
        | ("number", value @ V::Num(_))
        | ("text" | "text?", value @ V::Text(_))
        | ("context", value @ V::Context(_)) => Ok(value),
        (ty, V::List(mut items)) if items.len() == 1 && !matches!(items[0], V::List(_)) => convert(ty, items.remove(0)),
        _ => Err(NullReason::WrongType),
    }
}

/// The index of a position: from 1, or from -1 back from the end.
pub(crate) fn place(length: usize, position: i64) -> Option<usize> {
    let length = i64::try_from(length).expect("a short list");
    let place = if position > 0 { position - 1 } else { length + position };
    (position != 0 && (0..length).contains(&place)).then(|| usize::try_from(place).expect("not negative"))
}

fn whole(value: &V) -> Result<i64, NullReason> {
    match value {
        V::Num(n) => n.cut().ok_or(NullReason::OutOfDomain),
        _ => Err(NullReason::WrongType),
    }
}

fn count(n: usize) -> V {
    V::Num(Ratio::whole(n))
}

fn numbers(items: &[V], least: usize) -> Result<Vec<Ratio>, NullReason> {
    if items.len() < least {
        return Err(NullReason::OutOfDomain);
    }
    let number = |item: &V| if let V::Num(n) = item { Ok(n.clone()) } else { Err(NullReason::WrongType) };
    items.iter().map(number).collect()
}

fn total(items: &[Ratio]) -> Ratio {
    items.iter().fold(Ratio::whole(0), |sum, item| sum.add(item))
}

fn mean(items: &[Ratio]) -> Ratio {
    total(items).div(&Ratio::whole(items.len())).expect("items")
}

fn distinct(items: &[V]) -> V {
    let mut kept: Vec<V> = Vec::new();
    for item in items {
        if !kept.iter().any(|known| equal(known, item) == Some(true)) {
            kept.push(item.clone());
        }
    }
    V::List(kept)
}

fn flat(items: &[V], out: &mut Vec<V>) {
    for item in items {
        match item {
            V::List(inner) => flat(inner, out),
            other => out.push(other.clone()),
        }
    }
}

fn run(name: &str, args: &[V]) -> Outcome {
    use NullReason::{DivisionByZero, MissingName, OutOfDomain, WrongType};
    let round = |how: Round| -> Outcome {
        let V::Num(n) = &args[0] else { return Err(WrongType) };
        let scale = args.get(1).map_or(Ok(0), whole)?;
        // The scales of decimal128.
        if !(-6_111..=6_176).contains(&scale) {
            return Err(OutOfDomain);
        }
        Ok(V::Num(n.round(i32::try_from(scale).expect("in range"), how)))
    };
    let remainder = |a: &Ratio, b: &Ratio| -> Result<Ratio, NullReason> {
        let times = a.div(b).ok_or(DivisionByZero)?.round(0, Round::Floor);
        Ok(a.add(&b.mul(&times).neg()))
    };
    Ok(match (name, args) {
        ("not", [V::Bool(b)]) => V::Bool(!b),
        ("all" | "any", [V::List(items)]) => {
            let truths = items.iter().map(V::truth);
            let truth = if name == "all" { truths.fold(Some(true), and) } else { truths.fold(Some(false), or) };
            V::Bool(truth.ok_or(WrongType)?)
        }
        ("count", [V::List(items)]) => count(items.len()),
        ("sum", [V::List(items)]) => V::Num(total(&numbers(items, 1)?)),
        ("product", [V::List(items)]) => {
            V::Num(numbers(items, 1)?.iter().fold(Ratio::whole(1), |product, item| product.mul(item)))
        }
        ("mean", [V::List(items)]) => V::Num(mean(&numbers(items, 1)?)),
        ("min" | "max", [V::List(items)]) => {
            let wanted = if name == "min" { Ordering::Less } else { Ordering::Greater };
            let mut best = items.first().ok_or(OutOfDomain)?;
            for item in items {
                if order(item, best).ok_or(WrongType)? == wanted {
                    best = item;
                }
            }
            best.clone()
        }
        ("median", [V::List(items)]) => {
            let mut items = numbers(items, 1)?;
            items.sort_by(Ratio::cmp);
            let middle = items.len() / 2;
            V::Num(mean(if items.len() % 2 == 1 { &items[middle..=middle] } else { &items[middle - 1..=middle] }))
        }
        ("mode", [V::List(items)]) => {
            let mut items = numbers(items, 0)?;
            items.sort_by(Ratio::cmp);
            let times = |item: &Ratio| items.iter().filter(|other| *other == item).count();
            let most = items.iter().map(times).max().unwrap_or(0);
            let frequent: Vec<V> = items.iter().filter(|item| times(item) == most).cloned().map(V::Num).collect();
            distinct(&frequent)
        }
        ("stddev", [V::List(items)]) => {
            let items = numbers(items, 2)?;
            let mean = mean(&items);
            let squares: Vec<Ratio> = items.iter().map(|item| item.add(&mean.neg())).map(|off| off.mul(&off)).collect();
            V::Num(
                total(&squares).div(&Ratio::whole(items.len() - 1)).and_then(|variance| variance.root()).expect("≥ 0"),
            )
        }
        ("abs", [V::Num(n)]) => V::Num(if n.is_negative() { n.neg() } else { n.clone() }),
        ("floor", _) => round(Round::Floor)?,
        ("ceiling", _) => round(Round::Ceiling)?,
        ("decimal", _) => round(Round::HalfEven)?,
        ("round up", _) => round(Round::Up)?,
        ("round down", _) => round(Round::Down)?,
        ("round half up", _) => round(Round::HalfUp)?,
        ("round half down", _) => round(Round::HalfDown)?,
        ("modulo", [V::Num(a), V::Num(b)]) => V::Num(remainder(a, b)?),
        ("sqrt", [V::Num(n)]) => V::Num(n.root().ok_or(OutOfDomain)?),
        ("even", [V::Num(n)]) => V::Bool(remainder(n, &Ratio::whole(2))?.is_zero()),
        ("odd", [V::Num(n)]) => V::Bool(remainder(n, &Ratio::whole(2))? == Ratio::whole(1)),
        ("number", [V::Text(text)]) => V::Num(parsed(text).ok_or(OutOfDomain)?),
        ("number", [V::Text(text), grouping, decimal]) => {
            V::Num(separated(text, grouping, decimal).ok_or(OutOfDomain)?)
        }
        ("string", [V::Null]) => return Err(WrongType),
        ("string", [V::Text(text)]) => V::Text(text.clone()),
        ("string", [value]) => V::Text(written(value)),
        ("string length", [V::Text(text)]) => count(text.chars().count()),
        ("substring", [V::Text(text), start, ..]) => {
            let letters: Vec<char> = text.chars().collect();
            let from = place(letters.len(), whole(start)?).ok_or(OutOfDomain)?;
            let rest = &letters[from..];
            let take = match args.get(2) {
                None => rest.len(),
                Some(length) => usize::try_from(whole(length)?).map_err(|_| OutOfDomain)?,
            };
            if take == 0 || take > rest.len() {
                return Err(OutOfDomain);
            }
            V::Text(rest[..take].iter().collect())
        }
        ("substring before", [V::Text(text), V::Text(part)]) => {
            V::Text(text.find(part.as_str()).map_or("", |at| &text[..at]).into())
        }
        ("substring after", [V::Text(text), V::Text(part)]) => {
            V::Text(text.find(part.as_str()).map_or("", |at| &text[at + part.len()..]).into())
        }
        ("upper case", [V::Text(text)]) => V::Text(text.chars().flat_map(char::to_uppercase).collect()),
        ("lower case", [V::Text(text)]) => V::Text(text.chars().flat_map(char::to_lowercase).collect()),
        ("contains", [V::Text(text), V::Text(part)]) => V::Bool(text.contains(part.as_str())),
        ("starts with", [V::Text(text), V::Text(part)]) => V::Bool(text.starts_with(part.as_str())),
        ("ends with", [V::Text(text), V::Text(part)]) => V::Bool(text.ends_with(part.as_str())),
        ("string join", [V::List(items), rest @ ..]) => {
            let delimiter = if let [V::Text(text)] = rest { text.as_str() } else { "" };
            let texts: Vec<&str> = items
                .iter()
                .filter(|item| !item.is_null())
                .map(|item| if let V::Text(text) = item { Ok(text.as_str()) } else { Err(WrongType) })
                .collect::<Result<_, _>>()?;
            V::Text(texts.join(delimiter))
        }
        ("list contains", [V::List(items), wanted]) => {
            V::Bool(items.iter().any(|item| compare(feel::ast::CompareOp::Eq, item, wanted) == Some(true)))
        }
        ("append", [V::List(items), more @ ..]) => V::List(items.iter().chain(more).cloned().collect()),
        ("concatenate" | "union", lists) => {
            let mut all = Vec::new();
            for list in lists {
                let V::List(items) = list else { return Err(WrongType) };
                all.extend(items.iter().cloned());
            }
            if name == "union" { distinct(&all) } else { V::List(all) }
        }
        ("flatten", [V::List(items)]) => {
            let mut out = Vec::new();
            flat(items, &mut out);
            V::List(out)
        }
        ("distinct values", [V::List(items)]) => distinct(items),
        ("reverse", [V::List(items)]) => V::List(items.iter().rev().cloned().collect()),
        ("index of", [V::List(items), wanted]) => {
            let places = items.iter().enumerate().filter(|(_, item)| equal(item, wanted) == Some(true));
            V::List(places.map(|(place, _)| count(place + 1)).collect())
        }
        ("sublist", [V::List(items), start, ..]) => {
            let from = place(items.len(), whole(start)?).ok_or(OutOfDomain)?;
            let length = match args.get(2) {
                None => items.len() - from,
                Some(length) => usize::try_from(whole(length)?).map_err(|_| OutOfDomain)?,
            };
            if length == 0 || from + length > items.len() {
                return Err(OutOfDomain);
            }
            V::List(items[from..from + length].to_vec())
        }
        ("insert before" | "remove" | "list replace", [V::List(items), position, ..]) => {
            let at = place(items.len(), whole(position)?).ok_or(OutOfDomain)?;
            let mut items = items.clone();
            match name {
                "remove" => drop(items.remove(at)),
                "insert before" => items.insert(at, args[2].clone()),
                _ => items[at] = args[2].clone(),
            }
            V::List(items)
        }
        ("get value", [context, V::Text(key)]) => context.entry(key).cloned().ok_or(MissingName)?,
        ("get entries", [V::Context(entries)]) => V::List(
            entries
                .iter()
                .map(|(key, value)| {
                    V::Context(vec![("key".into(), V::Text(key.clone())), ("value".into(), value.clone())])
                })
                .collect(),
        ),
        ("context", [V::List(items)]) => {
            let mut out: Vec<(String, V)> = Vec::new();
            for item in items {
                if !matches!(item, V::Context(_)) {
                    return Err(WrongType);
                }
                let (Some(V::Text(key)), Some(value)) = (item.entry("key"), item.entry("value")) else {
                    return Err(OutOfDomain);
                };
                if out.iter().any(|(known, _)| known == key) {
                    return Err(OutOfDomain);
                }
                out.push((key.clone(), value.clone()));
            }
            V::Context(out)
        }
        ("context put", [context, V::List(keys), value]) => put(context, keys, value)?,
        ("context put", [context, key, value]) => put(context, std::slice::from_ref(key), value)?,
        ("context merge", [V::List(items)]) => {
            let mut all = V::Context(Vec::new());
            for item in items {
                let V::Context(entries) = item else { return Err(WrongType) };
                for (key, value) in entries {
                    all = put(&all, &[V::Text(key.clone())], value)?;
                }
            }
            all
        }
        other => panic!("{other:?} does not fit its signature"),
    })
}

fn put(context: &V, keys: &[V], value: &V) -> Outcome {
    let (first, rest) = keys.split_first().ok_or(NullReason::OutOfDomain)?;
    let V::Text(key) = first else { return Err(NullReason::WrongType) };
    let V::Context(entries) = context else { return Err(NullReason::OutOfDomain) };
    let value = if rest.is_empty() {
        value.clone()
    } else {
        put(context.entry(key).ok_or(NullReason::OutOfDomain)?, rest, value)?
    };
    let mut entries = entries.clone();
    match entries.iter_mut().find(|(known, _)| known == key) {
        Some(entry) => entry.1 = value,
        None => entries.push((key.clone(), value)),
    }
    Ok(V::Context(entries))
}

/// A number as FEEL writes it: digits, a point between digits, an exponent.
fn parsed(text: &str) -> Option<Ratio> {
    let (negative, text) = text.strip_prefix('-').map_or((false, text), |rest| (true, rest));
    let (mantissa, exponent) = text.split_once(['e', 'E']).unwrap_or((text, "0"));
    let (whole, decimals) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let digits = format!("{whole}{decimals}");
    let plain = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit()) && !mantissa.ends_with('.');
    let exponent: i32 = exponent.parse().ok()?;
    let places = i32::try_from(decimals.len()).ok()?;
    let number = plain.then(|| Ratio::whole(digits.parse::<num_bigint::BigInt>().expect("digits")))?;
    let number = number.mul(&Ratio::whole(10).power(exponent - places)?);
    Some(if negative { number.neg() } else { number })
}

fn separated(text: &str, grouping: &V, decimal: &V) -> Option<Ratio> {
    let separator = |value: &V, allowed: &[&'static str]| match value {
        V::Null => Some(""),
        V::Text(text) => allowed.iter().find(|known| **known == text.as_str()).copied(),
        _ => None,
    };
    // The allowed separators are the standard's.
    let known: [&'static str; 3] = [" ", ",", "."];
    let grouping = separator(grouping, &known)?;
    let decimal = separator(decimal, &known[1..])?;
    if !grouping.is_empty() && grouping == decimal {
        return None;
    }
    let mut plain = text.to_owned();
    if !grouping.is_empty() {
        plain = plain.replace(grouping, "");
    }
    if !decimal.is_empty() && decimal != "." {
        if plain.contains('.') {
            return None;
        }
        plain = plain.replace(decimal, ".");
    }
    parsed(&plain)
}

/// A value as FEEL writes it.
pub(crate) fn written(value: &V) -> String {
    let listed = |items: Vec<String>| items.join(", ");
    match value {
        V::Null => "null".into(),
        V::Bool(b) => b.to_string(),
        V::Num(n) => n.text(),
        V::Text(text) => format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\"")),
        V::List(items) => format!("[{}]", listed(items.iter().map(written).collect())),
        V::Context(entries) => {
            format!("{{{}}}", listed(entries.iter().map(|(key, value)| format!("{key}: {}", written(value))).collect()))
        }
        V::Unary(op, end) => format!("({} {})", op.symbol(), written(end)),
        V::Interval { low, low_closed, high, high_closed } => {
            let (open, close) = (if *low_closed { '[' } else { '(' }, if *high_closed { ']' } else { ')' });
            format!("{open}{}..{}{close}", written(low), written(high))
        }
    }
}
