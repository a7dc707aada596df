//! Every text of the second part in one place, as `crate::texts` has those of the first.

use rules::model::Basis;

/// The texts of the second part.
pub(crate) struct Texts {
    pub(crate) wrong_value: &'static str,
    pub(crate) no_value: &'static str,
    pub(crate) parts_all: &'static str,
    pub(crate) alternative: &'static str,
    pub(crate) parts_deciding: &'static str,
    pub(crate) parts_others: &'static str,
    pub(crate) computed_value: &'static str,
    pub(crate) parameter: &'static str,
    pub(crate) due: &'static str,
    pub(crate) measures: &'static str,
    pub(crate) receipt: &'static str,
    pub(crate) receipt_help: &'static str,
    pub(crate) receipt_make: &'static str,
    pub(crate) receipt_code: &'static str,
    pub(crate) receipt_text: &'static str,
    pub(crate) receipt_copy: &'static str,
    pub(crate) receipt_copied: &'static str,
    pub(crate) receipt_not_copied: &'static str,
    pub(crate) verify: &'static str,
    pub(crate) verify_help: &'static str,
    pub(crate) verify_do: &'static str,
    pub(crate) verify_empty: &'static str,
    pub(crate) verify_unreadable: &'static str,
    pub(crate) verify_pack_unknown: &'static str,
    pub(crate) verify_not_opened: &'static str,
    pub(crate) verify_agrees: &'static str,
    pub(crate) verify_of: &'static str,
    pub(crate) verify_differs: &'static str,
    pub(crate) more_help: &'static str,
    pub(crate) receipt_about: &'static str,
    pub(crate) villages: &'static str,
    pub(crate) villages_about: &'static str,
}

/// Simplified Chinese.
pub(crate) static L: Texts = Texts {
    wrong_value: "填写有误",
    no_value: "还没有填",
    parts_all: "包括这 {} 项：",
    alternative: "或者：",
    parts_deciding: "由下面 {} 项决定：",
    parts_others: "其他 {} 项",
    computed_value: "算出来是",
    parameter: "标准线：{}，{}，依据 {}",
    due: "时限 {}",
    measures: "怎么做",
    receipt: "自查凭证",
    receipt_help: "凭证号由填报数据、对照的文件、自查日期和结论算出来，改动任何一处都会对不上。它不是上报，也不代替签字盖章。",
    receipt_make: "生成凭证",
    receipt_code: "凭证号",
    receipt_text: "自查记录全文",
    receipt_copy: "复制自查记录全文",
    receipt_copied: "已复制，可以粘贴后发给核对的人。",
    receipt_not_copied: "没有复制成功。请按住上面的文字，全选后自己复制。",
    verify: "核对凭证",
    verify_help: "把收到的自查记录全文粘贴到这里，再按“核对”。核对只在本机进行，不会改动已填的内容。",
    verify_do: "核对",
    verify_empty: "还没有粘贴自查记录。",
    verify_unreadable: "这段文字不是完整的自查记录，可能没有复制全，或者混进了别的字。请从头到尾重新复制，一次粘贴一份。",
    verify_pack_unknown: "这份记录对照的文件“{}”这里没有，不能核对。",
    verify_not_opened: "“{}”没有打开，暂时不能核对。请检查网络，再按一次“核对”。",
    verify_agrees: "核对一致，凭证号 {}。",
    verify_of: "对照的文件是“{}”，自查日期 {}。填报数据和结论都没有被改动。",
    verify_differs: "核对不一致：",
    more_help: "这些功能都在本机进行，不会上报。",
    receipt_about: "生成凭证号，发给别人核对；也可以核对收到的凭证。",
    villages: "本机上的村",
    villages_about: "查看、新建、复制、归档和删除村；保存自查记录，对比两次自查。",
};

impl Texts {
    /// Whose word a figure is.
    pub(crate) fn basis(&self, basis: Basis) -> &'static str {
        match basis {
            Basis::Document => "文件规定",
            Basis::Local => "区县自定",
            Basis::Unverified => "暂定",
        }
    }
}
