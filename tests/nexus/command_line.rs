//! Pasted commands.

use rolecall::nexus::{
    ClusterCommand, ClusterVerb, CommandContext, ParseCommandError, ResourceId, SettingChange,
    SettingIdentityType, SettingKind,
};

const SUBSCRIPTION: &str = "00000000-0000-0000-0000-00000000aaaa";

fn read(input: &str) -> ClusterCommand {
    ClusterCommand::parse(input, &CommandContext::default()).unwrap()
}

fn codes(command: &ClusterCommand) -> Vec<&str> {
    command.diagnostics.iter().map(|d| d.code).collect()
}

fn u(name: &str) -> ResourceId {
    ResourceId::user_assigned(SUBSCRIPTION, "rg", name)
}

#[test]
fn the_create_of_the_identities_page_is_read_whole() {
    let command = read(&format!(
        r#"$ az networkcloud cluster create --name "cluster1" -g rg \
    --mi-user-assigned "{}" {} \
    --command-output-settings identity-type="UserAssignedIdentity" \
      identity-resource-id="{}" \
      container-url="https://acct.blob.core.windows.net/out?restype=container" \
    --analytics-output-settings analytics-workspace-id="/subscriptions/s/w" \
      identity-type="UserAssignedIdentity" identity-resource-id="{}" \
    --secret-archive-settings vault-uri="https://kv.vault.azure.net/" \
      identity-type='SystemAssignedIdentity' \
    --location eastus --tags a=b c=d --no-wait \
"#,
        u("u1"),
        u("u2"),
        u("u1"),
        u("u2"),
    ));
    assert_eq!(command.verb, ClusterVerb::Create);
    assert_eq!(command.name.as_deref(), Some("cluster1"));
    assert_eq!(command.resource_group.as_deref(), Some("rg"));
    assert!(!command.identity.system);
    assert_eq!(command.identity.user, [u("u1"), u("u2")]);
    let kinds: Vec<SettingKind> = command.settings.iter().map(|(kind, _)| *kind).collect();
    assert_eq!(kinds, SettingKind::ALL);
    let SettingChange::Set(output) = &command.settings[0].1 else {
        panic!("{:?}", command.settings[0]);
    };
    assert_eq!(
        output.target.as_deref(),
        Some("https://acct.blob.core.windows.net/out?restype=container")
    );
    assert_eq!(output.identity.user_assigned(), Some(&u("u1")));
    let SettingChange::Set(archive) = &command.settings[2].1 else {
        panic!("{:?}", command.settings[2]);
    };
    assert_eq!(archive.identity.kind(), Some(SettingIdentityType::System));
    assert_eq!(codes(&command), ["stray-continuation"]);
    assert!(command.refusals().is_empty());
}

#[test]
fn powershell_continuations_and_bare_names() {
    let input = format!(
        "az networkcloud cluster update `\r\n  --name c --resource-group RG `\r\n  \
         --subscription {SUBSCRIPTION} `\r\n  --mi-system-assigned --mi-user-assigned u1 u2\r\n"
    );
    let command = read(&input);
    assert_eq!(command.verb, ClusterVerb::Update);
    assert!(command.identity.system);
    assert_eq!(command.identity.user, [u("u1"), u("u2")]);
    assert_eq!(
        codes(&command),
        ["bare-identity-name", "bare-identity-name"]
    );
}

#[test]
fn a_bare_name_takes_what_the_command_lacks_from_the_cluster() {
    let context = CommandContext {
        subscription: Some(SUBSCRIPTION.to_owned()),
        resource_group: Some("rg".to_owned()),
    };
    for input in [
        "az networkcloud cluster update -n c --mi-user-assigned u1",
        "az networkcloud cluster update -n c -g rg --subscription 'Sub name' --mi-user-assigned u1",
    ] {
        let command = ClusterCommand::parse(input, &context).unwrap();
        assert_eq!(command.identity.user, [u("u1")], "{input}");
    }
    let command = read("az networkcloud cluster update -n c --mi-user-assigned u1");
    assert_eq!(command.identity.user, [ResourceId::new("u1")]);
    assert_eq!(codes(&command), ["bare-identity-name"]);
}

#[test]
fn flags_count_as_not_given_when_false_or_empty() {
    for (flags, system, user) in [
        ("--mi-system-assigned true", true, 0),
        ("--mi-system-assigned=false", false, 0),
        ("--mi-user-assigned", false, 0),
        ("--mi-user-assigned \"\"", false, 0),
        ("--mi-user-assigned []", false, 0),
        ("--mi-user-assigned [/a/b,/a/c]", false, 2),
        (
            r#"--mi-user-assigned '["/a/b"]' --mi-user-assigned /a/c"#,
            false,
            2,
        ),
        ("--MI-System-Assigned --mi-u /a/b", true, 1),
        ("", false, 0),
    ] {
        let command = read(&format!(
            "az networkcloud cluster update -n c -g rg {flags}"
        ));
        assert_eq!(command.identity.system, system, "{flags}");
        assert_eq!(command.identity.user.len(), user, "{flags}");
    }
}

#[test]
fn settings_are_read_as_shorthand_and_json_too() {
    let id = u("u1");
    for block in [
        format!(
            "container-url=https://a.blob.x/c identity-type=UserAssignedIdentity identity-resource-id={id}"
        ),
        format!(
            "\"{{container-url:'https://a.blob.x/c',identity-type:UserAssignedIdentity,identity-resource-id:{id}}}\""
        ),
        format!(
            r#"'{{"container-url":"https://a.blob.x/c","identity-type":"UserAssignedIdentity","identity-resource-id":"{id}"}}'"#
        ),
    ] {
        let command = read(&format!(
            "az networkcloud cluster update -n c -g g --command-output-settings {block}"
        ));
        let [(SettingKind::CommandOutput, SettingChange::Set(setting))] = &command.settings[..]
        else {
            panic!("{:?}", command.settings);
        };
        assert_eq!(
            setting.target.as_deref(),
            Some("https://a.blob.x/c"),
            "{block}"
        );
        assert_eq!(setting.identity.user_assigned(), Some(&id), "{block}");
    }
    let command = read(
        "az networkcloud cluster update -n c -g g --command-output-settings \
         container-url=https://a.blob.x/c identity-type=SystemAssignedIdentity \
         \"overrides=[{command-output-type:StorageRunReadCommands,container-url:'https://b.blob.x/d',identity-type:SystemAssignedIdentity}]\"",
    );
    let SettingChange::Set(setting) = &command.settings[0].1 else {
        panic!("{:?}", command.settings);
    };
    assert_eq!(setting.overrides().len(), 1);
    assert_eq!(
        setting.overrides()[0].target.as_deref(),
        Some("https://b.blob.x/d")
    );
    assert_eq!(
        setting.overrides()[0].command_type.as_deref(),
        Some("StorageRunReadCommands")
    );
    let command = read("az networkcloud cluster update -n c -g g --command-output-settings null");
    assert_eq!(
        command.settings,
        [(SettingKind::CommandOutput, SettingChange::Clear)]
    );
}

#[test]
fn what_is_odd_is_said_and_read_on() {
    for (input, expected) in [
        (
            "az networkcloud cluster update -n c --frobnicate 3",
            vec!["unknown-flag"],
        ),
        (
            "az networkcloud cluster update -n c --mi-user-asigned x",
            vec!["unknown-flag"],
        ),
        (
            "az networkcloud cluster update stray -n c",
            vec!["unexpected-word"],
        ),
        (
            "az networkcloud cluster update -n c --mi-user-assigned $ID",
            vec!["shell-variable"],
        ),
        (
            "az networkcloud cluster update -n c --mi-user-assigned $(az identity show -n u -g h --query id)",
            vec!["shell-variable"],
        ),
        (
            "az networkcloud cluster update -n c\n  --mi-system-assigned",
            vec!["missing-continuation"],
        ),
        (
            "az networkcloud cluster update -n c\naz networkcloud cluster show -n d",
            vec!["further-command"],
        ),
        (
            "az networkcloud cluster update -n c && az group list -n d",
            vec![],
        ),
        (
            "az networkcloud cluster update -n c \\ \n --mi-system-assigned",
            vec!["blank-after-continuation"],
        ),
    ] {
        let command = read(input);
        assert_eq!(codes(&command), expected, "{input}");
        assert_eq!(command.name.as_deref(), Some("c"), "{input}");
    }
    let command = read("az networkcloud cluster update --mi-user-asigned x");
    assert_eq!(
        command.diagnostics[0].help.as_deref(),
        Some("did you mean `--mi-user-assigned`?")
    );
    let command = read("az networkcloud cluster update -n c\n  --mi-system-assigned");
    assert!(command.identity.system);
}

#[test]
fn the_cli_refuses_blocks_without_target_or_identity() {
    let command = read(
        "az networkcloud cluster update -n c -g g \
         --secret-archive-settings identity-type=UserAssignedIdentity",
    );
    let refusals = command.refusals();
    assert_eq!(refusals.len(), 2);
    assert!(refusals[0].contains("vault-uri"), "{}", refusals[0]);
    assert!(
        refusals[1].contains("identity-resource-id"),
        "{}",
        refusals[1]
    );
    let command = read(
        "az networkcloud cluster update -n c -g g --secret-archive-settings \
         identity-type=SystemAssignedIdentity identity-resource-id=/a/b vault-uri=https://x",
    );
    assert_eq!(codes(&command), ["identity-id-blanked"]);
    let SettingChange::Set(setting) = &command.settings[0].1 else {
        panic!("{:?}", command.settings);
    };
    assert_eq!(setting.identity.resource_id, None);
    for (block, refused) in [
        ("null", "`null`"),
        (
            "vault-uri=https://x identity-type=SystemAssigned",
            "`identity-type=SystemAssigned`",
        ),
    ] {
        let command = read(&format!(
            "az networkcloud cluster update -n c -g g --secret-archive-settings {block}"
        ));
        let refusals = command.refusals();
        assert!(
            refusals.len() == 1 && refusals[0].contains(refused),
            "{refusals:?}"
        );
    }
}

#[test]
fn other_commands_and_broken_ones_are_errors() {
    let fails = |input: &str| ClusterCommand::parse(input, &CommandContext::default()).unwrap_err();
    assert_eq!(
        fails("az networkcloud cluster show -n c").to_string(),
        "no `az networkcloud cluster create` or `update` in `az networkcloud cluster show -n c`"
    );
    assert_eq!(
        fails("az networkcloud cluster update \\\n -n 'c").to_string(),
        "the single quote on line 2 has no end"
    );
    assert!(matches!(
        fails("az networkcloud cluster update --name --mi-system-assigned"),
        ParseCommandError::MissingValue { flag } if flag == "--name"
    ));
    assert!(matches!(
        fails("az networkcloud cluster update -n c --secret-archive-settings https://x"),
        ParseCommandError::Malformed { word, .. } if word == "https://x"
    ));
    // A shell takes these quotes away, and `az` sees a text with a colon.
    assert!(matches!(
        fails("az networkcloud cluster update -n c --secret-archive-settings {vault-uri:'https://x'}"),
        ParseCommandError::Malformed { why, .. } if why.contains("single quotes")
    ));
    assert!(matches!(
        fails("az networkcloud cluster update -n c --mi-system-assigned maybe"),
        ParseCommandError::NotABoolean { value, .. } if value == "maybe"
    ));
}

#[test]
fn words_split_by_the_shell_give_the_same_command() {
    let text = "az networkcloud cluster update -n c -g rg --mi-user-assigned /a/b /a/c";
    let words: Vec<String> = text.split(' ').map(str::to_owned).collect();
    assert_eq!(
        ClusterCommand::from_words(&words, &CommandContext::default()).unwrap(),
        read(text)
    );
}
