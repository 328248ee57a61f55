//! What is asked of `az`.

/// The version of the deny assignments' API.
const DENY: &str = "2022-04-01";
/// The version of the schedule instances' API.
const PIM: &str = "2020-10-01";
/// What Operator Nexus calls its clusters.
const CLUSTERS: &str = "Microsoft.NetworkCloud/clusters";

/// One question to Azure. Every variant reads; there is none that writes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Call {
    /// Who is signed in, and to which tenant.
    SignedIn,
    /// The subscriptions that the one signed in can see.
    Subscriptions,
    /// Every role definition that can be assigned in a subscription.
    RoleDefinitions { subscription: String },
    /// The custom ones alone.
    CustomRoles { subscription: String },
    /// Role assignments at, below and above a subscription.
    RoleAssignments { subscription: String },
    /// Role assignments at a management group.
    RoleAssignmentsAt { scope: String },
    /// Deny assignments.
    DenyAssignments { scope: String },
    /// Eligible assignments of Privileged Identity Management.
    Eligible { scope: String },
    /// Active assignments, with the activations among them.
    Active { scope: String },
    /// A management group with all below it.
    ManagementGroupTree { group: String },
    /// The management groups that can be seen.
    ManagementGroups,
    /// User-assigned identities with their object ids.
    Identities { subscription: String },
    /// How many clusters of Operator Nexus there are.
    ClusterCount { subscription: String },
    /// The clusters.
    Clusters { subscription: String },
    /// Everyone in a group, through nested groups too.
    Members { graph: String, group: String },
    /// The names behind object ids. Graph takes the ids in the body of a POST, and changes nothing.
    Names { graph: String, body: String },
}

/// How the answer of a call comes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Paging {
    /// All at once.
    One,
    /// In pages: an object with this list and the link to the next page under `next`.
    Pages(&'static str),
}

impl Call {
    /// The arguments after `az`.
    pub(crate) fn arguments(&self) -> Vec<String> {
        let text = |words: &[&str]| words.iter().map(ToString::to_string).collect::<Vec<_>>();
        let mut arguments = match self {
            Self::SignedIn => text(&["account", "show"]),
            Self::Subscriptions => text(&["account", "list"]),
            Self::RoleDefinitions { subscription } => {
                text(&["role", "definition", "list", "--subscription", subscription])
            }
            Self::CustomRoles { subscription } => text(&[
                "role",
                "definition",
                "list",
                "--custom-role-only",
                "true",
                "--subscription",
                subscription,
            ]),
            Self::RoleAssignments { subscription } => text(&[
                "role",
                "assignment",
                "list",
                "--all",
                "--subscription",
                subscription,
            ]),
            Self::RoleAssignmentsAt { scope } => {
                text(&["role", "assignment", "list", "--scope", scope])
            }
            Self::ManagementGroupTree { group } => text(&[
                "account",
                "management-group",
                "show",
                "--name",
                group,
                "--expand",
                "--recurse",
                // Without it, `az` registers the provider Microsoft.Management first.
                "--no-register",
            ]),
            Self::ManagementGroups => {
                text(&["account", "management-group", "list", "--no-register"])
            }
            Self::Identities { subscription } => {
                text(&["identity", "list", "--subscription", subscription])
            }
            Self::ClusterCount { subscription } => text(&[
                "resource",
                "list",
                "--resource-type",
                CLUSTERS,
                "--subscription",
                subscription,
                "--query",
                "length(@)",
            ]),
            Self::Clusters { subscription } => text(&[
                "networkcloud",
                "cluster",
                "list",
                "--subscription",
                subscription,
            ]),
            Self::Names { graph, body } => text(&[
                "rest",
                "--method",
                "post",
                "--url",
                &format!("{graph}/v1.0/directoryObjects/getByIds"),
                "--body",
                body,
                "--query",
                NAMES,
            ]),
            Self::DenyAssignments { .. }
            | Self::Eligible { .. }
            | Self::Active { .. }
            | Self::Members { .. } => return self.page(&self.url()),
        };
        arguments.extend(text(OUTPUT));
        arguments
    }

    /// The same for another page.
    pub(crate) fn page(&self, url: &str) -> Vec<String> {
        let query = self.query();
        let mut arguments: Vec<String> = ["rest", "--method", "get", "--url", url, "--query"]
            .iter()
            .map(ToString::to_string)
            .collect();
        arguments.push(query);
        arguments.extend(OUTPUT.iter().map(ToString::to_string));
        arguments
    }

    /// What is taken of a page, in JMESPath: always the link under `next`.
    pub(crate) fn query(&self) -> String {
        match self {
            // Graph's answer doesn't name the group, nor say that nested groups are in it.
            Self::Members { group, .. } => {
                format!("{{id: '{group}', next: \"@odata.nextLink\", transitiveMembers: value}}")
            }
            _ => "{next: nextLink, value: value}".to_owned(),
        }
    }

    /// The address of the first page.
    pub(crate) fn url(&self) -> String {
        let instances = |scope: &str, kind: &str, version: &str| {
            format!("{scope}/providers/Microsoft.Authorization/{kind}?api-version={version}")
        };
        match self {
            Self::DenyAssignments { scope } => instances(scope, "denyAssignments", DENY),
            Self::Eligible { scope } => instances(scope, "roleEligibilityScheduleInstances", PIM),
            Self::Active { scope } => instances(scope, "roleAssignmentScheduleInstances", PIM),
            Self::Members { graph, group } => format!(
                "{graph}/v1.0/groups/{group}/transitiveMembers?$top=999&$select={MEMBER_FIELDS}"
            ),
            _ => String::new(),
        }
    }

    /// How the answer comes.
    pub(crate) fn paging(&self) -> Paging {
        match self {
            Self::Members { .. } => Paging::Pages("transitiveMembers"),
            Self::DenyAssignments { .. } | Self::Eligible { .. } | Self::Active { .. } => {
                Paging::Pages("value")
            }
            _ => Paging::One,
        }
    }

    /// The body of a [`Call::Names`].
    pub(crate) fn names_body(ids: &[&str]) -> String {
        let quoted: Vec<String> = ids.iter().map(|id| format!("\"{id}\"")).collect();
        format!("{{\"ids\":[{}]}}", quoted.join(","))
    }
}

/// Whatever the user's configuration of `az` says.
const OUTPUT: &[&str] = &["--output", "json", "--only-show-errors"];

const MEMBER_FIELDS: &str = "id,displayName,userPrincipalName,appId,userType,servicePrincipalType";

/// Names and kinds; Graph would give telephone numbers too.
const NAMES: &str = "{value: value[].{\"@odata.type\": \"@odata.type\", id: id, \
displayName: displayName, userPrincipalName: userPrincipalName, appId: appId, \
userType: userType, servicePrincipalType: servicePrincipalType, \
alternativeNames: alternativeNames}}";
