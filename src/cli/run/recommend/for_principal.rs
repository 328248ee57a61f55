//! `recommend --for`: what a principal holds already is taken as given.

use crate::access::{AccessIndex, Target};
use crate::cli::args::RecommendArgs;
use crate::cli::complain::{Complaint, GATHER};
use crate::cli::context::Context;
use crate::cli::run::vault_policies::VaultPolicies;
use crate::directory::look_up_principal;
use crate::ids::{PrincipalId, parse_guid};
use crate::minimize::{Given, Recommendation, Requirement, give, note_held, redundant};
use crate::model::{Moment, Principal, Tenant};
use crate::report::{Assignee, GivenReport, doubt_diagnostics};
use crate::scope::Scope;
use crate::span::Diagnostic;
use crate::time::Timestamp;

/// The principal that gets the roles.
pub(in crate::cli::run) struct Receiver {
    principal: Principal,
    /// Whether exports say what it holds.
    is_exported: bool,
    /// The moment at which that is to count.
    moment: Moment,
    when: Option<Timestamp>,
}

/// The principal of `--for`. Without exports its object id is enough to write assignments.
pub(in crate::cli::run) fn receiver(
    context: &mut Context,
    args: &RecommendArgs,
) -> Result<Option<Receiver>, Complaint> {
    let Some(who) = &args.receiver else {
        return Ok(None);
    };
    let principal = principal_named(&context.tenant, who)?;
    let is_exported =
        !context.tenant.role_assignments.is_empty() || !context.tenant.schedules.is_empty();
    if !is_exported {
        context.diagnostics.push(
            Diagnostic::info(
                "no-assignments",
                format!("what `{who}` holds already is not considered: no export of role assignments is given"),
            )
            .help("name exports with `-i`"),
        );
    } else if args.at.is_empty() {
        return Err(
            Complaint::usage(format!("where is it required of `{who}`?"))
                .help("what somebody holds depends on the scope: name it with `--at`"),
        );
    }
    Ok(Some(Receiver {
        principal,
        is_exported,
        moment: Moment::from(args.when),
        when: args.when,
    }))
}

/// The principal that a word means, with what the exports say of it.
pub(in crate::cli::run) fn principal_named(
    tenant: &Tenant,
    who: &str,
) -> Result<Principal, Complaint> {
    if tenant.inputs.is_empty() && parse_guid(who.trim()).is_none() {
        return Err(Complaint::usage(format!(
            "who `{who}` is stands in exports, and none is given"
        ))
        .help(format!(
            "name them with `-i`, or give the object id; {GATHER}"
        )));
    }
    let id = look_up_principal(tenant, who)?;
    let known = tenant.principal(&id).cloned();
    Ok(known.unwrap_or_else(|| Principal::new(id)))
}

impl Receiver {
    /// A principal whose exports say what it holds.
    pub(in crate::cli::run) fn exported(principal: Principal, when: Option<Timestamp>) -> Self {
        Self {
            principal,
            is_exported: true,
            moment: Moment::from(when),
            when,
        }
    }

    pub(in crate::cli::run) fn assignee(&self) -> Assignee {
        Assignee {
            id: Some(self.principal.id.clone()),
            kind: self.principal.kind,
        }
    }

    fn id(&self) -> &PrincipalId {
        &self.principal.id
    }

    /// Takes what the principal holds off the requirement.
    pub(in crate::cli::run) fn give(
        &self,
        context: &mut Context,
        requirement: &mut Requirement,
        also_at: &[Scope],
    ) -> Option<Given> {
        if !self.is_exported {
            return None;
        }
        let policies = VaultPolicies::new(&context.tenant);
        let asked = requirement.actions.iter();
        let of_vaults: Vec<Diagnostic> = asked
            .filter_map(|asked| {
                let target = Target {
                    action: asked.action.clone(),
                    plane: asked.plane,
                };
                policies.note(asked.scope.as_ref()?, &[target])
            })
            .collect();
        let index = AccessIndex::new(&context.tenant, &context.catalog);
        let given = give(&index, self.id(), requirement, also_at, self.moment);
        drop(index);
        let said = doubt_diagnostics(&given.doubts, &context.tenant);
        context.diagnostics.extend(said);
        context.diagnostics.extend(of_vaults);
        Some(given)
    }

    /// What the recommendation takes as given, and what it makes needless.
    pub(in crate::cli::run) fn report(
        self,
        context: &Context,
        given: Given,
        found: &mut Recommendation,
    ) -> GivenReport {
        let index = AccessIndex::new(&context.tenant, &context.catalog);
        note_held(&index, self.id(), found);
        let rows = redundant(&index, self.id(), found, self.moment);
        GivenReport::new(self.principal, self.when, given, rows, &context.tenant)
    }
}
