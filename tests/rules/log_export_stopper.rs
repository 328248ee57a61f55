use rolecall::rule::Severity;

use super::*;

const RULE: &str = "log-export-stopper";

#[test]
fn fires_for_each_operation() {
    let operations = [
        "Microsoft.Insights/diagnosticSettings/delete",
        "Microsoft.Insights/diagnosticSettings/write",
        "Microsoft.OperationalInsights/workspaces/tables/protectionLevel/write",
    ];
    fires_for_each(RULE, Severity::Medium, &operations);
}

#[test]
fn does_not_fire_for_what_looks_alike() {
    stays_quiet(
        RULE,
        &[
            "Microsoft.Insights/diagnosticSettings/read",
            "Microsoft.Insights/alertRules/delete",
        ],
    );
}

#[test]
fn fires_for_published_roles() {
    fires_for_roles(
        RULE,
        &[
            "92aaf0da-9dab-42b6-94a3-d43ce8d16293",
            "749f88d5-cbae-40b8-bcfc-e573ddc772fa",
        ],
    );
}
