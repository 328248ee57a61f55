use serde::Serialize;

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
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
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

/// What `az rest` puts.
#[derive(Serialize)]
struct Body<'r> {
    properties: Properties<'r>,
}

/// The properties of a request, version 2020-10-01.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Properties<'r> {
    principal_id: &'r str,
    role_definition_id: &'r str,
    request_type: RequestType,
    #[serde(skip_serializing_if = "Option::is_none")]
    schedule_info: Option<ScheduleInfo>,
}

#[derive(Serialize)]
struct ScheduleInfo {
    expiration: Expiration,
}

#[derive(Serialize)]
struct Expiration {
    r#type: &'static str,
    duration: &'static str,
}

impl ScheduleRequest<'_> {
    /// The command that makes the request, under a name or a new one. `az` puts the address of its cloud in
    /// front of the path.
    pub(crate) fn command(&self, name: Option<&str>) -> String {
        let is_granted = self.request == RequestType::AdminAssign;
        let body = Body {
            properties: Properties {
                principal_id: self.principal.as_str(),
                role_definition_id: self.role,
                request_type: self.request,
                schedule_info: is_granted.then_some(ScheduleInfo {
                    expiration: Expiration {
                        r#type: "AfterDuration",
                        duration: ELIGIBLE_FOR,
                    },
                }),
            },
        };
        let body = serde_json::to_string(&body).unwrap_or_default();
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
