//! `--when`: the moment that a question is about.

use super::*;

const CECILIE: &str = "cecilie.dahl@fjordnett.example";
const KEY_SETS: &str = "Microsoft.NetworkCloud/clusters/bareMetalMachineKeySets/write";

/// Every command that takes a moment, but for the moment.
fn commands() -> Vec<Vec<&'static str>> {
    let at = ["--at", PRODUCTION, "-i", TENANT];
    let on = ["-i", TENANT];
    [
        (&["can", CECILIE, KEY_SETS][..], &at[..]),
        (&["who", KEY_SETS], &at),
        (&["what", CECILIE], &on),
        (&["recommend", "--for", CECILIE, "--action", KEY_SETS], &at),
        (&["audit"], &on),
        (&["audit", "--format", "html"], &on),
        (&["audit", "--paths"], &on),
    ]
    .map(|(command, inputs)| [command, inputs].concat())
    .into()
}

#[test]
fn a_moment_that_is_none_is_refused_by_every_command() {
    let mut tried = commands();
    let questions = ["can", "-i", TENANT, "--questions", "questions.json"];
    tried.push(questions.into());
    tried.push(vec!["can", "-i", TENANT, "--from-error", "error.txt"]);
    for (text, wrong) in [
        ("2026-02-31", "`2026-02-31` is not a day of the calendar"),
        (
            "2026-08-22T25:00:00Z",
            "`25:00:00` in `2026-08-22T25:00:00Z` is not a time of the day",
        ),
        ("tomorrow", "`tomorrow` is not a time"),
        ("0001-01-01", "`0001-01-01` is in the year 1"),
    ] {
        for command in &tried {
            let options: &[&str] = match command[0] {
                "audit" => &["--when", "--today"],
                _ => &["--when"],
            };
            for option in options {
                let run = rolecall(&[&command[..], &[option, text]].concat());
                assert_eq!(run.code, 2, "{command:?}: {}", run.told());
                assert_eq!(run.stdout, "");
                for said in [wrong, "--when", "`2026-08-22T09:30:00Z`"] {
                    assert!(run.stderr.contains(said), "{said}: {}", run.told());
                }
            }
        }
    }
}

#[test]
fn a_day_is_its_midnight_in_utc() {
    for command in commands() {
        let at = |moment: &str| {
            let run = rolecall(&[&command[..], &["--when", moment]].concat());
            assert!(
                run.code <= 1 || run.code == 4,
                "{command:?}: {}",
                run.told()
            );
            (run.code, run.stdout)
        };
        let day = at("2026-08-22");
        for same in [
            "2026-08-22T00:00:00Z",
            "2026-08-22 00:00",
            "2026-08-22T02:00:00.0000000+02:00",
        ] {
            assert!(at(same) == day, "{command:?} {same}");
        }
    }
}

#[test]
fn the_day_of_an_audit_is_another_word_for_its_moment() {
    for command in commands().into_iter().filter(|c| c[0] == "audit") {
        for moment in ["2026-06-01", "2027-02-01", "2026-06-01T12:00:00+02:00"] {
            let run = |option| {
                let run = rolecall(&[&command[..], &[option, moment]].concat());
                (run.code, run.stdout, run.stderr)
            };
            assert!(run("--when") == run("--today"), "{command:?} {moment}");
        }
    }
    let help = rolecall(&["audit", "--help"]).stdout;
    assert!(
        help.contains("--when <TIME>") && help.contains("--today"),
        "{help}"
    );
}

/// One who is eligible until 2027-01-05 is so in no answer about a later moment.
#[test]
fn what_is_over_then_is_over_in_every_answer() {
    let at = |command: &[&str], moment: &str| {
        rolecall(&[command, &["--when", moment, "--format", "json"]].concat()).result()
    };
    let [during, after] = ["2026-08-22", "2027-02-01"];
    let [can, who, what, recommend, ..] = &commands()[..] else {
        unreachable!()
    };
    assert_eq!(at(can, during)["outcome"], "eligible");
    assert_eq!(at(can, after)["outcome"], "notGranted");
    let has = |result: Value| result.to_string().contains("eligible");
    for command in [who, what, recommend] {
        assert!(has(at(command, during)), "{command:?}");
        assert!(!has(at(command, after)), "{command:?}");
    }
    let html = |moment: &str| {
        let report = ["audit", "--format", "html", "-i", TENANT, "--when", moment];
        rolecall(&report).stdout
    };
    // The legend explains the word whatever the rows say.
    let matrix = |moment: &str| {
        let html = html(moment);
        let (_, matrix) = html.split_once("id=\"matrix\"").unwrap();
        let (matrix, _) = matrix.split_once("</section>").unwrap();
        matrix.matches("ligible").count()
    };
    assert!(matrix(during) > matrix(after));
}

#[test]
fn what_is_held_for_a_time_counts_in_that_time() {
    let folder = tempfile::tempdir().unwrap();
    let who = "aaaaaaaa-0000-4000-8000-000000000001";
    let subscription = "/subscriptions/11111111-0000-4000-8000-000000000001";
    let instance = serde_json::json!({
        "id": format!("{subscription}/providers/Microsoft.Authorization/roleAssignmentScheduleInstances/bbbbbbbb-0000-4000-8000-000000000001"),
        "type": "Microsoft.Authorization/roleAssignmentScheduleInstances",
        "properties": {
            "scope": subscription, "principalId": who, "principalType": "User", "assignmentType": "Assigned",
            "roleDefinitionId": "/providers/Microsoft.Authorization/roleDefinitions/acdd72a7-3385-48ef-bd42-f606fba81ae7",
            "startDateTime": "2026-03-01T00:00:00Z", "endDateTime": "2026-04-01T00:00:00Z",
        },
    });
    std::fs::write(folder.path().join("a.json"), instance.to_string()).unwrap();
    let open = |moment: Option<&str>| {
        let mut arguments = vec![
            "recommend",
            "--for",
            who,
            "--action",
            "Microsoft.Storage/storageAccounts/read",
            "--at",
            subscription,
            "-i",
            "a.json",
            "--format",
            "json",
        ];
        arguments.extend(moment.iter().flat_map(|moment| ["--when", moment]));
        let run = rolecall_in(folder.path(), &arguments);
        assert_eq!(run.code, 0, "{}", run.told());
        run.result()["given"]["open"].as_array().map_or(0, Vec::len)
    };
    assert_eq!(open(None), 1, "every instance of the exports is current");
    assert_eq!(open(Some("2026-02-28T23:59:59Z")), 0);
    assert_eq!(open(Some("2026-03-01")), 1);
    assert_eq!(open(Some("2026-03-31T23:59:59.9999999Z")), 1);
    assert_eq!(open(Some("2026-04-01")), 0);
    let run = rolecall(&[
        "recommend",
        "--task",
        "deploy-cluster",
        "--when",
        "2026-03-01",
    ]);
    assert_eq!(run.code, 2, "of nobody: {}", run.told());
}

#[test]
fn an_option_outweighs_the_configuration() {
    let folder = tempfile::tempdir().unwrap();
    let tenant = Path::new(env!("CARGO_MANIFEST_DIR")).join(TENANT);
    let tenant = tenant.to_str().unwrap();
    let over = |config: &str, options: &[&str]| {
        std::fs::write(folder.path().join("rolecall.toml"), config).unwrap();
        let rule = "schedule-outside-its-time";
        let always = ["audit", "-i", tenant, "--rule", rule, "--format", "json"];
        let run = rolecall_in(folder.path(), &[&always[..], options].concat());
        run.result()["findings"].as_array().unwrap().len()
    };
    let during = "2026-06-01";
    let as_of = "[thresholds]\nas-of = 2027-02-01\n";
    assert_eq!(over("", &["--when", during]), 0);
    assert_eq!(over(as_of, &[]), 1);
    assert_eq!(over(as_of, &["--when", during]), 0, "the option");
    let both = format!("[defaults]\ntoday = {during}\n{as_of}");
    assert_eq!(over(&both, &[]), 1, "the one for schedules");
    assert_eq!(over(&both, &["--today", during]), 0, "the option");
    assert_eq!(over("[defaults]\ntoday = 2027-02-01\n", &[]), 1);
}

#[test]
fn a_day_of_the_configuration_that_is_none_is_told_with_its_place() {
    let folder = tempfile::tempdir().unwrap();
    for (config, said) in [
        (
            "[defaults]\ntoday = \"2026-02-31\"\n",
            "`today` must be a day like 2027-01-31: `2026-02-31` is not a day of the calendar",
        ),
        (
            "[thresholds]\nas-of = \"2026-06-01T10:00\"\n",
            "`as-of` must be a day like 2027-01-31: `2026-06-01T10:00` is not a day alone",
        ),
        (
            "[[suppress]]\nrule = \"direct-user-assignments\"\nexpires = \"soon\"\n",
            "`expires` must be a day like 2027-01-31: `soon` is not a time",
        ),
        (
            "[thresholds]\nas-of = 2026\n",
            "`as-of` must be a day like 2027-01-31\n",
        ),
    ] {
        std::fs::write(folder.path().join("rolecall.toml"), config).unwrap();
        let run = rolecall_in(folder.path(), &["audit", "-i", "."]);
        assert_eq!(run.code, 3, "{}", run.told());
        assert!(run.stderr.contains(said), "{}", run.told());
        assert!(run.stderr.contains("at rolecall.toml:"), "{}", run.told());
    }
}

/// An end that can't be read is not the day after, and not none in silence either.
#[test]
fn a_moment_of_the_inputs_that_is_none_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let text = std::fs::read_to_string(
        Path::new(env!("CARGO_MANIFEST_DIR"))
            .join(TENANT)
            .join("eligible-assignments.json"),
    )
    .unwrap();
    let told = |end: &str| {
        let changed = text.replace("2027-01-05T07:00:00.00Z", end);
        std::fs::write(folder.path().join("a.json"), changed).unwrap();
        let who = "6e862b9f-35f6-5c36-a77f-f0e80afa5d3d";
        let what = ["what", who, "-i", "a.json", "--format", "json"];
        let diagnostics = rolecall_in(folder.path(), &what).json()["diagnostics"].take();
        let window = diagnostics.as_array().unwrap().iter();
        let mut window = window.filter(|said| said["code"] == "unknown-window");
        window.next().map(|said| said["message"].to_string())
    };
    for (end, said) in [
        (
            "2027-02-31T07:00:00Z",
            "`endDateTime` is `2027-02-31T07:00:00Z`, of which `2027-02-31` is not a day of the calendar",
        ),
        (
            "2027-02-31",
            "`endDateTime` is `2027-02-31`, which is not a day of the calendar",
        ),
    ] {
        let found = told(end).unwrap();
        assert!(found.contains(said), "{found}");
    }
    for known in ["2027-02-28T07:00:00Z", "0001-01-01T08:00:00Z"] {
        assert_eq!(told(known), None, "{known}");
    }
}
