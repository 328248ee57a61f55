//! The HTML report, as people without sight, a mouse or a wide screen read it.

use std::fs;

use serde_json::{Value, json};

use super::{Tenants, readers, written};
use crate::html::browser::Browser;

#[test]
fn axe_finds_nothing_serious_at_any_width() {
    let Some(readers) = readers("axe-core") else {
        return;
    };
    let Some(browser) = Browser::start() else {
        eprintln!("SKIPPED: reader axe-core: there is no browser");
        return;
    };
    let axe = fs::read_to_string(readers.join("node_modules/axe-core/axe.min.js")).unwrap();
    let tenants = Tenants::new();
    let room = tempfile::tempdir().unwrap();
    let mut found = Vec::new();
    for (called, exports) in tenants.each() {
        let [tenant, delegates] =
            ["tenant", "delegates"].map(|part| exports.join(part).display().to_string());
        let page = room.path().join(format!("{called}.html"));
        written(&["audit", "-i", &tenant, &delegates], &page);
        for width in [375, 800, 1280] {
            let size =
                json!({"width": width, "height": 800, "deviceScaleFactor": 1, "mobile": false});
            browser.call("Emulation.setDeviceMetricsOverride", &size);
            browser.open(&page, "");
            // All that is folded away is read too.
            browser.js(
                "document.querySelectorAll('details').forEach((part) => { part.open = true; })",
            );
            browser.js(&format!("{axe}\n;0"));
            let violations = browser.js(
                "axe.run({resultTypes: ['violations']}).then((result) => result.violations
                    .filter((one) => ['serious', 'critical'].includes(one.impact))
                    .map((one) => `${one.id}: ${one.help}: ${one.nodes.length}: ${one.nodes[0].html.slice(0, 200)}`))",
            );
            let violations = violations.as_array().unwrap().iter();
            let violations = violations.filter_map(Value::as_str);
            found.extend(violations.map(|one| format!("{called} {width}: {one}")));
        }
    }
    assert!(found.is_empty(), "{found:#?}");
}
