//! Azure Lighthouse: registration definitions, which say who of another tenant gets which role, and
//! registration assignments, which say where. Of REST, `az`, PowerShell, Resource Graph, templates
//! and Terraform.

use std::collections::hash_map::Entry;
use std::sync::Arc;

use super::typed::Object;
use crate::ids::{PrincipalId, RoleId};
use crate::model::{
    LighthouseAuthorization, LighthouseDelegation, LighthouseOffer, RoleReference, Standing,
};
use crate::scope::Scope;
use crate::span::{Diagnostic, Place};
use crate::text::{self, NameMap};

/// What was read of Lighthouse so far.
#[derive(Debug, Default)]
pub(crate) struct Lighthouse {
    /// Definitions by their ids, folded.
    definitions: NameMap<String, LighthouseOffer>,
    assignments: Vec<Assignment>,
}

#[derive(Debug)]
struct Assignment {
    delegation: LighthouseDelegation,
    /// The id of its definition, folded.
    definition: String,
}

/// Where the id of a registration assignment leaves its scope, and what its type ends with.
const ASSIGNMENTS: (&str, &str) = (
    "/providers/Microsoft.ManagedServices/registrationAssignments/",
    "Microsoft.ManagedServices/registrationAssignments",
);

/// The lists of authorizations, as REST and as PowerShell calls them.
const LISTS: [(&str, Standing); 4] = [
    ("authorizations", Standing::Active),
    ("authorization", Standing::Active),
    ("eligibleAuthorizations", Standing::Eligible),
    ("eligibleAuthorization", Standing::Eligible),
];

impl Lighthouse {
    /// Takes a registration definition or assignment.
    ///
    /// # Errors
    ///
    /// What the record lacks, where it can't be taken.
    pub(super) fn take(&mut self, record: &Object<'_>, place: Place) -> Result<(), &'static str> {
        let properties = record.object("properties");
        let properties = properties.as_ref().unwrap_or(record);
        let id = record.text("id");
        let is_assigned = |text: &str| text::find(text, ASSIGNMENTS.1).is_some();
        let is_assigned = record.text("type").or(id).is_some_and(is_assigned);
        let Some(definition) = properties.text("registrationDefinitionId") else {
            if is_assigned {
                return Err("its definition");
            }
            self.define(id.ok_or("an id")?, properties, place);
            return Ok(());
        };
        if let Some(nested) = properties.object("registrationDefinition") {
            let fields = nested.object("properties");
            let fields = fields.as_ref().unwrap_or(&nested);
            // Unless the answer was asked to hold it, no more than its id stands there.
            let mut lists = LISTS.iter().map(|(list, _)| fields.get(list));
            if lists.any(|list| list.is_some()) {
                self.define(definition, fields, place.clone());
            }
        }
        let id = id.ok_or("an id")?;
        // The id says where it is; the scope that stands beside it may be that of the deployment.
        let end = text::find(id, ASSIGNMENTS.0);
        let of_id = end.map(|end| &id[..end]).filter(|scope| !scope.is_empty());
        let scope = of_id.or_else(|| properties.text("scope"));
        let scope = Scope::parse(scope.ok_or("a scope")?).map_err(|_| "a scope")?;
        self.assignments.push(Assignment {
            delegation: LighthouseDelegation {
                id: Arc::from(id),
                scope,
                offer: None,
                place,
            },
            definition: text::fold(definition).into_owned(),
        });
        Ok(())
    }

    fn define(&mut self, id: &str, fields: &Object<'_>, place: Place) {
        let shared = |field: &str| fields.text(field).map(Arc::from);
        let mut authorizations = Vec::new();
        for (field, standing) in LISTS {
            let entries = fields.objects(field);
            authorizations.extend(entries.filter_map(|entry| authorization(&entry, standing)));
        }
        let offer = LighthouseOffer {
            name: shared("registrationDefinitionName").or_else(|| shared("name")),
            managing_tenant: shared("managedByTenantId"),
            managing_tenant_name: shared("managedByTenantName"),
            authorizations,
            place,
        };
        match self.definitions.entry(text::fold(id).into_owned()) {
            Entry::Vacant(entry) => {
                entry.insert(offer);
            }
            // Exports of several times may differ: whom any of them names has had access.
            Entry::Occupied(mut entry) => entry.get_mut().join(offer),
        }
    }

    /// The delegations, each with its definition, in an order of their own; what is odd about them.
    pub(super) fn settle(mut self) -> (Vec<LighthouseDelegation>, Vec<Diagnostic>) {
        let mut notes = Vec::new();
        let mut all: Vec<LighthouseDelegation> = Vec::new();
        for Assignment {
            mut delegation,
            definition,
        } in std::mem::take(&mut self.assignments)
        {
            delegation.offer = self.definitions.get(&definition).cloned();
            if delegation.offer.is_none() {
                let message = format!(
                    "the inputs don't hold the definition of the Lighthouse delegation at `{}`: who gets which role there is not known",
                    delegation.scope
                );
                notes.push(
                    Diagnostic::warning("incomplete-record", message)
                        .at(delegation.place.clone())
                        .may_change_answer()
                        .help(format!(
                            "export with `az rest --url '{}/providers/Microsoft.ManagedServices/registrationAssignments?api-version=2022-10-01&$expandRegistrationDefinition=true'`: `az managedservices` leaves out who is eligible",
                            delegation.scope
                        )),
                );
            }
            all.push(delegation);
        }
        let key = |one: &LighthouseDelegation| {
            (
                text::fold(&one.id).into_owned(),
                one.offer.is_none(),
                one.place.clone(),
            )
        };
        all.sort_by_cached_key(key);
        all.dedup_by(|later, first| text::same(&later.id, &first.id));
        (all, notes)
    }
}

fn authorization(entry: &Object<'_>, standing: Standing) -> Option<LighthouseAuthorization> {
    let role = |id: &str| match RoleId::parse(id) {
        Some(id) => RoleReference::Id(id),
        None => RoleReference::Name(Arc::from(id)),
    };
    let name = ["principalIdDisplayName", "principalDisplayName"];
    let assignable = ["delegatedRoleDefinitionIds", "delegatedRoleDefinitionId"];
    let assignable = assignable.iter().flat_map(|field| entry.texts(field));
    Some(LighthouseAuthorization {
        principal: PrincipalId::new(entry.demanded("principalId")?),
        principal_name: name
            .iter()
            .find_map(|field| entry.text(field))
            .map(Arc::from),
        role: role(entry.demanded("roleDefinitionId")?),
        standing,
        assignable_roles: assignable.map(role).collect(),
    })
}
