//! The vectors of azure-rbac.md §3.9.

use super::{Request, condition};
use rolecall::condition::{Completeness, Verdict};

const WRITE: &str = "«RA»/write";
const DELETE: &str = "«RA»/delete";
const READ_BLOB: &str = "«BL»/read";
const NEW_ROLE: &str = "@Request[«RA»:RoleDefinitionId]";
const OLD_ROLE: &str = "@Resource[«RA»:RoleDefinitionId]";
const X: &str = "@Resource[x]";

const T01: &str = "(!(ActionMatches{'«RA»/write'}) OR (@Request[«RA»:RoleDefinitionId] ForAnyOfAnyValues:GuidEquals {«A», «B»})) AND (!(ActionMatches{'«RA»/delete'}) OR (@Resource[«RA»:RoleDefinitionId] ForAnyOfAnyValues:GuidEquals {«A», «B»}))";
const T06: &str = "@Request[«RA»:RoleDefinitionId] ForAnyOfAnyValues:GuidEquals{5E467623BB1F42F4A55D6E525E11384B}";
const T07: &str = "!(ActionMatches{'«RA»/write'}) OR (@Request[«RA»:RoleDefinitionId] ForAnyOfAnyValues:GuidNotEquals {«OW», «RB», «UAA»})";
const T08: &str = "!(ActionMatches{'«RA»/write'}) OR (@Request[«RA»:RoleDefinitionId] ForAnyOfAllValues:GuidNotEquals {«OW», «RB», «UAA»})";
const T09: &str = "!(ActionMatches{'«RA»/write'}) OR (@Request[«RA»:RoleDefinitionId] ForAnyOfAnyValues:GuidEquals {«A»} AND @Request[«RA»:PrincipalType] ForAnyOfAnyValues:StringEqualsIgnoreCase {'User', 'Group'})";
const T10: &str = "!(ActionMatches{'«BL»/read'} AND NOT SubOperationMatches{'Blob.List'}) OR (@Resource[«BL»/tags:Project«CSI»] StringEquals 'Cascade')";
const T11: &str = "(!(ActionMatches{'«BL»/write'} AND SubOperationMatches{'Blob.Write.WithTagHeaders'}) AND !(ActionMatches{'«BL»/tags/write'})) OR (@Request[«BL»/tags&$keys$&] ForAllOfAnyValues:StringEquals {'Project','Program'})";
const T12: &str = "!(ActionMatches{'«BL»/read'} AND NOT SubOperationMatches{'Blob.List'}) OR ((@Resource[«BL»/tags:sensitivity«CSI»] StringEquals 'high' AND @Environment[isPrivateLink] BoolEquals true) OR @Resource[«BL»/tags:sensitivity«CSI»] StringNotEquals 'high' OR NOT Exists @Resource[«BL»/tags:sensitivity«CSI»])";
const T13: &str = "!(ActionMatches{'«BL»/read'} AND NOT SubOperationMatches{'Blob.List'}) OR ((@Resource[«BL»/tags:sensitivity«CSI»] StringEquals 'high' AND @Environment[isPrivateLink] BoolEquals true) OR @Resource[«BL»/tags:sensitivity«CSI»] StringNotEquals 'high')";
const T15: &str = "!(ActionMatches{'«BL»/read'}) OR (@Request[«BL»:versionId] DateTimeEquals '2022-06-01T23:38:32.8883645Z' OR @Resource[«BL»:isCurrentVersion] BoolEquals true)";
const T16: &str = "(!(ActionMatches{'«BL»/delete'}) AND !(ActionMatches{'«BL»/deleteBlobVersion/action'})) OR (@Request[«BL»:versionId] DateTimeLessThan '2022-06-01T00:00:00.0Z')";
const T17: &str = "@Resource[«BL»/tags:Project«CSI»] ForAnyOfAnyValues:StringEquals @Principal[Microsoft.Directory/CustomSecurityAttributes/Id:Engineering_Project]";
const T20: &str = "!(ActionMatches{'«LT»/data/read'}) OR (@Resource[«LT»:name] StringEquals 'CommonSecurityLog' AND @Resource[«LT»/record:DeviceVendor«CSI»] ForAnyOfAnyValues:StringLikeIgnoreCase {'Check Point','SonicWall'})";
const T21: &str = "!(ActionMatches{'«LT»/data/read'}) OR (@Resource[«LT»:name] ForAnyOfAllValues:StringNotEquals {'SigninLogs','DnsEvents'} OR (@Resource[«LT»:name] StringEquals 'SigninLogs' AND @Resource[«LT»/record:UserPrincipalName«CSI»] StringNotEquals 'CEO@contoso.com'))";
const T22: &str = "@Resource[HasObotoken] boolequals true && (@Request[«RA»:RoleDefinitionId] ForAnyOfAnyValues:GuidEquals {«A»})";
const T23: &str = "(!(ActionMatches{'Microsoft.ContainerRegistry/registries/repositories/content/read'}) AND !(ActionMatches{'Microsoft.ContainerRegistry/registries/repositories/metadata/read'})) OR (@Request[Microsoft.ContainerRegistry/registries/repositories:name] StringStartsWithIgnoreCase 'team-a/')";
const T24: &str =
    "@Resource[«LT»:protectionLevel] ForAllOfAnyValues:StringEquals {'General','Protected'}";
const T26: &str = "@Environment[UtcNow] DateTimeGreaterThan '2023-05-01T13:00:00.0Z'";
const T27: &str =
    "@Resource[a] BoolEquals true AND @Resource[b] BoolEquals true OR @Resource[c] BoolEquals true";

const TAG: &str = "@Resource[«BL»/tags:Project«CSI»]";
const SENSITIVITY: &str = "@Resource[«BL»/tags:sensitivity«CSI»]";
const LINK: &str = "@Environment[isPrivateLink]";
const KEYS: &str = "@Request[«BL»/tags&$keys$&]";
const VERSION: &str = "@Request[«BL»:versionId]";
const CURRENT: &str = "@Resource[«BL»:isCurrentVersion]";
const PROJECTS: &str =
    "@Principal[Microsoft.Directory/CustomSecurityAttributes/Id:Engineering_Project]";
const TABLE: &str = "@Resource[«LT»:name]";

type Row<'a> = (
    &'a str,
    &'a str,
    &'a str,
    Option<&'a str>,
    &'a [(&'a str, &'a str)],
    bool,
);

#[rustfmt::skip]
const VECTORS: &[Row<'_>] = &[
    ("T01", T01, WRITE, None, &[(NEW_ROLE, "«A»")], true),
    ("T02", T01, WRITE, None, &[(NEW_ROLE, "«OW»")], false),
    ("T03", T01, "«RA»/read", None, &[], true),
    ("T04", T01, DELETE, None, &[(OLD_ROLE, "«B»")], true),
    ("T05", T01, DELETE, None, &[(OLD_ROLE, "«OW»")], false),
    ("T06", T06, WRITE, None, &[(NEW_ROLE, "«A»")], true),
    ("T07", T07, WRITE, None, &[(NEW_ROLE, "«OW»")], true),
    ("T08a", T08, WRITE, None, &[(NEW_ROLE, "«OW»")], false),
    ("T08b", T08, WRITE, None, &[(NEW_ROLE, "«RE»")], true),
    ("T09a", T09, WRITE, None, &[(NEW_ROLE, "«A»"), ("@Request[«RA»:PrincipalType]", "user")], true),
    ("T09b", T09, WRITE, None, &[(NEW_ROLE, "«A»"), ("@Request[«RA»:PrincipalType]", "ServicePrincipal")], false),
    ("T10a", T10, READ_BLOB, None, &[(TAG, "Cascade")], true),
    ("T10b", T10, READ_BLOB, None, &[(TAG, "cascade")], false),
    ("T10c", T10, READ_BLOB, None, &[], false),
    ("T10d", T10, READ_BLOB, Some("Blob.List"), &[], true),
    ("T10e", T10, READ_BLOB, Some("blob.list"), &[], true),
    ("T11a", T11, "«BL»/tags/write", None, &[(KEYS, "[Project]")], true),
    ("T11b", T11, "«BL»/tags/write", None, &[(KEYS, "[Project,Owner]")], false),
    ("T11c", T11, "«BL»/write", None, &[], true),
    ("T11d", T11, "«BL»/write", Some("Blob.Write.WithTagHeaders"), &[(KEYS, "[Owner]")], false),
    ("T12a", T12, READ_BLOB, None, &[(SENSITIVITY, "high"), (LINK, "true")], true),
    ("T12b", T12, READ_BLOB, None, &[(SENSITIVITY, "high"), (LINK, "false")], false),
    ("T12c", T12, READ_BLOB, None, &[(SENSITIVITY, "low"), (LINK, "true")], true),
    ("T12d", T12, READ_BLOB, None, &[(SENSITIVITY, "low"), (LINK, "false")], true),
    ("T12e", T12, READ_BLOB, None, &[(LINK, "true")], true),
    ("T12f", T12, READ_BLOB, None, &[(LINK, "false")], true),
    ("T13", T13, READ_BLOB, None, &[(LINK, "false")], false),
    ("T14a", "@Resource[x] StringLike 'a*c?'", READ_BLOB, None, &[(X, "abcd")], true),
    ("T14b", "@Resource[x] StringLike 'A*C?'", READ_BLOB, None, &[(X, "abcd")], false),
    ("T14c", "@Resource[x] StringLike 'a*c'", READ_BLOB, None, &[(X, "abcd")], false),
    ("T14d", "@Resource[x] StringLike 'readonly/*'", READ_BLOB, None, &[(X, "readonly/a/b.txt")], true),
    ("T14e", "@Resource[x] StringLike 'readonly/*'", READ_BLOB, None, &[(X, "readonly")], false),
    ("T14f", r"@Resource[x] StringLike '100\*'", READ_BLOB, None, &[(X, "100*")], true),
    ("T14g", r"@Resource[x] StringLike '100\*'", READ_BLOB, None, &[(X, "'1000'")], false),
    ("T15a", T15, READ_BLOB, None, &[(CURRENT, "true")], true),
    ("T15b", T15, READ_BLOB, None, &[(VERSION, "2022-06-01T23:38:32.8883645Z"), (CURRENT, "false")], true),
    ("T15c", T15, READ_BLOB, None, &[(VERSION, "2022-06-02T00:00:00Z"), (CURRENT, "false")], false),
    ("T16a", T16, "«BL»/deleteBlobVersion/action", None, &[(VERSION, "2022-05-31T23:59:59.9Z")], true),
    ("T16b", T16, "«BL»/delete", None, &[], false),
    ("T17a", T17, READ_BLOB, None, &[(TAG, "Baker"), (PROJECTS, "[Baker,Cascade]")], true),
    ("T17b", T17, READ_BLOB, None, &[(TAG, "Skagit"), (PROJECTS, "[Baker,Cascade]")], false),
    ("T17c", T17, READ_BLOB, None, &[(TAG, "Baker")], false),
    ("T18a", "{10,20} ForAnyOfAllValues:NumericLessThan {15,18}", READ_BLOB, None, &[], true),
    ("T18b", "{10,20} ForAllOfAnyValues:NumericLessThan {5,15,18}", READ_BLOB, None, &[], false),
    ("T18c", "{10,20} ForAllOfAllValues:NumericLessThan {25,30}", READ_BLOB, None, &[], true),
    ("T18d", "{10,20} ForAllOfAllValues:NumericLessThan {15,25,30}", READ_BLOB, None, &[], false),
    ("T19a", "{'red','blue'} ForAnyOfAnyValues:StringEquals {'blue','green'}", READ_BLOB, None, &[], true),
    ("T19b", "{'red','blue'} ForAllOfAnyValues:StringEquals {'red','green'}", READ_BLOB, None, &[], false),
    ("T19c", "{'red','blue'} ForAllOfAnyValues:StringEquals {'orange','red','blue'}", READ_BLOB, None, &[], true),
    ("T20a", T20, "«LT»/data/read", None, &[(TABLE, "CommonSecurityLog"), ("@Resource[«LT»/record:DeviceVendor«CSI»]", "check point")], true),
    ("T20b", T20, "«LT»/data/read", None, &[(TABLE, "Heartbeat")], false),
    ("T21a", T21, "«LT»/data/read", None, &[(TABLE, "Heartbeat")], true),
    ("T21b", T21, "«LT»/data/read", None, &[(TABLE, "SigninLogs"), ("@Resource[«LT»/record:UserPrincipalName«CSI»]", "CEO@contoso.com")], false),
    ("T21c", T21, "«LT»/data/read", None, &[(TABLE, "SigninLogs"), ("@Resource[«LT»/record:UserPrincipalName«CSI»]", "other@contoso.com")], true),
    ("T21d", T21, "«LT»/data/read", None, &[(TABLE, "DnsEvents")], false),
    ("T22a", T22, WRITE, None, &[("@Resource[HasObotoken]", "true"), (NEW_ROLE, "«A»")], true),
    ("T22b", T22, WRITE, None, &[(NEW_ROLE, "«A»")], false),
    ("T23a", T23, "Microsoft.ContainerRegistry/registries/repositories/content/read", None, &[("@Request[Microsoft.ContainerRegistry/registries/repositories:name]", "Team-A/web")], true),
    ("T23b", T23, "Microsoft.ContainerRegistry/registries/repositories/content/write", None, &[("@Request[Microsoft.ContainerRegistry/registries/repositories:name]", "other")], true),
    ("T24", T24, "«LT»/data/read", None, &[("@Resource[«LT»:protectionLevel]", "Protected")], true),
    ("T25a", "ActionMatches{'«RA»/*'}", WRITE, None, &[], true),
    ("T25b", "ActionMatches{'Microsoft.Authorization/roleDefinitions/*'}", WRITE, None, &[], false),
    ("T26", T26, READ_BLOB, None, &[("@Environment[UtcNow]", "2023-05-01T13:00:00.0000001Z")], true),
    ("T27", T27, READ_BLOB, None, &[("@Resource[a]", "false"), ("@Resource[b]", "false"), ("@Resource[c]", "true")], true),
    ("T28", "NOT (@Resource[a] StringEquals '1')", READ_BLOB, None, &[], false),
];

#[test]
fn the_vectors_of_the_specification() {
    for &(id, text, action, suboperation, attributes, met) in VECTORS {
        let request = Request {
            action: Some(action),
            suboperation,
            attributes,
            others: Completeness::Closed,
        };
        let condition = condition(text);
        let expected = if met { Verdict::Met } else { Verdict::NotMet };
        assert_eq!(request.verdict(&condition), expected, "{id}");
        let again = rolecall::condition::Condition::parse(&condition.to_string()).unwrap();
        assert_eq!(again, condition, "{id}");
        assert_eq!(request.verdict(&again), expected, "{id}, printed");
    }
}

/// AB-14: precedence binds AND before OR, and NOT before both.
#[test]
fn and_binds_before_or() {
    let grouped = "((NOT Exists @Resource[a]) AND Exists @Resource[b]) OR Exists @Resource[c]";
    let bare = "NOT Exists @Resource[a] AND Exists @Resource[b] OR Exists @Resource[c]";
    let symbols = "!Exists @Resource[a]&&Exists @Resource[b]||Exists @Resource[c]";
    assert_eq!(condition(bare), condition(grouped));
    assert_eq!(condition(symbols), condition(grouped));
    let other = "NOT (Exists @Resource[a] AND Exists @Resource[b] OR Exists @Resource[c])";
    assert_ne!(condition(other), condition(grouped));
}

/// T29: the permission's condition and the assignment's must both hold (EV-8).
#[test]
fn both_conditions_must_hold() {
    let request = Request {
        action: Some(WRITE),
        suboperation: None,
        attributes: &[(NEW_ROLE, "«A»")],
        others: Completeness::Closed,
    };
    let permission = request.verdict(&condition(T06));
    let assignment = request.verdict(&condition("@Request[«RA»:RoleDefinitionId] GuidEquals «B»"));
    assert_eq!(permission, Verdict::Met);
    assert_eq!(permission.and(assignment), Verdict::NotMet);
}
