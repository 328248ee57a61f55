//! `can --questions`.

use crate::access::Outcome;
use crate::report::page::{Page, Table, Tone};
use crate::report::view::can::CanReport;

/// A question with its answer.
#[derive(Clone, Debug)]
pub(crate) struct Question {
    /// Principal or role, as asked.
    pub(crate) who: String,
    pub(crate) report: CanReport,
    pub(crate) expect: Option<Outcome>,
    /// The operations that may be meant, where the catalogue lacks the one asked about and holds some like it:
    /// any answer about a misspelt name could pass.
    pub(crate) may_mean: Vec<String>,
}

impl Question {
    /// Whether the answer depends on something that isn't known: then it is neither met nor broken.
    pub(crate) fn is_open(&self) -> bool {
        let outcome = self.report.outcome();
        !self.may_mean.is_empty() || matches!(outcome, Outcome::Conditional | Outcome::Undetermined)
    }

    /// Whether the expectation is met, where there is one.
    pub(crate) fn met(&self) -> Option<bool> {
        self.expect
            .map(|expected| self.may_mean.is_empty() && self.report.outcome() == expected)
    }
}

/// The questions whose expectation isn't met, each in a line.
pub(crate) fn unmet(questions: &[Question]) -> Vec<String> {
    let unmet = questions.iter().enumerate().filter_map(|(at, question)| {
        let expected = question.expect.filter(|_| question.met() == Some(false))?;
        let word = if question.is_open() { "open" } else { "failed" };
        let first = question.report.answers.first()?;
        let scope = first.scope.as_ref().map(|scope| format!(" at {scope}"));
        if !question.may_mean.is_empty() {
            return Some(format!(
                "open: question {}: the catalogue holds no operation {}: did you mean {}?",
                at + 1,
                first.action,
                question.may_mean.join(" or ")
            ));
        }
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
    let rows = questions
        .iter()
        .map(|question| {
            let first = question.report.answers.first();
            vec![
                question.report.outcome().as_str().to_owned(),
                match (question.expect, question.met()) {
                    (Some(expected), Some(false)) if question.is_open() => {
                        format!("open: {} is expected", expected.as_str())
                    }
                    (Some(expected), Some(false)) => {
                        format!("failed: {} is expected", expected.as_str())
                    }
                    (Some(_), _) => "as expected".to_owned(),
                    _ => String::new(),
                },
                question.who.clone(),
                first.map(|a| a.action.clone()).unwrap_or_default(),
                first
                    .and_then(|a| a.scope.as_ref())
                    .map(ToString::to_string)
                    .unwrap_or_default(),
            ]
        })
        .collect();
    page.table(Table {
        caption: "Answers".to_owned(),
        columns: vec!["outcome", "expectation", "who", "action", "scope"],
        rows,
    });
    page
}
