//! A1 to A10: who has which role where.

use super::context::Context;
use super::result::ClusterCheck;
use crate::access::{AccessIndex, Authorizer, Circumstances, Outcome};
use crate::ids::PrincipalId;
use crate::model::{Moment, Plane, PrincipalKind, Standing};
use crate::nexus::grant::{RuleStatus, has_assignments, target_of};
use crate::nexus::requirement::{Needed, NeededBy};
use crate::nexus::rule::ClusterRule;
use crate::nexus::setting::SettingKind;
use crate::nexus::target::Target;
use crate::rule::Severity;
use crate::scope::Scope;
use crate::text::{self, shell_word};

pub(super) fn named_role(rule: ClusterRule, context: &Context<'_>) -> Vec<ClusterCheck> {
    let judged = context.judgements.iter();
    let judged = judged
        .filter(|judgement| judgement.requirement.rule == rule)
        .map(|judgement| {
            let requirement = &judgement.requirement;
            let subject = format!(
                "{} on {}",
                requirement.holder.label(),
                requirement.on.label()
            );
            let mut check =
                ClusterCheck::new(rule, judgement.status, subject, judgement.message.clone());
            if judgement.status != RuleStatus::Pass {
                check = check.consequence(match requirement.on {
                    Needed::Identity(_) => "the platform cannot use the identity for the vault",
                    Needed::Resource(_) => requirement.kind.consequence(),
                });
                check.fix.clone_from(&judgement.fix);
            }
            check
        });
    judged.chain(by_old_field(rule, context)).collect()
}

/// A2, A3: a resource that only the deprecated field names has no identity of its own that could be judged.
fn by_old_field(rule: ClusterRule, context: &Context<'_>) -> Option<ClusterCheck> {
    let kind = match rule {
        ClusterRule::A2 => SettingKind::Analytics,
        ClusterRule::A3 => SettingKind::SecretArchive,
        _ => return None,
    };
    let (field, _) = context.cluster.only_legacy(kind)?;
    let message = format!(
        "the deprecated `{field}` names no identity: who reaches the {} by it, and may do so, no export \
         shows; `{}` names one that can be judged (S9)",
        kind.resource(),
        kind.json_name()
    );
    Some(ClusterCheck::unknown(rule, field, message).consequence(kind.consequence()))
}

/// A6 to A9: what the judgements have to remark; one line that all is well where none has.
pub(super) fn remark(rule: ClusterRule, context: &Context<'_>) -> Vec<ClusterCheck> {
    let mut checks = Vec::new();
    for judgement in &context.judgements {
        let requirement = &judgement.requirement;
        let subject = format!(
            "{} on {}",
            requirement.holder.label(),
            requirement.on.label()
        );
        let own = judgement.remarks.iter().filter(|(of, _)| *of == rule);
        checks.extend(own.map(|(_, message)| {
            let check = ClusterCheck::fail(rule, subject.clone(), message.clone());
            match rule {
                ClusterRule::A6 => {
                    check.consequence("the identity can do more than its setting asks for")
                }
                ClusterRule::A9 => check.consequence(
                    "the platform may be stopped by the condition where the setting needs access",
                ),
                _ => check.consequence(requirement.kind.consequence()),
            }
        }));
    }
    if !checks.is_empty() || context.judgements.is_empty() {
        return checks;
    }
    let judged = |status| context.judgements.iter().any(|j| j.status == status);
    let subject = context.cluster.label();
    if !judged(RuleStatus::Pass) && !judged(RuleStatus::Fail) {
        let message = "no role assignment could be judged";
        return vec![ClusterCheck::unknown(rule, subject, message)];
    }
    let message = match rule {
        ClusterRule::A6 => "no setting relies on a wider role than it needs",
        ClusterRule::A7 => "nobody relies on a role without data actions",
        ClusterRule::A8 => "no role was found on a wrong principal",
        _ => "no role assignment in use carries a condition",
    };
    vec![ClusterCheck::pass(rule, subject, message)]
}

/// A5: who reads output needs a blob data role and Reader.
pub(super) fn readers(rule: ClusterRule, context: &Context<'_>) -> Vec<ClusterCheck> {
    let mut checks = Vec::new();
    for named in &context.targets {
        let Target::Container { .. } = named.target else {
            continue;
        };
        let label = named.target.label();
        let access = context
            .input
            .access
            .filter(|access| has_assignments(access));
        let Some(access) = access else {
            let message = "it is not known who may read the output: the inputs hold no role \
                           assignments";
            checks.push(ClusterCheck::unknown(rule, label, message));
            continue;
        };
        let Some((id, scope)) = named
            .id()
            .and_then(|id| Some((id, named.target.scope(id)?)))
        else {
            let message = "it is not known who may read the output: no input says where the account \
                           is; add the output of `az storage account show`";
            checks.push(ClusterCheck::unknown(rule, label, message));
            continue;
        };
        let people = people_with_blob_roles(access, &scope);
        if people.is_empty() {
            let message = "no person has a blob data role here: nobody reads the output directly";
            checks.push(ClusterCheck::pass(rule, label, message));
            continue;
        }
        for person in people {
            let at = |scope: &Scope| {
                let moment = Moment::AsExported;
                Authorizer::new(access, &person, scope, moment, Circumstances::default())
            };
            let standing = at(&scope);
            let read = target_of(READ_CONTAINER, Plane::Control);
            let account = id.scope().map(|account| {
                at(&account)
                    .decide(&target_of(READ_ACCOUNT, Plane::Control))
                    .outcome()
            });
            let name = access
                .tenant()
                .principal(&person)
                .map_or_else(|| person.to_string(), |p| p.label().to_owned());
            // Reader on the container alone is enough (A5); the blob roles list the container too.
            let reader = holds_reader(access, &standing)
                || account == Some(Outcome::Allowed)
                    && standing.decide(&read).outcome() == Outcome::Allowed;
            checks.push(if reader {
                let message = format!("`{name}` has a blob data role and Reader");
                ClusterCheck::pass(rule, label.clone(), message)
            } else {
                let message = format!(
                    "`{name}` has a blob data role, but not Reader on the container or account"
                );
                ClusterCheck::fail(rule, label.clone(), message)
                    .consequence("the person does not find the output in the portal")
                    .fix(format!(
                        "az role assignment create --assignee-object-id {} \
                         --assignee-principal-type {} --role \
                         acdd72a7-3385-48ef-bd42-f606fba81ae7 --scope {}",
                        shell_word(person.as_str()),
                        match access.tenant().principal(&person).map(|p| p.kind) {
                            Some(PrincipalKind::Group) => "Group",
                            _ => "User",
                        },
                        shell_word(id.as_str())
                    ))
            });
        }
    }
    checks
}

const READ_BLOBS: &str = "Microsoft.Storage/storageAccounts/blobServices/containers/blobs/read";
const READ_CONTAINER: &str = "Microsoft.Storage/storageAccounts/blobServices/containers/read";
const READ_ACCOUNT: &str = "Microsoft.Storage/storageAccounts/read";
const READER: &str = "Reader";

fn holds_reader(access: &AccessIndex<'_>, authorizer: &Authorizer<'_, '_>) -> bool {
    let mut grants = access.grants_through(authorizer.closure(), Moment::AsExported);
    grants.any(|(_, grant)| {
        grant.standing == Standing::Active
            && grant
                .role
                .is_some_and(|role| text::same(&role.name, READER))
            && authorizer.ancestors().reached_from(grant.scope)
    })
}

/// People and groups that an assignment lets read the blobs of a container.
fn people_with_blob_roles(access: &AccessIndex<'_>, scope: &Scope) -> Vec<PrincipalId> {
    let ancestors = access.hierarchy().ancestors(scope);
    let wildcards = access.catalog().wildcards();
    let mut found: Vec<PrincipalId> = access
        .grants(Moment::AsExported)
        .filter(|a| a.standing == Standing::Active && ancestors.reached_from(a.scope))
        .filter(|a| {
            let known = access.tenant().principal(a.holder).map(|p| p.kind);
            match known.unwrap_or(a.principal_kind()) {
                PrincipalKind::User => true,
                PrincipalKind::Group => may_hold_people(access, a.holder),
                _ => false,
            }
        })
        .filter(|a| {
            a.role.is_some_and(|role| {
                role.permissions
                    .iter()
                    .any(|p| p.plane(Plane::Data).matches(READ_BLOBS, wildcards))
            })
        })
        .map(|a| a.holder.clone())
        .collect();
    found.sort();
    found.dedup();
    found
}

/// Whether somebody in a group is a person, or may be.
fn may_hold_people(access: &AccessIndex<'_>, group: &PrincipalId) -> bool {
    let groups = access.groups();
    let kind = |id: &PrincipalId| access.tenant().principal(id).map(|who| who.kind);
    let is_workload = |id: &&PrincipalId| {
        matches!(
            kind(id),
            Some(
                PrincipalKind::ServicePrincipal
                    | PrincipalKind::ManagedIdentity
                    | PrincipalKind::Group
            )
        )
    };
    let members = groups.members(group);
    groups.gap(group).is_some() || members.is_empty() || !members.iter().all(is_workload)
}

/// A10: an identity that serves several settings.
pub(super) fn shared(rule: ClusterRule, context: &Context<'_>) -> Vec<ClusterCheck> {
    let mut holders: Vec<&NeededBy> = Vec::new();
    for judgement in &context.judgements {
        let holder = &judgement.requirement.holder;
        if *holder != NeededBy::Platform && !holders.contains(&holder) {
            holders.push(holder);
        }
    }
    holders
        .into_iter()
        .filter_map(|holder| {
            let served: Vec<String> = context
                .judgements
                .iter()
                .filter(|j| j.requirement.holder == *holder)
                .map(|j| j.requirement.on.label())
                .collect();
            let slots: usize = context
                .judgements
                .iter()
                .filter(|j| j.requirement.holder == *holder)
                .map(|j| j.requirement.slots.len())
                .sum();
            (slots > 1).then(|| {
                let message = format!(
                    "{} serves {slots} settings: {}; each resource is judged once",
                    holder.label(),
                    served.join(", ")
                );
                ClusterCheck::pass(rule, holder.label(), message).severity(Severity::Info)
            })
        })
        .collect()
}
