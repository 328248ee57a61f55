//! A definition as the rules look at it, with what several of them need worked out once.

use std::cell::OnceCell;
use std::sync::Arc;

use crate::bits::OperationSet;
use crate::catalog::{Catalog, EscalationEntry};
use crate::import::{WrittenEntry, WrittenRole, WrittenScope};
use crate::model::{Plane, RoleDefinition, RoleKind};
use crate::pattern::{PatternList, Redundancy, StateLimit, Wildcards};
use crate::rule::{Confidence, FindingBuilder, FindingRole, Rule, counted};
use crate::scope::{Scope, ScopeKind};
use crate::span::Place;

/// Both readings of WC-5: what is called redundant is so under either.
pub(super) const BOTH: [Wildcards; 2] = [Wildcards::Azure, Wildcards::Strict];

/// One definition under the rules.
pub(super) struct Subject<'a> {
    pub(super) catalog: &'a Catalog,
    pub(super) written: &'a WrittenRole,
    redundancies: OnceCell<Result<Vec<Redundant<'a>>, StateLimit>>,
    escalations: OnceCell<Vec<Escalation<'a>>>,
}

/// An entry that could go, and why.
#[derive(Clone, Copy)]
pub(super) struct Redundant<'a> {
    pub(super) entry: &'a WrittenEntry,
    pub(super) redundancy: Redundancy,
}

impl<'a> Subject<'a> {
    pub(super) fn new(catalog: &'a Catalog, written: &'a WrittenRole) -> Self {
        Self {
            catalog,
            written,
            redundancies: OnceCell::new(),
            escalations: OnceCell::new(),
        }
    }

    pub(super) fn role(&self) -> &'a RoleDefinition {
        &self.written.role
    }

    pub(super) fn entries(&self) -> &'a [WrittenEntry] {
        &self.written.entries
    }

    /// Whether the definition is to be created or updated by a customer: Azure's limits on custom
    /// roles bind it.
    pub(super) fn is_custom(&self) -> bool {
        self.role().kind == RoleKind::Custom
    }

    /// The entry at a position of a list.
    pub(super) fn entry(
        &self,
        permission: usize,
        plane: Plane,
        list: PatternList,
        position: usize,
    ) -> Option<&'a WrittenEntry> {
        self.entries().iter().find(|e| {
            (e.permission, e.plane, e.list, e.position) == (permission, plane, list, position)
        })
    }

    /// Every entry that could go without changing what its permission grants.
    pub(super) fn redundant(&self) -> Result<&[Redundant<'a>], StateLimit> {
        let found = self.redundancies.get_or_init(|| self.find_redundant());
        found.as_deref().map_err(|limit| *limit)
    }

    fn find_redundant(&self) -> Result<Vec<Redundant<'a>>, StateLimit> {
        let mut all = Vec::new();
        for (at, permission) in self.role().permissions.iter().enumerate() {
            for plane in Plane::BOTH {
                for redundancy in permission.plane(plane).redundancies(&BOTH)? {
                    let entry = self.entry(at, plane, redundancy.list, redundancy.position);
                    all.extend(entry.map(|entry| Redundant { entry, redundancy }));
                }
            }
        }
        Ok(all)
    }

    /// The escalation entries that hold an operation the definition grants, each with its first
    /// granting permission and whether only a condition lets it through.
    pub(super) fn escalations(&self) -> &[Escalation<'a>] {
        self.escalations.get_or_init(|| self.find_escalations())
    }

    fn find_escalations(&self) -> Vec<Escalation<'a>> {
        let catalog = self.catalog;
        let permissions = &self.role().permissions;
        let today: Vec<[OperationSet; 2]> = permissions
            .iter()
            .map(|p| Plane::BOTH.map(|plane| catalog.expand_set(p.plane(plane), plane)))
            .collect();
        let mut found = Vec::new();
        for entry in catalog.risk().escalation() {
            let under =
                (!entry.action.is_concrete()).then(|| catalog.expand(&entry.action, entry.plane));
            let grants = |at: &usize| match &under {
                None => {
                    let set = permissions[*at].plane(entry.plane);
                    set.matches(entry.action.as_str(), catalog.wildcards())
                }
                Some(under) => {
                    let [control, data] = &today[*at];
                    let today = match entry.plane {
                        Plane::Control => control,
                        Plane::Data => data,
                    };
                    !today.is_disjoint(under)
                }
            };
            let granting: Vec<usize> = (0..permissions.len()).filter(grants).collect();
            let free = granting
                .iter()
                .find(|&&at| permissions[at].condition.is_none());
            let hold = match (free, granting.first()) {
                (Some(&at), _) => Some((at, Confidence::High)),
                (None, Some(&at)) => Some((at, Confidence::Medium)),
                (None, None) => None,
            };
            found.extend(hold.map(|(permission, confidence)| Escalation {
                entry,
                permission,
                confidence,
            }));
        }
        found
    }

    /// The operations of the catalogue that an entry matches in its plane.
    pub(super) fn matched(&self, entry: &WrittenEntry) -> OperationSet {
        self.catalog.expand(&entry.pattern, entry.plane)
    }

    /// A finding about the definition, to be completed.
    pub(super) fn finding(&self, rule: &Rule) -> FindingBuilder {
        self.finding_shown_by(rule, self.role().place.iter().cloned())
    }

    /// The same, with the places that show it.
    pub(super) fn finding_shown_by(
        &self,
        rule: &Rule,
        evidence: impl IntoIterator<Item = Place>,
    ) -> FindingBuilder {
        FindingBuilder {
            role: Some(FindingRole::of(self.role())),
            ..FindingBuilder::new(rule, evidence)
        }
    }

    /// A finding about one entry, to be completed.
    pub(super) fn finding_at(&self, rule: &Rule, entry: &WrittenEntry) -> FindingBuilder {
        FindingBuilder {
            detail: Arc::from(format!(
                "{} {} {}",
                entry.permission,
                list_name(entry),
                entry.text
            )),
            ..self.finding_shown_by(rule, entry.place.clone())
        }
    }
}

/// An escalation entry that a definition holds.
#[derive(Clone, Copy)]
pub(super) struct Escalation<'a> {
    pub(super) entry: &'a EscalationEntry,
    pub(super) permission: usize,
    pub(super) confidence: Confidence,
}

/// The name of the list that holds an entry.
pub(super) fn list_name(entry: &WrittenEntry) -> &'static str {
    match (entry.plane, entry.list) {
        (Plane::Control, PatternList::Granted) => "actions",
        (Plane::Control, PatternList::Excluded) => "notActions",
        (Plane::Data, PatternList::Granted) => "dataActions",
        (Plane::Data, PatternList::Excluded) => "notDataActions",
    }
}

/// The assignable scopes that are management groups.
pub(super) fn management_groups<'a>(subject: &Subject<'a>) -> Vec<&'a WrittenScope> {
    let is_group = |scope: &&WrittenScope| {
        Scope::parse(&scope.text).is_ok_and(|parsed| parsed.kind() == ScopeKind::ManagementGroup)
    };
    subject.written.scopes.iter().filter(is_group).collect()
}

/// A number of operations in words.
pub(super) fn operations(count: usize) -> String {
    counted(count, "operation")
}
