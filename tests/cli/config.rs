//! `rolecall.toml`: rules, severities, thresholds, suppressions.

use std::fs;
use std::path::{Path, PathBuf};

use insta::assert_snapshot;
use serde_json::json;

use super::*;

const OWNER: &str = "f29308507e6cf6154";

fn tenant() -> String {
    let tenant = Path::new(env!("CARGO_MANIFEST_DIR")).join(TENANT);
    tenant.to_str().unwrap().to_owned()
}

/// A folder with this configuration, and a folder in it to run in.
fn folder(config: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("rolecall.toml"), config).unwrap();
    fs::create_dir_all(folder.path().join("a/b")).unwrap();
    folder
}

fn audit_in(folder: &Path, arguments: &[&str]) -> Run {
    let tenant = tenant();
    let always = ["audit", "-i", &tenant, "--today", "2026-06-01"];
    rolecall_in(folder, &[&always[..], arguments].concat())
}

fn json_with(config: &str, arguments: &[&str]) -> Value {
    let folder = folder(config);
    audit_in(folder.path(), &[&["--format", "json"], arguments].concat()).result()
}

fn suppression(named: &str) -> String {
    format!("[[suppress]]\n{named}\nowner = \"identity team\"\nreason = \"break glass\"\n")
}

/// The findings of a rule.
fn of<'a>(result: &'a Value, rule: &str) -> Vec<&'a Value> {
    let findings = result["findings"].as_array().unwrap().iter();
    findings.filter(|finding| finding["rule"] == rule).collect()
}

#[test]
fn a_configuration_is_found_upward_named_or_refused() {
    let root = folder("[rules.orphaned-principal]\nenabled = false\n");
    let below = root.path().join("a/b");
    let path = |arguments: &[&str]| {
        let run = audit_in(&below, &[&["--format", "json"], arguments].concat());
        run.result()["configuration"].clone()
    };
    assert_eq!(path(&[]), "../../rolecall.toml");
    assert_eq!(path(&["--no-config"]), Value::Null);
    fs::write(below.join("other.toml"), "").unwrap();
    assert_eq!(path(&["--config", "other.toml"]), "other.toml");
    let run = audit_in(&below, &["--config", "missing.toml"]);
    assert_eq!(run.code, 3);
    assert!(run.stderr.contains("`missing.toml`"), "{}", run.stderr);
    assert_eq!(audit_in(&below, &["--config", "x", "--no-config"]).code, 2);
}

#[test]
fn a_disabled_rule_has_not_passed() {
    let config = "[rules.orphaned-principal]\nenabled = false\n";
    let result = json_with(config, &[]);
    assert!(of(&result, "orphaned-principal").is_empty());
    let reason = "disabled in the configuration";
    let not_run = serde_json::json!([{"rule": "orphaned-principal", "reason": reason}]);
    assert_eq!(result["rules"]["notRun"], not_run);
    let root = folder(config);
    let told = audit_in(root.path(), &[]).stdout;
    assert!(
        told.contains("Not run: `orphaned-principal`: disabled in the configuration."),
        "{told}"
    );
    let named = json_with(config, &["--rule", "orphaned-principal"]);
    assert!(
        !of(&named, "orphaned-principal").is_empty(),
        "a rule that is named is run"
    );
}

#[test]
fn severities_and_the_limit_of_failing_are_configured() {
    let config = "[audit]\nfail-on = \"critical\"\n[rules.owner-at-subscription-or-above]\nseverity = \"low\"\n";
    let root = folder(config);
    let run = audit_in(root.path(), &[]);
    assert_eq!(run.code, 0, "{}", run.told());
    assert_eq!(
        audit_in(root.path(), &["--fail-on", "high"]).code,
        1,
        "an option outweighs it"
    );
    let result = json_with(config, &[]);
    assert_eq!(
        of(&result, "owner-at-subscription-or-above")[0]["severity"],
        "low"
    );
    let order: Vec<&str> = result["findings"]
        .as_array()
        .unwrap()
        .iter()
        .map(|f| f["severity"].as_str().unwrap())
        .collect();
    let rank = |word: &&str| {
        ["critical", "high", "medium", "low", "info"]
            .iter()
            .position(|known| known == word)
    };
    assert!(order.is_sorted_by_key(rank), "{order:?}");
    let never = folder("[audit]\nfail-on = \"none\"\n");
    let run = audit_in(never.path(), &[]);
    assert_eq!(run.code, 0, "as `--fail-on none`: {}", run.told());
    let shown = json_with("[audit]\nseverity = \"high\"\n", &[]);
    assert!(shown["summary"]["bySeverity"]["medium"] == 0 && shown["summary"]["open"] != 0);
}

#[test]
fn a_suppressed_finding_stays_and_does_not_count() {
    let config = suppression(&format!("finding = \"{OWNER}\"\nexpires = 2027-01-31"));
    let result = json_with(&config, &[]);
    let owner = of(&result, "owner-at-subscription-or-above")[0];
    let accepted = serde_json::json!({"owner": "identity team", "reason": "break glass", "expires": "2027-01-31"});
    assert_eq!(owner["suppressed"], accepted);
    assert_eq!(result["summary"]["suppressed"], 1);
    assert_eq!(result["summary"]["bySeverity"]["critical"], 0);
    let root = folder(&config);
    let only = ["--rule", "owner-at-subscription-or-above"];
    let run = audit_in(root.path(), &only);
    assert_eq!(run.code, 0, "{}", run.told());
    let count = rolecall::audit::rules().len();
    let rest = format!("{} of {count} rules", count - 1);
    let told = run.told().replace(&tenant(), "TENANT");
    assert_snapshot!(told.replace(&rest, "ALL OTHER RULES"));
    let sarif: Value = audit_in(root.path(), &["--format", "sarif"]).json();
    let results = sarif["runs"][0]["results"].as_array().unwrap();
    let suppressed: Vec<&Value> = results
        .iter()
        .filter(|r| r["suppressions"] != serde_json::json!([]))
        .collect();
    assert_eq!(suppressed.len(), 1);
    assert_eq!(
        suppressed[0]["suppressions"][0]["justification"],
        "break glass"
    );
    let junit = audit_in(root.path(), &["--format", "junit"]).stdout;
    assert!(
        junit.contains(
            "<skipped message=\"suppressed by identity team until 2027-01-31: break glass\"/>"
        ),
        "{junit}"
    );
}

#[test]
fn what_a_suppression_names_must_all_hold() {
    let count = |named: &str| {
        json_with(&suppression(named), &[])["summary"]["suppressed"]
            .as_u64()
            .unwrap()
    };
    let rule = "rule = \"owner-at-subscription-or-above\"";
    assert_eq!(count(rule), 1);
    let who = "principal = \"Astrid.Lund@fjordnett.example\"";
    let both = count(who);
    assert!(both > 1, "several rules speak of the principal: {both}");
    assert_eq!(
        count("principal = \"97f2cc1e-798c-5ec1-8d29-725f8a7e579b\""),
        both
    );
    assert_eq!(count(&format!("{rule}\n{who}")), 1);
    assert_eq!(
        count(&format!(
            "{rule}\nprincipal = \"bjarne.holm@fjordnett.example\""
        )),
        0
    );
    assert_eq!(count(&format!("{rule}\nrole = \"owner\"")), 1);
    assert_eq!(
        count(&format!(
            "{rule}\nrole = \"8E3AF657-a8ff-443c-a75c-2fe8c4bcb635\""
        )),
        1
    );
    let group = "/providers/Microsoft.Management/managementGroups/fjordnett";
    assert_eq!(count(&format!("{rule}\nscope = \"{group}/\"")), 1);
    let all = json_with("", &[]);
    let production = |finding: &&Value| {
        let scope = finding["scope"].as_str().unwrap_or_default().to_lowercase();
        scope == PRODUCTION || scope.starts_with(&format!("{PRODUCTION}/"))
    };
    let below = all["findings"]
        .as_array()
        .unwrap()
        .iter()
        .filter(production)
        .count();
    assert!(below > 1);
    assert_eq!(count(&format!("scope = \"{PRODUCTION}\"")), below as u64);
}

/// Whether a finding lies at a scope or below it by its path.
fn lies_below(finding: &Value, scope: &str) -> bool {
    let at = finding["scope"].as_str().unwrap_or_default().to_lowercase();
    let rest = at.strip_prefix(&scope.to_lowercase());
    rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

#[test]
fn a_suppression_reaches_what_a_management_group_holds() {
    let production = "/providers/Microsoft.Management/managementGroups/nexus-prod";
    let top = "/providers/Microsoft.Management/managementGroups/fjordnett";
    let suppressed_at = |group: &str| {
        let result = json_with(&suppression(&format!("scope = \"{group}\"")), &[]);
        let findings = result["findings"].as_array().unwrap().clone();
        findings
            .into_iter()
            .partition::<Vec<Value>, _>(|f| f["suppressed"] != Value::Null)
    };
    let (accepted, open) = suppressed_at(production);
    let below = |f: &Value| lies_below(f, PRODUCTION) || lies_below(f, production);
    assert!(
        accepted.len() > 1 && accepted.iter().all(below),
        "{accepted:?}"
    );
    assert!(!open.is_empty() && !open.iter().any(below), "{open:?}");
    let (accepted, open) = suppressed_at(top);
    assert!(accepted.iter().any(|f| lies_below(f, PRODUCTION)));
    assert!(accepted.iter().any(|f| lies_below(f, top)));
    assert!(
        open.iter()
            .all(|f| f["scope"] == Value::Null || f["scope"] == "/"),
        "{open:?}"
    );
}

#[test]
fn a_suppression_reaches_no_subscription_whose_place_is_not_known() {
    let top = "/providers/Microsoft.Management/managementGroups/elsewhere";
    let root = folder(&suppression(&format!("scope = \"{top}\"")));
    let one_file = format!("{}/role-assignments-prod.json", tenant());
    let run = |inputs: &[&str]| {
        let always = ["audit", "--today", "2026-06-01", "--format", "json"];
        rolecall_in(root.path(), &[&always[..], inputs].concat()).result()
    };
    let unknown = run(&["-i", &one_file]);
    let findings = unknown["findings"].as_array().unwrap();
    assert!(findings.iter().all(|f| f["suppressed"] == Value::Null));
    let groups = "/providers/Microsoft.Management/managementGroups";
    let placed = |f: &&Value| lies_below(f, PRODUCTION) || lies_below(f, groups);
    let judged = findings
        .iter()
        .filter(|f| f["rule"] != "useless-suppression");
    let unplaced = judged.filter(placed).count();
    assert!(unplaced > 1, "{findings:?}");
    let useless = of(&unknown, "useless-suppression");
    assert_eq!(useless.len(), 1);
    assert_eq!(useless[0]["confidence"], "low");
    assert_eq!(
        useless[0]["because"],
        format!(
            "{unplaced} findings that it may name lie where the inputs don't say which management groups are above"
        )
    );
    assert_eq!(
        useless[0]["remediation"]["commands"]
            .as_array()
            .unwrap()
            .len(),
        1
    );
    let known = run(&["-i", &tenant()]);
    let useless = of(&known, "useless-suppression");
    assert_eq!(
        useless[0]["because"],
        "no rule that was run found what it names"
    );
    assert_eq!(useless[0]["confidence"], "high");
}

#[test]
fn an_expired_suppression_is_a_finding_from_the_day_after() {
    let named = format!("finding = \"{OWNER}\"\nexpires = 2026-06-01");
    let last_day = json_with(&suppression(&named), &[]);
    assert!(of(&last_day, "expired-suppression").is_empty());
    assert_eq!(last_day["summary"]["suppressed"], 1);
    let root = folder(&suppression(&named));
    let run = rolecall_in(
        root.path(),
        &[
            "audit",
            "-i",
            &tenant(),
            "--today",
            "2026-06-02",
            "--format",
            "json",
        ],
    );
    let result = run.result();
    assert_eq!(result["summary"]["suppressed"], 0);
    let expired = of(&result, "expired-suppression");
    assert_eq!(expired.len(), 1);
    assert_eq!(
        expired[0]["severity"], "critical",
        "as grave as what it hid"
    );
    assert_eq!(expired[0]["evidence"][0], "rolecall.toml:1:1");
    let epoch = |seconds: &str| {
        let mut command = command();
        command
            .current_dir(root.path())
            .env("SOURCE_DATE_EPOCH", seconds);
        finish(command.args(["audit", "-i", &tenant(), "--format", "json"]))
    };
    assert_eq!(epoch("1780272000").result()["summary"]["suppressed"], 1);
    assert_eq!(epoch("1780358400").result()["summary"]["suppressed"], 0);
    assert_eq!(epoch("soon").code, 2);
    assert_eq!(epoch("9223372036854775807").code, 2);
}

#[test]
fn a_useless_suppression_is_a_finding_when_its_rules_were_run() {
    let config = suppression("rule = \"wildcard-custom-role\"\nprincipal = \"nobody\"");
    let result = json_with(&config, &[]);
    let useless = of(&result, "useless-suppression");
    assert_eq!(useless.len(), 1);
    assert!(
        useless[0]["title"]
            .as_str()
            .unwrap()
            .contains("rule `wildcard-custom-role`, principal `nobody`")
    );
    let other = json_with(&config, &["--rule", "orphaned-principal"]);
    assert!(
        of(&other, "useless-suppression").is_empty(),
        "its rule was not run"
    );
    let quiet = format!("{config}[rules.useless-suppression]\nenabled = false\n");
    assert!(of(&json_with(&quiet, &[]), "useless-suppression").is_empty());
    let twice = [
        suppression(&format!("finding = \"{OWNER}\"\nexpires = \"2026-01-01\"")),
        suppression(&format!("finding = \"{OWNER}\"")),
    ];
    let result = json_with(&twice.concat(), &[]);
    assert!(
        of(&result, "useless-suppression")[0]["title"]
            .as_str()
            .unwrap()
            .ends_with("is superseded")
    );
}

#[test]
fn thresholds_are_set_by_name() {
    let all: Vec<String> = rolecall::audit::THRESHOLDS
        .iter()
        .map(|known| format!("{} = 7", known.name))
        .collect();
    let config = format!("[thresholds]\n{}\nas-of = 2026-05-05\n", all.join("\n"));
    let root = folder(&config);
    assert_eq!(audit_in(root.path(), &[]).code, 1);
    let mut set = rolecall::audit::Thresholds::default();
    for threshold in rolecall::audit::THRESHOLDS {
        threshold.set(&mut set, 7);
    }
    let shown = format!("{set:?}");
    assert_eq!(
        shown.matches(": 7").count(),
        rolecall::audit::THRESHOLDS.len(),
        "{shown}"
    );
    assert_eq!(
        shown.matches(": ").count(),
        rolecall::audit::THRESHOLDS.len() + 1,
        "one has no name: {shown}"
    );
}

#[test]
fn faults_are_told_with_their_place() {
    let faults = [
        "[audit]\nfail_on = \"high\"\n",
        "[rule.orphaned-principal]\nenabled = false\n",
        "[rules.orphaned-principle]\nenabled = false\n",
        "[rules.orphaned-principal]\nenabled = \"no\"\n",
        "[rules.orphaned-principal]\nseverity = \"grave\"\n",
        "[thresholds]\nmost-owner = 3\n",
        "[thresholds]\nmost-owners = -3\n",
        "[thresholds]\nmost-owners = 3.5\n",
        "[[suppress]]\nowner = \"ü\"\nreason = \"x\"\n",
        "[[suppress]]\nrule = \"orphaned-principal\"\nreason = \"x\"\n",
        "[[suppress]]\nrule = \"orphaned-principal\"\nowner = \"x\"\nreason = \" \"\n",
        "[[suppress]]\nfinding = \"123\"\n",
        "[[suppress]]\nscope = \"subscriptions/x\"\n",
        "[[suppress]]\nscope = \"/subscriptions/[a\"\n",
        "[[suppress]]\nscope = \"**/site-*\"\n",
        "[[suppress]]\nrule = \"orphan{ed-*\"\n",
        "[[suppress]]\nrule = \"orphaned-princepal*\"\n",
        "[[suppress]]\nexpires = 2027-01-31T10:00:00Z\n",
        "[suppress]\nrule = \"orphaned-principal\"\n",
        "[audit\n",
        "audit = 1\n",
        "[audit]\nseverity = \"low\"\nseverity = \"high\"\n",
    ];
    let mut told = String::new();
    for fault in faults {
        let root = folder(fault);
        let run = audit_in(root.path(), &[]);
        assert_eq!((run.code, run.stdout.as_str()), (3, ""), "{}", run.told());
        told.push_str(&run.stderr);
        told.push('\n');
    }
    assert_snapshot!(told);
}

#[test]
fn the_page_about_the_configuration_is_right() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let page = fs::read_to_string(root.join("docs/configuration.md")).unwrap();
    let sample = page
        .split("```toml\n")
        .nth(2)
        .unwrap()
        .split("```")
        .next()
        .unwrap();
    let folder = folder(sample);
    let run = audit_in(folder.path(), &[]);
    assert_eq!(run.code, 1, "{}", run.told());
    assert!(!run.stderr.contains("warning"), "{}", run.stderr);
    for threshold in rolecall::audit::THRESHOLDS {
        let name = threshold.name;
        let row = page
            .lines()
            .find(|line| line.starts_with(&format!("| `{name}` |")));
        let default = row
            .unwrap_or_else(|| panic!("no row of {name}"))
            .split('|')
            .nth(2)
            .unwrap();
        let default: u32 = default.trim().parse().unwrap();
        let mut set = rolecall::audit::Thresholds::default();
        threshold.set(&mut set, default);
        assert_eq!(
            set,
            rolecall::audit::Thresholds::default(),
            "the default of {name}"
        );
    }
}

/// A report of the tenant in JSON, as a file.
fn report(folder: &Path, arguments: &[&str]) -> PathBuf {
    let path = folder.join("earlier.json");
    let run = audit_in(folder, &[&["-o", "earlier.json"], arguments].concat());
    assert!(path.is_file(), "{}", run.told());
    path
}

#[test]
fn a_baseline_tells_new_known_and_resolved() {
    let root = folder("");
    let path = report(root.path(), &[]);
    let mut document: Value = serde_json::from_slice(&fs::read(&path).unwrap()).unwrap();
    let findings = document["result"]["findings"].as_array_mut().unwrap();
    let count = findings.len();
    let mut gone = findings.remove(0);
    let new = gone["id"].clone();
    gone["id"] = "0123456789abcdef".into();
    let mut unknown = gone.clone();
    unknown["id"] = "fedcba9876543210".into();
    unknown["rule"] = "a-rule-of-old".into();
    findings.extend([gone, unknown]);
    fs::write(&path, document.to_string()).unwrap();
    let against = ["--baseline", "earlier.json", "--format", "json"];
    let run = audit_in(root.path(), &against);
    assert_eq!(run.code, 1);
    let result = run.result();
    for finding in result["findings"].as_array().unwrap() {
        let expected = if finding["id"] == new { "new" } else { "known" };
        assert_eq!(finding["status"], expected);
    }
    assert_eq!(result["summary"]["new"], 1);
    assert_eq!(result["summary"]["known"], count - 1);
    assert_eq!(result["resolved"].as_array().unwrap().len(), 1);
    assert_eq!(result["resolved"][0]["id"], "f0123456789abcdef");
    assert_eq!(result["baseline"]["notJudged"][0]["rule"], "a-rule-of-old");
    let human = audit_in(
        root.path(),
        &["--baseline", "earlier.json", "--severity", "high"],
    );
    assert_snapshot!(human.told().replace(&tenant(), "TENANT"));
    let sarif = audit_in(
        root.path(),
        &["--baseline", "earlier.json", "--format", "sarif"],
    )
    .json();
    let states = |state: &str| {
        let results = sarif["runs"][0]["results"].as_array().unwrap();
        results
            .iter()
            .filter(|result| result["baselineState"] == state)
            .count()
    };
    assert_eq!(
        [states("new"), states("unchanged"), states("absent")],
        [1, count - 1, 1]
    );
    crate::reports::sarif::valid(&sarif);
}

#[test]
fn new_findings_alone_can_decide() {
    let root = folder("");
    report(root.path(), &[]);
    let against = ["--baseline", "earlier.json"];
    assert_eq!(
        audit_in(root.path(), &against).code,
        1,
        "known findings are open"
    );
    let new_only = [&against[..], &["--new-only"]].concat();
    assert_eq!(audit_in(root.path(), &new_only).code, 0);
    let junit = audit_in(
        root.path(),
        &[&new_only[..], &["--format", "junit"]].concat(),
    );
    assert!(
        !junit.stdout.contains("<failure") && junit.stdout.contains("known: the baseline has it")
    );
    report(root.path(), &["--rule", "orphaned-principal"]);
    assert_eq!(audit_in(root.path(), &new_only).code, 1);
    assert_eq!(audit_in(root.path(), &["--new-only"]).code, 2);
}

#[test]
fn a_severity_hides_findings_and_does_not_resolve_them() {
    let root = folder("");
    report(root.path(), &[]);
    let run = audit_in(
        root.path(),
        &[
            "--baseline",
            "earlier.json",
            "--severity",
            "high",
            "--format",
            "json",
        ],
    );
    assert_eq!(run.result()["resolved"], serde_json::json!([]));
    let run = audit_in(
        root.path(),
        &[
            "--baseline",
            "earlier.json",
            "--rule",
            "orphaned-principal",
            "--format",
            "json",
        ],
    );
    let result = run.result();
    assert_eq!(result["resolved"], serde_json::json!([]));
    assert!(result["baseline"]["notJudged"].as_array().unwrap().len() > 3);
}

#[test]
fn a_baseline_of_another_kind_is_refused() {
    let root = folder("");
    for (text, told) in [
        ("nonsense", "it is not JSON"),
        ("{}", "it has no `schema`"),
        (
            "{\"schema\":\"rolecall/can/1\"}",
            "its schema is `rolecall/can/1`",
        ),
        (
            "{\"schema\":\"rolecall/audit/1\"}",
            "it has no list of findings",
        ),
        (
            "{\"schema\":\"rolecall/audit/1\",\"result\":{\"findings\":[{\"id\":1}]}}",
            "finding 0 lacks",
        ),
    ] {
        fs::write(root.path().join("x.json"), text).unwrap();
        let run = audit_in(root.path(), &["--baseline", "x.json"]);
        assert_eq!(run.code, 3);
        assert!(
            run.stderr.contains(told) && run.stderr.contains("`x.json` is not the report"),
            "{}",
            run.stderr
        );
    }
}

/// Reports and configurations of before know findings by sixteen digits.
#[test]
fn ids_of_before_still_match() {
    let old = OWNER.strip_prefix('f').unwrap();
    let folder = tempfile::tempdir().unwrap();
    let audit = |more: &[&str]| audit_in(folder.path(), &[&["--format", "json"], more].concat());
    let plain = audit(&[]).json();
    let findings = plain["result"]["findings"].as_array().unwrap();
    assert!(findings.iter().any(|finding| finding["id"] == OWNER));
    let mut earlier = plain.clone();
    for finding in earlier["result"]["findings"].as_array_mut().unwrap() {
        let id = finding["id"].as_str().unwrap()[1..].to_uppercase();
        finding["id"] = id.into();
    }
    let file = folder.path().join("earlier.json");
    std::fs::write(&file, earlier.to_string()).unwrap();
    let compared = audit(&["--baseline", file.to_str().unwrap(), "--new-only"]);
    assert_eq!(compared.code, 0, "{}", compared.stderr);
    for id in [old, OWNER] {
        let entry = format!("[[suppress]]\nfinding = \"{id}\"\nowner = \"x\"\nreason = \"y\"\n");
        std::fs::write(folder.path().join("rolecall.toml"), entry).unwrap();
        let run = audit(&[]).json();
        let findings = run["result"]["findings"].as_array().unwrap();
        let accepted: Vec<&Value> = findings
            .iter()
            .filter(|f| !f["suppressed"].is_null())
            .collect();
        assert_eq!(accepted.len(), 1, "{id}");
        assert_eq!(accepted[0]["id"], OWNER);
    }
}

/// What is shown and what fails are two things.
#[test]
fn findings_that_are_not_shown_fail_the_audit() {
    let folder = folder("[audit]\nseverity = \"critical\"\n");
    let run = audit_in(folder.path(), &[]);
    assert_eq!(run.code, 1);
    assert!(
        run.stdout.contains("below severity critical are not shown"),
        "{}",
        run.stdout
    );
    assert!(!run.stdout.contains("clean"), "{}", run.stdout);
    let flags = ["--no-config", "--severity", "critical", "--fail-on", "low"];
    let run = audit_in(folder.path(), &[&flags[..], &["--format", "json"]].concat());
    assert_eq!(run.code, 1);
    let summary = run.result()["summary"].clone();
    let all = audit_in(folder.path(), &["--no-config", "--format", "json"]);
    let all = all.result()["summary"].clone();
    let shown = summary["open"].as_u64().unwrap();
    let hidden = summary["notShown"].as_u64().unwrap();
    assert!(hidden > 0);
    assert_eq!(json!(shown + hidden), all["open"]);
    assert!(all.get("notShown").is_none());
    // Of a scope only what is there.
    let at = [
        "--at",
        "/subscriptions/00000000-0000-4000-8000-00000000ffff",
    ];
    let run = audit_in(folder.path(), &[&at[..], &["--format", "json"]].concat());
    let there = run.result()["summary"]["notShown"]
        .as_u64()
        .unwrap_or_default();
    assert!(there < hidden, "{there}");
    let none = ["--no-config", "--severity", "critical", "--fail-on", "none"];
    assert_eq!(audit_in(folder.path(), &none).code, 0);
}

/// What an earlier report has less severe is not what it has.
#[test]
fn a_finding_that_is_worse_than_before_is_no_known_one() {
    let folder = folder("");
    let write = |name: &str, text: &str| fs::write(folder.path().join(name), text).unwrap();
    write(
        "mild.toml",
        "[rules.owner-at-subscription-or-above]\nseverity = \"low\"\n",
    );
    let before = audit_in(
        folder.path(),
        &["--config", "mild.toml", "--format", "json"],
    );
    write("before.json", &before.stdout);
    let new = ["--baseline", "before.json", "--new-only"];
    let run = audit_in(folder.path(), &new);
    assert_eq!(run.code, 1, "{}", run.stdout);
    assert!(
        run.stdout.contains("worse than in the baseline"),
        "{}",
        run.stdout
    );
    let json = audit_in(folder.path(), &[&new[..], &["--format", "json"]].concat()).result();
    let owners = of(&json, "owner-at-subscription-or-above");
    assert!(!owners.is_empty() && owners.iter().all(|found| found["status"] == "worse"));
    // Less severe than before is known.
    let after = audit_in(folder.path(), &["--format", "json"]);
    write("before.json", &after.stdout);
    let milder = [&new[..], &["--config", "mild.toml"]].concat();
    assert_eq!(audit_in(folder.path(), &milder).code, 0);
}

/// Who sees no page is told what the gate came to.
#[test]
fn a_gate_says_what_it_came_to() {
    let folder = folder("");
    for format in ["none", "junit"] {
        let run = audit_in(folder.path(), &["-o", format]);
        assert_eq!(run.code, 1);
        assert!(run.stderr.contains("failed: "), "{format}: {}", run.stderr);
    }
    let only = ["--rule", "wildcard-custom-role", "--fail-on", "critical"];
    let passed = "passed: no open finding of severity critical or above";
    for format in ["none", "junit", "json", "out.html"] {
        let run = audit_in(folder.path(), &[&only[..], &["-o", format]].concat());
        assert_eq!(run.code, 0, "{format}: {}", run.stderr);
        assert!(run.stderr.contains(passed), "{format}: {}", run.stderr);
    }
    let run = audit_in(folder.path(), &only);
    assert!(
        run.stdout.contains("The audit passes: no open finding"),
        "{}",
        run.stdout
    );
    write_question(folder.path());
    let questions = [
        "can",
        "--questions",
        "q.json",
        "-i",
        &tenant(),
        "-o",
        "junit",
    ];
    let run = rolecall_in(folder.path(), &questions);
    assert_eq!(run.code, 1, "{}", run.stderr);
    assert!(run.stderr.contains("failed: question 1"), "{}", run.stderr);
}

fn write_question(folder: &Path) {
    let question = json!([{"role": "Reader", "action": "Microsoft.Compute/virtualMachines/write", "expect": "allowed"}]);
    fs::write(folder.join("q.json"), question.to_string()).unwrap();
}
