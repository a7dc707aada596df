//! Receipts: by which anyone with the same engine and pack can verify that these answers on that day come to this result.
//!
//! A digest is the SHA-256 of a value's canonical JSON, in hexadecimal. A receipt is not a signature: it shows that
//! nothing was changed since it was made, not who made it. Depends on canonical JSON and on the engine.

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::answers::Answers;
use crate::assessment::{Assessment, Verdict};
use crate::canonical::to_json;
use crate::date::Date;
use crate::engine::Engine;
use crate::named::Named;
use crate::text;

/// The form of receipts and records that this version writes and reads.
pub const RECEIPT_FORMAT: u32 = 1;

/// The digest of a value of the contract: SHA-256 of its canonical JSON, as 64 hexadecimal digits.
#[must_use]
pub fn digest<T: Serialize + ?Sized>(value: &T) -> String {
    // Nothing of the contract fails to be written; what did would have the digest of nothing, and never verify.
    digest_of_bytes(to_json(value).unwrap_or_default().as_bytes())
}

/// The SHA-256 of bytes, as 64 hexadecimal digits.
#[must_use]
pub fn digest_of_bytes(bytes: &[u8]) -> String {
    let mut out = String::with_capacity(64);
    for byte in Sha256::digest(bytes) {
        for nibble in [byte >> 4, byte & 15] {
            out.push(char::from_digit(u32::from(nibble), 16).unwrap_or('0'));
        }
    }
    out
}

/// What a self-check rests on and comes to, in digests.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Receipt {
    /// The form of the receipt: [`RECEIPT_FORMAT`].
    pub format: u32,
    /// Version of the engine that judged.
    pub engine: String,
    /// The pack that was judged by.
    pub pack: PackDigest,
    /// The day of the self-check.
    #[cfg_attr(test, schemars(with = "String"))]
    pub date: Date,
    /// Digest of the answers.
    pub answers: String,
    /// Digest of the verdicts that it was compared with, where it was.
    pub earlier: Option<String>,
    /// Digest of the assessment.
    pub result: String,
    /// Digest of all of the above: of the receipt with an empty digest.
    pub digest: String,
}

/// A pack, to the byte.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct PackDigest {
    /// Its identifier.
    pub id: String,
    /// Its version.
    pub version: String,
    /// Digest of the pack as JSON.
    pub digest: String,
}

impl Receipt {
    fn new(engine: &Engine, answers: &Answers, earlier: Option<&Named<Verdict>>, assessment: &Assessment) -> Self {
        let pack = engine.pack();
        let mut receipt = Self {
            format: RECEIPT_FORMAT,
            engine: Engine::VERSION.to_owned(),
            pack: PackDigest {
                id: pack.id.clone(),
                version: pack.version.clone(),
                digest: engine.pack_digest().to_owned(),
            },
            date: assessment.date,
            answers: digest(answers),
            earlier: earlier.map(digest),
            result: digest(assessment),
            digest: String::new(),
        };
        receipt.digest = receipt.own_digest();
        receipt
    }

    fn own_digest(&self) -> String {
        digest(&Self { digest: String::new(), ..self.clone() })
    }

    /// What two people compare by eye: the first 16 digits of the digest in groups of four.
    #[must_use]
    pub fn code(&self) -> String {
        let mut code = String::with_capacity(19);
        for (place, c) in self.digest.chars().take(16).enumerate() {
            if place > 0 && place % 4 == 0 {
                code.push('-');
            }
            code.push(c);
        }
        code
    }
}

/// A self-check as it is saved, sent and verified: the answers with all that is needed to judge them again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Record {
    /// The answers as they were understood: the same however they were typed.
    pub answers: Answers,
    /// The verdicts it was compared with, by the name of check or summary.
    #[serde(default)]
    pub earlier: Option<Named<Verdict>>,
    /// The verdicts it came to, by the name of check or summary.
    pub verdicts: Named<Verdict>,
    /// What holds it together.
    pub receipt: Receipt,
}

impl Record {
    /// The record of a self-check that an engine has judged.
    #[must_use]
    pub fn new(engine: &Engine, answers: &Answers, earlier: Option<&Named<Verdict>>, assessment: &Assessment) -> Self {
        let answers = engine.understood(answers);
        Self {
            earlier: earlier.cloned(),
            verdicts: assessment.verdicts(),
            receipt: Receipt::new(engine, &answers, earlier, assessment),
            answers,
        }
    }

    /// Judges the answers again and holds everything against the receipt; verified where nothing is found.
    #[must_use]
    pub fn verify(&self, engine: &Engine) -> Vec<Mismatch> {
        let theirs = &self.receipt;
        if theirs.format != RECEIPT_FORMAT {
            return vec![Mismatch::Format];
        }
        let assessment = engine.assess_since(&self.answers, theirs.date, self.earlier.as_ref());
        let ours = Receipt::new(engine, &self.answers, self.earlier.as_ref(), &assessment);
        let same_judge = theirs.engine == ours.engine && theirs.pack == ours.pack;
        let found = [
            (Mismatch::Altered, theirs.digest != theirs.own_digest()),
            (Mismatch::Engine, theirs.engine != ours.engine),
            (Mismatch::Pack, theirs.pack != ours.pack),
            (Mismatch::Answers, theirs.answers != ours.answers),
            (Mismatch::Earlier, theirs.earlier != ours.earlier),
            // Another engine or pack may well come to something else.
            (Mismatch::Result, same_judge && theirs.result != ours.result),
            (Mismatch::Verdicts, same_judge && self.verdicts != assessment.verdicts()),
        ];
        found.into_iter().filter(|(_, differs)| *differs).map(|(mismatch, _)| mismatch).collect()
    }
}

/// What does not agree with a receipt.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "kebab-case")]
pub enum Mismatch {
    /// The receipt is of a form that this version does not know.
    Format,
    /// The receipt itself was changed.
    Altered,
    /// It was judged by another version of the engine.
    Engine,
    /// It was judged by another pack, or another version of it.
    Pack,
    /// The answers are not those of the receipt.
    Answers,
    /// The verdicts it was compared with are not those of the receipt.
    Earlier,
    /// Judged again, the answers come to something else.
    Result,
    /// The verdicts in the record are not those the answers come to.
    Verdicts,
}

impl Mismatch {
    /// In Chinese: what does not agree, and what to do.
    #[must_use]
    pub fn message(self) -> &'static str {
        text::mismatch(self)
    }
}
