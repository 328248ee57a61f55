//! The types, ids and scopes of the resources of a template.

use crate::text;

pub(super) const GROUPS: &str = "/resourceGroups/";

/// The scope of a deployment of a template with this schema.
pub(super) fn target(schema: &str) -> &'static str {
    let schema = text::fold(schema);
    if schema.contains("/tenantdeploymenttemplate") {
        "/"
    } else if schema.contains("/managementgroupdeploymenttemplate") {
        "/providers/Microsoft.Management/managementGroups/{managementGroup}"
    } else if schema.contains("/subscriptiondeploymenttemplate") {
        "/subscriptions/{subscription}"
    } else {
        "/subscriptions/{subscription}/resourceGroups/{resourceGroup}"
    }
}

/// The segment of a scope behind one of this name.
fn behind<'s>(scope: &'s str, name: &str) -> Option<&'s str> {
    let mut segments = scope.split('/');
    segments.find(|segment| text::same(segment, name))?;
    segments.next()
}

pub(super) fn subscription_of(target: &str) -> &str {
    behind(target, "subscriptions").unwrap_or("{subscription}")
}

pub(super) fn group_of(target: &str) -> &str {
    behind(target, "resourceGroups").unwrap_or("{resourceGroup}")
}

/// The id of the management group that a deployment is for.
pub(super) fn management_group_of(target: &str) -> &str {
    match behind(target, "managementGroups") {
        Some(_) => target,
        None => "/providers/Microsoft.Management/managementGroups/{managementGroup}",
    }
}

/// The whole type of a resource: of a child with its parent's, of an extension as part of what it
/// extends (`TYPE/providers/locks`) with the namespace that its name carries. `None` where that is not
/// known.
pub(super) fn full_type(written: &str, name: &str, parent: Option<&str>) -> Option<String> {
    let written = written.split('@').next().unwrap_or(written);
    if let Some(extension) = extension(written) {
        if extension.contains('/') {
            return Some(extension.to_owned());
        }
        let mut names = name.rsplit('/').skip(1);
        let namespace = names.next().filter(|part| part.contains('.')).or({
            let of_authorization = [
                "roleAssignments",
                "roleDefinitions",
                "locks",
                "policyAssignments",
            ];
            let is_one = of_authorization
                .iter()
                .any(|known| text::same(known, extension));
            is_one.then_some("Microsoft.Authorization")
        });
        return Some(format!("{}/{extension}", namespace?));
    }
    Some(match parent {
        Some(parent) if !written.contains('.') => format!("{parent}/{written}"),
        _ => written.to_owned(),
    })
}

/// What stands behind `providers/` in a type.
fn extension(written: &str) -> Option<&str> {
    let at = text::find(written, "providers/")?;
    let is_segment = at == 0 || written[..at].ends_with('/');
    is_segment.then(|| &written[at + "providers/".len()..])
}

/// The scope that a text names: an id, or `Microsoft.X/type/name` below the scope of the deployment.
/// `None` for what is open as a whole, or no scope.
pub(super) fn named_scope(given: &str, target: &str) -> Option<String> {
    if given.starts_with('/') {
        return Some(given.to_owned());
    }
    let (namespace, rest) = given.trim_end_matches('/').split_once('/')?;
    if namespace.contains('{') || !namespace.contains('.') {
        return None;
    }
    let segments: Vec<&str> = rest.split('/').collect();
    let kinds = segments.iter().step_by(2);
    let kind = kinds.fold(namespace.to_owned(), |kind, next| format!("{kind}/{next}"));
    let names: Vec<&str> = segments.iter().skip(1).step_by(2).copied().collect();
    Some(id_of(target, &kind, &names.join("/")))
}

/// The resource that holds another one as a child.
#[derive(Clone, Copy, Debug)]
pub(super) struct Parent<'t> {
    pub(super) kind: &'t str,
    pub(super) id: &'t str,
    pub(super) scope: &'t str,
}

/// The scope at which a resource is deployed, and its id. `above` is the scope that it names, or that of
/// the deployment.
pub(super) fn place(
    written: &str,
    kind: &str,
    name: &str,
    above: &str,
    parent: Option<Parent<'_>>,
) -> (String, String) {
    let own = name.rsplit('/').next().unwrap_or(name);
    let scope = match (extension(written), parent) {
        (Some(extension), parent) => {
            let extended = written[..written.len() - extension.len()].trim_end_matches('/');
            let extended = extended.rsplit_once('/').map_or("", |(kind, _)| kind);
            // Its name ends with a namespace and that of the extension.
            let names = name.rsplitn(3, '/').nth(2).unwrap_or_default();
            match parent {
                Some(parent) if extended.is_empty() || text::same(extended, parent.kind) => {
                    parent.id.to_owned()
                }
                Some(parent) if !extended.contains('.') => chain(parent.id, extended, names),
                Some(parent) => id_of(parent.scope, extended, names),
                None => id_of(above, extended, names),
            }
        }
        (None, Some(parent)) if !written.contains('.') => {
            let within = &kind[(parent.kind.len() + 1).min(kind.len())..];
            let id = chain(parent.id, within, name);
            return (parent.id.to_owned(), id);
        }
        // A child that is written with its whole type has its whole name too.
        (None, Some(parent)) if text::starts_with(kind, &format!("{}/", parent.kind)) => {
            return (parent.scope.to_owned(), id_of(parent.scope, kind, name));
        }
        (None, Some(parent)) => parent.id.to_owned(),
        (None, None) => return (above.to_owned(), id_of(above, kind, name)),
    };
    let id = id_of(&scope, kind, own);
    (scope, id)
}

/// The id of a resource below a scope: the names put between the segments of the type.
pub(super) fn id_of(scope: &str, kind: &str, name: &str) -> String {
    let scope = scope.trim_end_matches('/');
    if text::same(kind, "Microsoft.Resources/resourceGroups") {
        return format!("{scope}{GROUPS}{name}");
    }
    let is_group = text::starts_with(kind, "Microsoft.Management/managementGroups");
    let scope = if is_group { "" } else { scope };
    let (namespace, kinds) = kind.split_once('/').unwrap_or((kind, ""));
    chain(&format!("{scope}/providers/{namespace}"), kinds, name)
}

/// `above` with `/{kind}/{name}…`. Names may repeat those of what is above.
fn chain(above: &str, kinds: &str, names: &str) -> String {
    let kinds: Vec<&str> = kinds.split('/').filter(|kind| !kind.is_empty()).collect();
    let names: Vec<&str> = names.split('/').filter(|name| !name.is_empty()).collect();
    let mut names = names[names.len().saturating_sub(kinds.len())..].iter();
    let mut id = above.to_owned();
    for kind in kinds {
        let name = names.next().copied().unwrap_or("{name}");
        id.push_str(&format!("/{kind}/{name}"));
    }
    id
}
