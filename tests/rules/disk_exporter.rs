use rolecall::rule::Severity;

use super::*;

const RULE: &str = "disk-exporter";

#[test]
fn fires_for_each_operation() {
    let operations = [
        "Microsoft.Compute/disks/beginGetAccess/action",
        "Microsoft.Compute/snapshots/beginGetAccess/action",
        "Microsoft.Compute/snapshots/write",
    ];
    fires_for_each(RULE, Severity::Medium, &operations);
}

#[test]
fn does_not_fire_for_what_looks_alike() {
    stays_quiet(
        RULE,
        &[
            "Microsoft.Compute/disks/write",
            "Microsoft.Compute/disks/endGetAccess/action",
        ],
    );
}
