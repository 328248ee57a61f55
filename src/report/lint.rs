//! `roles lint --fix`: what was done, and what is left to do.

use super::page::Page;
use crate::audit::Finding;
use crate::lint::Fix;

/// What was done to some definitions, and what the rules still find.
pub(crate) fn fix_page(fixes: &[Fix], findings: &[Finding]) -> Page {
    let mut page = Page::default();
    page.bullets(fixes.iter().map(fix_sentence).collect());
    if !findings.is_empty() {
        page.heading("What is left to do");
        let said = |f: &Finding| format!("{} {}: {}", f.severity.as_str(), f.rule, f.title);
        page.bullets(findings.iter().map(said).collect());
    }
    page
}

fn fix_sentence(fix: &Fix) -> String {
    let name = &fix.role.name;
    match fix.removed {
        0 => format!("`{name}`: sorted; proven to grant the same"),
        1 => format!("`{name}`: 1 entry removed; proven to grant the same"),
        n => format!("`{name}`: {n} entries removed; proven to grant the same"),
    }
}
