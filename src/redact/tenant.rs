//! Every record of a snapshot, rewritten.

use std::sync::Arc;

use super::pseudonym::Redactor;
use crate::model::{
    ConditionText, DenyAssignment, ManagementGroupChild, Permission, Principal, PrincipalKind,
    Principals, RoleDefinition, RoleKind, RoleReference, Tenant,
};

/// Replaces every name of a snapshot, and tells what is odd about it in the new names.
pub(crate) fn redact(tenant: &mut Tenant, redactor: &mut Redactor) {
    let r = redactor;
    // Paths first: sentences of diagnostics name them.
    for input in &mut tenant.inputs {
        input.path = r.path(&input.path);
        input.sha256 = r.sha256(&input.sha256);
    }
    let mut principals = Principals::default();
    for principal in tenant.principals.values() {
        principals.learn(redacted(principal, r));
    }
    tenant.principals = principals;
    for application in &mut tenant.applications {
        application.id = application.id.as_ref().map(|id| r.principal(id));
        application.app_id = r.name("service", &application.app_id);
        let name = &mut application.display_name;
        *name = name.as_ref().map(|name| r.name("service", name));
    }
    for role in &mut tenant.role_definitions {
        definition(role, r);
    }
    for held in &mut tenant.role_assignments {
        held.id = r.arm_id(&held.id);
        held.principal = r.principal(&held.principal);
        reference(&mut held.role, r);
        if let Some(name) = &held.role_name
            && !r.is_published(name)
        {
            held.role_name = Some(r.name("role", name));
        }
        held.scope = r.scope(&held.scope);
        bound(&mut held.condition, r);
        held.description = held.description.as_ref().map(|text| r.name("text", text));
        held.place = r.place(&held.place);
    }
    for held in &mut tenant.schedules {
        held.id = r.arm_id(&held.id);
        held.principal = r.principal(&held.principal);
        reference(&mut held.role, r);
        held.scope = r.scope(&held.scope);
        held.origin_assignment = held.origin_assignment.as_ref().map(|id| r.arm_id(id));
        bound(&mut held.condition, r);
        held.place = r.place(&held.place);
    }
    for deny in &mut tenant.deny_assignments {
        deny_assignment(deny, r);
    }
    for list in &mut tenant.group_members {
        list.group = r.principal(&list.group);
        for member in &mut list.members {
            *member = r.principal(member);
        }
        list.place = r.place(&list.place);
    }
    for group in &mut tenant.management_groups {
        group.id = r.name("mg", &group.id);
        group.display_name = group.display_name.as_ref().map(|name| r.name("mg", name));
        group.parent = group.parent.as_ref().map(|id| r.name("mg", id));
        for child in &mut group.children {
            match child {
                ManagementGroupChild::Group(id) => *id = r.name("mg", id),
                ManagementGroupChild::Subscription(scope) => *scope = r.scope(scope),
            }
        }
        group.place = r.place(&group.place);
    }
    for named in &mut tenant.subscription_names {
        named.scope = r.scope(&named.scope);
        named.name = r.name("sub", &named.name);
    }
    for host in &mut tenant.identity_hosts {
        host.id = r.scope(&host.id);
        for identity in &mut host.identities {
            identity.principal = identity.principal.as_ref().map(|id| r.principal(id));
            identity.resource = identity.resource.as_ref().map(|scope| r.scope(scope));
        }
        host.place = r.place(&host.place);
    }
    if let Some(past) = &mut tenant.past {
        let containers = std::mem::take(&mut past.containers);
        past.containers = containers.iter().map(|scope| r.scope(scope)).collect();
        let uncertain = std::mem::take(&mut past.uncertain);
        past.uncertain = uncertain.iter().map(|id| r.arm_id(id)).collect();
        if let Some(logged) = &mut past.logged {
            *logged = logged.iter().map(|scope| r.scope(scope)).collect();
        }
        let lost = std::mem::take(&mut past.lost);
        past.lost = lost
            .iter()
            .map(|(scope, why)| (r.scope(scope), *why))
            .collect();
    }
    for event in &mut tenant.activity {
        event.principal = event.principal.as_ref().map(|id| r.principal(id));
        event.caller = event.caller.as_ref().map(|name| r.name("caller", name));
        event.scope = event.scope.as_ref().map(|scope| r.scope(scope));
        event.call = event.call.as_ref().map(|id| r.name("call", id));
        event.place = r.place(&event.place);
    }
    for resource in &mut tenant.resources {
        resource.json = r.resource(&resource.json);
        resource.place = r.place(&resource.place);
    }
    tenant.diagnostics = tenant.diagnostics.iter().map(|d| r.diagnostic(d)).collect();
}

fn redacted(principal: &Principal, r: &mut Redactor) -> Principal {
    let kind = match principal.kind {
        PrincipalKind::User => "user",
        PrincipalKind::Group | PrincipalKind::ForeignGroup => "group",
        PrincipalKind::ServicePrincipal => "service",
        PrincipalKind::ManagedIdentity => "identity",
        PrincipalKind::Device => "device",
        PrincipalKind::Unknown => "principal",
    };
    let service = principal.display_name.as_deref();
    let service = service.is_some_and(|name| r.is_service(name));
    let mut name = |text: &Option<Arc<str>>| {
        let kept = service && text == &principal.display_name;
        let renamed = |text: &Arc<str>| {
            if kept {
                Arc::clone(text)
            } else {
                r.name(kind, text)
            }
        };
        text.as_ref().map(renamed)
    };
    let (display_name, app_id) = (name(&principal.display_name), name(&principal.app_id));
    // That a guest signs in from elsewhere is no name.
    let sign_in_name = principal.sign_in_name.as_ref().map(|original| {
        let pseudonym = r.name(kind, original);
        if original.contains("#EXT#") {
            Arc::from(format!("{pseudonym}#EXT#"))
        } else {
            pseudonym
        }
    });
    Principal {
        id: r.principal(&principal.id),
        kind: principal.kind,
        display_name,
        sign_in_name,
        app_id,
        resource_id: principal.resource_id.as_ref().map(|id| r.arm_id(id)),
        user_type: principal.user_type.clone(),
        listed_kind: principal.listed_kind,
        account: principal.account,
        unidentified: principal.unidentified,
        said: principal.said,
    }
}

impl Redactor {
    /// A role definition with its names replaced.
    pub fn definition(&mut self, role: &mut RoleDefinition) {
        definition(role, self);
    }
}

fn definition(role: &mut RoleDefinition, r: &mut Redactor) {
    role.id = role.id.map(|id| r.role_id(id));
    if role.kind == RoleKind::Custom || !r.is_published(&role.name) {
        role.name = r.name("role", &role.name);
        role.description = role.description.as_ref().map(|text| r.name("text", text));
    }
    for alias in &mut role.aliases {
        *alias = r.name("role", alias);
    }
    permissions(&mut role.permissions, r);
    for scope in &mut role.assignable_scopes {
        *scope = if &**scope == "/" {
            Arc::clone(scope)
        } else {
            r.arm_id(scope)
        };
    }
    role.place = role.place.as_ref().map(|place| r.place(place));
}

fn reference(role: &mut RoleReference, r: &mut Redactor) {
    match role {
        RoleReference::Id(id) => *id = r.role_id(*id),
        RoleReference::Name(name) if !r.is_published(name) => *name = r.name("role", name),
        RoleReference::Name(_) => {}
    }
}

fn deny_assignment(deny: &mut DenyAssignment, r: &mut Redactor) {
    deny.id = r.arm_id(&deny.id);
    deny.name = r.name("deny", &deny.name);
    deny.scope = r.scope(&deny.scope);
    let subjects = deny
        .principals
        .iter_mut()
        .chain(&mut deny.exclude_principals);
    for subject in subjects {
        subject.id = r.principal(&subject.id);
    }
    permissions(&mut deny.permissions, r);
    bound(&mut deny.condition, r);
    deny.place = r.place(&deny.place);
}

fn permissions(permissions: &mut [Permission], r: &mut Redactor) {
    for permission in permissions {
        bound(&mut permission.condition, r);
    }
}

fn bound(condition: &mut Option<ConditionText>, r: &mut Redactor) {
    *condition = condition.as_ref().map(|condition| r.condition(condition));
}
