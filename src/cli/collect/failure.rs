//! What `az` says when it fails.

use std::time::Duration;

use crate::report::WhyUncollected;

/// Why something was not collected.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum FailureKind {
    /// The one signed in may not read it.
    Refused,
    /// Azure asked to slow down, to the end.
    Throttled,
    /// It was there and is gone.
    NotFound,
    /// The tenant has no licence for it, so it holds nothing of the kind.
    NotLicensed,
    /// The subscription doesn't use the service, so it holds nothing of the kind.
    NotRegistered,
    /// `az` asks to sign in.
    NotSignedIn,
    /// Azure or the network was out of order, to the end.
    Unavailable,
    /// Anything else.
    Failed,
    /// It was not asked for yet.
    Pending,
}

impl FailureKind {
    /// The word in the manifest.
    pub(crate) fn word(self) -> WhyUncollected {
        match self {
            Self::Refused => WhyUncollected::Refused,
            Self::Throttled => WhyUncollected::Throttled,
            Self::NotFound => WhyUncollected::NotFound,
            Self::NotLicensed => WhyUncollected::NotLicensed,
            Self::NotRegistered => WhyUncollected::NotRegistered,
            Self::NotSignedIn => WhyUncollected::NotSignedIn,
            Self::Unavailable => WhyUncollected::Unavailable,
            Self::Failed => WhyUncollected::Failed,
            Self::Pending => WhyUncollected::Pending,
        }
    }

    /// Whether another try may do.
    pub(crate) fn is_passing(self) -> bool {
        matches!(self, Self::Throttled | Self::Unavailable)
    }

    /// Whether there is nothing to collect, rather than something that could not be.
    pub(crate) fn means_nothing_there(self) -> bool {
        matches!(
            self,
            Self::NotFound | Self::NotLicensed | Self::NotRegistered
        )
    }
}

/// A call that failed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Failure {
    pub(crate) kind: FailureKind,
    /// The first line of what `az` said.
    pub(crate) message: String,
    /// How long Azure asked to wait.
    pub(crate) wait: Option<Duration>,
}

/// Words by which failures are told apart, first fit. A refusal may quote ids with 429 in them, so
/// numbers only count beside words that HTTP clients put there.
const SIGNS: [(FailureKind, &[&str]); 7] = [
    (
        FailureKind::Throttled,
        &[
            "toomanyrequests",
            "too many requests",
            "throttl",
            "status 429",
            "status code 429",
            "(429",
            "error 429",
            "http 429",
        ],
    ),
    (
        FailureKind::NotLicensed,
        &[
            "aadpremiumlicenserequired",
            "premium 2 license",
            "entra id p2",
        ],
    ),
    (
        FailureKind::NotRegistered,
        &[
            "missingsubscriptionregistration",
            "not registered to use namespace",
        ],
    ),
    (
        FailureKind::Refused,
        &[
            "authorizationfailed",
            "authorization_requestdenied",
            "insufficient privileges",
            "insufficientpermissions",
            "does not have authorization",
            "forbidden",
            "accessdenied",
            "access denied",
            "access is denied",
        ],
    ),
    (
        FailureKind::NotSignedIn,
        &[
            "az login",
            "aadsts",
            "expiredauthenticationtoken",
            "invalidauthenticationtoken",
        ],
    ),
    (
        FailureKind::NotFound,
        &[
            "request_resourcenotfound",
            "resourcenotfound",
            "not found(",
            "notfound",
        ],
    ),
    (
        FailureKind::Unavailable,
        &[
            "service unavailable",
            "serviceunavailable",
            "bad gateway",
            "gateway timeout",
            "gatewaytimeout",
            "internal server error",
            "internalservererror",
            "timed out",
            "connection aborted",
            "connection reset",
            "connection error",
            "max retries exceeded",
            "temporary failure in name resolution",
        ],
    ),
];

/// The words of a kind of failure.
pub(crate) fn signs(kind: FailureKind) -> &'static [&'static str] {
    SIGNS
        .iter()
        .find(|(known, _)| *known == kind)
        .map_or(&[], |(_, signs)| signs)
}

impl Failure {
    /// What the words on standard error mean.
    pub(crate) fn of(stderr: &str) -> Self {
        let folded = stderr.to_ascii_lowercase();
        let kind = SIGNS
            .iter()
            .find(|(_, signs)| signs.iter().any(|sign| folded.contains(sign)))
            .map_or(FailureKind::Failed, |(kind, _)| *kind);
        let message = stderr
            .lines()
            .map(str::trim)
            .find(|line| !line.is_empty())
            .map_or("it gave no reason", |line| {
                line.strip_prefix("ERROR:").unwrap_or(line).trim()
            });
        Self {
            kind,
            message: message.to_owned(),
            wait: wait(&folded),
        }
    }

    pub(crate) fn failed(message: impl Into<String>) -> Self {
        Self {
            kind: FailureKind::Failed,
            message: message.into(),
            wait: None,
        }
    }
}

/// The number after `retry-after`, or before `seconds` in "try again after 30 seconds".
fn wait(folded: &str) -> Option<Duration> {
    let from = ["retry-after", "retry after", "again after", "again in"]
        .iter()
        .find_map(|lead| Some(folded.find(lead)? + lead.len()))?;
    let rest = folded[from..].trim_start_matches([' ', ':', '=', '\'', '"']);
    let digits = rest
        .find(|c: char| !c.is_ascii_digit())
        .unwrap_or(rest.len());
    rest[..digits].parse().ok().map(Duration::from_secs)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn failures_are_told_by_their_words() {
        for (stderr, kind) in [
            (
                "ERROR: (AuthorizationFailed) The client 'a' with object id 'b' does not have authorization to perform action 'c'",
                FailureKind::Refused,
            ),
            (
                "ERROR: Forbidden({\"error\":{\"code\":\"Authorization_RequestDenied\",\"message\":\"Insufficient privileges to complete the operation.\"}})",
                FailureKind::Refused,
            ),
            (
                "ERROR: Too Many Requests({\"error\":{\"code\":\"TooManyRequests\"}})",
                FailureKind::Throttled,
            ),
            (
                "ERROR: (SubscriptionRequestsThrottled) Number of requests for subscription exceeded the limit",
                FailureKind::Throttled,
            ),
            (
                "ERROR: Bad Request({\"error\":{\"code\":\"AadPremiumLicenseRequired\",\"message\":\"The tenant needs to have Microsoft Entra ID P2 or Microsoft Entra ID Governance license.\"}})",
                FailureKind::NotLicensed,
            ),
            (
                "ERROR: Not Found({\"error\":{\"code\":\"Request_ResourceNotFound\"}})",
                FailureKind::NotFound,
            ),
            (
                "ERROR: Please run 'az login' to setup account.",
                FailureKind::NotSignedIn,
            ),
            (
                "ERROR: AADSTS50076: Due to a configuration change made by your administrator",
                FailureKind::NotSignedIn,
            ),
            (
                "ERROR: (ServiceUnavailable) try later",
                FailureKind::Unavailable,
            ),
            (
                "ERROR: 'networkcloud' is misspelled or not recognized by the system.",
                FailureKind::Failed,
            ),
            ("", FailureKind::Failed),
        ] {
            assert_eq!(Failure::of(stderr).kind, kind, "{stderr}");
        }
    }

    #[test]
    fn a_refusal_that_quotes_429_in_an_id_is_a_refusal() {
        let stderr = "ERROR: (AuthorizationFailed) The client '429429' with object id '00000429-0429-0000-0000-000000000429' does not have authorization";
        assert_eq!(Failure::of(stderr).kind, FailureKind::Refused);
    }

    #[test]
    fn the_wait_that_azure_asks_for_is_read() {
        for (stderr, seconds) in [
            (
                "TooManyRequests. Please try again after '37' seconds.",
                Some(37),
            ),
            ("Too Many Requests, Retry-After: 12", Some(12)),
            ("throttled; please retry after 5 seconds", Some(5)),
            ("throttled", None),
            ("try again after a while", None),
        ] {
            assert_eq!(Failure::of(stderr).wait, seconds.map(Duration::from_secs));
        }
    }
}
