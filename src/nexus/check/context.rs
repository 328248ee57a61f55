use super::input::CheckInput;
use crate::nexus::cluster::Cluster;
use crate::nexus::commands::ClusterName;
use crate::nexus::grant::{self, Judgement};
use crate::nexus::requirement::requirements;
use crate::nexus::resource_id::ResourceId;
use crate::nexus::target::Target;

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
    pub(super) id: Option<ResourceId>,
}

impl<'a> Context<'a> {
    pub(super) fn new(input: &'a CheckInput<'a>) -> Self {
        let judgements = requirements(input.cluster)
            .into_iter()
            .map(|requirement| grant::judge(input, requirement))
            .collect();
        let mut targets: Vec<NamedTarget> = Vec::new();
        for slot in input.cluster.slots() {
            let Some(Ok(target)) = slot.target.map(|text| Target::parse(slot.kind, text)) else {
                continue;
            };
            match targets.iter_mut().find(|known| known.target == target) {
                Some(known) => known.paths.push(slot.path()),
                None => targets.push(NamedTarget {
                    paths: vec![slot.path()],
                    id: target.resource_id(input.resources, input.access),
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

    pub(super) fn name(&self) -> ClusterName {
        ClusterName::of(self.cluster)
    }
}
