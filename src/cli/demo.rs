//! The exports of a made-up tenant, for `rolecall demo`.

use crate::time::Timestamp;

/// A file: its name and what it holds.
pub(crate) type File = (&'static str, &'static str);

/// The folder that reports name.
pub(crate) const FOLDER: &str = "demo";

/// The day on which the demo is judged, so that it is the same on every day.
pub(crate) const DAY: Timestamp = Timestamp::midnight(2026, 6, 15);

/// The configuration of its audit.
pub(crate) const CONFIGURATION: File = ("rolecall.toml", include_str!("../../demo/rolecall.toml"));

/// The exports and the log, by name.
pub(crate) const FILES: [File; 11] = [
    (
        "cluster-ham1.json",
        include_str!("../../demo/cluster-ham1.json"),
    ),
    (
        "custom-roles.json",
        include_str!("../../demo/custom-roles.json"),
    ),
    (
        "deny-assignments.json",
        include_str!("../../demo/deny-assignments.json"),
    ),
    (
        "eligible-assignments.json",
        include_str!("../../demo/eligible-assignments.json"),
    ),
    ("groups.json", include_str!("../../demo/groups.json")),
    // Of the last 90 days.
    (
        "logs/activity-log.jsonl",
        include_str!("../../demo/logs/activity-log.jsonl"),
    ),
    (
        "management-groups.json",
        include_str!("../../demo/management-groups.json"),
    ),
    (
        "resources-ham1.json",
        include_str!("../../demo/resources-ham1.json"),
    ),
    (
        "role-assignments.json",
        include_str!("../../demo/role-assignments.json"),
    ),
    (
        "service-principals.json",
        include_str!("../../demo/service-principals.json"),
    ),
    ("users.json", include_str!("../../demo/users.json")),
];
