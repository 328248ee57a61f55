//! What template languages leave open in a text until it is deployed.

/// How placeholders begin and end: Terraform and shells, pipelines, Jinja and Helm, tokens that a release
/// replaces, batch files, and angle brackets of documentation.
const FORMS: [(&str, &str); 6] = [
    ("${", "}"),
    ("$(", ")"),
    ("{{", "}}"),
    ("#{", "}"),
    ("%", "%"),
    ("<", ">"),
];

/// Whether a text is an expression of an ARM template (`[…]`) or holds a placeholder.
pub(crate) fn holds_placeholder(text: &str) -> bool {
    let text = text.trim();
    let is_expression = text.starts_with('[') && text.ends_with(']');
    is_expression
        || FORMS.iter().any(|(open, close)| {
            let inner = text.split_once(open).map(|(_, rest)| rest);
            let inner = inner.and_then(|rest| rest.split_once(close));
            inner.is_some_and(|(name, _)| !name.trim().is_empty() && !name.contains('/'))
        })
}

#[cfg(test)]
mod tests {
    use super::holds_placeholder;

    #[test]
    fn placeholders_and_what_looks_like_them() {
        for text in [
            "[subscription().id]",
            "${current_scope_resource_id}",
            "/subscriptions/${ sub }/resourceGroups/rg",
            "$(scope)",
            "/subscriptions/{{ subscription }}",
            "#{Scope}#",
            "/subscriptions/%SUB%",
            "/subscriptions/<subscription-id>",
        ] {
            assert!(holds_placeholder(text), "{text}");
        }
        for text in [
            "",
            "/",
            "/subscriptions/x",
            "${}",
            "[x",
            "a%b",
            "x < y",
            "/a/{b}",
        ] {
            assert!(!holds_placeholder(text), "{text}");
        }
    }
}
