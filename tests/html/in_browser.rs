//! The HTML report in a real browser. Skipped, with a line that says so, where there is none.

use super::browser::{Browser, Noise};
use super::page::{NASTY, file_of, of_records, report};
use super::*;

/// Shown rows of a part of the page.
fn shown(browser: &Browser, part: &str) -> u64 {
    let count = format!(
        "[...document.querySelectorAll('{part} [data-row]')].filter((row) => row.getClientRects().length).length"
    );
    browser.js(&count).as_u64().unwrap()
}

/// Types into a field of the filter. The page waits a moment for more, and last of all keeps the
/// filter in its address.
fn fill(browser: &Browser, field: &str, value: &str) {
    browser.js(&format!(
        "new Promise((done) => {{
            const keep = history.replaceState;
            history.replaceState = (...entry) => {{
                history.replaceState = keep;
                history.replaceState(...entry);
                done();
            }};
            const field = document.querySelector('[name={field}]');
            field.value = {};
            field.dispatchEvent(new Event('input', {{bubbles: true}}));
        }})",
        json!(value)
    ));
}

/// A page of the sample tenants.
fn sample(name: &str) -> std::path::PathBuf {
    let inputs = [
        "audit",
        "-i",
        "tests/fixtures/tenant",
        "tests/fixtures/delegates",
    ];
    file_of(name, &report(&inputs, None))
}

#[test]
fn filters_narrow_the_page_and_stand_in_the_address() {
    let Some(browser) = Browser::start() else {
        return;
    };
    let file = sample("filters.html");
    browser.open(&file, "");
    let all = shown(&browser, "#findings");
    assert!(all > 10);

    fill(&browser, "who", "ASTRID");
    let hers = shown(&browser, "#findings");
    assert!(0 < hers && hers < all, "{hers} of {all}");
    assert!(shown(&browser, "#matrix") == 1, "the matrix follows");
    assert_eq!(browser.js("location.hash"), json!("#who=ASTRID"));
    assert!(
        browser
            .js("document.querySelector('#filter output').textContent")
            .as_str()
            .unwrap()
            .starts_with(&format!("{hers} of {all}"))
    );

    fill(&browser, "sev", "4");
    let grave = shown(&browser, "#findings");
    assert!(grave < hers);
    assert_eq!(browser.js("location.hash"), json!("#who=ASTRID&sev=4"));

    // Whoever opens the address sees the same.
    browser.open(&file, "#who=ASTRID&sev=4");
    assert_eq!(shown(&browser, "#findings"), grave);
    assert_eq!(
        browser.js("document.querySelector('[name=who]').value"),
        json!("ASTRID")
    );

    browser.js("document.getElementById('clear').click()");
    assert_eq!(shown(&browser, "#findings"), all);
    assert_eq!(browser.js("location.hash"), json!(""));

    for (field, value) in [
        ("rule", "cluster-identity-broken"),
        ("role", "administrator"),
        (
            "at",
            "/subscriptions/89fbd25e-30e9-5e89-bb34-21146f4313e1/RESOURCEGROUPS",
        ),
    ] {
        fill(&browser, field, value);
        let some = shown(&browser, "#findings");
        assert!(0 < some && some < all, "{field}: {some}");
        fill(&browser, field, "");
    }
    fill(&browser, "state", "access:eligible");
    assert!(shown(&browser, "#matrix") >= 1);
    assert_eq!(
        shown(&browser, "#findings"),
        all,
        "findings have no such state"
    );
    fill(&browser, "state", "finding:suppressed");
    assert_eq!(shown(&browser, "#findings"), 0);
    assert_eq!(browser.noise(), Noise::default());
}

#[test]
fn columns_sort_both_ways_by_mouse_and_keyboard() {
    let Some(browser) = Browser::start() else {
        return;
    };
    browser.open(&sample("sorting.html"), "");
    let table = "document.querySelector('#people table')";
    let column = format!("[...{table}.tBodies[0].rows].map((row) => row.cells[0].dataset.v)");
    let names = || -> Vec<String> { serde_json::from_value(browser.js(&column)).unwrap() };
    let mut sorted = names();
    sorted.sort();
    assert_ne!(names(), sorted, "the weightiest stand first at the start");
    browser.js(&format!(
        "{table}.tHead.rows[0].cells[0].querySelector('button').click()"
    ));
    assert_eq!(names(), sorted);
    let state =
        format!("[...{table}.tHead.rows[0].cells].map((cell) => cell.getAttribute('aria-sort'))");
    assert_eq!(browser.js(&state)[0], json!("ascending"));
    browser.js(&format!(
        "{table}.tHead.rows[0].cells[0].querySelector('button').focus()"
    ));
    browser.press("Enter", 13);
    sorted.reverse();
    assert_eq!(names(), sorted);
    assert_eq!(browser.js(&state)[0], json!("descending"));
    browser.js(&format!(
        "{table}.tHead.rows[0].cells[2].querySelector('button').click()"
    ));
    let weights =
        format!("[...{table}.tBodies[0].rows].map((row) => Number(row.cells[2].dataset.v))");
    let weights: Vec<u64> = serde_json::from_value(browser.js(&weights)).unwrap();
    assert!(weights.is_sorted_by(|a, b| a >= b), "{weights:?}");
    assert_eq!(
        browser.js(&state),
        json!(["none", "none", "descending", "none", "none"])
    );
}

#[test]
fn a_link_to_a_finding_shows_it_whatever_the_filter() {
    let Some(browser) = Browser::start() else {
        return;
    };
    browser.open(&sample("links.html"), "#who=nobody-of-this-name");
    assert_eq!(shown(&browser, "#findings"), 0);
    browser.js(
        "document.querySelectorAll('#findings details').forEach((part) => { part.open = false; })",
    );
    let target = browser.js("document.querySelector('#fixes a[href^=\"#f-\"]').hash");
    // The page listens already: it is called first.
    browser.js(&format!(
        "new Promise((done) => {{ addEventListener('hashchange', () => done(), {{once: true}}); location.hash = {target}; }})"
    ));
    let seen = format!("document.querySelector({target}).getClientRects().length > 0");
    assert_eq!(browser.js(&seen), json!(true));
}

#[test]
fn a_nasty_name_stays_text_everywhere() {
    let Some(browser) = Browser::start() else {
        return;
    };
    let html = of_records(&[
        assigned(1, NASTY, OWNER, SUBSCRIPTION),
        assigned(2, "ann@contoso.com", OWNER, REGION),
    ]);
    browser.open(&file_of("nasty.html", &html), "");
    assert_eq!(
        browser.js("document.querySelectorAll('img').length"),
        json!(0)
    );
    assert_eq!(browser.js("document.scripts.length"), json!(1));
    let handlers = "[...document.querySelectorAll('*')].flatMap((at) => at.getAttributeNames()).filter((name) => !/^[a-z][a-z0-9-]*$/i.test(name) || /^on/.test(name))";
    assert_eq!(browser.js(handlers), json!([]));
    let read = format!(
        "document.querySelector('#people').textContent.includes({})",
        json!(NASTY)
    );
    assert_eq!(browser.js(&read), json!(true), "the name is shown as it is");
    browser.js("[...document.querySelectorAll('#people a[data-set=who]')].find((link) => link.dataset.value.startsWith('<')).click()");
    assert_eq!(
        browser.js("document.querySelector('[name=who]').value"),
        json!(NASTY)
    );
    assert!(shown(&browser, "#findings") >= 1);
    assert_eq!(browser.noise(), Noise::default());
}

#[test]
fn the_page_is_whole_without_a_script() {
    let Some(browser) = Browser::start() else {
        return;
    };
    browser.call(
        "Emulation.setScriptExecutionDisabled",
        &json!({"value": true}),
    );
    browser.open(&sample("no-script.html"), "");
    assert!(shown(&browser, "#findings") > 10);
    assert!(shown(&browser, "#fixes") > 5);
    let controls = "[...document.querySelectorAll('.controls')].every((part) => part.getClientRects().length === 0)";
    assert_eq!(
        browser.js(controls),
        json!(true),
        "no control that does nothing"
    );
    assert_eq!(
        browser.js("document.querySelectorAll('th button, pre button').length"),
        json!(0)
    );
    assert_eq!(browser.noise(), Noise::default());
}

/// Every piece of text whose contrast with what is behind it is below 4.5:1.
const FAINT: &str = r"(() => {
  const channel = (v) => (v /= 255) <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4;
  const parse = (text) => { const m = text.match(/[\d.]+/g).map(Number); return { r: m[0], g: m[1], b: m[2], a: m[3] ?? 1 }; };
  const light = ({ r, g, b }) => 0.2126 * channel(r) + 0.7152 * channel(g) + 0.0722 * channel(b);
  const behind = (at) => {
    for (; at; at = at.parentElement) { const c = parse(getComputedStyle(at).backgroundColor); if (c.a === 1) return c; }
    throw new Error('nothing is behind');
  };
  const faint = [];
  for (const at of document.querySelectorAll('body *')) {
    const text = [...at.childNodes].some((node) => node.nodeType === 3 && node.data.trim());
    if (!text || at.closest('svg, script, style') || !at.getClientRects().length) continue;
    const [a, b] = [light(parse(getComputedStyle(at).color)), light(behind(at))];
    const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    if (ratio < 4.5) faint.push(`${at.tagName}.${at.className} ${ratio.toFixed(2)} ${at.textContent.slice(0, 30)}`);
  }
  return [...new Set(faint)];
})()";

#[test]
fn both_themes_are_legible_and_the_switch_changes_them() {
    let Some(browser) = Browser::start() else {
        return;
    };
    let file = sample("themes.html");
    for theme in ["light", "dark"] {
        browser.call(
            "Emulation.setEmulatedMedia",
            &json!({"features": [{"name": "prefers-color-scheme", "value": theme}]}),
        );
        browser.open(&file, "");
        let ground = || browser.js("getComputedStyle(document.body).backgroundColor");
        let by_system = ground();
        assert_eq!(browser.js(FAINT), json!([]), "{theme}");
        browser.js("document.getElementById('theme').click()");
        assert_ne!(ground(), by_system);
        assert_eq!(browser.js(FAINT), json!([]), "switched from {theme}");
        browser.js("document.getElementById('theme').click()");
        assert_eq!(ground(), by_system);
    }
}

#[test]
fn a_narrow_screen_needs_no_sideways_scrolling() {
    let Some(browser) = Browser::start() else {
        return;
    };
    let file = sample("narrow.html");
    for width in [320, 420, 768, 1400] {
        browser.call(
            "Emulation.setDeviceMetricsOverride",
            &json!({"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": width < 700}),
        );
        browser.open(&file, "");
        let over = browser
            .js("document.documentElement.scrollWidth - document.documentElement.clientWidth");
        assert_eq!(over, json!(0), "at {width} pixels");
    }
}

#[test]
fn the_structure_serves_those_who_do_not_see_it() {
    let Some(browser) = Browser::start() else {
        return;
    };
    browser.open(&sample("structure.html"), "");
    let count =
        |selector: &str| browser.js(&format!("document.querySelectorAll(\"{selector}\").length"));
    let all = |selector: &str, holds: &str| {
        browser.js(&format!("[...document.querySelectorAll(\"{selector}\")].filter((at) => !({holds})).map((at) => at.outerHTML.slice(0, 120))"))
    };
    assert_eq!(count("h1"), json!(1));
    assert_eq!(
        all("table", "at.caption && at.caption.textContent.trim()"),
        json!([])
    );
    assert_eq!(
        all("th", "at.scope === 'col' || at.scope === 'row'"),
        json!([])
    );
    assert_eq!(
        all(
            "svg",
            "at.getAttribute('aria-hidden') === 'true' || at.getAttribute('role') === 'img'"
        ),
        json!([])
    );
    assert_eq!(all("input, select", "at.labels.length === 1"), json!([]));
    assert_eq!(
        all("a[href^='#']", "document.getElementById(at.hash.slice(1))"),
        json!([])
    );
    assert_eq!(
        all(".tag", "at.textContent.trim()"),
        json!([]),
        "never colour alone"
    );
    let twice = "(() => { const ids = [...document.querySelectorAll('[id]')].map((at) => at.id); return ids.filter((id, at) => ids.indexOf(id) !== at); })()";
    assert_eq!(browser.js(twice), json!([]));
    // The first stop of the keyboard leads past the head of the page.
    browser.press("Tab", 9);
    assert_eq!(
        browser.js("document.activeElement.className"),
        json!("skip")
    );
    let ring = "getComputedStyle(document.activeElement).outlineStyle";
    assert_eq!(browser.js(ring), json!("solid"));
}

#[test]
fn paper_gets_everything_and_no_controls() {
    let Some(browser) = Browser::start() else {
        return;
    };
    browser.open(&sample("paper.html"), "");
    let printed = browser.call(
        "Page.printToPDF",
        &json!({"printBackground": true, "preferCSSPageSize": true}),
    );
    let data = printed["data"].as_str().unwrap();
    assert!(data.starts_with("JVBERi0"), "a PDF");
    assert!(data.len() > 50_000);
    browser.call("Emulation.setEmulatedMedia", &json!({"media": "print"}));
    let visible = |selector: &str| {
        browser.js(&format!("[...document.querySelectorAll('{selector}')].filter((at) => at.checkVisibility({{contentVisibilityAuto: true}}) && at.getClientRects().length).length"))
    };
    assert_eq!(
        visible(".controls, nav, pre button, th button::after"),
        json!(0)
    );
    assert_eq!(
        visible("#findings td details pre"),
        browser.js("document.querySelectorAll('#findings td details pre').length"),
        "closed details are open on paper"
    );
    assert_eq!(
        browser.js("getComputedStyle(document.querySelector('thead')).display"),
        json!("table-header-group")
    );
    // A head with a control in it would stand on the first page only.
    assert_eq!(
        browser.js("[...document.querySelectorAll('thead button')].filter((at) => getComputedStyle(at).display !== 'contents').length"),
        json!(0)
    );
    assert_eq!(browser.noise(), Noise::default());
}

#[test]
fn commands_are_copied_whole() {
    let Some(browser) = Browser::start() else {
        return;
    };
    browser.call(
        "Browser.grantPermissions",
        &json!({"permissions": ["clipboardReadWrite", "clipboardSanitizedWrite"]}),
    );
    browser.open(&sample("copying.html"), "");
    browser.js("document.querySelectorAll('details').forEach((part) => { part.open = true; })");
    // The word on the button changes back after a while: the first change counts.
    let word = browser.js("new Promise((done) => {
            const button = document.querySelector('#fixes pre button');
            const watch = new MutationObserver(() => done(button.textContent));
            watch.observe(button, {childList: true});
            button.click();
        })");
    assert_eq!(word, json!("Copied"));
    let command = browser.js("document.querySelector('#fixes pre code').textContent");
    let mut lines = command.as_str().unwrap().lines();
    assert!(lines.any(|line| line.starts_with("az ")), "{command}");
}

#[test]
fn a_crowd_opens_at_once_and_filters() {
    let Some(browser) = Browser::start() else {
        return;
    };
    let html = of_records(&super::page::crowd(4_000));
    browser.open(&file_of("crowd.html", &html), "");
    assert!(shown(&browser, "#findings") >= 700);
    fill(&browser, "who", "user1@");
    assert!(shown(&browser, "#findings") < 10);
    assert_eq!(browser.noise(), Noise::default());
}

#[test]
fn a_suppressed_finding_is_struck_through_with_its_owner() {
    let Some(browser) = Browser::start() else {
        return;
    };
    let html = report(&["demo"], None);
    browser.open(&file_of("demo.html", &html), "");
    fill(&browser, "state", "finding:suppressed");
    let suppressed = shown(&browser, "#findings");
    assert!(suppressed >= 1);
    let row = "document.querySelector('#findings tr.gone')";
    assert_eq!(
        browser.js(&format!("getComputedStyle({row}).textDecorationLine")),
        json!("line-through")
    );
    let text = browser.js(&format!("{row}.textContent"));
    for said in ["identity team", "kept in the safe", "2027-01-31"] {
        assert!(text.as_str().unwrap().contains(said), "{said}");
    }
    assert_eq!(browser.noise(), Noise::default());
}
