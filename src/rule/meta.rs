use super::severity::Severity;

/// What a rule says of itself. What it runs is in the registry that lists it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Rule {
    /// Names the fault, and its page `docs/rules/ID.md`.
    pub id: &'static str,
    /// The fault in a line.
    pub title: &'static str,
    /// How bad the fault usually is; where it is found can make a finding milder or graver.
    pub severity: Severity,
    /// The clause of the specification that it checks, where it checks a single one.
    pub clause: Option<&'static str>,
}

impl Rule {
    /// A rule that checks no single clause.
    pub(crate) const fn new(id: &'static str, title: &'static str, severity: Severity) -> Self {
        Self {
            id,
            title,
            severity,
            clause: None,
        }
    }

    /// The same, as the check of a clause.
    pub(crate) const fn of_clause(mut self, clause: &'static str) -> Self {
        self.clause = Some(clause);
        self
    }
}

impl std::fmt::Debug for Rule {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.id)
    }
}
