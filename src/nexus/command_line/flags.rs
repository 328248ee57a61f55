//! The flags of `az networkcloud cluster create|update`.

use crate::nexus::setting::SettingKind;

pub(super) const SYSTEM: &str = "--mi-system-assigned";
pub(super) const USER: &str = "--mi-user-assigned";

/// Flags that bear neither on identities nor on their settings.
pub(super) const OTHER_FLAGS: [&str; 38] = [
    "--aggregator-or-single-rack-definition",
    "--analytics-workspace-id",
    "--assigned-identity",
    "--cluster-capacity",
    "--cluster-location",
    "--cluster-service-principal",
    "--cluster-type",
    "--cluster-version",
    "--compute-deployment-threshold",
    "--compute-rack-definitions",
    "--debug",
    "--extended-location",
    "--help",
    "--if-match",
    "--if-none-match",
    "--location",
    "--managed-resource-group-configuration",
    "--network-fabric-id",
    "--no-wait",
    "--only-show-errors",
    "--output",
    "--query",
    "--runtime-protection-configuration",
    "--secret-archive",
    "--tags",
    "--update-strategy",
    "--verbose",
    "--vulnerability-scanning-settings",
    "--yes",
    "--acquire-policy-token",
    "--change-reference",
    "-h",
    "-l",
    "-o",
    "-y",
    "--mi-system-assigned",
    "--mi-user-assigned",
    "--ids",
];

pub(super) fn known_flags() -> Vec<&'static str> {
    let own = [
        "--name",
        "-n",
        "--cluster-name",
        "--resource-group",
        "-g",
        "--subscription",
    ];
    own.into_iter()
        .chain(SettingKind::ALL.map(SettingKind::flag))
        .chain(OTHER_FLAGS)
        .collect()
}

pub(super) fn is_flag(word: &str) -> bool {
    word.strip_prefix('-')
        .map(|rest| rest.strip_prefix('-').unwrap_or(rest))
        .is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_alphabetic()))
}
