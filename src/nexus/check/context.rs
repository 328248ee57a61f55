use super::input::CheckInput;
use super::result::ClusterCheck;
use crate::nexus::cluster::Cluster;
use crate::nexus::commands::ClusterName;
use crate::nexus::grant::{self, Judgement};
use crate::nexus::requirement::requirements;
use crate::nexus::resource_id::ResourceId;
use crate::nexus::rule::ClusterRule;
use crate::nexus::setting::SettingKind;
use crate::nexus::target::Target;
use crate::rule::Severity;

/// What the rules share: the inputs, and what is worked out once.
pub(super) struct Context<'a> {
    pub(super) input: &'a CheckInput<'a>,
    pub(super) cluster: &'a Cluster,
    pub(super) judgements: Vec<Judgement>,
    pub(super) targets: Vec<NamedTarget>,
}

/// A target that some slots name.
pub(super) struct NamedTarget {
    pub(super) paths: Vec<String>,
    pub(super) target: Target,
    /// Every id that the inputs give.
    pub(super) ids: Vec<ResourceId>,
}

impl NamedTarget {
    /// Its id, where the inputs give one and no other.
    pub(super) fn id(&self) -> Option<&ResourceId> {
        match &self.ids[..] {
            [one] => Some(one),
            _ => None,
        }
    }
}

impl<'a> Context<'a> {
    pub(super) fn new(input: &'a CheckInput<'a>) -> Self {
        let judgements = requirements(input.cluster)
            .into_iter()
            .map(|requirement| grant::judge(input, requirement))
            .collect();
        let mut targets: Vec<NamedTarget> = Vec::new();
        let slots = input.cluster.slots();
        let of_slots = slots.iter().filter_map(|slot| {
            let target = Target::parse(slot.kind, slot.target?).ok()?;
            Some((slot.path(), target))
        });
        let of_old_field = input.cluster.only_legacy(SettingKind::Analytics);
        let of_old_field = of_old_field.and_then(|(field, id)| {
            let target = Target::parse(SettingKind::Analytics, id).ok()?;
            Some((field.to_owned(), target))
        });
        for (path, target) in of_slots.chain(of_old_field) {
            match targets.iter_mut().find(|known| known.target == target) {
                Some(known) => known.paths.push(path),
                None => targets.push(NamedTarget {
                    paths: vec![path],
                    ids: target.resource_ids(input.resources, input.access),
                    target,
                }),
            }
        }
        Self {
            input,
            cluster: input.cluster,
            judgements,
            targets,
        }
    }

    /// A rule that stays open, since descriptions of the cluster contradict each other.
    pub(super) fn disputed(&self, rule: ClusterRule, field: &str) -> ClusterCheck {
        let message = format!(
            "the inputs describe the cluster with different `{field}`, and no date says which is right"
        );
        ClusterCheck::unknown(rule, field, message)
            .severity(Severity::High)
            .fix(self.name().command("show", "-o json"))
    }

    pub(super) fn name(&self) -> ClusterName {
        ClusterName::of(self.cluster)
    }
}
