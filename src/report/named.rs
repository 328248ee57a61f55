//! The principals that an answer names, wherever it does.

use serde_json::Value;

use crate::ids::PrincipalId;

/// A principal with the name that an answer gives it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct NamedPrincipal {
    /// Where, as a JSON pointer.
    pub(crate) at: String,
    pub(crate) id: PrincipalId,
    pub(crate) name: Option<String>,
    /// Whether it is the group of a step, which has a name of its own or none.
    pub(crate) is_group_step: bool,
}

/// Every principal that the result of an answer names.
pub(crate) fn named_principals(answer: &str) -> Vec<NamedPrincipal> {
    let mut found = Vec::new();
    let document: Value = serde_json::from_str(answer).unwrap_or_default();
    if let Some(result) = document.get("result") {
        look(result, "/result", &mut found);
    }
    found
}

fn look(value: &Value, at: &str, found: &mut Vec<NamedPrincipal>) {
    match value {
        Value::Array(list) => {
            for (position, value) in list.iter().enumerate() {
                look(value, &format!("{at}/{position}"), found);
            }
        }
        Value::Object(fields) => {
            let text = |name: &str| fields.get(name).and_then(Value::as_str);
            let is_group_step = text("kind") == Some("groupMembership");
            let id = if is_group_step { "to" } else { "id" };
            let is_principal = fields.contains_key("type") && fields.contains_key("name");
            if let Some(id) = text(id).filter(|_| is_group_step || is_principal) {
                found.push(NamedPrincipal {
                    at: at.to_owned(),
                    id: PrincipalId::new(id),
                    name: text("name").map(str::to_owned),
                    is_group_step,
                });
            }
            for (name, value) in fields {
                let name = name.replace('~', "~0").replace('/', "~1");
                look(value, &format!("{at}/{name}"), found);
            }
        }
        _ => {}
    }
}
