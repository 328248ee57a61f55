//! Principals of which the inputs contradict each other.

use crate::ids::PrincipalId;
use crate::model::{GroupKnowledge, Principal, PrincipalKind, Tenant};
use crate::span::{Diagnostic, Place};
use crate::text::NameMap;

/// Puts principals in order, and says of which ids it can't be told whether they are groups (PR-2):
/// records call them both, and nothing that weighs more settles it.
pub(super) fn principals(tenant: &mut Tenant) {
    tenant.principals.sort();
    let contradicted: Vec<&Principal> = tenant
        .principals
        .values()
        .filter(|who| who.group_knowledge() == GroupKnowledge::Contradicted)
        .collect();
    if contradicted.is_empty() {
        return;
    }
    let printed = Printed::of(tenant, &contradicted);
    let diagnostics: Vec<Diagnostic> = contradicted
        .into_iter()
        .map(|who| printed.diagnostic(who))
        .collect();
    tenant.diagnostics.extend(diagnostics);
}

/// Where records call principals a group, and where something else: the first place of each.
struct Printed<'t>(NameMap<&'t PrincipalId, [Option<&'t Place>; 2]>);

impl<'t> Printed<'t> {
    fn of(tenant: &'t Tenant, contradicted: &[&'t Principal]) -> Self {
        let ids = contradicted.iter().map(|who| (&who.id, [None, None]));
        let mut printed = Self(ids.collect());
        for held in &tenant.role_assignments {
            printed.note(&held.principal, held.principal_kind, &held.place);
        }
        for held in &tenant.schedules {
            printed.note(&held.principal, held.principal_kind, &held.place);
        }
        for deny in &tenant.deny_assignments {
            for subject in deny.principals.iter().chain(&deny.exclude_principals) {
                printed.note(&subject.id, subject.kind, &deny.place);
            }
        }
        for list in &tenant.group_members {
            printed.note(&list.group, PrincipalKind::Group, &list.place);
        }
        printed
    }

    fn note(&mut self, id: &PrincipalId, kind: PrincipalKind, place: &'t Place) {
        let Some(places) = self.0.get_mut(id) else {
            return;
        };
        let at = match kind {
            PrincipalKind::Unknown => return,
            PrincipalKind::Group | PrincipalKind::ForeignGroup => 0,
            _ => 1,
        };
        places[at] = Some(places[at].map_or(place, |known| known.min(place)));
    }

    fn diagnostic(&self, who: &Principal) -> Diagnostic {
        let message = format!(
            "the inputs call `{}` a group and something else, so it is not known whether its members have what it has",
            who.label()
        );
        let mut diagnostic =
            Diagnostic::warning("contradicting-principal-type", message).may_change_answer();
        let places = self.0.get(&who.id).copied().unwrap_or_default();
        let said = ["a group", "something else"].into_iter().zip(places);
        let said: Vec<String> = said
            .filter_map(|(what, place)| Some(format!("it is {what} at {}", place?)))
            .collect();
        let advice = "a record of the directory settles it: `az ad group show`, `az ad user show` or `az ad sp show`";
        diagnostic = diagnostic.help(match said.is_empty() {
            true => advice.to_owned(),
            false => format!("{}; {advice}", said.join(", ")),
        });
        match places.into_iter().flatten().min() {
            Some(place) => diagnostic.at(place.clone()),
            None => diagnostic,
        }
    }
}
