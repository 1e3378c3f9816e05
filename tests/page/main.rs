//! The board paper in a real browser: accessible on a desktop and on a telephone, silent, self-contained, readable with
//! scripts off, worked by keyboard, printed on a few pages of which the first holds the decision.

mod browser;

use std::fs;
use std::path::{Path, PathBuf};

use assert_cmd::Command;
use fantoccini::wd::PrintConfiguration;
use serde_json::{Value, json};

use browser::{Driver, Look, run};

/// The accessibility checker, under the Mozilla Public License 2.0.
const AXE: &str = include_str!("../assets/axe/axe.min.js");

/// Keeps what the browser complains about, from before anything else runs.
const EARS: &str = "<script>window.heard = [];\
    addEventListener('error', (e) => heard.push(e.message));\
    addEventListener('unhandledrejection', (e) => heard.push(String(e.reason)));\
    addEventListener('securitypolicyviolation', (e) => heard.push(e.blockedURI + ' ' + e.violatedDirective));\
    console.error = (...words) => heard.push(words.join(' '));</script>";

const DESKTOP: Look = Look {
    width: 1280,
    scripts: true,
};
const TELEPHONE: Look = Look {
    width: 390,
    scripts: true,
};
const WITHOUT_SCRIPTS: Look = Look {
    width: 1280,
    scripts: false,
};

const BASE: &str = r#"[scenario]
title = "A small place"
question = "What happens where nothing is changed?"

[time]
start = 2026-04-01
days = 200

[run]
runs = 6
seed = 7

[population]
registered_patients = 4_000
practices = 1
"#;

/// Comparisons with their pages.
struct Pages {
    folder: tempfile::TempDir,
}

impl Pages {
    /// Two comparisons: of one option as it comes, and of four with all that a comparison can hold.
    fn made() -> Self {
        let pages = Self {
            folder: tempfile::tempdir().unwrap(),
        };
        pages.write("base.toml", BASE);
        let mut options = vec!["base.toml".to_owned()];
        for (number, fte) in [0.4, 0.6, 0.8, 1.0].into_iter().enumerate() {
            let name = format!("option-{number}.toml");
            pages.write(
                &name,
                &format!(
                    "extends = \"base.toml\"\n[scenario]\ntitle = \"Link workers: {fte} posts in all five practices\"\nquestion = \"How many link workers?\"\n[staffing]\nlink_workers_fte = {fte}\n"
                ),
            );
            options.push(name);
        }
        pages.spsim(&["compare", "base.toml", "option-1.toml", "--out", "one"]);
        let mut all = vec!["compare"];
        all.extend(options.iter().map(String::as_str));
        pages.write("nothing.toml", "[contact]\ninner_need_gain = 0.0\n");
        all.extend(
            "--out full --draws 60 --runs-per-draw 2 --structure nothing.toml --one-way-runs 1"
                .split(' '),
        );
        pages.spsim(&all);
        pages.spsim(&["report", "one"]);
        pages.spsim(&["report", "full"]);
        pages
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn write(&self, name: &str, text: &str) {
        fs::write(self.path(name), text).unwrap();
    }

    fn spsim(&self, arguments: &[&str]) {
        Command::new(env!("CARGO_BIN_EXE_spsim"))
            .current_dir(self.folder.path())
            .args(arguments)
            .assert()
            .success();
    }

    /// The page of a comparison with ears, and with its scripts off if asked for.
    fn page(&self, folder: &str, scripts: bool) -> PathBuf {
        let html = fs::read_to_string(self.path(folder).join("report.html")).unwrap();
        let policy = "script-src 'unsafe-inline'";
        assert_eq!(html.matches(policy).count(), 1);
        let html = if scripts {
            html.replacen("<title>", &format!("{EARS}<title>"), 1)
        } else {
            html.replacen(policy, "script-src 'none'", 1)
        };
        let page = self.path(&format!("{folder}-{scripts}.html"));
        fs::write(&page, html).unwrap();
        page
    }
}

const AXE_RUN: &str = "const done = arguments[arguments.length - 1]; \
    axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa'] }) \
    .then((found) => done(found.violations.map((v) => v.id + ': ' + v.nodes.map((n) => n.html.slice(0, 200) + ' ' + n.failureSummary).join(' | '))), (e) => done(String(e)))";

#[test]
fn the_page_in_a_browser() {
    let Some(driver) = Driver::start() else {
        return;
    };
    let pages = Pages::made();
    for folder in ["one", "full"] {
        let page = pages.page(folder, true);
        for look in [DESKTOP, TELEPHONE] {
            accessible(&driver, &page, look);
        }
        worked_by_keyboard(&driver, &page);
        // One option with what it needs is a paper; five with everything are an annex.
        printed(&driver, &page, if folder == "full" { 30 } else { 16 });
        without_scripts(&driver, &pages.page(folder, false));
    }
}

/// No violation with everything folded or open; silence; one outline; nothing loaded; nothing wider than the window.
fn accessible(driver: &Driver, page: &Path, look: Look) {
    driver.open(page, look, |client| async move {
        run(&client, AXE).await;
        for state in ["folded", "open"] {
            let found = client.execute_async(AXE_RUN, Vec::new()).await.unwrap();
            assert_eq!(found, json!([]), "{} pixels wide, {state}", look.width);
            run(
                &client,
                "document.querySelectorAll('details').forEach((d) => { d.open = true })",
            )
            .await;
        }
        assert_eq!(run(&client, "return heard").await, json!([]));
        let loaded = run(
            &client,
            "return performance.getEntriesByType('resource').map((e) => e.name).filter((name) => !name.startsWith('data:'))",
        );
        assert_eq!(loaded.await, json!([]));
        let levels = run(
            &client,
            "return [...document.querySelectorAll('h1,h2,h3,h4,h5,h6')].map((h) => +h.tagName[1])",
        )
        .await;
        let levels: Vec<i64> = serde_json::from_value(levels).unwrap();
        assert_eq!(levels[0], 1);
        assert_eq!(levels.iter().filter(|level| **level == 1).count(), 1);
        assert!(levels.windows(2).all(|pair| pair[1] <= pair[0] + 1));
        let landmarks = run(
            &client,
            "return ['header', 'nav', 'main', 'footer'].map((name) => document.querySelectorAll('body > ' + name).length)",
        );
        assert_eq!(landmarks.await, json!([1, 1, 1, 1]));
        let twice = run(
            &client,
            "const ids = [...document.querySelectorAll('[id]')].map((e) => e.id); return ids.filter((id, i) => ids.indexOf(id) !== i)",
        );
        assert_eq!(twice.await, json!([]), "ids that are there twice");
        let overflow = run(
            &client,
            "const width = document.documentElement.clientWidth; \
             return document.documentElement.scrollWidth === width ? [] : [...document.querySelectorAll('body *')] \
             .filter((e) => e.getBoundingClientRect().right > width && !e.closest('.scroll') && !e.closest('svg')) \
             .map((e) => e.tagName + ' ' + e.className + ' ' + e.textContent.slice(0, 60)).concat(['' + document.documentElement.scrollWidth])",
        );
        assert_eq!(
            overflow.await,
            json!([]),
            "wider than a window of {} pixels",
            look.width
        );
    });
}

/// Another measure by arrow key, by quintile by arrow key: the drawing, its text alternative and the table follow.
fn worked_by_keyboard(driver: &Driver, page: &Path) {
    driver.open(page, DESKTOP, |client| async move {
        let charts = run(
            &client,
            "return [...document.querySelectorAll('figure.live.ready .chart svg')].length",
        );
        assert_eq!(charts.await, json!(4));
        let shown = "const f = document.getElementById('differences'); return [\
            f.querySelector('.words').textContent, f.querySelector('.chart').getAttribute('aria-label'),\
            f.querySelector('.chart svg').innerHTML, f.querySelector('tbody').textContent]";
        let mut before = run(&client, shown).await;
        assert!(before[0].as_str().unwrap().starts_with("Wait to first contact, median"));
        for (focus, key) in [
            ("select", "\u{e015}"),
            ("input[value=all]", "\u{e014}"),
        ] {
            run(
                &client,
                &format!("document.querySelector('#differences {focus}').focus()"),
            )
            .await;
            client
                .active_element()
                .await
                .unwrap()
                .send_keys(key)
                .await
                .unwrap();
            // A change is drawn after the event.
            tokio::time::sleep(std::time::Duration::from_millis(400)).await;
            let after = run(&client, shown).await;
            for part in [1, 2, 3] {
                assert_ne!(after[part], before[part], "{focus}: part {part} stayed");
            }
            before = after;
        }
        assert!(before[0].as_str().unwrap().starts_with("Wait to first contact, 90th"));
        assert!(before[3].as_str().unwrap().contains("5, least deprived"));
        assert_eq!(run(&client, "return heard").await, json!([]));
        // The first stop of the keyboard leads past the contents.
        run(&client, "document.activeElement.blur(); scrollTo(0, 0)").await;
        let first = run(&client, "return document.querySelector('a').getAttribute('href')");
        assert_eq!(first.await, "#main");
    });
}

/// All tables and drawings are there, and nothing that does not work.
fn without_scripts(driver: &Driver, page: &Path) {
    driver.open(page, WITHOUT_SCRIPTS, |client| async move {
        let state = run(&client, "return document.body.dataset.state ?? null");
        assert_eq!(state.await, Value::Null, "scripts ran");
        let unseen = run(
            &client,
            "document.querySelectorAll('details').forEach((d) => { d.open = true });\
             return [...document.querySelectorAll('table, figure .scroll > svg')].filter((e) => !e.checkVisibility() || e.getBoundingClientRect().height < 20).map((e) => e.outerHTML.slice(0, 200))",
        );
        assert_eq!(unseen.await, json!([]));
        let drawn = run(
            &client,
            "return document.querySelectorAll('figure.live .still svg[role=img] title').length",
        );
        assert!(drawn.await.as_i64().unwrap() >= 2);
        let dead = run(
            &client,
            "return [...document.querySelectorAll('form, select, .chart')].filter((e) => e.checkVisibility()).length",
        );
        assert_eq!(dead.await, json!(0));
    });
}

/// The decision takes the first page, and everything takes a number of pages that somebody prints.
fn printed(driver: &Driver, page: &Path, most: usize) {
    driver.open(page, DESKTOP, |client| async move {
        let pages = |pdf: Vec<u8>| {
            let text = String::from_utf8_lossy(&pdf).into_owned();
            text.matches("/Type /Page\n").count()
        };
        let paper = || PrintConfiguration::builder().build().unwrap();
        let all = pages(client.print(paper()).await.unwrap());
        assert!((5..=most).contains(&all), "{all} pages");
        run(
            &client,
            "document.querySelectorAll('main > section, footer').forEach((part) => part.remove());\
             document.getElementById('first-page').style.breakAfter = 'auto'",
        )
        .await;
        let decision = pages(client.print(paper()).await.unwrap());
        // Of one option it is one page; the tables of five options take a second.
        let fits = if most > 16 { 2 } else { 1 };
        assert!(decision <= fits, "the decision takes {decision} pages");
    });
}
