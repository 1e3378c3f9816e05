//! The tables' description for machines: a Frictionless Data Package, version 2 (<https://datapackage.org>).

use serde_json::{Map, Value, json};

use super::table::{ColumnType, TableSpec};

/// The file name that the standard prescribes.
pub const DATA_PACKAGE_FILE: &str = "datapackage.json";

/// Describes tables written by [`super::table::TableWriter`]: one table resource for each CSV file and one file resource
/// for its Parquet twin. The same input gives the same document; it holds no date.
///
/// `name` identifies the package: lower-case letters, digits, `-`, `_` and `.`.
pub fn data_package<'a>(
    name: &str,
    title: &str,
    description: &str,
    tables: impl IntoIterator<Item = &'a TableSpec>,
) -> Value {
    let resources: Vec<Value> = tables
        .into_iter()
        .flat_map(|table| [csv(table), parquet(table)])
        .collect();
    json!({
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": name,
        "title": title,
        "description": description,
        "resources": resources,
    })
}

fn csv(table: &TableSpec) -> Value {
    json!({
        "name": table.name,
        "path": table.csv_file(),
        "title": table.title,
        "description": table.doc,
        "type": "table",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "schema": table_schema(table),
    })
}

/// A file resource, not a table resource: validators then check that it exists, and need no Parquet library.
fn parquet(table: &TableSpec) -> Value {
    json!({
        "name": format!("{}-parquet", table.name),
        "path": table.parquet_file(),
        "title": format!("{} (Parquet)", table.title),
        "description": format!("The same rows and columns as {}.", table.csv_file()),
        "type": "file",
        "format": "parquet",
        "mediatype": "application/vnd.apache.parquet",
    })
}

/// The Frictionless Table Schema of one table. Units are given under the custom property `unit`.
pub(super) fn table_schema(table: &TableSpec) -> Value {
    let fields: Vec<Value> = table
        .columns
        .iter()
        .map(|column| {
            let mut field = Map::new();
            field.insert("name".into(), column.name.into());
            field.insert("title".into(), column.name.replace('_', " ").into());
            field.insert("description".into(), column.doc.as_str().into());
            let kind = match column.kind {
                ColumnType::Text => "string",
                ColumnType::Integer => "integer",
                ColumnType::Number => "number",
                ColumnType::Date => "date",
            };
            field.insert("type".into(), kind.into());
            if !column.unit.is_empty() {
                field.insert("unit".into(), column.unit.into());
            }
            if !column.missing_allowed {
                field.insert("constraints".into(), json!({ "required": true }));
            }
            Value::Object(field)
        })
        .collect();
    let mut schema = Map::new();
    schema.insert("fields".into(), fields.into());
    schema.insert("missingValues".into(), json!([""]));
    if !table.primary_key.is_empty() {
        schema.insert("primaryKey".into(), json!(table.primary_key));
    }
    Value::Object(schema)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::output::table::tests::journeys;

    #[test]
    fn every_column_is_described_with_type_unit_and_whether_it_may_be_missing() {
        let table = journeys();
        let package = data_package("trial", "A trial", "Two tables", [&table]);
        let resources = package["resources"].as_array().unwrap();
        assert_eq!(resources.len(), 2);
        assert_eq!(resources[0]["path"], "journeys.csv");
        assert_eq!(resources[1]["path"], "journeys.parquet");
        let schema = &resources[0]["schema"];
        assert_eq!(schema["primaryKey"], json!(["person"]));
        let wait = schema["fields"]
            .as_array()
            .unwrap()
            .iter()
            .find(|field| field["name"] == "wait_days")
            .unwrap();
        assert_eq!(wait["type"], "number");
        assert_eq!(wait["unit"], "days");
        assert!(wait.get("constraints").is_none(), "a wait may be missing");
        assert_eq!(schema["fields"][0]["constraints"]["required"], true);
        assert_eq!(
            package,
            data_package("trial", "A trial", "Two tables", [&table])
        );
    }
}
