use crate::ids::PrincipalId;
use crate::scope::Scope;
use crate::text::shell_word;

/// The requests that make eligible, and take that back.
pub(crate) const ELIGIBILITY_REQUESTS: &str = "roleEligibilityScheduleRequests";
/// The requests that activate, and end that.
pub(crate) const ACTIVATION_REQUESTS: &str = "roleAssignmentScheduleRequests";

/// How long an eligible assignment is asked for: no longer is allowed unless a policy says so
/// (<https://learn.microsoft.com/entra/id-governance/privileged-identity-management/pim-resource-roles-configure-role-settings>).
pub(crate) const ELIGIBLE_FOR: &str = "P365D";

/// What an administrator asks of Privileged Identity Management.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum RequestType {
    AdminAssign,
    AdminRemove,
}

impl RequestType {
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::AdminAssign => "AdminAssign",
            Self::AdminRemove => "AdminRemove",
        }
    }
}

/// A request to Privileged Identity Management.
pub(crate) struct ScheduleRequest<'r> {
    /// [`ELIGIBILITY_REQUESTS`] or [`ACTIVATION_REQUESTS`].
    pub(crate) requests: &'static str,
    pub(crate) request: RequestType,
    pub(crate) scope: &'r Scope,
    pub(crate) principal: &'r PrincipalId,
    /// The id of the role.
    pub(crate) role: &'r str,
}

impl ScheduleRequest<'_> {
    /// The command that makes the request, under a name or a new one. `az` puts the address of its cloud in
    /// front of the path.
    pub(crate) fn command(&self, name: Option<&str>) -> String {
        let schedule = match self.request {
            RequestType::AdminAssign => format!(
                r#","scheduleInfo":{{"expiration":{{"type":"AfterDuration","duration":"{ELIGIBLE_FOR}"}}}}"#
            ),
            RequestType::AdminRemove => String::new(),
        };
        let body = format!(
            r#"{{"properties":{{"principalId":"{}","roleDefinitionId":"{}","requestType":"{}"{schedule}}}}}"#,
            quoted(self.principal.as_str()),
            quoted(self.role),
            self.request.as_str()
        );
        let path = format!(
            "{}/providers/Microsoft.Authorization/{}/",
            self.scope.as_str().trim_end_matches('/'),
            self.requests
        );
        let version = "?api-version=2020-10-01";
        let url = match name {
            Some(name) => shell_word(&format!("{path}{name}{version}")),
            None => format!("{}\"$(uuidgen)\"'{version}'", shell_word(&path)),
        };
        format!(
            "az rest --method put --url {url} --body {}",
            shell_word(&body)
        )
    }
}

/// A text between the quotes of JSON.
fn quoted(text: &str) -> String {
    text.replace('\\', "\\\\").replace('"', "\\\"")
}
