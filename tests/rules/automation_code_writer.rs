use rolecall::rule::Severity;

use super::*;

const RULE: &str = "automation-code-writer";

#[test]
fn fires_for_each_operation() {
    let operations = [
        "Microsoft.Automation/automationAccounts/runbooks/write",
        "Microsoft.Automation/automationAccounts/runbooks/draft/content/write",
        "Microsoft.Automation/automationAccounts/jobs/write",
        "Microsoft.Logic/workflows/write",
        "Microsoft.DataFactory/factories/pipelines/write",
        "Microsoft.MachineLearningServices/workspaces/jobs/write",
        "Microsoft.MachineLearningServices/workspaces/computes/write",
        "Microsoft.Batch/batchAccounts/pools/write",
        "Microsoft.App/jobs/write",
        "Microsoft.App/containerApps/write",
        "Microsoft.ContainerInstance/containerGroups/write",
        "Microsoft.Web/sites/write",
        "Microsoft.Web/sites/publish/Action",
    ];
    fires_for_each(RULE, Severity::Medium, &operations);
}

#[test]
fn does_not_fire_for_what_looks_alike() {
    stays_quiet(
        RULE,
        &[
            "Microsoft.Automation/automationAccounts/write",
            "Microsoft.Logic/workflows/delete",
        ],
    );
}
