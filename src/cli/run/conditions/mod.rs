//! `conditions eval`, `lint` and `explain`.
pub(in crate::cli::run) mod delegation;

use std::borrow::Cow;
use std::path::Path;

use crate::access::{Circumstances, ConditionOwner};
use crate::catalog::{AzurePart, Catalog};
use crate::cli::answer::{Answer, Made};
use crate::cli::args::{
    ConditionSource, ConditionsArgs, ConditionsCommand, ConditionsLintArgs, EvalArgs, ExplainArgs,
    Format, Global, RedactArgs, Writes,
};
use crate::cli::attributes::{circumstances, name_roles_by_guid};
use crate::cli::complain::Complaint;
use crate::cli::context::Context;
use crate::cli::exit::Exit;
use crate::cli::globs::choose_rules;
use crate::cli::output;
use crate::cli::reading::read_watched;
use crate::cli::redaction;
use crate::cli::sources::{source, sources};
use crate::cli::unknown_action::UnknownAction;
use crate::condition::{Condition, ConditionContext, Suboperation, Verdict};
use crate::delegation::Roster;
use crate::ids::{RoleId, RoleIx};
use crate::import::{self, InputSource, Stdin};
use crate::lint::{LintContext, RoleActions, condition_rules, lint_condition};
use crate::model::{ConditionText, Permission, RoleDefinition, Tenant};
use crate::pattern::{ActionPattern, PatternSet};
use crate::report::{
    AnyResult, Carrier, ConditionsLintResult, EvalResult, EvaluatedCondition, ExplainResult,
    ExplainedCondition, LintedCondition, Page, Setting, conditions_to_junit, conditions_to_sarif,
    eval_page, explain_page, invalid_condition, lint_page, overall_verdict,
};
use crate::rule::{Rule, Severity};
use crate::span::{Diagnostic, Effect};

pub(super) fn run(global: &Global, args: &ConditionsArgs) -> Result<Exit, Complaint> {
    match &args.command {
        ConditionsCommand::Eval(args) => eval(global, args),
        ConditionsCommand::Lint(args) => lint(global, args),
        ConditionsCommand::Explain(args) => explain(global, args),
        ConditionsCommand::Delegation(args) => delegation::run(global, args),
    }
}

/// A condition with what carries it.
struct Carried {
    carrier: Carrier,
    text: String,
    /// The permissions that the condition narrows, where they are known.
    narrowed: Option<Vec<Permission>>,
}

/// A condition that could be read.
struct Readable {
    carrier: Carrier,
    condition: Condition,
    narrowed: Option<Vec<Permission>>,
}

fn eval(global: &Global, args: &EvalArgs) -> Result<Exit, Complaint> {
    let action = args.action.as_deref().map(concrete).transpose()?;
    let mut given = circumstances(&args.attributes)?;
    if args.redact.redact && args.attributes.is_given() {
        return Err(no_attributes());
    }
    let mut context = Context::open(global)?;
    let conditions = open(&mut context, &args.source, &args.redact)?;
    let resolved = name_roles_by_guid(&mut given, &context.catalog)?;
    context.diagnostics.extend(resolved);
    if let Some(action) = action.as_ref()
        && !context.catalog.may_mean(action).is_empty()
    {
        context.note_unknown_action(UnknownAction::new(action).changes_nothing());
    }
    let (readable, mut exit) = parse_all(&mut context, conditions)?;
    let wildcards = context.catalog.wildcards();
    let evaluated: Vec<EvaluatedCondition> = readable
        .into_iter()
        .map(|one| {
            let request = request(action.as_ref(), &given).wildcards(wildcards);
            EvaluatedCondition {
                evaluation: one
                    .condition
                    .evaluate(&request.attributes(&given.attributes)),
                carrier: one.carrier,
                condition: one.condition,
            }
        })
        .collect();
    exit = exit.max_of(match overall_verdict(&evaluated) {
        Verdict::Met => Exit::Yes,
        Verdict::NotMet => Exit::No,
        Verdict::Unknown => Exit::Undetermined,
    });
    if exit == Exit::Yes && evaluated.iter().any(|one| one.carrier.is_record()) {
        context.is_turned_by(Effect::GrantLost);
    }
    let answer = Made::new(
        "conditions/eval",
        eval_page(&evaluated),
        EvalResult::from(&*evaluated),
    )
    .with_list("conditions");
    context.answer(&answer, exit)
}

/// What is given for attributes is compared with literals, which have other names then.
fn no_attributes() -> Complaint {
    Complaint::usage("`--redact` takes no attributes")
        .help("it replaces the names that they are compared with")
}

fn concrete(action: &str) -> Result<ActionPattern, Complaint> {
    let pattern = ActionPattern::parse(action)?;
    if pattern.is_concrete() {
        Ok(pattern)
    } else {
        Err(
            Complaint::usage(format!("`{action}` is a pattern; a request has one action"))
                .help("write the action out, without `*`"),
        )
    }
}

fn request<'a>(
    action: Option<&'a ActionPattern>,
    given: &'a Circumstances,
) -> ConditionContext<'a> {
    let named = given.suboperation.as_deref();
    let mut context = ConditionContext::new()
        .suboperation(named.map_or(Suboperation::Absent, Suboperation::Named));
    if let Some(action) = action {
        context = context.action(action.as_str());
    }
    context
}

fn lint(global: &Global, args: &ConditionsLintArgs) -> Result<Exit, Complaint> {
    let rules = if args.rule.is_empty() {
        condition_rules().to_vec()
    } else {
        choose_rules(condition_rules(), &args.rule)?
    };
    let mut context = Context::open_offering(global, Writes::CONDITIONS_LINT)?;
    let conditions = open(&mut context, &args.source, &args.redact)?;
    let (readable, mut exit) = parse_all(&mut context, conditions)?;
    let catalog = &context.catalog;
    let privileged: Vec<RoleId> = Roster::of(catalog)
        .privileged()
        .map(|role| role.id)
        .collect();
    let exists = |id: RoleId| catalog.find_role_id(id).is_some();
    let linted: Vec<LintedCondition> = readable
        .into_iter()
        .map(|one| {
            let sets = one.narrowed.as_deref().map(together);
            let role = sets
                .as_ref()
                .map(|(control, data)| RoleActions { control, data });
            let surroundings = LintContext {
                role,
                role_exists: Some(&exists),
                privileged_roles: &privileged,
            };
            let mut findings = lint_condition(&one.condition, &surroundings);
            findings.retain(|finding| rules.iter().any(|rule| rule.id == finding.rule));
            LintedCondition {
                carrier: one.carrier,
                condition: one.condition,
                findings,
            }
        })
        .collect();
    let mut findings = linted.iter().flat_map(|one| &one.findings);
    let unheard_of = linted
        .iter()
        .flat_map(|one| &one.findings)
        .any(|finding| finding.rule == "unknown-role");
    if findings.any(|finding| finding.severity >= Severity::Medium) {
        exit = exit.max_of(Exit::No);
    }
    if exit == Exit::Yes && linted.iter().any(|one| one.carrier.is_record()) {
        context.is_turned_by(Effect::GrantLost);
    }
    if unheard_of {
        context.core_is_too_small(
            AzurePart::Roles,
            "some roles that a condition names aren't known",
        );
    }
    let answer = Linted {
        linted,
        chosen: rules,
    };
    context.answer(&answer, exit)
}

/// Linted conditions, and the rules that they were held to.
struct Linted {
    linted: Vec<LintedCondition>,
    chosen: Vec<Rule>,
}

impl Answer for Linted {
    fn command(&self) -> &'static str {
        "conditions/lint"
    }

    fn page(&self, _: &Setting<'_>) -> Cow<'_, Page> {
        Cow::Owned(lint_page(&self.linted))
    }

    fn result<'s>(&'s self, _: &'s Setting<'_>) -> Box<dyn AnyResult + 's> {
        Box::new(ConditionsLintResult::from(&*self.linted))
    }

    fn list(&self) -> Option<&'static str> {
        Some("findings")
    }

    fn document(
        &self,
        format: Format,
        setting: &Setting<'_>,
    ) -> Result<Option<Vec<u8>>, Complaint> {
        Ok(match format {
            Format::Sarif => Some(output::sarif(conditions_to_sarif(&self.linted, setting))),
            Format::Junit => Some(conditions_to_junit(&self.linted, &self.chosen, setting)),
            _ => None,
        })
    }
}

/// The actions of several permissions; what one excludes another may grant, so that only what all
/// exclude stays excluded.
fn together(permissions: &[Permission]) -> (PatternSet, PatternSet) {
    let union = |side: fn(&Permission) -> &PatternSet| {
        let sets: Vec<&PatternSet> = permissions.iter().map(side).collect();
        let granted = sets.iter().flat_map(|set| set.granted().to_vec()).collect();
        let granting: Vec<&&PatternSet> = sets.iter().filter(|set| !set.is_empty()).collect();
        let excluded = match granting.as_slice() {
            [] => Vec::new(),
            [first, rest @ ..] => {
                let everywhere = |pattern: &&ActionPattern| {
                    rest.iter().all(|set| set.excluded().contains(pattern))
                };
                first
                    .excluded()
                    .iter()
                    .filter(everywhere)
                    .cloned()
                    .collect()
            }
        };
        PatternSet::new(granted, excluded)
    };
    (union(|p| &p.control), union(|p| &p.data))
}

fn explain(global: &Global, args: &ExplainArgs) -> Result<Exit, Complaint> {
    let mut context = Context::open(global)?;
    let conditions = open(&mut context, &args.source, &args.redact)?;
    let (readable, exit) = parse_all(&mut context, conditions)?;
    let catalog = &context.catalog;
    let name = |id: RoleId| Some(catalog.role_name(catalog.find_role_id(id)?));
    let explained: Vec<ExplainedCondition> = readable
        .into_iter()
        .map(|one| ExplainedCondition {
            explanation: one.condition.explain(name),
            carrier: one.carrier,
            condition: one.condition,
        })
        .collect();
    let (page, json) = (explain_page(&explained), ExplainResult::from(&*explained));
    let answer = Made::new("conditions/explain", page, json).with_list("conditions");
    context.answer(&answer, exit)
}

impl Exit {
    /// Invalid input outweighs every answer.
    fn max_of(self, other: Self) -> Self {
        if self == Self::Input { self } else { other }
    }
}

/// Reads every condition; those that can't be read are said, with their place.
fn parse_all(
    context: &mut Context,
    conditions: Vec<Carried>,
) -> Result<(Vec<Readable>, Exit), Complaint> {
    let (mut readable, mut faults) = (Vec::new(), Vec::new());
    for carried in conditions {
        match Condition::parse(&carried.text) {
            Ok(condition) => readable.push(Readable {
                carrier: carried.carrier,
                condition,
                narrowed: carried.narrowed,
            }),
            Err(errors) => faults.push(invalid_condition(&carried.carrier, &errors)),
        }
    }
    if faults.is_empty() {
        return Ok((readable, Exit::Yes));
    }
    if readable.is_empty() {
        return Err(Complaint::input(faults.join("\nerror: ")));
    }
    let said = faults
        .into_iter()
        .map(|fault| Diagnostic::error("unparsable-condition", fault));
    context.diagnostics.extend(said);
    Ok((readable, Exit::Input))
}

/// Finds the conditions that the command line names, and adds the roles beside them to the
/// catalogue.
fn open(
    context: &mut Context,
    source: &ConditionSource,
    redact: &RedactArgs,
) -> Result<Vec<Carried>, Complaint> {
    let mut inputs = read_watched(&sources(&source.inputs.input)?);
    let mut found = source.text.as_deref().map(document).transpose()?;
    let mut tenants = vec![&mut inputs];
    if let Some(Document::Records(tenant)) = &mut found {
        tenants.push(tenant);
    }
    let mut redactor = redaction::apply(redact, &context.catalog, &mut tenants);
    if let (Some(redactor), Some(Document::Text(text))) = (&mut redactor, &mut found) {
        *text = redactor
            .condition(&ConditionText::new(text))
            .text
            .to_string();
    }
    context.take(inputs)?;
    context.learn();
    let mut conditions = match found {
        None => Vec::new(),
        Some(Document::Text(text)) => vec![Carried {
            carrier: Carrier::default(),
            text,
            narrowed: None,
        }],
        Some(Document::Records(tenant)) => of_records(context, *tenant)?,
    };
    let Some(role) = &source.role else {
        if source.text.is_none() {
            return Err(Complaint::usage("which condition?").help(
                "give its text, a file or `-`, or the conditions of a role with `--role ROLE`",
            ));
        }
        return Ok(conditions);
    };
    let role = match &mut redactor {
        Some(redactor) => redactor.role(role),
        None => role.clone(),
    };
    let role = context.catalog.look_up_role(&role)?;
    if source.text.is_none() {
        let definition = context.catalog.role(role);
        of_permissions(&definition, &mut conditions);
        if conditions.is_empty() {
            let name = &definition.name;
            return Err(Complaint::input(format!(
                "no permission of `{name}` has a condition"
            )));
        }
    } else {
        narrow(&context.catalog, role, &mut conditions);
    }
    Ok(conditions)
}

fn narrow(catalog: &Catalog, role: RoleIx, conditions: &mut [Carried]) {
    for condition in conditions {
        condition.narrowed = Some(catalog.role(role).permissions);
    }
}

enum Document {
    Text(String),
    Records(Box<Tenant>),
}

impl Document {
    fn records(source: InputSource) -> Self {
        Self::Records(Box::new(import::read(&[source])))
    }

    /// Reads a source that holds the text of a condition, or records that carry some.
    fn read(source: &InputSource) -> Result<Self, Complaint> {
        let file = import::read_text(source).map_err(|odd| Complaint::input(odd.message))?;
        Ok(if is_json(file.text.as_bytes()) {
            Self::records(source.clone())
        } else {
            Self::Text(file.text.trim_end().to_owned())
        })
    }
}

fn document(named: &str) -> Result<Document, Complaint> {
    if named == "-" {
        return Document::read(&source(Path::new(named))?);
    }
    let path = Path::new(named);
    if named.len() < 4096 && path.is_file() {
        return Document::read(&source(path)?);
    }
    let like_a_path = !named.contains(['@', '{', '(', ' ']) && named.contains(['.', '/']);
    if like_a_path {
        return Err(Complaint::input(format!(
            "can't read `{named}`: there is no such file"
        )));
    }
    if is_json(named.as_bytes()) {
        let bytes = named.as_bytes().to_vec();
        return Ok(Document::records(InputSource::Stdin(Stdin(bytes))));
    }
    Ok(Document::Text(named.to_owned()))
}

/// Whether the first document of a file is an object or a list: a condition never is.
fn is_json(bytes: &[u8]) -> bool {
    let mut documents =
        serde_json::Deserializer::from_slice(bytes).into_iter::<serde_json::Value>();
    let first = documents.next().and_then(Result::ok);
    first.is_some_and(|value| value.is_object() || value.is_array())
}

/// Every condition of the records, with the role that it narrows.
fn of_records(context: &mut Context, mut tenant: Tenant) -> Result<Vec<Carried>, Complaint> {
    let named = tenant.inputs.first().map(|input| input.path.clone());
    context.diagnostics.append(&mut tenant.diagnostics);
    context.tenant.inputs.append(&mut tenant.inputs);
    let said = context.catalog.add_inputs(&tenant);
    context.diagnostics.extend(said);
    let catalog = &context.catalog;
    let mut found = Vec::new();
    for definition in &tenant.role_definitions {
        of_permissions(definition, &mut found);
    }
    for assignment in &tenant.role_assignments {
        let role = catalog.look_up_role(&assignment.role.to_string()).ok();
        let label = role.map(|role| format!("{} at {}", catalog.role_name(role), assignment.scope));
        let carrier = Carrier {
            on: Some(ConditionOwner::RoleAssignment),
            label: label.unwrap_or_else(|| assignment.scope.to_string()),
            place: Some(assignment.place.clone()),
        };
        let narrowed = role.map(|role| catalog.role(role).permissions);
        found.extend(carried(assignment.condition.as_ref(), carrier, narrowed));
    }
    for schedule in &tenant.schedules {
        let role = catalog.look_up_role(&schedule.role.to_string()).ok();
        let carrier = Carrier {
            on: Some(ConditionOwner::Schedule),
            label: schedule.scope.to_string(),
            place: Some(schedule.place.clone()),
        };
        let narrowed = role.map(|role| catalog.role(role).permissions);
        found.extend(carried(schedule.condition.as_ref(), carrier, narrowed));
    }
    for deny in &tenant.deny_assignments {
        let carrier = || Carrier {
            on: Some(ConditionOwner::DenyAssignment),
            label: deny.name.to_string(),
            place: Some(deny.place.clone()),
        };
        let all = Some(deny.permissions.clone());
        found.extend(carried(deny.condition.as_ref(), carrier(), all));
        for permission in &deny.permissions {
            let own = Some(vec![permission.clone()]);
            found.extend(carried(permission.condition.as_ref(), carrier(), own));
        }
    }
    if found.is_empty() {
        let named = named.as_deref().unwrap_or("-");
        return Err(
            Complaint::input(format!("no record of `{named}` has a condition")).help(
                "expected a condition, or role assignments or role definitions that carry one",
            ),
        );
    }
    Ok(found)
}

fn carried(
    condition: Option<&ConditionText>,
    carrier: Carrier,
    narrowed: Option<Vec<Permission>>,
) -> Option<Carried> {
    Some(Carried {
        carrier,
        text: condition?.text.to_string(),
        narrowed,
    })
}

fn of_permissions(definition: &RoleDefinition, found: &mut Vec<Carried>) {
    for (at, permission) in definition.permissions.iter().enumerate() {
        let carrier = Carrier {
            on: Some(ConditionOwner::Permission),
            label: format!("{}, permission {}", definition.name, at + 1),
            place: definition.place.clone(),
        };
        let own = Some(vec![permission.clone()]);
        found.extend(carried(permission.condition.as_ref(), carrier, own));
    }
}
