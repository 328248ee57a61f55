use std::cmp::Ordering;
use std::collections::{BTreeMap, BinaryHeap};

use super::super::orphans::{Orphan, Orphans};
use super::super::rules::too_few_owners;
use super::loss::{AccessLost, Losses};
use super::risk::RiskParts;
use crate::access::AccessIndex;
use crate::ids::{PrincipalId, RoleId};
use crate::model::{Moment, RoleAssignment};
use crate::rule::{Finding, FindingPrincipal, FindingRole, assignment_removal};
use crate::scope::Scope;
use crate::span::Place;
use crate::text::NameMap;

/// What to do.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum FixAction {
    /// Remove a role assignment.
    RemoveAssignment {
        /// The principal that holds the role.
        principal: FindingPrincipal,
        /// The role that is assigned.
        role: FindingRole,
        /// The scope of the assignment.
        scope: Scope,
    },
    /// Change a role assignment, its role or its condition, as the findings advise.
    ChangeAssignment {
        /// The principal that holds the role.
        principal: FindingPrincipal,
        /// The role that is assigned.
        role: FindingRole,
        /// The scope of the assignment.
        scope: Scope,
    },
    /// Remove every assignment of a principal that is gone.
    RemovePrincipal {
        /// The principal that can't be found.
        principal: FindingPrincipal,
        /// How many assignments that are.
        assignments: usize,
    },
    /// Do what the findings advise.
    Follow {
        /// The rule that advises it.
        rule: &'static str,
        /// The advice.
        text: String,
        /// Whom it is about, if a principal.
        principal: Option<FindingPrincipal>,
        /// The role it is about, if one.
        role: Option<FindingRole>,
        /// Where, if anywhere.
        scope: Option<Scope>,
    },
}

/// One action, and what it is good for.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct RankedFix {
    /// What to do.
    pub action: FixAction,
    /// What the findings advise around it, each once.
    pub advice: Vec<String>,
    /// The commands that do it.
    pub commands: Vec<String>,
    /// Positions of all findings that it resolves.
    pub resolves: Vec<usize>,
    /// All findings that it resolves.
    pub risk: RiskParts,
    /// Those that no earlier fix resolves.
    pub marginal: RiskParts,
    /// The access that it takes away when the earlier fixes are done.
    pub lost: AccessLost,
}

/// What findings have in common that one action resolves.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Key {
    Removal(usize),
    Change(usize),
    Principal(PrincipalId),
    /// A role definition, deny assignment, cluster or the like.
    Record(Place),
    Advice {
        rule: &'static str,
        text: String,
        principal: Option<PrincipalId>,
        role: Option<(Option<RoleId>, String)>,
        scope: Option<Scope>,
    },
}

/// Groups findings by what fixes them and puts the most worthwhile fix first: the points of the
/// findings that it newly resolves, divided by [`AccessLost::divisor`]. Findings that fixes share
/// count for the first. What removing an assignment takes away depends on what else its principal
/// holds at the moment.
///
/// A finding is about the record of its first evidence, and findings about one record are one fix.
/// Where the record is an assignment in the finding's own scope, removing it resolves all of them. Suppressed findings ask for no fix.
pub fn ranked_fixes(
    index: &AccessIndex<'_>,
    findings: &[Finding],
    moment: Moment,
) -> Vec<RankedFix> {
    let mut losses = Losses::new(index, moment);
    let drafts = drafts(index, findings);
    let mut open = vec![true; findings.len()];
    let mut heap: BinaryHeap<Ranked> = BinaryHeap::with_capacity(drafts.len());
    for (at, draft) in drafts.iter().enumerate() {
        heap.push(draft.rank(at, findings, &open, &mut losses));
    }
    let mut drafts: Vec<Option<Draft>> = drafts.into_iter().map(Some).collect();
    let mut ranked = Vec::new();
    while let Some(top) = heap.pop() {
        let Some(draft) = drafts[top.at].take() else {
            continue;
        };
        // What earlier fixes did makes a fix worth less, never more: the one that stays ahead
        // after a second look is the next.
        let now = draft.rank(top.at, findings, &open, &mut losses);
        if heap.peek().is_some_and(|next| *next > now) {
            drafts[top.at] = Some(draft);
            heap.push(now);
            continue;
        }
        if now.marginal.total() == 0 {
            continue;
        }
        for &finding in &draft.resolves {
            open[finding] = false;
        }
        for &assignment in &draft.assignments {
            losses.remove(assignment);
        }
        ranked.push(RankedFix {
            risk: draft
                .resolves
                .iter()
                .map(|&f| findings[f].severity)
                .collect(),
            marginal: now.marginal,
            lost: now.lost,
            action: draft.action,
            advice: draft.advice,
            commands: draft.commands,
            resolves: draft.resolves,
        });
    }
    ranked
}

/// A fix before it is ranked.
struct Draft {
    action: FixAction,
    advice: Vec<String>,
    commands: Vec<String>,
    resolves: Vec<usize>,
    /// The assignments that it removes.
    assignments: Vec<usize>,
}

/// A fix with its worth at a moment.
struct Ranked {
    marginal: RiskParts,
    lost: AccessLost,
    at: usize,
}

impl Ord for Ranked {
    fn cmp(&self, other: &Self) -> Ordering {
        let worth = |one: &Self, two: &Self| one.marginal.weight() * two.lost.divisor();
        worth(self, other)
            .cmp(&worth(other, self))
            .then_with(|| self.marginal.weight().cmp(&other.marginal.weight()))
            .then_with(|| self.marginal.total().cmp(&other.marginal.total()))
            .then_with(|| other.at.cmp(&self.at))
    }
}

impl PartialOrd for Ranked {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Ranked {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Ranked {}

impl Draft {
    fn rank(
        &self,
        at: usize,
        findings: &[Finding],
        open: &[bool],
        losses: &mut Losses<'_, '_>,
    ) -> Ranked {
        let newly = self.resolves.iter().filter(|&&finding| open[finding]);
        Ranked {
            marginal: newly.map(|&finding| findings[finding].severity).collect(),
            lost: match (&self.action, self.assignments.as_slice()) {
                (FixAction::RemovePrincipal { .. }, _) => AccessLost::Nothing,
                (_, [assignment]) => losses.of(*assignment),
                _ => AccessLost::Depends,
            },
            at,
        }
    }
}

/// The fixes that the findings ask for, in the order in which they first do.
fn drafts(index: &AccessIndex<'_>, findings: &[Finding]) -> Vec<Draft> {
    let assignments = &index.tenant().role_assignments;
    let places: NameMap<&Place, usize> = assignments
        .iter()
        .enumerate()
        .map(|(at, assignment)| (&assignment.place, at))
        .collect();
    let subject = |finding: &Finding| {
        let at = *places.get(finding.evidence.first()?)?;
        (finding.scope.as_ref() == Some(&assignments[at].scope)).then_some(at)
    };
    let mut removable: NameMap<usize, ()> = NameMap::default();
    for finding in findings {
        if let Some(at) = subject(finding)
            && finding
                .remediation
                .commands
                .contains(&assignment_removal(&assignments[at].id))
        {
            removable.insert(at, ());
        }
    }
    let orphans = Orphans::new(index);
    // Who owns something alone is not helped by losing that.
    let is_alone = |finding: &&Finding| finding.rule == too_few_owners::RULE.id;
    let alone = findings.iter().filter(is_alone);
    let alone: NameMap<usize, &Finding> = alone
        .filter_map(|found| Some((subject(found)?, found)))
        .collect();
    let key = |finding: &Finding| match subject(finding).filter(|_| !is_alone(&finding)) {
        Some(at) if orphans.of(&assignments[at]) == Some(Orphan::Gone) => {
            Key::Principal(assignments[at].principal.clone())
        }
        Some(at) if removable.contains_key(&at) => Key::Removal(at),
        Some(at) => Key::Change(at),
        None => match finding.evidence.first() {
            Some(place) if !places.contains_key(place) => Key::Record(place.clone()),
            _ => Key::Advice {
                rule: finding.rule,
                text: finding.remediation.text.clone(),
                principal: finding.principal.as_ref().map(|p| p.id.clone()),
                role: finding
                    .role
                    .as_ref()
                    .map(|role| (role.id, role.name.clone())),
                scope: finding.scope.clone(),
            },
        },
    };
    let mut groups: BTreeMap<Key, Vec<usize>> = BTreeMap::new();
    for (at, finding) in findings.iter().enumerate() {
        if finding.suppressed.is_some() {
            continue;
        }
        groups.entry(key(finding)).or_default().push(at);
    }
    let mut drafts: Vec<Draft> = groups
        .into_iter()
        .map(|(key, resolves)| {
            let mut draft = draft(index, findings, &key, resolves);
            if let Key::Removal(at) = key
                && let Some(alone) = alone.get(&at)
            {
                let first = &alone.remediation.text;
                let warning = format!("before that: {first}, since {}", alone.title);
                draft.advice.insert(0, warning);
                let line = "# before that: add a second account as owner";
                draft.commands.insert(0, line.to_owned());
            }
            draft
        })
        .collect();
    drafts.sort_by_key(|draft| draft.resolves.first().copied());
    drafts
}

fn draft(index: &AccessIndex<'_>, findings: &[Finding], key: &Key, resolves: Vec<usize>) -> Draft {
    let tenant = index.tenant();
    let of_group = || resolves.iter().map(|&at| &findings[at]);
    let mut advice: Vec<String> = Vec::new();
    for finding in of_group() {
        let text = &finding.remediation.text;
        if !text.is_empty() && !advice.contains(text) {
            advice.push(text.clone());
        }
    }
    let mut commands: Vec<String> = Vec::new();
    let mut removed = Vec::new();
    let nobody = |id: &PrincipalId| FindingPrincipal {
        id: id.clone(),
        name: id.to_string(),
        kind: Default::default(),
    };
    let whom = |id: &PrincipalId| {
        let named = of_group().find_map(|finding| finding.principal.clone());
        named.unwrap_or_else(|| nobody(id))
    };
    let all_commands = || {
        let mut all: Vec<String> = Vec::new();
        for command in of_group().flat_map(|finding| &finding.remediation.commands) {
            if !all.contains(command) {
                all.push(command.clone());
            }
        }
        all
    };
    let role_of = |assignment: &RoleAssignment| {
        let named = of_group().find_map(|finding| finding.role.clone());
        named.unwrap_or_else(|| FindingRole {
            id: None,
            name: index.role_label(&assignment.role, assignment.role_name.as_deref()),
        })
    };
    let action = match key {
        Key::Removal(at) => {
            let assignment = &tenant.role_assignments[*at];
            let removal = assignment_removal(&assignment.id);
            // The gravest finding that removes it may say first what to put in its place.
            commands = of_group()
                .map(|finding| &finding.remediation.commands)
                .find(|commands| commands.contains(&removal))
                .cloned()
                .unwrap_or_default();
            removed.push(*at);
            FixAction::RemoveAssignment {
                principal: whom(&assignment.principal),
                role: role_of(assignment),
                scope: assignment.scope.clone(),
            }
        }
        Key::Change(at) => {
            let assignment = &tenant.role_assignments[*at];
            commands = all_commands();
            FixAction::ChangeAssignment {
                principal: whom(&assignment.principal),
                role: role_of(assignment),
                scope: assignment.scope.clone(),
            }
        }
        Key::Principal(id) => {
            // Nobody is there to be given another role: only the removal is left of the advice.
            advice.clear();
            let records = index.grants_ever_of(id);
            let records = records.filter(|grant| grant.assignment().is_some());
            removed = records.map(|grant| grant.number.0 as usize).collect();
            let of_each = |&at: &usize| assignment_removal(&tenant.role_assignments[at].id);
            commands.extend(removed.iter().map(of_each));
            FixAction::RemovePrincipal {
                principal: whom(id),
                assignments: removed.len(),
            }
        }
        Key::Record(_) | Key::Advice { .. } => {
            commands = all_commands();
            // The gravest advice says what to do, the rest stays advice.
            let text = if advice.is_empty() {
                String::new()
            } else {
                advice.remove(0)
            };
            FixAction::Follow {
                rule: of_group().next().map_or("", |finding| finding.rule),
                text,
                principal: of_group().find_map(|finding| finding.principal.clone()),
                role: of_group().find_map(|finding| finding.role.clone()),
                scope: of_group().find_map(|finding| finding.scope.clone()),
            }
        }
    };
    Draft {
        action,
        advice,
        commands,
        resolves,
        assignments: removed,
    }
}
