//! What reaches a scope, read off the tenant record by record.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::rc::Rc;

use crate::catalog::Catalog;
use crate::ids::PrincipalId;
use crate::model::{
    ConditionText, DenyAssignment, DenyEffect, DenyReach, ManagementGroup, ManagementGroupChild,
    RoleAssignment, RoleDefinition, RoleReference, Schedule, ScheduleKind, Tenant, Timestamp,
    Timing,
};
use crate::scope::Scope;
use crate::text;

/// A role that someone holds at the scope.
pub(super) struct Record<'a> {
    pub(super) id: &'a str,
    pub(super) scope: &'a Scope,
    pub(super) holder: &'a PrincipalId,
    pub(super) role: Option<Rc<RoleDefinition>>,
    /// What to call its role, where that is not known.
    pub(super) label: String,
    pub(super) condition: Option<&'a ConditionText>,
    pub(super) gives: Gives,
    /// Whether something that the inputs lack decides if it counts here, and what it says.
    pub(super) is_open: bool,
}

/// Whether a role is there to use, or to activate first.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Gives {
    Access,
    Eligibility,
}

/// A scope at a time, or the whole tenant.
pub(super) struct Site<'a> {
    pub(super) tenant: &'a Tenant,
    pub(super) catalog: &'a Catalog,
    pub(super) scope: Option<&'a Scope>,
    time: Option<Timestamp>,
    above: BTreeSet<Scope>,
    pub(super) records: Vec<Record<'a>>,
    pub(super) denies: Vec<&'a DenyAssignment>,
    groups_of: BTreeMap<&'a PrincipalId, Vec<&'a PrincipalId>>,
    members_of: BTreeMap<&'a PrincipalId, Vec<&'a PrincipalId>>,
}

impl<'a> Site<'a> {
    pub(super) fn new(
        tenant: &'a Tenant,
        catalog: &'a Catalog,
        scope: Option<&'a Scope>,
        time: Option<Timestamp>,
    ) -> Self {
        let mut site = Self {
            tenant,
            catalog,
            scope,
            time,
            above: scope.map_or_else(BTreeSet::new, |scope| {
                management_groups_above(tenant, scope)
            }),
            records: Vec::new(),
            denies: Vec::new(),
            groups_of: BTreeMap::new(),
            members_of: BTreeMap::new(),
        };
        for list in &tenant.group_members {
            for member in &list.members {
                site.groups_of.entry(member).or_default().push(&list.group);
                site.members_of.entry(&list.group).or_default().push(member);
            }
        }
        let mut roles: HashMap<&RoleReference, Option<Rc<RoleDefinition>>> = HashMap::new();
        let mut role_of = |reference: &'a RoleReference| {
            let found = || defined(catalog, reference).map(Rc::new);
            roles.entry(reference).or_insert_with(found).clone()
        };
        let mut records = Vec::new();
        for a in &tenant.role_assignments {
            let role = role_of(&a.role);
            let may_cover = site.may_cover(&a.scope);
            if (site.covers(&a.scope) || may_cover) && site.is_current(a) {
                records.push(Record {
                    label: match role {
                        Some(_) => String::new(),
                        None => label(catalog, &a.role, a.role_name.as_deref()),
                    },
                    is_open: may_cover || a.contradicted || role.is_none(),
                    id: &a.id,
                    scope: &a.scope,
                    holder: &a.principal,
                    role,
                    condition: a.condition.as_ref(),
                    gives: Gives::Access,
                });
            }
        }
        for s in &tenant.schedules {
            let role = role_of(&s.role);
            let may_cover = site.may_cover(&s.scope);
            let counts = site.is_running(s) && !site.is_shown_twice(s);
            if (site.covers(&s.scope) || may_cover) && counts {
                records.push(Record {
                    label: match role {
                        Some(_) => String::new(),
                        None => label(catalog, &s.role, None),
                    },
                    is_open: may_cover || s.contradicted || role.is_none() || site.is_unplaced(s),
                    id: &s.id,
                    scope: &s.scope,
                    holder: &s.principal,
                    role,
                    condition: s.condition.as_ref(),
                    gives: match s.kind {
                        ScheduleKind::Eligible => Gives::Eligibility,
                        ScheduleKind::Activated | ScheduleKind::Assigned => Gives::Access,
                    },
                });
            }
        }
        site.denies = tenant
            .deny_assignments
            .iter()
            .filter(|deny| deny.effect == DenyEffect::Enforced)
            .filter(|deny| match deny.reach {
                DenyReach::SelfOnly => scope == Some(&deny.scope),
                DenyReach::SelfAndChildren => {
                    site.covers(&deny.scope) || site.may_cover(&deny.scope)
                }
            })
            .collect();
        site.records = records;
        site
    }

    /// Whether what is assigned at a scope holds here.
    pub(super) fn covers(&self, scope: &Scope) -> bool {
        let asked = self.scope;
        asked.is_none_or(|asked| scope.contains(asked)) || self.above.contains(scope)
    }

    /// Whether a schedule runs, or may: at a moment by its times, else as it stood at the export (PI-6).
    pub(super) fn is_running(&self, schedule: &Schedule) -> bool {
        let at_export = || !matches!(schedule.at_export, Timing::NotYet | Timing::Over);
        self.time.map_or_else(at_export, |time| {
            schedule.window_unknown || schedule.position(time).is_eq()
        })
    }

    /// Whether it isn't known whether it runs.
    fn is_unplaced(&self, schedule: &Schedule) -> bool {
        match self.time {
            Some(_) => schedule.window_unknown,
            None => schedule.at_export == Timing::Unknown,
        }
    }

    /// While one of the instances that show it runs, if there are any (PI-2).
    pub(super) fn is_current(&self, assignment: &RoleAssignment) -> bool {
        if self.time.is_none() {
            return true;
        }
        let instances = self.tenant.schedules.iter();
        let mut shown = instances.filter(|s| shows(s, assignment)).peekable();
        shown.peek().is_none() || shown.any(|s| self.is_running(s))
    }

    /// PI-2: an instance that only shows an assignment a second time.
    fn is_shown_twice(&self, schedule: &Schedule) -> bool {
        let mut assignments = self.tenant.role_assignments.iter();
        assignments.any(|assignment| shows(schedule, assignment))
    }

    /// A principal and every group that leads from it (EV-2).
    pub(super) fn holders(&self, principal: &PrincipalId) -> BTreeSet<PrincipalId> {
        closure(principal, &self.groups_of)
    }

    /// A group and everyone who is in it by any path.
    pub(super) fn members(&self, group: &PrincipalId) -> BTreeSet<PrincipalId> {
        closure(group, &self.members_of)
    }
}

fn closure(
    from: &PrincipalId,
    next: &BTreeMap<&PrincipalId, Vec<&PrincipalId>>,
) -> BTreeSet<PrincipalId> {
    let mut found = BTreeSet::from([from.clone()]);
    let mut left = vec![from];
    while let Some(at) = left.pop() {
        for &more in next.get(at).into_iter().flatten() {
            if found.insert(more.clone()) {
                left.push(more);
            }
        }
    }
    found
}

/// The name of a role that isn't known: that of its definition, else what the record prints.
fn label(catalog: &Catalog, reference: &RoleReference, printed: Option<&str>) -> String {
    let name = role(catalog, reference).map(|found| found.name.to_string());
    let name = name.or_else(|| printed.map(str::to_owned));
    name.unwrap_or_else(|| reference.to_string())
}

/// A role that an export cut off, or about which exports contradict each other, counts as not defined.
fn defined(catalog: &Catalog, reference: &RoleReference) -> Option<RoleDefinition> {
    role(catalog, reference).filter(|found| found.gap.is_none())
}

pub(super) fn role(catalog: &Catalog, reference: &RoleReference) -> Option<RoleDefinition> {
    let found = match reference {
        RoleReference::Id(id) => catalog.find_role_id(*id),
        RoleReference::Name(name) => catalog.look_up_role(name).ok(),
    };
    found.map(|role| catalog.role(role))
}

/// The group that is named, unless others are too: where one thing lies in several, nobody knows in which (SCP-8).
pub(super) fn only_one<'t>(
    mut groups: impl Iterator<Item = &'t ManagementGroup>,
) -> Option<&'t ManagementGroup> {
    let first = groups.next()?;
    let same = |other: &ManagementGroup| text::same(&other.id, &first.id);
    groups.all(same).then_some(first)
}

pub(super) fn management_groups_above(tenant: &Tenant, asked: &Scope) -> BTreeSet<Scope> {
    let parent = |holds: &dyn Fn(&ManagementGroupChild) -> bool| {
        let groups = tenant.management_groups.iter();
        only_one(groups.filter(|g| g.children.iter().any(holds))).map(|g| g.id.to_string())
    };
    let mut above = match asked.subscription() {
        Some(subscription) => parent(
            &|child| matches!(child, ManagementGroupChild::Subscription(s) if *s == subscription),
        ),
        None => asked
            .self_and_path_ancestors()
            .filter_map(|path| Scope::parse(path).ok())
            .find_map(|s| s.management_group_id().map(str::to_owned)),
    };
    let mut seen = BTreeSet::new();
    while let Some(id) = above {
        let group = Scope::management_group(&id);
        if !seen.insert(group.clone()) {
            break;
        }
        above = parent(
            &|child| matches!(child, ManagementGroupChild::Group(c) if Scope::management_group(c) == group),
        );
        let stated = tenant.management_groups.iter().find_map(|g| {
            let same = Scope::management_group(&g.id) == group;
            g.parent.as_deref().filter(|_| same).map(str::to_owned)
        });
        above = above.or(stated);
    }
    seen
}

fn shows(schedule: &Schedule, assignment: &RoleAssignment) -> bool {
    let origin = schedule.origin_assignment.as_deref();
    schedule.kind != ScheduleKind::Eligible
        && schedule.principal == assignment.principal
        && origin.is_some_and(|id| same_tail(id, &assignment.id))
}

fn same_tail(a: &str, b: &str) -> bool {
    let tail = |id: &str| {
        id.rsplit('/')
            .next()
            .unwrap_or_default()
            .to_ascii_lowercase()
    };
    tail(a) == tail(b)
}
