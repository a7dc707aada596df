//! The texts of the clerk's page. What is wrong with a sheet, and what a verdict says, comes from the desk.

#[cfg(any(test, feature = "english"))]
mod en;
#[cfg(any(test, not(feature = "english")))]
mod zh;

#[cfg(feature = "english")]
pub(in crate::desk) use en::*;
#[cfg(not(feature = "english"))]
pub(in crate::desk) use zh::*;

#[cfg(test)]
mod tests {
    use crate::texts::listed::faults;

    #[test]
    fn english_says_all_that_chinese_says() {
        assert_eq!(faults(&super::zh::listed(), &super::en::listed()), [""; 0]);
    }
}
