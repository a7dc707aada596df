//! The contract's JSON Schemas, made from the types and held equal to the files in `docs/schema`.
//!
//! `BAYOU_UPDATE_SCHEMA=1 cargo test -p bayou-rules schema` writes them anew.

use std::borrow::Cow;
use std::path::PathBuf;

use schemars::{JsonSchema, Schema, SchemaGenerator, generate::SchemaSettings, json_schema};

use crate::area::Findings;
use crate::comparison::Progress;
use crate::model::Decimal;
use crate::receipt::Mismatch;
use crate::{Answer, Answers, AreaAssessment, Assessment, Changes, Named, Overlay, Pack, Question, Record};

impl JsonSchema for Answer {
    fn schema_name() -> Cow<'static, str> {
        "Answer".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "description": "A number (as a JSON number or as text, taken exactly as written), yes or no, a text, several choices, or null for no answer.",
            "oneOf": [
                { "type": ["number", "string", "boolean", "null"] },
                { "type": "array", "items": { "type": "string" } },
            ],
        })
    }
}

impl<T: JsonSchema> JsonSchema for Named<T> {
    fn schema_name() -> Cow<'static, str> {
        format!("Named{}", T::schema_name()).into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "object", "additionalProperties": generator.subschema_for::<T>() })
    }
}

impl JsonSchema for Decimal {
    fn schema_name() -> Cow<'static, str> {
        "Decimal".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "description": "An exact number: a whole number, or a decimal as text.",
            "type": ["integer", "string"],
            "pattern": r"^-?([0-9]+(\.[0-9]+)?|\.[0-9]+)([eE][+-]?[0-9]+)?$",
        })
    }
}

fn file(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../docs/schema").join(format!("{name}.schema.json"))
}

fn held_equal(name: &str, title: &str, schema: Schema) {
    let mut schema = schema;
    schema.insert("title".to_owned(), title.into());
    let text = serde_json::to_string_pretty(&schema).unwrap() + "\n";
    let path = file(name);
    if std::env::var_os("BAYOU_UPDATE_SCHEMA").is_some() {
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, &text).unwrap();
    }
    let kept = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(kept == text, "docs/schema/{name}.schema.json differs from the types; write it with BAYOU_UPDATE_SCHEMA=1");
}

#[test]
fn schemas_are_those_of_the_types() {
    let generator = || SchemaSettings::draft2020_12().into_generator();
    let written = |settings: SchemaSettings| settings.for_serialize().into_generator();
    held_equal("answers", "Answers of one village by indicator name", generator().into_root_schema_for::<Answers>());
    held_equal("pack", "A policy pack", generator().into_root_schema_for::<Pack>());
    held_equal(
        "comparison",
        "A village's checks compared with an earlier self-check",
        written(SchemaSettings::draft2020_12()).into_root_schema_for::<Progress>(),
    );
    held_equal("overlay", "What a district lays upon a pack", generator().into_root_schema_for::<Overlay>());
    held_equal(
        "assessment",
        "What a village's answers come to on a day",
        written(SchemaSettings::draft2020_12()).into_root_schema_for::<Assessment>(),
    );
    held_equal(
        "changes",
        "What an edit of a session changed",
        written(SchemaSettings::draft2020_12()).into_root_schema_for::<Changes>(),
    );
    held_equal(
        "questions",
        "The questions that can still change a verdict",
        written(SchemaSettings::draft2020_12()).into_root_schema_for::<Vec<Question>>(),
    );
    held_equal(
        "mismatches",
        "What does not agree with a receipt",
        written(SchemaSettings::draft2020_12()).into_root_schema_for::<Vec<Mismatch>>(),
    );
    held_equal(
        "area",
        "What the villages of an area come to on a day",
        written(SchemaSettings::draft2020_12()).into_root_schema_for::<AreaAssessment>(),
    );
    held_equal(
        "findings",
        "What is wrong with the answers of a village that was added to an area",
        written(SchemaSettings::draft2020_12()).into_root_schema_for::<Findings>(),
    );
    held_equal("record", "A self-check with its receipt", generator().into_root_schema_for::<Record>());
}
