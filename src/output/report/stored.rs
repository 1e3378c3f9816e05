//! Figures of the folder: drawing, words and numbers, put into the page.

use super::table::{Row, Table};

/// Rows of a figure's data that are shown; a cloud of points has thousands.
const ROWS_SHOWN: usize = 200;

/// One figure of the folder, read.
#[derive(Clone, Debug, PartialEq)]
pub struct StoredFigure {
    /// Its file name without ending.
    pub name: String,
    /// Its title.
    pub title: String,
    /// What a reader who cannot see it should know.
    pub alt: String,
    /// The drawing, to stand inside the page.
    pub svg: String,
    /// The numbers behind it.
    pub(super) table: Table,
}

impl StoredFigure {
    /// From the texts of its files: `NAME.svg`, `NAME.txt` (title, empty line, description) and `NAME.csv`.
    ///
    /// # Errors
    /// In words, if the drawing is none or the numbers cannot be read.
    pub fn read(name: &str, svg: &str, text: &str, csv: &str) -> Result<Self, String> {
        let (title, alt) = text.split_once("\n\n").unwrap_or((text, ""));
        Ok(Self {
            name: name.to_owned(),
            title: title.trim().to_owned(),
            alt: alt.trim().to_owned(),
            svg: inside_a_page(svg).ok_or("it is not a drawing of this program")?,
            table: data(name, title.trim(), csv)?,
        })
    }
}

/// The drawing without the font, which the page has once for all of them.
fn inside_a_page(svg: &str) -> Option<String> {
    let start = svg.find("<svg")?;
    let svg = &svg[start..];
    // What could run or load has no place in a drawing.
    let foreign = ["<script", "<foreignObject", "<image", "href=", " on"];
    let tags = svg
        .split('<')
        .skip(1)
        .map(|tag| tag.split('>').next().unwrap_or(tag));
    for tag in tags {
        let tag = format!("<{tag}").to_lowercase();
        if foreign
            .iter()
            .any(|word| tag.contains(&word.to_lowercase()))
        {
            return None;
        }
    }
    Some(match (svg.find("<style>"), svg.find("</style>")) {
        (Some(from), Some(to)) if from < to => {
            format!(
                "{}{}",
                &svg[..from],
                svg[to + "</style>".len()..].trim_start()
            )
        }
        _ => svg.to_owned(),
    })
}

fn data(name: &str, title: &str, csv: &str) -> Result<Table, String> {
    let mut reader = csv::Reader::from_reader(csv.as_bytes());
    let words = |error: csv::Error| error.to_string();
    let head: Vec<String> = reader
        .headers()
        .map_err(words)?
        .iter()
        .map(|column| column.replace('_', " "))
        .collect();
    let mut rows = Vec::new();
    let mut more = 0;
    for record in reader.records() {
        let record = record.map_err(words)?;
        if rows.len() == ROWS_SHOWN {
            more += 1;
            continue;
        }
        rows.push(Row::of(
            record.get(0).unwrap_or_default(),
            record.iter().skip(1).map(readable),
        ));
    }
    Ok(Table {
        id: format!("data-{name}"),
        caption: format!("Numbers behind: {title}"),
        head,
        rows,
        note: if more > 0 {
            format!("{more} more rows are in figures/{name}.csv.")
        } else {
            String::new()
        },
        ..Table::default()
    })
}

/// A number with at most six digits; any other text as it is.
fn readable(text: &str) -> String {
    match text.parse::<f64>() {
        Ok(x) if x.is_finite() && text.len() > 7 => {
            let digits = if x == 0.0 {
                0
            } else {
                (4 - libm::floor(libm::log10(x.abs())) as i32).clamp(0, 6)
            };
            super::words::grouped(x, digits.unsigned_abs() as usize)
        }
        _ => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_drawing_loses_its_font_and_must_not_run_or_load_anything() {
        let svg = "<?xml version=\"1.0\"?>\n<svg role=\"img\">\n<style>\n@font-face{}</style>\n<title>On time</title><path d=\"\"/></svg>";
        let figure = StoredFigure::read("a", svg, "Title\n\nWords.\n", "x,y\n1,2.123456789\n");
        let figure = figure.unwrap();
        assert_eq!(
            figure.svg,
            "<svg role=\"img\">\n<title>On time</title><path d=\"\"/></svg>"
        );
        assert_eq!(
            (figure.title.as_str(), figure.alt.as_str()),
            ("Title", "Words.")
        );
        assert_eq!(figure.table.rows[0].cells[0].text, "2.1235");
        for bad in [
            "no drawing",
            "<svg><script>x</script></svg>",
            "<svg onload=\"x\"></svg>",
            "<svg><IMAGE x=\"1\"/></svg>",
            "<svg><a xlink:href=\"http://x\"/></svg>",
        ] {
            assert!(StoredFigure::read("a", bad, "T", "x\n").is_err(), "{bad}");
        }
    }

    #[test]
    fn long_data_is_cut_and_says_where_the_rest_is() {
        let csv = (0..250).fold("x\n".to_owned(), |text, i| format!("{text}{i}\n"));
        let figure = StoredFigure::read("cloud", "<svg></svg>", "T\n\nA", &csv).unwrap();
        assert_eq!(figure.table.rows.len(), 200);
        assert_eq!(figure.table.note, "50 more rows are in figures/cloud.csv.");
    }
}
