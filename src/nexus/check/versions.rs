//! V1 to V6: what the API version knows.

use super::context::Context;
use super::result::ClusterCheck;
use crate::nexus::api_version::ApiVersion;
use crate::nexus::rule::ClusterRule;
use crate::nexus::setting::SettingKind;
use crate::rule::Severity;

const SUBJECT: &str = "API version";

/// Whether the version is new enough for something; unknown where none is given.
fn at_least(
    rule: ClusterRule,
    context: &Context<'_>,
    subject: &str,
    what: &str,
    releases: (ApiVersion, ApiVersion),
) -> ClusterCheck {
    let (release, preview) = releases;
    let Some(version) = context.input.api_version else {
        return unnamed(rule, context, subject, what, release);
    };
    if version >= release {
        return ClusterCheck::pass(rule, subject, format!("{version} knows {what}"));
    }
    if version >= preview {
        let message = format!("{version} knows {what} as a preview; {release} is the release");
        return ClusterCheck::pass(rule, subject, message);
    }
    ClusterCheck::fail(
        rule,
        subject,
        format!("{version} does not know {what}: {release} or later does"),
    )
    .consequence("the service ignores or refuses the settings")
    .fix(match release.cli_extension() {
        Some(extension) => format!("az extension add --name networkcloud --version {extension}"),
        None => "az extension update --name networkcloud".to_owned(),
    })
}

/// Where no version is named. What an export of the cluster shows, the version that it was made with
/// knows; a removal no export shows, and what was written by hand shows nothing.
fn unnamed(
    rule: ClusterRule,
    context: &Context<'_>,
    subject: &str,
    what: &str,
    release: ApiVersion,
) -> ClusterCheck {
    if rule != ClusterRule::V3 && context.cluster.is_exported() {
        let message = format!(
            "the export shows them, so the API version that it was made with knows {what}; for \
             another version, name it with `--api-version`"
        );
        return ClusterCheck::pass(rule, subject, message);
    }
    let message = format!(
        "for {what} the API version must be {release} or later; which version is used is not \
         known: give it with `--api-version`"
    );
    ClusterCheck::unknown(rule, subject, message)
}

fn uses_identity(context: &Context<'_>, kind: SettingKind) -> bool {
    context
        .cluster
        .slots()
        .iter()
        .any(|slot| slot.kind == kind && !slot.identity.is_empty())
}

pub(super) fn storage(rule: ClusterRule, context: &Context<'_>) -> Vec<ClusterCheck> {
    let kind = SettingKind::CommandOutput;
    if !uses_identity(context, kind) {
        return Vec::new();
    }
    vec![at_least(
        rule,
        context,
        kind.json_name(),
        "storage settings with an identity",
        (
            ApiVersion::STORAGE_IDENTITY,
            ApiVersion::STORAGE_IDENTITY_PREVIEW,
        ),
    )]
}

pub(super) fn workspace_and_vault(rule: ClusterRule, context: &Context<'_>) -> Vec<ClusterCheck> {
    [SettingKind::Analytics, SettingKind::SecretArchive]
        .into_iter()
        .filter(|&kind| uses_identity(context, kind))
        .map(|kind| {
            at_least(
                rule,
                context,
                kind.json_name(),
                &format!("{} settings with an identity", kind.resource()),
                (
                    ApiVersion::WORKSPACE_AND_VAULT,
                    ApiVersion::WORKSPACE_AND_VAULT_PREVIEW,
                ),
            )
        })
        .collect()
}

pub(super) fn removal(rule: ClusterRule, context: &Context<'_>) -> Vec<ClusterCheck> {
    let removable =
        context.cluster.identity.has_system() || !context.cluster.identity.attached.is_empty();
    if !removable {
        return Vec::new();
    }
    let needed = (ApiVersion::STORAGE_IDENTITY, ApiVersion::STORAGE_IDENTITY);
    vec![at_least(
        rule,
        context,
        "identity",
        "removal of identities by PATCH",
        needed,
    )]
}

pub(super) fn overrides(rule: ClusterRule, context: &Context<'_>) -> Vec<ClusterCheck> {
    let setting = context.cluster.command_output.as_ref();
    if setting.is_none_or(|setting| setting.overrides.is_empty()) {
        return Vec::new();
    }
    vec![at_least(
        rule,
        context,
        "commandOutputSettings.overrides",
        "overrides",
        (ApiVersion::OVERRIDES, ApiVersion::OVERRIDES),
    )]
}

pub(super) fn extension(rule: ClusterRule, context: &Context<'_>) -> Vec<ClusterCheck> {
    let Some(version) = context.input.api_version else {
        let message = "which CLI extension is needed is not known: give `--api-version`";
        return vec![ClusterCheck::unknown(rule, SUBJECT, message)];
    };
    vec![match version.cli_extension() {
        Some(extension) => ClusterCheck::pass(
            rule,
            SUBJECT,
            format!("the `networkcloud` extension speaks {version} from {extension} on"),
        ),
        None => ClusterCheck::fail(
            rule,
            SUBJECT,
            format!("{version} is later than every version whose extension is known here"),
        )
        .fix("az extension update --name networkcloud".to_owned()),
    }]
}

pub(super) fn known(rule: ClusterRule, context: &Context<'_>) -> Vec<ClusterCheck> {
    let Some(version) = context.input.api_version else {
        let message = "no API version is given: give it with `--api-version`";
        return vec![ClusterCheck::unknown(rule, SUBJECT, message).severity(Severity::Info)];
    };
    vec![if version.is_known() {
        ClusterCheck::pass(rule, SUBJECT, format!("{version} is a known version"))
    } else {
        ClusterCheck::fail(
            rule,
            SUBJECT,
            format!("{version} is not among the versions known here; it is compared by its date"),
        )
        .consequence("a mistyped version is refused by the service")
    }]
}
