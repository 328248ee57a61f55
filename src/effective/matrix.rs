//! Principal × capability: how wide, and whether it stands, depends on a condition or needs an
//! activation.

use super::capability::{Capability, CapabilityTable, RoleCapabilities};
use crate::access::AccessIndex;
use crate::ids::PrincipalId;
use crate::model::{Moment, Principal, PrincipalKind, RoleReference, Standing};
use crate::scope::ScopeKind;
use crate::text::NameMap;

/// How widely a principal has a capability; `None` where it doesn't.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct CapabilityReach {
    /// The widest kind of scope where it stands.
    pub standing: Option<ScopeKind>,
    /// The widest kind of scope where a condition decides.
    pub conditional: Option<ScopeKind>,
    /// The widest kind of scope where it can be activated.
    pub eligible: Option<ScopeKind>,
}

/// How a grant holds.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Hold {
    Standing,
    Conditional,
    Eligible,
}

impl CapabilityReach {
    /// Whether there is anything.
    pub fn is_empty(self) -> bool {
        self == Self::default()
    }

    fn widen(&mut self, hold: Hold, scope: ScopeKind) {
        let side = match hold {
            Hold::Standing => &mut self.standing,
            Hold::Conditional => &mut self.conditional,
            Hold::Eligible => &mut self.eligible,
        };
        *side = Some(side.map_or(scope, |known| known.min(scope)));
    }

    fn take_over(&mut self, other: Self) {
        for (hold, scope) in [
            (Hold::Standing, other.standing),
            (Hold::Conditional, other.conditional),
            (Hold::Eligible, other.eligible),
        ] {
            if let Some(scope) = scope {
                self.widen(hold, scope);
            }
        }
    }
}

/// Whether a user is a guest of the tenant.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Guest {
    /// The inputs say so.
    Yes,
    /// The inputs say that it is not, or it is no user.
    No,
    /// The inputs don't say.
    NotSaid,
}

/// What one principal can do.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct CapabilityRow {
    /// The principal of this row.
    pub principal: PrincipalId,
    /// The name to show.
    pub name: String,
    /// Its kind.
    pub kind: PrincipalKind,
    /// Whether it is a guest.
    pub guest: Guest,
    /// How many assignments and schedule instances name it.
    pub direct: usize,
    /// How many of its groups hold something.
    pub groups: usize,
    /// Whether its roles may grant more than the catalogue knows.
    pub may_hold_more: bool,
    cells: [CapabilityReach; 7],
}

impl CapabilityRow {
    /// How widely it has a capability.
    pub fn reach(&self, capability: Capability) -> CapabilityReach {
        self.cells[capability as usize]
    }

    /// Gravest first: the capability counts before the hold, the hold before the width.
    fn gravity(&self) -> impl Ord + use<> {
        let widest = |pick: fn(&CapabilityReach) -> Option<ScopeKind>| {
            self.cells
                .map(|cell| pick(&cell).map_or(u8::MAX, |scope| scope as u8))
        };
        let standing = widest(|cell| cell.standing);
        let (conditional, eligible) = (
            widest(|cell| cell.conditional),
            widest(|cell| cell.eligible),
        );
        std::array::from_fn::<_, 7, _>(|at| (standing[at], conditional[at], eligible[at]))
    }
}

/// The grants that name one principal, merged.
#[derive(Clone, Copy, Default)]
struct Held {
    cells: [CapabilityReach; 7],
    grants: usize,
    may_hold_more: bool,
}

/// A row for everyone who holds something, itself or through groups: gravest first, then by name.
///
/// Deny assignments are not taken off. Takes time linear in the grants and the memberships of
/// their holders; each role is looked up once.
pub fn capability_matrix(index: &AccessIndex<'_>, moment: Moment) -> Vec<CapabilityRow> {
    let held = held_by_holder(index, moment);
    let everyone = index.groups().with_members(held.keys().copied());
    let mut rows: Vec<CapabilityRow> = everyone
        .into_iter()
        .filter_map(|principal| row(index, &held, principal))
        .collect();
    rows.sort_by_cached_key(|row| (row.gravity(), row.name.clone(), row.principal.clone()));
    rows
}

fn held_by_holder<'a>(
    index: &'a AccessIndex<'_>,
    moment: Moment,
) -> NameMap<&'a PrincipalId, Held> {
    let table = CapabilityTable::new(index.catalog());
    let mut roles: NameMap<&RoleReference, RoleCapabilities> = NameMap::default();
    let mut held: NameMap<&PrincipalId, Held> = NameMap::default();
    for grant in index.grants(moment) {
        let gives = *roles.entry(grant.reference).or_insert_with(|| {
            let unresolved = RoleCapabilities {
                may_give_more: true,
                ..RoleCapabilities::default()
            };
            let known = grant.role;
            known.map_or(unresolved, |definition| table.of_role(definition))
        });
        let entry = held.entry(grant.holder).or_default();
        if !grant.is_current(moment) {
            entry.may_hold_more = true;
            continue;
        }
        entry.grants += 1;
        entry.may_hold_more |= gives.may_give_more;
        let (free, bound) = match (grant.standing, grant.condition) {
            (Standing::Eligible, _) => (Hold::Eligible, Hold::Eligible),
            (Standing::Active, Some(_)) => (Hold::Conditional, Hold::Conditional),
            (Standing::Active, None) => (Hold::Standing, Hold::Conditional),
        };
        for (capabilities, hold) in [(gives.free, free), (gives.bound, bound)] {
            for capability in capabilities.iter() {
                entry.cells[capability as usize].widen(hold, grant.scope.kind());
            }
        }
    }
    held
}

fn row(
    index: &AccessIndex<'_>,
    held: &NameMap<&PrincipalId, Held>,
    principal: PrincipalId,
) -> Option<CapabilityRow> {
    let mut all = Held::default();
    let (mut direct, mut groups) = (0, 0);
    let above = index.groups().all_above(&principal).into_iter();
    for holder in above.chain([&principal]) {
        let Some(own) = held.get(holder) else {
            continue;
        };
        if *holder == principal {
            direct = own.grants;
        } else {
            groups += 1;
        }
        all.may_hold_more |= own.may_hold_more;
        for (cell, other) in all.cells.iter_mut().zip(own.cells) {
            cell.take_over(other);
        }
    }
    let known = index.tenant().principal(&principal);
    let nothing = all.cells.iter().all(|cell| cell.is_empty());
    (!nothing || all.may_hold_more).then(|| CapabilityRow {
        name: known.map_or_else(|| principal.to_string(), |p| p.label().to_owned()),
        kind: known.map_or(PrincipalKind::Unknown, |p| p.kind),
        guest: known.map_or(Guest::NotSaid, guest),
        direct,
        groups,
        may_hold_more: all.may_hold_more,
        cells: all.cells,
        principal,
    })
}

fn guest(principal: &Principal) -> Guest {
    match principal.user_type.as_deref() {
        Some(word) if crate::text::same(word, "Guest") => Guest::Yes,
        Some(_) => Guest::No,
        // The directory marks the names of users that it invited.
        None if principal
            .sign_in_name
            .as_deref()
            .is_some_and(|name| crate::text::fold(name).contains("#ext#")) =>
        {
            Guest::Yes
        }
        None if principal.kind == PrincipalKind::User => Guest::NotSaid,
        None => Guest::No,
    }
}
