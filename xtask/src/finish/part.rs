//! The page's later parts: functions that the first load does without are moved out of the page's WebAssembly into modules of
//! their own, which share memory, table and globals with the first and are fetched when they are used.
//!
//! Parts are levels: a function is of the lowest level that reaches it, the first load being level 0. What belongs to a level is
//! named by `PARTS`, and everything that only it calls goes with it. A module takes what it calls of lower levels from
//! their exports. In the place of a function of a higher level stands a trampoline through a new slot of the table; what is
//! reached by the table alone gets its slot back when its module is started. Until then either is a trap. Pure; reads
//! names, so it comes before wasm-opt.

use std::collections::{BTreeMap, BTreeSet};
use std::convert::Infallible;
use std::ops::Range;

use wasm_encoder::reencode::{Error, Reencode, utils};
use wasm_encoder::{
    CodeSection, ConstExpr, DataSection, ElementSection, Elements, EntityType, ExportKind, ExportSection, Function,
    FunctionSection, ImportSection, Instruction, Module, NameMap, NameSection, RawSection, TableSection,
};
use wasmparser::{
    CompositeInnerType, DataKind, ElementItems, ElementKind, ExternalKind, FuncType, FunctionBody, KnownCustom, Name,
    Operator, Parser, Payload, RefType, Table, TypeRef,
};

use super::data::{self, Piece, Place};
use super::unreached::{TRAP, bare};
use crate::trouble::{Done, Trouble};

/// A part that is loaded later.
pub(super) struct Part {
    /// What its module is called before it is named by its content.
    pub(super) file: &'static str,
    /// What marks its files in the page.
    pub(super) mark: &'static str,
    /// The script of the worker that runs the part too, and its source.
    pub(super) worker: Option<(&'static str, &'static str)>,
    /// Whether the page in one file has it.
    pub(super) is_in_one_file: bool,
    code: Code,
}

/// What the names of a part's code begin with.
#[derive(Clone, Copy)]
struct Code {
    /// Its outermost functions are those by which alone lower levels may call it.
    entries: &'static str,
    /// All of it.
    own: &'static [&'static str],
}

/// The parts by their levels, from 1 on.
pub(super) const PARTS: [Part; 2] = [
    Part {
        file: "later.wasm",
        mark: "data-later",
        worker: None,
        is_in_one_file: true,
        code: Code { entries: "bayou_web::later::", own: &["bayou_web::later::"] },
    },
    Part {
        file: "desk.wasm",
        mark: "data-desk",
        worker: Some(("desk-worker.js", "web/src/desk/worker.js")),
        is_in_one_file: false,
        code: Code { entries: "bayou_web::desk::", own: &["bayou_web::desk::", "tables::desk::"] },
    },
];

/// Up to how many bytes of code a function is copied into another module rather than exported to it.
const SMALL: u64 = 100;

/// Under which name a module imports from that of a level; `web/src/part.rs` gives it the exports so.
fn module_name(level: usize) -> String {
    (level + 1).to_string()
}

/// A module, looked at as a whole.
struct Survey<'a> {
    types: Vec<Option<FuncType>>,
    type_section: &'a [u8],
    /// How many functions are imported.
    imported_functions: u32,
    /// The type of every function, the imported ones first.
    functions: Vec<u32>,
    bodies: Vec<FunctionBody<'a>>,
    names: BTreeMap<u32, String>,
    globals: Vec<wasmparser::GlobalType>,
    tables: Vec<wasmparser::TableType>,
    imported_tables: u32,
    memories: Vec<wasmparser::MemoryType>,
    /// What the table of functions holds at the start.
    slots: BTreeMap<u32, u32>,
    /// What is run from outside.
    roots: BTreeSet<u32>,
    /// What memory holds at the start, in the order of the addresses; none where that is not known beforehand.
    data: Option<Vec<Piece<'a>>>,
}

/// What a function's body names.
#[derive(Default, Clone)]
struct Uses {
    functions: BTreeSet<u32>,
    /// Every number that may be an address.
    numbers: BTreeSet<u32>,
}

/// Reads what a body names. What is only handed to a trap is not named: nobody reads it.
struct Reading<'t> {
    uses: Uses,
    traps: &'t BTreeSet<u32>,
    /// Numbers that the next instructions may hand to a call.
    handed: Vec<u32>,
}

impl Reencode for Reading<'_> {
    type Error = Infallible;

    fn function_index(&mut self, function: u32) -> Result<u32, Error<Infallible>> {
        self.uses.functions.insert(function);
        Ok(function)
    }

    fn mem_arg(&mut self, of: wasmparser::MemArg) -> Result<wasm_encoder::MemArg, Fault> {
        self.uses.numbers.extend(u32::try_from(of.offset));
        utils::mem_arg(self, of)
    }

    fn instruction<'i>(&mut self, of: Operator<'i>) -> Result<Instruction<'i>, Fault> {
        match of {
            Operator::I32Const { value } => self.handed.push(value.cast_unsigned()),
            Operator::LocalGet { .. } => {}
            Operator::Call { function_index } if self.traps.contains(&function_index) => self.handed.clear(),
            _ => self.uses.numbers.extend(self.handed.drain(..)),
        }
        utils::instruction(self, of)
    }
}

/// Why a module cannot be split.
type Fault = Error<Infallible>;

impl<'a> Survey<'a> {
    fn of(module: &'a [u8]) -> Result<Self, Fault> {
        let mut it = Self {
            types: Vec::new(),
            type_section: &[],
            imported_functions: 0,
            functions: Vec::new(),
            bodies: Vec::new(),
            names: BTreeMap::new(),
            globals: Vec::new(),
            tables: Vec::new(),
            imported_tables: 0,
            memories: Vec::new(),
            slots: BTreeMap::new(),
            roots: BTreeSet::new(),
            data: Some(Vec::new()),
        };
        for payload in Parser::new(0).parse_all(module) {
            it.take(module, payload?)?;
        }
        Ok(it)
    }

    fn take(&mut self, module: &'a [u8], payload: Payload<'a>) -> Result<(), Fault> {
        match payload {
            Payload::TypeSection(section) => {
                let Range { start, end } = section.range();
                let range = usize::try_from(start).ok().zip(usize::try_from(end).ok());
                self.type_section = range.and_then(|(start, end)| module.get(start..end)).unwrap_or_default();
                for group in section {
                    for of in group?.into_types() {
                        self.types.push(match of.composite_type.inner {
                            CompositeInnerType::Func(of) => Some(of),
                            _ => None,
                        });
                    }
                }
            }
            Payload::ImportSection(section) => {
                for import in section.into_imports() {
                    match import?.ty {
                        TypeRef::Func(of) | TypeRef::FuncExact(of) => {
                            self.imported_functions += 1;
                            self.functions.push(of);
                        }
                        TypeRef::Table(of) => {
                            self.imported_tables += 1;
                            self.tables.push(of);
                        }
                        TypeRef::Memory(of) => self.memories.push(of),
                        TypeRef::Global(of) => self.globals.push(of),
                        TypeRef::Tag(_) => {}
                    }
                }
            }
            Payload::FunctionSection(section) => {
                for of in section {
                    self.functions.push(of?);
                }
            }
            Payload::TableSection(section) => {
                for table in section {
                    self.tables.push(table?.ty);
                }
            }
            Payload::MemorySection(section) => {
                for memory in section {
                    self.memories.push(memory?);
                }
            }
            Payload::GlobalSection(section) => {
                for global in section {
                    self.globals.push(global?.ty);
                }
            }
            Payload::ExportSection(section) => {
                for export in section {
                    let export = export?;
                    if export.kind == ExternalKind::Func {
                        self.roots.insert(export.index);
                    }
                }
            }
            Payload::StartSection { func, .. } => {
                self.roots.insert(func);
            }
            Payload::ElementSection(section) => {
                for element in section {
                    self.element(element?)?;
                }
            }
            Payload::DataSection(section) => {
                let mut pieces = section.into_iter().map(piece).collect::<Result<Option<Vec<_>>, _>>()?;
                if let Some(pieces) = &mut pieces {
                    pieces.sort_by_key(|piece| piece.address);
                }
                self.data = pieces;
            }
            Payload::CodeSectionEntry(body) => self.bodies.push(body),
            Payload::CustomSection(section) => {
                if let KnownCustom::Name(names) = section.as_known() {
                    for name in names {
                        if let Name::Function(names) = name? {
                            for naming in names {
                                let naming = naming?;
                                self.names.insert(naming.index, bare(naming.name));
                            }
                        }
                    }
                }
            }
            _ => {}
        }
        Ok(())
    }

    /// What a segment puts into the table; what it holds otherwise may be called from anywhere.
    fn element(&mut self, element: wasmparser::Element<'a>) -> Result<(), Fault> {
        let mut functions = Vec::new();
        match element.items {
            ElementItems::Functions(items) => {
                for function in items {
                    functions.push(Some(function?));
                }
            }
            ElementItems::Expressions(_, items) => {
                for item in items {
                    let mut reader = item?.get_operators_reader();
                    functions.push(match reader.read()? {
                        Operator::RefFunc { function_index } => Some(function_index),
                        _ => None,
                    });
                }
            }
        }
        let start = match element.kind {
            ElementKind::Active { table_index, offset_expr }
                if table_index.is_none_or(|it| Some(it) == self.table()) =>
            {
                match offset_expr.get_operators_reader().read()? {
                    Operator::I32Const { value } => u32::try_from(value).ok(),
                    _ => None,
                }
            }
            _ => None,
        };
        match start {
            Some(start) => {
                self.slots.extend((start..).zip(functions).filter_map(|(slot, function)| Some((slot, function?))));
            }
            None => self.roots.extend(functions.into_iter().flatten()),
        }
        Ok(())
    }

    /// The one table of functions.
    fn table(&self) -> Option<u32> {
        let at = self.tables.iter().position(|it| it.element_type == RefType::FUNCREF)?;
        u32::try_from(at).ok()
    }

    fn body(&self, function: u32) -> Option<&FunctionBody<'a>> {
        self.bodies.get(usize::try_from(function.checked_sub(self.imported_functions)?).ok()?)
    }

    fn type_number(&self, function: u32) -> u32 {
        usize::try_from(function).ok().and_then(|at| self.functions.get(at)).copied().unwrap_or_default()
    }

    fn params(&self, function: u32) -> u32 {
        let number = usize::try_from(self.type_number(function)).unwrap_or(usize::MAX);
        let params = self.types.get(number).and_then(Option::as_ref).map_or(0, |of| of.params().len());
        u32::try_from(params).unwrap_or_default()
    }

    /// What may be run before the part is there: whatever is reached from outside by calls, and by what code or data names of
    /// the table, without passing through the part's entries. Any number that could be a place in the table is taken for one;
    /// the linker puts the table's first function at a number that hardly means anything else. What nobody seems to name is
    /// named in a way that is not seen, and reached.
    fn first(
        &self,
        uses: &[Uses],
        before: &BTreeSet<u32>,
        entries: &BTreeSet<u32>,
        inside: &BTreeSet<u32>,
    ) -> BTreeSet<u32> {
        let pieces = self.data.as_deref().unwrap_or_default();
        let named: BTreeSet<u32> = before.iter().copied().chain(data::words(pieces)).collect();
        let unseen = self.slots.keys().copied().filter(|slot| !named.contains(slot) || self.data.is_none());
        let unseen = unseen.chain(data::unseen(pieces, &named)).collect();
        self.reached(uses, self.roots.iter().copied().collect(), unseen, |function| entries.contains(&function), inside)
    }

    /// Everything that is reached from these functions and numbers by calls and through the table, without passing through
    /// what is left out; a number alone does not lead to what is `inside`.
    fn reached(
        &self,
        uses: &[Uses],
        mut functions: Vec<u32>,
        mut numbers: Vec<u32>,
        is_left_out: impl Fn(u32) -> bool,
        inside: &BTreeSet<u32>,
    ) -> BTreeSet<u32> {
        let pieces = self.data.as_deref().unwrap_or_default();
        let (mut reached, mut looked_at) = (BTreeSet::new(), BTreeSet::new());
        loop {
            if let Some(function) = functions.pop() {
                if !is_left_out(function) && reached.insert(function) {
                    let named = usize::try_from(function).ok().and_then(|at| uses.get(at));
                    functions.extend(named.into_iter().flat_map(|it| &it.functions));
                    numbers.extend(named.into_iter().flat_map(|it| &it.numbers));
                }
            } else if let Some(number) = numbers.pop() {
                if looked_at.insert(number) {
                    functions.extend(self.slots.get(&number).filter(|function| !inside.contains(function)));
                    numbers.extend(data::behind(pieces, number));
                }
            } else {
                return reached;
            }
        }
    }

    /// What a module of these functions needs of others.
    fn own(&self, uses: &[Uses], moved: BTreeSet<u32>, is_higher: impl Fn(&u32) -> bool) -> Own {
        let called = of(uses, &moved, |it| &it.functions).into_iter().flatten().copied();
        let (ahead, mut kept): (BTreeSet<u32>, BTreeSet<u32>) =
            called.filter(|function| !moved.contains(function)).partition(is_higher);
        let is_small = |function: &u32| {
            let length = self.body(*function).map(|body| body.range().end - body.range().start);
            let calls = of(uses, [function], |it| &it.functions);
            let known = |it: &u32| kept.contains(it) || moved.contains(it) || ahead.contains(it);
            length.is_some_and(|length| length <= SMALL) && calls.into_iter().flatten().all(known)
        };
        let copied: BTreeSet<u32> = kept.iter().copied().filter(is_small).collect();
        kept.retain(|function| !copied.contains(function));
        Own { moved, kept, copied, ahead }
    }

    /// What each function names.
    fn uses(&self) -> Result<Vec<Uses>, Fault> {
        let imported = usize::try_from(self.imported_functions).unwrap_or_default();
        let is_trap = |body: &FunctionBody<'_>| body.as_bytes() == TRAP;
        let traps = (self.imported_functions..).zip(&self.bodies).filter(|(_, body)| is_trap(body));
        let traps: BTreeSet<u32> = traps.map(|(function, _)| function).collect();
        let mut all = vec![Uses::default(); imported];
        for body in &self.bodies {
            let mut reading = Reading { uses: Uses::default(), traps: &traps, handed: Vec::new() };
            utils::parse_function_body(&mut reading, &mut CodeSection::new(), body.clone())?;
            reading.uses.numbers.extend(reading.handed);
            all.push(reading.uses);
        }
        Ok(all)
    }
}

/// A piece of data at a place that is known beforehand.
fn piece(data: wasmparser::Result<wasmparser::Data<'_>>) -> Result<Option<Piece<'_>>, Fault> {
    let data = data?;
    let address = match data.kind {
        DataKind::Active { memory_index: 0, offset_expr } => match offset_expr.get_operators_reader().read()? {
            Operator::I32Const { value } => Some(value.cast_unsigned()),
            _ => None,
        },
        _ => None,
    };
    Ok(address.map(|address| Piece { address, bytes: data.data }))
}

/// Whether the name is of the part's outermost functions.
fn is_entry(name: &str, code: Code) -> bool {
    let digest = |last: &str| last.strip_prefix('h').is_some_and(|it| it.len() == 16);
    let bare = name.rsplit_once("::").filter(|(_, last)| digest(last)).map_or(name, |(bare, _)| bare);
    bare.strip_prefix(code.entries).is_some_and(|inner| !inner.contains("::"))
}

/// Whether the name is of the part's own code: a function, a closure, a method of one of its types.
fn is_inside(name: &str, code: Code) -> bool {
    let bare = name.strip_prefix('<').unwrap_or(name);
    code.own.iter().any(|own| bare.starts_with(own))
}

/// What these functions name.
fn of<'u, T>(uses: &'u [Uses], functions: impl IntoIterator<Item = &'u u32>, what: impl Fn(&'u Uses) -> T) -> Vec<T> {
    functions.into_iter().filter_map(|it| uses.get(usize::try_from(*it).ok()?)).map(what).collect()
}

/// What a later module holds, and what it needs of others.
struct Own {
    moved: BTreeSet<u32>,
    /// What is of a lower level and imported.
    kept: BTreeSet<u32>,
    /// What is of a lower level and small: each import keeps the other module from making one function of two, and weighs as
    /// much.
    copied: BTreeSet<u32>,
    /// What is of a higher level: trampolines stand in for it.
    ahead: BTreeSet<u32>,
}

impl Own {
    /// The functions that its module defines, in the order of their numbers.
    fn defined(&self) -> impl Iterator<Item = u32> {
        let mut all: BTreeSet<u32> = self.moved.union(&self.copied).copied().collect();
        all.extend(&self.ahead);
        all.into_iter()
    }
}

/// Which functions are of which level, and how they are reached from others.
pub(super) struct Split<'a> {
    module: &'a [u8],
    survey: Survey<'a>,
    /// What the levels from 1 on hold.
    own: Vec<Own>,
    /// The new slots of those that lower levels call.
    trampolines: BTreeMap<u32, u32>,
    /// Where each piece of the data goes.
    places: Vec<Place>,
}

impl<'a> Split<'a> {
    /// Of the page's module; `before` is the module that it was before functions became traps.
    ///
    /// # Errors
    ///
    /// When the module is not understood, or when nothing of it is named as being loaded later.
    pub(super) fn new(module: &'a [u8], before: &[u8]) -> Done<Self> {
        Self::of(module, before, &PARTS.map(|part| part.code))
    }

    /// The same of another module than the page's, with the one name of what is loaded later.
    ///
    /// # Errors
    ///
    /// As above.
    pub(super) fn named(module: &'a [u8], before: &[u8], later: &'static [&'static str; 1]) -> Done<Self> {
        let [entries] = later;
        Self::of(module, before, &[Code { entries, own: later }])
    }

    fn of(module: &'a [u8], before: &[u8], parts: &[Code]) -> Done<Self> {
        let split = Self::by(module, before, parts).map_err(not_understood)?;
        for (code, own) in parts.iter().zip(&split.own) {
            if own.moved.is_empty() {
                return Err(Trouble::new(
                    format!("no function is named {}…", code.entries),
                    "see that it is used, and that its entries are #[inline(never)]",
                ));
            }
        }
        Ok(split)
    }

    fn by(module: &'a [u8], before: &[u8], parts: &[Code]) -> Result<Self, Fault> {
        let survey = Survey::of(module)?;
        let uses = survey.uses()?;
        let named_before = Survey::of(before)?.uses()?.into_iter().flat_map(|it| it.numbers).collect();
        let is_own = |function: &u32| survey.body(*function).is_some() && !survey.roots.contains(function);
        // What is of this level or a higher one, for every level; and what is of none.
        let mut from: Vec<BTreeSet<u32>> = Vec::new();
        let mut first = BTreeSet::new();
        for level in 0..parts.len() {
            let all = |is: fn(&str, Code) -> bool| -> BTreeSet<u32> {
                let codes = || parts.iter().skip(level);
                let named = survey
                    .names
                    .iter()
                    .filter(|(function, name)| codes().any(|code| is(name, *code)) && is_own(function));
                named.map(|(function, _)| *function).collect()
            };
            let (entries, inside) = (all(is_entry), all(is_inside));
            let before_it = survey.first(&uses, &named_before, &entries, &inside);
            // The compiler makes one of functions that do the same: what lower levels call by itself stays there, whatever its
            // name.
            let named = entries.union(&inside).copied().filter(|function| !before_it.contains(function));
            let mut moved =
                survey.reached(&uses, named.collect(), Vec::new(), |it| before_it.contains(&it), &BTreeSet::new());
            moved.retain(is_own);
            from.push(moved);
            if level == 0 {
                first = before_it;
            }
        }
        let level = |function: &u32| from.iter().take_while(|moved| moved.contains(function)).count();
        let functions = || (0..).zip(&uses);
        let above = functions()
            .flat_map(|(function, uses)| uses.functions.iter().copied().filter(move |it| level(it) > level(&function)));
        let above: BTreeSet<u32> = above.collect();
        let table = survey.table().and_then(|at| survey.tables.get(usize::try_from(at).ok()?));
        let end = table.and_then(|table| u32::try_from(table.initial).ok()).unwrap_or_default();
        let trampolines = above.into_iter().zip(end..).collect();
        let own: Vec<Own> = (1..=parts.len())
            .map(|of_it| {
                let moved = functions().map(|(function, _)| function).filter(|it| level(it) == of_it).collect();
                survey.own(&uses, moved, |function| level(function) > of_it)
            })
            .collect();
        let numbers = |functions: &mut dyn Iterator<Item = u32>| -> BTreeSet<u32> {
            let functions: Vec<u32> = functions.collect();
            of(&uses, &functions, |it| &it.numbers).into_iter().flatten().copied().collect()
        };
        let mut named = vec![numbers(&mut first.into_iter())];
        named.extend(own.iter().map(|own| numbers(&mut own.moved.union(&own.copied).copied())));
        let places = data::places(survey.data.as_deref().unwrap_or_default(), &named, &named_before);
        Ok(Self { module, survey, own, trampolines, places })
    }

    /// The first module: everything of level 0, with trampolines, and the exports of these names for the others.
    pub(super) fn first(&self, exports: &[String]) -> Done<Vec<u8>> {
        let mut module = Module::new();
        First { split: self, exports, function: self.survey.imported_functions }
            .parse_core_module(&mut module, Parser::new(0), self.module)
            .map_err(not_understood)?;
        Ok(module.finish())
    }

    /// The module of a later level, with the exports of these names for higher ones. It imports everything that it may need;
    /// wasm-opt drops what it does not.
    pub(super) fn part(&self, level: usize, exports: &[String]) -> Done<Vec<u8>> {
        self.part_module(level, exports).map_err(not_understood)
    }

    /// The level of a function.
    fn level(&self, function: u32) -> usize {
        self.own.iter().position(|own| own.moved.contains(&function)).map_or(0, |place| place + 1)
    }

    fn part_module(&self, level: usize, exports: &[String]) -> Result<Vec<u8>, Fault> {
        let survey = &self.survey;
        let mut imports = ImportSection::new();
        let mut written = Later { numbers: BTreeMap::new() };
        let Some(own) = level.checked_sub(1).and_then(|at| self.own.get(at)) else { return Ok(Vec::new()) };
        for (function, new) in own.kept.iter().zip(0..) {
            written.numbers.insert(*function, new);
            let of = EntityType::Function(survey.type_number(*function));
            imports.import(&module_name(self.level(*function)), &export_name('f', *function), of);
        }
        let first = module_name(0);
        for (global, number) in survey.globals.iter().zip(0..) {
            imports.import(&first, &export_name('g', number), EntityType::Global(written.global_type(*global)?));
        }
        for (memory, number) in survey.memories.iter().zip(0..) {
            imports.import(&first, &export_name('m', number), EntityType::Memory(written.memory_type(*memory)?));
        }
        for (table, number) in survey.tables.iter().zip(0..) {
            let grown = self.grown(number, written.table_type(*table)?);
            imports.import(&first, &export_name('t', number), EntityType::Table(grown));
        }
        let mut functions = FunctionSection::new();
        // Functions alike stand together by their names, which wasm-opt then drops.
        let mut names = NameMap::new();
        let imported = written.numbers.len();
        for (function, place) in own.defined().zip(imported..) {
            let new = u32::try_from(place).unwrap_or(u32::MAX);
            written.numbers.insert(function, new);
            functions.function(survey.type_number(function));
            names.append(new, survey.names.get(&function).map(String::as_str).unwrap_or_default());
        }
        let mut code = CodeSection::new();
        for function in own.defined() {
            match survey.body(function).filter(|_| !own.ahead.contains(&function)) {
                Some(body) => written.parse_function_body(&mut code, body.clone())?,
                None => {
                    code.function(&self.stand_in(function));
                }
            }
        }
        let mut exported_too = ExportSection::new();
        for name in exports {
            if let Some((kind, number)) = exported(name).and_then(|(kind, it)| Some((kind, *written.numbers.get(&it)?)))
            {
                exported_too.export(name, kind, number);
            }
        }
        let mut named = NameSection::new();
        named.functions(&names);
        let mut module = Module::new();
        module.section(&RawSection { id: 1, data: survey.type_section });
        module.section(&imports).section(&functions).section(&exported_too);
        module.section(&self.elements(own, &written.numbers));
        module.section(&code).section(&self.data(Place::Level(level))).section(&named);
        Ok(module.finish())
    }

    /// The data of a level.
    fn data(&self, place: Place) -> DataSection {
        let pieces = || self.survey.data.iter().flatten().zip(&self.places);
        let others = pieces().filter(|(_, its)| ![place, Place::Nowhere].contains(its));
        let others = others.map(|(piece, _)| piece.address).collect();
        let own = pieces().filter(|(_, its)| **its == place).map(|(piece, _)| piece);
        let mut data = DataSection::new();
        for (address, bytes) in data::joined(own, &others) {
            data.active(0, &ConstExpr::i32_const(address.cast_signed()), bytes);
        }
        data
    }

    /// Fills the new slots, and the old ones of what has moved, in runs of neighbours.
    fn elements(&self, own: &Own, numbers: &BTreeMap<u32, u32>) -> ElementSection {
        let old = self.survey.slots.iter();
        let new = self.trampolines.iter().map(|(function, slot)| (slot, function));
        let slots: BTreeMap<u32, u32> = old
            .chain(new)
            .filter(|(_, function)| own.moved.contains(function))
            .filter_map(|(slot, function)| Some((*slot, *numbers.get(function)?)))
            .collect();
        let mut runs: Vec<(u32, Vec<u32>)> = Vec::new();
        for (slot, number) in slots {
            match runs.last_mut() {
                Some((start, run))
                    if u32::try_from(run.len()).ok().and_then(|it| start.checked_add(it)) == Some(slot) =>
                {
                    run.push(number);
                }
                _ => runs.push((slot, vec![number])),
            }
        }
        let table = self.survey.table().filter(|number| *number != 0);
        let mut elements = ElementSection::new();
        for (start, run) in runs {
            let offset = ConstExpr::i32_const(i32::try_from(start).unwrap_or(i32::MAX));
            elements.active(table, &offset, Elements::Functions(run.into()));
        }
        elements
    }

    /// The table of functions with the new slots; any other as it is.
    fn grown(&self, number: u32, mut table: wasm_encoder::TableType) -> wasm_encoder::TableType {
        if Some(number) == self.survey.table() {
            let more = self.trampolines.len() as u64;
            table.minimum += more;
            table.maximum = table.maximum.map(|maximum| maximum + more);
        }
        table
    }

    /// What stands in a module for a function of a higher level.
    fn stand_in(&self, function: u32) -> Function {
        let mut body = Function::new([]);
        match (self.trampolines.get(&function), self.survey.table()) {
            (Some(slot), Some(table_index)) => {
                for param in 0..self.survey.params(function) {
                    body.instruction(&Instruction::LocalGet(param));
                }
                body.instruction(&Instruction::I32Const(i32::try_from(*slot).unwrap_or(i32::MAX)));
                let type_index = self.survey.type_number(function);
                body.instruction(&Instruction::CallIndirect { type_index, table_index });
            }
            _ => {
                body.instruction(&Instruction::Unreachable);
            }
        }
        body.instruction(&Instruction::End);
        body
    }
}

/// Writes the first module. Numbers stay as they are.
struct First<'s, 'a> {
    split: &'s Split<'a>,
    exports: &'s [String],
    /// The function whose body comes next.
    function: u32,
}

impl Reencode for First<'_, '_> {
    type Error = Infallible;

    fn parse_function_body(&mut self, code: &mut CodeSection, body: FunctionBody<'_>) -> Result<(), Fault> {
        let function = self.function;
        self.function += 1;
        if self.split.level(function) > 0 {
            code.function(&self.split.stand_in(function));
            return Ok(());
        }
        utils::parse_function_body(self, code, body)
    }

    fn parse_table(&mut self, tables: &mut TableSection, table: Table<'_>) -> Result<(), Fault> {
        let number = self.split.survey.imported_tables + tables.len();
        let of = self.table_type(table.ty)?;
        tables.table(self.split.grown(number, of));
        Ok(())
    }

    fn parse_data_section(
        &mut self,
        data: &mut DataSection,
        section: wasmparser::DataSectionReader<'_>,
    ) -> Result<(), Fault> {
        if self.split.survey.data.is_none() {
            return utils::parse_data_section(self, data, section);
        }
        *data = self.split.data(Place::Level(0));
        Ok(())
    }

    fn data_count(&mut self, count: u32) -> Result<u32, Fault> {
        let known = self.split.survey.data.is_some();
        Ok(if known { self.split.data(Place::Level(0)).len() } else { count })
    }

    /// The names of data are dropped: they would be of other pieces.
    fn parse_custom_name_subsection(&mut self, names: &mut NameSection, section: Name<'_>) -> Result<(), Fault> {
        match section {
            Name::Data(_) => Ok(()),
            other => utils::parse_custom_name_subsection(self, names, other),
        }
    }

    fn parse_export_section(
        &mut self,
        exports: &mut ExportSection,
        section: wasmparser::ExportSectionReader<'_>,
    ) -> Result<(), Fault> {
        utils::parse_export_section(self, exports, section)?;
        for name in self.exports {
            if let Some((kind, number)) = exported(name) {
                exports.export(name, kind, number);
            }
        }
        Ok(())
    }
}

/// Writes functions of a later module.
struct Later {
    /// The new numbers of functions by the old ones.
    numbers: BTreeMap<u32, u32>,
}

impl Reencode for Later {
    type Error = Infallible;

    fn function_index(&mut self, function: u32) -> Result<u32, Fault> {
        Ok(self.numbers.get(&function).copied().unwrap_or(u32::MAX))
    }
}

/// Under which name a module gives something to others: its kind, and its number in hexadecimal digits.
fn export_name(kind: char, number: u32) -> String {
    format!("{kind}{number:x}")
}

/// What a name of `export_name` stands for.
fn exported(name: &str) -> Option<(ExportKind, u32)> {
    let (kind, number) = name.split_at_checked(1)?;
    let kind = match kind {
        "f" => ExportKind::Func,
        "g" => ExportKind::Global,
        "m" => ExportKind::Memory,
        "t" => ExportKind::Table,
        _ => return None,
    };
    Some((kind, u32::from_str_radix(number, 16).ok()?))
}

/// The names of what modules take from that of a level.
pub(super) fn taken<'m>(modules: impl Iterator<Item = &'m [u8]>, level: usize) -> Done<Vec<String>> {
    let mut names = BTreeSet::new();
    for module in modules {
        for payload in Parser::new(0).parse_all(module) {
            if let Payload::ImportSection(section) = payload.map_err(|error| not_understood(error.into()))? {
                for import in section.into_imports() {
                    let import = import.map_err(|error| not_understood(error.into()))?;
                    if import.module == module_name(level) {
                        names.insert(import.name.to_owned());
                    }
                }
            }
        }
    }
    Ok(names.into_iter().collect())
}

#[expect(clippy::needless_pass_by_value, reason = "taken by map_err")]
fn not_understood(fault: Fault) -> Trouble {
    Trouble::new(
        format!("the page's WebAssembly cannot be split: {fault}"),
        "see whether the compiler writes a new form",
    )
}

#[cfg(test)]
mod tests {
    use std::process::Command;

    use wasm_encoder::{GlobalSection, GlobalType, MemorySection, MemoryType, TableType, TypeSection, ValType};

    use super::*;

    const CODES: [Code; 2] =
        [Code { entries: "later::", own: &["later::"] }, Code { entries: "desk::", own: &["desk::", "base::desk::"] }];

    /// A function with its number of parameters.
    type Made<'i> = (&'static str, u32, Vec<Instruction<'i>>);

    /// What the module below consists of. `host` is imported; `entry`, `tell` and `tables` are exported; `later::sum` and
    /// `<later::S as S>::slot` stand in the table, as does `<desk::S as S>::slot`.
    fn functions<'i>() -> Vec<Made<'i>> {
        use Instruction::{
            Call, CallIndirect, GlobalGet, GlobalSet, I32Add, I32Const, I32Load, I32Load8U, I32Mul, I32Store, I32Sub,
            LocalGet,
        };
        let at =
            wasm_encoder::MemArg { offset: 8, align: 2, target: wasm_encoder::MemArgTarget::Memory(0), ordering: None };
        let letter =
            |address| [I32Const(address), I32Load8U(wasm_encoder::MemArg { offset: 0, align: 0, ..at }), I32Add];
        let [host, sum, inner, shared, below, tables, open, judge, both] = [
            "host",
            "later::sum",
            "later::sum::inner",
            "shared",
            "below",
            "later::tables",
            "desk::open",
            "base::desk::judge",
            "both",
        ]
        .map(|name| Call(number(name)));
        let through = |slot| [I32Const(5), I32Const(slot), CallIndirect { type_index: 1, table_index: 0 }];
        vec![
            ("entry", 2, vec![LocalGet(0), LocalGet(1), shared.clone(), sum]),
            // Leaves 200 in the global.
            (
                "later::sum",
                2,
                vec![LocalGet(0), inner, LocalGet(1), shared.clone(), I32Sub, I32Const(200), GlobalSet(0)],
            ),
            ("later::sum::inner", 1, {
                let called = [LocalGet(0), below, host, LocalGet(0)];
                called.into_iter().chain(through(2)).chain([I32Mul]).collect()
            }),
            ("shared", 1, vec![LocalGet(0), I32Const(1), I32Add]),
            ("<later::S as S>::slot", 2, vec![LocalGet(0), I32Const(10), I32Mul, LocalGet(1), I32Add]),
            // The global and what is in memory.
            ("tell", 1, vec![GlobalGet(0), LocalGet(0), I32Load(at), I32Add]),
            // Writes memory, and adds the first letter of the second part's text.
            ("below", 1, {
                let stored = [LocalGet(0), LocalGet(0), I32Const(2), I32Mul, I32Store(at), LocalGet(0)];
                stored.into_iter().chain(letter(1024)).collect()
            }),
            ("tables", 2, vec![LocalGet(0), LocalGet(1), tables]),
            ("later::tables", 2, vec![LocalGet(0), LocalGet(1), both.clone(), open]),
            ("desk::open", 2, {
                let called = [LocalGet(0), judge, LocalGet(1), both, shared, I32Add];
                called.into_iter().chain(through(3)).chain([GlobalGet(0), I32Sub]).collect()
            }),
            // Adds the first letters of the third part's text and of the second's.
            ("base::desk::judge", 1, [LocalGet(0)].into_iter().chain(letter(1032)).chain(letter(1024)).collect()),
            // Too long to be copied.
            ("both", 1, [LocalGet(0)].into_iter().chain((0..40).flat_map(|add| [I32Const(add), I32Add])).collect()),
            ("<desk::S as S>::slot", 2, vec![LocalGet(0), LocalGet(1), I32Mul]),
        ]
    }

    /// The number of a function of the module below.
    fn number(name: &str) -> u32 {
        const NAMES: [&str; 14] = [
            "host",
            "entry",
            "later::sum",
            "later::sum::inner",
            "shared",
            "<later::S as S>::slot",
            "tell",
            "below",
            "tables",
            "later::tables",
            "desk::open",
            "base::desk::judge",
            "both",
            "<desk::S as S>::slot",
        ];
        NAMES.iter().position(|it| *it == name).and_then(|it| u32::try_from(it).ok()).unwrap()
    }

    fn numbers<const N: usize>(names: [&str; N]) -> BTreeSet<u32> {
        names.map(number).into()
    }

    fn module() -> Vec<u8> {
        let made = functions();
        let mut types = TypeSection::new();
        types.ty().function([ValType::I32], [ValType::I32]);
        types.ty().function([ValType::I32, ValType::I32], [ValType::I32]);
        let mut imports = ImportSection::new();
        imports.import("host", "host", EntityType::Function(0));
        let mut functions = FunctionSection::new();
        let mut code = CodeSection::new();
        let mut named = NameMap::new();
        named.append(0, "host");
        for (name, params, body) in &made {
            functions.function(params - 1);
            let mut function = Function::new([]);
            body.iter().chain([&Instruction::End]).for_each(|it| {
                function.instruction(it);
            });
            code.function(&function);
            named.append(number(name), name);
        }
        let mut tables = TableSection::new();
        tables.table(TableType {
            element_type: wasm_encoder::RefType::FUNCREF,
            table64: false,
            minimum: 4,
            maximum: Some(4),
            shared: false,
        });
        let mut memories = MemorySection::new();
        memories.memory(MemoryType { minimum: 1, maximum: None, memory64: false, shared: false, page_size_log2: None });
        let mut globals = GlobalSection::new();
        let of = GlobalType { val_type: ValType::I32, mutable: true, shared: false };
        globals.global(of, &ConstExpr::i32_const(100));
        let mut exports = ExportSection::new();
        for name in ["entry", "tell", "tables"] {
            exports.export(name, ExportKind::Func, number(name));
        }
        let mut elements = ElementSection::new();
        let slots = ["later::sum", "<later::S as S>::slot", "<desk::S as S>::slot"].map(number);
        elements.active(None, &ConstExpr::i32_const(1), Elements::Functions(slots.as_slice().into()));
        let mut data = DataSection::new();
        let mut of_data = NameMap::new();
        for (place, (address, text)) in (0..).zip([(1024, "!later"), (1032, "?desk"), (1040, "for nobody")]) {
            data.active(0, &ConstExpr::i32_const(address), text.bytes());
            of_data.append(place, text);
        }
        let mut names = NameSection::new();
        names.functions(&named);
        names.data(&of_data);
        let mut module = Module::new();
        module.section(&types).section(&imports).section(&functions).section(&tables).section(&memories);
        module.section(&globals).section(&exports).section(&elements).section(&code).section(&data).section(&names);
        module.finish()
    }

    /// The modules by their levels.
    fn parts(module: &[u8]) -> (Split<'_>, [Vec<u8>; 3]) {
        let split = Split::by(module, module, &CODES).unwrap();
        let third = split.part(2, &[]).unwrap();
        let second = split.part(1, &taken([third.as_slice()].into_iter(), 1).unwrap()).unwrap();
        let first = split.first(&taken([second.as_slice(), &third].into_iter(), 0).unwrap()).unwrap();
        (split, [first, second, third])
    }

    #[test]
    fn a_function_is_of_the_lowest_level_that_reaches_it() {
        let module = module();
        let (split, _) = parts(&module);
        let [later, desk] = split.own.as_slice() else { panic!("two parts") };
        let expected = ["later::sum", "later::sum::inner", "<later::S as S>::slot", "below", "later::tables", "both"];
        assert_eq!(later.moved, numbers(expected), "what only they call is with them, and what both parts do");
        assert_eq!(desk.moved, numbers(["desk::open", "base::desk::judge", "<desk::S as S>::slot"]));
        assert_eq!((&later.copied, &later.kept), (&numbers(["shared"]), &numbers(["host"])));
        assert_eq!((&desk.copied, &desk.kept), (&numbers(["shared"]), &numbers(["both"])), "what is long is imported");
        assert_eq!((&later.ahead, &desk.ahead), (&numbers(["desk::open"]), &numbers([])));
        let called = numbers(["later::sum", "later::tables", "desk::open"]);
        assert_eq!(split.trampolines, called.into_iter().zip(4..).collect(), "what lower levels call takes a slot");
    }

    /// The compiler has made one function of two that do the same, and kept the name of the later part's.
    #[test]
    fn what_the_first_part_calls_by_itself_stays_whatever_its_name() {
        let mut named = module();
        let place = named.windows(6).rposition(|text| text == b"shared").unwrap();
        named.splice(place..place + 6, *b"l::a::");
        let later = Code { entries: "l::", own: &["l::"] };
        assert!(!is_entry("l::a::", later) && is_inside("l::a::", later));
        let split = Split::by(&named, &named, &[later]).unwrap();
        assert_eq!(split.own[0].moved, BTreeSet::new());
    }

    #[test]
    fn entries_are_the_outermost_functions() {
        let [later, desk] = PARTS.map(|part| part.code);
        assert!(is_entry("bayou_web::later::screen::h0123456789abcdef", later));
        for name in
            ["bayou_web::later::shell::open::h0123456789abcdef", "bayou_web::later::screen::{{closure}}", "a::b"]
        {
            assert!(!is_entry(name, later), "{name}");
        }
        assert!(is_inside("<bayou_web::later::receipt::Receipts as bayou_web::app::Screen>::view", later));
        assert!(!is_inside("core::ptr::drop_in_place<bayou_web::later::receipt::Receipts>", later));
        assert!(is_inside("<tables::desk::Desk>::judge", desk) && !is_entry("tables::desk::shown", desk));
    }

    #[test]
    fn nothing_named_is_an_error() {
        assert!(Split::new(&module(), &module()).is_err());
        assert!(Split::new(b"no module", &module()).is_err());
    }

    #[test]
    fn nothing_of_a_part_is_left_in_a_lower_one() {
        let module = module();
        let (split, modules) = parts(&module);
        let [first, second, third] = modules.each_ref().map(|module| Survey::of(module).unwrap());
        for function in split.own.iter().flat_map(|own| &own.moved) {
            let body = first.body(*function).unwrap().range();
            assert!(body.end - body.start <= 12, "a trampoline or a trap");
        }
        let texts = |survey: &Survey<'_>| survey.data.iter().flatten().map(|it| it.bytes.to_vec()).collect::<Vec<_>>();
        assert_eq!(texts(&first), Vec::<Vec<u8>>::new());
        assert_eq!(texts(&second), [b"!later"], "named by both parts");
        assert_eq!(texts(&third), [b"?desk"]);
        assert_eq!(first.bodies.len(), split.survey.bodies.len());
        assert_eq!(second.bodies.len(), 6 + 1 + 1, "its own, a copy and a trampoline");
        assert_eq!(third.bodies.len(), 3 + 1);
        assert_eq!(second.names.get(&1).map(String::as_str), Some("later::sum"), "after what is imported");
        assert!(!modules[0].windows(10).any(|text| text == b"for nobody"), "neither the data nor its name");
    }

    /// The modules do together what the whole does, and each alone stops where it needs the next.
    #[test]
    fn the_parts_run_as_the_whole_does() {
        let whole = module();
        let (_, [first, second, third]) = parts(&whole);
        let folder = std::env::temp_dir().join(format!("bayou-parts-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        for (name, bytes) in [("whole", &whole), ("first", &first), ("second", &second), ("third", &third)] {
            std::fs::write(folder.join(name), bytes).unwrap();
        }
        let script = "
            const bytes = (name) => require('fs').readFileSync(process.argv[1] + '/' + name);
            const start = (name, imports) => new WebAssembly.Instance(new WebAssembly.Module(bytes(name)), imports).exports;
            const host = { host: { host: (n) => n + 1000 } };
            const results = ({ entry, tell }) => [tell(4), entry(4, 6), tell(4), entry(16, 1), tell(16), tell(4)];
            const stops = (run) => {
              try { run(); } catch (error) { return error instanceof WebAssembly.RuntimeError; }
              return false;
            };
            const whole = start('whole', host);
            const expected = [results(whole), whole.tables(3, 4)];
            const first = start('first', host);
            const stopped = [stops(() => first.entry(4, 6)), stops(() => first.tables(3, 4))];
            const second = start('second', { 1: first });
            const found = [results(first)];
            stopped.push(stops(() => first.tables(3, 4)));
            start('third', { 1: first, 2: second });
            found.push(first.tables(3, 4));
            console.log(JSON.stringify([stopped, expected, found]));";
        let run = Command::new("node").arg("-e").arg(script).arg(&folder).output().unwrap();
        std::fs::remove_dir_all(&folder).unwrap();
        let said = String::from_utf8_lossy(&run.stdout).into_owned();
        let errors = String::from_utf8_lossy(&run.stderr).into_owned();
        // tables: ((3 + '?' + '!') + (4 + 780 + 780 + 1)) * 5 - 200
        let results = "[[100,46657,208,173082,232,208],8120]";
        assert_eq!(said.trim(), format!("[[true,true,true],{results},{results}]"), "{errors}");
    }

    #[test]
    fn broken_modules_are_refused() {
        let whole = module();
        for length in 0..whole.len() {
            let _ = Split::new(&whole[..length], &whole).is_ok_and(|split| split.part(1, &[]).is_ok());
        }
    }
}
