//! An overlay: what a district sets, replaces, adds and switches off on top of a pack, as data; and laying it on.
//!
//! ```text
//! Pack ──apply(&Overlay)──► Pack, whose items say which overlay they come from
//! ```
//!
//! Pure: same pack and overlay, same result. Depends on the model alone; what an overlay's formulas are worth is for
//! compiling to say, as with any pack.

mod fault;
mod figures;
mod references;

use serde::{Deserialize, Serialize};

pub use fault::{OverlayError, OverlayErrorCode};

use crate::model::{
    Applied, Basis, Check, DatedValue, Decimal, Derived, Indicator, Kind, Notice, OverlayWarning, OverlayWarningCode,
    Pack, Parameter, Section, Source, Summary, SwitchedOff,
};
use crate::nearest::nearest;
use fault::Fault;

/// What a district lays upon a pack. The same model in TOML (written by people) and JSON.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Overlay {
    /// Stable identifier, lower-case ASCII with hyphens; every item it touches names it as its origin.
    pub id: String,
    /// The pack it is made for, by its identifier.
    pub extends: String,
    /// The versions of that pack it is made for: `1`, `1.2` or `1.2.0`. Without it: any.
    #[serde(default)]
    pub extends_version: Option<String>,
    /// The title of what the district issued.
    pub title: String,
    /// Version of the overlay, as `major.minor.patch`.
    pub version: String,
    /// Who issued it; the page says that the item was set by them.
    pub issuer: String,
    /// One or two sentences for people who choose it.
    #[serde(default)]
    pub about: String,
    /// The documents it rests on; the clauses in it are those of the first.
    #[serde(default)]
    pub sources: Vec<Source>,
    /// Figures of the pack that it sets.
    #[serde(default)]
    pub set: Vec<SetParameter>,
    /// Kinds whose whole list is replaced by the checks of that kind given here.
    #[serde(default)]
    pub replaces: Vec<Kind>,
    /// Checks that do not apply in the district.
    #[serde(default)]
    pub off: Vec<SwitchOff>,
    /// Sections it adds.
    #[serde(default)]
    pub sections: Vec<Section>,
    /// What its own kinds of checks must tell their reader.
    #[serde(default)]
    pub notices: Vec<Notice>,
    /// Parameters it adds; their basis is `local` whatever is written.
    #[serde(default)]
    pub parameters: Vec<Parameter>,
    /// Indicators it adds.
    #[serde(default)]
    pub indicators: Vec<Indicator>,
    /// Derived values it adds.
    #[serde(default)]
    pub derived: Vec<Derived>,
    /// Checks it adds, and those of the kinds it replaces; their basis is `local` whatever is written.
    #[serde(default)]
    pub checks: Vec<Check>,
    /// Summaries it adds.
    #[serde(default)]
    pub summaries: Vec<Summary>,
}

/// A figure of the pack, set by the district.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct SetParameter {
    /// The parameter.
    pub parameter: String,
    /// Its value from the first day on, in the parameter's unit. Without it the pack's values hold until the first day
    /// of `dated`.
    #[serde(default)]
    pub value: Option<Decimal>,
    /// Values that hold from a day on, in order of their days.
    #[serde(default)]
    pub dated: Vec<DatedValue>,
    /// Where the figure comes from; `local` without it.
    #[serde(default)]
    pub basis: Option<Basis>,
    /// The clause of the district's document; the pack's own without it.
    #[serde(default)]
    pub clause: Option<String>,
    /// What a reader should know of it.
    #[serde(default)]
    pub note: String,
}

/// A check that does not apply in the district.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct SwitchOff {
    /// The check.
    pub check: String,
    /// Why, in plain Chinese; it is shown wherever the check is.
    pub reason: String,
}

/// Lays an overlay upon a pack. What it does against the word of the document is told in the `warnings` of the last of
/// the pack's `overlays`.
///
/// # Errors
/// Everything that is wrong with the overlay, at once.
pub fn apply(pack: Pack, overlay: &Overlay) -> Result<Pack, Vec<OverlayError>> {
    let mut laying = Laying { pack, overlay, warnings: Vec::new(), faults: Vec::new() };
    laying.identity();
    laying.set();
    let before = laying.pack.clone();
    let removed = laying.replace();
    laying.add();
    laying.switch_off();
    references::hold(&before, &laying.pack, &removed, &mut laying.faults);
    laying.finish()
}

/// Lays several overlays upon a pack, one after the other.
///
/// # Errors
/// Everything that is wrong with the first overlay that cannot be laid on.
pub fn apply_all<'o>(pack: Pack, overlays: impl IntoIterator<Item = &'o Overlay>) -> Result<Pack, Vec<OverlayError>> {
    overlays.into_iter().try_fold(pack, apply)
}

/// An overlay being laid upon a pack.
struct Laying<'o> {
    pack: Pack,
    overlay: &'o Overlay,
    warnings: Vec<OverlayWarning>,
    faults: Vec<(String, Fault)>,
}

impl Laying<'_> {
    fn fault(&mut self, place: impl Into<String>, fault: Fault) {
        self.faults.push((place.into(), fault));
    }

    fn origin(&self) -> Option<String> {
        Some(self.overlay.id.clone())
    }

    /// Whether it is whole, and made for this pack.
    fn identity(&mut self) {
        let overlay = self.overlay;
        for (key, value) in
            [("id", &overlay.id), ("title", &overlay.title), ("version", &overlay.version), ("issuer", &overlay.issuer)]
        {
            if value.trim().is_empty() {
                self.fault(key, Fault::Empty);
            }
        }
        if overlay.extends != self.pack.id {
            let fault = Fault::ExtendsOther { extends: overlay.extends.clone(), pack: self.pack.id.clone() };
            self.fault("extends", fault);
        } else if let Some(wanted) = overlay.extends_version.as_ref().filter(|it| !is_version(&self.pack.version, it)) {
            let fault = Fault::OtherVersion { wanted: wanted.clone(), version: self.pack.version.clone() };
            self.fault("extends_version", fault);
        }
        if self.pack.overlays.iter().any(|earlier| earlier.id == overlay.id) {
            self.fault("id", Fault::AppliedAlready(overlay.id.clone()));
        }
    }

    fn set(&mut self) {
        let overlay = self.overlay;
        for (number, set) in overlay.set.iter().enumerate() {
            let place = format!("set[{}]", set.parameter);
            if overlay.set.iter().take(number).any(|earlier| earlier.parameter == set.parameter) {
                self.fault(&place, Fault::GivenTwice(set.parameter.clone()));
            }
            let known = self.pack.parameters.iter().position(|parameter| parameter.name == set.parameter);
            let Some(parameter) = known.and_then(|id| self.pack.parameters.get(id)) else {
                let near = nearest(&set.parameter, self.pack.parameters.iter().map(|it| it.name.as_str()));
                let fault = Fault::UnknownParameter(set.parameter.clone(), near.map(str::to_owned));
                self.fault(place, fault);
                continue;
            };
            let faults = figures::faults(parameter, set);
            let fresh = figures::set(parameter, set, &overlay.id);
            self.warnings.extend(figures::warnings(&self.pack, parameter, &fresh));
            self.faults.extend(faults.into_iter().map(|fault| (place.clone(), fault)));
            figures::tell_areas(&mut self.pack, &fresh, &overlay.issuer);
            if let Some(place) = known.and_then(|id| self.pack.parameters.get_mut(id)) {
                *place = fresh;
            }
        }
    }

    /// Takes the lists of the replaced kinds away, and puts the overlay's own in their place. Gives back the names of
    /// what was taken away.
    fn replace(&mut self) -> Vec<String> {
        let overlay = self.overlay;
        let mut removed = Vec::new();
        for (number, kind) in overlay.replaces.iter().enumerate() {
            let place = format!("replaces[{}]", crate::text::kind(*kind));
            if overlay.replaces.iter().take(number).any(|earlier| earlier == kind) {
                self.fault(place, Fault::GivenTwice(crate::text::kind(*kind).to_owned()));
                continue;
            }
            let own: Vec<Check> =
                overlay.checks.iter().filter(|check| check.kind == *kind).map(|it| self.own_check(it)).collect();
            if own.is_empty() {
                self.fault(&place, Fault::EmptyList(*kind));
            }
            let of_kind = |check: &&Check| check.kind == *kind;
            if let Some(firm) = self.pack.checks.iter().filter(of_kind).find(|it| it.basis == Basis::Document) {
                let fault = Fault::ReplacesDocument { kind: *kind, check: firm.name.clone() };
                self.fault(&place, fault);
            }
            let at = self.pack.checks.iter().position(|check| check.kind == *kind);
            removed.extend(self.pack.checks.iter().filter(of_kind).map(|check| check.name.clone()));
            self.pack.checks.retain(|check| check.kind != *kind);
            // What was said of the old list is not true of the new one.
            self.pack.notices.retain(|notice| notice.kind != *kind);
            let at = at.unwrap_or(self.pack.checks.len());
            self.pack.checks.splice(at..at, own);
        }
        for check in &overlay.checks {
            let is_unofficial = |other: &Check| other.kind == check.kind && other.basis == Basis::Unverified;
            if !overlay.replaces.contains(&check.kind) && self.pack.checks.iter().any(is_unofficial) {
                self.fault(format!("checks[{}]", check.name), Fault::AddsToUnofficial(check.kind));
            }
        }
        removed
    }

    fn own_check(&self, check: &Check) -> Check {
        Check { basis: Basis::Local, origin: self.origin(), off: None, ..check.clone() }
    }

    fn add(&mut self) {
        self.names();
        let (overlay, origin) = (self.overlay, self.origin());
        let pack = &mut self.pack;
        pack.sections.extend(overlay.sections.iter().map(|it| Section { origin: origin.clone(), ..it.clone() }));
        pack.notices.extend(overlay.notices.iter().map(|it| Notice { origin: origin.clone(), ..it.clone() }));
        let parameters = overlay.parameters.iter();
        pack.parameters.extend(parameters.map(|it| Parameter {
            basis: Basis::Local,
            origin: origin.clone(),
            ..it.clone()
        }));
        pack.indicators.extend(overlay.indicators.iter().map(|it| Indicator { origin: origin.clone(), ..it.clone() }));
        pack.derived.extend(overlay.derived.iter().map(|it| Derived { origin: origin.clone(), ..it.clone() }));
        pack.summaries.extend(overlay.summaries.iter().map(|it| Summary { origin: origin.clone(), ..it.clone() }));
        let added = overlay.checks.iter().filter(|check| !overlay.replaces.contains(&check.kind));
        let added: Vec<Check> = added.map(|check| self.own_check(check)).collect();
        self.pack.checks.extend(added);
        self.sections();
    }

    /// Every name that it adds is free.
    fn names(&mut self) {
        let (pack, overlay) = (&self.pack, self.overlay);
        let own = |check: &&Check| check.origin.as_deref() != Some(overlay.id.as_str());
        let values = (pack.indicators.iter().map(|it| it.name.as_str()))
            .chain(pack.parameters.iter().map(|it| it.name.as_str()))
            .chain(pack.derived.iter().map(|it| it.name.as_str()));
        let items = (pack.checks.iter().filter(own).map(|it| it.name.as_str()))
            .chain(pack.summaries.iter().map(|it| it.name.as_str()));
        let sections = pack.sections.iter().map(|it| it.name.as_str());
        let new_values = (overlay.indicators.iter().map(|it| ("indicators", it.name.as_str())))
            .chain(overlay.parameters.iter().map(|it| ("parameters", it.name.as_str())))
            .chain(overlay.derived.iter().map(|it| ("derived", it.name.as_str())));
        let new_items = (overlay.checks.iter().map(|it| ("checks", it.name.as_str())))
            .chain(overlay.summaries.iter().map(|it| ("summaries", it.name.as_str())));
        let new_sections = overlay.sections.iter().map(|it| ("sections", it.name.as_str()));
        let mut faults = taken(values.collect(), new_values);
        faults.extend(taken(items.collect(), new_items));
        faults.extend(taken(sections.collect(), new_sections));
        self.faults.extend(faults);
    }

    /// Every section that it names exists.
    fn sections(&mut self) {
        let (pack, overlay) = (&self.pack, self.overlay);
        let named = (overlay.indicators.iter().map(|it| ("indicators", &it.name, &it.section)))
            .chain(overlay.derived.iter().map(|it| ("derived", &it.name, &it.section)))
            .chain(overlay.checks.iter().map(|it| ("checks", &it.name, &it.section)));
        let unknown = named.filter(|(.., section)| !pack.sections.iter().any(|known| known.name == **section));
        let faults: Vec<(String, Fault)> = unknown
            .map(|(list, name, section)| {
                let near = nearest(section, pack.sections.iter().map(|it| it.name.as_str()));
                (format!("{list}[{name}].section"), Fault::UnknownSection(section.clone(), near.map(str::to_owned)))
            })
            .collect();
        self.faults.extend(faults);
    }

    fn switch_off(&mut self) {
        let overlay = self.overlay;
        for (number, off) in overlay.off.iter().enumerate() {
            let place = format!("off[{}]", off.check);
            if off.reason.trim().is_empty() {
                self.fault(&place, Fault::NoReason(off.check.clone()));
            }
            if overlay.off.iter().take(number).any(|earlier| earlier.check == off.check) {
                self.fault(&place, Fault::GivenTwice(off.check.clone()));
            }
            let Some(id) = self.pack.checks.iter().position(|check| check.name == off.check) else {
                let near = nearest(&off.check, self.pack.checks.iter().map(|it| it.name.as_str()));
                let fault = Fault::UnknownCheck(off.check.clone(), near.map(str::to_owned));
                self.fault(place, fault);
                continue;
            };
            let fixed_by = self.pack.fixed_by.as_deref();
            let Some(check) = self.pack.checks.get_mut(id) else { continue };
            if check.basis == Basis::Document && check.kind.is_counted() && check.off.is_none() {
                let clause = check.clause.first().cloned().unwrap_or_default();
                let message = fault::check_off(&check.name, &clause, &off.reason, fixed_by);
                let code = OverlayWarningCode::DocumentCheckOff;
                let name = check.name.clone();
                self.warnings.push(OverlayWarning { code, name, clause, change: None, message });
            }
            check.off = Some(SwitchedOff { by: overlay.id.clone(), reason: off.reason.clone() });
        }
    }

    fn finish(self) -> Result<Pack, Vec<OverlayError>> {
        let Self { mut pack, overlay, warnings, faults } = self;
        if !faults.is_empty() {
            let error = |(place, fault): (String, Fault)| OverlayError {
                overlay: overlay.id.clone(),
                place,
                code: fault.code(),
                message: fault.message(),
            };
            return Err(faults.into_iter().map(error).collect());
        }
        pack.overlays.push(Applied {
            id: overlay.id.clone(),
            title: overlay.title.clone(),
            version: overlay.version.clone(),
            issuer: overlay.issuer.clone(),
            about: overlay.about.clone(),
            sources: overlay.sources.clone(),
            warnings,
        });
        Ok(pack)
    }
}

/// The new names that are in use already, or come twice.
fn taken<'n>(mut names: Vec<&'n str>, new: impl Iterator<Item = (&'static str, &'n str)>) -> Vec<(String, Fault)> {
    let mut faults = Vec::new();
    for (list, name) in new {
        if names.contains(&name) {
            faults.push((format!("{list}[{name}]"), Fault::NameTaken { name: name.to_owned(), list }));
        }
        names.push(name);
    }
    faults
}

/// Whether a version is one of those wanted: `1.2` stands for every `1.2.x`.
fn is_version(version: &str, wanted: &str) -> bool {
    let mut parts = version.split('.');
    wanted.split('.').all(|wanted| parts.next() == Some(wanted))
}
