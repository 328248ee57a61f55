//! `nexus check`, `nexus simulate` and `nexus plan` as pages, for people and for tickets.

use crate::nexus::{
    CheckResult, ClusterCheck, IdentitySet, Plan, PlanStep, ResourceId, RuleStatus, Simulation,
};
use crate::report::page::{Page, Table, Tone};
use crate::report::shell::on_lines;
use crate::report::v1::RuleSeverity;
use crate::rule::Severity;

/// The checklist: the verdict, what is to be fixed, then every rule judged.
pub(crate) fn nexus_check_page(cluster: &str, result: &CheckResult) -> Page {
    let mut page = Page::default();
    let failing: Vec<&ClusterCheck> = with_status(result, RuleStatus::Fail);
    let open: Vec<&ClusterCheck> = with_status(result, RuleStatus::Unknown);
    let errors = count(&failing, Severity::High);
    let warnings = count(&failing, Severity::Medium);
    let summary = format!(
        "{cluster}: {}, {}, {} open",
        counted(errors, "error"),
        counted(warnings, "warning"),
        open.len()
    );
    match result.verdict() {
        RuleStatus::Pass => page.verdict(Tone::Good, "pass", summary),
        RuleStatus::Fail => page.verdict(Tone::Bad, "fail", summary),
        RuleStatus::Unknown => page.verdict(Tone::Open, "unknown", summary),
    }
    for check in failing {
        page.heading(format!("{} {}: {}", check.rule, word(check), check.subject));
        page.text(&check.message);
        let mut points = vec![format!("must hold: {}", check.rule.rule().title)];
        let consequence = check.consequence.as_ref();
        points.extend(consequence.map(|consequence| format!("if it stays so: {consequence}")));
        page.bullets(points);
        if !check.fix.is_empty() {
            page.code("sh", on_lines(&check.fix));
        }
    }
    if !open.is_empty() {
        page.heading("not known from the inputs");
        let points = open
            .iter()
            .map(|check| format!("{} {}: {}", check.rule, check.subject, check.message));
        page.bullets(points.collect());
    }
    page.heading("checklist");
    page.table(Table {
        caption: String::new(),
        columns: vec!["", "rule", "subject", "found"],
        rows: checklist(result),
    });
    page
}

/// A row for each thing found; what a rule found alike on several subjects is one row.
fn checklist(result: &CheckResult) -> Vec<Vec<String>> {
    let mut rows: Vec<Vec<String>> = Vec::new();
    for check in &result.checks {
        let row = row(check);
        match rows.last_mut() {
            Some(last) if last[..2] == row[..2] && last[3] == row[3] => {
                last[2] = format!("{}, {}", last[2], row[2]);
            }
            _ => rows.push(row),
        }
    }
    rows
}

fn with_status(result: &CheckResult, status: RuleStatus) -> Vec<&ClusterCheck> {
    let mut checks: Vec<&ClusterCheck> = result
        .checks
        .iter()
        .filter(|check| check.status == status)
        .collect();
    checks.sort_by_key(|check| std::cmp::Reverse(check.severity));
    checks
}

fn count(checks: &[&ClusterCheck], severity: Severity) -> usize {
    checks
        .iter()
        .filter(|check| check.severity == severity)
        .count()
}

fn counted(count: usize, noun: &str) -> String {
    match count {
        0 => format!("no {noun}"),
        1 => format!("1 {noun}"),
        _ => format!("{count} {noun}s"),
    }
}

/// The word for a rule that doesn't hold.
fn word(check: &ClusterCheck) -> &'static str {
    RuleSeverity::from(check.severity).as_str()
}

fn row(check: &ClusterCheck) -> Vec<String> {
    let mark = match (check.status, check.severity) {
        (RuleStatus::Pass, _) => "ok",
        (RuleStatus::Unknown, _) => "?",
        (RuleStatus::Fail, _) => word(check),
    };
    vec![
        mark.to_owned(),
        check.rule.to_string(),
        check.subject.clone(),
        check.message.clone(),
    ]
}

/// What a change does: before, after, what is lost, what breaks.
pub(crate) fn nexus_simulate_page(simulation: &Simulation) -> Page {
    let mut page = Page::default();
    let lost = lost_names(simulation);
    match (
        &simulation.error,
        lost.is_empty(),
        simulation.broken_settings.len(),
    ) {
        (Some(error), ..) => page.verdict(Tone::Bad, "refused", error),
        (None, true, 0) => page.verdict(Tone::Good, "clean", "no identity is lost"),
        (None, true, broken) => {
            page.verdict(Tone::Bad, "breaks", counted(broken, "setting"));
        }
        (None, false, broken) => {
            let breaks = match broken {
                0 => String::new(),
                _ => format!(
                    "; {} no longer {}",
                    counted(broken, "setting"),
                    if broken == 1 { "works" } else { "work" }
                ),
            };
            page.verdict(Tone::Bad, "loses", format!("{}{breaks}", lost.join(", ")));
        }
    }
    let mut rows = vec![set_row("before", &simulation.before)];
    rows.extend(simulation.after.as_ref().map(|set| set_row("after", set)));
    rows.extend(
        simulation
            .alternative
            .as_ref()
            .map(|set| set_row("after, if the service merges", set)),
    );
    page.table(Table {
        caption: String::new(),
        columns: vec!["", "identity.type", "user-assigned"],
        rows,
    });
    if !simulation.broken_settings.is_empty() {
        page.heading("settings that break");
        let points = simulation.broken_settings.iter();
        page.bullets(
            points
                .map(|b| format!("{} {}", b.rule, b.message))
                .collect(),
        );
    }
    if !simulation.warnings.is_empty() {
        page.heading("to know");
        page.bullets(simulation.warnings.clone());
    }
    page
}

fn lost_names(simulation: &Simulation) -> Vec<String> {
    let system = simulation.lost.system;
    let user = simulation.lost.user.iter().map(|id| format!("`{id}`"));
    system
        .then(|| "the system-assigned identity".to_owned())
        .into_iter()
        .chain(user)
        .collect()
}

fn set_row(when: &str, set: &IdentitySet) -> Vec<String> {
    let ids: Vec<&str> = set.user_assigned().iter().map(ResourceId::as_str).collect();
    vec![
        when.to_owned(),
        set.kind().as_str().to_owned(),
        ids.join("\n"),
    ]
}

/// The steps, numbered, with the commands of those that are still to do.
pub(crate) fn nexus_plan_page(plan: &Plan) -> Page {
    let mut page = Page::default();
    let open = plan.steps.iter().filter(|step| !step.is_done);
    let needed = open.filter(|step| !step.is_optional).count();
    page.verdict(
        Tone::Plain,
        plan.flow.as_str(),
        format!(
            "{} of {} still to do",
            counted(needed, "step"),
            plan.steps.len()
        ),
    );
    for (at, step) in plan.steps.iter().enumerate() {
        page.heading(step_title(at + 1, step));
        if !step.is_done {
            page.bullets(step.notes.clone());
            page.code("sh", on_lines(&step.commands));
        }
    }
    page
}

fn step_title(number: usize, step: &PlanStep) -> String {
    let mut title = format!("{number}. {}", step.title);
    if step.is_optional {
        title.push_str(" (optional)");
    }
    if step.is_done {
        title.push_str(" (done)");
    }
    title
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::nexus::{
        Cluster, ClusterChange, ClusterCommand, ClusterResources, CommandContext, PlanGoal,
        PlanNames, PlanRequest, plan_identities, simulate_change,
    };
    use crate::report::{Paint, Width, to_human, to_markdown};

    const A: &str = "/subscriptions/s/resourceGroups/rg/providers/Microsoft.ManagedIdentity/userAssignedIdentities/a";

    fn cluster() -> Cluster {
        Cluster::from_json(&serde_json::json!({
            "name": "c1",
            "id": "/subscriptions/s/resourceGroups/rg/providers/Microsoft.NetworkCloud/clusters/c1",
            "identity": {"type": "UserAssigned", "userAssignedIdentities": {A: {}}},
            "secretArchiveSettings": {
                "vaultUri": "https://kv.vault.azure.net/",
                "associatedIdentity": {
                    "identityType": "UserAssignedIdentity",
                    "userAssignedIdentityResourceId": A,
                },
            },
        }))
        .unwrap()
    }

    #[test]
    fn a_lossy_update_reads_as_one() {
        let command = ClusterCommand::parse(
            "az networkcloud cluster update -n c1 -g rg --mi-system-assigned",
            &CommandContext::default(),
        )
        .unwrap();
        let simulation = simulate_change(Some(&cluster()), &ClusterChange::Command(command));
        let text = to_human(
            &nexus_simulate_page(&simulation),
            Width::Unlimited,
            Paint::Plain,
        );
        assert!(
            text.starts_with(&format!("loses  `{A}`; 1 setting no longer works\n")),
            "{text}"
        );
        assert!(
            text.contains("settings that break\n  - I1 `secretArchiveSettings`"),
            "{text}"
        );
    }

    #[test]
    fn a_plan_is_numbered_and_its_commands_are_whole() {
        let plan = plan_identities(&PlanRequest {
            goal: PlanGoal::UserAssigned {
                per_resource: false,
            },
            cluster: Some(&cluster()),
            names: &PlanNames::default(),
            resources: &ClusterResources::default(),
            access: None,
            platform: None,
            one_update: false,
        });
        let text = to_markdown(&nexus_plan_page(&plan));
        assert!(
            text.contains("## 1. create the user-assigned identity a (done)"),
            "{text}"
        );
        assert!(text.contains("(optional)"), "{text}");
        for step in &plan.steps {
            for command in &step.commands {
                let shown = on_lines(std::slice::from_ref(command));
                let open = !step.is_done;
                assert_eq!(text.contains(&shown), open, "{shown}\n{text}");
            }
        }
    }
}
