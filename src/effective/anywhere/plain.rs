//! The same, scope by scope and principal by principal, for what the weights of records don't settle:
//! patterns under which the catalogue knows no operation, which are answered by the text of all that
//! reaches a scope, and trees of management groups that contradict themselves.

use std::collections::BTreeSet;

use super::entries::{Entries, Judged, OrderedScopes};
use super::held::{DoubtTable, HeldDoubts};
use super::records::tops;
use super::{HolderAnywhere, HoldersAnywhere};
use crate::access::{
    AccessIndex, Authorizer, Circumstances, Decision, Derivation, Doubt, Target, Weighed, WeightsIx,
};
use crate::directory::ScopeTree;
use crate::ids::PrincipalId;
use crate::model::Moment;

pub(super) fn who_can_anywhere(
    index: &AccessIndex<'_>,
    target: &Target,
    moment: Moment,
    circumstances: &Circumstances,
) -> HoldersAnywhere {
    let granted = index.grants(moment).map(|grant| grant.scope);
    let denied = index.tenant().deny_assignments.iter().map(|d| &d.scope);
    let listed = index.hierarchy().parents().map(|(scope, _)| scope);
    let tops = tops(index);
    let scopes = granted.chain(denied).chain(listed).chain(&tops);
    let scopes = OrderedScopes::new(ScopeTree::new(index.hierarchy(), scopes));
    let tree = &scopes.tree;
    let holders = index.grants(moment).map(|grant| grant.holder);
    let mut everyone: Vec<PrincipalId> = index.groups().with_members(holders).into_iter().collect();
    everyone.sort();
    let mut found = HoldersAnywhere::default();
    let mut doubts: BTreeSet<Doubt> = BTreeSet::new();
    let nobody = PrincipalId::new("");
    for at in tree.all() {
        let given = Circumstances::default();
        let anyone = Authorizer::new(index, &nobody, tree.scope(at), moment, given);
        doubts.extend(anyone.decide(target).doubts().iter().cloned());
        doubts.extend(anyone.below().decide(target).doubts().iter().cloned());
    }
    for principal in everyone {
        let mut own: BTreeSet<Doubt> = BTreeSet::new();
        let mut derivations: Vec<Derivation> = Vec::new();
        let mut entries = Entries::new(&scopes);
        for at in tree.all() {
            let given = circumstances.clone();
            let scope = tree.scope(at);
            let here = Authorizer::new(index, &principal, scope, moment, given);
            let decision = here.decide(target);
            let denied_by = here.denied_here();
            let below = here.below().decide(target);
            entries.above(at);
            let weighed = |decision: &Decision| Weighed {
                outcome: decision.outcome(),
                is_listed: decision.is_listed(),
            };
            let judged = Judged {
                below: weighed(&below),
                here: weighed(&decision),
                denied_by: &denied_by,
            };
            let is_listed = entries.add(at, WeightsIx::NONE, judged);
            for decision in [&decision, &below] {
                if is_listed {
                    own.extend(decision.doubts().iter().cloned());
                } else if decision.may_be_eligible() {
                    doubts.extend(decision.doubts().iter().cloned());
                }
            }
            for path in decision.derivations() {
                if path.grants() && !derivations.contains(path) {
                    derivations.push(path.clone());
                }
            }
        }
        let scopes = entries.list();
        if let Some(outcome) = scopes.best() {
            let mut table = DoubtTable::default();
            let numbers = own.iter().map(|doubt| table.number(doubt)).collect();
            doubts.extend(own);
            found.holders.push(HolderAnywhere {
                principal,
                outcome,
                scopes,
                derivations,
                through: Vec::new(),
                doubts: HeldDoubts::new(&table.take(), &numbers),
            });
        }
    }
    let listed: BTreeSet<PrincipalId> = (found.holders.iter())
        .map(|holder| holder.principal.clone())
        .collect();
    for holder in &mut found.holders {
        let above = index.groups().directly_above(&holder.principal).into_iter();
        let above = above.map(|(group, _)| group.clone());
        holder.through = above.filter(|group| listed.contains(group)).collect();
        let rest_is_theirs =
            |path: &Derivation| path.first_group().is_some_and(|g| listed.contains(g));
        holder.derivations.retain(|path| !rest_is_theirs(path));
    }
    let by = |holder: &HolderAnywhere| (holder.outcome, holder.principal.clone());
    found.holders.sort_by_cached_key(by);
    found.doubts = doubts.into_iter().collect();
    found
}
