//! A finished figure.

use super::Caption;
use super::sheet::{FINENESS, Sheet};

/// `@font-face` rules for the font the figures are laid out with (Roboto, Apache License 2.0). Put them once into
/// a page that holds figures; without them readers see Arial or another near relation.
pub const FONT_FACE_CSS: &str = include_str!("../../../assets/fonts/roboto.css");

/// A chart, ready to be written to files.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Figure {
    /// For a page: shown 900 pixels wide, with `<title>` and `<desc>`, without the font (see [`FONT_FACE_CSS`]).
    pub svg: String,
    /// The same at twice the size in pixels, for slides and documents.
    pub png: Vec<u8>,
    /// The text for readers who cannot see it.
    pub alt: String,
}

/// The PNG has this many pixels for each pixel shown.
const PNG_SCALE: u32 = 2;

impl Figure {
    pub(super) fn new(caption: &Caption, sheet: &Sheet) -> Self {
        let alt = match caption.alt.trim() {
            "" => [caption.title.trim(), caption.subtitle.trim()]
                .join(". ")
                .trim_matches([' ', '.'])
                .to_owned(),
            alt => alt.to_owned(),
        };
        Self {
            svg: described(&sheet.svg(), sheet, &caption.title, &alt),
            png: png(sheet),
            alt,
        }
    }

    /// The SVG with the font inside, for a file that travels alone (about 50 kB more).
    pub fn standalone_svg(&self) -> String {
        match self.svg.split_once('\n') {
            Some((head, rest)) => format!("{head}\n<style>\n{FONT_FACE_CSS}</style>\n{rest}"),
            None => self.svg.clone(),
        }
    }
}

/// The drawing library's SVG with a first tag that shows it at its proper size, and with its description.
fn described(svg: &str, sheet: &Sheet, title: &str, alt: &str) -> String {
    let body = svg.split_once('\n').map_or("", |(_, body)| body);
    let (width, height) = (sheet.width.round(), sheet.height.round());
    let fineness = f64::from(FINENESS);
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" \
         viewBox=\"0 0 {} {}\" role=\"img\">\n<title>{}</title>\n<desc>{}</desc>\n{body}",
        width * fineness,
        height * fineness,
        escaped(title),
        escaped(alt),
    )
}

fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            c if c.is_control() => escaped.push(' '),
            c => escaped.push(c),
        }
    }
    escaped
}

/// The sheet painted finely and averaged down, which smooths its edges.
fn png(sheet: &Sheet) -> Vec<u8> {
    let (fine, fine_width, fine_height) = sheet.pixels();
    let block = (FINENESS / PNG_SCALE) as usize;
    let (width, height) = (fine_width as usize / block, fine_height as usize / block);
    let row_bytes = fine_width as usize * 3;
    let mut pixels = Vec::with_capacity(width * height * 3);
    for y in 0..height {
        for x in 0..width {
            for channel in 0..3 {
                let mut sum = 0;
                for row in 0..block {
                    let start = (y * block + row) * row_bytes + x * block * 3 + channel;
                    sum += (0..block)
                        .map(|column| u32::from(fine[start + column * 3]))
                        .sum::<u32>();
                }
                pixels.push(((sum + (block * block / 2) as u32) / (block * block) as u32) as u8);
            }
        }
    }
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, width as u32, height as u32);
    encoder.set_color(png::ColorType::Rgb);
    encoder.set_depth(png::BitDepth::Eight);
    // 96 pixels shown to the inch, so that documents place it at the size it was laid out for.
    let per_metre = PNG_SCALE * 3780;
    encoder.set_pixel_dims(Some(png::PixelDimensions {
        xppu: per_metre,
        yppu: per_metre,
        unit: png::Unit::Meter,
    }));
    let mut writer = encoder
        .write_header()
        .expect("the sheet has a size, and memory takes all bytes");
    writer
        .write_image_data(&pixels)
        .expect("as many pixels as announced");
    writer.finish().expect("memory takes all bytes");
    bytes
}
