use super::{ActionPattern, MatchRule, Wildcards};

/// Patterns that grant, less patterns that exclude: one plane of one permission (EV-5).
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct PatternSet {
    granted: Vec<ActionPattern>,
    excluded: Vec<ActionPattern>,
}

/// How a [`PatternSet`] treats one operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PatternGrant<'a> {
    /// The first pattern, in the order given, that grants it, and no exclusion matches.
    Granted {
        /// The granting pattern.
        pattern: &'a ActionPattern,
        /// The clause by which it matches.
        rule: MatchRule,
    },
    /// Granted by a pattern, taken back by an exclusion.
    Excluded {
        /// The pattern that would grant.
        pattern: &'a ActionPattern,
        /// The exclusion that takes it back.
        by: &'a ActionPattern,
        /// The clause by which the exclusion matches.
        rule: MatchRule,
    },
    /// No pattern matches.
    NoMatch,
}

impl PatternSet {
    /// The set `granted` minus `excluded`.
    pub fn new(granted: Vec<ActionPattern>, excluded: Vec<ActionPattern>) -> Self {
        Self { granted, excluded }
    }

    /// The patterns that grant, in the order of the source.
    pub fn granted(&self) -> &[ActionPattern] {
        &self.granted
    }

    /// The patterns that take back, in the order of the source.
    pub fn excluded(&self) -> &[ActionPattern] {
        &self.excluded
    }

    /// Whether nothing can be granted since no pattern grants.
    pub fn is_empty(&self) -> bool {
        self.granted.is_empty()
    }

    /// Whether the operation is granted and not excluded.
    pub fn matches(&self, action: &str, wildcards: Wildcards) -> bool {
        self.granted.iter().any(|p| p.matches(action, wildcards))
            && !self.excluded.iter().any(|p| p.matches(action, wildcards))
    }

    /// How the set treats the operation, with the patterns that decided. Where several patterns
    /// grant, one that matches by a documented rule is preferred to one that matches by WC-5.
    pub fn look_up(&self, action: &str, wildcards: Wildcards) -> PatternGrant<'_> {
        let Some((pattern, rule)) = best(&self.granted, action, wildcards) else {
            return PatternGrant::NoMatch;
        };
        match best(&self.excluded, action, wildcards) {
            Some((by, rule)) => PatternGrant::Excluded { pattern, by, rule },
            None => PatternGrant::Granted { pattern, rule },
        }
    }
}

fn best<'a>(
    patterns: &'a [ActionPattern],
    action: &str,
    wildcards: Wildcards,
) -> Option<(&'a ActionPattern, MatchRule)> {
    patterns
        .iter()
        .filter_map(|pattern| Some((pattern, pattern.match_rule(action, wildcards)?)))
        .min_by_key(|&(_, rule)| rule == MatchRule::VanishingMiddle)
}
