//! Text from bytes: UTF-8, UTF-16 with a mark, GB18030. Nothing that is replaced or left out goes unsaid.

use std::borrow::Cow;

use super::{Input, line_of};
use crate::Failure;

/// UTF-8 with or without a mark, UTF-16 with one, or GB18030 as Chinese office programs save; lines end in `\n`.
pub(super) fn decode<'b>(bytes: &'b [u8], name: &str, input: &mut Input) -> Result<Cow<'b, str>, Failure> {
    let text = characters(bytes, name, input)?;
    let text = match text.find('\0') {
        None => text,
        Some(first) => {
            let line = line_of(&text, first);
            input.problem(format!("{name}:{line}"), "从这一行起有看不见的空字符（NUL），已去掉。请核对这份文件。");
            Cow::Owned(text.replace('\0', ""))
        }
    };
    Ok(if text.contains('\r') { Cow::Owned(text.replace("\r\n", "\n").replace('\r', "\n")) } else { text })
}

fn characters<'b>(bytes: &'b [u8], name: &str, input: &mut Input) -> Result<Cow<'b, str>, Failure> {
    if let Some((encoding, mark)) = encoding_rs::Encoding::for_bom(bytes) {
        let (text, broken) = encoding.decode_without_bom_handling(bytes.get(mark..).unwrap_or_default());
        if broken {
            let line = line_of(&text, text.find('\u{fffd}').unwrap_or_default());
            let message = format!("从这一行起有些字不是 {} 编码，已用 � 代替。请核对这份文件。", encoding.name());
            input.problem(format!("{name}:{line}"), message);
        }
        return Ok(text);
    }
    if let Ok(text) = std::str::from_utf8(bytes) {
        return Ok(Cow::Borrowed(text));
    }
    encoding_rs::GB18030
        .decode_without_bom_handling_and_without_replacement(bytes)
        .ok_or_else(|| Failure::new(format!("{name}: 看不出文件的编码。请用表格软件打开，另存为“CSV UTF-8”再试。")))
}
