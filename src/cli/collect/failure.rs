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
    /// Azure says that what was asked about isn't there.
    NotFound,
    /// The tenant has no licence for it, so it holds nothing of the kind.
    NotLicensed,
    /// The subscription, or the account, doesn't use the service, so it holds nothing of the kind.
    NotRegistered,
    /// `az` asks to sign in.
    NotSignedIn,
    /// Nothing that answers is trusted: all further calls would fail alike.
    Untrusted,
    /// Azure was out of order, to the end.
    Unavailable,
    /// No answer came through the network, to the end.
    Unreachable,
    /// Anything else.
    Failed,
    /// It is known to be there, and the one signed in isn't shown it.
    NotVisible,
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
            Self::Unavailable | Self::Unreachable => WhyUncollected::Unavailable,
            Self::Failed | Self::Untrusted => WhyUncollected::Failed,
            Self::NotVisible => WhyUncollected::NotVisible,
            Self::Pending => WhyUncollected::Pending,
        }
    }

    /// The kind that a word of the manifest stands for.
    pub(crate) fn of_word(word: WhyUncollected) -> Self {
        match word {
            WhyUncollected::Refused => Self::Refused,
            WhyUncollected::Throttled => Self::Throttled,
            WhyUncollected::NotFound => Self::NotFound,
            WhyUncollected::NotLicensed => Self::NotLicensed,
            WhyUncollected::NotRegistered => Self::NotRegistered,
            WhyUncollected::NotSignedIn => Self::NotSignedIn,
            WhyUncollected::Unavailable => Self::Unavailable,
            WhyUncollected::Failed => Self::Failed,
            WhyUncollected::NotVisible => Self::NotVisible,
            WhyUncollected::Pending => Self::Pending,
        }
    }

    /// Whether another try may do.
    pub(crate) fn is_passing(self) -> bool {
        matches!(
            self,
            Self::Throttled | Self::Unavailable | Self::Unreachable
        )
    }

    /// Whether every further call would fail alike.
    pub(crate) fn ends_the_run(self) -> bool {
        matches!(self, Self::NotSignedIn | Self::Untrusted)
    }
}

/// A call that failed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Failure {
    pub(crate) kind: FailureKind,
    /// The last error that `az` printed.
    pub(crate) message: String,
    /// How long Azure asked to wait.
    pub(crate) wait: Option<Duration>,
}

/// Marks by which failures are told apart, first fit. `az rest` prints `ERROR: Reason({json})`, with
/// the status' words and the body as it came; `|` stands for the begin of it. What else a message
/// says may be anything, so only what the protocol or a program puts there counts.
pub(crate) const SIGNS: [(FailureKind, &[&str]); 9] = [
    (
        FailureKind::Untrusted,
        &[
            "certificate_verify_failed",
            "could not find a suitable tls ca certificate bundle",
        ],
    ),
    (
        FailureKind::Throttled,
        &[
            "|too many requests",
            "\"code\":\"toomanyrequests\"",
            "\"code\":\"429\"",
            "requeststhrottled\"",
            "|aadsts90055",
            // What `az` makes of a sign-in that is throttled, with advice to sign in anew.
            "|none run the command below to authenticate",
        ],
    ),
    (
        FailureKind::NotLicensed,
        &["\"code\":\"aadpremiumlicenserequired\""],
    ),
    (
        FailureKind::NotRegistered,
        &[
            "\"code\":\"missingsubscriptionregistration\"",
            "\"code\":\"subscriptionnotregistered\"",
            "\"code\":\"invalidresourcenamespace\"",
            "\"code\":\"featurenotsupportedforaccount\"",
        ],
    ),
    (
        FailureKind::Refused,
        &[
            "|forbidden",
            "\"code\":\"authorizationfailed\"",
            "\"code\":\"authorization_requestdenied\"",
            "\"code\":\"linkedauthorizationfailed\"",
            "\"code\":\"insufficientpermissions\"",
            "\"code\":\"accessdenied\"",
        ],
    ),
    (
        FailureKind::NotFound,
        &[
            "|not found",
            "\"code\":\"resourcenotfound\"",
            "\"code\":\"subscriptionnotfound\"",
            "\"code\":\"request_resourcenotfound\"",
            "\"code\":\"notfound\"",
        ],
    ),
    (
        FailureKind::Unavailable,
        &[
            "|request timeout",
            "|internal server error",
            "|bad gateway",
            "|service unavailable",
            "|gateway timeout",
            "\"code\":\"internalservererror\"",
            "\"code\":\"serviceunavailable\"",
            "\"code\":\"serverbusy\"",
            "\"code\":\"gatewaytimeout\"",
            // The sign-in service is out of order, or its answer is no JSON.
            "|http error: 5",
            "|expecting value: line 1 column 1",
            "|aadsts90033",
            "|aadsts50196",
        ],
    ),
    (
        FailureKind::Unreachable,
        &[
            "max retries exceeded",
            "connectionpool(",
            "|('connection broken",
            "|('connection aborted",
            "incompleteread(",
            "remotedisconnected",
            "nameresolutionerror",
            "connectionreseterror",
            "read timed out",
            "|no answer came within",
        ],
    ),
    (
        FailureKind::NotSignedIn,
        &[
            "|please run 'az login'",
            "|aadsts",
            "|unauthorized",
            "\"code\":\"expiredauthenticationtoken\"",
            "\"code\":\"invalidauthenticationtoken\"",
            "az login",
        ],
    ),
];

impl Failure {
    /// What the words on standard error mean.
    pub(crate) fn of(stderr: &str) -> Self {
        let said = last_error(stderr);
        let folded = format!("|{}", said.to_ascii_lowercase().replace("\": ", "\":"));
        let kind = SIGNS
            .iter()
            .find(|(_, signs)| signs.iter().any(|sign| folded.contains(sign)))
            .map_or(FailureKind::Failed, |(kind, _)| *kind);
        let message = match said.char_indices().nth(LONGEST) {
            _ if said.is_empty() => "it gave no reason".to_owned(),
            Some((end, _)) => format!("{}…", &said[..end]),
            None => said,
        };
        Self {
            kind,
            message,
            wait: wait(&folded),
        }
    }

    pub(crate) fn new(kind: FailureKind, message: impl Into<String>) -> Self {
        Self {
            kind,
            message: message.into(),
            wait: None,
        }
    }

    pub(crate) fn failed(message: impl Into<String>) -> Self {
        Self::new(FailureKind::Failed, message)
    }
}

/// A message is as long as this, in characters: some proxies answer with whole pages.
const LONGEST: usize = 500;

/// The last error that `az` printed, on one line; without one, the last line. A traceback names files
/// and functions whose names mean nothing.
fn last_error(stderr: &str) -> String {
    let lines: Vec<&str> = stderr.lines().map(str::trim_end).collect();
    let marked = lines.iter().rposition(|line| line.starts_with("ERROR:"));
    let said: Vec<&str> = match marked {
        Some(at) => lines[at..]
            .iter()
            .take_while(|line| !line.starts_with("Traceback"))
            .map(|line| line.trim_start_matches("ERROR:").trim())
            .collect(),
        None => lines
            .into_iter()
            .rev()
            .find(|l| !l.is_empty())
            .into_iter()
            .collect(),
    };
    said.join(" ").trim().to_owned()
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
    fn failures_are_told_by_their_last_error() {
        let connection = "ERROR: The command failed with an unexpected error. Here is the traceback:\nERROR: HTTPSConnectionPool(host='login.microsoftonline.com', port=443): Max retries exceeded with url: /x (Caused by ProxyError('Unable to connect to proxy', RemoteDisconnected('Remote end closed connection without response')))\nTraceback (most recent call last):\n  File \"msal/throttled_http_client.py\", line 1, in post\nrequests.exceptions.ProxyError: x\nTo check existing issues, please visit: https://github.com/Azure/azure-cli/issues\n";
        for (stderr, kind) in [
            (
                "ERROR: Forbidden({\"error\": {\"code\": \"AuthorizationFailed\", \"message\": \"The client does not have authorization; throttled\"}})",
                FailureKind::Refused,
            ),
            (
                "ERROR: Forbidden(<html>Access denied, too many requests,\nuse az login</html>)",
                FailureKind::Refused,
            ),
            (
                "WARNING: something is not found\nERROR: Too Many Requests({\"error\":{\"code\":\"TooManyRequests\"}})",
                FailureKind::Throttled,
            ),
            (
                "ERROR: ({\"error\":{\"code\":\"SubscriptionRequestsThrottled\"}})",
                FailureKind::Throttled,
            ),
            (
                "ERROR: None\nRun the command below to authenticate interactively; additional arguments may be added as needed:\naz logout\naz login",
                FailureKind::Throttled,
            ),
            (
                "ERROR: Bad Request({\"error\":{\"code\":\"AadPremiumLicenseRequired\",\"message\":\"The tenant needs a license.\"}})",
                FailureKind::NotLicensed,
            ),
            (
                "ERROR: Conflict({\"error\": {\"code\": \"MissingSubscriptionRegistration\"}})",
                FailureKind::NotRegistered,
            ),
            (
                "ERROR: Not Found({\"error\":{\"code\":\"SubscriptionNotFound\"}})",
                FailureKind::NotFound,
            ),
            ("ERROR: Not Found", FailureKind::NotFound),
            (
                "ERROR: Bad Request({\n  \"error\": {\n    \"code\": \"AadPremiumLicenseRequired\"\n  }\n})",
                FailureKind::NotLicensed,
            ),
            (
                "ERROR: Please run 'az login' to setup account.",
                FailureKind::NotSignedIn,
            ),
            (
                "ERROR: AADSTS700082: The refresh token has expired.\naz logout\naz login",
                FailureKind::NotSignedIn,
            ),
            (
                "ERROR: Unauthorized({\"error\": {\"code\": \"ExpiredAuthenticationToken\"}})\naz login",
                FailureKind::NotSignedIn,
            ),
            (
                "ERROR: AADSTS90033: A transient error has occurred.",
                FailureKind::Unavailable,
            ),
            (
                "ERROR: Service Unavailable(<html>the service is unavailable</html>)",
                FailureKind::Unavailable,
            ),
            ("ERROR: Request Timeout", FailureKind::Unavailable),
            ("ERROR: HTTP Error: 503", FailureKind::Unavailable),
            (connection, FailureKind::Unreachable),
            (
                "ERROR: no answer came within 120 s",
                FailureKind::Unreachable,
            ),
            (
                "ERROR: x\nERROR: ('Connection broken: IncompleteRead(40 bytes read, 9 more expected)', IncompleteRead(40 bytes read, 9 more expected))",
                FailureKind::Unreachable,
            ),
            (
                "ERROR: HTTPSConnectionPool(host='management.azure.com', port=443): Max retries exceeded with url: /x (Caused by SSLError(SSLCertVerificationError(1, '[SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed: unable to get local issuer certificate (_ssl.c:1006)')))\nCertificate verification failed.",
                FailureKind::Untrusted,
            ),
            ("", FailureKind::Failed),
        ] {
            assert_eq!(Failure::of(stderr).kind, kind, "{stderr}");
        }
    }

    #[test]
    fn a_refusal_that_quotes_429_in_an_id_is_a_refusal() {
        let stderr = "ERROR: Forbidden({\"error\":{\"code\":\"AuthorizationFailed\",\"message\":\"The client '429429' with object id '00000429-0429-0000-0000-000000000429' does not have authorization\"}})";
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
