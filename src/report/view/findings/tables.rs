//! A report as tables that belong together: a folder of CSV files, the sheets of a workbook.

use std::collections::BTreeMap;

use crate::ids::PrincipalId;
use crate::report::envelope::Setting;
use crate::report::page::Table;
use crate::report::view::findings::FindingsReport;
use crate::report::view::findings::fixes::{fix_title, fixes_of};
use crate::report::view::findings::page::findings_rows;
use crate::rule::{Finding, Severity};

/// The findings with everything around them, as far as it is wanted. The names of the tables are those of their
/// files.
pub(crate) fn findings_tables(
    report: &FindingsReport,
    setting: &Setting<'_>,
    is_wanted: impl Fn(&str) -> bool,
) -> Vec<(&'static str, Table)> {
    type Make<'m> = &'m dyn Fn() -> Table;
    let tables: [(&str, Make<'_>); 8] = [
        ("findings", &|| findings_rows(report).into()),
        ("fixes", &|| fixes(report, setting)),
        ("evidence", &|| evidence(report)),
        ("rules", &|| rules(report)),
        ("principals", &|| principals(setting, &Open::of(report))),
        ("assignments", &|| assignments(setting)),
        ("diagnostics", &|| diagnostics(setting)),
        ("inputs", &|| inputs(setting)),
    ];
    let wanted = tables.into_iter().filter(|(name, _)| is_wanted(name));
    wanted.map(|(name, make)| (name, make())).collect()
}

/// Open findings by principal, counted, with the gravest.
struct Open<'a> {
    by_principal: BTreeMap<&'a PrincipalId, (usize, Severity)>,
    named: BTreeMap<&'a PrincipalId, (&'a str, &'static str)>,
}

impl<'a> Open<'a> {
    fn of(report: &'a FindingsReport) -> Self {
        let mut by_principal = BTreeMap::new();
        let mut named = BTreeMap::new();
        for finding in &report.findings {
            let Some(principal) = &finding.principal else {
                continue;
            };
            named.insert(&principal.id, (&*principal.name, principal.kind.as_str()));
            if !report.is_open(finding) {
                continue;
            }
            let known = by_principal
                .entry(&principal.id)
                .or_insert((0, finding.severity));
            known.0 += 1;
            known.1 = known.1.max(finding.severity);
        }
        Self {
            by_principal,
            named,
        }
    }
}

/// What to do, as it is ranked everywhere.
fn fixes(report: &FindingsReport, setting: &Setting<'_>) -> Table {
    let fixes = fixes_of(report, setting);
    let rows = (1usize..).zip(&fixes).map(|(rank, fix)| {
        let resolved = fix.resolves.iter().map(|&at| &report.findings[at]);
        let ids: Vec<String> = resolved.clone().map(Finding::id).collect();
        let gravest = resolved.clone().map(|finding| finding.severity).max();
        let mut roles = resolved.filter_map(|finding| Some(&*finding.role.as_ref()?.name));
        let role = roles
            .next()
            .filter(|first| roles.all(|role| role == *first));
        vec![
            rank.to_string(),
            gravest.map(Severity::as_str).unwrap_or_default().to_owned(),
            ids.len().to_string(),
            once(fix_title(&fix.action), &fix.advice),
            role.unwrap_or_default().to_owned(),
            fix.commands.join("\n"),
            ids.join(" "),
        ]
    });
    Table {
        caption: "Fixes".to_owned(),
        columns: vec![
            "rank",
            "severity",
            "findings",
            "whatToDo",
            "role",
            "commands",
            "findingIds",
        ],
        rows: rows.collect(),
    }
}

/// The title and the advice that it doesn't say.
fn once(title: String, advice: &[String]) -> String {
    let mut all = vec![title];
    for more in advice {
        if !all.contains(more) {
            all.push(more.clone());
        }
    }
    all.join("\n")
}

fn evidence(report: &FindingsReport) -> Table {
    let rows = report.findings.iter().flat_map(|finding| {
        finding
            .evidence
            .iter()
            .map(|place| vec![finding.id(), finding.rule.to_owned(), place.to_string()])
    });
    Table {
        caption: "Evidence".to_owned(),
        columns: vec!["findingId", "rule", "place"],
        rows: rows.collect(),
    }
}

fn rules(report: &FindingsReport) -> Table {
    let rows = report.rules.iter().map(|rule| {
        let findings = report.findings.iter().filter(|f| f.rule == rule.id);
        let (open, accepted): (Vec<_>, Vec<_>) = findings.partition(|f| report.is_open(f));
        let result = match (rule.state.reason(), open.len()) {
            (Some(reason), _) => format!("not run: {reason}"),
            (None, 0) => "passed".to_owned(),
            (None, _) => "failed".to_owned(),
        };
        vec![
            rule.id.to_owned(),
            rule.title.to_owned(),
            result,
            open.len().to_string(),
            accepted.len().to_string(),
        ]
    });
    Table {
        caption: "Rules".to_owned(),
        columns: vec!["rule", "title", "result", "open", "suppressed"],
        rows: rows.collect(),
    }
}

fn principals(setting: &Setting<'_>, open: &Open<'_>) -> Table {
    let mut assigned: BTreeMap<&PrincipalId, usize> = BTreeMap::new();
    for assignment in &setting.tenant.role_assignments {
        *assigned.entry(&assignment.principal).or_default() += 1;
    }
    for id in open.named.keys() {
        assigned.entry(id).or_default();
    }
    let mut rows: Vec<(Option<Severity>, Vec<String>)> = assigned
        .into_iter()
        .map(|(id, assignments)| {
            let known = setting.tenant.principal(id);
            let named = open.named.get(id);
            let name = known.map(|p| p.label().to_owned());
            let kind = known.map(|p| p.kind.as_str());
            let (count, worst) = match open.by_principal.get(id) {
                Some((count, worst)) => (*count, Some(*worst)),
                None => (0, None),
            };
            let row = vec![
                id.to_string(),
                name.or_else(|| Some(named?.0.to_owned()))
                    .unwrap_or_default(),
                kind.or_else(|| Some(named?.1))
                    .unwrap_or_default()
                    .to_owned(),
                assignments.to_string(),
                count.to_string(),
                worst.map(Severity::as_str).unwrap_or_default().to_owned(),
            ];
            (worst, row)
        })
        .collect();
    rows.sort_by(|a, b| (b.0, &a.1[1], &a.1[0]).cmp(&(a.0, &b.1[1], &b.1[0])));
    Table {
        caption: "Principals".to_owned(),
        columns: vec![
            "principalId",
            "name",
            "type",
            "assignments",
            "findings",
            "gravest",
        ],
        rows: rows.into_iter().map(|(_, row)| row).collect(),
    }
}

fn assignments(setting: &Setting<'_>) -> Table {
    let tenant = setting.tenant;
    let rows = tenant.role_assignments.iter().map(|assignment| {
        let principal = tenant.principal(&assignment.principal);
        let role = match &assignment.role {
            crate::model::RoleReference::Id(id) => setting
                .catalog
                .find_role_id(*id)
                .map(|role| setting.catalog.role_name(role).to_owned()),
            crate::model::RoleReference::Name(name) => Some(name.to_string()),
        };
        let printed = assignment.role_name.as_deref().map(str::to_owned);
        vec![
            assignment.id.to_string(),
            assignment.principal.to_string(),
            principal.map(|p| p.label().to_owned()).unwrap_or_default(),
            assignment.principal_kind.as_str().to_owned(),
            assignment.role.to_string(),
            role.or(printed).unwrap_or_default(),
            assignment.scope.to_string(),
            assignment
                .condition
                .as_ref()
                .map(|c| c.text.to_string())
                .unwrap_or_default(),
            assignment.place.to_string(),
        ]
    });
    Table {
        caption: "Assignments".to_owned(),
        columns: vec![
            "assignmentId",
            "principalId",
            "principalName",
            "principalType",
            "role",
            "roleName",
            "scope",
            "condition",
            "place",
        ],
        rows: rows.collect(),
    }
}

fn diagnostics(setting: &Setting<'_>) -> Table {
    let rows = setting.diagnostics.iter().map(|diagnostic| {
        vec![
            diagnostic.severity.as_str().to_owned(),
            diagnostic.code.to_owned(),
            diagnostic.message.clone(),
            diagnostic
                .place
                .as_ref()
                .map(ToString::to_string)
                .unwrap_or_default(),
            diagnostic.help.clone().unwrap_or_default(),
        ]
    });
    Table {
        caption: "Diagnostics".to_owned(),
        columns: vec!["severity", "code", "message", "place", "help"],
        rows: rows.collect(),
    }
}

fn inputs(setting: &Setting<'_>) -> Table {
    let rows = setting.tenant.inputs.iter().map(|input| {
        vec![
            input.path.to_string(),
            input.kind.as_str().to_owned(),
            input.records.to_string(),
            input.sha256.clone(),
        ]
    });
    Table {
        caption: "Inputs".to_owned(),
        columns: vec!["path", "kind", "records", "sha256"],
        rows: rows.collect(),
    }
}
