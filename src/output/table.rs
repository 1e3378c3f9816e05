//! Tidy tables, written row by row as CSV and as Parquet at once.
//!
//! Both files hold the same rows in the order given and, for the same rows, the same bytes on every machine. Memory is
//! bounded: rows wait for at most one Parquet row group.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use jiff::civil::Date;
use parquet::basic::{Compression, LogicalType, Repetition, Type as PhysicalType};
use parquet::data_type::{ByteArray, ByteArrayType, DoubleType, Int32Type, Int64Type};
use parquet::errors::ParquetError;
use parquet::file::metadata::KeyValue;
use parquet::file::properties::WriterProperties;
use parquet::file::writer::{SerializedColumnWriter, SerializedFileWriter};
use parquet::schema::types::{Type, TypePtr};

use super::datapackage;
use super::error::OutputError;

/// Rows of one Parquet row group: large enough to compress well, small enough to bound memory.
const ROW_GROUP_ROWS: usize = 256 * 1024;

/// Bytes gathered before the CSV file is touched.
const CSV_BUFFER_BYTES: usize = 256 * 1024;

/// What the cells of a column are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ColumnType {
    /// UTF-8 text.
    Text,
    /// A whole number of 64 bits.
    Integer,
    /// A real number in double precision, never NaN or infinite.
    Number,
    /// A calendar date; ISO 8601 in CSV.
    Date,
}

/// One column of a table.
#[derive(Clone, Debug, PartialEq)]
pub struct Column {
    /// The name: lower-case letters, digits and `_`, beginning with a letter.
    pub name: &'static str,
    /// What its cells are.
    pub kind: ColumnType,
    /// The unit of its cells, empty if there is none.
    pub unit: &'static str,
    /// What it means, in plain words.
    pub doc: String,
    /// Whether a cell may be missing.
    pub missing_allowed: bool,
}

/// A column whose cells are all there.
pub(super) fn column(
    name: &'static str,
    kind: ColumnType,
    unit: &'static str,
    doc: &str,
) -> Column {
    Column {
        name,
        kind,
        unit,
        doc: doc.to_owned(),
        missing_allowed: false,
    }
}

/// A column whose cells may be missing.
pub(super) fn optional(
    name: &'static str,
    kind: ColumnType,
    unit: &'static str,
    doc: &str,
) -> Column {
    Column {
        missing_allowed: true,
        ..column(name, kind, unit, doc)
    }
}

/// What a table is, before its first row.
#[derive(Clone, Debug, PartialEq)]
pub struct TableSpec {
    /// The stem of its file names: lower-case letters, digits, `_` and `-`, beginning with a letter.
    pub name: String,
    /// A title for people.
    pub title: String,
    /// What one row is and how it was made.
    pub doc: String,
    /// The columns, in order.
    pub columns: Vec<Column>,
    /// The columns that tell one row from every other. May be empty. The writer does not check that rows differ.
    pub primary_key: Vec<&'static str>,
}

impl TableSpec {
    /// The name of its CSV file.
    pub fn csv_file(&self) -> String {
        format!("{}.csv", self.name)
    }

    /// The name of its Parquet file.
    pub fn parquet_file(&self) -> String {
        format!("{}.parquet", self.name)
    }

    fn check(&self) -> Result<(), OutputError> {
        if !is_name(&self.name, "_-") {
            return Err(self.broken(
                "the name must be made of lower-case letters, digits, `_` and `-`".into(),
            ));
        }
        if self.columns.is_empty() {
            return Err(self.broken("it has no columns".into()));
        }
        for (i, column) in self.columns.iter().enumerate() {
            if !is_name(column.name, "_") {
                return Err(self.broken(format!("`{}` is not a column name", column.name)));
            }
            if self.columns[..i]
                .iter()
                .any(|earlier| earlier.name == column.name)
            {
                return Err(self.broken(format!("two columns are called `{}`", column.name)));
            }
        }
        for key in &self.primary_key {
            match self.columns.iter().find(|column| column.name == *key) {
                None => return Err(self.broken(format!("the key `{key}` is not a column"))),
                Some(column) if column.missing_allowed => {
                    return Err(self.broken(format!("the key `{key}` may be missing")));
                }
                Some(_) => {}
            }
        }
        Ok(())
    }

    fn broken(&self, problem: String) -> OutputError {
        OutputError::Table {
            table: self.name.clone(),
            problem,
        }
    }
}

fn is_name(text: &str, marks: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_lowercase())
        && text
            .chars()
            .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || marks.contains(c))
}

/// One cell of a row.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Cell<'a> {
    /// Text. Empty text is a missing cell, because CSV cannot tell them apart.
    Text(&'a str),
    /// A whole number.
    Integer(i64),
    /// A real number. NaN is a missing cell; an infinite number is refused.
    Number(f64),
    /// A calendar date.
    Date(Date),
    /// No value.
    Missing,
}

impl Cell<'_> {
    /// A number, missing where it is not defined.
    pub fn defined(x: f64) -> Self {
        if x.is_finite() {
            Cell::Number(x)
        } else {
            Cell::Missing
        }
    }
}

/// A table that has been written.
#[derive(Clone, Debug, PartialEq)]
pub struct TableFacts {
    /// What the table is.
    pub spec: TableSpec,
    /// How many rows each of its two files holds.
    pub rows: u64,
}

/// Writes one table as `<name>.csv` and `<name>.parquet`.
pub struct TableWriter {
    spec: TableSpec,
    rows: u64,
    csv: csv::Writer<File>,
    csv_path: PathBuf,
    parquet: SerializedFileWriter<File>,
    parquet_path: PathBuf,
    /// The open row group, column by column.
    buffers: Vec<ColumnBuffer>,
    /// Re-used for every cell that is formatted.
    scratch: String,
}

impl TableWriter {
    /// Creates both files in `folder`, which must exist, and writes the CSV header.
    ///
    /// # Errors
    /// When a file cannot be created, or the specification is inconsistent (names, keys).
    pub fn create(folder: &Path, spec: TableSpec) -> Result<TableWriter, OutputError> {
        spec.check()?;
        let csv_path = folder.join(spec.csv_file());
        let parquet_path = folder.join(spec.parquet_file());
        let csv_file = File::create(&csv_path).map_err(OutputError::io("create", &csv_path))?;
        let parquet_file =
            File::create(&parquet_path).map_err(OutputError::io("create", &parquet_path))?;

        let mut csv = csv::WriterBuilder::new()
            .buffer_capacity(CSV_BUFFER_BYTES)
            .from_writer(csv_file);
        csv.write_record(spec.columns.iter().map(|column| column.name))
            .map_err(csv_error(&csv_path))?;

        let properties = WriterProperties::builder()
            .set_created_by(
                concat!(
                    env!("CARGO_PKG_NAME"),
                    " version ",
                    env!("CARGO_PKG_VERSION")
                )
                .into(),
            )
            .set_compression(Compression::SNAPPY)
            .set_key_value_metadata(Some(vec![
                KeyValue::new("title".into(), spec.title.clone()),
                KeyValue::new("description".into(), spec.doc.clone()),
                KeyValue::new(
                    "table_schema".into(),
                    datapackage::table_schema(&spec).to_string(),
                ),
            ]))
            .build();
        let parquet = parquet_schema(&spec)
            .and_then(|schema| {
                SerializedFileWriter::new(parquet_file, schema, Arc::new(properties))
            })
            .map_err(parquet_error(&parquet_path))?;

        let buffers = spec
            .columns
            .iter()
            .map(|column| ColumnBuffer::new(column.kind))
            .collect();
        Ok(TableWriter {
            spec,
            rows: 0,
            csv,
            csv_path,
            parquet,
            parquet_path,
            buffers,
            scratch: String::new(),
        })
    }

    /// Appends one row: one cell for each column, in order.
    ///
    /// # Errors
    /// When a file cannot be written, or the cells do not fit the columns: their number, their type, a missing cell in
    /// a column that allows none, an infinite number. After an error the table is unfinished and must be abandoned.
    pub fn row(&mut self, cells: &[Cell<'_>]) -> Result<(), OutputError> {
        if cells.len() != self.spec.columns.len() {
            let problem = format!(
                "row {} has {} cells for {} columns",
                self.rows + 1,
                cells.len(),
                self.spec.columns.len()
            );
            return Err(self.spec.broken(problem));
        }
        for (i, cell) in cells.iter().enumerate() {
            let column = &self.spec.columns[i];
            let buffer = &mut self.buffers[i];
            self.scratch.clear();
            let field: &str = match (&mut buffer.values, *cell) {
                (_, Cell::Missing | Cell::Text("")) if column.missing_allowed => "",
                (_, Cell::Number(x)) if x.is_nan() && column.missing_allowed => "",
                (Values::Text { codes, known }, Cell::Text(text)) if !text.is_empty() => {
                    codes.push(known.code(text));
                    text
                }
                (Values::Integer(values), Cell::Integer(n)) => {
                    values.push(n);
                    // Writing to a String cannot fail.
                    let _ = write!(self.scratch, "{n}");
                    &self.scratch
                }
                (Values::Number(values), Cell::Number(x)) if x.is_finite() => {
                    let x = x + 0.0; // no negative zero
                    values.push(x);
                    write_number(&mut self.scratch, x);
                    &self.scratch
                }
                (Values::Date { days, last }, Cell::Date(date)) => {
                    days.push(last.set(date));
                    &last.text
                }
                (_, cell) => {
                    let problem = format!(
                        "row {}, column `{}` of type {:?}{} cannot take {cell:?}",
                        self.rows + 1,
                        column.name,
                        column.kind,
                        if column.missing_allowed {
                            ""
                        } else {
                            ", which is never missing,"
                        },
                    );
                    return Err(self.spec.broken(problem));
                }
            };
            if column.missing_allowed {
                buffer.present.push(i16::from(!field.is_empty()));
            }
            self.csv
                .write_field(field)
                .map_err(csv_error(&self.csv_path))?;
        }
        self.csv
            .write_record(None::<&[u8]>)
            .map_err(csv_error(&self.csv_path))?;
        self.rows += 1;
        if self.rows.is_multiple_of(ROW_GROUP_ROWS as u64) {
            self.write_row_group()?;
        }
        Ok(())
    }

    /// Writes what is left and closes both files.
    ///
    /// # Errors
    /// When a file cannot be written.
    pub fn finish(mut self) -> Result<TableFacts, OutputError> {
        if !self.rows.is_multiple_of(ROW_GROUP_ROWS as u64) {
            self.write_row_group()?;
        }
        self.csv
            .flush()
            .map_err(OutputError::io("write", &self.csv_path))?;
        self.parquet
            .close()
            .map_err(parquet_error(&self.parquet_path))?;
        Ok(TableFacts {
            spec: self.spec,
            rows: self.rows,
        })
    }

    fn write_row_group(&mut self) -> Result<(), OutputError> {
        let mut write = || -> Result<(), ParquetError> {
            let mut group = self.parquet.next_row_group()?;
            for (column, buffer) in self.spec.columns.iter().zip(&mut self.buffers) {
                // The schema was made from the same columns, so there is one writer for each.
                if let Some(mut writer) = group.next_column()? {
                    buffer.write_to(&mut writer, column.missing_allowed)?;
                    writer.close()?;
                }
            }
            group.close()?;
            Ok(())
        };
        write().map_err(parquet_error(&self.parquet_path))
    }
}

/// The cells of one column that wait for their row group to be full.
struct ColumnBuffer {
    values: Values,
    /// 1 for each value and 0 for each missing cell; unused if the column allows none.
    present: Vec<i16>,
}

enum Values {
    Text { codes: Vec<u32>, known: Interner },
    Integer(Vec<i64>),
    Number(Vec<f64>),
    Date { days: Vec<i32>, last: FormattedDate },
}

impl ColumnBuffer {
    fn new(kind: ColumnType) -> ColumnBuffer {
        let values = match kind {
            ColumnType::Text => Values::Text {
                codes: Vec::new(),
                known: Interner::default(),
            },
            ColumnType::Integer => Values::Integer(Vec::new()),
            ColumnType::Number => Values::Number(Vec::new()),
            ColumnType::Date => Values::Date {
                days: Vec::new(),
                last: FormattedDate::default(),
            },
        };
        ColumnBuffer {
            values,
            present: Vec::new(),
        }
    }

    /// Writes the cells and forgets them.
    fn write_to(
        &mut self,
        writer: &mut SerializedColumnWriter<'_>,
        optional: bool,
    ) -> Result<(), ParquetError> {
        let levels = optional.then_some(self.present.as_slice());
        match &mut self.values {
            Values::Text { codes, known } => {
                // Cloning a ByteArray shares its bytes.
                let texts: Vec<ByteArray> = codes
                    .iter()
                    .map(|&code| known.texts[code as usize].clone())
                    .collect();
                writer
                    .typed::<ByteArrayType>()
                    .write_batch(&texts, levels, None)?;
                codes.clear();
                known.clear();
            }
            Values::Integer(values) => {
                writer
                    .typed::<Int64Type>()
                    .write_batch(values, levels, None)?;
                values.clear();
            }
            Values::Number(values) => {
                writer
                    .typed::<DoubleType>()
                    .write_batch(values, levels, None)?;
                values.clear();
            }
            Values::Date { days, .. } => {
                writer
                    .typed::<Int32Type>()
                    .write_batch(days, levels, None)?;
                days.clear();
            }
        }
        self.present.clear();
        Ok(())
    }
}

/// Gives each different text of a row group a number, so that a repeated text is stored once.
#[derive(Default)]
struct Interner {
    codes: BTreeMap<Box<str>, u32>,
    texts: Vec<ByteArray>,
    /// The code given last: neighbouring rows often hold the same text.
    last: u32,
}

impl Interner {
    fn code(&mut self, text: &str) -> u32 {
        if self
            .texts
            .get(self.last as usize)
            .is_some_and(|last| last.data() == text.as_bytes())
        {
            return self.last;
        }
        self.last = match self.codes.get(text) {
            Some(&code) => code,
            None => {
                let code = self.texts.len() as u32; // at most ROW_GROUP_ROWS
                self.texts.push(ByteArray::from(text));
                self.codes.insert(text.into(), code);
                code
            }
        };
        self.last
    }

    fn clear(&mut self) {
        *self = Interner::default();
    }
}

/// The date formatted last: neighbouring rows often hold the same date.
#[derive(Default)]
struct FormattedDate {
    date: Option<Date>,
    text: String,
    /// Days since 1970-01-01.
    days: i32,
}

impl FormattedDate {
    /// Takes another date; returns its days since 1970-01-01.
    fn set(&mut self, date: Date) -> i32 {
        if self.date != Some(date) {
            self.date = Some(date);
            self.days = (date - Date::constant(1970, 1, 1)).get_days();
            self.text.clear();
            // Writing to a String cannot fail.
            let _ = write!(self.text, "{date}");
        }
        self.days
    }
}

/// Appends the shortest decimal text that reads back as `x`, with an exponent only where zeros would fill the cell.
fn write_number(text: &mut String, x: f64) {
    let size = x.abs();
    // Writing to a String cannot fail.
    let _ = if size == 0.0 || (1e-7..1e17).contains(&size) {
        write!(text, "{x}")
    } else {
        write!(text, "{x:e}")
    };
}

fn parquet_schema(spec: &TableSpec) -> Result<TypePtr, ParquetError> {
    let fields = spec
        .columns
        .iter()
        .map(|column| {
            let (physical, logical) = match column.kind {
                ColumnType::Text => (PhysicalType::BYTE_ARRAY, Some(LogicalType::String)),
                ColumnType::Integer => (PhysicalType::INT64, None),
                ColumnType::Number => (PhysicalType::DOUBLE, None),
                ColumnType::Date => (PhysicalType::INT32, Some(LogicalType::Date)),
            };
            let repetition = if column.missing_allowed {
                Repetition::OPTIONAL
            } else {
                Repetition::REQUIRED
            };
            Type::primitive_type_builder(column.name, physical)
                .with_logical_type(logical)
                .with_repetition(repetition)
                .build()
                .map(Arc::new)
        })
        .collect::<Result<Vec<_>, _>>()?;
    Type::group_type_builder("schema")
        .with_fields(fields)
        .build()
        .map(Arc::new)
}

fn csv_error(path: &Path) -> impl FnOnce(csv::Error) -> OutputError {
    move |error| {
        let shown = error.to_string();
        let source = match error.into_kind() {
            // Kept as it is, because its kind decides what the user is advised to do.
            csv::ErrorKind::Io(source) => source,
            _ => std::io::Error::other(shown),
        };
        OutputError::io("write", path)(source)
    }
}

/// A refusal of the system that the encoder passed on is reported as such, with its advice.
fn parquet_error(path: &Path) -> impl FnOnce(ParquetError) -> OutputError {
    move |error| match error {
        ParquetError::External(source) if source.is::<std::io::Error>() => {
            match source.downcast() {
                Ok(source) => OutputError::io("write", path)(*source),
                Err(source) => OutputError::Parquet {
                    path: path.to_owned(),
                    source: ParquetError::External(source),
                },
            }
        }
        source => OutputError::Parquet {
            path: path.to_owned(),
            source,
        },
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use jiff::civil::date;
    use parquet::file::reader::{FileReader, SerializedFileReader};
    use parquet::record::{Field, RowAccessor};

    fn column(
        name: &'static str,
        kind: ColumnType,
        unit: &'static str,
        missing_allowed: bool,
    ) -> Column {
        Column {
            name,
            kind,
            unit,
            doc: format!("What `{name}` means."),
            missing_allowed,
        }
    }

    /// A table with a column of each type, shared by the tests of this folder.
    pub(in crate::output) fn journeys() -> TableSpec {
        TableSpec {
            name: "journeys".into(),
            title: "Journeys".into(),
            doc: "One row for each person who was referred.".into(),
            columns: vec![
                column("person", ColumnType::Integer, "", false),
                column("reason", ColumnType::Text, "", true),
                column("referred", ColumnType::Date, "", false),
                column("wait_days", ColumnType::Number, "days", true),
            ],
            primary_key: vec!["person"],
        }
    }

    fn write(folder: &Path, rows: i64) -> TableFacts {
        let mut writer = TableWriter::create(folder, journeys()).unwrap();
        let reasons = ["loneliness", "debt, housing", "said \"no\""];
        for n in 0..rows {
            let wait = if n % 5 == 0 {
                Cell::Missing
            } else {
                Cell::Number(n as f64 / 7.0)
            };
            let reason = if n % 7 == 0 {
                Cell::Missing
            } else {
                Cell::Text(reasons[n as usize % 3])
            };
            let day = date(2026, 1, 1).saturating_add(jiff::Span::new().days(n % 400));
            writer
                .row(&[Cell::Integer(n), reason, Cell::Date(day), wait])
                .unwrap();
        }
        writer.finish().unwrap()
    }

    #[test]
    fn csv_reads_back_exactly() {
        let folder = tempfile::tempdir().unwrap();
        let mut writer = TableWriter::create(folder.path(), journeys()).unwrap();
        let day = Cell::Date(date(2026, 2, 28));
        let numbers = [
            0.1 + 0.2,
            -0.0,
            1.0,
            1e300,
            2.5e-9,
            f64::MIN_POSITIVE,
            -123_456.75,
            f64::NAN,
        ];
        for (n, x) in numbers.into_iter().enumerate() {
            writer
                .row(&[
                    Cell::Integer(n as i64),
                    Cell::Text("a, \"b\"\nc"),
                    day,
                    Cell::Number(x),
                ])
                .unwrap();
        }
        let facts = writer.finish().unwrap();
        assert_eq!(facts.rows, numbers.len() as u64);

        let text = std::fs::read_to_string(folder.path().join("journeys.csv")).unwrap();
        assert!(
            !text.contains("NaN") && !text.contains("-0,") && !text.contains(&"0".repeat(17)),
            "{text}"
        );
        let mut reader = csv::Reader::from_reader(text.as_bytes());
        assert_eq!(
            reader.headers().unwrap(),
            vec!["person", "reason", "referred", "wait_days"]
        );
        let records: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
        for (n, (record, x)) in records.iter().zip(numbers).enumerate() {
            assert_eq!(record[0], n.to_string());
            assert_eq!(&record[1], "a, \"b\"\nc");
            assert_eq!(&record[2], "2026-02-28");
            if x.is_nan() {
                assert_eq!(&record[3], "");
            } else {
                assert_eq!(record[3].parse::<f64>().unwrap(), x);
            }
        }
    }

    #[test]
    fn parquet_holds_the_same_rows_as_csv_across_row_groups() {
        let folder = tempfile::tempdir().unwrap();
        let rows = ROW_GROUP_ROWS as i64 + 10;
        assert_eq!(write(folder.path(), rows).rows, rows as u64);

        let reader =
            SerializedFileReader::new(File::open(folder.path().join("journeys.parquet")).unwrap())
                .unwrap();
        assert_eq!(reader.metadata().num_row_groups(), 2);
        assert_eq!(
            reader.metadata().file_metadata().created_by(),
            Some(concat!("spsim version ", env!("CARGO_PKG_VERSION")))
        );
        let mut csv = csv::Reader::from_path(folder.path().join("journeys.csv")).unwrap();
        let mut seen = 0;
        for (row, record) in reader.get_row_iter(None).unwrap().zip(csv.records()) {
            let (row, record) = (row.unwrap(), record.unwrap());
            let fields: Vec<&Field> = row.get_column_iter().map(|(_, field)| field).collect();
            assert_eq!(row.get_long(0).unwrap().to_string(), record[0]);
            match fields[1] {
                Field::Null => assert_eq!(&record[1], ""),
                Field::Str(text) => assert_eq!(text, &record[1]),
                other => panic!("{other:?}"),
            }
            let Field::Date(days) = fields[2] else {
                panic!("{:?}", fields[2])
            };
            let day = date(1970, 1, 1).saturating_add(jiff::Span::new().days(*days));
            assert_eq!(day.to_string(), record[2]);
            match fields[3] {
                Field::Null => assert_eq!(&record[3], ""),
                Field::Double(x) => assert_eq!(*x, record[3].parse::<f64>().unwrap()),
                other => panic!("{other:?}"),
            }
            seen += 1;
        }
        assert_eq!(seen, rows);
    }

    #[test]
    fn the_same_rows_give_the_same_bytes() {
        let (a, b) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        write(a.path(), 5_000);
        write(b.path(), 5_000);
        for file in ["journeys.csv", "journeys.parquet"] {
            let read = |folder: &Path| std::fs::read(folder.join(file)).unwrap();
            assert_eq!(read(a.path()), read(b.path()), "{file}");
        }
    }

    #[test]
    fn a_table_without_rows_is_a_readable_table() {
        let folder = tempfile::tempdir().unwrap();
        assert_eq!(write(folder.path(), 0).rows, 0);
        let reader =
            SerializedFileReader::new(File::open(folder.path().join("journeys.parquet")).unwrap())
                .unwrap();
        assert_eq!(reader.metadata().file_metadata().num_rows(), 0);
        assert_eq!(
            reader
                .metadata()
                .file_metadata()
                .schema_descr()
                .num_columns(),
            4
        );
    }

    #[test]
    fn a_cell_that_does_not_fit_is_refused_by_row_and_column() {
        let folder = tempfile::tempdir().unwrap();
        let day = Cell::Date(date(2026, 1, 1));
        let good = [Cell::Integer(1), Cell::Missing, day, Cell::Missing];
        for (position, bad, named) in [
            (0, Cell::Missing, "person"),
            (0, Cell::Number(1.0), "person"),
            (1, Cell::Integer(3), "reason"),
            (2, Cell::Text("2026-01-01"), "referred"),
            (3, Cell::Number(f64::INFINITY), "wait_days"),
        ] {
            let mut writer = TableWriter::create(folder.path(), journeys()).unwrap();
            writer.row(&good).unwrap();
            let mut row = good;
            row[position] = bad;
            let message = writer.row(&row).unwrap_err().to_string();
            assert!(
                message.contains("`journeys`: row 2, column") && message.contains(named),
                "{message}"
            );
        }
        let mut writer = TableWriter::create(folder.path(), journeys()).unwrap();
        let message = writer.row(&good[..3]).unwrap_err().to_string();
        assert!(message.contains("3 cells for 4 columns"), "{message}");
    }

    #[test]
    fn an_inconsistent_specification_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let refused = |spoil: fn(&mut TableSpec), expected: &str| {
            let mut spec = journeys();
            spoil(&mut spec);
            let message = TableWriter::create(folder.path(), spec)
                .err()
                .unwrap()
                .to_string();
            assert!(message.contains(expected), "{message}");
        };
        refused(|spec| spec.name = "../journeys".into(), "the name must");
        refused(
            |spec| spec.columns[1].name = "person",
            "two columns are called `person`",
        );
        refused(
            |spec| spec.primary_key.push("month"),
            "`month` is not a column",
        );
        refused(
            |spec| spec.primary_key.push("reason"),
            "`reason` may be missing",
        );
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn a_full_disk_is_an_error_with_advice_for_either_file() {
        for file in ["journeys.csv", "journeys.parquet"] {
            let folder = tempfile::tempdir().unwrap();
            // A device on which every write fails for want of space.
            std::os::unix::fs::symlink("/dev/full", folder.path().join(file)).unwrap();
            let written =
                TableWriter::create(folder.path(), journeys()).and_then(TableWriter::finish);
            let message = written.unwrap_err().to_string();
            assert!(
                message.contains(file) && message.contains("free some space"),
                "{message}"
            );
        }
    }

    #[test]
    fn a_missing_folder_is_named() {
        let folder = tempfile::tempdir().unwrap();
        let message = TableWriter::create(&folder.path().join("gone"), journeys())
            .err()
            .unwrap()
            .to_string();
        assert!(
            message.starts_with("cannot create ") && message.contains("journeys.csv"),
            "{message}"
        );
    }
}
