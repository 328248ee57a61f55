//! A headless Chromium, spoken to over the pipe of its DevTools protocol: JSON messages that end
//! with a null byte, on file descriptors 3 and 4. A shell puts its standard input and output there.

use std::cell::{Cell, RefCell};
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::{Mutex, MutexGuard, PoisonError};

use serde_json::{Value, json};

/// A browser with one page.
pub(crate) struct Browser {
    child: Child,
    to: RefCell<ChildStdin>,
    from: RefCell<BufReader<ChildStdout>>,
    session: RefCell<Option<String>>,
    last: Cell<u64>,
    /// What the browser told without being asked.
    events: RefCell<Vec<Value>>,
    profile: tempfile::TempDir,
    _turn: MutexGuard<'static, ()>,
}

/// One browser at a time: a dozen at once starve each other on a small machine.
static TURN: Mutex<()> = Mutex::new(());

/// What the browser complains of and asks the network for.
#[derive(Debug, Default, PartialEq)]
pub(crate) struct Noise {
    pub(crate) complaints: Vec<String>,
    pub(crate) requests: Vec<String>,
}

fn program() -> Option<String> {
    let named = std::env::var("CHROMIUM").ok();
    let names = ["chromium", "chromium-browser", "google-chrome"];
    named
        .into_iter()
        .chain(names.map(str::to_owned))
        .find(|name| {
            let found = Command::new(name)
                .arg("--version")
                .stderr(Stdio::null())
                .output();
            found.is_ok_and(|output| output.status.success())
        })
}

impl Browser {
    /// Starts a browser; `None`, with a line that says so, where there is none.
    pub(crate) fn start() -> Option<Self> {
        let Some(program) = program() else {
            eprintln!("skipped: no Chromium here (apt-get install chromium, or set CHROMIUM)");
            return None;
        };
        // A browser that is short of memory or time may not come up at once.
        let browser = (0..3)
            .find_map(|_| Self::launch(&program))
            .expect("the browser starts");
        let target = browser.call("Target.createTarget", &json!({"url": "about:blank"}));
        let attached = browser.call(
            "Target.attachToTarget",
            &json!({"targetId": target["targetId"], "flatten": true}),
        );
        let session = attached["sessionId"].as_str().unwrap().to_owned();
        *browser.session.borrow_mut() = Some(session);
        for domain in ["Page", "Runtime", "Log", "Network", "Audits"] {
            browser.call(&format!("{domain}.enable"), &json!({}));
        }
        Some(browser)
    }

    fn launch(program: &str) -> Option<Self> {
        let turn = TURN.lock().unwrap_or_else(PoisonError::into_inner);
        let profile = tempfile::tempdir().unwrap();
        let flags = [
            "--headless",
            "--remote-debugging-pipe",
            // The page is our own, and containers seldom allow a sandbox.
            "--no-sandbox",
            "--disable-gpu",
            "--disable-dev-shm-usage",
            "--no-first-run",
            "--disable-extensions",
            "--disable-background-networking",
        ]
        .join(" ");
        let shell = format!(
            "exec '{program}' {flags} --user-data-dir='{}' about:blank 3<&0 4>&1 0</dev/null 1>/dev/null",
            profile.path().display()
        );
        let mut child = Command::new("sh")
            .args(["-c", &shell])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let browser = Self {
            to: RefCell::new(child.stdin.take().unwrap()),
            from: RefCell::new(BufReader::new(child.stdout.take().unwrap())),
            session: RefCell::new(None),
            last: Cell::new(0),
            events: RefCell::new(Vec::new()),
            child,
            profile,
            _turn: turn,
        };
        let hello = b"{\"id\":0,\"method\":\"Browser.getVersion\"}\0";
        browser.to.borrow_mut().write_all(hello).ok()?;
        browser.heard().map(|_| browser)
    }

    /// The next message; `None` when the browser is gone.
    fn heard(&self) -> Option<Value> {
        let mut bytes = Vec::new();
        self.from.borrow_mut().read_until(0, &mut bytes).ok()?;
        (bytes.pop() == Some(0)).then(|| serde_json::from_slice(&bytes).unwrap())
    }

    fn read(&self) -> Value {
        self.heard().expect("the browser is gone")
    }

    /// Sends a command and gives its result.
    pub(crate) fn call(&self, method: &str, parameters: &Value) -> Value {
        let number = self.last.get() + 1;
        self.last.set(number);
        let mut message = json!({"id": number, "method": method, "params": parameters});
        if let Some(session) = &*self.session.borrow() {
            message["sessionId"] = json!(session);
        }
        let mut bytes = message.to_string().into_bytes();
        bytes.push(0);
        self.to.borrow_mut().write_all(&bytes).unwrap();
        loop {
            let mut answer = self.read();
            if answer["id"] == json!(number) {
                assert!(answer["error"].is_null(), "{method}: {}", answer["error"]);
                return answer["result"].take();
            }
            self.events.borrow_mut().push(answer);
        }
    }

    /// Opens a file, or a part of it, and waits until it is loaded.
    pub(crate) fn open(&self, file: &Path, hash: &str) {
        // From one part of a page to another nothing would be loaded.
        self.call("Page.navigate", &json!({"url": "about:blank"}));
        self.settle();
        let url = format!("file://{}{hash}", file.display());
        self.call("Page.navigate", &json!({ "url": url }));
        self.settle();
        assert_eq!(
            self.js("location.protocol"),
            json!("file:"),
            "the page was opened"
        );
    }

    fn settle(&self) {
        loop {
            let loaded = |event: &Value| event["method"] == "Page.loadEventFired";
            let mut events = self.events.borrow_mut();
            if let Some(at) = events.iter().position(loaded) {
                events.remove(at);
                return;
            }
            drop(events);
            let event = self.read();
            self.events.borrow_mut().push(event);
        }
    }

    /// The value of an expression in the page; promises are awaited.
    pub(crate) fn js(&self, expression: &str) -> Value {
        let mut answer = self.call(
            "Runtime.evaluate",
            &json!({"expression": expression, "returnByValue": true, "awaitPromise": true}),
        );
        let exception = &answer["exceptionDetails"];
        assert!(exception.is_null(), "{expression}: {exception}");
        answer["result"]["value"].take()
    }

    /// Presses a key.
    pub(crate) fn press(&self, key: &str, code: u32) {
        for kind in ["rawKeyDown", "char", "keyUp"] {
            let mut event =
                json!({"type": kind, "key": key, "code": key, "windowsVirtualKeyCode": code});
            if key == "Enter" {
                event["text"] = json!("\r");
            } else if kind == "char" {
                continue;
            }
            self.call("Input.dispatchKeyEvent", &event);
        }
    }

    /// What went wrong and what was asked of the network since the browser started.
    pub(crate) fn noise(&self) -> Noise {
        // What drawing the page asks for was asked for when there is a picture of it, and an answer
        // comes after everything that was told before.
        let corner = json!({"x": 0, "y": 0, "width": 1, "height": 1, "scale": 1});
        self.call("Page.captureScreenshot", &json!({"clip": corner}));
        self.js("0");
        let mut noise = Noise::default();
        for event in self.events.borrow().iter() {
            let parameters = &event["params"];
            match event["method"].as_str().unwrap_or_default() {
                "Runtime.exceptionThrown"
                | "Runtime.consoleAPICalled"
                | "Log.entryAdded"
                | "Audits.issueAdded" => noise.complaints.push(parameters.to_string()),
                "Network.requestWillBeSent" => {
                    let url = parameters["request"]["url"].as_str().unwrap_or_default();
                    if parameters["type"] != "Document" {
                        noise.requests.push(url.to_owned());
                    }
                }
                _ => {}
            }
        }
        noise
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        self.child.kill().ok();
        self.child.wait().ok();
        // Helpers of the browser may still write; what can't be removed stays in the temporary folder.
        std::fs::remove_dir_all(self.profile.path()).ok();
    }
}
