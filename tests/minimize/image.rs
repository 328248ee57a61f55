//! The published roles as bitsets, expanded the plain way: every pattern against every operation
//! that starts with its literal prefix.

use std::path::PathBuf;

use rolecall::minimize::{CoverProblem, ExtraClasses, RequirementSet};
use rolecall::model::OperationClass;
use rolecall::pattern::{ActionPattern, Wildcards};
use rolecall::{OperationIx, OperationSet};
use serde_json::Value;

pub(crate) struct Image {
    /// (operation in lower case, data plane), in order.
    pub(crate) pairs: Vec<(String, bool)>,
    pub(crate) classes: ExtraClasses,
    pub(crate) roles: Vec<(String, OperationSet)>,
    pub(crate) ranks: Vec<u32>,
}

/// The folder of shared facts and vectors, if it is there.
pub(crate) fn shared() -> Option<PathBuf> {
    let here = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared");
    let given = std::env::var_os("ROLECALL_SHARED").map(PathBuf::from);
    [Some(here), given]
        .into_iter()
        .flatten()
        .find(|folder| folder.join("facts/azure-roles.jsonl").is_file())
}

fn class(operation: &str, data: bool) -> OperationClass {
    // A stand-in for the list of escalating operations.
    if operation.starts_with("microsoft.authorization/") && operation.ends_with("/write")
        || operation.ends_with("listkeys/action")
    {
        OperationClass::Escalation
    } else if data {
        OperationClass::Data
    } else if operation.ends_with("/read") {
        OperationClass::Read
    } else {
        OperationClass::Write
    }
}

impl Image {
    pub(crate) fn load() -> Option<Self> {
        let folder = shared()?.join("facts");
        let operations = std::fs::read_to_string(folder.join("operations.tsv")).ok()?;
        let mut pairs = Vec::new();
        for line in operations.lines() {
            let mut fields = line.split('\t');
            let name = fields.next()?.to_ascii_lowercase();
            match fields.next()? {
                "data" => pairs.push((name, true)),
                "both" => pairs.extend([(name.clone(), false), (name, true)]),
                _ => pairs.push((name, false)),
            }
        }
        pairs.sort();
        let roles = std::fs::read_to_string(folder.join("azure-roles.jsonl")).ok()?;
        let mut roles: Vec<(String, OperationSet)> = roles
            .lines()
            .map(|line| {
                let role: Value = serde_json::from_str(line).ok()?;
                let name = role["name"].as_str()?.to_owned();
                Some((name, expand(&pairs, &role)))
            })
            .collect::<Option<_>>()?;
        roles.sort_by_key(|(name, _)| name.to_ascii_lowercase());
        let ranks = (0..roles.len() as u32).collect();
        Some(Self {
            classes: ExtraClasses::new(pairs.iter().map(|(name, data)| class(name, *data))),
            pairs,
            roles,
            ranks,
        })
    }

    pub(crate) fn problem(&self, required: &[usize]) -> CoverProblem<'_> {
        let mut problem = CoverProblem::new(required.len(), &self.classes);
        let bound = self.pairs.len();
        problem.set_free(&OperationSet::of(
            bound,
            required.iter().map(|&r| OperationIx::new(r)),
        ));
        for ((_, grants), &rank) in self.roles.iter().zip(&self.ranks) {
            let covered = (0..required.len()).filter(|&r| grants.contains(required[r].into()));
            let covers = RequirementSet::of(required.len(), covered.map(Into::into));
            problem.push(covers, grants, rank);
        }
        problem
    }
}

fn expand(pairs: &[(String, bool)], role: &Value) -> OperationSet {
    let mut all = OperationSet::new(pairs.len());
    for permission in role["permissions"].as_array().into_iter().flatten() {
        if permission["condition"].is_string() {
            continue;
        }
        for (allow, not, data) in [
            ("actions", "notActions", false),
            ("dataActions", "notDataActions", true),
        ] {
            let mut granted = matching(pairs, &permission[allow], data);
            granted.subtract(&matching(pairs, &permission[not], data));
            all.union_with(&granted);
        }
    }
    all
}

fn matching(pairs: &[(String, bool)], patterns: &Value, data: bool) -> OperationSet {
    let mut found = OperationSet::new(pairs.len());
    for pattern in patterns.as_array().into_iter().flatten() {
        let Ok(pattern) = ActionPattern::parse(pattern.as_str().unwrap_or_default()) else {
            continue;
        };
        let prefix = pattern.folded().split('*').next().unwrap_or_default();
        let start = pairs.partition_point(|(name, _)| name.as_str() < prefix);
        let tail = pairs[start..].iter().enumerate();
        for (at, (name, plane)) in tail.take_while(|(_, (name, _))| name.starts_with(prefix)) {
            if *plane == data && pattern.matches(name, Wildcards::Azure) {
                found.insert((start + at).into());
            }
        }
    }
    found
}
