//! `roles lint --fix`: what was done, and what is left to do.

use crate::lint::Fix;
use crate::model::RoleDefinition;
use crate::report::page::Page;
use crate::report::view::roles::export::scopes;
use crate::rule::Finding;
use crate::text;

/// What was done to some definitions, in their order, and what the rules still find.
pub(crate) fn fix_page(originals: &[&RoleDefinition], fixes: &[Fix], findings: &[Finding]) -> Page {
    let mut page = Page::default();
    let each = originals.iter().zip(fixes);
    let done = each.flat_map(|(original, fix)| {
        std::iter::once(fix_sentence(fix)).chain(scope_sentences(original, &fix.role))
    });
    page.bullets(done.collect());
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

/// How the assignable scopes that are written differ from those of the original, beyond their order.
fn scope_sentences(original: &RoleDefinition, fixed: &RoleDefinition) -> Vec<String> {
    let name = &original.name;
    let written = scopes(fixed);
    let own = &original.assignable_scopes;
    let mut said = Vec::new();
    for (at, scope) in own.iter().enumerate() {
        let same = |other: &str| text::same(bare(other), bare(scope));
        let sentence = match written.iter().find(|other| same(other)) {
            None => format!("assignable scope `{scope}` is left out: a custom role can't have it"),
            Some(_) if own[..at].iter().any(|before| same(before)) => {
                format!("assignable scope `{scope}` was there already and is written once")
            }
            Some(other) if **other != **scope => {
                format!("assignable scope `{scope}` is written as `{other}`")
            }
            Some(_) => continue,
        };
        said.push(format!("`{name}`: {sentence}"));
    }
    for scope in written {
        if !own.iter().any(|other| text::same(bare(other), bare(scope))) {
            said.push(format!(
                "`{name}`: `{scope}` stands in place of assignable scopes: replace it"
            ));
        }
    }
    said
}

fn bare(scope: &str) -> &str {
    let scope = scope.trim();
    scope.strip_suffix('/').unwrap_or(scope)
}
