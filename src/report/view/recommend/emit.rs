//! `recommend --emit`: the recommended assignments as text that other tools take.

use std::fmt::Write;

use serde::Serialize;

use crate::ids::{PrincipalId, RoleId};
use crate::minimize::{CustomRole, Recommendation};
use crate::model::{PrincipalKind, RoleAssignment, RoleDefinition, RoleKind, parts_of_unnamed};
use crate::report::hostile::{clean, clean_json};
use crate::report::view::recommend::assigned::{Assigned, advised, stand_ins};
use crate::report::view::roles::export::{self, bicep_quote, terraform_quote};
use crate::rule::assignment_removal;
use crate::scope::{Scope, ScopeKind};
pub(crate) use crate::text::shell_word as word;

/// Who gets the roles, as far as that is known.
#[derive(Clone, Debug, Default)]
pub(crate) struct Assignee {
    /// The object id.
    pub(crate) id: Option<PrincipalId>,
    /// What kind the inputs say it is.
    pub(crate) kind: PrincipalKind,
}

impl Assignee {
    fn id(&self) -> &str {
        self.id.as_ref().map_or(PRINCIPAL, PrincipalId::as_str)
    }

    /// The kind where tools may be told it.
    pub(crate) fn kind(&self) -> Option<&'static str> {
        let id = self.id.as_ref()?;
        let said = self.kind != PrincipalKind::Unknown && !id.is_all_principals();
        Some(match self.kind {
            PrincipalKind::ManagedIdentity => PrincipalKind::ServicePrincipal.as_str(),
            kind => kind.as_str(),
        })
        .filter(|_| said)
    }
}

const PRINCIPAL: &str = "PRINCIPAL_OBJECT_ID";

/// Which text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum AssignmentForm {
    /// Commands of `az`.
    Az,
    /// A Bicep file.
    Bicep,
    /// Resources of the `azurerm` provider of Terraform.
    Terraform,
}

/// Why there is no such text.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum EmitError {
    /// A Bicep file deploys to one scope.
    #[error("a Bicep file deploys to one scope, and the roles go to {}", .0.join(", "))]
    SeveralTargets(Vec<String>),
    /// Bicep can't name the resource by its id alone.
    #[error("there is no plain way to name `{0}` in Bicep")]
    Unnameable(Scope),
}

/// Where definitions of custom roles stand for the commands that create them.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Definitions {
    /// In the commands.
    Inline,
    /// In a file beside them.
    InFile,
}

/// The commands of `az` that create what has to be created and assign the roles.
pub(crate) fn az_commands(
    assigned: &[Assigned],
    assignee: &Assignee,
    definitions: Definitions,
) -> Vec<String> {
    let (roles, which) = stand_ins(assigned);
    let mut commands: Vec<String> = Vec::new();
    for (at, role) in roles.iter().enumerate() {
        let definition = match definitions {
            Definitions::Inline => word(&compact_json(&export::az(&role.definition()))),
            Definitions::InFile if roles.len() == 1 => "custom-role.json".to_owned(),
            Definitions::InFile => format!("custom-role-{}.json", at + 1),
        };
        commands.push(format!(
            "az role definition create --role-definition {definition}"
        ));
    }
    for (role, stand_in) in assigned.iter().zip(which) {
        let name = match (stand_in, role.id) {
            (Some(at), _) => word(&roles[at].name),
            (None, Some(id)) => id.to_string(),
            (None, None) => word(&role.name),
        };
        if let Some(held) = &role.held {
            if let Some(update) = condition_update(held, role.id, role.condition.as_deref()) {
                commands.push(update);
                continue;
            }
            commands.push(assignment_removal(&held.id));
        }
        let mut command = create_assignment(assignee, &name, role.scope.as_ref());
        if let Some(condition) = &role.condition {
            let _ = write!(
                command,
                " --condition {} --condition-version 2.0",
                word(condition)
            );
        }
        commands.push(command);
    }
    commands
}

/// The command that assigns a role, given as a word of a shell, at a scope.
pub(crate) fn create_assignment(assignee: &Assignee, role: &str, scope: Option<&Scope>) -> String {
    let mut command = format!(
        "az role assignment create --assignee-object-id {}",
        word(assignee.id())
    );
    if let Some(kind) = assignee.kind() {
        let _ = write!(command, " --assignee-principal-type {kind}");
    }
    let scope = scope.map_or("SCOPE", Scope::as_str);
    let _ = write!(command, " --role {role} --scope {}", word(scope));
    command
}

fn compact_json(value: &impl Serialize) -> String {
    let text = serde_json::to_string(value).unwrap_or_default();
    clean_json(&text).into_owned()
}

/// The assignments that are advised, in a form.
///
/// # Errors
///
/// When a Bicep file can't hold them.
pub(crate) fn emit(
    found: &Recommendation,
    assignee: &Assignee,
    form: AssignmentForm,
) -> Result<String, EmitError> {
    let assigned = &advised(found)[..];
    if assigned.is_empty() {
        let mark = if form == AssignmentForm::Bicep {
            "//"
        } else {
            "#"
        };
        return Ok(format!("{mark} there is no role to assign\n"));
    }
    Ok(match form {
        AssignmentForm::Az => {
            let mut lines = az_commands(assigned, assignee, Definitions::Inline);
            lines.push(String::new());
            lines.join("\n")
        }
        AssignmentForm::Terraform => terraform(assigned, assignee),
        AssignmentForm::Bicep => bicep(assigned, assignee)?,
    })
}

/// Names for the resources of a file, one a role, without repetition.
fn symbols(assigned: &[Assigned]) -> Vec<String> {
    let mut symbols: Vec<String> = Vec::new();
    for role in assigned {
        let label = export::label(&role.name);
        let taken = |name: &String| symbols.contains(name);
        let mut symbol = label.clone();
        let mut number = 2;
        while taken(&symbol) {
            symbol = format!("{label}_{number}");
            number += 1;
        }
        symbols.push(symbol);
    }
    symbols
}

fn terraform(assigned: &[Assigned], assignee: &Assignee) -> String {
    let (roles, which) = stand_ins(assigned);
    let definitions: Vec<RoleDefinition> = roles.iter().map(CustomRole::definition).collect();
    let mut parts: Vec<String> = Vec::new();
    if assignee.id.is_none() {
        parts.push(variable(
            "principal_id",
            "Object id of the principal that gets the roles",
        ));
    }
    if assigned.iter().any(|role| role.scope.is_none()) {
        parts.push(variable("scope", "Where the roles are assigned"));
    }
    parts.extend(definitions.iter().map(export::terraform));
    for ((role, stand_in), symbol) in assigned.iter().zip(which).zip(symbols(assigned)) {
        let scope = role.scope.as_ref().map_or_else(
            || "var.scope".to_owned(),
            |scope| terraform_quote(scope.as_str()),
        );
        let definition = match stand_in {
            Some(at) => format!(
                "azurerm_role_definition.{}.role_definition_resource_id",
                export::label(&definitions[at].name)
            ),
            None => terraform_quote(&scoped_id(role)),
        };
        let principal = match &assignee.id {
            Some(id) => terraform_quote(id.as_str()),
            None => "var.principal_id".to_owned(),
        };
        let mut part = format!("# {}\n", one_line(&role.name));
        if let Some(held) = &role.held {
            let _ = writeln!(
                part,
                "# It is there under a condition, which this takes off or replaces.\nimport {{\n  to = azurerm_role_assignment.{symbol}\n  id = {}\n}}\n",
                terraform_quote(&held.id)
            );
        }
        let _ = writeln!(part, "resource \"azurerm_role_assignment\" \"{symbol}\" {{");
        let _ = writeln!(part, "  scope              = {scope}");
        let _ = writeln!(part, "  role_definition_id = {definition}");
        let _ = writeln!(part, "  principal_id       = {principal}");
        if let Some(kind) = assignee.kind() {
            let _ = writeln!(part, "  principal_type     = {}", terraform_quote(kind));
        }
        if let Some(condition) = &role.condition {
            let _ = writeln!(
                part,
                "  condition          = {}",
                terraform_quote(condition)
            );
            part.push_str("  condition_version  = \"2.0\"\n");
        }
        part.push_str("}\n");
        parts.push(part);
    }
    parts.join("\n")
}

fn variable(name: &str, description: &str) -> String {
    format!(
        "variable \"{name}\" {{\n  type        = string\n  description = {}\n}}\n",
        terraform_quote(description)
    )
}

fn one_line(text: &str) -> String {
    clean(&text.split(char::is_control).collect::<Vec<_>>().join(" "))
}

/// The id of the definition as the provider reads it back: below the subscription, where there is
/// one. Any other form would be replaced at the next plan.
fn scoped_id(role: &Assigned) -> String {
    let around = role.scope.as_ref().and_then(Scope::subscription);
    format!(
        "{}/providers/Microsoft.Authorization/roleDefinitions/{}",
        around.as_ref().map_or("", Scope::as_str),
        role.id.map(|id| id.to_string()).unwrap_or_default()
    )
}

/// What a Bicep file deploys to.
#[derive(Clone, PartialEq, Eq)]
pub(crate) enum Target {
    Tenant,
    ManagementGroup(Scope),
    /// `None` where no scope is named.
    Subscription(Option<Scope>),
    ResourceGroup(Scope),
}

impl Target {
    pub(crate) fn of(scope: Option<&Scope>) -> Result<Self, EmitError> {
        let Some(scope) = scope else {
            return Ok(Self::Subscription(None));
        };
        Ok(
            match (scope.kind(), scope.resource_group(), scope.subscription()) {
                (ScopeKind::Root, ..) => Self::Tenant,
                (ScopeKind::ManagementGroup, ..) => Self::ManagementGroup(scope.clone()),
                (_, Some(group), _) => Self::ResourceGroup(group),
                (_, None, Some(subscription)) => Self::Subscription(Some(subscription)),
                (_, None, None) => return Err(EmitError::Unnameable(scope.clone())),
            },
        )
    }

    pub(crate) fn word(&self) -> &'static str {
        match self {
            Self::Tenant => "tenant",
            Self::ManagementGroup(_) => "managementGroup",
            Self::Subscription(_) => "subscription",
            Self::ResourceGroup(_) => "resourceGroup",
        }
    }

    pub(crate) fn name(&self) -> String {
        match self {
            Self::Tenant => "the tenant".to_owned(),
            Self::Subscription(None) => "a subscription".to_owned(),
            Self::ManagementGroup(scope)
            | Self::Subscription(Some(scope))
            | Self::ResourceGroup(scope) => format!("`{scope}`"),
        }
    }

    /// The id of the target, as an expression.
    pub(crate) fn id(&self) -> &'static str {
        match self {
            Self::Tenant => "tenant().tenantId",
            Self::ManagementGroup(_) => "managementGroup().id",
            Self::Subscription(_) => "subscription().id",
            Self::ResourceGroup(_) => "resourceGroup().id",
        }
    }

    /// The full id of a role definition, as an expression.
    fn definition(&self, role: &Assigned) -> String {
        let id = role.id.map(|id| id.to_string()).unwrap_or_default();
        self.definition_of(role.kind, &id)
    }

    /// The same of a role by its GUID.
    pub(crate) fn definition_of(&self, kind: RoleKind, id: &str) -> String {
        let function = match (self, kind) {
            (Self::Subscription(_) | Self::ResourceGroup(_), _) => "subscriptionResourceId",
            (Self::ManagementGroup(_), RoleKind::Custom) => "managementGroupResourceId",
            _ => "tenantResourceId",
        };
        format!(
            "{function}('Microsoft.Authorization/roleDefinitions', {})",
            bicep_quote(id)
        )
    }

    pub(crate) fn command(&self, file: &str) -> String {
        let name = |scope: &Scope| {
            let text = scope.as_str().to_owned();
            word(text.rsplit('/').next().unwrap_or(&text))
        };
        let (level, of) = match self {
            Self::Tenant => ("tenant", " --location LOCATION".to_owned()),
            Self::ManagementGroup(scope) => (
                "mg",
                format!(" --management-group-id {} --location LOCATION", name(scope)),
            ),
            Self::Subscription(scope) => {
                let subscription = scope.as_ref().map(name);
                let subscription = subscription.unwrap_or_else(|| "SUBSCRIPTION_ID".to_owned());
                (
                    "sub",
                    format!(" --subscription {subscription} --location LOCATION"),
                )
            }
            Self::ResourceGroup(scope) => {
                let subscription = scope.subscription().as_ref().map(name).unwrap_or_default();
                let group = name(scope);
                (
                    "group",
                    format!(" --subscription {subscription} --resource-group {group}"),
                )
            }
        };
        format!("az deployment {level} create{of} --template-file {file}")
    }
}

fn bicep(assigned: &[Assigned], assignee: &Assignee) -> Result<String, EmitError> {
    let mut targets: Vec<Target> = Vec::new();
    for role in assigned {
        let target = Target::of(role.scope.as_ref())?;
        if !targets.contains(&target) {
            targets.push(target);
        }
    }
    let [target] = &targets[..] else {
        return Err(EmitError::SeveralTargets(
            targets.iter().map(Target::name).collect(),
        ));
    };
    let (roles, which) = stand_ins(assigned);
    let mut parts = vec![format!(
        "// {}\ntargetScope = '{}'\n",
        one_line(&target.command("FILE.bicep")),
        target.word()
    )];
    let default = match &assignee.id {
        Some(id) => format!(" = {}", bicep_quote(id.as_str())),
        None => String::new(),
    };
    parts.push(format!(
        "@description('Object id of the principal that gets the roles')\nparam principalId string{default}\n"
    ));
    for (at, role) in roles.iter().enumerate() {
        parts.push(export::bicep(
            &role.definition(),
            &format!("customRole{}", at + 1),
            target.id(),
        ));
    }
    let resources = resources(assigned)?;
    for (at, scope) in resources.iter().enumerate() {
        parts.push(existing(scope, at)?);
    }
    for ((role, stand_in), symbol) in assigned.iter().zip(which).zip(symbols(assigned)) {
        let on = role
            .scope
            .as_ref()
            .and_then(|scope| resources.iter().position(|own| own == scope))
            .map(|at| format!("resource{}", at + 1));
        let definition = match stand_in {
            Some(at) => format!("customRole{}.id", at + 1),
            None => target.definition(role),
        };
        let key = match (stand_in, role.id) {
            (None, Some(id)) => bicep_quote(&id.to_string()),
            _ => definition.clone(),
        };
        let seed = on
            .as_ref()
            .map_or_else(|| target.id().to_owned(), |on| format!("{on}.id"));
        let mut part = format!("// {}\n", one_line(&role.name));
        let _ = writeln!(
            part,
            "resource {symbol} 'Microsoft.Authorization/roleAssignments@2022-04-01' = {{"
        );
        let _ = match &role.held {
            // The assignment that is there: this takes its condition off or replaces it.
            Some(held) => writeln!(part, "  name: {}", bicep_quote(held.name())),
            None => writeln!(part, "  name: guid({seed}, principalId, {key})"),
        };
        if let Some(on) = on {
            let _ = writeln!(part, "  scope: {on}");
        }
        let _ = writeln!(part, "  properties: {{\n    principalId: principalId");
        if let Some(kind) = assignee.kind() {
            let _ = writeln!(part, "    principalType: {}", bicep_quote(kind));
        }
        let _ = writeln!(part, "    roleDefinitionId: {definition}");
        if let Some(condition) = &role.condition {
            let _ = writeln!(part, "    condition: {}", bicep_quote(condition));
            part.push_str("    conditionVersion: '2.0'\n");
        }
        part.push_str("  }\n}\n");
        parts.push(part);
    }
    Ok(parts.join("\n"))
}

/// The single resources among the scopes.
fn resources(assigned: &[Assigned]) -> Result<Vec<Scope>, EmitError> {
    let mut resources: Vec<Scope> = Vec::new();
    for scope in assigned.iter().filter_map(|role| role.scope.as_ref()) {
        match scope.kind() {
            ScopeKind::Resource if !resources.contains(scope) => resources.push(scope.clone()),
            ScopeKind::TenantResource => return Err(EmitError::Unnameable(scope.clone())),
            _ => {}
        }
    }
    Ok(resources)
}

/// The version by which a resource is named when nothing of it is read: any that exists will do.
const NAMED_BY: [(&str, &str); 7] = [
    ("Microsoft.Compute", "2024-03-01"),
    ("Microsoft.KeyVault", "2023-07-01"),
    ("Microsoft.Kubernetes", "2024-01-01"),
    ("Microsoft.ManagedIdentity", "2023-01-31"),
    ("Microsoft.NetworkCloud", "2025-02-01"),
    ("Microsoft.OperationalInsights", "2023-09-01"),
    ("Microsoft.Storage", "2023-05-01"),
];

pub(crate) fn existing(scope: &Scope, at: usize) -> Result<String, EmitError> {
    let unnameable = || EmitError::Unnameable(scope.clone());
    let text = scope.as_str();
    // An extension resource is named through what it extends, which takes more than its id.
    if scope.folded().matches("/providers/").count() != 1 {
        return Err(unnameable());
    }
    let kind = scope.resource_type().ok_or_else(unnameable)?;
    let from = scope.folded().find("/providers/").ok_or_else(unnameable)?;
    let segments: Vec<&str> = text[from + "/providers/".len()..].split('/').collect();
    if segments.len().is_multiple_of(2) {
        return Err(unnameable());
    }
    let names: Vec<&str> = segments.iter().skip(2).step_by(2).copied().collect();
    let version = NAMED_BY
        .iter()
        .find(|(namespace, _)| crate::text::same(namespace, segments[0]))
        .map_or("2024-01-01", |(_, version)| version);
    Ok(format!(
        "resource resource{} {} existing = {{\n  name: {}\n}}\n",
        at + 1,
        bicep_quote(&format!("{kind}@{version}")),
        bicep_quote(&names.join("/"))
    ))
}

/// A role assignment as az takes it for an update.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct WholeAssignment<'a> {
    id: &'a str,
    name: &'a str,
    scope: &'a str,
    principal_id: &'a str,
    principal_type: Option<&'static str>,
    role_definition_id: String,
    description: Option<&'a str>,
    condition: Option<&'a str>,
    condition_version: Option<&'static str>,
}

/// The command that gives a role assignment another condition, or none: az takes the whole assignment as it is
/// to be, in JSON. None where the source had no id of it.
fn condition_update(
    record: &RoleAssignment,
    role: Option<RoleId>,
    condition: Option<&str>,
) -> Option<String> {
    let role = role.filter(|_| parts_of_unnamed(&record.id).is_none())?;
    let around = record.scope.subscription();
    let around = around.as_ref().map_or("", Scope::as_str);
    let kind = match record.principal_kind {
        PrincipalKind::Unknown => None,
        PrincipalKind::ManagedIdentity => Some(PrincipalKind::ServicePrincipal),
        kind => Some(kind),
    };
    let whole = WholeAssignment {
        id: &record.id,
        name: record.name(),
        scope: record.scope.as_str(),
        principal_id: record.principal.as_str(),
        principal_type: kind.map(PrincipalKind::as_str),
        role_definition_id: format!(
            "{around}/providers/Microsoft.Authorization/roleDefinitions/{role}"
        ),
        description: record.description.as_deref(),
        condition,
        condition_version: condition.map(|_| "2.0"),
    };
    let whole = serde_json::to_string(&whole).ok()?;
    Some(format!(
        "az role assignment update --role-assignment {}",
        word(&whole)
    ))
}
