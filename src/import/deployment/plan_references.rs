//! What an attribute of a plan refers to, from the configuration that the plan carries: ids that
//! are not known yet are references to other resources.

use serde_json::Value;

use super::terraform_types::terraform_types;

/// How far a reference may lead through variables and outputs of modules.
const DEPTH: usize = 16;

/// The `configuration` of a plan.
#[derive(Clone, Copy, Debug)]
pub(super) struct Configuration<'d> {
    root: &'d Value,
}

/// What is known of an attribute whose value is open.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Reference {
    /// It links to resources of these types.
    Types(Vec<String>),
    /// The configuration sets it, but to what can't be told.
    Open,
    /// The configuration doesn't set it: the provider computes it.
    Computed,
}

/// A module of the configuration with the calls that lead to it, outermost first.
type Modules<'d> = Vec<(&'d Value, String)>;

impl<'d> Configuration<'d> {
    pub(super) fn of(document: &'d Value) -> Option<Self> {
        let root = document.pointer("/configuration/root_module")?;
        Some(Self { root })
    }

    /// What the attribute at `path` of the resource at `address` refers to.
    pub(super) fn reference(&self, address: &str, path: &[&str]) -> Reference {
        let bare = without_keys(address);
        let mut words: Vec<&str> = bare.split('.').collect();
        let mut modules: Modules<'d> = vec![(self.root, String::new())];
        while let ["module", name, ..] = words[..] {
            let name = name.to_owned();
            let Some(inner) = modules.last().and_then(|(module, _)| called(module, &name)) else {
                return Reference::Computed;
            };
            modules.push((inner, name));
            words.drain(..2);
        }
        let wanted = words.join(".");
        let Some((module, _)) = modules.last() else {
            return Reference::Computed;
        };
        let Some(resource) = resource(module, &wanted) else {
            return Reference::Computed;
        };
        let Some(expression) = resource
            .get("expressions")
            .and_then(|all| expression(all, path))
        else {
            return Reference::Computed;
        };
        let mut types = Vec::new();
        follow(expression, &modules, &mut types, 0);
        types.sort();
        types.dedup();
        if types.is_empty() {
            Reference::Open
        } else {
            Reference::Types(types)
        }
    }
}

/// An address without the keys of `count` and `for_each`.
fn without_keys(address: &str) -> String {
    let mut bare = String::with_capacity(address.len());
    let (mut depth, mut quoted, mut escaped) = (0usize, false, false);
    for c in address.chars() {
        match c {
            _ if escaped => escaped = false,
            '\\' if quoted => escaped = true,
            '"' if depth > 0 => quoted = !quoted,
            _ if quoted => {}
            '[' => depth += 1,
            ']' => depth = depth.saturating_sub(1),
            _ if depth == 0 => bare.push(c),
            _ => {}
        }
    }
    bare
}

fn called<'d>(module: &'d Value, name: &str) -> Option<&'d Value> {
    module.get("module_calls")?.get(name)?.get("module")
}

fn resource<'d>(module: &'d Value, address: &str) -> Option<&'d Value> {
    let resources = module.get("resources")?.as_array()?;
    resources
        .iter()
        .find(|resource| resource.get("address").and_then(Value::as_str) == Some(address))
}

/// The expression at a path; of a block that is repeated by a `dynamic`, any of its attributes.
fn expression<'d>(all: &'d Value, path: &[&str]) -> Option<&'d Value> {
    let mut at = all;
    for step in path {
        if at.get("references").is_some() || at.get("constant_value").is_some() {
            break;
        }
        at = match at {
            Value::Array(items) => {
                let index = step.parse::<usize>().ok();
                match index.and_then(|index| items.get(index)) {
                    Some(item) => item,
                    None => items.first()?.get(step)?,
                }
            }
            other if step.parse::<usize>().is_ok() => other,
            other => other.get(step)?,
        };
    }
    Some(at)
}

/// Follows the references of an expression to types of resources.
fn follow(expression: &Value, modules: &Modules<'_>, types: &mut Vec<String>, depth: usize) {
    if depth > DEPTH {
        return;
    }
    let references = expression.get("references").and_then(Value::as_array);
    let references: Vec<&str> = references
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
        .collect();
    // Each reference is followed by the shorter ones that lead to it.
    let is_lead = |at: usize| {
        at.checked_sub(1)
            .and_then(|before| references.get(before))
            .is_some_and(|before| {
                let rest = before.strip_prefix(references[at]);
                rest.is_some_and(|rest| rest.starts_with(['.', '[']))
            })
    };
    let whole = (0..references.len())
        .filter(|at| !is_lead(*at))
        .map(|at| references[at]);
    for reference in whole {
        let bare = without_keys(reference);
        let words: Vec<&str> = bare.split('.').collect();
        let Some((module, name)) = modules.last() else {
            return;
        };
        match words[..] {
            ["var", variable, ..] => {
                let Some((_, outer)) = modules.split_last() else {
                    continue;
                };
                let Some((caller, _)) = outer.last() else {
                    continue;
                };
                let call = caller.get("module_calls").and_then(|calls| calls.get(name));
                let given = call.and_then(|call| call.get("expressions")?.get(variable));
                if let Some(given) = given {
                    follow(given, &outer.to_vec(), types, depth + 1);
                }
            }
            ["module", inner, output, ..] => {
                let Some(module) = called(module, inner) else {
                    continue;
                };
                let value = module
                    .get("outputs")
                    .and_then(|outputs| outputs.get(output));
                if let Some(value) = value.and_then(|output| output.get("expression")) {
                    let mut within = modules.clone();
                    within.push((module, inner.to_owned()));
                    follow(value, &within, types, depth + 1);
                }
            }
            ["data", kind, name, ref rest @ ..] if is_whole(rest) => {
                add_type(module, kind, &format!("data.{kind}.{name}"), types);
            }
            [kind, name, ref rest @ ..] if kind != "data" && is_whole(rest) => {
                add_type(module, kind, &format!("{kind}.{name}"), types);
            }
            _ => {}
        }
    }
}

/// Whether a reference is to a resource or its id, and not to another attribute.
fn is_whole(attributes: &[&str]) -> bool {
    matches!(attributes, [] | ["id"])
}

fn add_type(module: &Value, kind: &str, address: &str, types: &mut Vec<String>) {
    if kind.starts_with("azapi_") {
        let given = resource(module, address).and_then(|resource| {
            let kind = resource.pointer("/expressions/type/constant_value")?;
            Some(kind.as_str()?.split('@').next()?.to_owned())
        });
        types.extend(given);
    } else if let Some((kind, _)) = terraform_types().resource_type(kind) {
        types.push(kind.to_owned());
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn references_lead_through_variables_and_outputs() {
        let document = json!({ "configuration": { "root_module": {
            "resources": [{ "address": "azurerm_network_interface.a", "expressions": {
                "ip_configuration": [{ "subnet_id": { "references": ["module.net.subnet", "module.net"] } }],
                "name": { "constant_value": "nic" },
                "open_id": { "references": ["local.some"] },
                "principal_id": { "references": ["azurerm_user_assigned_identity.i.principal_id", "azurerm_user_assigned_identity.i"] },
            } }],
            "module_calls": {
                "net": { "module": {
                    "outputs": { "subnet": { "expression": { "references": ["azurerm_subnet.s[0].id", "azurerm_subnet.s[0]", "azurerm_subnet.s"] } } },
                } },
                "app": { "expressions": { "identity": { "references": ["data.azurerm_user_assigned_identity.i.id"] } }, "module": {
                    "resources": [{ "address": "azurerm_linux_web_app.w", "expressions": {
                        "identity": [{ "identity_ids": { "references": ["var.identity"] } }],
                    } }],
                } },
            },
        } } });
        let configuration = Configuration::of(&document).unwrap();
        let types = |kind: &str| Reference::Types(vec![kind.to_owned()]);
        let rows = [
            (
                "azurerm_network_interface.a",
                vec!["ip_configuration", "0", "subnet_id"],
                types("Microsoft.Network/virtualNetworks/subnets"),
            ),
            (
                "azurerm_network_interface.a[\"x.y[0]\"]",
                vec!["ip_configuration", "0", "subnet_id"],
                types("Microsoft.Network/virtualNetworks/subnets"),
            ),
            (
                "azurerm_network_interface.a",
                vec!["open_id"],
                Reference::Open,
            ),
            (
                "azurerm_network_interface.a",
                vec!["principal_id"],
                Reference::Open,
            ),
            (
                "azurerm_network_interface.a",
                vec!["id"],
                Reference::Computed,
            ),
            (
                "module.app[0].azurerm_linux_web_app.w",
                vec!["identity", "0", "identity_ids"],
                types("Microsoft.ManagedIdentity/userAssignedIdentities"),
            ),
            ("azurerm_subnet.gone", vec!["id"], Reference::Computed),
        ];
        for (address, path, expected) in rows {
            assert_eq!(
                configuration.reference(address, &path),
                expected,
                "{address} {path:?}"
            );
        }
    }
}
