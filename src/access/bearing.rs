//! What a single record says of a single operation, wherever it is and whoever it binds: what
//! analyses ask once for many principals that share the record.

use super::conditions::{Circumstances, Judge};
use super::denial::denial;
use super::derivation::ConditionOwner;
use super::grant::{Grant, grant};
use super::{AccessIndex, Target};
use crate::condition::Verdict;
use crate::model::{ConditionText, DenyAssignment, RoleDefinition};

impl AccessIndex<'_> {
    /// Whether a role under the condition of its assignment grants an operation (EV-4 to EV-8):
    /// unknown where that hangs on attributes, of which none is given.
    pub fn role_grants(
        &self,
        role: &RoleDefinition,
        condition: Option<&ConditionText>,
        target: &Target,
    ) -> Verdict {
        let circumstances = Circumstances::default();
        let outer = (condition, ConditionOwner::RoleAssignment);
        match grant(role, target, outer, self.judging(&circumstances)) {
            Grant::Yes(_) => Verdict::Met,
            Grant::Open(_) => Verdict::Unknown,
            Grant::No { .. } => Verdict::NotMet,
        }
    }

    /// Whether a deny assignment denies an operation to those it binds (DN-3, DN-6).
    pub fn deny_matches(&self, deny: &DenyAssignment, target: &Target) -> Verdict {
        let circumstances = Circumstances::default();
        let found = denial(deny, target, self.judging(&circumstances));
        found.map_or(Verdict::NotMet, |denial| denial.judgement.verdict)
    }

    fn judging<'a>(&'a self, circumstances: &'a Circumstances) -> Judge<'a> {
        Judge {
            conditions: self.conditions(),
            circumstances,
            wildcards: self.catalog().wildcards(),
        }
    }
}
