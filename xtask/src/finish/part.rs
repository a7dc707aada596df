//! The page's second part: functions that the first load does without are moved out of the page's WebAssembly into a module
//! of their own, which shares memory, table and globals with the first and is fetched when it is used.
//!
//! What moves is named by `LATER`, and everything that only what moves calls goes with it. In the place of a function that
//! the first module still calls stands a trampoline through a new slot of the table; what is reached by the table alone
//! gets its slot back when the second module is started. Until then either is a trap. Pure; reads names, so it comes before
//! wasm-opt.

use std::collections::{BTreeMap, BTreeSet};
use std::convert::Infallible;
use std::ops::Range;

use wasm_encoder::reencode::{Error, Reencode, utils};
use wasm_encoder::{
    CodeSection, ConstExpr, DataSection, ElementSection, Elements, EntityType, ExportKind, ExportSection, Function,
    FunctionSection, ImportSection, Instruction, Module, RawSection, TableSection,
};
use wasmparser::{
    CompositeInnerType, DataKind, ElementItems, ElementKind, ExternalKind, FuncType, FunctionBody, KnownCustom, Name,
    Operator, Parser, Payload, RefType, Table, TypeRef,
};

use super::data::{self, Piece, Place};
use super::unreached::{TRAP, bare};
use crate::trouble::{Done, Trouble};

/// The part of a page's crate that is loaded later.
const LATER: &str = "bayou_web::later::";
/// Where the second module's imports come from; `web/src/part.rs` gives it the first module's exports under this name.
const FIRST: &str = "1";

/// Up to how many bytes of code a function is copied into the second module rather than exported by the first.
const SMALL: u64 = 100;

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

/// Whether the name is of the part's outermost functions, by which alone the first module may call it.
fn is_entry(name: &str, later: &str) -> bool {
    let digest = |last: &str| last.strip_prefix('h').is_some_and(|it| it.len() == 16);
    let bare = name.rsplit_once("::").filter(|(_, last)| digest(last)).map_or(name, |(bare, _)| bare);
    bare.strip_prefix(later).is_some_and(|inner| !inner.contains("::"))
}

/// Whether the name is of the part's own code: a function, a closure, a method of one of its types.
fn is_inside(name: &str, later: &str) -> bool {
    name.strip_prefix('<').unwrap_or(name).starts_with(later)
}

/// What these functions name.
fn of<'u, T>(uses: &'u [Uses], functions: impl IntoIterator<Item = &'u u32>, what: impl Fn(&'u Uses) -> T) -> Vec<T> {
    functions.into_iter().filter_map(|it| uses.get(usize::try_from(*it).ok()?)).map(what).collect()
}

/// Which functions move, and how they are reached from the first module.
pub(super) struct Split<'a> {
    module: &'a [u8],
    survey: Survey<'a>,
    moved: BTreeSet<u32>,
    /// The new slots of those that the first module calls.
    trampolines: BTreeMap<u32, u32>,
    /// What stays and is named by what moves: what is small is copied instead, since each import keeps the first module from
    /// making one function of two, and weighs as much.
    kept: BTreeSet<u32>,
    copied: BTreeSet<u32>,
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
        let split = Self::by(module, before, LATER).map_err(not_understood)?;
        if split.moved.is_empty() {
            return Err(Trouble::new(
                format!("no function of the page is named {LATER}…"),
                "see that web/src/later is used, and that its entries are #[inline(never)]",
            ));
        }
        Ok(split)
    }

    fn by(module: &'a [u8], before: &[u8], later: &str) -> Result<Self, Fault> {
        let survey = Survey::of(module)?;
        let uses = survey.uses()?;
        let named_before = Survey::of(before)?.uses()?.into_iter().flat_map(|it| it.numbers).collect();
        let is_own = |function: &u32| survey.body(*function).is_some() && !survey.roots.contains(function);
        let named = |function: &u32| survey.names.get(function).map(String::as_str).unwrap_or_default();
        let all = |is: &dyn Fn(&str) -> bool| -> BTreeSet<u32> {
            survey.names.keys().filter(|function| is(named(function)) && is_own(function)).copied().collect()
        };
        let entries = all(&|name| is_entry(name, later));
        let inside = all(&|name| is_inside(name, later));
        let first = survey.first(&uses, &named_before, &entries, &inside);
        {
            let mut out = String::new();
            for f in &first {
                let size = survey.body(*f).map_or(0, |b| b.range().end - b.range().start);
                out.push_str(&format!(
                    "{} {} {}\n",
                    size,
                    if survey.slots.values().any(|v| v == f) { "T" } else { "t" },
                    named(f)
                ));
            }
            std::fs::write("/tmp/first.txt", out).ok();
            let mut edges = String::new();
            for f in &first {
                for g in of(&uses, [f], |it| &it.functions).into_iter().flatten() {
                    edges.push_str(&format!("{}\t{}\n", named(f), named(g)));
                }
            }
            std::fs::write("/tmp/edges.txt", edges).ok();
        }
        // The compiler makes one of functions that do the same: what the first part calls by itself stays there, whatever its name.
        let own = entries.iter().chain(&inside).copied().filter(|function| !first.contains(function));
        let mut moved = survey.reached(&uses, own.collect(), Vec::new(), |it| first.contains(&it), &BTreeSet::new());
        moved.retain(is_own);
        let all_functions: BTreeSet<u32> = (0..).zip(&uses).map(|(function, _)| function).collect();
        let stays = all_functions.difference(&moved);
        let called: BTreeSet<u32> = of(&uses, stays, |it| &it.functions).into_iter().flatten().copied().collect();
        let mut kept: BTreeSet<u32> = of(&uses, &moved, |it| &it.functions).into_iter().flatten().copied().collect();
        kept.retain(|function| !moved.contains(function));
        let is_small = |function: &u32| {
            let length = survey.body(*function).map(|body| body.range().end - body.range().start);
            let calls = of(&uses, [function], |it| &it.functions);
            let known = |it: &u32| kept.contains(it) || moved.contains(it);
            length.is_some_and(|length| length <= SMALL) && calls.into_iter().flatten().all(known)
        };
        let copied: BTreeSet<u32> = kept.iter().copied().filter(is_small).collect();
        kept.retain(|function| !copied.contains(function));
        let second: BTreeSet<u32> = moved.union(&copied).copied().collect();
        let numbers = |functions| of(&uses, functions, |it| &it.numbers).into_iter().flatten().copied().collect();
        let (of_first, of_second): (BTreeSet<u32>, BTreeSet<u32>) = (numbers(&first), numbers(&second));
        let places = data::places(survey.data.as_deref().unwrap_or_default(), &of_first, &of_second, &named_before);
        let table = survey.table().and_then(|at| survey.tables.get(usize::try_from(at).ok()?));
        let end = table.and_then(|table| u32::try_from(table.initial).ok()).unwrap_or_default();
        let trampolines = moved.iter().copied().filter(|it| called.contains(it)).zip(end..).collect();
        Ok(Self { module, survey, moved, trampolines, kept, copied, places })
    }

    /// The first module: everything that stays, with trampolines, and the exports of these names for the second module.
    pub(super) fn first(&self, exports: &[String]) -> Done<Vec<u8>> {
        let mut module = Module::new();
        First { split: self, exports, function: self.survey.imported_functions }
            .parse_core_module(&mut module, Parser::new(0), self.module)
            .map_err(not_understood)?;
        Ok(module.finish())
    }

    /// The second module: what has moved. It imports everything that it may need; wasm-opt drops what it does not.
    pub(super) fn second(&self) -> Done<Vec<u8>> {
        self.second_module().map_err(not_understood)
    }

    fn second_module(&self) -> Result<Vec<u8>, Fault> {
        let survey = &self.survey;
        let mut imports = ImportSection::new();
        let mut second = Second { numbers: BTreeMap::new() };
        for (function, new) in self.kept.iter().zip(0..) {
            second.numbers.insert(*function, new);
            imports.import(FIRST, &export_name('f', *function), EntityType::Function(survey.type_number(*function)));
        }
        for (global, number) in survey.globals.iter().zip(0..) {
            imports.import(FIRST, &export_name('g', number), EntityType::Global(second.global_type(*global)?));
        }
        for (memory, number) in survey.memories.iter().zip(0..) {
            imports.import(FIRST, &export_name('m', number), EntityType::Memory(second.memory_type(*memory)?));
        }
        for (table, number) in survey.tables.iter().zip(0..) {
            let grown = self.grown(number, second.table_type(*table)?);
            imports.import(FIRST, &export_name('t', number), EntityType::Table(grown));
        }
        let mut functions = FunctionSection::new();
        let first = second.numbers.len();
        let own = || self.moved.union(&self.copied);
        for (function, place) in own().zip(first..) {
            second.numbers.insert(*function, u32::try_from(place).unwrap_or(u32::MAX));
            functions.function(survey.type_number(*function));
        }
        let mut code = CodeSection::new();
        for body in own().filter_map(|function| survey.body(*function)) {
            second.parse_function_body(&mut code, body.clone())?;
        }
        let mut module = Module::new();
        module.section(&RawSection { id: 1, data: survey.type_section });
        module.section(&imports).section(&functions).section(&self.elements(&second.numbers));
        module.section(&code).section(&self.data(Place::Second));
        Ok(module.finish())
    }

    /// The data of a half.
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
    fn elements(&self, numbers: &BTreeMap<u32, u32>) -> ElementSection {
        let old = self.survey.slots.iter().filter(|(_, function)| self.moved.contains(function));
        let new = self.trampolines.iter().map(|(function, slot)| (slot, function));
        let slots: BTreeMap<u32, u32> =
            old.chain(new).filter_map(|(slot, function)| Some((*slot, *numbers.get(function)?))).collect();
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

    /// What stands in the first module for a function that has moved.
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
        if self.split.moved.contains(&function) {
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
        *data = self.split.data(Place::First);
        Ok(())
    }

    fn data_count(&mut self, count: u32) -> Result<u32, Fault> {
        let known = self.split.survey.data.is_some();
        Ok(if known { self.split.data(Place::First).len() } else { count })
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

/// Writes functions of the second module.
struct Second {
    /// The new numbers of functions by the old ones.
    numbers: BTreeMap<u32, u32>,
}

impl Reencode for Second {
    type Error = Infallible;

    fn function_index(&mut self, function: u32) -> Result<u32, Fault> {
        Ok(self.numbers.get(&function).copied().unwrap_or(u32::MAX))
    }
}

/// Under which name the first module gives something to the second: its kind, and its number in hexadecimal digits.
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

/// The names of what the second module takes from the first.
pub(super) fn taken(second: &[u8]) -> Done<Vec<String>> {
    let mut names = Vec::new();
    for payload in Parser::new(0).parse_all(second) {
        if let Payload::ImportSection(section) = payload.map_err(|error| not_understood(error.into()))? {
            for import in section.into_imports() {
                names.push(import.map_err(|error| not_understood(error.into()))?.name.to_owned());
            }
        }
    }
    Ok(names)
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

    use wasm_encoder::{
        GlobalSection, GlobalType, MemorySection, MemoryType, NameMap, NameSection, TableType, TypeSection, ValType,
    };

    use super::*;

    /// Functions by number: 0 `host(i32) → i32` is imported; 1 `entry` and 6 `tell` are exported; 2 `later::sum` is called by
    /// `entry` and stands in the table; 3 `later::inner` is called by `sum` alone; 4 `shared` by `entry` and `sum`; 5 `later::slot` stands in
    /// the table alone; 7 `below` is called by `inner` alone, without being named.
    fn module() -> Vec<u8> {
        use Instruction::{
            Call, CallIndirect, GlobalGet, GlobalSet, I32Add, I32Const, I32Load, I32Load8U, I32Mul, I32Store, I32Sub,
            LocalGet,
        };
        let mut types = TypeSection::new();
        types.ty().function([ValType::I32], [ValType::I32]);
        types.ty().function([ValType::I32, ValType::I32], [ValType::I32]);
        let mut imports = ImportSection::new();
        imports.import("host", "host", EntityType::Function(0));
        let mut functions = FunctionSection::new();
        for of in [1, 1, 0, 0, 1, 0, 0] {
            functions.function(of);
        }
        let mut tables = TableSection::new();
        tables.table(TableType {
            element_type: wasm_encoder::RefType::FUNCREF,
            table64: false,
            minimum: 3,
            maximum: Some(3),
            shared: false,
        });
        let mut memories = MemorySection::new();
        memories.memory(MemoryType { minimum: 1, maximum: None, memory64: false, shared: false, page_size_log2: None });
        let mut globals = GlobalSection::new();
        let of = GlobalType { val_type: ValType::I32, mutable: true, shared: false };
        globals.global(of, &ConstExpr::i32_const(100));
        let mut exports = ExportSection::new();
        exports.export("entry", ExportKind::Func, 1).export("tell", ExportKind::Func, 6);
        let mut elements = ElementSection::new();
        elements.active(None, &ConstExpr::i32_const(1), Elements::Functions([2, 5].as_slice().into()));
        let at =
            wasm_encoder::MemArg { offset: 8, align: 2, target: wasm_encoder::MemArgTarget::Memory(0), ordering: None };
        let bodies: [&[Instruction<'_>]; 7] = [
            // entry(a, b) = later::sum(a, shared(b))
            &[LocalGet(0), LocalGet(1), Call(4), Call(2)],
            // later::sum(a, b) = later::inner(a) - shared(b), and 200 in the global
            &[LocalGet(0), Call(3), LocalGet(1), Call(4), I32Sub, I32Const(200), GlobalSet(0)],
            // later::inner(a) = host(below(a)) * table[2](a, 5)
            &[
                LocalGet(0),
                Call(7),
                Call(0),
                LocalGet(0),
                I32Const(5),
                I32Const(2),
                CallIndirect { type_index: 1, table_index: 0 },
                I32Mul,
            ],
            // shared(a) = a + 1
            &[LocalGet(0), I32Const(1), I32Add],
            // later::slot(a, b) = a * 10 + b
            &[LocalGet(0), I32Const(10), I32Mul, LocalGet(1), I32Add],
            // tell(a) = the global + memory[a + 8]
            &[GlobalGet(0), LocalGet(0), I32Load(at), I32Add],
            // below(a): memory[a + 8] = a * 2; a + the text's first letter
            &[
                LocalGet(0),
                LocalGet(0),
                I32Const(2),
                I32Mul,
                I32Store(at),
                LocalGet(0),
                I32Const(1024),
                I32Load8U(wasm_encoder::MemArg { offset: 0, align: 0, ..at }),
                I32Add,
            ],
        ];
        let mut code = CodeSection::new();
        for body in bodies {
            let mut function = Function::new([]);
            body.iter().for_each(|it| {
                function.instruction(it);
            });
            function.instruction(&Instruction::End);
            code.function(&function);
        }
        let mut named = NameMap::new();
        for (number, name) in (0..).zip([
            "host",
            "entry",
            "later::sum",
            "later::sum::inner",
            "shared",
            "<later::S as S>::slot",
            "tell",
            "below",
        ]) {
            named.append(number, name);
        }
        let mut names = NameSection::new();
        names.functions(&named);
        let mut data = DataSection::new();
        for (address, text) in [(1024, "!later"), (1032, "for nobody")] {
            data.active(0, &ConstExpr::i32_const(address), text.bytes());
        }
        let mut module = Module::new();
        module.section(&types).section(&imports).section(&functions).section(&tables).section(&memories);
        module.section(&globals).section(&exports).section(&elements).section(&code).section(&data).section(&names);
        module.finish()
    }

    fn halves(module: &[u8]) -> (Split<'_>, Vec<u8>, Vec<u8>) {
        let split = Split::by(module, module, "later::").unwrap();
        let second = split.second().unwrap();
        let first = split.first(&taken(&second).unwrap()).unwrap();
        (split, first, second)
    }

    #[test]
    fn what_only_the_later_part_calls_moves_with_it() {
        let module = module();
        let (split, ..) = halves(&module);
        assert_eq!(split.moved, BTreeSet::from([2, 3, 5, 7]), "host, entry, shared and tell stay");
        assert_eq!(split.trampolines, BTreeMap::from([(2, 3)]), "only what the first module calls takes a slot");
    }

    /// The compiler has made one function of two that do the same, and kept the name of the later part's.
    #[test]
    fn what_the_first_part_calls_by_itself_stays_whatever_its_name() {
        let mut named = module();
        let place = named.windows(6).rposition(|text| text == b"shared").unwrap();
        named.splice(place..place + 6, *b"l::a::");
        assert!(!is_entry("later::sum::inner", "later::") && is_inside("later::sum::inner", "later::"));
        let split = Split::by(&named, &named, "l::").unwrap();
        assert_eq!(split.moved, BTreeSet::new());
    }

    #[test]
    fn entries_are_the_outermost_functions() {
        assert!(is_entry("bayou_web::later::screen::h0123456789abcdef", LATER));
        for name in
            ["bayou_web::later::shell::open::h0123456789abcdef", "bayou_web::later::screen::{{closure}}", "a::b"]
        {
            assert!(!is_entry(name, LATER), "{name}");
        }
        assert!(is_inside("<bayou_web::later::receipt::Receipts as bayou_web::app::Screen>::view", LATER));
        assert!(!is_inside("core::ptr::drop_in_place<bayou_web::later::receipt::Receipts>", LATER));
    }

    #[test]
    fn nothing_named_is_an_error() {
        assert!(Split::new(&module(), &module()).is_err());
        assert!(Split::new(b"no module", &module()).is_err());
    }

    #[test]
    fn nothing_of_the_later_part_is_left_in_the_first() {
        let module = module();
        let (split, first, second) = halves(&module);
        let left = Survey::of(&first).unwrap();
        let moved = Survey::of(&second).unwrap();
        for function in &split.moved {
            let body = left.body(*function).unwrap().range();
            assert!(body.end - body.start <= 12, "a trampoline or a trap");
        }
        let texts = |survey: &Survey<'_>| survey.data.iter().flatten().map(|it| it.bytes.to_vec()).collect::<Vec<_>>();
        assert_eq!((texts(&left), texts(&moved)), (vec![], vec![b"!later".to_vec()]));
        assert_eq!(moved.bodies.len(), split.moved.len() + split.copied.len());
        assert_eq!(left.bodies.len(), split.survey.bodies.len());
    }

    /// Both halves do together what the whole does, and the first alone stops where it needs the second.
    #[test]
    fn the_halves_run_as_the_whole_does() {
        let whole = module();
        let (_, first, second) = halves(&whole);
        let folder = std::env::temp_dir().join(format!("bayou-halves-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        for (name, bytes) in [("whole", &whole), ("first", &first), ("second", &second)] {
            std::fs::write(folder.join(name), bytes).unwrap();
        }
        let script = "
            const bytes = (name) => require('fs').readFileSync(process.argv[1] + '/' + name);
            const start = (name, imports) => new WebAssembly.Instance(new WebAssembly.Module(bytes(name)), imports).exports;
            const host = { host: { host: (n) => n + 1000 } };
            const results = ({ entry, tell }) => [tell(4), entry(4, 6), tell(4), entry(16, 1), tell(16), tell(4)];
            const first = start('first', host);
            let stopped = false;
            try { first.entry(4, 6); } catch (error) { stopped = error instanceof WebAssembly.RuntimeError; }
            start('second', { 1: first });
            console.log(JSON.stringify([stopped, results(start('whole', host)), results(first)]));";
        let run = Command::new("node").arg("-e").arg(script).arg(&folder).output().unwrap();
        std::fs::remove_dir_all(&folder).unwrap();
        let said = String::from_utf8_lossy(&run.stdout).into_owned();
        let errors = String::from_utf8_lossy(&run.stderr).into_owned();
        let results = "[100,46657,208,173082,232,208]";
        assert_eq!(said.trim(), format!("[true,{results},{results}]"), "{errors}");
    }

    #[test]
    fn broken_modules_are_refused() {
        let whole = module();
        for length in 0..whole.len() {
            let _ = Split::new(&whole[..length], &whole).is_ok_and(|split| split.second().is_ok());
        }
    }
}
