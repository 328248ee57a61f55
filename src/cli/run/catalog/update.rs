use std::io;

use super::import::{Allowed, date, make};
use crate::cli::args::{Global, UpdateArgs};
use crate::cli::collect::{Az, AzProgram, Reply};
use crate::cli::complain::Complaint;
use crate::cli::context::Context;
use crate::cli::exit::Exit;
use crate::cli::output;
use crate::import::{self, InputSource, Printed};
use crate::model::{RoleKind, Tenant};
use crate::span::Diagnostic;

/// The two lists that make a catalogue, and what a person calls them.
const LISTS: [(&str, &[&str]); 2] = [
    (
        "role definitions",
        &["role", "definition", "list", "-o", "json"],
    ),
    (
        "provider operations",
        &["provider", "operation", "list", "-o", "json"],
    ),
];

pub(in crate::cli::run) fn run(global: &Global, args: &UpdateArgs) -> Result<Exit, Complaint> {
    let date = date(args.dated.date.as_deref())?;
    let (context, product) = Context::open_or_core(global)?;
    let mut sources = Vec::new();
    for (at, (what, words)) in LISTS.into_iter().enumerate() {
        let command = format!("az {}", words.join(" "));
        let bytes = print(
            &format!("{}/{} {what}", at + 1, LISTS.len()),
            &command,
            words,
        )?;
        sources.push(InputSource::Printed(Printed { command, bytes }));
    }
    let mut tenant = import::read(&sources);
    leave_out_custom(&mut tenant);
    let allowed = Allowed {
        losses: args.force,
        ..Allowed::default()
    };
    make(context, tenant, &date, product, allowed)
}

/// Leaves out the custom roles that `az` prints with the built-in ones: they are one subscription's,
/// and the catalogue is for every tenant.
fn leave_out_custom(tenant: &mut Tenant) {
    let roles = &mut tenant.role_definitions;
    let before = roles.len();
    roles.retain(|role| role.kind != RoleKind::Custom);
    let count = before - roles.len();
    if count == 0 {
        return;
    }
    let what = match count {
        1 => "1 custom role of the subscription is".to_owned(),
        _ => format!("{count} custom roles of the subscription are"),
    };
    let note = Diagnostic::info("custom-roles-left-out", format!("{what} left out"))
        .help("with `-i`, custom roles count for the exports that they are in");
    tenant.diagnostics.push(note);
}

/// Runs `az` and gives what it prints, with a line of progress on standard error.
fn print(what: &str, command: &str, words: &[&str]) -> Result<Vec<u8>, Complaint> {
    let words: Vec<String> = words.iter().map(|&word| word.to_owned()).collect();
    // The whole of Azure takes `az` a minute; it says so while it waits.
    output::warn(&format!("{what}: {command} … "));
    let said = AzProgram.run(&words);
    output::warn("\n");
    let said: Reply = said.map_err(|error| not_started(&error))?;
    if said.success {
        return Ok(said.stdout);
    }
    let reason = said.stderr.trim();
    let mut complaint =
        Complaint::input(format!("`{command}` failed; the catalogue stays as it is"));
    if !reason.is_empty() {
        let indented = reason.replace('\n', "\n  ");
        complaint.message.push_str(&format!("\n  {indented}"));
    }
    let login = ["az login", "AADSTS", "not logged in"];
    Err(if login.iter().any(|word| reason.contains(word)) {
        complaint.help("sign in with `az login`, then run `rolecall catalog update` again")
    } else {
        complaint.help(super::import::COMMANDS)
    })
}

fn not_started(error: &io::Error) -> Complaint {
    let complaint = match error.kind() {
        io::ErrorKind::NotFound => Complaint::input("there is no `az` on the PATH"),
        _ => Complaint::input(format!(
            "`az` can't be started: {}",
            error.to_string().to_lowercase()
        )),
    };
    complaint.help(format!(
        "install the Azure CLI, or import what another machine printed: {}; then `rolecall catalog import roles.json operations.json`",
        super::import::COMMANDS
    ))
}
