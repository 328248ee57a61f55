//! The judgement where only a URL is known (nexus.md §2.2).

use super::{Judge, RuleStatus, Verdict, unknown};
use crate::access::AccessIndex;
use crate::ids::PrincipalId;
use crate::model::{Grant, Moment, Standing};
use crate::nexus::requirement::Needed;
use crate::nexus::target::Target;
use crate::scope::ScopeKind;

impl Judge<'_> {
    /// The judgement where only a URL is known (§2.2): a role on the subscription or a group may
    /// reach the resource or not.
    pub(super) fn somewhere(&self, access: &AccessIndex<'_>, principal: &PrincipalId) -> Verdict {
        let closure = access.groups().closure(principal);
        let moment = Moment::AsExported;
        let own = access.grants_through(&closure, moment);
        let candidate = own
            .map(|(_, grant)| grant)
            .chain(access.grants_of_open_groups(&closure, moment))
            .filter(|grant| grant.standing == Standing::Active)
            .find(|a| {
                !matches!(
                    a.scope.kind(),
                    ScopeKind::Resource | ScopeKind::TenantResource
                ) && self.may_serve(access, a)
            });
        let resource = self.requirement.kind.resource();
        let label = self.requirement.on.label();
        match candidate {
            Some(assignment) if assignment.scope.kind() == ScopeKind::Root => (
                RuleStatus::Pass,
                format!("{} has {} at `/`", self.who(), self.role().name),
            ),
            Some(assignment) => unknown(format!(
                "{} has {} at `{}`, but no input says where the {resource} `{label}` is; add {}",
                self.who(),
                assignment.role_label(),
                assignment.scope,
                self.listing()
            )),
            None => (
                RuleStatus::Fail,
                format!(
                    "{} has {} on nothing that could be the {resource} `{label}`",
                    self.who(),
                    self.role().name
                ),
            ),
        }
    }

    fn may_serve(&self, access: &AccessIndex<'_>, grant: &Grant<'_>) -> bool {
        if access.is_role(grant.reference, self.role().id()) {
            return true;
        }
        let wildcards = access.catalog().wildcards();
        let probe = self.probe();
        match grant.role {
            None => true,
            Some(role) => role.permissions.iter().any(|p| {
                p.plane(probe.plane)
                    .matches(probe.action.as_str(), wildcards)
            }),
        }
    }

    fn listing(&self) -> &'static str {
        match &self.requirement.on {
            Needed::Resource(Target::Vault { .. }) => "the output of `az keyvault show`",
            Needed::Resource(Target::Container { .. }) => "the output of `az storage account show`",
            _ => "the output of `az resource list`",
        }
    }
}
