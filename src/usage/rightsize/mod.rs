//! What of the access that there is was used, and the least that would do.

mod evidence;
mod granted;
mod keep;
mod propose;
mod score;
mod settle;
mod shown;
mod unexplained;
mod writers;

use std::collections::BTreeMap;
use std::sync::Arc;

use super::UsageRow;
use super::judge::{Count, PlacedRows};
use crate::access::{AccessIndex, AssignmentKey};
use crate::directory::Placement;
use crate::ids::{PrincipalId, RoleId};
use crate::import::log::CallSource;
use crate::minimize::Recommendation;
use crate::model::{Grant, GrantIx, Moment, PrincipalKind, RoleAssignment, RoleReference};
use crate::nexus::ClusterRule;
use crate::scope::{Scope, ScopeKind};
use crate::time::Timestamp;

pub(crate) use evidence::{Evidence, Use};
pub(crate) use keep::KeepEntry;
pub(crate) use score::{HolderScore, Score, ScorePart};
pub(crate) use shown::Unshown;

use evidence::Uses;
use granted::Roles;
use propose::Proposer;
use settle::settle;
use shown::LogCover;
use writers::Writers;

/// How assignments are judged.
#[derive(Clone, Debug)]
pub(crate) struct RightsizeSettings {
    /// The moment to which the window reaches.
    pub(crate) until: Timestamp,
    /// How many days long it is.
    pub(crate) days: i64,
    /// Whose assignments are judged; everybody's if nobody is named.
    pub(crate) of: Option<PrincipalId>,
    /// Where assignments are that are judged, with everything below; everywhere if nothing is named.
    pub(crate) at: Option<Scope>,
    /// What is kept whatever the logs say.
    pub(crate) keep: Vec<KeepEntry>,
    /// Whether the logs are said to hold every call of the window, in every subscription and management
    /// group: without events they would else show nothing.
    pub(crate) holds_all: bool,
    /// Whether records of the logs or the exports were lost: one of them may show the use of anything.
    pub(crate) lacks_records: bool,
}

/// What came of it.
#[derive(Debug)]
pub(crate) struct Rightsized {
    pub(crate) window: UsageWindow,
    /// Every assignment that was judged, those with a proposal first.
    pub(crate) assignments: Vec<SizedAssignment>,
    pub(crate) score: Score,
    /// Calls whose caller no export knows.
    pub(crate) by_strangers: Count,
    /// Calls by no assignment: of classic or elevated administrators.
    pub(crate) without_assignment: Count,
    /// Calls by an assignment that the exports do not have.
    pub(crate) by_gone: Count,
    /// Calls that happened, and that the exports do not allow.
    pub(crate) disagreeing: Count,
    /// Calls of which the log does not say where they were.
    pub(crate) nowhere: Count,
    /// What the configuration keeps, and the exports have no assignment of.
    pub(crate) unmet: Vec<KeepEntry>,
    /// What the configuration kept until a day that is over.
    pub(crate) over: Vec<KeepEntry>,
}

/// The time that counts, and what logs have of it.
#[derive(Clone, Debug)]
pub(crate) struct UsageWindow {
    pub(crate) from: Timestamp,
    pub(crate) until: Timestamp,
    /// The first and the last event of the logs in it.
    pub(crate) logged: Option<(Timestamp, Timestamp)>,
    /// The kinds of logs.
    pub(crate) sources: Vec<CallSource>,
    /// Whether the logs are said to hold every call of it.
    pub(crate) holds_all: bool,
    /// Whether records of the logs or the exports were lost.
    pub(crate) lacks_records: bool,
}

/// An assignment, with what logs say of it.
#[derive(Debug)]
pub(crate) struct SizedAssignment {
    pub(crate) grant: GrantIx,
    pub(crate) evidence: Evidence,
    /// The other records that allow something that was used through it, or may have been.
    pub(crate) also_granted_by: Vec<Arc<str>>,
    /// What was used through it, or may have been.
    pub(crate) uses: Vec<Use>,
    /// The time of the last.
    pub(crate) last: Option<Timestamp>,
    /// What logs can't show of it.
    pub(crate) unshown: Vec<Unshown>,
    /// Whether the exporter didn't find its principal.
    pub(crate) is_without_principal: bool,
    pub(crate) proposal: Proposal,
}

/// What to do with an assignment.
#[derive(Debug)]
pub(crate) enum Proposal {
    /// Leave the assignment as it is.
    Keep(KeepReason),
    /// Assign the same role at a narrower scope.
    Narrow(Scope),
    /// Assign other roles, or a custom role.
    Replace(Box<Replacement>),
    /// Make it eligible, to be activated when it is needed.
    Eligible,
    /// Remove the assignment.
    Remove,
}

/// The roles that would do.
#[derive(Debug)]
pub(crate) struct Replacement {
    /// With the roles, and the custom role, at the scope where they would be assigned.
    pub(crate) found: Recommendation,
    pub(crate) scope: Scope,
    /// Whether the custom role is proposed, and not the published ones.
    pub(crate) is_custom: bool,
}

/// Why an assignment is left as it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum KeepReason {
    /// The configuration says so.
    Configured { owner: String, reason: String },
    /// It was used, and nothing less would do.
    Used,
    /// Which of several assignments was used isn't known.
    Ambiguous,
    /// Logs don't show its use.
    NotObservable,
    /// It is younger than the window.
    Young,
    /// When it was created is not said.
    AgeUnknown,
    /// A log that would show its use doesn't reach over the window.
    LogsTooShort,
    /// Records were lost, and one of them may show its use.
    RecordsLost,
    /// Most of what it grants is reads, which no log shows.
    MostlyReads,
    /// A log says that it allowed a call, and the exports don't explain how.
    Unexplained,
    /// Its holder wrote elsewhere, which may have needed it at a linked resource: no log shows those checks.
    LinkedChecks,
    /// It would be the last Owner of its subscription to go, which Azure refuses.
    LastOwner,
    /// It is what another proposal would assign in place of the assignment with this id.
    StandsIn(Arc<str>),
    /// What would replace it is there already under a condition, or for a time, and Azure keeps one of it.
    HeldOtherwise,
    /// A cluster of Operator Nexus may need it: a rule of `nexus check` asks for it.
    ClusterNeeds { cluster: String, rule: ClusterRule },
    /// It is given to a managed identity of another tenant: no command would make it again.
    Delegated,
    /// It is of a kind that is not judged: of a classic administrator, with a condition or an end, or
    /// contradicted by another export.
    NotJudged,
}

impl KeepReason {
    /// Whether it is kept for what is proposed or held beside it, and not for itself.
    pub(crate) fn is_of_others(&self) -> bool {
        matches!(self, Self::StandsIn(_) | Self::HeldOtherwise)
    }
}

impl Proposal {
    /// Whether something is to be done.
    pub(crate) fn is_change(&self) -> bool {
        !matches!(self, Self::Keep(_))
    }

    /// The published roles that it assigns in place of an assignment: a custom role is a new one.
    pub(crate) fn assigns(
        &self,
        record: &RoleAssignment,
        index: &AccessIndex<'_>,
    ) -> Vec<AssignmentKey> {
        let held = |role: &RoleReference, scope| {
            AssignmentKey::new(index.catalog(), &record.principal, role, scope)
        };
        match self {
            Self::Narrow(scope) => vec![held(&record.role, scope)],
            Self::Replace(instead) if !instead.is_custom => {
                let roles = instead.found.roles.iter();
                let roles = roles.map(|role| match role.id {
                    Some(id) => RoleReference::Id(id),
                    None => RoleReference::Name(role.name.as_str().into()),
                });
                roles.map(|role| held(&role, &instead.scope)).collect()
            }
            Self::Replace(_) | Self::Eligible | Self::Remove | Self::Keep(_) => Vec::new(),
        }
    }
}

/// Judges the assignments of a tenant by what was used.
pub(crate) fn rightsize(
    index: &AccessIndex<'_>,
    rows: &[UsageRow],
    settings: &RightsizeSettings,
) -> Rightsized {
    let start = settings.until.plus_seconds(-settings.days * 86_400);
    let from = start.unwrap_or(settings.until);
    let within = |row: &&UsageRow| row.tally.last >= from && row.tally.first <= settings.until;
    let counted: Vec<&UsageRow> = rows.iter().filter(within).collect();
    let window = UsageWindow::of(&counted, from, settings);
    let placed = PlacedRows::new(counted.iter().copied(), index.tenant());
    let moment = Moment::At(settings.until);
    let uses = Uses::new(index, &placed, moment);
    let roles = Roles::new(index.catalog());
    let cover = LogCover::new(index, &roles, &window, &counted);
    let writers = Writers::new(index, &placed);
    let proposer = Proposer::new(index, &roles, settings, &window, &writers);
    let size = |grant: Grant<'_>| {
        let is_assignment = grant.assignment().is_some();
        is_assignment.then(|| uses.size(&grant, &cover, &proposer))
    };
    let mut assignments: Vec<SizedAssignment> = match &settings.of {
        Some(who) => {
            let closure = index.groups().closure(who);
            let held = index.grants_through(&closure, moment);
            held.filter_map(|(_, grant)| size(grant)).collect()
        }
        None => index.grants(moment).filter_map(size).collect(),
    };
    keep_last_owners(index, moment, &mut assignments);
    if let Some(at) = &settings.at {
        assignments.retain(|sized| {
            let record = index.grant(sized.grant).assignment();
            let place = |record: &RoleAssignment| index.hierarchy().placement(&record.scope, at);
            record.map(place) != Some(Placement::Outside)
        });
    }
    settle(index, moment, &mut assignments);
    let unmet = match (&settings.of, &settings.at) {
        (None, None) => proposer.unmet(),
        _ => Vec::new(),
    };
    let over = proposer.over();
    assignments.sort_by_key(|sized| (!sized.proposal.is_change(), sized.grant));
    Rightsized {
        score: Score::of(index, &roles, &assignments),
        window,
        assignments,
        by_strangers: Count::of(&placed.strangers),
        nowhere: Count::of(&placed.nowhere),
        unmet,
        over,
        without_assignment: uses.without_assignment,
        by_gone: uses.by_gone,
        disagreeing: uses.disagreeing,
    }
}

/// The role Owner.
const OWNER: u128 = 0x8e3a_f657_a8ff_443c_a75c_2fe8_c4bc_b635;

/// Leaves every subscription an Owner: Azure refuses to remove the last
/// (<https://learn.microsoft.com/azure/role-based-access-control/troubleshoot-limits>).
fn keep_last_owners(index: &AccessIndex<'_>, moment: Moment, assignments: &mut [SizedAssignment]) {
    let is_owner = |grant: &Grant<'_>| {
        let is_plain = grant.condition.is_none() && !grant.window.is_bounded();
        // One that was deleted owns nothing.
        let holder = index.tenant().principal(grant.holder);
        let is_known = holder.is_some_and(|holder| holder.kind != PrincipalKind::Unknown);
        grant.assignment().is_some()
            && is_plain
            && is_known
            && grant.scope.kind() == ScopeKind::Subscription
            && index.is_role(grant.reference, RoleId::from_u128(OWNER))
    };
    let mut staying: BTreeMap<&Scope, usize> = BTreeMap::new();
    for grant in index.grants(moment).filter(is_owner) {
        *staying.entry(grant.scope).or_default() += 1;
    }
    let mut changing: Vec<&mut SizedAssignment> = assignments
        .iter_mut()
        .filter(|sized| sized.proposal.is_change())
        .collect();
    // Those that were used are spared first.
    changing.sort_by_key(|sized| std::cmp::Reverse(sized.evidence));
    for sized in changing {
        let grant = index.grant(sized.grant);
        if !is_owner(&grant) {
            continue;
        }
        match staying.get_mut(grant.scope) {
            Some(1) => sized.proposal = Proposal::Keep(KeepReason::LastOwner),
            Some(count) => *count -= 1,
            None => {}
        }
    }
}

impl UsageWindow {
    fn of(rows: &[&UsageRow], from: Timestamp, settings: &RightsizeSettings) -> Self {
        let first = rows.iter().map(|row| row.tally.first).min();
        let last = rows.iter().map(|row| row.tally.last).max();
        let mut sources: Vec<CallSource> = rows.iter().map(|row| row.key.source).collect();
        sources.sort_unstable();
        sources.dedup();
        Self {
            from,
            until: settings.until,
            logged: first.zip(last),
            sources,
            holds_all: settings.holds_all,
            lacks_records: settings.lacks_records,
        }
    }
}
