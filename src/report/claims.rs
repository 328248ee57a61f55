//! Answers read back from their JSON, to be checked again.

use std::sync::Arc;

use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::access::{
    AnywhereClaim, Claim, ClaimedCoverage, ClaimedPlace, Derivation, GrantClaim, HolderClaim,
    Outcome, Step,
};
use crate::ids::{PrincipalId, RoleId};
use crate::model::{ConditionText, Plane};
use crate::pattern::{ActionPattern, MatchRule};
use crate::report::claims_recommend::{ReadSet, read_recommend};
use crate::report::v1::{
    self, CanResult, Catalogue, Envelope, Given, Input, Verifiable, WhatResult, WhoResult,
};
use crate::scope::Scope;
use crate::span::Place;

/// An answer of `can`, `who`, `what` or `recommend`.
#[derive(Clone, Debug)]
pub(crate) struct ReadDocument {
    pub(crate) schema: Verifiable,
    pub(crate) catalog: Option<Catalogue>,
    pub(crate) inputs: Vec<Input>,
    /// The earlier moment that it is about, to which logs took the inputs back.
    pub(crate) as_of: Option<String>,
    /// The version of the program that made it.
    pub(crate) rolecall: String,
    /// Whether it says that nothing limits it.
    pub(crate) complete: bool,
    /// The code and the message of each of its diagnostics.
    pub(crate) diagnostics: Vec<(String, String)>,
    pub(crate) answers: Vec<ReadAnswer>,
}

/// A part of an answer that can be checked by itself.
#[derive(Clone, Debug)]
pub(crate) struct ReadAnswer {
    /// JSON pointer of the part in the document.
    pub(crate) at: String,
    pub(crate) given: Given,
    pub(crate) about: About,
}

/// What a part says.
#[derive(Clone, Debug)]
pub(crate) enum About {
    /// What a principal, by id or name, may do at a scope.
    Principal {
        who: String,
        action: String,
        plane: Plane,
        scope: Scope,
        claim: Claim,
    },
    /// What some roles grant together.
    Roles {
        roles: Vec<String>,
        action: String,
        plane: Plane,
        claim: Claim,
    },
    /// Everyone who can, wherever that is.
    HoldersAnywhere {
        action: String,
        plane: Plane,
        claims: Vec<AnywhereClaim>,
    },
    /// Everyone who can at a scope.
    Holders {
        action: String,
        plane: Plane,
        scope: Scope,
        claims: Vec<HolderClaim>,
    },
    /// Everything that a principal holds.
    Grants {
        principal: PrincipalId,
        at: Option<Scope>,
        claims: Vec<GrantClaim>,
        counts: [(Plane, usize); 2],
        expanded: Vec<ReadExpansion>,
    },
    /// Nothing, for want of a name.
    Undecided(String),
    /// A least set of roles.
    Set(Box<ReadSet>),
}

/// The operations that an answer lists at a scope, by plane.
pub(crate) type ReadExpansion = (Scope, Vec<(Plane, Vec<String>)>);

/// A document that is not an answer that can be checked, or not well formed.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ReadAnswerError {
    /// It is not JSON, or a field is missing or of the wrong form.
    #[error(transparent)]
    Json(#[from] serde_json::Error),
    /// No `schema`, or one that this program doesn't know.
    #[error("this is not an answer of `can`, `who`, `what` or `recommend`: its `schema` is {0}")]
    Schema(String),
    /// A field that stands for nothing.
    #[error("`{0}` is missing or malformed")]
    Field(String),
}

/// A field whose text stands for nothing, by its path below a part.
pub(super) struct Malformed(String);

pub(super) fn malformed(field: &str) -> Malformed {
    Malformed(field.to_owned())
}

impl Malformed {
    fn below(self, path: &str) -> Self {
        Self(format!("{path}/{}", self.0))
    }

    pub(super) fn in_document(self, part: &str) -> ReadAnswerError {
        ReadAnswerError::Field(format!("{part}/{}", self.0))
    }
}

/// Reads every part of an answer document.
///
/// # Errors
///
/// When the document is no answer that can be checked, or a field is malformed.
pub(crate) fn read_document(text: &str) -> Result<ReadDocument, ReadAnswerError> {
    #[derive(Deserialize)]
    struct Head {
        #[serde(default)]
        schema: Value,
    }
    let Head { schema } = serde_json::from_str(text)?;
    let named = schema
        .as_str()
        .map_or_else(|| "missing".to_owned(), |schema| format!("`{schema}`"));
    let schema = Verifiable::deserialize(schema).map_err(|_| ReadAnswerError::Schema(named))?;
    match schema {
        Verifiable::Can => read(text, schema, read_can),
        Verifiable::Who => read(text, schema, read_who),
        Verifiable::What => read(text, schema, read_what),
        Verifiable::Recommend => read(text, schema, read_recommend),
    }
}

fn read<R: DeserializeOwned>(
    text: &str,
    schema: Verifiable,
    parts: impl FnOnce(R) -> Result<Vec<ReadAnswer>, ReadAnswerError>,
) -> Result<ReadDocument, ReadAnswerError> {
    let Envelope {
        catalog,
        inputs,
        as_of,
        rolecall,
        complete,
        diagnostics,
        result,
        ..
    } = serde_json::from_str::<Envelope<R>>(text)?;
    Ok(ReadDocument {
        schema,
        catalog,
        inputs,
        as_of,
        rolecall,
        complete,
        diagnostics: (diagnostics.into_iter())
            .map(|said| (said.code.0, said.message.0))
            .collect(),
        answers: parts(result)?,
    })
}

fn read_can(result: CanResult) -> Result<Vec<ReadAnswer>, ReadAnswerError> {
    let asked_of = result.principal.map(|principal| principal.id.0);
    let roles: Vec<String> = result
        .roles
        .into_iter()
        .map(|role| role.id.map_or(role.name, |id| id.0))
        .collect();
    let mut parts = Vec::new();
    for (index, asked) in result.answers.into_iter().enumerate() {
        let at = format!("/result/answers/{index}");
        let v1::AskedAnswer {
            mut answer,
            plane_outcome,
            other_plane,
            who,
            unknown,
            ..
        } = asked;
        // A misspelt operation is answered as it stands.
        let mut unknown = unknown.into_iter();
        if let Some(name) = unknown.find(|name| name.field != v1::NameField::Action) {
            parts.push(ReadAnswer {
                at,
                given: Given::default(),
                about: About::Undecided(name.message),
            });
            continue;
        }
        let who = match who {
            Some(v1::Who::Named(who)) => Some(who),
            Some(v1::Who::Nobody) | None => asked_of.clone(),
        };
        let mut part = |answer, at: String| {
            let read = read_can_answer(answer, &at, who.as_deref(), &roles);
            read.map(|part| parts.push(part))
                .map_err(|field| field.in_document(&at))
        };
        if let Some(other) = other_plane {
            let both = Outcome::from(answer.outcome);
            let first = plane_outcome.ok_or_else(|| malformed("planeOutcome").in_document(&at))?;
            if Outcome::overall([first.into(), other.outcome.into()]) != Some(both) {
                return Err(malformed("outcome").in_document(&at));
            }
            answer.outcome = first;
            part(answer, at.clone())?;
            part(other, format!("{at}/otherPlane"))?;
        } else {
            part(answer, at)?;
        }
    }
    Ok(parts)
}

fn read_can_answer(
    answer: v1::Answer,
    at: &str,
    who: Option<&str>,
    roles: &[String],
) -> Result<ReadAnswer, Malformed> {
    let action = answer.action;
    let plane = answer.plane.into();
    let claim = Claim {
        outcome: answer.outcome.into(),
        derivations: read_derivations(&answer.derivations)?,
        coverage: answer.coverage.map(|coverage| ClaimedCoverage {
            operations: coverage.operations,
            granted: coverage.granted,
            missing: coverage.missing,
        }),
    };
    let about = match (answer.scope, who) {
        (Some(scope), Some(who)) => About::Principal {
            who: who.to_owned(),
            action,
            plane,
            scope: read_scope(&scope)?,
            claim,
        },
        (None, who) => About::Roles {
            roles: who.map_or_else(|| roles.to_vec(), |who| vec![who.to_owned()]),
            action,
            plane,
            claim,
        },
        (Some(_), None) => return Err(malformed("who")),
    };
    Ok(ReadAnswer {
        at: at.to_owned(),
        given: answer.given.unwrap_or_default(),
        about,
    })
}

fn read_who(result: WhoResult) -> Result<Vec<ReadAnswer>, ReadAnswerError> {
    let part = |holders: v1::Holders, at: &str| {
        read_holders(holders, at).map_err(|field| field.in_document(at))
    };
    let at = "/result";
    if let Some(answers) = result.answers {
        let each = answers.into_iter().enumerate();
        return each
            .map(|(index, holders)| part(holders, &format!("{at}/answers/{index}")))
            .collect();
    }
    let holders = v1::Holders {
        action: result.action,
        plane: (result.plane).ok_or_else(|| malformed("plane").in_document(at))?,
        scope: result.scope,
        principals: result.principals,
        given: result.given,
    };
    Ok(vec![part(holders, at)?])
}

fn read_holders(holders: v1::Holders, at: &str) -> Result<ReadAnswer, Malformed> {
    let about = match &holders.scope {
        Some(scope) => About::Holders {
            scope: read_scope(scope)?,
            action: holders.action,
            plane: holders.plane.into(),
            claims: read_each(&holders.principals, read_holder)?,
        },
        None => About::HoldersAnywhere {
            action: holders.action,
            plane: holders.plane.into(),
            claims: read_each(&holders.principals, read_holder_anywhere)?,
        },
    };
    Ok(ReadAnswer {
        at: at.to_owned(),
        given: holders.given.unwrap_or_default(),
        about,
    })
}

fn read_each<C>(
    principals: &[v1::Holder],
    read: fn(&v1::Holder) -> Result<C, Malformed>,
) -> Result<Vec<C>, Malformed> {
    let each = principals.iter().enumerate();
    each.map(|(at, one)| read(one).map_err(|field| field.below(&format!("principals/{at}"))))
        .collect()
}

fn read_holder(holder: &v1::Holder) -> Result<HolderClaim, Malformed> {
    Ok(HolderClaim {
        principal: PrincipalId::new(&holder.principal.id.0),
        claim: Claim {
            outcome: holder.outcome.into(),
            derivations: read_derivations(&holder.derivations)?,
            coverage: None,
        },
    })
}

fn read_holder_anywhere(holder: &v1::Holder) -> Result<AnywhereClaim, Malformed> {
    let scopes = holder.scopes.as_ref().map(v1::HeldScopes::read);
    let mut places = Vec::new();
    for held in scopes.ok_or_else(|| malformed("scopes"))? {
        places.push(ClaimedPlace {
            scope: read_scope(&held.scope)?,
            outcome: held.outcome.into(),
            is_exception: false,
            only_here: false,
            denied_by: Vec::new(),
        });
        for except in &held.except {
            let ids = except.deny_assignments.iter();
            places.push(ClaimedPlace {
                scope: read_scope(&except.scope)?,
                outcome: except.outcome.into(),
                is_exception: true,
                only_here: except.only_here,
                denied_by: ids.map(|id| id.0.clone()).collect(),
            });
        }
    }
    let through = holder.through.iter().flatten();
    Ok(AnywhereClaim {
        principal: PrincipalId::new(&holder.principal.id.0),
        outcome: holder.outcome.into(),
        places,
        derivations: read_derivations(&holder.derivations)?,
        through: through.map(|group| PrincipalId::new(&group.0)).collect(),
    })
}

fn read_what(result: WhatResult) -> Result<Vec<ReadAnswer>, ReadAnswerError> {
    let at = "/result";
    let mut claims = Vec::new();
    for (index, grant) in result.grants.into_iter().enumerate() {
        let scope = read_scope(&grant.scope)
            .map_err(|field| field.below(&format!("grants/{index}")).in_document(at))?;
        claims.push(GrantClaim {
            assignment: grant.role_assignment.0.to_ascii_lowercase(),
            scope,
            plane: grant.plane.map(Plane::from),
            is_certain: grant.missing.is_empty(),
            role: grant.role.name,
            actions: grant.actions,
            not_actions: grant.not_actions,
            outcome: grant.outcome.into(),
        });
    }
    let mut expanded = Vec::new();
    for (index, listed) in result.expanded.into_iter().flatten().enumerate() {
        let scope = read_scope(&listed.scope)
            .map_err(|field| field.below(&format!("expanded/{index}")).in_document(at))?;
        let lists = vec![(Plane::Control, listed.control), (Plane::Data, listed.data)];
        expanded.push((scope, lists));
    }
    let asked = result
        .at
        .as_ref()
        .map(|scope| Scope::parse(&scope.0).map_err(|_| malformed("at").in_document(at)));
    Ok(vec![ReadAnswer {
        at: at.to_owned(),
        given: result.given.unwrap_or_default(),
        about: About::Grants {
            principal: PrincipalId::new(&result.principal.id.0),
            at: asked.transpose()?,
            claims,
            counts: [
                (Plane::Control, result.operations.control),
                (Plane::Data, result.operations.data),
            ],
            expanded,
        },
    }])
}

fn read_derivations(derivations: &[v1::Derivation]) -> Result<Vec<Derivation>, Malformed> {
    let mut read = Vec::new();
    for (index, derivation) in derivations.iter().enumerate() {
        let steps: Result<Vec<_>, Malformed> = (derivation.steps.read().iter().enumerate())
            .map(|(at, step)| {
                read_step(step)
                    .map_err(|field| field.below(&format!("derivations/{index}/steps/{at}")))
            })
            .collect();
        read.push(Derivation {
            outcome: derivation.outcome.into(),
            steps: Arc::new(steps?),
        });
    }
    Ok(read)
}

fn read_step(step: &v1::Step) -> Result<Step, Malformed> {
    // Places are not checked: the same file may be named by another path now.
    let place = Place::whole(&Arc::from(""));
    Ok(match step {
        v1::Step::GroupMembership { from, to, .. } => Step::GroupMembership {
            from: PrincipalId::new(&from.0),
            to: PrincipalId::new(&to.0),
            name: None,
            place,
        },
        v1::Step::RoleAssignment { id, scope, .. } => Step::RoleAssignment {
            id: (*id.0).into(),
            scope: read_scope(scope)?,
            place,
        },
        v1::Step::ScheduleInstance {
            id,
            assignment_type,
            scope,
            ..
        } => Step::Schedule {
            id: (*id.0).into(),
            kind: (*assignment_type).into(),
            scope: read_scope(scope)?,
            place,
        },
        v1::Step::DenyAssignment {
            id,
            name,
            scope,
            permission,
            pattern,
            rule,
            ..
        } => Step::DenyAssignment {
            id: (*id.0).into(),
            name: (**name).into(),
            scope: read_scope(scope)?,
            permission: *permission,
            pattern: Box::new(read_pattern(pattern)?),
            rule: rule_of(&rule.0)?,
            place: Box::new(place),
        },
        v1::Step::RoleDefinition {
            id,
            name,
            permission,
            pattern,
            rule,
            ..
        } => Step::RoleDefinition {
            id: match id {
                Some(id) => Some(RoleId::parse(&id.0).ok_or_else(|| malformed("id"))?),
                None => None,
            },
            name: (**name).into(),
            permission: *permission,
            pattern: Box::new(read_pattern(pattern)?),
            rule: rule_of(&rule.0)?,
            place: None,
        },
        v1::Step::Condition {
            on,
            condition,
            version,
            value,
            ..
        } => Step::Condition {
            condition: Box::new(ConditionText {
                text: (**condition).into(),
                version: (**version).into(),
            }),
            on: (*on).into(),
            verdict: (*value).into(),
            residual: None,
            needs: Vec::new(),
            deciding: Vec::new(),
            undocumented: Vec::new(),
        },
    })
}

pub(super) fn read_scope(scope: &v1::ScopePath) -> Result<Scope, Malformed> {
    Scope::parse(&scope.0).map_err(|_| malformed("scope"))
}

fn read_pattern(pattern: &str) -> Result<ActionPattern, Malformed> {
    ActionPattern::parse(pattern).map_err(|_| malformed("pattern"))
}

fn rule_of(clause: &str) -> Result<MatchRule, Malformed> {
    let rules = [
        MatchRule::Exact,
        MatchRule::Star,
        MatchRule::Everything,
        MatchRule::VanishingMiddle,
    ];
    let mut rules = rules.into_iter();
    rules
        .find(|rule| rule.clause() == clause)
        .ok_or_else(|| malformed("rule"))
}
