//! The table of forms.

use std::fmt;

use super::known::{self, Start};
use super::unwrapped::Reading;
use super::{answers, azure_hound, delimited, messages, pulumi, relaxed, table, what_if, yaml};

/// A form that exports come in.
pub struct InputForm {
    /// Its name, which is that of its fixture.
    pub name: &'static str,
    /// What it is, in words that go on "… is".
    pub title: &'static str,
    /// What makes it.
    pub made_by: &'static str,
    /// How it is recognised.
    pub marks: &'static str,
    /// What is read of it, or how to get what can be read.
    pub reads: &'static str,
    /// Its example, below `tests/fixtures/forms/`.
    pub fixture: &'static str,
    pub(super) known: fn(&Start<'_>) -> bool,
    pub(super) reading: Reading,
}

impl InputForm {
    /// Whether its records are read; else it is named, with what makes a form that is read.
    pub fn is_read(&self) -> bool {
        !matches!(self.reading, Reading::Named(_))
    }
}

impl fmt::Debug for InputForm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("InputForm")
            .field("name", &self.name)
            .finish_non_exhaustive()
    }
}

/// Every form that is recognised, in the order in which their marks are looked for.
pub fn input_forms() -> &'static [InputForm] {
    &FORMS
}

macro_rules! forms {
    ($($name:literal, $title:literal, $made_by:literal, $marks:literal, $reads:expr, $fixture:literal,
       $known:expr, $reading:expr;)*) => {
        static FORMS: [InputForm; [$($name),*].len()] = [$(InputForm {
            name: $name,
            title: $title,
            made_by: $made_by,
            marks: $marks,
            reads: $reads,
            fixture: $fixture,
            known: $known,
            reading: $reading,
        }),*];
    };
}

const BICEP: &str =
    "`az bicep build --file FILE --outfile FILE.json` makes the template that is deployed";
const HCL: &str = "`terraform plan -out plan.bin`, then `terraform show -json plan.bin`";
const TSV: &str = "export with `-o json`: `-o tsv` leaves the names of fields out";
const PRINTED_TABLE: &str = "export with `-o json`, or with `| ConvertTo-Json -Depth 10` in PowerShell: a printed table leaves fields out";
const PRINTED_LIST: &str = "export with `| ConvertTo-Json -Depth 10`, or with `| Export-Csv FILE`";
const ZIP: &str = "save the sheet of a workbook as CSV; for a plan of Terraform, `terraform show -json FILE`; unpack any other archive";
const PARQUET: &str = "query it for JSON: `duckdb -json -c \"FROM 'FILE'\"`";
const CLIXML: &str = "`Import-Clixml FILE | ConvertTo-Json -Depth 10`";
const HTML: &str = "a sign-in page or a report stands where the export belongs: export again";

forms! {
    "list", "a list of records", "`az … list`, `ConvertTo-Json`, `Search-AzGraph | ConvertTo-Json`",
        "begins with `[`; each record is known by its `type`, its id, its fields",
        "every record", "list.json", known::while_reading, Reading::Plain;
    "wrapper", "a list in a wrapper", "REST, Microsoft Graph, `az rest`, `az graph query`",
        "an object with `value`, `data` or `records`",
        "every record; a `nextLink` or skip token that is left makes the answer incomplete",
        "wrapper.json", known::while_reading, Reading::Plain;
    "pages", "a list of pages", "`az rest` in a loop, `jq -s`",
        "a list of objects with `value`",
        "every record of every page; the last page must have no `nextLink`",
        "pages.json", known::while_reading, Reading::Plain;
    "lines", "JSON Lines", "`jq -c '.[]'`, logs", "a document a line",
        "every record, at its line", "lines.jsonl", known::while_reading, Reading::Plain;
    "terraform-state", "a state or plan of Terraform", "`terraform show -json`, the state file",
        "`terraform_version` or `format_version`",
        "role definitions, role assignments, PIM, management groups, identities, members of groups, of data sources too; of `azapi` these, delegations of Lighthouse and the templates of deployments; a state of Terraform before 0.12 is named, not read",
        "terraform-state.json", known::while_reading, Reading::Plain;
    "arm-template", "an ARM template", "`az bicep build`, `az group export`", "`$schema`",
        "role definitions, role assignments, deny assignments, requests for eligibility, delegations of Lighthouse, in nested deployments and loops too",
        "arm-template.json", known::while_reading, Reading::Plain;
    "what-if", "the answer of what-if", "`az deployment … what-if --no-pretty-print`, what-if of deployment stacks",
        "`changes`, `resourceChanges` or `potentialChanges`, alone or under `properties`",
        "role definitions, role assignments and requests for eligibility as they are after the changes, and what the deny settings of a stack deny; what what-if is not certain of makes the answer incomplete",
        "what-if.json", known::what_if, Reading::Documents(what_if::what_if);
    "colours", "JSON with the colours of a terminal", "`az … -o jsonc` with colours",
        "an escape character", "what is there without the colours",
        "colours.json", known::colours, Reading::Text(relaxed::unwrap);
    "messages", "JSON among messages of `az`", "`az … > FILE 2>&1`",
        "a first line that begins with `WARNING:`, `INFO:`, `DEBUG:` or `ERROR:`",
        "what stands below and between such lines; an `ERROR:` makes the answer incomplete",
        "messages.json", known::messages, Reading::Text(messages::unwrap);
    "comments", "JSON with comments or trailing commas", "people",
        "it is not JSON, but would be without them", "what is there without them, with a remark",
        "comments.jsonc", known::while_reading, Reading::Plain;
    "log-analytics-table", "an answer of Log Analytics", "the API of Log Analytics and Application Insights",
        "`tables` with `columns`", "each row under the names of its columns; an `error` beside the tables makes the answer incomplete",
        "log-analytics-table.json", known::log_analytics, Reading::Documents(table::log_analytics);
    "resource-graph-table", "a table of Resource Graph", "Resource Graph's REST with `resultFormat: table`",
        "`columns` and `rows`, under `data` or alone",
        "each row under the names of its columns; a skip token or `resultTruncated` makes the answer incomplete",
        "resource-graph-table.json", known::resource_graph, Reading::Documents(table::resource_graph);
    "steampipe", "rows of steampipe", "`steampipe query --output json`",
        "`rows` of objects", "each row, its keys in snake_case; `azure_role_assignment` has no conditions, and nothing below the subscription: that makes the answer incomplete", "steampipe.json",
        known::steampipe, Reading::Documents(table::steampipe);
    "batch", "the answer to a batch", "ARM's `POST /batch`, Graph's `POST /$batch`",
        "`responses`", "the contents of each answer, as if they were a file; requests that failed are named and make the answer incomplete",
        "batch.json", known::batch, Reading::Documents(answers::batch);
    "rest-method", "the answer of Invoke-AzRestMethod", "`Invoke-AzRestMethod … | ConvertTo-Json`",
        "`StatusCode` beside `Content`, `Headers` or `Method`, alone or in a list",
        "the JSON text in `Content`, as if it were a file; a failed request is named",
        "rest-method.json", known::rest_method, Reading::Documents(answers::rest_method);
    "pulumi", "a state of Pulumi", "`pulumi stack export`, the files of a local backend",
        "`version` and `deployment`, or `checkpoint.latest`",
        "resources of `azure-native` as ARM has them, and the templates of deployments; of `azure` and `azuread` role definitions, role assignments, PIM, management groups, identities, users, groups, service principals and app registrations",
        "pulumi.json", known::pulumi, Reading::Documents(pulumi::state);
    "azure-hound", "output of AzureHound", "`azurehound list`",
        "`data` with a `kind` that begins with `AZ`",
        "role assignments at every kind of scope, users, groups, service principals, members, management groups; roles of Entra ID are named; conditions, which are left out, and scopes of which only those of a few roles are listed make the answer incomplete",
        "azure-hound.json", known::azure_hound, Reading::Documents(azure_hound::output);
    "csv", "a table with a header", "the portal's downloads of role assignments and app registrations, `Export-Csv`, `steampipe --output csv`",
        "a header with `,` `;` tab or `|` of which two columns are known, one of them a role, a principal, an application or an assignment; `#TYPE` and `sep=` may stand before it",
        "each row, at its line; JSON in cells is read as JSON",
        "csv.csv", known::table, Reading::Text(delimited::unwrap);
    "bicep", "Bicep", "people", "lines with `param`, `resource`, `module`, `targetScope`, `using`", BICEP,
        "bicep.bicep", known::bicep, Reading::Named(BICEP);
    "terraform-source", "source of Terraform", "people", "blocks such as `resource \"…\" \"…\" {`", HCL,
        "terraform-source.tf", known::terraform, Reading::Named(HCL);
    "clixml", "XML of PowerShell", "`Export-Clixml`", "begins with `<Objs`", CLIXML,
        "clixml.xml", known::clixml, Reading::Named(CLIXML);
    "html", "a page of HTML", "a request without a token, a saved report", "begins with `<html` or its doctype", HTML,
        "html.html", known::html, Reading::Named(HTML);
    "zip", "a ZIP archive: a workbook, or a plan of Terraform", "Excel, `terraform plan -out`", "begins with `PK`", ZIP,
        "zip.xlsx", known::zip, Reading::Named(ZIP);
    "parquet", "Parquet, or Arrow", "data lakes, data frames", "begins with `PAR1` or `ARROW1`", PARQUET,
        "parquet.parquet", known::parquet, Reading::Named(PARQUET);
    "printed-table", "a table printed for people", "`-o table`, `Format-Table`", "a line of dashes below the first", PRINTED_TABLE,
        "printed-table.txt", known::printed_table, Reading::Named(PRINTED_TABLE);
    "printed-list", "a list printed for people", "PowerShell's `Format-List`", "lines such as `Name : value`", PRINTED_LIST,
        "printed-list.txt", known::printed_list, Reading::Named(PRINTED_LIST);
    "tsv", "values separated by tabs, without a header", "`az … -o tsv`", "a tab and an id in the first line", TSV,
        "tsv.tsv", known::tsv, Reading::Named(TSV);
    "yaml", "YAML", "`az … -o yaml`, people", "a first line such as `- id:` or `id:`",
        "every record, at its line; aliases are followed", "yaml.yaml", known::yaml, Reading::Text(yaml::unwrap);
}
