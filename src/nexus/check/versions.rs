//! V1 to V6: what the API version knows.

use super::context::Context;
use super::result::ClusterCheck;
use crate::nexus::api_version::ApiVersion;
use crate::nexus::rule::ClusterRule;
use crate::nexus::setting::SettingKind;
use crate::rule::Severity;

const SUBJECT: &str = "API version";

/// Something that a version may know.
struct Known<'a> {
    subject: &'a str,
    what: &'a str,
    release: ApiVersion,
    preview: ApiVersion,
    /// The settings by whose export it shows; `None` where no export shows it.
    shown_by: Option<SettingKind>,
}

/// Whether the version is new enough for something; unknown where none is given.
fn at_least(rule: ClusterRule, context: &Context<'_>, known: &Known<'_>) -> ClusterCheck {
    let Known {
        subject,
        what,
        release,
        preview,
        ..
    } = *known;
    let Some(version) = version_of(context, known.shown_by) else {
        return unnamed(rule, context, known);
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

/// The version that something is judged by. After a simulated change, that of the request which set it; what
/// no request set is as the export has it.
fn version_of(context: &Context<'_>, shown_by: Option<SettingKind>) -> Option<ApiVersion> {
    let named = context.input.api_version;
    let (Some(kind), Some(simulated)) = (shown_by, &context.cluster.simulated) else {
        return named;
    };
    match simulated.get(&kind) {
        Some(version) => version.or(named),
        None if context.cluster.is_exported(kind) => None,
        None => named,
    }
}

/// Where no version is named. What an export of the cluster shows, the version that it was made with
/// knows; a removal no export shows, and what was written by hand or simulated shows nothing.
fn unnamed(rule: ClusterRule, context: &Context<'_>, known: &Known<'_>) -> ClusterCheck {
    let Known {
        subject,
        what,
        release,
        ..
    } = *known;
    let is_exported = |kind| context.cluster.is_exported(kind);
    if known.shown_by.is_some_and(is_exported) {
        let message = format!(
            "the export shows them, so the API version that it was made with knows {what}; for \
             another version, name it with `--api-version`"
        );
        return ClusterCheck::pass(rule, subject, message);
    }
    let message = format!(
        "for {what} the API version must be {release} or later; it is not known which version is used: give it with `--api-version`"
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
        &Known {
            subject: kind.json_name(),
            what: "storage settings with an identity",
            release: ApiVersion::STORAGE_IDENTITY,
            preview: ApiVersion::STORAGE_IDENTITY_PREVIEW,
            shown_by: Some(kind),
        },
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
                &Known {
                    subject: kind.json_name(),
                    what: &format!("{} settings with an identity", kind.resource()),
                    release: ApiVersion::WORKSPACE_AND_VAULT,
                    preview: ApiVersion::WORKSPACE_AND_VAULT_PREVIEW,
                    shown_by: Some(kind),
                },
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
    vec![at_least(
        rule,
        context,
        &Known {
            subject: "identity",
            what: "removal of identities by PATCH",
            release: ApiVersion::STORAGE_IDENTITY,
            preview: ApiVersion::STORAGE_IDENTITY,
            shown_by: None,
        },
    )]
}

pub(super) fn overrides(rule: ClusterRule, context: &Context<'_>) -> Vec<ClusterCheck> {
    let setting = context.cluster.command_output.as_ref();
    if setting.is_none_or(|setting| setting.overrides().is_empty()) {
        return Vec::new();
    }
    vec![at_least(
        rule,
        context,
        &Known {
            subject: "commandOutputSettings.overrides",
            what: "overrides",
            release: ApiVersion::OVERRIDES,
            preview: ApiVersion::OVERRIDES,
            shown_by: Some(SettingKind::CommandOutput),
        },
    )]
}

pub(super) fn extension(rule: ClusterRule, context: &Context<'_>) -> Vec<ClusterCheck> {
    let Some(version) = context.input.api_version else {
        let message = "it is not known which CLI extension is needed: give `--api-version`";
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
