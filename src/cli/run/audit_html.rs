//! The HTML report of an audit: everything that it shows beside the findings is worked out here,
//! when it is asked for.

use crate::access::AccessIndex;
use crate::audit::{ranked_fixes, scope_tree};
use crate::effective::capability_matrix;
use crate::model::Moment;
use crate::report::{AuditReport, FindingsReport, Setting, audit_to_html, drawn_roads};
use crate::roads::{RoadGoal, RoadQuestion, roads};

/// The file.
pub(super) fn document(found: &FindingsReport, moment: Moment, setting: &Setting<'_>) -> Vec<u8> {
    let index = AccessIndex::new(setting.tenant, setting.catalog);
    let question = RoadQuestion {
        alternatives: 1,
        goal: RoadGoal::Owner,
        moment,
    };
    let found_roads = roads(&index, question);
    let report = AuditReport {
        found,
        fixes: &ranked_fixes(&index, &found.findings, moment),
        matrix: &capability_matrix(&index, moment),
        scopes: &scope_tree(&index, &found.findings),
        roads: &drawn_roads(&found_roads, setting.tenant),
        tenant: setting.tenant,
        catalog: setting.catalog,
        diagnostics: setting.diagnostics,
    };
    audit_to_html(&report).into_bytes()
}
