//! `conditions delegation`: who may assign which role to whom, and the breakouts.

use crate::audit::{audience_words, breakout_words, reach_words, role_name};
use crate::condition::Verdict;
use crate::delegation::{Delegation, ReachedRole, RoleReach};
use crate::model::Principal;
use crate::report::page::{Page, Table, Tone};
use crate::report::view::words::counted;
use crate::scope::Scope;

/// What somebody may do with role assignments at a scope.
pub(crate) struct DelegationAt {
    /// Where; `None` when only roles were asked about.
    pub(crate) scope: Option<Scope>,
    /// By what is active.
    pub(crate) current: Delegation,
    /// By what can be activated besides, where that is more.
    pub(crate) activated: Option<Delegation>,
}

/// All answers of one `conditions delegation`.
pub(crate) struct DelegationReport {
    /// Who was asked about, if a principal.
    pub(crate) principal: Option<Principal>,
    /// The roles asked about: GUID and name.
    pub(crate) roles: Vec<(Option<String>, String)>,
    /// One answer for each scope at which role assignments may be written or deleted.
    pub(crate) answers: Vec<DelegationAt>,
}

impl DelegationReport {
    /// Whether it can get to more than it was given, at any scope.
    pub(crate) fn breaks_out(&self) -> Verdict {
        let each = self.answers.iter().flat_map(|at| {
            let activated = at.activated.as_ref().map(Delegation::breaks_out);
            // What must be activated first is no more than a may.
            let activated = activated.map(|verdict| verdict.and(Verdict::Unknown));
            [Some(at.current.breaks_out()), activated]
        });
        each.flatten().fold(Verdict::NotMet, Verdict::or)
    }

    /// Whether a role that the catalogue doesn't hold is in reach.
    pub(crate) fn depends_on_the_catalogue(&self) -> bool {
        let found = self
            .answers
            .iter()
            .flat_map(|at| [Some(&at.current), at.activated.as_ref()]);
        found.flatten().any(|found| match &found.assign {
            RoleReach::Roles {
                allowed,
                unknown,
                unlisted,
                ..
            } => {
                let mut listed = allowed.iter().chain(unknown);
                unlisted.best() != Verdict::NotMet || listed.any(|r| r.role.name.is_none())
            }
            _ => false,
        })
    }

    fn subject(&self) -> String {
        match &self.principal {
            Some(principal) => principal.label().to_owned(),
            None => {
                let names: Vec<&str> = self.roles.iter().map(|(_, name)| name.as_str()).collect();
                format!("whoever holds {}", names.join(" + "))
            }
        }
    }
}

/// Up to how many answers are shown each by itself where not all are asked for.
const EACH: usize = 3;

/// How many lines of a terminal a row for each scope takes together.
const LINES: usize = 32;

/// The answers as a page: each by itself, or of many what they come to, where more can be reached first.
pub(crate) fn delegation_page(report: &DelegationReport, all: bool) -> Page {
    let mut page = Page::default();
    let who = report.subject();
    if report.answers.is_empty() {
        page.verdict(Tone::Good, "none", format!("{who} may not assign roles"));
        return page;
    }
    if report.answers.len() > EACH && !all {
        overview(&mut page, report);
        return page;
    }
    for at in &report.answers {
        let place = at.scope.as_ref().map(|scope| format!(" at {scope}"));
        let place = place.unwrap_or_default();
        one_page(&mut page, &format!("{who} may assign"), &place, &at.current);
        if let Some(activated) = &at.activated {
            let lead = format!("once activated, {who} may assign");
            one_page(&mut page, &lead, &place, activated);
        }
    }
    page
}

/// The answers at many scopes together.
fn overview(page: &mut Page, report: &DelegationReport) {
    page.cut_on_terminals(LINES);
    let (tone, word) = match report.breaks_out() {
        Verdict::Met => (Tone::Bad, "breaks out"),
        Verdict::Unknown => (Tone::Open, "unknown"),
        Verdict::NotMet => (Tone::Good, "contained"),
    };
    let of = |verdict| {
        let at = report.answers.iter();
        at.filter(|at| at.current.breaks_out() == verdict).count()
    };
    let scopes = counted(report.answers.len(), "scope");
    let text = format!(
        "{} may write role assignments at {scopes}: can reach more at {}, perhaps at {}",
        report.subject(),
        of(Verdict::Met),
        of(Verdict::Unknown)
    );
    page.verdict(tone, word, text);
    page.table(delegations_table(&report.answers));
    page.text(
        "`--at SCOPE` says of one scope which roles may be assigned, and to whom; `--all` of each.",
    );
}

/// What a principal may do with role assignments, scope by scope, a row each: where it can reach more first.
pub(crate) fn delegations_table(answers: &[DelegationAt]) -> Table {
    let mut rows = Vec::new();
    let mut answers: Vec<&DelegationAt> = answers.iter().collect();
    answers.sort_by_key(|at| match at.current.breaks_out() {
        Verdict::Met => 0,
        Verdict::Unknown => 1,
        Verdict::NotMet if at.activated.is_some() => 2,
        Verdict::NotMet => 3,
    });
    for at in answers {
        let place = at.scope.as_ref().map(ToString::to_string);
        let activated = at.activated.as_ref().map(|found| ("once activated", found));
        for (when, found) in [("now", &at.current)].into_iter().chain(activated) {
            let breakouts: Vec<String> = found.breakouts.iter().map(breakout_words).collect();
            rows.push(vec![
                place.clone().unwrap_or_default(),
                when.to_owned(),
                reach_words(&found.assign),
                reach_words(&found.remove),
                match found.breaks_out() {
                    Verdict::Met => "yes",
                    Verdict::NotMet => "no",
                    Verdict::Unknown => "unknown",
                }
                .to_owned(),
                breakouts.join("\n"),
            ]);
        }
    }
    Table {
        caption: "Role assignments it may make or remove".to_owned(),
        columns: vec![
            "scope",
            "when",
            "may assign",
            "may remove",
            "can reach more",
            "how",
        ],
        rows,
    }
}

fn one_page(page: &mut Page, lead: &str, place: &str, found: &Delegation) {
    let any = matches!(found.assign, RoleReach::AnyRole { .. });
    let (tone, word) = match found.breaks_out() {
        Verdict::Met if any => (Tone::Bad, "any role"),
        Verdict::Met => (Tone::Bad, "breaks out"),
        Verdict::Unknown => (Tone::Open, "unknown"),
        Verdict::NotMet if found.assign == RoleReach::Nothing => (Tone::Good, "none"),
        Verdict::NotMet => (Tone::Good, "contained"),
    };
    page.verdict(
        tone,
        word,
        format!("{lead} {}{place}", reach_words(&found.assign)),
    );
    if let RoleReach::Roles {
        allowed,
        unknown,
        unlisted,
        ..
    } = &found.assign
        && unlisted.best() != Verdict::Met
    {
        let row = |word: &str, reached: &ReachedRole| {
            vec![
                word.to_owned(),
                role_name(&reached.role),
                reached.role.id.to_string(),
                audience_words(&reached.to),
                reached
                    .role
                    .privilege
                    .as_deref()
                    .unwrap_or_default()
                    .to_owned(),
            ]
        };
        let rows = allowed.iter().map(|reached| row("yes", reached));
        page.table(Table {
            caption: "Roles that may be assigned".to_owned(),
            columns: vec!["may assign", "role", "id", "to", "leads to more by"],
            rows: rows
                .chain(unknown.iter().map(|reached| row("perhaps", reached)))
                .collect(),
        });
    }
    page.text(format!(
        "May remove assignments of {}.",
        reach_words(&found.remove)
    ));
    if !found.breakouts.is_empty() {
        page.heading("Ways to more than was granted");
        page.bullets(found.breakouts.iter().map(breakout_words).collect());
    }
}
