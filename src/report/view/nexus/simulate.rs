//! `nexus simulate` as a page.

use super::counted;
use crate::nexus::{
    CheckedCluster, ClusterSetting, IdentitySet, ResourceId, RuleStatus, SettingKind, Simulation,
    overall_verdict, shown,
};
use crate::report::page::{Page, Table, Tone};
use crate::report::v1::RuleSeverity;
use crate::rule::Severity;

/// What a change does: before, after, what is lost, what breaks.
pub(crate) fn nexus_simulate_page(
    simulation: &Simulation,
    checked: Option<&[CheckedCluster]>,
) -> Page {
    let mut page = Page::default();
    page.cut_on_terminals(LINES);
    let lost = lost_names(simulation);
    let verdict = checked.map(overall_verdict);
    match (
        &simulation.error,
        lost.is_empty(),
        simulation.broken_settings.len(),
    ) {
        (Some(error), ..) => page.verdict(Tone::Bad, "refused", error),
        (None, true, 0) => match verdict {
            None | Some(RuleStatus::Pass) => {
                page.verdict(Tone::Good, "clean", "no identity is lost");
            }
            Some(RuleStatus::Fail) => page.verdict(
                Tone::Bad,
                "fails",
                "no identity is lost, but the cluster would fail the check afterwards",
            ),
            Some(RuleStatus::Unknown) => page.verdict(
                Tone::Open,
                "open",
                "no identity is lost; whether the cluster would pass the check afterwards is not known",
            ),
        },
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
    let rows = settings_rows(simulation);
    if !rows.is_empty() {
        page.heading("settings");
        page.table(Table {
            caption: String::new(),
            columns: vec!["setting", "before", "after"],
            rows,
        });
    }
    if let (Some(checked), Some(verdict)) = (checked, verdict) {
        page.heading(format!(
            "would the cluster pass afterwards: {}",
            verdict.as_str()
        ));
        let found = checked.iter().flat_map(|one| &one.result.checks);
        let matters = found
            .filter(|check| check.status != RuleStatus::Pass && check.severity > Severity::Info);
        let points: Vec<String> = matters
            .map(|check| {
                let word = match check.status {
                    RuleStatus::Unknown => "not known",
                    _ => RuleSeverity::from(check.severity).as_str(),
                };
                format!(
                    "{} {word}: {}: {}",
                    check.rule, check.subject, check.message
                )
            })
            .collect();
        match points.is_empty() {
            true => page.text("every rule holds"),
            false => page.bullets(points),
        }
    }
    page
}

/// The blocks before and after: the resource, and the identity that reaches it.
fn settings_rows(simulation: &Simulation) -> Vec<Vec<String>> {
    let mut rows = Vec::new();
    let after = simulation.cluster_after.as_ref();
    for kind in SettingKind::ALL {
        let before = simulation.cluster_before.setting(kind);
        let after = after.map(|cluster| cluster.setting(kind));
        let (old, new) = (slots(kind, before), after.map(|after| slots(kind, after)));
        let paths = old
            .iter()
            .chain(new.iter().flatten())
            .map(|(path, _)| path.clone());
        let mut paths: Vec<String> = paths.collect();
        paths.sort();
        paths.dedup();
        let shown = |slots: &[(String, String)], path: &str| {
            let found = slots.iter().find(|(of, _)| of == path);
            found.map_or_else(|| "-".to_owned(), |(_, shown)| shown.clone())
        };
        for path in paths {
            let before = shown(&old, &path);
            let after = match &new {
                None => String::new(),
                Some(new) if shown(new, &path) == before => "the same".to_owned(),
                Some(new) => shown(new, &path),
            };
            rows.push(vec![path, before, after]);
        }
    }
    rows
}

fn slots(kind: SettingKind, setting: Option<&ClusterSetting>) -> Vec<(String, String)> {
    let Some(setting) = setting else {
        return Vec::new();
    };
    let slots = setting.slots(kind).map(|slot| {
        let target = slot.target.map_or_else(|| "no target".into(), shown);
        let identity = match (&slot.identity.identity_type, &slot.identity.resource_id) {
            (None, None) => "no identity".to_owned(),
            (Some(kind), None) => kind.clone(),
            (None, Some(id)) => id.to_string(),
            (Some(kind), Some(id)) => format!("{kind} {}", id.name()),
        };
        (slot.path(), format!("{target}\n{identity}"))
    });
    slots.collect()
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

/// How many lines of each of its lists are shown on a terminal.
const LINES: usize = 12;
