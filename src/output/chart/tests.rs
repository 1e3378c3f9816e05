//! Every chart with ordinary and with strange data.

use jiff::civil::date;
use proptest::prelude::*;

use super::*;

fn caption(title: &str) -> Caption {
    Caption {
        title: title.into(),
        subtitle: "Baseline: two link workers, no waiting-list triage. April 2026 to March 2029".into(),
        note: "20 simulated futures. Shading: where the middle 50%, 80% and 95% of futures lie. Not a forecast of \
               any one week; small practices vary more."
            .into(),
        alt: String::new(),
    }
}

/// A wobble that needs no random numbers.
pub(in crate::output) fn wobble(i: usize, salt: usize) -> f64 {
    let mixed =
        ((i + 1) * (salt + 3)).wrapping_mul(0x9E37_79B9_7F4A_7C15_u64 as usize) ^ (i * i * 7919);
    (mixed.wrapping_mul(0xD6E8_FEB8_6659_FD93_u64 as usize) >> 40) as f64 / f64::from(1 << 23) - 1.0
}

fn waiting(name: &str, salt: usize, level: f64, growth: f64) -> BandSeries {
    let weeks = 157;
    let x: Vec<f64> = (0..weeks).map(|week| 7.0 * week as f64).collect();
    let median: Vec<f64> = (0..weeks)
        .map(|i| level + growth * i as f64 + level * 0.05 * wobble(i, salt))
        .collect();
    let band = |level: f64, half: f64| Band {
        level,
        lower: median
            .iter()
            .enumerate()
            .map(|(i, m)| (m - half * (4.0 + i as f64 * 0.15)).max(0.0))
            .collect(),
        upper: median
            .iter()
            .enumerate()
            .map(|(i, m)| m + half * (4.0 + i as f64 * 0.25))
            .collect(),
    };
    let bands = vec![band(0.5, 0.7), band(0.8, 1.3), band(0.95, 2.0)];
    BandSeries {
        name: name.into(),
        x,
        median,
        bands,
    }
}

fn time() -> Axis {
    Axis::date(date(2026, 4, 6))
}

fn strip_frame() -> StripFrame {
    StripFrame {
        columns: [
            "a study",
            "a count of many things over years",
            "interviews",
            "judgement",
        ]
        .map(str::to_owned)
        .to_vec(),
        ends: EndWords {
            low: "stronger".into(),
            high: "weaker".into(),
        },
        floor: Some(Guide::new(2_000.0, "noise reaches here")),
        corner: Some((2, 1_500.0, "worth knowing and not known".into())),
        words: ["above the noise".into(), "in the noise".into()],
    }
}

fn gallery() -> Vec<(&'static str, Figure)> {
    let people = Axis::from_zero("People waiting for a first contact", NumberFormat::Integer);
    let quintiles = [
        "Most deprived fifth",
        "Second fifth",
        "Third fifth",
        "Fourth fifth",
        "Least deprived fifth",
    ];
    let bar = |name: &str, value: f64, half: f64| Bar {
        name: name.into(),
        value,
        lower: value - half,
        upper: value + half,
    };
    let point = |name: &str, value: f64, half: f64| Point {
        name: name.into(),
        value,
        lower: value - half,
        upper: value + half,
    };
    let step = |label: &str, value: f64| FunnelStep {
        label: label.into(),
        value,
        lower: value * 0.94,
        upper: value * 1.07,
        share_of_first: value / 4_210.0,
    };
    let heat = HeatGrid {
        rows: (1..=12)
            .map(|i| format!("Link worker {i}, Network {}", (i - 1) / 4 + 1))
            .collect(),
        values: (0..12)
            .map(|row| {
                (0..104)
                    .map(|week| {
                        (row % 5 != 3 || week > 30).then(|| {
                            (20.0 + row as f64 * 2.5 + week as f64 * 0.3 + 6.0 * wobble(week, row))
                                .max(0.0)
                                .round()
                        })
                    })
                    .collect()
            })
            .collect(),
        column_width: 7.0,
        label: "Open cases held".into(),
        format: NumberFormat::Integer,
        threshold: Some(Threshold {
            value: 60.0,
            meaning: "over the caseload limit of 60".into(),
        }),
    };
    vec![
        (
            "bands_one",
            bands(
                &caption("People waiting"),
                &time(),
                &people,
                &[waiting("Baseline", 1, 60.0, 0.3)],
            ),
        ),
        (
            "bands_three",
            bands(
                &caption("People waiting under three ways to run the service"),
                &time(),
                &people,
                &[
                    waiting("Baseline", 1, 60.0, 0.3),
                    waiting("One more link worker from October 2026", 2, 58.0, 0.28),
                    waiting("Champions in every group", 3, 65.0, -0.2),
                ],
            ),
        ),
        (
            "bands_compared",
            bands(
                &caption("One band each"),
                &time(),
                &people,
                &[
                    ("Baseline", 60.0, 0.3),
                    ("One more link worker", 58.0, 0.1),
                    ("Champions in every group", 65.0, -0.2),
                ]
                .map(|(name, level, growth)| {
                    let mut series = waiting(name, name.len(), level, growth);
                    series.bands = vec![series.bands.remove(1)];
                    series
                }),
            ),
        ),
        (
            "small_multiples",
            small_multiples(
                &caption("People waiting, by deprivation of their neighbourhood"),
                &time(),
                &people,
                &quintiles
                    .iter()
                    .enumerate()
                    .map(|(i, name)| {
                        let level = 60.0 - 8.0 * i as f64;
                        let more = waiting("One more link worker", i + 9, level, -0.05);
                        (
                            (*name).to_owned(),
                            vec![waiting("Baseline", i, level, 0.2), more],
                        )
                    })
                    .collect::<Vec<_>>(),
            ),
        ),
        (
            "heat_map",
            heat_map(
                &caption("Cases held by each link worker, week by week"),
                &time(),
                &heat,
            ),
        ),
        (
            "strip",
            strip(
                &caption("What is worth finding out"),
                &Axis::from_zero("Pounds a year", NumberFormat::Pounds),
                &strip_frame(),
                &(0..90)
                    .map(|i| StripPoint {
                        column: i % 4,
                        value: 900.0 * (wobble(i, 3) + 1.0) + if i < 12 { 4_000.0 } else { 0.0 },
                        label: if i < 12 {
                            format!("{} a.parameter_{i}", i + 1)
                        } else {
                            String::new()
                        },
                        is_muted: i >= 12,
                    })
                    .collect::<Vec<_>>(),
            ),
        ),
        (
            "funnel",
            funnel(
                &caption("From need to lasting participation"),
                &[
                    step("Referred", 4_210.0),
                    step("Reached by a link worker", 3_102.0),
                    step("Agreed a plan", 2_590.0),
                    step("Attended a community group at least once", 1_480.0),
                    step("Still attending after twelve weeks", 712.0),
                ],
            ),
        ),
        (
            "bars_grouped",
            bars(
                &caption("Difference from the baseline after three years"),
                &Axis::number("Difference in people helped", NumberFormat::Integer),
                &quintiles[..3]
                    .iter()
                    .enumerate()
                    .map(|(i, label)| BarGroup {
                        label: (*label).into(),
                        bars: vec![
                            bar("One more link worker", 310.0 - 120.0 * i as f64, 60.0),
                            bar("Champions in every group", 140.0 - 110.0 * i as f64, 75.0),
                        ],
                    })
                    .collect::<Vec<_>>(),
            ),
        ),
        (
            "bars_plain",
            bars(
                &caption("Cost by kind"),
                &Axis::from_zero("Pounds over three years", NumberFormat::Pounds),
                &[
                    ("Link workers", 412_000.0),
                    ("Group places", 96_500.0),
                    ("Supervision and estates", 58_200.0),
                ]
                .map(|(label, pounds)| BarGroup {
                    label: label.into(),
                    bars: vec![bar("", pounds, 9_000.0)],
                }),
            ),
        ),
        (
            "dot_intervals",
            dot_intervals(
                &caption(
                    "Wellbeing after six months: those who were served and their counterfactual selves",
                ),
                &Axis::number(
                    "Change in ONS4 life satisfaction (points)",
                    NumberFormat::OneDecimal,
                ),
                &quintiles
                    .iter()
                    .enumerate()
                    .map(|(i, label)| Row {
                        label: (*label).into(),
                        points: vec![
                            point("Served", 0.9 - 0.1 * i as f64, 0.25),
                            point("Had they not been served", 0.2 - 0.08 * i as f64, 0.18),
                        ],
                    })
                    .collect::<Vec<_>>(),
            ),
        ),
    ]
}

/// A text as it stands in the SVG: its words and its box (left, top, right, bottom) in pixels shown.
pub(in crate::output) fn texts(svg: &str) -> Vec<(String, [f64; 4])> {
    let attribute = |tag: &str, name: &str| -> String {
        let from = tag
            .find(&format!(" {name}=\""))
            .expect("the attribute is written")
            + name.len()
            + 3;
        tag[from..]
            .split('"')
            .next()
            .expect("the attribute ends")
            .to_owned()
    };
    let fine = f64::from(sheet::FINENESS);
    svg.split("<text")
        .skip(1)
        .map(|rest| {
            let (tag, rest) = rest.split_once('>').expect("the tag ends");
            let words = rest
                .split("</text>")
                .next()
                .expect("the text ends")
                .trim_matches('\n');
            let words = [
                ("&lt;", "<"),
                ("&gt;", ">"),
                ("&quot;", "\""),
                ("&apos;", "'"),
                ("&amp;", "&"),
            ]
            .iter()
            .fold(words.to_owned(), |words, (escaped, plain)| {
                words.replace(escaped, plain)
            });
            let number = |name| attribute(tag, name).parse::<f64>().expect("a number") / fine;
            let size = number("font-size");
            let font = if tag.contains("bold") {
                sheet::bold(size)
            } else {
                sheet::regular(size)
            };
            let width = sheet::text_width(&words, font);
            let left = match attribute(tag, "text-anchor").as_str() {
                "start" => number("x"),
                "end" => number("x") - width,
                _ => number("x") - width / 2.0,
            };
            let baseline = number("y") + 0.76 * size;
            (
                words,
                [
                    left,
                    baseline - 0.72 * size,
                    left + width,
                    baseline + 0.2 * size,
                ],
            )
        })
        .collect()
}

pub(in crate::output) fn assert_texts_stay_inside(svg: &str) {
    let size = |name: &str| -> f64 {
        let from = svg
            .find(&format!("{name}=\""))
            .expect("written in the first tag")
            + name.len()
            + 2;
        svg[from..]
            .split('"')
            .next()
            .expect("the attribute ends")
            .parse()
            .expect("a number")
    };
    let (width, height) = (size("width"), size("height"));
    for (words, [left, top, right, bottom]) in texts(svg) {
        assert!(
            left >= 0.0 && top >= 0.0 && right <= width && bottom <= height,
            "{words:?} is cut off: {left}..{right}, {top}..{bottom} of {width} x {height}"
        );
    }
}

pub(in crate::output) fn assert_texts_keep_apart(name: &str, svg: &str) {
    let texts = texts(svg);
    for (i, (words, a)) in texts.iter().enumerate() {
        for (other, b) in &texts[i + 1..] {
            let apart = a[2] <= b[0] || b[2] <= a[0] || a[3] <= b[1] || b[3] <= a[1];
            assert!(apart, "{name}: {words:?} runs into {other:?}");
        }
    }
}

#[test]
fn no_text_is_cut_off_or_runs_into_another() {
    for (name, figure) in gallery() {
        assert_texts_stay_inside(&figure.svg);
        assert!(texts(&figure.svg).len() > 5, "{name} has words");
        assert_texts_keep_apart(name, &figure.svg);
    }
}

#[test]
fn the_same_numbers_give_the_same_figure() {
    for ((name, first), (_, second)) in gallery().into_iter().zip(gallery()) {
        assert_eq!(first, second, "{name}");
    }
}

#[test]
fn a_figure_says_what_it_is() {
    let mut caption = caption("Waits < 6 weeks & \"more\"\u{1}");
    let figure = bands(
        &caption,
        &time(),
        &Axis::number("<&>", NumberFormat::Integer),
        &[],
    );
    assert!(figure.svg.starts_with(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"900\" height=\"560\" viewBox"
    ));
    assert!(
        figure
            .svg
            .contains("role=\"img\">\n<title>Waits &lt; 6 weeks &amp; \"more\" </title>\n<desc>")
    );
    assert!(!figure.svg.contains('\u{1}'));
    assert!(figure.svg.trim_end().ends_with("</svg>"));
    assert!(figure.alt.ends_with("April 2026 to March 2029"));
    assert!(figure.standalone_svg().contains("@font-face") && !figure.svg.contains("@font-face"));
    caption.alt = "Waits fall.".into();
    assert_eq!(funnel(&caption, &[]).alt, "Waits fall.");
}

#[test]
fn the_png_is_twice_the_size_shown_and_not_blank() {
    let (_, figure) = gallery().swap_remove(0);
    let mut reader = png::Decoder::new(std::io::Cursor::new(&figure.png))
        .read_info()
        .unwrap();
    let mut pixels = vec![0; reader.output_buffer_size().unwrap()];
    let info = reader.next_frame(&mut pixels).unwrap();
    assert_eq!((info.width, info.height), (1800, 1120));
    let white = pixels.chunks(3).filter(|p| *p == [255, 255, 255]).count();
    assert!(
        (pixels.len() / 6..pixels.len() / 3).contains(&white),
        "mostly white, {white} white pixels"
    );
    assert_eq!(pixels[..3], [255, 255, 255]);
    let blue = pixels
        .chunks(3)
        .filter(|p| *p == [0x12, 0x43, 0x6D])
        .count();
    assert!(
        blue > 1_000,
        "the line is drawn in full strength, {blue} pixels"
    );
}

#[test]
fn nothing_observed_is_said_in_words() {
    let caption = caption("Nothing");
    let y = Axis::from_zero("People", NumberFormat::Integer);
    let nothing = BandSeries {
        name: "A".into(),
        x: vec![0.0, 7.0],
        median: vec![f64::NAN; 2],
        bands: vec![],
    };
    let grid = |rows: Vec<String>, values| HeatGrid {
        rows,
        values,
        column_width: 7.0,
        label: "Cases".into(),
        format: NumberFormat::Integer,
        threshold: Some(Threshold {
            value: 1.0,
            meaning: "over 1".into(),
        }),
    };
    let step = FunnelStep {
        label: "A".into(),
        value: f64::NAN,
        lower: 0.0,
        upper: 1.0,
        share_of_first: f64::NAN,
    };
    let bar = Bar {
        name: "A".into(),
        value: f64::NAN,
        lower: f64::NAN,
        upper: f64::NAN,
    };
    let point = Point {
        name: "A".into(),
        value: f64::NAN,
        lower: f64::NAN,
        upper: f64::NAN,
    };
    for figure in [
        bands(&caption, &time(), &y, &[]),
        bands(&caption, &time(), &y, std::slice::from_ref(&nothing)),
        small_multiples(&caption, &time(), &y, &[]),
        small_multiples(
            &caption,
            &time(),
            &y,
            &[("A".into(), vec![nothing]), ("B".into(), vec![])],
        ),
        heat_map(&caption, &time(), &grid(vec![], vec![])),
        heat_map(
            &caption,
            &time(),
            &grid(vec!["A".into()], vec![vec![None, Some(f64::NAN)]]),
        ),
        strip(&caption, &y, &StripFrame::default(), &[]),
        strip(&caption, &y, &strip_frame(), &[]),
        funnel(&caption, &[]),
        funnel(&caption, &[step]),
        bars(&caption, &y, &[]),
        bars(
            &caption,
            &y,
            &[BarGroup {
                label: "A".into(),
                bars: vec![],
            }],
        ),
        bars(
            &caption,
            &y,
            &[BarGroup {
                label: "A".into(),
                bars: vec![bar],
            }],
        ),
        dot_intervals(&caption, &y, &[]),
        dot_intervals(
            &caption,
            &y,
            &[Row {
                label: "A".into(),
                points: vec![point],
            }],
        ),
    ] {
        assert!(figure.svg.contains("No observations"));
        assert!(!figure.svg.contains("NaN") && !figure.svg.contains("inf"));
    }
}

#[test]
fn a_gap_in_the_data_is_a_gap_in_the_line() {
    let median = vec![1.0, 2.0, f64::NAN, 2.0, 3.0];
    let x = (0..5).map(f64::from).collect();
    let whole = BandSeries {
        name: String::new(),
        x,
        median,
        bands: vec![],
    };
    let axis = Axis::number("x", NumberFormat::Integer);
    let figure = bands(&Caption::default(), &axis, &axis, &[whole]);
    let strokes = figure.svg.matches("stroke=\"#12436D\"").count();
    assert_eq!(strokes, 2, "one stroke on each side of the gap");
}

pub(in crate::output) fn strange() -> impl Strategy<Value = f64> {
    prop_oneof![
        4 => -1000.0..1000.0,
        1 => Just(0.0),
        1 => Just(f64::NAN),
        1 => Just(f64::INFINITY),
        1 => Just(f64::NEG_INFINITY),
        1 => Just(f64::MAX),
        1 => Just(f64::MIN),
        1 => Just(f64::MIN_POSITIVE),
        1 => Just(-1e-300),
    ]
}

pub(in crate::output) fn strange_words() -> impl Strategy<Value = String> {
    prop_oneof![
        Just(String::new()),
        Just("w".repeat(400)),
        "\\PC{0,60}",
        Just("many words ".repeat(80))
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    /// Whatever the numbers and words: no panic, no text outside, nothing that is not a number in the SVG.
    #[test]
    fn strange_data_still_gives_a_figure(
        values in prop::collection::vec(strange(), 0..12),
        words in strange_words(),
        kind in 0..7usize,
        format in prop::sample::select(vec![
            NumberFormat::Integer, NumberFormat::OneDecimal, NumberFormat::ThreeDecimals, NumberFormat::Percent,
            NumberFormat::Pounds,
        ]),
    ) {
        let caption = Caption { title: words.clone(), subtitle: words.clone(), note: words.clone(), alt: words.clone() };
        let axis = Axis::number(words.clone(), format);
        let at = |i: usize| values.get(i % values.len().max(1)).copied().unwrap_or(f64::NAN);
        let series = BandSeries {
            name: words.clone(),
            x: values.clone(),
            median: (0..values.len()).map(|i| at(i + 1)).collect(),
            bands: vec![Band { level: at(0), lower: values.clone(), upper: (0..values.len()).map(|i| at(i + 2)).collect() }],
        };
        let panel = (words.clone(), vec![series.clone(), BandSeries::default()]);
        let figure = match kind {
            0 => bands(&caption, &axis, &axis, &vec![series; values.len() / 2]),
            1 => small_multiples(&caption, &time(), &axis, &vec![panel; values.len()]),
            2 => heat_map(&caption, &axis, &HeatGrid {
                rows: vec![words.clone(); values.len()],
                values: values.iter().map(|&v| vec![Some(v), None, Some(at(1))]).collect(),
                column_width: at(0),
                label: words.clone(),
                format,
                threshold: Some(Threshold { value: at(2), meaning: words.clone() }),
            }),
            3 => funnel(&caption, &values.iter().map(|&value| FunnelStep {
                label: words.clone(), value, lower: at(1), upper: at(2), share_of_first: value,
            }).collect::<Vec<_>>()),
            5 => strip(&caption, &axis, &StripFrame {
                columns: vec![words.clone(); values.len() / 2],
                ends: EndWords { low: words.clone(), high: words.clone() },
                floor: Some(Guide::new(at(3), words.clone())),
                corner: Some((1, at(4), words.clone())),
                words: [words.clone(), words.clone()],
            }, &values.iter().enumerate().map(|(column, &value)| StripPoint {
                column, value, label: words.clone(), is_muted: column % 2 == 1,
            }).collect::<Vec<_>>()),
            4 => bars(&caption, &axis, &values.iter().map(|&value| BarGroup {
                label: words.clone(),
                bars: vec![Bar { name: words.clone(), value, lower: at(1), upper: at(2) }; 2],
            }).collect::<Vec<_>>()),
            _ => dot_intervals(&caption, &axis, &values.iter().map(|&value| Row {
                label: words.clone(),
                points: vec![Point { name: words.clone(), value, lower: at(1), upper: at(2) }; 2],
            }).collect::<Vec<_>>()),
        };
        prop_assert!(!figure.svg.contains("=\"NaN") && !figure.svg.contains("=\"inf"));
        assert_texts_stay_inside(&figure.svg);
    }
}
