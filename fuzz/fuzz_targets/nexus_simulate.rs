//! Commands as pasted, one or several, or the body of a PATCH, against a fixed cluster. It is read or refused
//! without a panic, as pasted and as words; a change that goes through has a set afterwards, and
//! what is lost was there before and isn't after.
#![cfg_attr(not(test), no_main)]

use std::sync::LazyLock;

use rolecall::import::{self, InputSource, Stdin};
use rolecall::nexus::{
    Cluster, ClusterChange, ClusterCommand, ClusterPatch, CommandContext, simulate_change,
    simulate_changes,
};

#[cfg(not(test))]
libfuzzer_sys::fuzz_target!(|data: &[u8]| run(data));

const CLUSTER: &[u8] = include_bytes!("../../tests/fixtures/tenant/cluster-osl1.json");

static GIVEN: LazyLock<Cluster> = LazyLock::new(|| {
    let tenant = import::read(&[InputSource::Stdin(Stdin(CLUSTER.to_vec()))]);
    Cluster::all_of(&tenant).remove(0).0
});

pub(crate) fn run(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let home = CommandContext {
        subscription: GIVEN.subscription().map(str::to_owned),
        resource_group: GIVEN.resource_group().map(str::to_owned),
    };
    let words: Vec<String> = text.split(' ').map(str::to_owned).collect();
    for context in [&home, &CommandContext::default()] {
        let pasted = ClusterCommand::parse(&text, context);
        for command in [pasted, ClusterCommand::from_words(&words, context)] {
            match command {
                Ok(command) => check(&ClusterChange::Command(command)),
                Err(error) => assert!(!error.to_string().is_empty()),
            }
        }
    }
    let mut read = |path: &str| Ok(path.to_owned());
    match ClusterChange::all_of(&text, &home, &mut read) {
        Ok((changes, _)) => {
            assert!(!changes.is_empty());
            let found = simulate_changes(Some(&GIVEN), &changes);
            assert_eq!(found.error.is_none(), found.cluster_after.is_some());
            changes.iter().for_each(check);
        }
        Err(error) => assert!(!error.to_string().is_empty()),
    }
    for patch in [ClusterPatch::parse(&text), ClusterPatch::parse_part(&text)] {
        match patch {
            Ok(patch) => check(&ClusterChange::Patch(patch)),
            Err(error) => assert!(!error.to_string().is_empty()),
        }
    }
}

fn check(change: &ClusterChange) {
    for cluster in [Some(&*GIVEN), None] {
        let found = simulate_change(cluster, change);
        assert_eq!(found, simulate_change(cluster, change));
        assert_eq!(found.error.is_none(), found.after.is_some());
        let Some(after) = &found.after else { continue };
        for id in &found.lost.user {
            assert!(found.before.contains(id) && !after.contains(id));
        }
        let kept = found
            .before
            .user_assigned()
            .iter()
            .filter(|id| after.contains(id));
        assert_eq!(
            kept.count() + found.lost.user.len(),
            found.before.user_assigned().len()
        );
    }
}
