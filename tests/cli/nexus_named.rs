//! `--cluster NAME`: a cluster of the inputs, in every command about one.

use super::*;

const CLUSTER: &str = "tests/fixtures/nexus/f1/cluster.json";

/// A file with the fixture's cluster and others in its likeness, each by its group and name.
fn clusters(file: &str, others: &[(&str, &str)]) -> String {
    let text = std::fs::read_to_string(CLUSTER).unwrap();
    let one: Value = serde_json::from_str(&text).unwrap();
    let mut all = vec![one.clone()];
    for (group, name) in others {
        let mut other = one.clone();
        let id = one["id"].as_str().unwrap();
        let id = id
            .replace("/rg/", &format!("/{group}/"))
            .replace("/c1", &format!("/{name}"));
        other["id"] = id.into();
        other["name"] = (*name).into();
        all.push(other);
    }
    written(file, &Value::from(all))
}

fn written(name: &str, value: &Value) -> String {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("nexus-named");
    std::fs::create_dir_all(&folder).unwrap();
    let path = folder.join(name);
    std::fs::write(&path, value.to_string()).unwrap();
    path.to_str().unwrap().to_owned()
}

const UPDATE: [&str; 9] = [
    "--",
    "az",
    "networkcloud",
    "cluster",
    "update",
    "-n",
    "c1",
    "-g",
    "rg",
];

fn simulated(args: &[&str]) -> Run {
    rolecall(&[&["nexus", "simulate"], args, &UPDATE].concat())
}

#[test]
fn plan_and_simulate_take_a_cluster_of_the_inputs_by_its_name() {
    let inputs = clusters("two.json", &[("rg", "c2")]);
    let from_file = rolecall(&["nexus", "plan", "--cluster", CLUSTER]);
    let by_name = rolecall(&["nexus", "plan", "--cluster", "C1", "-i", &inputs]);
    assert_eq!((by_name.code, &by_name.stdout), (0, &from_file.stdout));
    let other = rolecall(&["nexus", "plan", "--cluster", "c2", "-i", &inputs]);
    assert!(other.stdout.contains("--name c2"), "{}", other.stdout);
    let run = simulated(&["--cluster", "c1", "-i", &inputs, "--format", "json"]);
    let settings = &run.json()["result"]["settings"];
    assert_eq!(settings["before"], settings["after"]);
    assert!(settings["before"]["secretArchiveSettings"].is_object());
}

#[test]
fn a_name_that_is_no_cluster_of_the_inputs_is_said_with_those_that_are() {
    let inputs = clusters("known.json", &[("rg", "c2")]);
    for run in [
        rolecall(&["nexus", "plan", "--cluster", "c9", "-i", &inputs]),
        simulated(&["--cluster", "c9", "-i", &inputs]),
        rolecall(&["nexus", "check", "--cluster", "c9", "-i", &inputs]),
    ] {
        assert_eq!(run.code, 3, "{}", run.stderr);
        assert!(
            run.stderr.contains("neither a file nor a cluster"),
            "{}",
            run.stderr
        );
        assert!(run.stderr.contains("`c1`, `c2`"), "{}", run.stderr);
    }
}

#[test]
fn two_clusters_of_one_name_are_told_apart_by_their_ids() {
    let inputs = clusters("alike.json", &[("rg2", "c1")]);
    let run = rolecall(&["nexus", "plan", "--cluster", "c1", "-i", &inputs]);
    assert_eq!(run.code, 2);
    assert!(
        run.stderr.contains("several clusters of the inputs"),
        "{}",
        run.stderr
    );
    let id = "/subscriptions/11111111-1111-1111-1111-111111111111/resourceGroups/rg2/providers/Microsoft.NetworkCloud/clusters/c1";
    assert!(run.stderr.contains(id), "{}", run.stderr);
    let run = rolecall(&["nexus", "plan", "--cluster", id, "-i", &inputs]);
    assert_eq!(run.code, 0);
    assert!(
        run.stdout.contains("--resource-group rg2"),
        "{}",
        run.stdout
    );
}

/// The file that is named counts, and what the inputs say otherwise is said.
#[test]
fn a_file_and_the_inputs_that_disagree() {
    let text = std::fs::read_to_string(CLUSTER).unwrap();
    let mut other: Value = serde_json::from_str(&text).unwrap();
    other["secretArchiveSettings"]["vaultUri"] = "https://kv2.vault.azure.net/".into();
    let inputs = written("other.json", &other);
    let run = rolecall(&["nexus", "plan", "--cluster", CLUSTER, "-i", &inputs]);
    assert!(
        run.stderr.contains("different `secretArchiveSettings`"),
        "{}",
        run.stderr
    );
    other["secretArchiveSettings"]["vaultUri"] = "https://KV.vault.azure.net".into();
    let inputs = written("same.json", &other);
    let run = rolecall(&["nexus", "plan", "--cluster", CLUSTER, "-i", &inputs]);
    assert_eq!(run.stderr, "");
}
