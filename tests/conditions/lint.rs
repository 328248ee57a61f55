//! Every lint rule: fires, and doesn't fire.

use super::{condition, spell_out};
use rolecall::RoleId;
use rolecall::condition::Condition;
use rolecall::lint::{LintContext, RoleActions, condition_rules, lint_condition};
use rolecall::pattern::{ActionPattern, PatternSet};
use rolecall::rule::Severity;

/// Rule, a text it finds, a text it leaves alone. The role of the context has the actions of
/// delegation and of blobs.
#[rustfmt::skip]
const CASES: &[(&str, &str, &str)] = &[
    ("always-true", "@Request[«RA»:RoleDefinitionId] ForAnyOfAnyValues:GuidNotEquals {«OW», «UAA»}", "@Request[«RA»:RoleDefinitionId] ForAnyOfAllValues:GuidNotEquals {«OW», «UAA»}"),
    ("always-true", "@Resource[x] ForAnyOfAnyValues:StringNotEquals {'a','b'}", "@Resource[x] ForAnyOfAnyValues:StringNotEqualsIgnoreCase {'a','A'}"),
    ("always-true", "Exists @Resource[x] OR NOT Exists @Resource[x]", "Exists @Resource[x] OR NOT Exists @Request[x]"),
    ("always-true", "@Resource[x] StringEquals 'a' OR @Resource[x] StringNotEquals 'b' OR {1} ForAnyOfAnyValues:NumericEquals {1}", "@Resource[x] ForAnyOfAnyValues:NumericNotEquals {5}"),
    ("never-true", "@Resource[x] ForAnyOfAllValues:StringEquals {'a','b'}", "@Resource[x] ForAnyOfAnyValues:StringEquals {'a','b'}"),
    ("never-true", "@Resource[x] StringEquals 'a' AND NOT Exists @Resource[x]", "@Resource[x] StringEquals 'a' OR NOT Exists @Resource[x]"),
    ("never-true", "ActionMatches{'a.b/c'} AND !(ActionMatches{'A.B/c'})", "ActionMatches{'a.b/c'} AND !(ActionMatches{'a.b/d'})"),
    ("ambiguous-precedence", "Exists @Resource[a] AND Exists @Resource[b] OR Exists @Resource[c]", "(Exists @Resource[a] AND Exists @Resource[b]) OR Exists @Resource[c]"),
    ("delegates-privileged-role", "@Request[«RA»:RoleDefinitionId] ForAnyOfAnyValues:GuidEquals {«RE», «OW»}", "@Request[«RA»:RoleDefinitionId] ForAnyOfAllValues:GuidNotEquals {«RE», «OW»}"),
    ("deny-list-delegation", "!(ActionMatches{'«RA»/write'}) OR @Request[«RA»:RoleDefinitionId] ForAnyOfAllValues:GuidNotEquals {«OW»}", "!(ActionMatches{'«RA»/write'}) OR @Request[«RA»:RoleDefinitionId] ForAnyOfAnyValues:GuidEquals {«A»}"),
    ("guid-operator-on-storage", "@Principal[id] GuidEquals «A»", "@Principal[id] StringEquals 'a'"),
    ("half-guarded-blob-creation", "!(ActionMatches{'«BL»/write'}) OR Exists @Request[x]", "(!(ActionMatches{'«BL»/write'}) AND !(ActionMatches{'«BL»/add/action'})) OR Exists @Request[x]"),
    ("half-guarded-blob-creation", "!(ActionMatches{'«BL»/add/action'}) OR Exists @Request[x]", "!(ActionMatches{'«BL»/read'}) OR Exists @Request[x]"),
    ("half-guarded-delegation", "!(ActionMatches{'«RA»/write'}) OR @Request[«RA»:RoleDefinitionId] GuidEquals «A»", "!(ActionMatches{'«RA»/*'}) OR Exists @Request[x]"),
    ("half-guarded-delegation", "!(ActionMatches{'«RA»/delete'}) OR @Resource[«RA»:RoleDefinitionId] GuidEquals «A»", "Exists @Resource[x]"),
    ("leftover-escape", r"Exists @Request[t:K<\$key_case_sensitive\$>]", "Exists @Request[t:K<$key_case_sensitive$>]"),
    ("misplaced-source", "!(ActionMatches{'«RA»/write'}) OR @Resource[«RA»:RoleDefinitionId] GuidEquals «A»", "!(ActionMatches{'«RA»/write'}) OR @Request[«RA»:RoleDefinitionId] GuidEquals «A»"),
    ("misplaced-source", "!(ActionMatches{'«RA»/delete'}) OR @Request[«RA»:PrincipalType] StringEquals 'User'", "!(ActionMatches{'«RA»/delete'}) OR @Resource[«RA»:PrincipalType] StringEquals 'User'"),
    ("negated-comparison", "NOT (@Resource[x] StringEquals 'a')", "NOT Exists @Resource[x] AND !(ActionMatches{'a.b/c'})"),
    ("no-action-named", "@Request[«RA»:RoleDefinitionId] GuidEquals «A»", "!(ActionMatches{'«RA»/write'}) OR @Request[«RA»:RoleDefinitionId] GuidEquals «A»"),
    ("no-action-named", "@Resource[«BL»:path] StringLike 'a/*'", "@Environment[isPrivateLink] BoolEquals true"),
    ("no-targeted-action", "!(ActionMatches{'Microsoft.Compute/*/read'}) OR Exists @Resource[x]", "!(ActionMatches{'«BL»/*'}) OR Exists @Resource[x]"),
    ("no-targeted-action", "!(ActionMatches{'«RA»/read'}) OR Exists @Resource[x]", "!(ActionMatches{'Microsoft.Authorization/*/write'}) OR Exists @Resource[x]"),
    ("open-side-door", "!(ActionMatches{'«RA»/write'}) OR @Request[«RA»:RoleDefinitionId] GuidEquals «A»", "!(ActionMatches{'Microsoft.Authorization/*'}) OR @Request[«RA»:RoleDefinitionId] GuidEquals «A»"),
    ("undocumented-quantifier", "@Resource[x] ForAnyOfAnyValues:StringStartsWith {'a'}", "@Resource[x] ForAnyOfAnyValues:StringLike {'a'}"),
    ("unguarded-super-user", "!(ActionMatches{'«BL»/read'}) OR Exists @Resource[x]", "(!(ActionMatches{'«BL»/read'}) AND !(ActionMatches{'«BL»/runAsSuperUser/action'})) OR Exists @Resource[x]"),
    ("unknown-attribute", "@Resource[«BL»:pathh] StringEquals 'a'", "@Resource[«BL»:PATH] StringEquals 'a'"),
    ("unknown-attribute", "@Request[«BL»:path] StringEquals 'a'", "@Request[«BL»:prefix] StringEquals 'a'"),
    ("unknown-attribute", "Exists @Principal[Department]", "Exists @Principal[Microsoft.Directory/CustomSecurityAttributes/Id:Org_Department]"),
    ("unknown-attribute", "@Resource[«BL»/tags:«CSI»] StringEquals 'a'", "@Resource[«BL»/tags:Project«CSI»] StringEquals 'a' AND @Request[«BL»/tags&$keys$&] ForAllOfAnyValues:StringEquals {'a'}"),
    ("unknown-attribute", "@Environment[Time] DateTimeLessThan '2024-02-29T00:00:00Z'", "@Environment[UtcNow] DateTimeLessThan '2024-02-29T00:00:00Z' AND @Resource[HasObotoken] BoolEquals true"),
    ("unknown-role", "@Request[«RA»:RoleDefinitionId] ForAnyOfAnyValues:GuidEquals {«A», 00000000-0000-0000-0000-00000000000f}", "@Request[«RA»:PrincipalId] ForAnyOfAnyValues:GuidEquals {00000000-0000-0000-0000-00000000000f}"),
    ("unsupported-operator", "@Resource[x] StringContains 'a'", "@Resource[x] StringLike '*a*'"),
    ("unsupported-operator", "ToLower(@Resource[x]) StringEquals 'a'", "@Resource[x] StringEqualsIgnoreCase 'a'"),
    ("wrong-type", "@Request[«RA»:RoleDefinitionId] ForAnyOfAnyValues:GuidEquals {'/providers/Microsoft.Authorization/roleDefinitions/«A»'}", "@Request[«RA»:RoleDefinitionId] ForAnyOfAnyValues:GuidEquals {'«A»'}"),
    ("wrong-type", "@Resource[x] NumericEquals 'a'", "@Resource[x] NumericEquals 1"),
    ("wrong-type", "@Environment[UtcNow] DateTimeLessThan '2024-02-30T00:00:00Z'", "@Environment[UtcNow] DateTimeLessThan '2024-02-29T00:00:00Z'"),
];

fn found(condition: &Condition) -> Vec<&'static str> {
    let patterns = |texts: &[&str]| {
        let texts = texts.iter().map(|text| spell_out(text));
        texts
            .map(|text| ActionPattern::parse(&text).unwrap())
            .collect::<Vec<_>>()
    };
    let delegation = patterns(&[
        "«RA»/write",
        "«RA»/delete",
        "Microsoft.Authorization/*/lock",
        "Microsoft.Authorization/roleDefinitions/*",
    ]);
    let control = PatternSet::new(delegation, Vec::new());
    let data = PatternSet::new(patterns(&["«BL»/*"]), Vec::new());
    let role = |alias: &str| RoleId::parse(&spell_out(alias)).unwrap();
    let existing = ["«A»", "«B»", "«OW»", "«UAA»", "«RE»"].map(role);
    let context = LintContext {
        role: Some(RoleActions {
            control: &control,
            data: &data,
        }),
        role_exists: Some(&|role| existing.contains(&role)),
        privileged_roles: &[role("«OW»"), role("«UAA»")],
    };
    let findings = lint_condition(condition, &context);
    let text = condition.text();
    for finding in &findings {
        assert!(text.get(finding.span.start..finding.span.end).is_some());
        assert!(!finding.message.ends_with('.'), "{}", finding.message);
    }
    assert!(findings.is_sorted_by(|a, b| a.severity >= b.severity));
    findings.iter().map(|finding| finding.rule).collect()
}

#[test]
fn every_rule_fires_and_keeps_still() {
    for (rule, faulty, sound) in CASES {
        assert!(
            found(&condition(faulty)).contains(rule),
            "{rule} misses {faulty}"
        );
        assert!(
            !found(&condition(sound)).contains(rule),
            "{rule} finds {sound}"
        );
    }
}

/// What is wanted is said, not only what is wrong.
#[test]
fn messages_say_what_to_write() {
    let message = |text: &str, rule: &str| {
        let findings = lint_condition(&condition(text), &LintContext::default());
        let finding = findings.into_iter().find(|finding| finding.rule == rule);
        finding.map(|finding| finding.message).unwrap_or_default()
    };
    for (text, rule, said) in [
        (
            "@Request[«RA»:RoleDefinitionId] GuidEquals '/subscriptions/s/providers/Microsoft.Authorization/roleDefinitions/«A»'",
            "wrong-type",
            "this is a whole id: write `5e467623-bb1f-42f4-a55d-6e525e11384b` in its place",
        ),
        (
            "@Request[Microsoft.Storage/storageAccounts:name] StringEquals 'a'",
            "unknown-attribute",
            "is an attribute of `@Resource`, not of `@Request`",
        ),
        (
            "@Resource[Microsoft.Storage/storageAccount:name] StringEquals 'a'",
            "unknown-attribute",
            "did you mean `Microsoft.Storage/storageAccounts:name`?",
        ),
        (
            "@Resource[«BL»:path] StringEquals 'a'",
            "no-action-named",
            "binds every action of the role",
        ),
    ] {
        let found = message(text, rule);
        assert!(found.contains(said), "{text}: {found}");
    }
}

#[test]
fn length_is_found() {
    let long = |count| vec!["Exists @Resource[x]"; count].join(" AND ");
    assert!(found(&Condition::parse(&long(400)).unwrap()).contains(&"beyond-size-limit"));
    assert!(!found(&Condition::parse(&long(300)).unwrap()).contains(&"beyond-size-limit"));
}

#[test]
fn every_rule_has_its_case() {
    let rules: Vec<&str> = condition_rules().iter().map(|rule| rule.id).collect();
    assert!(rules.is_sorted());
    for rule in rules {
        let covered = CASES.iter().any(|(name, ..)| *name == rule);
        assert!(covered || rule == "beyond-size-limit", "{rule}");
    }
}

/// A deny list weighs more when a privileged role escapes it, and rules that need a role say
/// nothing without one.
#[test]
fn what_is_not_known_is_not_found() {
    let open = condition(
        "!(ActionMatches{'Microsoft.Compute/*'}) OR @Request[«RA»:RoleDefinitionId] GuidEquals «RB»",
    );
    let findings = lint_condition(&open, &LintContext::default());
    assert!(findings.is_empty(), "{findings:?}");
    let deny = condition("@Request[«RA»:RoleDefinitionId] ForAnyOfAllValues:GuidNotEquals {«OW»}");
    let severity = |privileged: &[RoleId]| {
        let context = LintContext {
            privileged_roles: privileged,
            ..LintContext::default()
        };
        let findings = lint_condition(&deny, &context);
        findings
            .iter()
            .find(|f| f.rule == "deny-list-delegation")
            .map(|finding| finding.severity)
    };
    let role = |alias: &str| RoleId::parse(&spell_out(alias)).unwrap();
    assert_eq!(severity(&[role("«OW»")]), Some(Severity::Medium));
    assert_eq!(
        severity(&[role("«OW»"), role("«UAA»")]),
        Some(Severity::High)
    );
}
