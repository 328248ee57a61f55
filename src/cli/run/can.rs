use crate::access::{
    AccessIndex, Circumstances, Outcome, PatternDecision, Repairs, Request, RoleAnswer, Standing,
    Target, decide_pattern, decide_roles, decide_roles_pattern, decide_roles_under, repairs,
    repairs_by_role,
};
use crate::catalog::Catalog;
use crate::cli::args::{CanArgs, Global};
use crate::cli::attributes::{circumstances, name_roles_by_guid};
use crate::cli::complain::{Complaint, GATHER};
use crate::cli::context::{Answer, Context};
use crate::cli::exit::Exit;
use crate::cli::redaction::Names;
use crate::directory::look_up_principal;
use crate::ids::RoleIx;
use crate::model::{Plane, Principal, Timestamp};
use crate::pattern::ActionPattern;
use crate::report::{CanAnswer, CanReport, Given, Known, can_json, can_page};
use crate::scope::Scope;

pub(super) fn run(global: &Global, args: &CanArgs) -> Result<Exit, Complaint> {
    if let Some(file) = &args.from_error {
        if args.redact.redact {
            return Err(Complaint::usage("`--redact` takes no error messages")
                .help("what they name has other names then"));
        }
        return super::from_error::run(global, args, file);
    }
    if let Some(file) = &args.questions {
        return super::questions::run(global, args, file);
    }
    let (who, words) = split(args)?;
    let asked = asked(args, words)?;
    let mut circumstances = circumstances(&args.attributes)?;
    let mut context = Context::open(global)?;
    let mut names = context.read_redacted(&args.inputs, &args.redact)?;
    if args.attributes.is_given() {
        names.refuse("attributes")?;
    }
    let resolved = name_roles_by_guid(&mut circumstances, &context.catalog)?;
    context.diagnostics.extend(resolved);
    let targets = targets(&context.catalog, &asked, args.plane.map(Plane::from));
    let report = match who {
        None => by_roles(
            &context.catalog,
            &roles(&mut names, &args.role),
            &targets,
            &circumstances,
            Repairs::Sought,
        )?,
        Some(who) => by_principal(&context, args, (who, &mut names), &targets, &circumstances)?,
    };
    note_unknown_targets(&mut context, &targets);
    let said = report.diagnostics(&context.tenant, &context.catalog);
    context.diagnostics.extend(said);
    let exit = match args.expect {
        Some(expected) if report.outcome() == expected => Exit::Yes,
        Some(_) => Exit::No,
        None => exit_of(report.answers.iter().map(|answer| answer.outcome)),
    };
    let page = can_page(&report, &context.catalog);
    let json = can_json(&report, &context.catalog);
    let mut answer = Answer::new("can", page, json);
    answer.lines = Some("answers");
    context.answer(&answer, exit)
}

fn roles(names: &mut Names, words: &[String]) -> Vec<String> {
    words.iter().map(|word| names.role(word)).collect()
}

/// 0 when every answer is allowed, 4 when the worst is conditional, else 1.
pub(super) fn exit_of(outcomes: impl Iterator<Item = Outcome>) -> Exit {
    let outcomes: Vec<Outcome> = outcomes.collect();
    if outcomes.iter().all(|o| *o == Outcome::Allowed) {
        Exit::Yes
    } else if outcomes
        .iter()
        .all(|o| matches!(o, Outcome::Allowed | Outcome::Conditional))
    {
        Exit::Undetermined
    } else {
        Exit::No
    }
}

/// WHO and the actions, from the words of the command line.
fn split(args: &CanArgs) -> Result<(Option<&str>, &[String]), Complaint> {
    if !args.role.is_empty() {
        return Ok((None, &args.words));
    }
    let Some((who, actions)) = args.words.split_first() else {
        return Err(Complaint::usage("who, and which action?").help(
            "`rolecall can WHO ACTION --at SCOPE -i PATH`, or `rolecall can --role ROLE ACTION`",
        ));
    };
    if actions.is_empty() && args.data_action.is_empty() {
        let help = if who.contains('/') {
            "the first word is the principal; ask about a role with `--role ROLE`"
        } else {
            "name at least one action after the principal"
        };
        return Err(Complaint::usage("which action?").help(help));
    }
    if args.at.is_none() {
        return Err(Complaint::usage("at which scope?").help(format!(
            "name one with `--at`: {}",
            crate::scope::ParseScopeError::FORMS
        )));
    }
    if args.inputs.input.is_empty() {
        return Err(Complaint::usage(format!(
            "what `{who}` may do is in exports, and none is given"
        ))
        .help(format!(
            "name them with `-i`, or ask about a role with `--role ROLE`; {GATHER}"
        )));
    }
    Ok((Some(who), actions))
}

/// An action with the plane that the command line fixes for it.
struct Asked {
    action: ActionPattern,
    plane: Option<Plane>,
}

fn asked(args: &CanArgs, words: &[String]) -> Result<Vec<Asked>, Complaint> {
    let mut asked = Vec::new();
    for word in words {
        asked.push(Asked {
            action: ActionPattern::parse(word)?,
            plane: None,
        });
    }
    for word in &args.data_action {
        asked.push(Asked {
            action: ActionPattern::parse(word)?,
            plane: Some(Plane::Data),
        });
    }
    if asked.is_empty() {
        return Err(Complaint::usage("which action?").help("name one after the options"));
    }
    Ok(asked)
}

/// PL-2: the planes of each action, by the catalogue where nothing fixes them.
fn targets(catalog: &Catalog, asked: &[Asked], plane: Option<Plane>) -> Vec<Target> {
    asked
        .iter()
        .flat_map(|asked| targets_of(catalog, &asked.action, asked.plane.or(plane)))
        .collect()
}

/// An action in the planes it may be meant in: the one that is fixed, else those in which the
/// catalogue knows it, else both.
pub(super) fn targets_of(
    catalog: &Catalog,
    action: &ActionPattern,
    plane: Option<Plane>,
) -> Vec<Target> {
    let target = |plane| Target {
        action: action.clone(),
        plane,
    };
    let both = Plane::BOTH.map(target);
    if let Some(plane) = plane {
        return vec![target(plane)];
    }
    let known: Vec<Target> = both
        .iter()
        .filter(|t| is_known(catalog, t) == Known::Yes)
        .cloned()
        .collect();
    if known.is_empty() {
        both.to_vec()
    } else {
        known
    }
}

fn is_known(catalog: &Catalog, target: &Target) -> Known {
    let Target { action, plane } = target;
    let known = if action.is_concrete() {
        catalog.find_in_plane(action.as_str(), *plane).is_some()
    } else {
        !catalog.expand(action, *plane).is_empty()
    };
    if known { Known::Yes } else { Known::No }
}

/// Says what the catalogue doesn't know of some actions.
pub(super) fn note_unknown_targets(context: &mut Context, targets: &[Target]) {
    let mut seen: Vec<&ActionPattern> = Vec::new();
    let mut notes = Vec::new();
    for target in targets {
        let known = is_known(&context.catalog, target);
        let action = &target.action;
        let at = context.catalog.find_in_plane(action.as_str(), target.plane);
        if at.is_some_and(|at| context.catalog.plane_is_uncertain(at)) {
            notes.push(
                crate::span::Diagnostic::info(
                    "uncertain-plane",
                    format!(
                        "no source states the plane of `{action}`; it is taken for the {} plane",
                        target.plane
                    ),
                )
                .help("`--plane` settles it"),
            );
        }
        if known == Known::Yes || seen.contains(&action) {
            continue;
        }
        seen.push(action);
        let elsewhere = context.catalog.find_operation(action.as_str());
        if !elsewhere.is_empty() {
            continue;
        }
        let near = context.catalog.operations_like(action.as_str());
        let message = if action.is_concrete() {
            format!("the catalogue holds no operation `{action}`")
        } else {
            format!("no operation of the catalogue is under `{action}`")
        };
        let mut note =
            crate::span::Diagnostic::warning("unknown-action", message).may_change_answer();
        if !near.is_empty() && action.is_concrete() {
            note = note.help(format!("did you mean `{}`?", near.join("`, `")));
        }
        notes.push(note);
        if !context.catalog.knows_namespace(action.as_str()) {
            context.core_is_too_small(&format!("nothing is known of the namespace of `{action}`"));
        }
    }
    context.diagnostics.extend(notes);
}

pub(super) fn by_roles(
    catalog: &Catalog,
    names: &[String],
    targets: &[Target],
    circumstances: &Circumstances,
    seek: Repairs,
) -> Result<CanReport, Complaint> {
    let mut roles: Vec<RoleIx> = Vec::new();
    for name in names {
        let role = catalog.look_up_role(name)?;
        if !roles.contains(&role) {
            roles.push(role);
        }
    }
    let answers = targets
        .iter()
        .map(|target| {
            let concrete = target.action.is_concrete();
            let answer = if concrete {
                decide_roles(catalog, &roles, target, circumstances)
            } else {
                decide_roles_pattern(catalog, &roles, target, circumstances)
            };
            let needs = answer.needs().into_iter().map(str::to_owned).collect();
            let residual = answer.residual();
            let RoleAnswer {
                outcome,
                derivations,
                why_not,
                coverage,
            } = answer;
            let other = decide_roles_under(
                catalog,
                &roles,
                target,
                circumstances,
                catalog.wildcards().other(),
            )
            .outcome;
            CanAnswer {
                action: target.action.to_string(),
                plane: target.plane,
                scope: None,
                known: is_known(catalog, target),
                outcome,
                coverage,
                derivations,
                why_not,
                repairs: if outcome == Outcome::Allowed || seek == Repairs::Skipped {
                    Vec::new()
                } else {
                    repairs_by_role(catalog, target, None)
                },
                doubts: Vec::new(),
                given: Given {
                    when: None,
                    circumstances: circumstances.clone(),
                },
                needs,
                residual,
                other_wildcards: (concrete && other != outcome).then_some(other),
            }
        })
        .collect();
    let roles = roles
        .into_iter()
        .map(|role| {
            (
                catalog.role_id(role).map(|id| id.to_string()),
                catalog.role_name(role),
            )
        })
        .collect();
    Ok(CanReport {
        principal: None,
        roles,
        answers,
    })
}

fn by_principal(
    context: &Context,
    args: &CanArgs,
    (who, names): (&str, &mut Names),
    targets: &[Target],
    circumstances: &Circumstances,
) -> Result<CanReport, Complaint> {
    let id = look_up_principal(&context.tenant, &names.principal(who)?)?;
    let scope = names.scope(Scope::parse(args.at.as_deref().unwrap_or_default())?);
    let time = args.when.as_deref().map(parse_time).transpose()?;
    let index = AccessIndex::new(&context.tenant, &context.catalog);
    let standing = Standing::new(&index, &id, &scope, time, circumstances.clone());
    let principal = context
        .tenant
        .principal(&id)
        .cloned()
        .unwrap_or_else(|| Principal::new(id.clone()));
    let answers = targets
        .iter()
        .map(|target| {
            let request = Request {
                principal: id.clone(),
                target: target.clone(),
                scope: scope.clone(),
                time,
                circumstances: circumstances.clone(),
            };
            answer_for(&index, &standing, &request, Repairs::Sought)
        })
        .collect();
    Ok(CanReport {
        principal: Some(principal),
        roles: Vec::new(),
        answers,
    })
}

pub(super) fn answer_for(
    index: &AccessIndex<'_>,
    standing: &Standing<'_, '_>,
    request: &Request,
    seek: Repairs,
) -> CanAnswer {
    let target = &request.target;
    let mut answer = CanAnswer {
        action: target.action.to_string(),
        plane: target.plane,
        scope: Some(request.scope.clone()),
        known: is_known(index.catalog(), target),
        outcome: Outcome::NotGranted,
        coverage: None,
        derivations: Vec::new(),
        why_not: Vec::new(),
        repairs: Vec::new(),
        doubts: Vec::new(),
        given: Given {
            when: request.time,
            circumstances: request.circumstances.clone(),
        },
        needs: Vec::new(),
        residual: None,
        other_wildcards: None,
    };
    if target.action.is_concrete() {
        let decision = standing.decide(target);
        let strict = Standing::of(index, request)
            .under(index.catalog().wildcards().other())
            .decide(target);
        answer.other_wildcards = (strict.outcome() != decision.outcome()).then(|| strict.outcome());
        answer.outcome = decision.outcome();
        answer.derivations = decision.derivations().to_vec();
        answer.why_not = decision.why_not().to_vec();
        answer.doubts = decision.doubts().to_vec();
        answer.needs = decision.needs().into_iter().map(str::to_owned).collect();
        answer.residual = decision.residual();
        if seek == Repairs::Sought {
            answer.repairs = repairs(index, request, &decision);
        }
    } else {
        let PatternDecision {
            outcome,
            coverage,
            derivations,
            why_not,
            doubts,
        } = decide_pattern(index, request);
        answer.outcome = outcome;
        answer.coverage = Some(coverage);
        answer.derivations = derivations;
        answer.why_not = why_not;
        answer.doubts = doubts;
    }
    answer
}

pub(super) fn parse_time(text: &str) -> Result<Timestamp, Complaint> {
    Timestamp::parse(text).ok_or_else(|| {
        Complaint::usage(format!("`{text}` is not a time"))
            .help("write it as `2026-08-22T09:30:00Z`")
    })
}
