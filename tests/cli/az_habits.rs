//! What hands that know `az` type: `-o FORMAT`, `--query`, `--scope`, `-g`, and names in place of ids.

use std::fs;

use super::*;

const CECILIE: &str = "cecilie.dahl@fjordnett.example";
const KEY_SETS: &str = "Microsoft.NetworkCloud/clusters/bareMetalMachineKeySets/write";

fn can(more: &[&str]) -> Run {
    rolecall(&[&["can", CECILIE, KEY_SETS, "-i", TENANT][..], more].concat())
}

#[test]
fn a_bare_word_after_o_is_the_format() {
    let at = ["--at", PRODUCTION];
    let json = can(&[&at[..], &["--format", "json"]].concat());
    for word in ["json", "jsonc"] {
        let run = can(&[&at[..], &["-o", word]].concat());
        assert_eq!((run.code, &run.stdout), (json.code, &json.stdout), "{word}");
    }
    let table = can(&[&at[..], &["-o", "table"]].concat());
    assert_eq!(table.stdout, can(&at).stdout);
    let none = can(&[&at[..], &["-o", "none"]].concat());
    assert_eq!((none.code, &*none.stdout), (json.code, ""));
    let tsv = rolecall(&["roles", "list", "Reader", "-o", "tsv"]);
    let csv = rolecall(&["roles", "list", "Reader", "--format", "csv"]);
    let line = csv.stdout.lines().nth(1).unwrap();
    assert_eq!(tsv.stdout.trim_end().replace('\t', ","), line);
    let audit = ["audit", "-i", TENANT];
    for format in ["html", "xlsx"] {
        let run = rolecall(&[&audit[..], &["-o", format]].concat());
        assert_eq!((run.code, &*run.stdout), (2, ""), "{}", run.told());
        let said = format!("name a file: `-o report.{format}`");
        assert!(run.stderr.contains(&said), "{}", run.stderr);
    }
    for (words, said) in [
        (&["-o", "xlsx"][..], "this command does not write `xlsx`"),
        (&["-o", "json", "--format", "csv"], "name two formats"),
    ] {
        let run = can(&[&at[..], words].concat());
        assert_eq!(run.code, 2, "{}", run.told());
        assert!(run.stderr.contains(said), "{}", run.stderr);
    }
}

#[test]
fn a_path_after_o_is_a_file() {
    let folder = tempfile::tempdir().unwrap();
    let input = Path::new(env!("CARGO_MANIFEST_DIR")).join(TENANT);
    let input = input.to_str().unwrap();
    let ask = ["who", KEY_SETS, "--at", PRODUCTION, "-i", input];
    for (option, name) in [
        ("-o", "./json"),
        ("-o", "report"),
        ("--output-file", "json"),
    ] {
        let run = rolecall_in(folder.path(), &[&ask[..], &[option, name]].concat());
        assert_eq!(run.stdout, "", "{}", run.told());
        assert!(fs::metadata(folder.path().join(name)).unwrap().len() > 0);
        fs::remove_file(folder.path().join(name)).unwrap();
    }
    let yaml = rolecall_in(folder.path(), &[&ask[..], &["-o", "a.yaml"]].concat());
    assert_eq!(yaml.stdout, "", "{}", yaml.told());
    let text = fs::read_to_string(folder.path().join("a.yaml")).unwrap();
    assert!(text.starts_with("schema: rolecall/who/1\n"), "{text}");
    // What a command makes is a file, whatever its name.
    let plan = [
        "nexus",
        "plan",
        "--name",
        "c",
        "-g",
        "rg",
        "--identity",
        "sami",
        "--emit",
        "sh",
    ];
    for words in [
        &["roles", "export", "Reader"][..],
        &["usage", "--emit", "kql"],
        &plan,
    ] {
        let _ = fs::remove_file(folder.path().join("json"));
        let made = rolecall_in(folder.path(), &[words, &["-o", "json"]].concat());
        assert_eq!((made.code, &*made.stdout), (0, ""), "{}", made.told());
        assert!(folder.path().join("json").is_file(), "{words:?}");
    }
}

#[test]
fn a_query_picks_from_the_json() {
    let ask = ["roles", "list", "Storage Blob Data *"];
    let query = |query: &str, format: &str| {
        let run = rolecall(&[&ask[..], &["--query", query, "-o", format]].concat());
        assert_eq!(run.code, 0, "{query}: {}", run.told());
        run.stdout
    };
    assert_eq!(query("length(result.roles)", "tsv"), "3\n");
    let names = "result.roles[].name";
    let json: Vec<String> = serde_json::from_str(&query(names, "json")).unwrap();
    let lines = query(names, "tsv");
    assert_eq!(lines.lines().collect::<Vec<_>>(), json);
    let table = query("result.roles[].{name: name, kind: kind}", "table");
    assert_eq!(
        table.split_whitespace().take(2).collect::<Vec<_>>(),
        ["NAME", "KIND"]
    );
    assert_eq!(table.lines().count(), 1 + json.len());
    // A script reads columns by their place, and compares whole numbers.
    let first = query("result.roles[].{name: name, kind: kind}", "tsv");
    assert!(
        first.starts_with(&format!("{}\tbuiltIn\n", json[0])),
        "{first}"
    );
    for sorted in [
        "sort_by(result.roles[].{name: name, kind: kind}, &name)",
        "result.roles[?kind == 'builtIn'].{name: name, kind: kind}",
        "result.roles[].{name: name, kind: kind} | [0]",
        "result.roles[].{name: name, kind: kind} | sort_by(@, &name) | [-1]",
        "max_by(result.roles[].{name: name, kind: kind}, &name)",
        "result.roles[*].{name: name, kind: kind} | reverse(@)",
        "result.roles[].{name: name, more: {kind: kind, id: id}}",
        "[result.roles[0].{name: name, kind: kind}]",
    ] {
        let found = query(sorted, "json");
        let (name, kind) = (found.find("\"name\""), found.find("\"kind\""));
        assert!(name.is_some() && name < kind, "{sorted}: {found}");
    }
    assert_eq!(query("sum([`1`, `2`])", "tsv"), "3\n");
    // Texts have an order too, as in az; a text and a number have none.
    for (asked, found) in [
        ("'a' < 'b' && 'b' >= 'b' && !('a' > 'b')", "true\n"),
        ("`1` <= `2` && `2` > `1`", "true\n"),
        ("`1` < 'a'", "null\n"),
        // A literal that is no JSON is a text, as in az.
        ("`builtIn`", "\"builtIn\"\n"),
        ("result.roles[?kind==`builtIn`] | length(@)", "3\n"),
        (
            "result.roles[?name > 'Storage Blob Data O'] | length(@)",
            "2\n",
        ),
    ] {
        assert_eq!(query(asked, "json"), found, "{asked}");
    }
    assert_eq!(query("ceil(`1.2`)", "json"), "2\n");
    assert_eq!(query("abs(`-1.5`)", "json"), "1.5\n");
    assert_eq!(query("result.roles[0].nothing", "json"), "null\n");
    assert!(query(names, "yaml").starts_with(&format!("- {}\n", json[0])));
    // What is meant for the answer inside the envelope.
    for (asked, meant) in [
        ("[].name", "result.roles[].name"),
        ("roles[0].name", "result.roles[0].name"),
        ("result.rolls", "keys(@)"),
    ] {
        let run = rolecall(&[&ask[..], &["--query", asked, "-o", "json"]].concat());
        assert!(run.stderr.contains(meant), "{asked}: {}", run.told());
    }
    // Without a format it is JSON, as in az.
    let run = rolecall(&[&ask[..], &["--query", names]].concat());
    assert_eq!(run.stdout, query(names, "json"));
    for (words, said) in [
        (&["--query", "result.["][..], "`--query` is not JMESPath"),
        (&["--query", "abs(`\"x\"`)"], "`--query`: "),
        (
            &["--query", names, "--format", "csv"],
            "does not go with `csv`",
        ),
    ] {
        let run = rolecall(&[&ask[..], words].concat());
        assert_eq!((run.code, &*run.stdout), (2, ""), "{}", run.told());
        assert!(run.stderr.contains(said), "{}", run.stderr);
    }
}

#[test]
fn a_scope_is_named_as_people_call_it() {
    let group = format!("{PRODUCTION}/resourceGroups/rg-osl1");
    let guid = PRODUCTION.rsplit('/').next().unwrap();
    let by_id = can(&["--at", &group, "--format", "json"]);
    for words in [
        &["--scope", &group][..],
        &["--at", "RG-osl1"],
        &["--at", "rg-osl1/"],
        &["-g", "rg-osl1"],
        &["-g", "rg-osl1/"],
        &["-g", &group],
        &["-g", &group, "--subscription", guid],
        &[
            "--resource-group",
            "rg-osl1",
            "--subscription",
            "Nexus production",
        ],
    ] {
        let run = can(&[words, &["--format", "json"]].concat());
        assert_eq!(run.result(), by_id.result(), "{words:?}");
    }
    let by_id = can(&["--at", PRODUCTION, "--format", "json"]);
    for words in [
        &["--at", guid][..],
        &["--at", &format!("{guid}/")],
        &["--subscription", guid],
        &["--subscription", PRODUCTION],
        &["--subscription", "nexus PRODUCTION"],
        &["--subscription", "Nexus production/"],
    ] {
        let run = can(&[words, &["--format", "json"]].concat());
        assert_eq!(run.result(), by_id.result(), "{words:?}");
    }
    for (words, said) in [
        // The subscription and its management group.
        (&["--at", "Nexus production"][..], "names 2 scopes"),
        (&["--at", "rg-osl2"], "did you mean"),
        (
            &["-g", "nowhere-at-all"],
            "no resource group `nowhere-at-all`",
        ),
        (
            &["--subscription", "Nexus productoin"],
            "did you mean `Nexus production`?",
        ),
        (
            &["--at", PRODUCTION, "-g", "rg-osl1"],
            "cannot be used with",
        ),
        (
            &["--subscription", &group],
            "is no subscription, but a resource group",
        ),
        (&["--subscription", "/"], "is no subscription, but a root"),
        (
            &["--subscription", &group, "-g", "rg-osl1"],
            "is no subscription",
        ),
        (
            &["-g", PRODUCTION],
            "is no resource group, but a subscription",
        ),
        (
            &["-g", "rg-osl1/providers/a"],
            "is not the name of a resource group",
        ),
        (
            &[
                "-g",
                &group,
                "--subscription",
                "5d1f0a52-0000-4000-8000-0000000000aa",
            ],
            "does not lie in",
        ),
    ] {
        let run = can(words);
        assert_eq!(
            (run.code, &*run.stdout),
            (2, ""),
            "{words:?}: {}",
            run.told()
        );
        assert!(run.stderr.contains(said), "{said}: {}", run.stderr);
    }
}

/// Below a subscription every name makes a scope; one that looks like another of the inputs is reported.
#[test]
fn a_misspelt_resource_group_is_noticed_below_a_subscription() {
    let group = |name: &str| {
        let id = format!("{PRODUCTION}/resourceGroups/{name}");
        let by_id = can(&["--at", &id]);
        let by_name = can(&["-g", name, "--subscription", PRODUCTION]);
        assert_eq!(by_id.told(), by_name.told());
        by_id.stderr.contains("did you mean `rg-osl1`?")
    };
    assert!(group("rg-ols1") && group("gr-osl1"));
    // Known, of the same series, and like none.
    assert!(!group("rg-osl1") && !group("rg-osl7") && !group("payroll"));
}

#[test]
fn names_of_scopes_go_everywhere() {
    let named = ["-g", "rg-osl1", "-i", TENANT, "--format", "json"];
    let id = format!("{PRODUCTION}/resourceGroups/rg-osl1");
    let full = ["--at", &id, "-i", TENANT, "--format", "json"];
    for command in [
        &["who", KEY_SETS][..],
        &["what", CECILIE],
        &["can", CECILIE, KEY_SETS, "--redact", "--redact-key", "k"],
    ] {
        let [a, b] = [named, full].map(|more| rolecall(&[command, &more[..]].concat()));
        assert_eq!((a.code, a.stdout), (b.code, b.stdout), "{command:?}");
    }
    // `recommend` has `--at` alone.
    for more in [&[][..], &["--redact", "--redact-key", "k"]] {
        let asked = |at: &str| {
            let ask = [
                "recommend",
                KEY_SETS,
                "-i",
                TENANT,
                "--format",
                "json",
                "--at",
                at,
            ];
            rolecall(&[&ask[..], more].concat())
        };
        let (by_name, by_id) = (asked("rg-osl1/"), asked(&id));
        assert_eq!((by_name.code, by_name.stdout), (by_id.code, by_id.stdout));
    }
    let nowhere = rolecall(&["recommend", KEY_SETS, "--at", "rg-osl2", "-i", TENANT]);
    assert_eq!(nowhere.code, 2, "{}", nowhere.told());
    assert!(
        nowhere.stderr.contains("did you mean"),
        "{}",
        nowhere.stderr
    );
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("questions.jsonl");
    let question = format!(r#"{{"who":"{CECILIE}","action":"{KEY_SETS}","scope":"rg-osl1"}}"#);
    fs::write(&file, &question).unwrap();
    let file = file.to_str().unwrap();
    let asked = rolecall(&["can", "--questions", file, "-i", TENANT, "--format", "json"]);
    let answer = &asked.result()["answers"][0]["scope"];
    assert_eq!(answer, &id);
}

/// What `az account list`, REST and PowerShell call a subscription is its name.
#[test]
fn lists_of_subscriptions_name_them() {
    let folder = tempfile::tempdir().unwrap();
    let guid = "0a0a0a0a-0000-4000-8000-00000000000";
    let lists = [
        format!(
            r#"[{{"id":"{guid}1","name":"one","state":"Enabled","tenantId":"t","isDefault":true}}]"#
        ),
        format!(
            r#"{{"value":[{{"id":"/subscriptions/{guid}2","subscriptionId":"{guid}2","displayName":"two","state":"Warned","tenantId":"t"}}]}}"#
        ),
        format!(
            r#"[{{"Id":"{guid}3","Name":"three","State":"Enabled","TenantId":"t","HomeTenantId":"t"}}]"#
        ),
    ];
    for (at, list) in lists.iter().enumerate() {
        fs::write(folder.path().join(format!("{at}.json")), list).unwrap();
    }
    let folder = folder.path().to_str().unwrap();
    for (name, digit) in [("one", '1'), ("two", '2'), ("three", '3')] {
        let words = [
            "who",
            KEY_SETS,
            "--subscription",
            name,
            "-i",
            folder,
            "-i",
            TENANT,
        ];
        let run = rolecall(&[&words[..], &["--format", "json"]].concat());
        let scope = format!("/subscriptions/{guid}{digit}");
        assert_eq!(run.result()["scope"], *scope, "{}", run.told());
    }
}

#[test]
fn what_is_missing_of_a_question_is_said_together() {
    let run = rolecall(&["can", "alice@contoso.com"]);
    assert_eq!(run.code, 2);
    for said in ["which action?", "at which scope?", "from which exports?"] {
        assert!(run.stderr.contains(said), "{said}: {}", run.stderr);
    }
}

/// As in `az`, a scope restricts what is reported; what it leaves out is counted.
#[test]
fn a_scope_restricts_what_is_reported() {
    let audit = ["audit", "-i", TENANT, "--format", "json"];
    let all = rolecall(&audit).result();
    let count = |result: &Value| result["findings"].as_array().unwrap().len();
    let at = group("rg-osl1");
    for named in [&["-g", "rg-osl1"][..], &["--scope", &at]] {
        let part = rolecall(&[&audit[..], named].concat()).result();
        assert_eq!(part["scope"], at);
        let elsewhere = part["elsewhere"].as_u64().unwrap();
        let elsewhere = usize::try_from(elsewhere).unwrap();
        assert_eq!(count(&part) + elsewhere, count(&all));
        assert!(count(&part) > 0 && elsewhere > 0, "{part}");
        let lies = |finding: &Value| match finding["scope"].as_str() {
            Some(scope) => scope.to_lowercase().starts_with(&at.to_lowercase()),
            None => true,
        };
        let findings = part["findings"].as_array().unwrap();
        assert!(findings.iter().all(lies), "{part}");
    }
    // A management group holds what lies in its subscriptions.
    let above = rolecall(&[&audit[..], &["--scope", "fjordnett"]].concat()).result();
    assert!(count(&above) > count(&rolecall(&[&audit[..], &["-g", "rg-osl1"]].concat()).result()));
    let page = rolecall(&["audit", "-i", TENANT, "-g", "rg-osl1"]).stdout;
    assert!(page.contains("findings elsewhere are left out"), "{page}");
    let paths = rolecall(&["audit", "--paths", "-i", TENANT, "-g", "rg-osl1"]);
    assert_eq!(paths.code, 2, "{}", paths.told());
    let sized = [
        "rightsize",
        "-i",
        "demo",
        "--logs",
        "demo/logs",
        "--format",
        "json",
    ];
    let group = ["--resource-group", "rg-ham1"];
    let part = rolecall(&[&sized[..], &group].concat()).result();
    let rows = part["assignments"].as_array().unwrap();
    let lies = |row: &Value| {
        row["scope"]
            .as_str()
            .unwrap()
            .contains("/resourceGroups/rg-ham1")
    };
    assert!(!rows.is_empty() && rows.iter().all(lies), "{part}");
}

/// A bare word that is a format but for a key or two is no file that somebody wants.
#[test]
fn a_misspelt_format_is_no_file() {
    let folder = tempfile::tempdir().unwrap();
    let ask = ["roles", "list", "Reader", "-o"];
    for (word, meant) in [
        ("jsn", "json"),
        ("JSNO", "json"),
        ("tabel", "table"),
        ("tble", "table"),
        ("yml", "yaml"),
        ("jsoncc", "jsonc"),
        ("markdonw", "markdown"),
        ("mrkdwn", "markdown"),
        ("xslx", "xlsx"),
    ] {
        let run = rolecall_in(folder.path(), &[&ask[..], &[word]].concat());
        assert_eq!((run.code, &*run.stdout), (2, ""), "{}", run.told());
        let help = format!("did you mean `-o {meant}`? `--output-file {word}` names a file");
        assert!(run.stderr.contains(&help), "{}", run.stderr);
        assert!(!folder.path().join(word).exists(), "{word}");
    }
    // Too short, too far off, a path, or a file that is there.
    fs::write(folder.path().join("jsn"), "").unwrap();
    for word in ["x", "report", "data", "./tabel", "jsn"] {
        let run = rolecall_in(folder.path(), &[&ask[..], &[word]].concat());
        assert_eq!((run.code, &*run.stdout), (0, ""), "{}", run.told());
        assert!(fs::metadata(folder.path().join(word)).unwrap().len() > 0);
    }
}

#[test]
fn options_and_commands_of_az_lead_to_those_here() {
    for (words, refused, help) in [
        (
            "what --assignee x",
            "`rolecall what` takes no `--assignee`",
            "`rolecall what alice@contoso.com`",
        ),
        (
            "can --assignee x A/b -i .",
            "takes no `--assignee`",
            "`rolecall can alice@contoso.com ACTION`",
        ),
        (
            "recommend --assignee x A/b",
            "takes no `--assignee`",
            "`--for WHO`",
        ),
        (
            "history --assignee=x",
            "takes no `--assignee`",
            "`--of WHO`",
        ),
        (
            "audit --assignee x",
            "takes no `--assignee`",
            "`rolecall what WHO`",
        ),
        ("can -s /subscriptions/x", "takes no `-s`", "`--at SCOPE`"),
        (
            "who --management-group m A/b",
            "takes no `--management-group`",
            "`--at SCOPE`",
        ),
        (
            "who --role Reader",
            "takes no `--role`",
            "`rolecall roles show ROLE`",
        ),
        (
            "what x --role Owner",
            "takes no `--role`",
            "every role that WHO holds",
        ),
        (
            "who A/b --include-inherited",
            "takes no `--include-inherited`",
            "always count",
        ),
        (
            "what x --include-groups true",
            "takes no `--include-groups`",
            "always count",
        ),
        (
            "roles list --name Reader",
            "`rolecall roles list` takes no `--name`",
            "`rolecall roles list NAME`",
        ),
        (
            "roles show -n Reader",
            "takes no `-n`",
            "`rolecall roles show NAME`",
        ),
        (
            "roles list --custom-role-only true",
            "takes no `--custom-role-only`",
            "`--custom`",
        ),
        (
            "audit --only-show-errors",
            "takes no `--only-show-errors`",
            "standard error",
        ),
        (
            "usage -i exports",
            "`rolecall usage` takes no `-i`",
            "`rolecall usage LOGS…`",
        ),
        ("diff -i a b", "takes no `-i`", "`rolecall diff OLD NEW`"),
        (
            "role assignment list --assignee x",
            "there is no command `rolecall role`",
            "`rolecall what WHO`",
        ),
        (
            "roles definition list",
            "no command `rolecall roles definition`",
            "`rolecall roles show ROLE`",
        ),
        (
            "login",
            "no command `rolecall login`",
            "`rolecall collect -o exports/`",
        ),
        (
            "version",
            "no command `rolecall version`",
            "`rolecall --version`",
        ),
    ] {
        let words: Vec<&str> = words.split(' ').collect();
        let run = rolecall(&words);
        assert_eq!((run.code, &*run.stdout), (2, ""), "{}", run.told());
        for said in [refused, help] {
            assert!(run.stderr.contains(said), "{words:?}: {}", run.stderr);
        }
        assert!(!run.stderr.contains("tip:"), "{}", run.stderr);
    }
    let path = rolecall(&["audit", TENANT]);
    assert_eq!(path.code, 2, "{}", path.told());
    assert!(
        path.stderr.contains(&format!("`-i {TENANT}` reads them")),
        "{}",
        path.stderr
    );
    // What is nobody's habit is said by the parser.
    let other = rolecall(&["who", "--nonsense"]);
    assert!(
        other.stderr.contains("unexpected argument '--nonsense'"),
        "{}",
        other.stderr
    );
}
