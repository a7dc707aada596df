//! What can be wrong with an overlay: a closed set of codes, and for each what it says and what to do. Likewise the
//! words of its warnings.

use core::fmt;

use serde::{Serialize, Serializer};

use crate::model::{Bar, Direction, FigureChange, Kind};
use crate::text;

/// Something wrong with an overlay.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct OverlayError {
    /// The overlay, by its identifier.
    pub overlay: String,
    /// Where: `set[产业参与率目标]`.
    pub place: String,
    /// Which error.
    pub code: OverlayErrorCode,
    /// In Chinese: what is wrong, and what to do.
    pub message: String,
}

impl fmt::Display for OverlayError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}: {}", self.overlay, self.place, self.message)
    }
}

impl core::error::Error for OverlayError {}

/// Which error of an overlay.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum OverlayErrorCode {
    /// Its identifier, title, version or issuer is empty.
    Empty,
    /// It is made for another pack.
    ExtendsOther,
    /// It is made for another version of the pack.
    OtherVersion,
    /// An overlay of the same identifier is laid on already.
    AppliedAlready,
    /// A parameter, a check or a kind is given twice.
    GivenTwice,
    /// There is no such parameter to set.
    UnknownParameter,
    /// A parameter is set to nothing.
    SetsNothing,
    /// A value that the parameter's unit cannot have.
    ValueOutsideUnit,
    /// The days of dated values do not rise.
    DaysOutOfOrder,
    /// `unverified` is for what the document names without defining; a district says what it means.
    Unverified,
    /// A list is replaced by nothing.
    EmptyList,
    /// A list that the document itself gives is replaced.
    ReplacesDocument,
    /// A check is added to a list that is not official.
    AddsToUnofficial,
    /// A name that is in use.
    NameTaken,
    /// There is no such section.
    UnknownSection,
    /// There is no such check to switch off.
    UnknownCheck,
    /// A check is switched off without a reason.
    NoReason,
    /// Something rests on a check that was replaced.
    RestsOnReplaced,
    /// Something selects checks of which none is left.
    SelectsNothing,
    /// One of several ways to meet something is switched off, which would make the rest harder to meet.
    OffAmongWays,
}

impl OverlayErrorCode {
    /// A stable kebab-case text.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Empty => "empty",
            Self::ExtendsOther => "extends-other",
            Self::OtherVersion => "other-version",
            Self::AppliedAlready => "applied-already",
            Self::GivenTwice => "given-twice",
            Self::UnknownParameter => "unknown-parameter",
            Self::SetsNothing => "sets-nothing",
            Self::ValueOutsideUnit => "value-outside-unit",
            Self::DaysOutOfOrder => "days-out-of-order",
            Self::Unverified => "unverified",
            Self::EmptyList => "empty-list",
            Self::ReplacesDocument => "replaces-document",
            Self::AddsToUnofficial => "adds-to-unofficial",
            Self::NameTaken => "name-taken",
            Self::UnknownSection => "unknown-section",
            Self::UnknownCheck => "unknown-check",
            Self::NoReason => "no-reason",
            Self::RestsOnReplaced => "rests-on-replaced",
            Self::SelectsNothing => "selects-nothing",
            Self::OffAmongWays => "off-among-ways",
        }
    }
}

impl Serialize for OverlayErrorCode {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

/// Something wrong, with what is needed to say it.
#[derive(Debug)]
pub(super) enum Fault {
    Empty,
    ExtendsOther { extends: String, pack: String },
    OtherVersion { wanted: String, version: String },
    AppliedAlready(String),
    GivenTwice(String),
    UnknownParameter(String, Option<String>),
    SetsNothing(String),
    ValueOutsideUnit { value: String, unit: String, allowed: &'static str },
    DaysOutOfOrder,
    Unverified,
    EmptyList(Kind),
    ReplacesDocument { kind: Kind, check: String },
    AddsToUnofficial(Kind),
    NameTaken { name: String, list: &'static str },
    UnknownSection(String, Option<String>),
    UnknownCheck(String, Option<String>),
    NoReason(String),
    RestsOnReplaced { item: String, check: String },
    SelectsNothing { item: String },
    OffAmongWays { off: String, item: String },
}

impl Fault {
    pub(super) fn code(&self) -> OverlayErrorCode {
        match self {
            Self::Empty => OverlayErrorCode::Empty,
            Self::ExtendsOther { .. } => OverlayErrorCode::ExtendsOther,
            Self::OtherVersion { .. } => OverlayErrorCode::OtherVersion,
            Self::AppliedAlready(_) => OverlayErrorCode::AppliedAlready,
            Self::GivenTwice(_) => OverlayErrorCode::GivenTwice,
            Self::UnknownParameter(..) => OverlayErrorCode::UnknownParameter,
            Self::SetsNothing(_) => OverlayErrorCode::SetsNothing,
            Self::ValueOutsideUnit { .. } => OverlayErrorCode::ValueOutsideUnit,
            Self::DaysOutOfOrder => OverlayErrorCode::DaysOutOfOrder,
            Self::Unverified => OverlayErrorCode::Unverified,
            Self::EmptyList(_) => OverlayErrorCode::EmptyList,
            Self::ReplacesDocument { .. } => OverlayErrorCode::ReplacesDocument,
            Self::AddsToUnofficial(_) => OverlayErrorCode::AddsToUnofficial,
            Self::NameTaken { .. } => OverlayErrorCode::NameTaken,
            Self::UnknownSection(..) => OverlayErrorCode::UnknownSection,
            Self::UnknownCheck(..) => OverlayErrorCode::UnknownCheck,
            Self::NoReason(_) => OverlayErrorCode::NoReason,
            Self::RestsOnReplaced { .. } => OverlayErrorCode::RestsOnReplaced,
            Self::SelectsNothing { .. } => OverlayErrorCode::SelectsNothing,
            Self::OffAmongWays { .. } => OverlayErrorCode::OffAmongWays,
        }
    }

    pub(super) fn message(&self) -> String {
        match self {
            Self::Empty => "这里不能空着，请填写。".to_owned(),
            Self::ExtendsOther { extends, pack } => {
                format!("这份覆盖是给“{extends}”用的，不能用在“{pack}”上；请换成它对应的政策包，或者改 extends。")
            }
            Self::OtherVersion { wanted, version } => {
                format!("这份覆盖是给政策包 {wanted} 版做的，现在是 {version} 版；请核对内容后改 extends_version。")
            }
            Self::AppliedAlready(id) => format!("“{id}”已经用过一次，同一份覆盖不能用两次；请去掉一份。"),
            Self::GivenTwice(name) => format!("“{name}”写了两次；请只留一处。"),
            Self::UnknownParameter(name, near) => {
                format!(
                    "政策包里没有“{name}”这个标准线；{}要新增标准线，请写在 [[parameters]] 里。",
                    asked(near.as_ref())
                )
            }
            Self::SetsNothing(name) => format!("“{name}”没有写数字；请写 value，或者写 dated。"),
            Self::ValueOutsideUnit { value, unit, allowed } => {
                format!("{} 不是可以用的数字：单位是“{unit}”的，{allowed}；请改正。", text::amount(value, unit))
            }
            Self::DaysOutOfOrder => "dated 里的日期要由早到晚，不能重复；请调整。".to_owned(),
            Self::Unverified => "unverified 是说文件提到却没有写明；区县自己定的写 local，或者不写 basis。".to_owned(),
            Self::EmptyList(kind) => {
                format!(
                    "要替换“{}”的整个清单，却一项也没有写；请在 [[checks]] 里写上这一类的各项，或者去掉 replaces。",
                    text::kind(*kind)
                )
            }
            Self::ReplacesDocument { kind, check } => format!(
                "“{}”里的“{check}”等是文件写明的，不能整类替换；个别不适用的请写在 [[off]] 里并说明理由。",
                text::kind(*kind)
            ),
            Self::AddsToUnofficial(kind) => format!(
                "政策包里的“{0}”是暂用清单，不能在后面添加；请写出区县自己的整个清单，并在 replaces 里写上“{0}”这一类。",
                text::kind(*kind)
            ),
            Self::NameTaken { name, list } => {
                let hint = match *list {
                    "parameters" => "要改它的数字，请写在 [[set]] 里；要新增，",
                    _ => "",
                };
                format!("“{name}”这个名称已经用了；{hint}请另起一个名称。")
            }
            Self::UnknownSection(name, near) => {
                format!("没有“{name}”这个部分；{}要新增，请写在 [[sections]] 里。", asked(near.as_ref()))
            }
            Self::UnknownCheck(name, near) => format!("没有“{name}”这项检查；{}请核对名称。", asked(near.as_ref())),
            Self::NoReason(check) => format!("停用“{check}”要写明理由；请在 reason 里写一句话。"),
            Self::RestsOnReplaced { item, check } => format!(
                "“{item}”要用到“{check}”，而“{check}”所在的清单被整个替换了；请在新清单里保留“{check}”这个名称，或者不替换这一类。"
            ),
            Self::SelectsNothing { item } => {
                format!("“{item}”要用到的检查在替换以后一项也没有了；请不要替换这一类。")
            }
            Self::OffAmongWays { off, item } => format!(
                "“{off}”是达到“{item}”的办法之一，停用它会使“{item}”更难达到；请把“{item}”也停用，或者不停用“{off}”。"
            ),
        }
    }
}

fn asked(near: Option<&String>) -> String {
    near.map(|near| format!("是不是“{near}”？")).unwrap_or_default()
}

/// What a warning ends with: by which clause the document's word stands.
fn stands(fixed_by: Option<&str>) -> String {
    match fixed_by {
        Some(clause) => format!("文件{clause}要求既不降低标准、也不拔高标准，请核对后再用。"),
        None => "文件写明的，下级不宜改动，请核对后再用。".to_owned(),
    }
}

/// A figure of the document was changed, for the first time or again.
pub(super) fn figure_changed(
    (name, clause, again): (&str, &str, bool),
    change: &FigureChange,
    fixed_by: Option<&str>,
) -> String {
    let amount = |value: &crate::model::Decimal| text::amount(&value.0.to_string(), &change.unit);
    let from = change.from.map(|day| format!("从 {day} 起")).unwrap_or_default();
    let way = match change.direction {
        Direction::Up => "数字调高",
        Direction::Down => "数字调低",
    };
    let bar = match change.bar {
        Some(Bar::Raised) => "，要求变严",
        Some(Bar::Lowered) => "，要求变松",
        None => "",
    };
    let (old, new) = (amount(&change.old), amount(&change.new));
    let said = if again {
        format!("“{name}”是文件{clause}写明的标准，前面的覆盖已经改过，这份覆盖{from}又把 {old} 改为 {new}")
    } else {
        format!("“{name}”是文件{clause}写明的 {old}，这份覆盖{from}把它改为 {new}")
    };
    format!("{said}（{way}{bar}）。{}", stands(fixed_by))
}

/// A demand of the document was switched off.
pub(super) fn check_off(name: &str, clause: &str, reason: &str, fixed_by: Option<&str>) -> String {
    let reason = reason.trim_end_matches('。');
    format!("“{name}”是文件{clause}的要求，这份覆盖停用了它，理由是：{reason}。{}", stands(fixed_by))
}
