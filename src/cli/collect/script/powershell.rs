use super::{AT, NOT_VISIBLE, Shell, list, parts, variables};
use crate::cli::collect::table;

/// PowerShell 7.
pub(super) struct PowerShell;

impl Shell for PowerShell {
    const FRAME: &str = include_str!("powershell.ps1");
    const LIST: &str = "Get-List";

    fn word(text: &str) -> String {
        if !text.contains('%') {
            return format!("'{}'", text.replace('\'', "''"));
        }
        let quoted = |c| matches!(c, '"' | '$' | '`');
        let word = parts(text, quoted, '`', |name| format!("${{{name}}}"));
        format!("\"{word}\"")
    }

    fn indented(loops: usize, line: &str) -> String {
        format!("{}{line}", "    ".repeat(loops + 1))
    }

    fn export((name, value): &(&str, &str)) -> String {
        format!("$env:{name} = '{value}'")
    }

    fn sign(status: &str, signs: &[&str]) -> String {
        let words: Vec<String> = signs.iter().map(|sign| Self::word(sign)).collect();
        format!(
            "    elseif (Test-Sign $told @({})) {{ {} }}",
            words.join(", "),
            Self::word(status)
        )
    }

    fn names() -> String {
        let [url, query] =
            [table::NAMES.url, table::NAMES.query].map(|text| Self::word(&variables(text)));
        format!("Invoke-Az {url} {query} $body")
    }

    fn note(name: &str, status: &str, message: &str) -> String {
        let words = [name, status, message].map(Self::word);
        format!("Add-Entry $script:missing {}", words.join(" "))
    }

    fn follows(file: &str, folders: &[&str]) -> String {
        let folders: Vec<String> = folders.iter().map(|folder| Self::word(folder)).collect();
        format!(
            "Add-Following {} @({})",
            Self::word(file),
            folders.join(", ")
        )
    }

    fn logs(days: u32) -> String {
        let of_subscription = list::<Self>(AT, &table::LOG_OF_SUBSCRIPTION);
        let of_group = list::<Self>(AT, &table::LOG_OF_MANAGEMENT_GROUP);
        format!(
            "    $days = {days}
    foreach ($sub in $script:subscriptions) {{
        $scope = \"/subscriptions/$sub\"
        $at = \"subscriptions/$sub\"
        Set-Window
        {of_subscription}
    }}
    foreach ($group in $groups) {{
        $scope = \"/providers/Microsoft.Management/managementGroups/$group\"
        $at = \"management-groups/$group\"
        Set-Window
        {of_group}
    }}
"
        )
    }

    fn choose(named: &[String]) -> String {
        if named.is_empty() {
            return format!(
                "    if ($listed.Count -gt 0) {{
        $script:subscriptions = @($listed | ForEach-Object {{ $_['subscriptionId'].ToLowerInvariant() }} | Sort-Object -Unique)
        foreach ($sub in $inTree) {{
            if ($sub -notin $script:subscriptions) {{ Add-Entry $script:missing \"subscriptions/$sub\" 'not visible' '{NOT_VISIBLE}' }}
        }}
    }} else {{ $script:subscriptions = $inTree }}"
            );
        }
        let words: Vec<String> = named.iter().map(|name| Self::word(name)).collect();
        format!(
            "    foreach ($name in {}) {{
        $ids = @($listed | Where-Object {{ $_['subscriptionId'] -eq $name -or $_['displayName'] -eq $name }} | ForEach-Object {{ $_['subscriptionId'].ToLowerInvariant() }})
        if ($ids.Count -ne 1) {{ Write-Error \"$($ids.Count) subscriptions are called $name\" -ErrorAction Continue; exit 2 }}
        $script:subscriptions += $ids
    }}",
            words.join(", ")
        )
    }
}
