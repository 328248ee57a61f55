use crate::text;

/// What the status of a schedule, or of a request for one, says of the access it gives (§4.10).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum PimStatus {
    Given,
    /// It was given, and taken back.
    TakenBack,
    /// It was refused, or taken back before it was given.
    Refused,
    /// It has not been decided on.
    Pending,
    /// None, or one that is not known.
    Unknown,
}

impl PimStatus {
    pub(crate) fn parse(status: Option<&str>) -> Self {
        let Some(status) = status else {
            return Self::Unknown;
        };
        let is = |words: &[&str]| words.iter().any(|word| text::same(status, word));
        if is(&["Provisioned", "Accepted", "Granted", "ScheduleCreated"]) {
            Self::Given
        } else if is(&["Revoked"]) {
            Self::TakenBack
        } else if is(&[
            "Canceled",
            "Denied",
            "AdminDenied",
            "Failed",
            "FailedAsResourceIsLocked",
            "TimedOut",
            "Invalid",
        ]) {
            Self::Refused
        } else if is(&[
            "PendingApproval",
            "PendingApprovalProvisioning",
            "PendingAdminDecision",
            "PendingEvaluation",
            "PendingScheduleCreation",
        ]) {
            Self::Pending
        } else {
            Self::Unknown
        }
    }
}
