//! Chinese names of the common built-ins, for formulas that people read aloud. Data only.

/// Chinese name, FEEL name.
pub(super) const TABLE: &[(&str, &str)] = &[
    ("合计", "sum"),
    ("求和", "sum"),
    ("计数", "count"),
    ("个数", "count"),
    ("最大", "max"),
    ("最小", "min"),
    ("平均", "mean"),
    ("中位数", "median"),
    ("全部", "all"),
    ("任一", "any"),
    ("非", "not"),
    ("绝对值", "abs"),
    ("取整", "floor"),
    ("向下取整", "floor"),
    ("向上取整", "ceiling"),
    ("四舍五入", "round half up"),
    ("保留小数", "decimal"),
    ("余数", "modulo"),
    ("包含", "contains"),
    ("列表包含", "list contains"),
    ("去重", "distinct values"),
    ("文字", "string"),
    ("字数", "string length"),
    ("数值", "number"),
];
