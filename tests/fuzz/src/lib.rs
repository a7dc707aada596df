//! What the fuzz targets share. Each target is a file in `targets/`, run by `cargo xtask fuzz`.

pub mod expressions;
pub mod sheets;
pub mod villages;
