use crate::rule::Severity;

/// Findings by severity, and what they weigh together.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct RiskParts {
    counts: [usize; 5],
}

impl RiskParts {
    /// How many points a finding of a severity weighs: four of one step about as much as one of
    /// the next.
    pub fn points(severity: Severity) -> usize {
        match severity {
            Severity::Critical => 40,
            Severity::High => 10,
            Severity::Medium => 3,
            Severity::Low => 1,
            Severity::Info => 0,
        }
    }

    /// Counts a finding.
    pub fn add(&mut self, severity: Severity) {
        self.counts[severity as usize] += 1;
    }

    /// Counts the findings of another sum.
    pub fn add_all(&mut self, other: &Self) {
        for (count, more) in self.counts.iter_mut().zip(other.counts) {
            *count += more;
        }
    }

    /// How many findings of one severity.
    pub fn of(&self, severity: Severity) -> usize {
        self.counts[severity as usize]
    }

    /// How many findings.
    pub fn total(&self) -> usize {
        self.counts.iter().sum()
    }

    /// The points of all: a sum, to rank by.
    pub fn weight(&self) -> usize {
        Severity::ALL
            .into_iter()
            .map(|severity| self.of(severity) * Self::points(severity))
            .sum()
    }
}

impl FromIterator<Severity> for RiskParts {
    fn from_iter<I: IntoIterator<Item = Severity>>(severities: I) -> Self {
        let mut parts = Self::default();
        for severity in severities {
            parts.add(severity);
        }
        parts
    }
}
