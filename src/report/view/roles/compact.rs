//! `roles compact`: the fewest patterns for what a role grants today.

use crate::catalog::Catalog;
use crate::minimize::CompactRole;
use crate::model::{Plane, RoleDefinition};
use crate::report::page::{Page, Table, Tone};
use crate::report::v1::names;
use crate::report::view::roles::export::{ExportForm, export};
use crate::report::view::words::counted;
use crate::span::Diagnostic;

/// A role and its short lists.
#[derive(Clone, Debug)]
pub(crate) struct CompactReport {
    /// The role.
    pub(crate) role: RoleDefinition,
    /// Its short lists.
    pub(crate) compact: CompactRole,
}

impl CompactReport {
    /// What the lists leave out, and what they depend on.
    pub(crate) fn diagnostics(&self, catalog: &Catalog) -> Vec<Diagnostic> {
        let mut diagnostics = Vec::new();
        if self.role.is_conditional() {
            diagnostics.push(
                Diagnostic::warning(
                    "conditional-permissions-left-out",
                    format!(
                        "what `{}` grants only under a condition is not in the lists",
                        self.role.name
                    ),
                )
                .help("a create drops conditions, and the lists would grant without them"),
            );
        }
        for plane in Plane::BOTH {
            let beyond = names(&self.compact.plane(plane).overspill, catalog);
            if !beyond.is_empty() {
                diagnostics.push(Diagnostic::warning(
                    "overspill",
                    format!(
                        "the short list grants {} of the {plane} plane that the role doesn't: `{}`",
                        counted(beyond.len(), "operation"),
                        beyond.join("`, `")
                    ),
                ));
            }
        }
        let other = catalog.wildcards().other();
        let permission = self.compact.permission();
        let differs = |plane: &Plane| {
            let set = permission.plane(*plane);
            let there = catalog.expander().expand_set(set, *plane, other);
            there != catalog.expand_set(set, *plane)
        };
        if Plane::BOTH.iter().any(differs) {
            diagnostics.push(
                Diagnostic::info(
                    "wildcard-mode",
                    "some patterns depend on WC-5 (`/*/` may match one slash): under the other reading the lists grant something else",
                )
                .help("Azure's documentation is silent here; compact with and without `--strict-wildcards`"),
            );
        }
        diagnostics
    }

    /// The role with the lists in the place of its permissions.
    pub(crate) fn definition(&self) -> RoleDefinition {
        RoleDefinition {
            permissions: vec![self.compact.permission()],
            ..self.role.clone()
        }
    }
}

/// The lists as a page.
pub(crate) fn compact_page(report: &CompactReport, catalog: &Catalog) -> Page {
    let mut page = Page::default();
    let lists = Plane::BOTH.map(|plane| (plane, report.compact.plane(plane)));
    let patterns: usize = lists.iter().map(|(_, list)| list.patterns.len()).sum();
    let operations: usize = lists.iter().map(|(_, list)| list.operations.len()).sum();
    page.verdict(
        Tone::Plain,
        &counted(patterns, "pattern"),
        format!(
            "for the {} that {} grants today",
            counted(operations, "operation"),
            report.role.name
        ),
    );
    for (plane, list) in lists {
        if list.operations.is_empty() {
            continue;
        }
        page.text(format!(
            "{}: {} for {}{}.",
            match plane {
                Plane::Control => "Actions",
                Plane::Data => "Data actions",
            },
            counted(list.patterns.len(), "pattern"),
            counted(list.operations.len(), "operation"),
            if list.is_optimal() {
                "; no list is shorter".to_owned()
            } else {
                format!("; no list has fewer than {}", list.lower_bound)
            }
        ));
        let beyond = names(&list.overspill, catalog);
        page.table(Table {
            caption: format!("Granted beyond the role, {plane} plane"),
            columns: vec!["granted beyond the role"],
            rows: beyond.into_iter().map(|name| vec![name]).collect(),
        });
    }
    page.code("json", export(&report.definition(), ExportForm::Az));
    page
}
