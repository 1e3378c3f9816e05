//! A real browser, driven through its driver. Where there is none the tests say so and pass, unless `SPSIM_BROWSER` is
//! `required`: then it is an error.

use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use fantoccini::{Client, ClientBuilder};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Value, json};

/// Debian's names first.
const BROWSERS: [&str; 3] = ["chromium", "chromium-browser", "google-chrome"];
/// How long the driver may take to answer its first call.
const TRIES: u32 = 200;

/// The driver with its browser; both end when this is dropped.
pub struct Driver {
    process: Child,
    port: u16,
    profile: tempfile::TempDir,
    browser: PathBuf,
}

impl Drop for Driver {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn found(program: &str) -> Option<PathBuf> {
    std::env::split_paths(&std::env::var_os("PATH")?)
        .map(|folder| folder.join(program))
        .find(|file| file.is_file())
}

impl Driver {
    /// Starts the driver; nothing if there is no browser and none is required.
    pub fn start() -> Option<Self> {
        let browser = BROWSERS.into_iter().find_map(found);
        let Some((browser, driver)) = browser.zip(found("chromedriver")) else {
            let words = "no chromium with chromedriver was found (Debian: apt-get install chromium chromium-driver)";
            assert!(
                std::env::var("SPSIM_BROWSER").as_deref() != Ok("required"),
                "{words}, and SPSIM_BROWSER requires it"
            );
            eprintln!("\n*** SKIPPED: {words}. The page was NOT checked in a browser. ***\n");
            return None;
        };
        // A port that is free now; the driver takes it a moment later.
        let port = TcpListener::bind(("127.0.0.1", 0))
            .and_then(|listener| listener.local_addr())
            .expect("a free port")
            .port();
        let process = Command::new(driver)
            .arg(format!("--port={port}"))
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("chromedriver starts");
        Some(Self {
            process,
            port,
            profile: tempfile::tempdir().expect("a folder for the profile"),
            browser,
        })
    }

    /// Opens a page in a window of that size and does something with it.
    pub fn open<F: Future<Output = ()>>(
        &self,
        page: &Path,
        look: Look,
        what: impl FnOnce(Client) -> F,
    ) {
        tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .expect("a runtime")
            .block_on(async {
                let client = self.client(look).await;
                client
                    .goto(&format!("file://{}", page.display()))
                    .await
                    .expect("the page opens");
                if look.scripts {
                    until_ready(&client).await;
                }
                what(client.clone()).await;
                client.close().await.expect("the window closes");
            });
    }

    async fn client(&self, look: Look) -> Client {
        let mut arguments = vec![
            "--headless".to_owned(),
            "--no-sandbox".to_owned(),
            "--disable-gpu".to_owned(),
            "--disable-dev-shm-usage".to_owned(),
            "--no-first-run".to_owned(),
            "--disable-background-networking".to_owned(),
            "--disable-component-update".to_owned(),
            "--disable-sync".to_owned(),
            "--hide-scrollbars".to_owned(),
            format!("--user-data-dir={}", self.profile.path().display()),
        ];
        arguments.push(format!("--window-size={},1000", look.width.max(500)));
        let mut options = json!({ "args": arguments });
        if look.width < 500 {
            // A window cannot be so narrow; a telephone can.
            options["mobileEmulation"] =
                json!({ "deviceMetrics": { "width": look.width, "height": 844, "pixelRatio": 2 } });
        }
        options["binary"] = json!(self.browser);
        let capabilities: serde_json::Map<String, Value> =
            [("goog:chromeOptions".to_owned(), options)]
                .into_iter()
                .collect();
        for attempt in 0.. {
            let mut builder = ClientBuilder::new(HttpConnector::new());
            builder.capabilities(capabilities.clone());
            match builder
                .connect(&format!("http://127.0.0.1:{}", self.port))
                .await
            {
                Ok(client) => return client,
                Err(error) if attempt == TRIES => panic!("the browser does not start: {error}"),
                Err(_) => tokio::time::sleep(Duration::from_millis(100)).await,
            }
        }
        unreachable!("the loop ends by returning or by a panic")
    }
}

/// How a page is looked at.
#[derive(Clone, Copy, Debug)]
pub struct Look {
    /// Width of the window in pixels.
    pub width: u32,
    /// Whether the page's scripts run: then its charts are waited for.
    pub scripts: bool,
}

async fn until_ready(client: &Client) {
    for _ in 0..TRIES {
        let state = run(client, "return document.body.dataset.state").await;
        if state == "ready" {
            return;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    panic!("the charts were not drawn");
}

/// What a script returns.
pub async fn run(client: &Client, script: &str) -> Value {
    client
        .execute(script, Vec::new())
        .await
        .unwrap_or_else(|error| panic!("{script}: {error}"))
}
