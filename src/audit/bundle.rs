//! Several assignments of one principal, reported together.

use std::collections::BTreeMap;

use super::holder::Holding;
use super::survey::Survey;
use crate::ids::PrincipalId;
use crate::rule::{FindingBuilder, Remediation, Rule};
use crate::span::Place;

/// How many removals are written out.
const COMMANDS: usize = 10;

/// Assignments of one principal, at least one.
pub(super) struct Bundle<'s, 'a> {
    principal: &'a PrincipalId,
    first: &'s Holding<'a>,
    rest: Vec<&'s Holding<'a>>,
}

impl<'s, 'a> Bundle<'s, 'a> {
    /// The assignments that are wanted, by principal.
    pub(super) fn by_principal(
        survey: &'s Survey<'a>,
        wanted: impl Fn(&Holding<'a>) -> bool,
    ) -> impl Iterator<Item = Self> {
        let mut bundles: BTreeMap<&PrincipalId, Self> = BTreeMap::new();
        for holding in survey.holdings().iter().filter(|holding| wanted(holding)) {
            let principal = holding.grant.holder;
            match bundles.get_mut(principal) {
                Some(bundle) => bundle.rest.push(holding),
                None => {
                    let bundle = Self {
                        principal,
                        first: holding,
                        rest: Vec::new(),
                    };
                    bundles.insert(principal, bundle);
                }
            }
        }
        bundles.into_values()
    }

    /// The principal that holds all of them.
    pub(super) fn principal(&self) -> &'a PrincipalId {
        self.principal
    }

    /// All of them, in the order of the inputs.
    pub(super) fn holdings(&self) -> impl Iterator<Item = &'s Holding<'a>> {
        std::iter::once(self.first).chain(self.rest.iter().copied())
    }

    /// A finding about them, to be completed.
    pub(super) fn finding(&self, survey: &Survey<'_>, rule: &Rule) -> FindingBuilder {
        let mut finding = FindingBuilder::new(rule, self.evidence());
        let printed = self.first.grant.principal_kind();
        finding.principal = Some(survey.principal(self.principal, printed));
        finding
    }

    /// What to do, with the commands that remove them.
    pub(super) fn remediation(&self, text: &str) -> Remediation {
        Remediation {
            text: text.to_owned(),
            commands: self.removals(),
        }
    }

    /// What to do, with the commands that make the principal eligible for them and then remove them. Where that
    /// can't be asked for, for want of the role's GUID, nothing is removed.
    pub(super) fn remediation_by_eligibility(&self, text: &str) -> Remediation {
        let first = self.holdings().take(COMMANDS);
        let pairs = first.filter_map(|held| Some((held.eligibility()?, held.removal())));
        let (eligible, removals): (Vec<_>, Vec<_>) = pairs.unzip();
        Remediation {
            text: text.to_owned(),
            commands: [eligible, removals].concat(),
        }
    }

    /// As words: `Reader at /subscriptions/x, and 2 more roles`. The first by scope and role.
    pub(super) fn words(&self) -> String {
        let mut held: Vec<(String, String)> = self
            .holdings()
            .map(|h| (h.grant.scope.to_string(), h.role.name.to_string()))
            .collect();
        held.sort();
        let more = match self.rest.len() {
            0 => String::new(),
            1 => ", and one more role".to_owned(),
            several => format!(", and {several} more roles"),
        };
        let (scope, role) = held.swap_remove(0);
        format!("{role} at {scope}{more}")
    }

    /// Where the assignments stand.
    pub(super) fn evidence(&self) -> Vec<Place> {
        self.holdings().map(|h| h.grant.place().clone()).collect()
    }

    /// The commands that remove them, as far as a report holds them.
    fn removals(&self) -> Vec<String> {
        self.holdings()
            .take(COMMANDS)
            .map(Holding::removal)
            .collect()
    }
}
