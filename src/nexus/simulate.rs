//! What commands and PATCHes do to a cluster, one after the other: its identities afterwards, what is
//! lost on the way, and the settings that break (nexus.md §3).

use std::collections::BTreeSet;

use super::address::shown;
use super::attachment::{self, BrokenSetting};
use super::cluster::{AttachedIdentity, Cluster, ClusterIdentity, Deployment};
use super::command_line::{ClusterCommand, ClusterVerb};
use super::identity_choice::CHOICE_RULES;
use super::identity_set::{
    IdentityChange, IdentityOutcome, IdentitySet, LostIdentities, change_identities,
};
use super::patch::ClusterPatch;
use super::resource_id::ResourceId;
use super::rule::ClusterRule;
use super::setting::{SettingChange, SettingKind};
use super::to_know;

/// A change of a cluster.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum ClusterChange {
    /// `az networkcloud cluster create|update`.
    Command(ClusterCommand),
    /// A PATCH.
    Patch(ClusterPatch),
}

impl ClusterChange {
    fn identities(&self) -> IdentityChange {
        match self {
            Self::Command(command) => command.identity_change(),
            Self::Patch(patch) => patch.identity_change(),
        }
    }

    pub(super) fn settings(&self) -> &[(SettingKind, SettingChange)] {
        match self {
            Self::Command(command) => &command.settings,
            Self::Patch(patch) => &patch.settings,
        }
    }

    /// Whether it makes the cluster.
    pub fn is_create(&self) -> bool {
        matches!(self, Self::Command(command) if command.verb == ClusterVerb::Create)
    }
}

/// What changes come to (docs/nexus.md).
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Simulation {
    /// The identities before.
    pub before: IdentitySet,
    /// The identities afterwards, as documented; `None` where a change is refused.
    pub after: Option<IdentitySet>,
    /// The identities afterwards under the other reading of the documentation.
    pub alternative: Option<IdentitySet>,
    /// What is gone.
    pub lost: LostIdentities,
    /// Why the service or the CLI refuses a change.
    pub error: Option<String>,
    /// What to know about the changes.
    pub warnings: Vec<String>,
    /// The settings that the changes break.
    pub broken_settings: Vec<BrokenSetting>,
    /// The cluster before; a blank one where none exists yet.
    pub cluster_before: Cluster,
    /// The cluster as it would be; `None` where a change is refused.
    pub cluster_after: Option<Cluster>,
}

impl Simulation {
    /// Whether the changes go through, lose no identity and break no setting.
    pub fn is_clean(&self) -> bool {
        self.error.is_none() && self.lost.is_empty() && self.broken_settings.is_empty()
    }

    /// The same with words that may be shown.
    fn without_signatures(mut self) -> Self {
        let broken = self.broken_settings.iter_mut();
        let texts = self.error.iter_mut().chain(&mut self.warnings);
        for text in texts.chain(broken.map(|broken| &mut broken.message)) {
            *text = shown(text).into_owned();
        }
        self
    }
}

/// Works out what a change does to a cluster; `None` for a cluster that does not exist yet.
pub fn simulate_change(cluster: Option<&Cluster>, change: &ClusterChange) -> Simulation {
    simulate_changes(cluster, std::slice::from_ref(change))
}

/// Works out what changes do to a cluster, one after the other. A refusal ends the run: what comes
/// before it is not taken back, but no state afterwards is given.
pub fn simulate_changes(cluster: Option<&Cluster>, changes: &[ClusterChange]) -> Simulation {
    simulated(cluster, changes).without_signatures()
}

fn simulated(cluster: Option<&Cluster>, changes: &[ClusterChange]) -> Simulation {
    let mut run = Run::new(cluster);
    for (at, change) in changes.iter().enumerate() {
        let known = run.warnings.len();
        let result = run.take(change, at + 1 < changes.len());
        if changes.len() > 1 {
            for warning in &mut run.warnings[known..] {
                *warning = format!("command {}: {warning}", at + 1);
            }
        }
        if let Err(error) = result {
            return run.refused(match changes.len() {
                1 => error,
                _ => format!("command {}: {error}", at + 1),
            });
        }
    }
    run.finish()
}

/// The state between changes.
struct Run {
    before: Cluster,
    exists: bool,
    cluster: Cluster,
    /// The set under the other reading.
    merged: IdentitySet,
    /// Whether a system-assigned identity went on the way: one made again is another.
    lost_system: bool,
    /// The settings that a create leaves out of a cluster that has them.
    left_out: BTreeSet<SettingKind>,
    warnings: Vec<String>,
}

impl Run {
    fn new(cluster: Option<&Cluster>) -> Self {
        let before = cluster.cloned().unwrap_or_default();
        Self {
            exists: cluster.is_some(),
            cluster: before.clone(),
            merged: before.identity.as_set(),
            before,
            lost_system: false,
            left_out: BTreeSet::new(),
            warnings: Vec::new(),
        }
    }

    fn take(&mut self, change: &ClusterChange, goes_on: bool) -> Result<(), String> {
        let set = self.cluster.identity.as_set();
        let existing = self.exists.then_some(&self.cluster);
        to_know::about_the_cluster(existing, change, &mut self.warnings);
        if let ClusterChange::Command(command) = change
            && let refusals = command.refusals()
            && !refusals.is_empty()
        {
            return Err(refusals.join("; "));
        }
        let outcome = change_identities(&set, &change.identities()).map_err(|e| e.to_string())?;
        // Where only the other reading has something left to refuse, this one decides.
        self.merged = match change_identities(&self.merged, &change.identities()) {
            Ok(other) => other.alternative.map_or(other.after, |merged| merged.after),
            Err(_) => outcome.after.clone(),
        };
        self.lost_system |= outcome.lost.system;
        to_know::about_identities(&set, &outcome, change, &mut self.warnings);
        to_know::about_settings(existing, change, &mut self.warnings);
        let next = changed(&self.cluster, change, &outcome);
        for kind in SettingKind::ALL {
            if next.setting(kind).is_some() {
                self.left_out.remove(&kind);
            } else if change.is_create() && self.cluster.setting(kind).is_some() {
                self.left_out.insert(kind);
            }
        }
        if goes_on {
            let known = faults(&self.cluster);
            let new = faults(&next)
                .into_iter()
                .filter(|fault| !is_among(fault, &known));
            self.warnings.extend(new.map(|fault| {
                format!(
                    "{}: {}, until a later command changes that",
                    fault.rule, fault.message
                )
            }));
        }
        self.cluster = next;
        self.exists = true;
        Ok(())
    }

    fn refused(self, error: String) -> Simulation {
        Simulation {
            before: self.before.identity.as_set(),
            after: None,
            alternative: None,
            lost: LostIdentities::default(),
            error: Some(error),
            warnings: self.warnings,
            broken_settings: Vec::new(),
            cluster_before: self.before,
            cluster_after: None,
        }
    }

    fn finish(mut self) -> Simulation {
        let before = self.before.identity.as_set();
        let after = self.cluster.identity.as_set();
        let known = faults(&self.before);
        let (old, mut broken_settings): (Vec<_>, Vec<_>) = faults(&self.cluster)
            .into_iter()
            .partition(|fault| is_among(fault, &known));
        self.warnings.extend(old.into_iter().map(|fault| {
            format!(
                "{}: {}, before the change as after it",
                fault.rule, fault.message
            )
        }));
        broken_settings.extend(self.left_out.iter().map(|kind| BrokenSetting {
            rule: ClusterRule::S6,
            setting: kind.json_name().to_owned(),
            identity: None,
            message: format!(
                "the create leaves `{}` out, which the cluster has: the setting is lost",
                kind.json_name()
            ),
        }));
        let mut lost = before.lost_to(&after);
        lost.system |= self.lost_system;
        let differs = |merged: &IdentitySet| {
            let mut ids = merged.user_assigned().iter();
            ids.any(|id| !after.contains(id))
        };
        Simulation {
            alternative: Some(self.merged).filter(differs),
            before,
            lost,
            after: Some(after),
            error: None,
            warnings: self.warnings,
            broken_settings,
            cluster_before: self.before,
            cluster_after: Some(self.cluster),
        }
    }
}

/// The cluster after a change that goes through; a create starts from nothing.
fn changed(before: &Cluster, change: &ClusterChange, outcome: &IdentityOutcome) -> Cluster {
    let mut after = before.clone();
    let version = match change {
        ClusterChange::Patch(patch) => patch.api_version,
        ClusterChange::Command(_) => None,
    };
    let mut simulated = after.simulated.take().unwrap_or_default();
    after.identity = identity_after(&before.identity, outcome);
    after.otherwise.clear();
    if let ClusterChange::Command(command) = change
        && change.is_create()
    {
        for kind in SettingKind::ALL {
            *after.setting_mut(kind) = None;
        }
        (after.legacy_workspace, after.legacy_vault) = (None, None);
        after.disputed.clear();
        simulated.extend(SettingKind::ALL.map(|kind| (kind, None)));
        after.deployment = Deployment::Pending;
        after.id = command
            .cluster_id()
            .or(after.id.filter(|id| command.may_mean(id)));
        after.name = command.name.clone().or(after.name);
    }
    for (kind, change) in change.settings() {
        let block = after.setting_mut(*kind);
        *block = change.apply(block.as_ref());
        let is_set = block.is_some();
        after.disputed.retain(|field| *field != kind.json_name());
        if is_set && !after.named.contains(kind) {
            after.named.push(*kind);
            after.named.sort_unstable();
        }
        simulated.insert(*kind, version);
    }
    after.simulated = Some(simulated);
    after
}

/// What stays keeps its principal id; a system-assigned identity that is made gets one that nobody
/// knows yet.
fn identity_after(before: &ClusterIdentity, outcome: &IdentityOutcome) -> ClusterIdentity {
    let set = &outcome.after;
    let stays = set.has_system() && before.has_system() && !outcome.lost.system;
    let entry = |id: &ResourceId| {
        let known = before.find(id).map(|entry| AttachedIdentity {
            id: id.clone(),
            ..entry.clone()
        });
        known.unwrap_or_else(|| AttachedIdentity {
            id: id.clone(),
            client: None,
            principal: None,
        })
    };
    ClusterIdentity {
        type_text: Some(set.kind().as_str().to_owned()),
        principal: before.principal.clone().filter(|_| stays),
        is_new_system: set.has_system() && (!stays || before.is_new_system),
        attached: set.user_assigned().iter().map(entry).collect(),
    }
}

/// What is wrong with the settings: identities that aren't there (I1, I2), choices that are no
/// choice (S1 to S5), and blocks without a target (S6).
fn faults(cluster: &Cluster) -> Vec<BrokenSetting> {
    let set = cluster.identity.as_set();
    let mut found = Vec::new();
    for slot in cluster.slots() {
        found.extend(attachment::fault(&set, &slot));
        let mut say = |rule, message| {
            found.push(BrokenSetting {
                rule,
                setting: slot.path(),
                identity: None,
                message: format!("`{}`: {message}", slot.path()),
            });
        };
        let id = slot.identity.resource_id.as_ref();
        // What a shell has yet to fill in may be right.
        let is_open = id.is_some_and(|id| id.as_str().contains('$'));
        for choice in &CHOICE_RULES {
            if (choice.applies)(slot.identity)
                && !(is_open && choice.rule == ClusterRule::S5)
                && let Some(message) = (choice.fault)(&slot)
            {
                say(choice.rule, message);
            }
        }
        if slot.target.is_none() {
            say(
                ClusterRule::S6,
                format!("the block has no `{}`", slot.kind.target_name()),
            );
        }
    }
    found
}

fn is_among(fault: &BrokenSetting, known: &[BrokenSetting]) -> bool {
    known.iter().any(|other| {
        other.rule == fault.rule
            && other.setting == fault.setting
            && other.identity == fault.identity
    })
}
