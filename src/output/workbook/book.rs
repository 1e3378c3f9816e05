//! Sheets as the bytes of an Excel workbook.
//!
//! One table a sheet that begins in column A under title and notes; no merged cells, no empty rows, no meaning by colour
//! alone (Analysis Function, "Making spreadsheets accessible"). The same sheets give the same bytes.

use std::collections::BTreeMap;

use jiff::civil::date;
use rust_xlsxwriter::{
    DocProperties, Format, FormatAlign, FormatBorder, Table as ExcelTable, TableColumn, TableStyle,
    Url, Workbook, Worksheet, XlsxError,
};

use super::sheet::{Cell, Column, Line, Page, Shown, Table};

/// The most characters that Excel holds in a cell.
const CELL_CHARS: usize = 32_767;
/// The most characters of a heading of a table.
const HEADING_CHARS: usize = 255;
/// As much as a screen reader should read out of a table before its cells.
const ALT_CHARS: usize = 1_000;
/// A4.
const PAPER: u8 = 9;
/// Dark blue of the palette for public-sector charts; white text on it has a contrast of 10 to 1.
const HEADING_COLOUR: u32 = 0x0012_436D;

/// Points of a line of text, and the most that Excel gives a row.
const LINE_POINTS: f64 = 15.0;
const ROW_POINTS: f64 = 409.0;
/// Excel counts widths in digits, of which letters are somewhat narrower on average.
const LETTERS_PER_DIGIT: f64 = 1.15;
/// Width of the button of a filter, in characters.
const BUTTON: f64 = 3.0;
/// Widths of the columns of a page, in characters.
const PAGE_WIDTHS: [f64; 2] = [28.0, 110.0];

/// Sheets in their order, the first one shown.
pub(super) struct Book<'a> {
    pub(super) title: &'a str,
    pub(super) author: &'a str,
    pub(super) cover: &'a Page,
    pub(super) tables: &'a [Table],
    pub(super) notes: &'a Page,
}

impl Book<'_> {
    /// The workbook as a file.
    pub(super) fn bytes(&self) -> Result<Vec<u8>, XlsxError> {
        let formats = Formats::new();
        let mut workbook = Workbook::new();
        workbook.set_properties(
            &DocProperties::new()
                .set_title(cut(&one_line(self.title), HEADING_CHARS))
                .set_author(self.author)
                // Any fixed time: the same results make the same file.
                .set_creation_datetime(&date(2000, 1, 1)),
        );
        page(workbook.add_worksheet(), self.cover, &formats)?;
        for sheet in self.tables {
            table(workbook.add_worksheet(), sheet, &formats)?;
        }
        page(workbook.add_worksheet(), self.notes, &formats)?;
        workbook.save_to_buffer()
    }
}

/// How cells look.
struct Formats {
    title: Format,
    heading: Format,
    /// Headings of columns of text, and of numbers.
    columns: [Format; 2],
    /// A line that may run over the cells to its right.
    line: Format,
    name: Format,
    words: Format,
    text: Format,
    date: Format,
    link: Format,
    numbers: BTreeMap<Shown, Format>,
}

impl Formats {
    fn new() -> Self {
        let top = || Format::new().set_align(FormatAlign::Top);
        let wrapped = || top().set_text_wrap();
        let columns = wrapped()
            .set_bold()
            .set_font_color(0x00FF_FFFF)
            .set_background_color(HEADING_COLOUR)
            .set_border_bottom(FormatBorder::Thin);
        let places = (0..=9).flat_map(|places| [Shown::Places(places), Shown::Percent(places)]);
        Self {
            title: Format::new().set_bold().set_font_size(16),
            heading: Format::new().set_bold().set_font_size(13),
            columns: [
                columns.clone().set_align(FormatAlign::Left).set_indent(1),
                columns.set_align(FormatAlign::Right),
            ],
            line: Format::new(),
            name: wrapped().set_bold(),
            words: wrapped(),
            // Apart from the number to its left.
            text: wrapped().set_align(FormatAlign::Left).set_indent(1),
            date: top().set_num_format("d mmm yyyy"),
            link: top().set_hyperlink(),
            numbers: places
                .chain([Shown::Plain])
                .map(|shown| (shown, top().set_num_format(number_format(shown))))
                .collect(),
        }
    }

    fn number(&self, shown: Shown) -> &Format {
        self.numbers
            .get(&shown)
            .unwrap_or(&self.numbers[&Shown::Plain])
    }
}

/// Excel's words for it.
fn number_format(shown: Shown) -> String {
    let (whole, places, end) = match shown {
        Shown::Places(places) => ("#,##0", places, ""),
        Shown::Percent(places) => ("0", places, "%"),
        Shown::Plain => return "General".to_owned(),
    };
    let fraction = match places {
        0 => String::new(),
        _ => format!(".{}", "0".repeat(places)),
    };
    format!("{whole}{fraction}{end}")
}

/// A text that fits, with an ellipsis for what does not, and without the characters that XML forbids.
fn cut(text: &str, most: usize) -> String {
    let allowed = |c: &char| {
        matches!(c, '\n' | '\t') || !(c.is_control() || matches!(c, '\u{fffe}' | '\u{ffff}'))
    };
    let text: String = text.chars().filter(allowed).collect();
    // Excel counts in UTF-16.
    if text.encode_utf16().count() <= most {
        return text;
    }
    let mut units = 1;
    let fits = |c: &char| {
        units += c.len_utf16();
        units <= most
    };
    text.chars().take_while(fits).chain(['…']).collect()
}

fn print_setup(sheet: &mut Worksheet, title: &str) {
    // An ampersand begins a code of the footer.
    let title = cut(&one_line(title), 60).replace('&', "&&");
    sheet
        .set_paper_size(PAPER)
        .set_landscape()
        .set_print_fit_to_pages(1, 0)
        .set_footer(format!("&L{title}: &A&RPage &P of &N"));
}

fn page(sheet: &mut Worksheet, page: &Page, formats: &Formats) -> Result<(), XlsxError> {
    sheet.set_name(page.name)?;
    for (column, width) in (0..).zip(PAGE_WIDTHS) {
        sheet.set_column_width(column, width)?;
    }
    sheet.set_screen_gridlines(false);
    write(sheet, 0, 0, &page.title, &formats.title)?;
    let mut row = 0;
    for line in &page.lines {
        row += 1;
        match line {
            Line::Heading(heading) => {
                sheet.set_row_height(row, 26)?;
                write(sheet, row, 0, heading, &formats.heading)?;
            }
            Line::Fact(name, words) => {
                write(sheet, row, 0, name, &formats.name)?;
                write(sheet, row, 1, words, &formats.words)?;
                fit(
                    sheet,
                    row,
                    lines(name, PAGE_WIDTHS[0]).max(lines(words, PAGE_WIDTHS[1])),
                )?;
            }
            Line::Sheet(name, words) => {
                let link = Url::new(format!("internal:'{name}'!A1")).set_text(*name);
                sheet.write_url_with_format(row, 0, link, &formats.link)?;
                write(sheet, row, 1, words, &formats.words)?;
                fit(sheet, row, lines(words, PAGE_WIDTHS[1]))?;
            }
        }
    }
    sheet.set_print_area(0, 0, row, 1)?;
    print_setup(sheet, &page.title);
    Ok(())
}

fn table(sheet: &mut Worksheet, table: &Table, formats: &Formats) -> Result<(), XlsxError> {
    sheet.set_name(table.name)?;
    write(sheet, 0, 0, &table.title, &formats.title)?;
    let mut head = 0;
    for note in &table.notes {
        head += 1;
        write(sheet, head, 0, note, &formats.line)?;
    }
    head += 1;
    let mut row = head;
    for cells in &table.rows {
        row += 1;
        let mut most_lines = 1;
        for (column, cell) in (0..).zip(cells) {
            match cell {
                Cell::Text(text) => {
                    let width = table.columns[usize::from(column)].width - 1.0;
                    most_lines = most_lines.max(lines(text, width));
                    write(sheet, row, column, text, &formats.text)?;
                }
                Cell::Number(number, shown) if number.is_finite() => {
                    sheet.write_number_with_format(row, column, *number, formats.number(*shown))?;
                }
                Cell::Date(day) => {
                    sheet.write_datetime_with_format(row, column, *day, &formats.date)?;
                }
                Cell::Number(..) | Cell::Empty => {}
            }
        }
        fit(sheet, row, most_lines)?;
    }
    let heads = table.columns.iter();
    let head_lines = heads.map(|column| lines(&column.heading, column.width - BUTTON));
    fit(sheet, head, head_lines.max().unwrap_or(1).max(2))?;
    let mut last_column = 0;
    for (number, column) in (0..).zip(&table.columns) {
        sheet.set_column_width(number, column.width)?;
        last_column = number;
    }
    sheet.add_table(head, 0, row, last_column, &excel_table(table, formats))?;
    sheet.set_freeze_panes(head + 1, 0)?;
    sheet.set_repeat_rows(head, head)?;
    sheet.set_print_area(0, 0, row, last_column)?;
    print_setup(sheet, &table.title);
    Ok(())
}

fn excel_table(table: &Table, formats: &Formats) -> ExcelTable {
    let is_number = |column: usize| {
        let mut cells = table.rows.iter().map(|row| &row[column]);
        cells.any(|cell| matches!(cell, Cell::Number(..)))
    };
    let columns: Vec<TableColumn> = table
        .columns
        .iter()
        .enumerate()
        .map(|(number, Column { heading, .. })| {
            TableColumn::new()
                .set_header(cut(&one_line(heading), HEADING_CHARS))
                .set_header_format(&formats.columns[usize::from(is_number(number))])
        })
        .collect();
    ExcelTable::new()
        .set_name(format!(
            "table_{}",
            table.name.to_lowercase().replace([' ', '-'], "_")
        ))
        .set_style(TableStyle::Light1)
        .set_columns(&columns)
        .set_alt_text_title(cut(&one_line(&table.title), HEADING_CHARS))
        .set_alt_text(cut(&table.notes.join(" "), ALT_CHARS))
}

/// How many lines a text takes, by whole words, in a cell of a width in digits.
fn lines(text: &str, width: f64) -> usize {
    let width = width * LETTERS_PER_DIGIT;
    let of_line = |line: &str| {
        let (mut lines, mut used) = (1, 0.0);
        for word in line.split_whitespace() {
            let length = word.chars().count() as f64;
            if used > 0.0 && used + 1.0 + length > width {
                lines += 1;
                used = length;
            } else {
                used += length + if used > 0.0 { 1.0 } else { 0.0 };
            }
            // A word that is wider than the cell is broken.
            while used > width && width >= 1.0 {
                lines += 1;
                used -= width;
            }
        }
        lines
    };
    text.lines().map(of_line).sum::<usize>().max(1)
}

/// Makes a row as high as its lines: not every program does so by itself.
fn fit(sheet: &mut Worksheet, row: u32, lines: usize) -> Result<(), XlsxError> {
    if lines > 1 {
        sheet.set_row_height(row, (lines as f64 * LINE_POINTS).min(ROW_POINTS))?;
    }
    Ok(())
}

/// Excel's headings and footers have one line.
fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Text as text: whatever it looks like, it is no formula and no link.
fn write(
    sheet: &mut Worksheet,
    row: u32,
    column: u16,
    text: &str,
    format: &Format,
) -> Result<(), XlsxError> {
    if !text.is_empty() {
        sheet.write_string_with_format(row, column, cut(text, CELL_CHARS), format)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_shown_as_analysts_expect() {
        assert_eq!(number_format(Shown::Places(0)), "#,##0");
        assert_eq!(number_format(Shown::Places(3)), "#,##0.000");
        assert_eq!(number_format(Shown::Percent(1)), "0.0%");
        assert_eq!(number_format(Shown::Plain), "General");
    }

    #[test]
    fn a_text_is_cut_where_excel_would_refuse_it() {
        assert_eq!(cut("abc", 3), "abc");
        assert_eq!(cut("abcd", 3), "ab…");
        assert_eq!(cut("a\u{1}\u{ffff}\r\nb\tc", 9), "a\nb\tc");
        // A letter outside the basic plane counts twice.
        assert_eq!(cut("𝒳𝒳", 3), "𝒳…");
        assert_eq!(lines("one two three", 7.0), 2);
        assert_eq!(lines("one two three", 6.0), 3);
        assert_eq!(lines("abcdefgh", 3.0), 3);
        assert_eq!((lines("", 5.0), lines("a\nb", 5.0)), (1, 2));
        assert_eq!(one_line(" a\n b\tc "), "a b c");
    }
}
