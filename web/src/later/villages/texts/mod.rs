//! The texts of the villages' screen.

#[cfg(any(test, feature = "english"))]
mod en;
#[cfg(any(test, not(feature = "english")))]
mod zh;

#[cfg(feature = "english")]
pub(in crate::later) use en::*;
#[cfg(not(feature = "english"))]
pub(in crate::later) use zh::*;

/// Why a snapshot was taken.
pub(super) fn why(code: &str) -> &'static str {
    match code {
        "clear" => WHY_CLEAR,
        "both" => WHY_BOTH,
        "restore" => WHY_RESTORE,
        "import" => WHY_IMPORT,
        _ => WHY_DAY,
    }
}

#[cfg(test)]
mod tests {
    use crate::texts::listed::faults;

    #[test]
    fn english_says_all_that_chinese_says() {
        assert_eq!(faults(&super::zh::listed(), &super::en::listed()), [""; 0]);
    }
}
