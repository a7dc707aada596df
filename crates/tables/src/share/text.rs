//! What is wrong with a text that was to be a self-check, in Chinese: plain, with what to do.

use super::Unread;

pub(super) fn unread(unread: &Unread) -> String {
    let says = match unread {
        Unread::Empty => "这里还没有内容。请把文字码、链接或者文件内容粘贴进来。",
        Unread::TooLong => "内容太长，不是一个村的自查。请核对是不是选错了文件。",
        Unread::WebPage => "这是一个网页，不是自查内容。请打开那个网页，把里面的文字码复制过来。",
        Unread::Workbook => "这是表格文件（XLSX）。请用表格软件打开，另存为“CSV UTF-8”，再选那个文件。",
        Unread::BrokenJson => "内容不完整，可能没有复制全，或者文件损坏了。请重新复制全部内容，或者请对方重新导出。",
        Unread::OtherJson => "这不是本页导出的自查内容。请核对是不是选错了文件。",
        Unread::Unknown => "没有认出自查内容。文字码以 BAYOU 开头，请把整段文字码（或链接）复制过来。",
        Unread::Newer => "这份内容是更新的版本导出的。请重新打开页面换用新版本，再导入。",
        Unread::Cut => "文字码没有复制全，后面少了一截。请回到原来的消息，重新复制整段。",
        Unread::Altered => "文字码里有字符被改动过。请重新复制整段，或者请对方重新发一次。",
        Unread::OtherNames => {
            "文字码对应的文件和本页打开的不是同一份，为免填错，没有读入。请先选好“对照的文件”，或者请对方发文件。"
        }
        Unread::Several(count) => return format!("这里有 {count} 个村的内容，这里一次只导入一个村。"),
        Unread::Parts { missing, of } => {
            let missing: Vec<String> = missing.iter().map(usize::to_string).collect();
            return format!("文字码一共 {of} 段，还缺第 {} 段。请把缺的接着粘贴在后面。", missing.join("、"));
        }
    };
    says.to_owned()
}
