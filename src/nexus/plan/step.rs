use crate::nexus::grant::{Judgement, RuleStatus};

/// A step.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PlanStep {
    /// What it is for.
    pub title: String,
    /// The commands, complete but for placeholders in angle brackets.
    pub commands: Vec<String>,
    /// Whether it can be left out.
    pub is_optional: bool,
    /// Whether the inputs show that it is done.
    pub is_done: bool,
    /// What to know.
    pub notes: Vec<String>,
    /// What comes of leaving it out.
    pub consequence: Option<&'static str>,
}

impl PlanStep {
    pub(super) fn new(title: impl Into<String>, commands: Vec<String>) -> Self {
        Self {
            title: title.into(),
            commands,
            is_optional: false,
            is_done: false,
            notes: Vec::new(),
            consequence: None,
        }
    }

    pub(super) fn optional(mut self) -> Self {
        self.is_optional = true;
        self
    }

    pub(super) fn done_if(mut self, shown: bool) -> Self {
        self.is_done = shown;
        self
    }

    pub(super) fn consequence(mut self, consequence: &'static str) -> Self {
        self.consequence = Some(consequence);
        self
    }

    /// Done where the grant is there; with what stands in its way.
    pub(super) fn judged(self, judgement: Judgement) -> Self {
        let mut step = self.done_if(judgement.status == RuleStatus::Pass);
        let Some(obstacle) = judgement.obstacle else {
            return step;
        };
        // Against a deny assignment no command helps.
        if judgement.fix.is_empty() {
            step.commands.clear();
        }
        step.note(obstacle)
    }

    pub(super) fn note(mut self, note: impl Into<String>) -> Self {
        self.notes.push(note.into());
        self
    }
}
