//! The expressions of ARM templates, as far as a template alone tells their value.
//!
//! What only a deployment knows stays written as `{…}`: one path segment, so that a scope made of
//! it is still a scope.

use serde_json::Value;

/// A text of a template with what is known of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Evaluated {
    pub(super) text: String,
    /// Whether any part of it is for the deployment to say.
    pub(super) symbolic: bool,
}

impl Evaluated {
    fn known(text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            symbolic: false,
        }
    }

    fn open(source: &str) -> Self {
        Self {
            text: format!("{{{}}}", source.trim().replace(['/', '\'', ' '], "")),
            symbolic: true,
        }
    }
}

/// The longest expression that Azure takes, in characters (limits of templates).
const LONGEST: usize = 24_576;

/// How deep expressions, parameters and variables may refer to each other.
const DEPTH: usize = 24;

/// The parameters and variables of a template.
#[derive(Clone, Copy, Debug)]
pub(super) struct Names<'t> {
    pub(super) parameters: Option<&'t Value>,
    pub(super) variables: Option<&'t Value>,
}

impl Names<'_> {
    /// The value of a text: itself, or the expression in brackets.
    pub(super) fn evaluate(&self, text: &str) -> Evaluated {
        self.text(text, 0)
    }

    /// The truth value of an expression that is one parameter or variable.
    pub(super) fn flag(&self, text: &str) -> Option<bool> {
        let inner = text.trim().strip_prefix('[')?.strip_suffix(']')?;
        let (function, arguments, "") = call(inner.trim())? else {
            return None;
        };
        let name = literal(arguments.first()?)?;
        let find = |names: Option<&Value>| {
            let entries = names?.as_object()?;
            let (_, value) = entries
                .iter()
                .find(|(key, _)| crate::text::same(key, &name))?;
            Some(value.clone())
        };
        match function.to_ascii_lowercase().as_str() {
            "parameters" => find(self.parameters)?.get("defaultValue")?.as_bool(),
            "variables" => find(self.variables)?.as_bool(),
            _ => None,
        }
    }

    /// Every function that a text calls, innermost last, with its arguments evaluated.
    pub(super) fn calls(&self, text: &str) -> Vec<(String, Vec<Evaluated>)> {
        let trimmed = text.trim();
        let inner = trimmed.strip_prefix('[').and_then(|t| t.strip_suffix(']'));
        let mut found = Vec::new();
        if let Some(inner) = inner.filter(|inner| !inner.starts_with('[')) {
            self.calls_in(inner, 0, &mut found);
        }
        found
    }

    fn calls_in(&self, source: &str, depth: usize, found: &mut Vec<(String, Vec<Evaluated>)>) {
        if depth > DEPTH || literal(source.trim()).is_some() {
            return;
        }
        let Some((function, arguments, _)) = call(source.trim()) else {
            return;
        };
        let evaluated = arguments
            .iter()
            .map(|argument| self.expression(argument, depth + 1));
        found.push((function.to_owned(), evaluated.collect()));
        for argument in arguments {
            self.calls_in(argument, depth + 1, found);
        }
    }

    fn text(&self, text: &str, depth: usize) -> Evaluated {
        let trimmed = text.trim();
        let inner = trimmed.strip_prefix('[').and_then(|t| t.strip_suffix(']'));
        match inner {
            Some(inner) if inner.len() > LONGEST => Evaluated::open(inner),
            Some(inner) if inner.starts_with('[') => Evaluated::known(&trimmed[1..]),
            Some(inner) => self.expression(inner, depth),
            None => Evaluated::known(text),
        }
    }

    fn expression(&self, source: &str, depth: usize) -> Evaluated {
        let source = source.trim();
        if depth > DEPTH {
            return Evaluated::open(source);
        }
        if let Some(literal) = literal(source) {
            return Evaluated::known(literal);
        }
        let Some((function, arguments, rest)) = call(source) else {
            return Evaluated::open(source);
        };
        let values = || -> Vec<Evaluated> {
            arguments
                .iter()
                .map(|argument| self.expression(argument, depth + 1))
                .collect()
        };
        match (function.to_ascii_lowercase().as_str(), rest) {
            ("parameters", "") => self
                .named(self.parameters, &arguments, "defaultValue", depth)
                .unwrap_or_else(|| Evaluated::open(source)),
            ("variables", "") => self
                .named(self.variables, &arguments, "", depth)
                .unwrap_or_else(|| Evaluated::open(source)),
            ("concat", "") => join(&values(), ""),
            ("format", "") => format_text(&values()),
            ("subscription", ".id") => open_path(&["subscriptions", "{subscription}"]),
            ("resourcegroup", ".id") => open_path(&GROUP),
            ("subscription", ".subscriptionid" | ".subscriptionId") => {
                Evaluated::open("subscription")
            }
            ("managementgroup", ".id") => open_path(&[
                "providers",
                "Microsoft.Management",
                "managementGroups",
                "{managementGroup}",
            ]),
            ("tenantresourceid", "") => resource_id(&[], &values(), 0),
            ("subscriptionresourceid", "") => {
                let values = values();
                let given = usize::from(!starts_with_type(&values));
                let id = values.first().filter(|_| given == 1);
                let own = id.map_or("{subscription}", |id| id.text.as_str());
                resource_id(&["subscriptions", own], &values, given)
            }
            ("resourceid", "") => {
                let values = values();
                let given = values
                    .iter()
                    .position(|value| value.text.contains('/'))
                    .unwrap_or(0);
                let [subscription, group] = match given {
                    0 => ["{subscription}", "{resourceGroup}"],
                    1 => ["{subscription}", &*values[0].text],
                    _ => [&*values[0].text, &*values[1].text],
                };
                resource_id(
                    &["subscriptions", subscription, "resourceGroups", group],
                    &values,
                    given,
                )
            }
            ("extensionresourceid", "") => {
                let values = values();
                let Some((base, rest)) = values.split_first() else {
                    return Evaluated::open(source);
                };
                let mut id = resource_id(&[], rest, 0);
                id.text = format!("{}{}", base.text.trim_end_matches('/'), id.text);
                id.symbolic |= base.symbolic;
                id
            }
            _ => Evaluated::open(source),
        }
    }

    fn named(
        &self,
        names: Option<&Value>,
        arguments: &[&str],
        field: &str,
        depth: usize,
    ) -> Option<Evaluated> {
        let name = literal(arguments.first()?.trim())?;
        let entries = names?.as_object()?;
        let (_, mut value) = entries
            .iter()
            .find(|(key, _)| crate::text::same(key, &name))?;
        if !field.is_empty() {
            value = value.get(field)?;
        }
        Some(self.text(value.as_str()?, depth + 1))
    }
}

const GROUP: [&str; 4] = [
    "subscriptions",
    "{subscription}",
    "resourceGroups",
    "{resourceGroup}",
];

fn open_path(segments: &[&str]) -> Evaluated {
    Evaluated {
        text: format!("/{}", segments.join("/")),
        symbolic: true,
    }
}

fn starts_with_type(values: &[Evaluated]) -> bool {
    values.first().is_none_or(|value| value.text.contains('/'))
}

/// `base` with `/providers/{type}/{name}…`, the names put between the segments of the type.
fn resource_id(base: &[&str], values: &[Evaluated], skip: usize) -> Evaluated {
    let values = values.get(skip..).unwrap_or(&[]);
    let mut text: String = base.iter().map(|segment| format!("/{segment}")).collect();
    let symbolic = text.contains('{') || values.iter().any(|value| value.symbolic);
    let Some((kind, names)) = values.split_first() else {
        return Evaluated { text, symbolic };
    };
    let mut segments = kind.text.split('/');
    text.push_str("/providers/");
    text.push_str(segments.next().unwrap_or_default());
    for (segment, name) in segments.zip(names) {
        text.push_str(&format!("/{segment}/{}", name.text));
    }
    Evaluated { text, symbolic }
}

fn join(values: &[Evaluated], between: &str) -> Evaluated {
    let texts: Vec<&str> = values.iter().map(|value| value.text.as_str()).collect();
    Evaluated {
        text: texts.join(between),
        symbolic: values.iter().any(|value| value.symbolic),
    }
}

fn format_text(values: &[Evaluated]) -> Evaluated {
    let Some((pattern, arguments)) = values.split_first() else {
        return Evaluated::known("");
    };
    let mut text = pattern.text.clone();
    for (at, argument) in arguments.iter().enumerate() {
        text = text.replace(&format!("{{{at}}}"), &argument.text);
    }
    Evaluated {
        text,
        symbolic: values.iter().any(|value| value.symbolic),
    }
}

/// A text in quotes, a doubled quote standing for one.
fn literal(source: &str) -> Option<String> {
    let inner = source.strip_prefix('\'')?.strip_suffix('\'')?;
    let alone = inner.replace("''", "");
    (!alone.contains('\'')).then(|| inner.replace("''", "'"))
}

/// `name(arguments)rest`, the arguments cut at commas of this level.
fn call(source: &str) -> Option<(&str, Vec<&str>, &str)> {
    let open = source.find('(')?;
    let name = source[..open].trim();
    if !name.chars().all(|c| c.is_ascii_alphanumeric()) {
        return None;
    }
    let (mut depth, mut quoted, mut start) = (0usize, false, open + 1);
    let mut arguments = Vec::new();
    for (at, c) in source.char_indices().skip_while(|(at, _)| *at < open) {
        match c {
            '\'' => quoted = !quoted,
            _ if quoted => {}
            '(' | '[' => depth += 1,
            ')' | ']' => {
                depth = depth.checked_sub(1)?;
                if depth == 0 {
                    let last = source[start..at].trim();
                    if !last.is_empty() {
                        arguments.push(last);
                    }
                    return Some((name, arguments, source[at + 1..].trim()));
                }
            }
            ',' if depth == 1 => {
                arguments.push(source[start..at].trim());
                start = at + 1;
            }
            _ => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn expressions_are_evaluated_as_far_as_the_template_goes() {
        let parameters = serde_json::json!({
            "who": { "type": "string", "defaultValue": "11111111-1111-1111-1111-111111111111" },
            "open": { "type": "string" },
            "loop": { "type": "string", "defaultValue": "[parameters('loop')]" },
        });
        let variables = serde_json::json!({ "role": "[concat('a', 'b')]" });
        let names = Names {
            parameters: Some(&parameters),
            variables: Some(&variables),
        };
        let rows = [
            ("plain", "plain", false),
            ("[[not one]", "[not one]", false),
            (
                "[parameters('WHO')]",
                "11111111-1111-1111-1111-111111111111",
                false,
            ),
            ("[parameters('open')]", "{parameters(open)}", true),
            ("[variables('role')]", "ab", false),
            ("[subscription().id]", "/subscriptions/{subscription}", true),
            (
                "[subscriptionResourceId('Microsoft.Authorization/roleDefinitions', 'g')]",
                "/subscriptions/{subscription}/providers/Microsoft.Authorization/roleDefinitions/g",
                true,
            ),
            (
                "[tenantResourceId('Microsoft.Authorization/roleDefinitions', 'g')]",
                "/providers/Microsoft.Authorization/roleDefinitions/g",
                false,
            ),
            (
                "[resourceId('rg', 'Microsoft.KeyVault/vaults/secrets', 'kv', 's')]",
                "/subscriptions/{subscription}/resourceGroups/rg/providers/Microsoft.KeyVault/vaults/kv/secrets/s",
                true,
            ),
            (
                "[format('/subscriptions/{0}', 'it''s')]",
                "/subscriptions/it's",
                false,
            ),
            (
                "[guid(resourceGroup().id)]",
                "{guid(resourceGroup().id)}",
                true,
            ),
        ];
        for (source, text, symbolic) in rows {
            let found = names.evaluate(source);
            assert_eq!((&*found.text, found.symbolic), (text, symbolic), "{source}");
        }
        assert!(names.evaluate("[parameters('loop')]").symbolic);
        assert!(names.evaluate("[concat('a', (]").symbolic);
    }
}
