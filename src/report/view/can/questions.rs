//! `can --questions`.

use crate::access::Outcome;
use crate::report::columns::{Columns, Rows};
use crate::report::page::{Page, Tone};
use crate::report::view::can::CanReport;

/// A question with its answer.
#[derive(Clone, Debug)]
pub(crate) struct Question {
    /// Principal or role, as asked.
    pub(crate) who: String,
    pub(crate) report: CanReport,
    pub(crate) expect: Option<Outcome>,
    /// The names in it that are not known: no answer meets anything then.
    pub(crate) unknown: Vec<UnknownName>,
}

/// A name in a question that is that of nothing, or of several things.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct UnknownName {
    pub(crate) field: NameField,
    /// What is wrong with it.
    pub(crate) message: String,
    /// What may be meant, or what to do.
    pub(crate) help: Option<String>,
}

/// The field of a question that holds a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum NameField {
    Who,
    Role,
    Scope,
    /// An operation like others that the catalogue holds. It is answered all the same.
    Action,
}

impl Question {
    /// The names in it that are not known, in words.
    pub(crate) fn misnamed(&self) -> Option<String> {
        let said = self.unknown.iter().map(|name| match &name.help {
            Some(help) => format!("{}: {help}", name.message),
            None => name.message.clone(),
        });
        let said: Vec<String> = said.collect();
        (!said.is_empty()).then(|| said.join("; "))
    }

    /// Whether the answer depends on something that isn't known: then it is neither met nor broken.
    pub(crate) fn is_open(&self) -> bool {
        let outcome = self.report.outcome();
        !self.unknown.is_empty() || matches!(outcome, Outcome::Conditional | Outcome::Undetermined)
    }

    /// Whether the expectation is met, where there is one.
    pub(crate) fn met(&self) -> Option<bool> {
        self.expect
            .map(|expected| self.unknown.is_empty() && self.report.outcome() == expected)
    }

    /// What is read first: what fails, then what is open, then what has no expectation.
    fn urgency(&self) -> usize {
        match self.met() {
            _ if !self.unknown.is_empty() => 1,
            Some(false) if self.is_open() => 1,
            Some(false) => 0,
            None => 2,
            Some(true) => 3,
        }
    }

    /// What stands beside the answer.
    fn expectation(&self) -> String {
        match (self.expect, self.met()) {
            _ if !self.unknown.is_empty() => {
                let names = self.unknown.iter().map(|name| name.message.as_str());
                format!("open: {}", names.collect::<Vec<_>>().join("; "))
            }
            (Some(expected), Some(false)) if self.is_open() => {
                format!("open: {} is expected", expected.as_str())
            }
            (Some(expected), Some(false)) => format!("failed: {} is expected", expected.as_str()),
            (Some(_), _) => "as expected".to_owned(),
            _ => String::new(),
        }
    }
}

/// The questions whose expectation isn't met, or that couldn't be asked, each in a line.
pub(crate) fn unmet(questions: &[Question]) -> Vec<String> {
    let unmet = questions.iter().enumerate().filter_map(|(at, question)| {
        let is_judged = question.expect.is_some() || !question.unknown.is_empty();
        if let Some(said) = question.misnamed().filter(|_| is_judged) {
            return Some(format!("open: question {}: {said}", at + 1));
        }
        let expected = question.expect.filter(|_| question.met() == Some(false))?;
        let word = if question.is_open() { "open" } else { "failed" };
        let first = question.report.answers.first()?;
        let scope = first.scope.as_ref().map(|scope| format!(" at {scope}"));
        Some(format!(
            "{word}: question {}: {} {}{} is {}, {} is expected",
            at + 1,
            question.who,
            first.action,
            scope.unwrap_or_default(),
            question.report.outcome().as_str(),
            expected.as_str()
        ))
    });
    unmet.collect()
}

/// The answers as a table.
pub(crate) fn questions_page(questions: &[Question]) -> Page {
    let mut page = Page::default();
    let judged: Vec<bool> = questions.iter().filter_map(Question::met).collect();
    let failed = judged.iter().filter(|met| !**met).count();
    let (tone, word, text) = match (judged.len(), failed) {
        (0, _) => (
            Tone::Plain,
            "answers".to_owned(),
            format!("{} questions", questions.len()),
        ),
        (all, 0) => (
            Tone::Good,
            "met".to_owned(),
            format!("all {all} expectations"),
        ),
        (all, n) => (
            Tone::Bad,
            "not met".to_owned(),
            format!("{n} of {all} expectations"),
        ),
    };
    page.verdict(tone, &word, text);
    page.cut_on_terminals(LINES);
    // What isn't met first.
    let mut ordered: Vec<&Question> = questions.iter().collect();
    ordered.sort_by_key(|question| question.urgency());
    page.table(questions_columns().table("Answers".to_owned(), ordered));
    page
}

/// How many lines of a terminal the answers take: a screen and a half.
const LINES: usize = 36;

/// The answers as a table, in the order of the questions.
pub(crate) fn questions_rows(questions: &[Question]) -> Rows<'_> {
    questions_columns().rows(questions.iter())
}

fn questions_columns<'a>() -> Columns<'a, &'a Question> {
    Columns::new()
        .both("outcome", |question: &&Question| {
            question.report.outcome().as_str().to_owned()
        })
        .both("expectation", |question| question.expectation())
        .both("who", |question| question.who.clone())
        .both("action", |question| {
            let first = question.report.answers.first();
            first
                .map(|answer| answer.action.clone())
                .unwrap_or_default()
        })
        .both("scope", |question| {
            let first = question.report.answers.first();
            let scope = first.and_then(|answer| answer.scope.as_ref());
            scope.map(ToString::to_string).unwrap_or_default()
        })
}
