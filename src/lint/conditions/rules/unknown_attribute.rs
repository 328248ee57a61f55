use super::super::subject::{Report, Subject};
use crate::condition::attribute::CASE_SENSITIVE_KEY;
use crate::condition::{AttributeRef, AttributeSource};
use crate::near::near;
use crate::rule::{Rule, Severity};
use crate::text;

/// An attribute that Azure's documentation doesn't know, or not of that source: it is missing from every
/// request.
pub(super) const RULE: Rule = Rule::new(
    "unknown-attribute",
    "an attribute that no request has",
    Severity::High,
)
.of_clause("AB-17");

/// Where an attribute comes from, and how it is written; `*` stands for a key or a name of the tenant's
/// own (§3.4). Those that only definitions of Azure's own use are among them.
const KNOWN: [(Sources, &str); 27] = [
    (
        BOTH,
        "Microsoft.Authorization/roleAssignments:RoleDefinitionId",
    ),
    (BOTH, "Microsoft.Authorization/roleAssignments:PrincipalId"),
    (
        BOTH,
        "Microsoft.Authorization/roleAssignments:PrincipalType",
    ),
    (RESOURCE, "Microsoft.Storage/storageAccounts:name"),
    (RESOURCE, "Microsoft.Storage/storageAccounts:isHnsEnabled"),
    (
        RESOURCE,
        "Microsoft.Storage/storageAccounts/encryptionScopes:name",
    ),
    (
        RESOURCE,
        "Microsoft.Storage/storageAccounts/blobServices/containers:name",
    ),
    (
        RESOURCE,
        "Microsoft.Storage/storageAccounts/blobServices/containers/metadata:*",
    ),
    (
        RESOURCE,
        "Microsoft.Storage/storageAccounts/blobServices/containers/blobs:path",
    ),
    (
        REQUEST,
        "Microsoft.Storage/storageAccounts/blobServices/containers/blobs:prefix",
    ),
    (
        RESOURCE,
        "Microsoft.Storage/storageAccounts/blobServices/containers/blobs:isCurrentVersion",
    ),
    (
        REQUEST,
        "Microsoft.Storage/storageAccounts/blobServices/containers/blobs:versionId",
    ),
    (
        REQUEST,
        "Microsoft.Storage/storageAccounts/blobServices/containers/blobs:snapshot",
    ),
    (
        REQUEST,
        "Microsoft.Storage/storageAccounts/blobServices/containers/blobs:include",
    ),
    (
        BOTH,
        "Microsoft.Storage/storageAccounts/blobServices/containers/blobs/tags:*",
    ),
    (
        BOTH,
        "Microsoft.Storage/storageAccounts/blobServices/containers/blobs/tags&$keys$&",
    ),
    (
        RESOURCE,
        "Microsoft.Storage/storageAccounts/queueServices/queues:name",
    ),
    (
        RESOURCE,
        "Microsoft.OperationalInsights/workspaces/tables:name",
    ),
    (
        RESOURCE,
        "Microsoft.OperationalInsights/workspaces/tables:protectionLevel",
    ),
    (
        RESOURCE,
        "Microsoft.OperationalInsights/workspaces/tables/record:*",
    ),
    (RESOURCE, "Microsoft.Insights/logs/tables:protectionLevel"),
    (
        BOTH,
        "Microsoft.ContainerRegistry/registries/repositories:name",
    ),
    (
        PRINCIPAL,
        "Microsoft.Directory/CustomSecurityAttributes/Id:*",
    ),
    (ENVIRONMENT, "isPrivateLink"),
    (ENVIRONMENT, "Microsoft.Network/privateEndpoints"),
    (ENVIRONMENT, "Microsoft.Network/virtualNetworks/subnets"),
    (ENVIRONMENT, "UtcNow"),
];

type Sources = &'static [AttributeSource];
const BOTH: Sources = &[AttributeSource::Request, AttributeSource::Resource];
const REQUEST: Sources = &[AttributeSource::Request];
const RESOURCE: Sources = &[AttributeSource::Resource];
const PRINCIPAL: Sources = &[AttributeSource::Principal];
const ENVIRONMENT: Sources = &[AttributeSource::Environment];

/// Attributes that no documentation names and definitions of Azure's own read.
const UNDOCUMENTED: [&str; 1] = ["HasObotoken"];

pub(super) fn run(subject: &Subject<'_>, report: &mut Report<'_>) {
    let mut seen: Vec<&AttributeRef> = Vec::new();
    for attribute in subject.root.attributes() {
        if seen.contains(&attribute) {
            continue;
        }
        seen.push(attribute);
        if let Some((message, severity)) = fault(attribute) {
            let help = "attributes and their sources are listed in Azure's documentation of conditions; a comparison with one that is missing is never met";
            let span = place(subject, attribute);
            report.add(severity, span, message, Some(help));
        }
    }
}

fn place(subject: &Subject<'_>, attribute: &AttributeRef) -> crate::span::Span {
    let mut comparisons = subject.root.comparisons().into_iter();
    let reads = comparisons.find(|(comparison, _)| comparison.attributes().contains(&attribute));
    reads.map_or_else(|| subject.whole(), |(_, span)| span)
}

fn fault(attribute: &AttributeRef) -> Option<(String, Severity)> {
    let path = attribute.path();
    // Sources and names that Azure keeps for itself are judged by another rule, or not at all.
    if attribute.source() == AttributeSource::Context
        || UNDOCUMENTED.iter().any(|name| text::same(name, path))
    {
        return None;
    }
    let known: Vec<&(Sources, &str)> = KNOWN.iter().filter(|(_, known)| is(path, known)).collect();
    if known
        .iter()
        .any(|(sources, _)| sources.contains(&attribute.source()))
    {
        return None;
    }
    if let [(sources, _), ..] = known[..] {
        let right: Vec<String> = sources
            .iter()
            .map(|s| format!("`@{}`", s.as_str()))
            .collect();
        let message = format!(
            "`{path}` is an attribute of {}, not of `@{}`: it is missing from every request",
            right.join(" and "),
            attribute.source().as_str()
        );
        return Some((message, Severity::High));
    }
    let near = near(path, KNOWN.iter().map(|(_, known)| *known), 1);
    let meant = near.first().map(|near| format!("; did you mean `{near}`?"));
    let message = format!(
        "Azure documents no attribute `{path}`{}",
        meant.unwrap_or_default()
    );
    Some((message, Severity::Medium))
}

/// Whether a path is written like a known one.
fn is(path: &str, known: &str) -> bool {
    let Some(stem) = known.strip_suffix('*') else {
        return text::same(path, known);
    };
    let key = text::ends_with(path, CASE_SENSITIVE_KEY).then_some(CASE_SENSITIVE_KEY.len());
    let path = &path[..path.len() - key.unwrap_or_default()];
    text::starts_with(path, stem) && path.len() > stem.len()
}
