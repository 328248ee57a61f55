//! `roles export`: a definition in the forms that create one.

use std::fmt::Write;

use serde::Serialize;

use crate::catalog::ActionList;
use crate::ids::RoleId;
use crate::model::{Permission, RoleDefinition, RoleKind};
use crate::report::hostile::{clean_json, escaped};
use crate::report::v1::{CustomRole, texts};
use crate::span::Diagnostic;
use crate::text;

/// The forms that create a role definition.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ExportForm {
    /// Input of `az role definition create`.
    Az,
    /// A Bicep resource.
    Bicep,
    /// A Terraform resource of the `azurerm` provider.
    Terraform,
    /// Input of `New-AzRoleDefinition`, as Az 16 takes it.
    PowerShell,
    /// The same as Az up to 15 takes it: the lists of one permission beside the name.
    PowerShellFlat,
    /// The body of a REST `PUT`.
    Rest,
}

impl ExportForm {
    /// Every form.
    pub(crate) const ALL: [Self; 6] = [
        Self::Az,
        Self::Bicep,
        Self::Terraform,
        Self::PowerShell,
        Self::PowerShellFlat,
        Self::Rest,
    ];
}

const SCOPE: &str = "/subscriptions/SUBSCRIPTION_ID";

/// A definition as the text that creates it.
pub(crate) fn export(role: &RoleDefinition, form: ExportForm) -> String {
    match form {
        ExportForm::Az => pretty(&az(role)),
        ExportForm::PowerShell => pretty(&role_input(role)),
        ExportForm::PowerShellFlat => pretty(&flat(role)),
        ExportForm::Rest => pretty(&rest(role)),
        ExportForm::Bicep => {
            let target = "targetScope = 'subscription'\n\n";
            format!("{target}{}", bicep(role, "role", "subscription().id"))
        }
        ExportForm::Terraform => terraform(role),
    }
}

/// What gets lost or needs a change on the way.
pub(crate) fn export_notes(role: &RoleDefinition, form: ExportForm) -> Vec<Diagnostic> {
    let mut notes = Vec::new();
    if role.kind != RoleKind::Custom {
        notes.push(
            Diagnostic::info(
                "role-name-taken",
                format!("a custom role can't be called `{}`, since a role has that name; `{}` is proposed", role.name, name(role)),
            )
            .help("names are unique in a tenant"),
        );
    }
    if scopes(role).contains(&SCOPE) {
        notes.push(
            Diagnostic::info(
                "assignable-scope-open",
                "the role doesn't say where your copy may be assigned",
            )
            .help(format!("replace `{SCOPE}`; a custom role can't have `/`")),
        );
    }
    if role.permissions.len() > 1 {
        notes.push(Diagnostic::warning(
            "several-permissions",
            format!(
                "the role has {} permissions; Azure accepts one in a custom role today (ME-4)",
                role.permissions.len()
            ),
        ));
    }
    if role.permissions.len() > 1 && form == ExportForm::PowerShellFlat {
        notes.push(
            Diagnostic::warning(
                "several-permissions-in-one",
                "before Az 16 PowerShell takes one permission: this is written as Az 16 takes it",
            )
            .help("merged lists would grant something else (ME-2)"),
        );
    }
    if role.is_conditional() && matches!(form, ExportForm::Az | ExportForm::Terraform) {
        let tool = match form {
            ExportForm::Az => "`az role definition create` drops",
            _ => "`azurerm_role_definition` has no field for",
        };
        notes.push(
            Diagnostic::warning(
                "condition-lost",
                format!("{tool} the conditions of permissions: the new role would grant more"),
            )
            .help("`--as rest`, `--as bicep` and `--as powershell` keep them"),
        );
    }
    notes
}

/// Definitions as `az role definition create` takes them: one as an object, several as a list.
pub(crate) fn export_az(roles: &[&RoleDefinition]) -> String {
    match roles {
        [role] => export(role, ExportForm::Az),
        roles => pretty(&roles.iter().map(|role| az(role)).collect::<Vec<_>>()),
    }
}

/// Several definitions as one text: one of them alone as itself, more as a list or one after the
/// other.
pub(crate) fn export_all(roles: &[RoleDefinition], form: ExportForm) -> String {
    match (roles, form) {
        ([role], form) => export(role, form),
        (_, ExportForm::Az) => list(roles, az),
        (_, ExportForm::PowerShell) => list(roles, role_input),
        (_, ExportForm::PowerShellFlat) => list(roles, flat),
        (_, ExportForm::Rest) => list(roles, rest),
        (_, ExportForm::Terraform) => {
            let all: Vec<String> = roles.iter().map(terraform).collect();
            all.join("\n")
        }
        (_, ExportForm::Bicep) => {
            let all = roles.iter().enumerate().map(|(at, role)| {
                let symbol = format!("role{}", at + 1);
                bicep(role, &symbol, "subscription().id")
            });
            let all: Vec<String> = all.collect();
            format!("targetScope = 'subscription'\n\n{}", all.join("\n"))
        }
    }
}

/// Several definitions as a list.
fn list<R: Serialize>(roles: &[RoleDefinition], one: fn(&RoleDefinition) -> R) -> String {
    pretty(&roles.iter().map(one).collect::<Vec<_>>())
}

fn pretty(value: &impl Serialize) -> String {
    let text = serde_json::to_string_pretty(value).unwrap_or_default();
    let mut text = clean_json(&text).into_owned();
    text.push('\n');
    text
}

/// The name that the new role gets: custom roles can't be called like those of Azure.
pub(crate) fn name(role: &RoleDefinition) -> String {
    if role.kind == RoleKind::Custom {
        role.name.to_string()
    } else {
        format!("{} (custom)", role.name)
    }
}

/// The assignable scopes that an export writes: a custom role can't have `/`, nor none.
pub(crate) fn scopes(role: &RoleDefinition) -> Vec<&str> {
    let own: Vec<&str> = role
        .assignable_scopes
        .iter()
        .map(|scope| &**scope)
        .filter(|scope| *scope != "/")
        .collect();
    if own.is_empty() { vec![SCOPE] } else { own }
}

fn entries(permission: &Permission, list: ActionList) -> Vec<&str> {
    list.of(permission)
        .iter()
        .map(crate::pattern::ActionPattern::as_str)
        .collect()
}

/// The GUID that the new role keeps.
pub(crate) fn id(role: &RoleDefinition) -> Option<RoleId> {
    role.id.filter(|_| role.kind == RoleKind::Custom)
}

/// Its description.
pub(crate) fn description(role: &RoleDefinition) -> &str {
    role.description.as_deref().unwrap_or_default()
}

/// Input of `az role definition create`.
#[derive(Serialize)]
#[serde(untagged)]
pub(crate) enum AzRole {
    One(CustomRole),
    Several(RoleInput),
}

/// A role as `az role definition create` takes it.
pub(crate) fn az(role: &RoleDefinition) -> AzRole {
    match &role.permissions[..] {
        [one] if one.condition.is_none() => AzRole::One(CustomRole::new(role, one)),
        _ => AzRole::Several(role_input(role)),
    }
}

/// A role as `New-AzRoleDefinition` took it before Az 16 (Az.Resources 10), which wants `Permissions`
/// (<https://github.com/Azure/azure-powershell/pull/29068>). Several permissions have no such form.
#[derive(Serialize)]
#[serde(untagged)]
enum FlatRole {
    One(Box<FlatInput>),
    Several(RoleInput),
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct FlatInput {
    name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<String>,
    is_custom: bool,
    description: String,
    #[serde(flatten)]
    permission: PermissionInput,
    assignable_scopes: Vec<String>,
}

fn flat(role: &RoleDefinition) -> FlatRole {
    let mut input = role_input(role);
    match (input.permissions.pop(), input.permissions.is_empty()) {
        (Some(permission), true) => FlatRole::One(Box::new(FlatInput {
            name: input.name,
            id: input.id,
            is_custom: input.is_custom,
            description: input.description,
            permission,
            assignable_scopes: input.assignable_scopes,
        })),
        (last, _) => {
            input.permissions.extend(last);
            FlatRole::Several(input)
        }
    }
}

/// A role with permissions of their own, as `New-AzRoleDefinition` takes it.
#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct RoleInput {
    name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<String>,
    is_custom: bool,
    description: String,
    permissions: Vec<PermissionInput>,
    assignable_scopes: Vec<String>,
}

#[derive(Serialize)]
#[serde(rename_all = "PascalCase")]
struct PermissionInput {
    actions: Vec<String>,
    not_actions: Vec<String>,
    data_actions: Vec<String>,
    not_data_actions: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    condition: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    condition_version: Option<String>,
}

fn role_input(role: &RoleDefinition) -> RoleInput {
    let permission = |permission: &Permission| {
        let condition = permission.condition.as_ref();
        PermissionInput {
            actions: texts(permission.control.granted()),
            not_actions: texts(permission.control.excluded()),
            data_actions: texts(permission.data.granted()),
            not_data_actions: texts(permission.data.excluded()),
            condition: condition.map(|condition| condition.text.to_string()),
            condition_version: condition.map(|condition| condition.version.to_string()),
        }
    };
    RoleInput {
        name: name(role),
        id: id(role).map(|id| id.to_string()),
        is_custom: true,
        description: description(role).to_owned(),
        permissions: role.permissions.iter().map(permission).collect(),
        assignable_scopes: owned(&scopes(role)),
    }
}

fn owned(texts: &[&str]) -> Vec<String> {
    texts.iter().map(|&text| text.to_owned()).collect()
}

/// The body of a REST `PUT`.
#[derive(Serialize)]
struct RestRole {
    properties: RestProperties,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct RestProperties {
    role_name: String,
    #[serde(rename = "type")]
    kind: &'static str,
    description: String,
    permissions: Vec<RestPermission>,
    assignable_scopes: Vec<String>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct RestPermission {
    actions: Vec<String>,
    not_actions: Vec<String>,
    data_actions: Vec<String>,
    not_data_actions: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    condition: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    condition_version: Option<String>,
}

fn rest(role: &RoleDefinition) -> RestRole {
    let RoleInput {
        name,
        description,
        permissions,
        assignable_scopes,
        ..
    } = role_input(role);
    let permissions = permissions.into_iter().map(|permission| RestPermission {
        actions: permission.actions,
        not_actions: permission.not_actions,
        data_actions: permission.data_actions,
        not_data_actions: permission.not_data_actions,
        condition: permission.condition,
        condition_version: permission.condition_version,
    });
    RestRole {
        properties: RestProperties {
            role_name: name,
            kind: "CustomRole",
            description,
            permissions: permissions.collect(),
            assignable_scopes,
        },
    }
}

/// A text of Bicep, in quotes.
pub(crate) fn bicep_quote(text: &str) -> String {
    let quoted = text
        .replace('\\', "\\\\")
        .replace('\'', "\\'")
        .replace("${", "\\${")
        .replace('\n', "\\n");
    let escape = |c: char| match c {
        '\r' => "\\r".to_owned(),
        '\t' => "\\t".to_owned(),
        _ => format!("\\u{{{:x}}}", u32::from(c)),
    };
    format!("'{}'", escaped(&quoted, escape))
}

/// A text of Terraform, in quotes. It has no `\b` and no `\f`, and no pairs of surrogates.
pub(crate) fn terraform_quote(text: &str) -> String {
    let quoted = text
        .replace('\\', "\\\\")
        .replace('"', "\\\"")
        .replace("${", "$${")
        .replace("%{", "%%{")
        .replace('\n', "\\n");
    let escape = |c: char| match (c, u32::from(c)) {
        ('\r', _) => "\\r".to_owned(),
        ('\t', _) => "\\t".to_owned(),
        (_, code @ ..=0xffff) => format!("\\u{code:04x}"),
        (_, code) => format!("\\U{code:08x}"),
    };
    format!("\"{}\"", escaped(&quoted, escape))
}

/// A definition as a Bicep resource of this name; `around` is the expression for the id of what the
/// file deploys to.
pub(crate) fn bicep(role: &RoleDefinition, symbol: &str, around: &str) -> String {
    let mut out = String::new();
    let quote = bicep_quote;
    let lines = |out: &mut String, indent: &str, field: &str, items: &[&str]| {
        if items.is_empty() {
            let _ = writeln!(out, "{indent}{field}: []");
            return;
        }
        let _ = writeln!(out, "{indent}{field}: [");
        for item in items {
            let _ = writeln!(out, "{indent}  {}", quote(item));
        }
        let _ = writeln!(out, "{indent}]");
    };
    let scopes = scopes(role);
    let open = scopes == [SCOPE];
    let _ = writeln!(
        out,
        "resource {symbol} 'Microsoft.Authorization/roleDefinitions@2022-04-01' = {{"
    );
    let _ = match id(role) {
        Some(id) => writeln!(out, "  name: '{id}'"),
        None => writeln!(out, "  name: guid({around}, {})", quote(&name(role))),
    };
    let _ = writeln!(
        out,
        "  properties: {{\n    roleName: {}",
        quote(&name(role))
    );
    let _ = writeln!(out, "    type: 'CustomRole'");
    let _ = writeln!(out, "    description: {}", quote(description(role)));
    let _ = writeln!(out, "    permissions: [");
    for permission in &role.permissions {
        let _ = writeln!(out, "      {{");
        for field in ActionList::ALL {
            lines(
                &mut out,
                "        ",
                field.as_str(),
                &entries(permission, field),
            );
        }
        if let Some(condition) = &permission.condition {
            let _ = writeln!(out, "        condition: {}", quote(&condition.text));
            let _ = writeln!(
                out,
                "        conditionVersion: {}",
                quote(&condition.version)
            );
        }
        let _ = writeln!(out, "      }}");
    }
    let _ = writeln!(out, "    ]");
    if open {
        let _ = writeln!(out, "    assignableScopes: [\n      {around}\n    ]");
    } else {
        lines(&mut out, "    ", "assignableScopes", &scopes);
    }
    out.push_str("  }\n}\n");
    out
}

/// A definition as a Terraform resource.
pub(crate) fn terraform(role: &RoleDefinition) -> String {
    let mut out = String::new();
    let quote = terraform_quote;
    let lines = |out: &mut String, indent: &str, field: &str, items: &[&str]| {
        let _ = writeln!(out, "{indent}{field} = [");
        for item in items {
            let _ = writeln!(out, "{indent}  {},", quote(item));
        }
        let _ = writeln!(out, "{indent}]");
    };
    let scopes = scopes(role);
    let _ = writeln!(
        out,
        "resource \"azurerm_role_definition\" \"{}\" {{",
        label(&role.name)
    );
    // `terraform fmt` puts the signs of equality below each other.
    let fields = [
        ("role_definition_id", id(role).map(|id| format!("\"{id}\""))),
        ("name", Some(quote(&name(role)))),
        (
            "scope",
            Some(quote(scopes.first().copied().unwrap_or(SCOPE))),
        ),
        ("description", Some(quote(description(role)))),
    ];
    let fields = fields
        .into_iter()
        .filter_map(|(field, value)| Some((field, value?)));
    let fields: Vec<(&str, String)> = fields.collect();
    let width = fields
        .iter()
        .map(|(field, _)| field.len())
        .max()
        .unwrap_or_default();
    for (field, value) in fields {
        let _ = writeln!(out, "  {field:width$} = {value}");
    }
    for permission in &role.permissions {
        out.push_str("\n  permissions {\n");
        for (field, key) in ActionList::ALL.into_iter().zip([
            "actions",
            "not_actions",
            "data_actions",
            "not_data_actions",
        ]) {
            let items = entries(permission, field);
            if !items.is_empty() {
                lines(&mut out, "    ", key, &items);
            }
        }
        out.push_str("  }\n");
    }
    out.push('\n');
    lines(&mut out, "  ", "assignable_scopes", &scopes);
    out.push_str("}\n");
    out
}

/// A Terraform name: lower case, words joined by underscores.
pub(crate) fn label(name: &str) -> String {
    let folded = text::fold(name);
    let words: Vec<&str> = folded
        .split(|c: char| !c.is_ascii_alphanumeric())
        .filter(|word| !word.is_empty())
        .collect();
    let label = words.join("_");
    match label.chars().next() {
        Some(first) if first.is_ascii_alphabetic() => label,
        _ => format!("role_{label}"),
    }
}
