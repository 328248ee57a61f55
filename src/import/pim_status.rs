use super::record::{Record, text as field};
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
    /// What a row says that is no schedule by its id: words that are not known leave it as it is.
    pub(crate) fn of_row(record: &Record<'_>) -> Self {
        let said = [field::AssignmentState, field::Status, field::AssignmentType];
        let said = said.into_iter().filter_map(|slot| record.text(slot));
        let is_over = |word: &str| {
            let mut words = ["Expired", "Removed", "Deleted", "Inactive", "Deactivated"].iter();
            words.any(|over| text::same(over, word))
        };
        let mut said = said.map(|word| match Self::parse(Some(word)) {
            Self::Unknown if is_over(word) => Self::TakenBack,
            Self::Unknown => Self::Given,
            status => status,
        });
        said.find(|status| *status != Self::Given)
            .unwrap_or(Self::Given)
    }

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
