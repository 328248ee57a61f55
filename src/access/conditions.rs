//! The conditions of an assignment, its role's permission and deny assignments, judged for one
//! operation (EV-7, EV-8, DN-6).

use std::collections::HashMap;
use std::sync::Arc;

use super::Target;
use super::derivation::{ConditionOwner, Step};
use crate::condition::{
    AttributeMap, AttributesOf, Completeness, Condition, ConditionContext, Evaluation,
    Suboperation, Verdict,
};
use crate::model::ConditionText;
use crate::pattern::Wildcards;

/// What is known of a request beyond who, what and where.
#[derive(Clone, Debug, Default)]
pub struct Circumstances {
    /// Attributes of the request, resource, principal and environment.
    pub attributes: AttributeMap,
    /// The suboperation; without one, `SubOperationMatches` is false (AB-21).
    pub suboperation: Option<String>,
}

impl Circumstances {
    /// Nothing is known; attributes that nobody names are what `completeness` says.
    pub fn new(completeness: Completeness) -> Self {
        Self {
            attributes: AttributeMap::new(completeness),
            suboperation: None,
        }
    }
}

/// Conditions parsed once, by their text.
#[derive(Debug, Default)]
pub(super) struct Conditions {
    parsed: HashMap<Arc<str>, Option<Condition>>,
}

impl Conditions {
    /// Parses a condition if its text is new.
    pub(super) fn learn(&mut self, condition: &ConditionText) {
        if !self.parsed.contains_key(&condition.text) {
            let parsed = Condition::parse(&condition.text).ok();
            self.parsed.insert(Arc::clone(&condition.text), parsed);
        }
    }

    /// What a condition says; nothing where it can't be parsed.
    pub(super) fn parsed(&self, condition: &ConditionText) -> Option<Condition> {
        match self.parsed.get(&condition.text) {
            Some(known) => known.clone(),
            None => Condition::parse(&condition.text).ok(),
        }
    }
}

/// What judging conditions takes besides them.
#[derive(Clone, Copy)]
pub(super) struct Judge<'a> {
    pub(super) conditions: &'a Conditions,
    pub(super) circumstances: &'a Circumstances,
    pub(super) wildcards: Wildcards,
}

/// What some conditions come to together.
#[derive(Clone, Debug)]
pub(super) struct Judgement {
    pub(super) verdict: Verdict,
    pub(super) steps: Vec<Step>,
}

impl Judge<'_> {
    /// The condition of an outer record and that of a permission together (EV-8). Without any, the
    /// verdict is met and there is no step.
    pub(super) fn both(
        &self,
        target: &Target,
        outer: (Option<&ConditionText>, ConditionOwner),
        permission: Option<&ConditionText>,
    ) -> Judgement {
        let mut judgement = Judgement {
            verdict: Verdict::Met,
            steps: Vec::new(),
        };
        let own = permission.map(|condition| (condition, ConditionOwner::Permission));
        for (condition, owner) in own.into_iter().chain(outer.0.map(|c| (c, outer.1))) {
            let (verdict, step) = self.one(target, condition, owner);
            judgement.verdict = judgement.verdict.and(verdict);
            judgement.steps.push(step);
        }
        judgement
    }

    /// What one condition comes to; an unparsable one is unknown (AB-19).
    pub(super) fn verdict(&self, target: &Target, condition: &ConditionText) -> Verdict {
        let parsed = self.conditions.parsed(condition);
        parsed.map_or(Verdict::Unknown, |parsed| {
            parsed.verdict(&self.context(target))
        })
    }

    fn context<'c>(&'c self, target: &'c Target) -> ConditionContext<'c, AttributesOf<'c>> {
        let named = self.circumstances.suboperation.as_deref();
        ConditionContext::new()
            .action(target.action.as_str())
            .suboperation(named.map_or(Suboperation::Absent, Suboperation::Named))
            .wildcards(self.wildcards)
            .attributes(AttributesOf {
                action: target.action.as_str(),
                known: &self.circumstances.attributes,
            })
    }

    fn one(
        &self,
        target: &Target,
        condition: &ConditionText,
        on: ConditionOwner,
    ) -> (Verdict, Step) {
        let Some(parsed) = self.conditions.parsed(condition) else {
            // An unparsable condition is unknown, never absent (AB-19).
            let step = Step::Condition {
                condition: Box::new(condition.clone()),
                on,
                verdict: Verdict::Unknown,
                residual: Some(condition.text.to_string()),
                needs: Vec::new(),
                deciding: Vec::new(),
                undocumented: vec!["AB-19"],
            };
            return (Verdict::Unknown, step);
        };
        let Evaluation {
            verdict,
            residual,
            needs,
            undocumented,
            deciding,
            ..
        } = parsed.evaluate(&self.context(target));
        let mut clauses: Vec<&'static str> = undocumented
            .iter()
            .map(|found| found.corner.clause())
            .collect();
        clauses.sort_unstable();
        clauses.dedup();
        let step = Step::Condition {
            condition: Box::new(condition.clone()),
            on,
            verdict,
            residual,
            needs: needs.iter().map(ToString::to_string).collect(),
            deciding: deciding
                .iter()
                .filter_map(|part| {
                    Some((
                        condition
                            .text
                            .get(part.span.start..part.span.end)?
                            .to_owned(),
                        part.truth,
                    ))
                })
                .collect(),
            undocumented: clauses,
        };
        (verdict, step)
    }
}
