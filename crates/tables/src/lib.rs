//! Villages in and out of what offices keep them in: sheets as CSV and XLSX, and texts that people pass on.
//!
//! Depends on `rules` alone: no browser, no file system, no clock. It ships in the page's second part, so every kilobyte
//! counts here too.
