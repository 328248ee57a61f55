//! What the command line adds to error messages, and what they still lack.

use crate::cli::args::CanArgs;
use crate::cli::complain::Complaint;
use crate::cli::unknown_action::asked_action;
use crate::import::{QuotedRequest, alternatives};
use crate::model::Plane;
use crate::pattern::ActionPattern;
use crate::scope::Scope;
use crate::span::Diagnostic;

/// What the command line adds where a message is silent.
pub(in crate::cli::run) struct Fill {
    who: Option<String>,
    actions: Vec<(ActionPattern, Option<Plane>)>,
    pub(super) scope: Option<Scope>,
}

impl Fill {
    pub(in crate::cli::run) fn of(args: &CanArgs) -> Result<Self, Complaint> {
        if !args.role.is_empty() || args.questions.is_some() {
            return Err(Complaint::usage(
                "`--from-error` takes its questions from the message alone",
            )
            .help("ask about a role with `rolecall can --role ROLE ACTION`"));
        }
        // An action has slashes, a principal none.
        let (actions, who): (Vec<&String>, Vec<&String>) =
            args.words.iter().partition(|word| word.contains('/'));
        if let [_, second, ..] = who[..] {
            return Err(Complaint::usage(format!(
                "`{second}` is a second principal; a message has one"
            )));
        }
        let mut filled = Vec::new();
        for action in actions {
            filled.push((asked_action(action)?, None));
        }
        for action in &args.data_action {
            filled.push((asked_action(action)?, Some(Plane::Data)));
        }
        Ok(Self {
            who: who.first().map(|who| (*who).clone()),
            actions: filled,
            scope: None,
        })
    }

    /// The request with what is silent filled in: one for each action given.
    pub(in crate::cli::run) fn complete(&self, quoted: &QuotedRequest) -> Vec<QuotedRequest> {
        let mut request = quoted.clone();
        if request.principal.is_none()
            && let Some(who) = &self.who
        {
            request.client = Some(who.as_str().into());
        }
        request.scope = request.scope.or_else(|| self.scope.clone());
        if request.action.is_none() && self.actions.is_empty() {
            request.action = meant_at(&request);
        }
        if request.action.is_some() || self.actions.is_empty() {
            return vec![request];
        }
        let each = self.actions.iter().map(|(action, plane)| QuotedRequest {
            action: Some(action.clone()),
            plane: plane.or(request.plane),
            ..request.clone()
        });
        each.collect()
    }
}

/// Of the actions that a message may mean, the one whose resource type the scope has.
fn meant_at(request: &QuotedRequest) -> Option<ActionPattern> {
    let scope = request.scope.as_ref()?.folded();
    let suits = |action: &&ActionPattern| {
        let mut segments = action.folded().split('/');
        let kind = segments.next().zip(segments.next());
        kind.is_some_and(|(provider, kind)| {
            scope.contains(&format!("/providers/{provider}/{kind}"))
        })
    };
    let mut meant = request.candidates.iter().filter(suits);
    meant.next().filter(|_| meant.next().is_none()).cloned()
}

/// What a request still lacks to be a question.
pub(in crate::cli::run) fn lacks(request: &QuotedRequest, asks_tenant: bool) -> Vec<Lacking> {
    let mut lacking = Vec::new();
    if request.action.is_none() {
        lacking.push(Lacking::Action);
    }
    if asks_tenant && request.scope.is_none() {
        lacking.push(Lacking::Scope);
    }
    if asks_tenant && request.principal.is_none() && request.client.is_none() {
        lacking.push(Lacking::Principal);
    }
    lacking
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(in crate::cli::run) enum Lacking {
    Action,
    Scope,
    Principal,
}

pub(in crate::cli::run) fn lacking_note(
    request: &QuotedRequest,
    lacking: &[Lacking],
) -> Diagnostic {
    let names: Vec<&str> = lacking
        .iter()
        .map(|lacking| match lacking {
            Lacking::Action => "no action",
            Lacking::Scope => "no scope",
            Lacking::Principal => "no principal",
        })
        .collect();
    let action = match &request.candidates[..] {
        _ if request.plane != Some(Plane::Data) => "the action as a word".to_owned(),
        [] => "the action with `--data-action`".to_owned(),
        several => format!(
            "the action with `--data-action` ({})",
            alternatives(several)
        ),
    };
    let helps: Vec<&str> = lacking
        .iter()
        .map(|lacking| match lacking {
            Lacking::Action => action.as_str(),
            Lacking::Scope => "the scope with `--at`",
            Lacking::Principal => "the principal as a word",
        })
        .collect();
    Diagnostic::warning(
        "incomplete-error-message",
        format!("this {} names {}", request.code, names.join(" and ")),
    )
    .at(request.place.clone())
    .may_change_answer()
    .help(format!("give {}", helps.join(", ")))
}
