//! What a single record says of a single operation, wherever it is and whoever it binds: what
//! analyses ask once for many principals that share the record.

use super::conditions::{Circumstances, Judge};
use super::denial::denial;
use super::derivation::ConditionOwner;
use super::grant::{RoleGrant, grant};
use super::{AccessIndex, Target};
use crate::condition::Verdict;
use crate::model::{ConditionText, DenyAssignment, Permission, RoleDefinition};

impl AccessIndex<'_> {
    /// Whether a role under the condition of its assignment grants an operation (EV-4 to EV-8):
    /// unknown where that depends on attributes, of which none is given.
    pub fn role_grants(
        &self,
        role: &RoleDefinition,
        condition: Option<&ConditionText>,
        target: &Target,
    ) -> Verdict {
        let circumstances = Circumstances::default();
        let outer = (condition, ConditionOwner::RoleAssignment);
        match grant(role, target, outer, self.judging(&circumstances)) {
            RoleGrant::Yes(_) => Verdict::Met,
            RoleGrant::Open(_) => Verdict::Unknown,
            RoleGrant::No { .. } => Verdict::NotMet,
        }
    }

    /// Whether a deny assignment denies an operation to those it binds (DN-3, DN-6).
    pub fn deny_matches(&self, deny: &DenyAssignment, target: &Target) -> Verdict {
        let circumstances = Circumstances::default();
        let found = denial(deny, target, self.judging(&circumstances));
        found.map_or(Verdict::NotMet, |denial| denial.judgement.verdict)
    }

    /// The ways in which permissions take in an operation under an outer condition: for each its
    /// conditions that are open, all of which must be met. A way without conditions is certain; no
    /// way is none.
    pub fn ways<'r>(
        &self,
        permissions: &'r [Permission],
        outer: Option<&'r ConditionText>,
        target: &Target,
    ) -> Vec<Vec<&'r ConditionText>> {
        let circumstances = Circumstances::default();
        let judge = self.judging(&circumstances);
        let entries = permissions.iter().filter(|entry| {
            let set = entry.plane(target.plane);
            set.matches(target.action.as_str(), judge.wildcards)
        });
        let way = |entry: &'r Permission| {
            let mut open = Vec::new();
            for condition in entry.condition.as_ref().into_iter().chain(outer) {
                match judge.verdict(target, condition) {
                    Verdict::Met => {}
                    Verdict::Unknown => open.push(condition),
                    Verdict::NotMet => return None,
                }
            }
            Some(open)
        };
        entries.filter_map(way).collect()
    }

    /// Whether a request for an action that meets the one condition always meets the other. False
    /// also where that isn't known.
    pub fn implies(&self, one: &ConditionText, other: &ConditionText, action: &str) -> bool {
        if one.text == other.text {
            return true;
        }
        let parsed = [one, other].map(|condition| self.conditions().parsed(condition));
        let [Some(one), Some(other)] = parsed else {
            return false;
        };
        one.implies(&other, action, self.catalog().wildcards())
    }

    fn judging<'a>(&'a self, circumstances: &'a Circumstances) -> Judge<'a> {
        Judge {
            conditions: self.conditions(),
            circumstances,
            wildcards: self.catalog().wildcards(),
        }
    }
}
