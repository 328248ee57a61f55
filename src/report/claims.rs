//! Answers read back from their JSON, to be checked again.

use std::sync::Arc;

use serde_json::{Map, Value};

use crate::access::{
    Claim, ClaimedCoverage, ConditionOwner, Derivation, GrantClaim, HolderClaim, Outcome, Step,
};
use crate::condition::Verdict;
use crate::ids::{PrincipalId, RoleId};
use crate::model::{ConditionText, Plane, ScheduleKind};
use crate::pattern::{ActionPattern, MatchRule};
use crate::scope::Scope;
use crate::span::Place;

/// A part of an answer that can be checked by itself.
#[derive(Clone, Debug)]
pub(crate) struct ReadAnswer {
    /// JSON pointer of the part in the document.
    pub(crate) at: String,
    pub(crate) given: ReadGiven,
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
    /// Everyone who can.
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
}

/// The operations that an answer lists at a scope, by plane.
pub(crate) type ReadExpansion = (Scope, Vec<(Plane, Vec<String>)>);

/// What an answer says was known of its request.
#[derive(Clone, Debug, Default)]
pub(crate) struct ReadGiven {
    pub(crate) when: Option<String>,
    pub(crate) suboperation: Option<String>,
    pub(crate) closed: bool,
    pub(crate) attributes: Map<String, Value>,
}

/// A document that is not an answer that can be checked, or not well formed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(crate) enum ReadAnswerError {
    /// No `schema`, or one that this program doesn't know.
    #[error("this is no answer of `can`, `who` or `what`: its `schema` is {0}")]
    Schema(String),
    /// A field that is missing or of the wrong form.
    #[error("`{0}` is missing or malformed")]
    Field(String),
}

/// A place in the document.
struct At<'a> {
    value: &'a Value,
    path: String,
}

impl<'a> At<'a> {
    fn field(&self, name: &str) -> At<'a> {
        At {
            value: &self.value[name],
            path: format!("{}/{name}", self.path),
        }
    }

    fn fault(&self) -> ReadAnswerError {
        ReadAnswerError::Field(self.path.clone())
    }

    fn items(&self) -> Result<Vec<At<'a>>, ReadAnswerError> {
        let items = self.value.as_array().ok_or_else(|| self.fault())?;
        Ok(items
            .iter()
            .enumerate()
            .map(|(at, value)| At {
                value,
                path: format!("{}/{at}", self.path),
            })
            .collect())
    }

    fn text(&self) -> Result<&'a str, ReadAnswerError> {
        self.value.as_str().ok_or_else(|| self.fault())
    }

    fn count(&self) -> Result<usize, ReadAnswerError> {
        let count = self.value.as_u64().and_then(|n| usize::try_from(n).ok());
        count.ok_or_else(|| self.fault())
    }

    fn texts(&self) -> Result<Vec<String>, ReadAnswerError> {
        let texts = self.items()?;
        texts
            .iter()
            .map(|at| at.text().map(str::to_owned))
            .collect()
    }

    /// A word that stands for something.
    fn word<T>(&self, read: impl FnOnce(&str) -> Option<T>) -> Result<T, ReadAnswerError> {
        read(self.text()?).ok_or_else(|| self.fault())
    }

    fn outcome(&self) -> Result<Outcome, ReadAnswerError> {
        self.word(Outcome::parse)
    }

    fn plane(&self) -> Result<Plane, ReadAnswerError> {
        self.word(|word| Plane::BOTH.into_iter().find(|plane| plane.as_str() == word))
    }

    fn scope(&self) -> Result<Scope, ReadAnswerError> {
        self.word(|text| Scope::parse(text).ok())
    }

    /// Nothing where the value is null or absent.
    fn optional(&self) -> Option<&Self> {
        (!self.value.is_null()).then_some(self)
    }
}

/// Reads every part of an answer document.
///
/// # Errors
///
/// When the document is no answer of `can`, `who` or `what`, or a field is malformed.
pub(crate) fn read_answers(document: &Value) -> Result<Vec<ReadAnswer>, ReadAnswerError> {
    let whole = At {
        value: document,
        path: String::new(),
    };
    let result = whole.field("result");
    match document["schema"].as_str() {
        Some("rolecall/can/1") => read_can(&result),
        Some("rolecall/who/1") => {
            let several = result.field("answers");
            match several.optional() {
                Some(several) => several.items()?.iter().map(read_who).collect(),
                None => Ok(vec![read_who(&result)?]),
            }
        }
        Some("rolecall/what/1") => Ok(vec![read_what(&result)?]),
        Some(other) => Err(ReadAnswerError::Schema(format!("`{other}`"))),
        None => Err(ReadAnswerError::Schema("missing".to_owned())),
    }
}

fn read_can(result: &At<'_>) -> Result<Vec<ReadAnswer>, ReadAnswerError> {
    let principal = result.field("principal");
    let asked_of = match principal.optional() {
        Some(principal) => Some(principal.field("id").text()?),
        None => None,
    };
    let mut roles = Vec::new();
    for role in result.field("roles").items()? {
        let (id, name) = (role.field("id"), role.field("name"));
        let named = if id.value.is_null() { name } else { id };
        roles.push(named.text()?.to_owned());
    }
    let mut parts = Vec::new();
    for answer in result.field("answers").items()? {
        let own = answer.field("who");
        let who = match own.optional() {
            Some(own) => Some(own.text()?),
            None => asked_of,
        };
        let other = answer.field("otherPlane");
        let Some(other) = other.optional() else {
            parts.push(read_can_answer(&answer, "outcome", who, &roles)?);
            continue;
        };
        let both = answer.field("outcome");
        let of_each = [answer.field("planeOutcome"), other.field("outcome")];
        let [first, second] = [of_each[0].outcome()?, of_each[1].outcome()?];
        if Outcome::overall([first, second]) != Some(both.outcome()?) {
            return Err(both.fault());
        }
        parts.push(read_can_answer(&answer, "planeOutcome", who, &roles)?);
        parts.push(read_can_answer(other, "outcome", who, &roles)?);
    }
    Ok(parts)
}

fn read_can_answer(
    answer: &At<'_>,
    outcome: &str,
    who: Option<&str>,
    roles: &[String],
) -> Result<ReadAnswer, ReadAnswerError> {
    let action = answer.field("action").text()?.to_owned();
    let plane = answer.field("plane").plane()?;
    let claim = read_claim(answer, outcome)?;
    let scope = answer.field("scope");
    let about = match (scope.optional(), who) {
        (Some(scope), Some(who)) => About::Principal {
            who: who.to_owned(),
            action,
            plane,
            scope: scope.scope()?,
            claim,
        },
        (None, who) => About::Roles {
            roles: who.map_or_else(|| roles.to_vec(), |who| vec![who.to_owned()]),
            action,
            plane,
            claim,
        },
        (Some(_), None) => return Err(answer.field("who").fault()),
    };
    Ok(ReadAnswer {
        at: answer.path.clone(),
        given: read_given(answer)?,
        about,
    })
}

fn read_who(answer: &At<'_>) -> Result<ReadAnswer, ReadAnswerError> {
    let mut claims = Vec::new();
    for holder in answer.field("principals").items()? {
        claims.push(HolderClaim {
            principal: PrincipalId::new(holder.field("id").text()?),
            claim: read_claim(&holder, "outcome")?,
        });
    }
    Ok(ReadAnswer {
        at: answer.path.clone(),
        given: read_given(answer)?,
        about: About::Holders {
            action: answer.field("action").text()?.to_owned(),
            plane: answer.field("plane").plane()?,
            scope: answer.field("scope").scope()?,
            claims,
        },
    })
}

fn read_what(result: &At<'_>) -> Result<ReadAnswer, ReadAnswerError> {
    let mut claims = Vec::new();
    for grant in result.field("grants").items()? {
        claims.push(GrantClaim {
            assignment: grant.field("roleAssignment").text()?.to_ascii_lowercase(),
            scope: grant.field("scope").scope()?,
            plane: match grant.field("plane").optional() {
                Some(plane) => Some(plane.plane()?),
                None => None,
            },
            is_certain: grant.field("missing").optional().is_none(),
            role: grant.field("role").field("name").text()?.to_owned(),
            actions: grant.field("actions").texts()?,
            not_actions: grant.field("notActions").texts()?,
            outcome: grant.field("outcome").outcome()?,
        });
    }
    let mut expanded = Vec::new();
    let listed = result.field("expanded");
    if let Some(listed) = listed.optional() {
        for scope in listed.items()? {
            let of = |plane: Plane| Ok((plane, scope.field(plane.as_str()).texts()?));
            let lists: Result<_, ReadAnswerError> = Plane::BOTH.into_iter().map(of).collect();
            expanded.push((scope.field("scope").scope()?, lists?));
        }
    }
    let operations = result.field("operations");
    let count = |plane: Plane| Ok((plane, operations.field(plane.as_str()).count()?));
    let [control, data] = Plane::BOTH.map(count);
    let at = result.field("at");
    Ok(ReadAnswer {
        at: result.path.clone(),
        given: read_given(result)?,
        about: About::Grants {
            principal: PrincipalId::new(result.field("principal").field("id").text()?),
            at: at.optional().map(At::scope).transpose()?,
            claims,
            counts: [control?, data?],
            expanded,
        },
    })
}

fn read_given(answer: &At<'_>) -> Result<ReadGiven, ReadAnswerError> {
    let given = answer.field("given");
    if given.optional().is_none() {
        return Ok(ReadGiven::default());
    }
    let text = |name: &str| {
        let field = given.field(name);
        let text = field
            .optional()
            .map(|field| field.text().map(str::to_owned));
        text.transpose()
    };
    let attributes = given.field("attributes");
    Ok(ReadGiven {
        when: text("when")?,
        suboperation: text("suboperation")?,
        closed: given.value["closed"] == true,
        attributes: match attributes.optional() {
            Some(at) => at.value.as_object().cloned().ok_or_else(|| at.fault())?,
            None => Map::new(),
        },
    })
}

fn read_claim(answer: &At<'_>, outcome: &str) -> Result<Claim, ReadAnswerError> {
    let mut derivations = Vec::new();
    for derivation in answer.field("derivations").items()? {
        let steps = derivation.field("steps").items()?;
        derivations.push(Derivation {
            outcome: derivation.field("outcome").outcome()?,
            steps: steps.iter().map(read_step).collect::<Result<_, _>>()?,
        });
    }
    let coverage = answer.field("coverage");
    let coverage = match coverage.optional() {
        Some(coverage) => Some(ClaimedCoverage {
            operations: coverage.field("operations").count()?,
            granted: coverage.field("granted").count()?,
            missing: coverage.field("missing").texts()?,
        }),
        None => None,
    };
    Ok(Claim {
        outcome: answer.field(outcome).outcome()?,
        derivations,
        coverage,
    })
}

fn read_step(step: &At<'_>) -> Result<Step, ReadAnswerError> {
    let text = |name: &str| step.field(name).text().map(Arc::<str>::from);
    let scope = || step.field("scope").scope();
    let pattern = || {
        step.field("pattern")
            .word(|text| ActionPattern::parse(text).ok())
    };
    let rule = || step.field("rule").word(rule_of);
    let permission = || step.field("permission").count();
    // Places are not checked: the same file may be named by another path now.
    let place = Place::whole(&Arc::from(""));
    let kind = step.field("kind");
    Ok(match kind.text()? {
        "groupMembership" => Step::GroupMembership {
            from: PrincipalId::new(&text("from")?),
            to: PrincipalId::new(&text("to")?),
            name: None,
            place,
        },
        "roleAssignment" => Step::RoleAssignment {
            id: text("id")?,
            scope: scope()?,
            place,
        },
        "scheduleInstance" => Step::Schedule {
            id: text("id")?,
            kind: step.field("assignmentType").word(|word| match word {
                "Eligible" => Some(ScheduleKind::Eligible),
                "Activated" => Some(ScheduleKind::Activated),
                "Assigned" => Some(ScheduleKind::Assigned),
                _ => None,
            })?,
            scope: scope()?,
            place,
        },
        "denyAssignment" => Step::DenyAssignment {
            id: text("id")?,
            name: text("name")?,
            scope: scope()?,
            permission: permission()?,
            pattern: pattern()?,
            rule: rule()?,
            place,
        },
        "roleDefinition" => {
            let id = step.field("id");
            Step::RoleDefinition {
                id: match id.optional() {
                    Some(id) => Some(id.word(RoleId::parse)?),
                    None => None,
                },
                name: text("name")?,
                permission: permission()?,
                pattern: pattern()?,
                rule: rule()?,
                place: None,
            }
        }
        "condition" => Step::Condition {
            condition: ConditionText {
                text: text("condition")?,
                version: text("version")?,
            },
            on: step.field("on").word(|word| {
                let owners = [
                    ConditionOwner::Permission,
                    ConditionOwner::RoleAssignment,
                    ConditionOwner::Schedule,
                    ConditionOwner::DenyAssignment,
                ];
                owners.into_iter().find(|owner| owner.as_str() == word)
            })?,
            verdict: step.field("value").word(|word| {
                let verdicts = [Verdict::Met, Verdict::NotMet, Verdict::Unknown];
                verdicts
                    .into_iter()
                    .find(|verdict| verdict.as_str() == word)
            })?,
            residual: None,
            needs: Vec::new(),
            deciding: Vec::new(),
            undocumented: Vec::new(),
        },
        _ => return Err(kind.fault()),
    })
}

fn rule_of(clause: &str) -> Option<MatchRule> {
    let rules = [
        MatchRule::Exact,
        MatchRule::Star,
        MatchRule::Everything,
        MatchRule::VanishingMiddle,
    ];
    rules.into_iter().find(|rule| rule.clause() == clause)
}
