//! Role definitions of systems that are not Azure RBAC.

use serde_json::Value;

/// The system that a JSON document holds a role definition of, if it is one of those that people take
/// for Azure RBAC.
pub(crate) fn system_of(text: &str) -> Option<&'static str> {
    let value: Value = serde_json::from_str(text).ok()?;
    let lists = ["value", "Value"].map(|key| value.get(key));
    let record = match lists.into_iter().flatten().next().unwrap_or(&value) {
        Value::Array(items) => items.first()?,
        other => other,
    };
    let has = |key: &str| record.get(key).is_some();
    let text_of = |key: &str| record.get(key).and_then(Value::as_str).unwrap_or_default();
    let permissions = record.get("rolePermissions").map(Value::to_string);
    let permissions = permissions.unwrap_or_default();
    if permissions.contains("resourceActions") {
        Some("Microsoft Intune")
    } else if permissions.contains("allowedResourceActions") {
        Some("Microsoft Entra ID")
    } else if text_of("apiVersion").starts_with("rbac.authorization.k8s.io/") {
        Some("Kubernetes")
    } else if has("Statement") && has("Version") || has("PolicyDocument") {
        Some("AWS IAM")
    } else if has("includedPermissions") {
        Some("Google Cloud IAM")
    } else if ["type", "id"].iter().any(|key| {
        crate::text::fold(text_of(key)).contains("microsoft.documentdb/databaseaccounts/")
            && crate::text::fold(text_of(key)).contains("roledefinitions")
    }) {
        Some("Cosmos DB")
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::system_of;

    #[test]
    fn each_system_is_known_by_its_shape() {
        for (text, system) in [
            (
                r#"{"displayName":"a","rolePermissions":[{"allowedResourceActions":["microsoft.directory/x/read"]}]}"#,
                Some("Microsoft Entra ID"),
            ),
            (
                r#"{"value":[{"rolePermissions":[{"resourceActions":[{"allowedResourceActions":[]}]}]}]}"#,
                Some("Microsoft Intune"),
            ),
            (
                r#"{"apiVersion":"rbac.authorization.k8s.io/v1","kind":"Role"}"#,
                Some("Kubernetes"),
            ),
            (
                r#"{"Version":"2012-10-17","Statement":[]}"#,
                Some("AWS IAM"),
            ),
            (
                r#"[{"title":"a","includedPermissions":["x.y"]}]"#,
                Some("Google Cloud IAM"),
            ),
            (
                r#"{"type":"Microsoft.DocumentDB/databaseAccounts/sqlRoleDefinitions"}"#,
                Some("Cosmos DB"),
            ),
            (r#"{"Name":"a","Actions":["*/read"]}"#, None),
            ("[]", None),
            ("no JSON", None),
        ] {
            assert_eq!(system_of(text), system, "{text}");
        }
    }
}
