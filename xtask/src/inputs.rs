//! `docs/inputs.md`: the forms that exports come in, from the table of the readers.

use rolecall::import::{InputForm, input_forms};

pub(crate) const TARGET: &str = "docs/inputs.md";

const HEAD: &str = "# Inputs

`-i PATH` takes files and folders. What a file holds is known by its content, never by its name. Of a folder every `.json`,
`.jsonl`, `.ndjson`, `.jsonc` and `.tfstate` is read, and each `.csv`, `.yaml` and `.yml` that begins like an export; each may be
gzipped. UTF-16, as Windows PowerShell writes it, is read like UTF-8.

This page is made from the readers by `cargo xtask docs`. A test reads the example of each form and compares its records with
those of the plain list.

Records of a known form whose kind isn't known are reported (`unrecognised-record`) and make an answer incomplete; where they
could turn it, [the exit code is 4](output.md#what-was-lost). Columns and fields that nobody asks for are passed over.
";

/// The page.
pub(crate) fn page() -> String {
    let of = |is_read| {
        input_forms()
            .iter()
            .filter(move |form| form.is_read() == is_read)
    };
    let mut page = HEAD.to_owned();
    page.push_str(&format!(
        "\n{}.\n\n## Forms that are read\n\n| form | made by | recognised by | what is read | example |\n|---|---|---|---|---|\n",
        count()
    ));
    of(true).for_each(|form| page.push_str(&row(form)));
    page.push_str(
        "\n## Forms that are named\n\nThey are recognised and can't be read; the diagnostic (`unreadable-form`) says what to do.\n\n| form | made by | recognised by | instead | example |\n|---|---|---|---|---|\n",
    );
    of(false).for_each(|form| page.push_str(&row(form)));
    page
}

/// How many forms there are.
pub(crate) fn count() -> String {
    let of = |is_read| {
        input_forms()
            .iter()
            .filter(|form| form.is_read() == is_read)
            .count()
    };
    format!("{} forms read, {} forms named", of(true), of(false))
}

fn row(form: &InputForm) -> String {
    // In code a bar is not the end of a cell where it is escaped.
    let cell = |text: &str| text.replace('|', "\\|");
    format!(
        "| {} | {} | {} | {} | [{}](../tests/fixtures/forms/{}) |\n",
        cell(form.title),
        cell(form.made_by),
        cell(form.marks),
        cell(form.reads),
        form.name,
        form.fixture
    )
}
