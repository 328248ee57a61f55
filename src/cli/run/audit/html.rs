//! The HTML report of an audit: everything that it shows beside the findings is worked out here,
//! when it is asked for.

use crate::access::AccessIndex;
use crate::audit::scope_tree;
use crate::effective::capability_matrix;
use crate::paths::{PathGoal, PathQuestion, escalation_paths};
use crate::report::{
    AuditReport, FindingsReport, RightsizeReport, Setting, audit_to_html, drawn_paths, fixes_by,
};

/// The file.
pub(in crate::cli::run) fn document(
    found: &FindingsReport,
    usage: Option<&RightsizeReport>,
    setting: &Setting<'_>,
) -> Vec<u8> {
    let moment = found.moment;
    let index = AccessIndex::new(setting.tenant, setting.catalog);
    let question = PathQuestion {
        alternatives: 1,
        goal: PathGoal::Owner,
        moment,
        ..PathQuestion::default()
    };
    let found_paths = escalation_paths(&index, question);
    let drawn = drawn_paths(&found_paths, setting.tenant);
    let report = AuditReport {
        found,
        fixes: &fixes_by(&index, found),
        matrix: &capability_matrix(&index, moment),
        scopes: &scope_tree(&index, &found.findings),
        usage,
        paths: &drawn,
        more_paths: found_paths.paths.len() - drawn.len(),
        tenant: setting.tenant,
        catalog: setting.catalog,
        diagnostics: setting.diagnostics,
    };
    audit_to_html(&report).into_bytes()
}
