//! Every limit of the rules core, in one place; the reasons stand in docs/decisions.md.

/// Greatest count that is taken: no village, township or district of the country comes near it.
pub const MAX_COUNT: i64 = 1_000_000_000;

/// Greatest amount of money that is taken, in yuan.
pub const MAX_MONEY: i64 = 1_000_000_000_000;

/// Longest text answer, in characters.
pub const MAX_TEXT_CHARS: usize = 200;

/// Longest text that is read as a number, in characters; a longer one is an error, not a crawl.
pub const MAX_NUMBER_CHARS: usize = 60;

/// Most fields of one comparison that may be missing at once for its bounds to be searched by corners.
pub const MAX_CORNER_FIELDS: usize = 6;

/// Most missing fields of one check among which the smallest deciding set is searched; beyond, all are named.
pub const MAX_SEARCHED_FIELDS: usize = 6;

/// Most villages of an area that are named for one check; the rest are counted.
pub const MAX_NAMED_VILLAGES: usize = 20;

/// Most steps of the search for one smallest deciding set; where it ends before it finds one, all missing fields are named.
pub const MAX_SET_TRIES: usize = 500;

/// How deep composites may rest on composites.
pub const MAX_NESTING: usize = 16;

/// Longest unknown name for which a near known one is looked for, in characters.
pub const MAX_NAME_CHARS: usize = 40;

/// Most parts, parts of parts included, of a composite that is judged anew while a gap or a smallest set is searched.
pub const MAX_SEARCHED_PARTS: usize = 64;

/// Most completions of missing answers that are tried where bounds alone leave open what is decided.
pub const MAX_COMPLETIONS: usize = 64;

/// Most answers among which those that a gap changes together are searched; of more, only the first are looked at.
pub const MAX_CHANGEABLE: usize = 12;

/// Most answers that a gap changes together for one test, or for tests that share an answer.
pub const MAX_TOGETHER: usize = 4;

/// Most judgements in the search of one gap.
pub const MAX_GAP_TRIES: usize = 4_000;

/// Most other ways that a gap lists.
pub const MAX_ALTERNATIVES: usize = 3;
