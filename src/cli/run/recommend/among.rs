//! `recommend --among`: which roles may be chosen.

use std::path::Path;

use serde_json::Value;

use crate::catalog::Catalog;
use crate::cli::complain::Complaint;
use crate::cli::context::Context;
use crate::cli::sources::read_file;
use crate::ids::RoleIx;
use crate::import::{self, InputSource, Printed};
use crate::minimize::Among;
use crate::model::{RoleDefinition, RoleKind};
use crate::text;

/// The roles that the words of `--among` select together; a selection of none is an error.
pub(in crate::cli::run) fn among(
    context: &mut Context,
    words: &[String],
) -> Result<Among, Complaint> {
    if words.is_empty() {
        return Ok(Among::All);
    }
    let mut selected: Vec<RoleIx> = Vec::new();
    for word in words {
        let roles = selection(context, word)?;
        if roles.is_empty() {
            let complaint = Complaint::usage(format!("`--among {word}` selects no role"));
            return Err(match word.as_str() {
                "custom" => complaint.help("custom roles are read from exports: name them with `-i`"),
                _ => complaint.help("expected role definitions in JSON, or names or ids of roles, one a line or as a JSON array"),
            });
        }
        selected.extend(roles);
    }
    selected.sort();
    selected.dedup();
    Ok(Among::Only(selected))
}

fn selection(context: &mut Context, word: &str) -> Result<Vec<RoleIx>, Complaint> {
    let catalog = &context.catalog;
    let kept = |keeps: &dyn Fn(RoleIx) -> bool| catalog.roles().filter(|&at| keeps(at)).collect();
    Ok(match word {
        "nexus" => kept(&|at| is_of_nexus(catalog, at)),
        "azure" => kept(&|at| catalog.role_kind(at) == RoleKind::BuiltIn),
        "custom" => kept(&|at| catalog.role_kind(at) == RoleKind::Custom),
        file => of_file(context, file)?,
    })
}

/// The roles of Operator Nexus, published and documented: all bear its name.
fn is_of_nexus(catalog: &Catalog, role: RoleIx) -> bool {
    let name = catalog.role_name(role);
    catalog.role_kind(role) != RoleKind::Custom
        && name.split(' ').any(|word| text::same(word, "Nexus"))
}

fn of_file(context: &mut Context, word: &str) -> Result<Vec<RoleIx>, Complaint> {
    let path = Path::new(word);
    if word != "-" && !path.exists() {
        return Err(Complaint::usage(format!("there is no file `{word}`")).help(
            "`--among` takes `nexus`, `azure`, `custom`, or a file with role definitions or with names of roles",
        ));
    }
    let file = read_file(path)?;
    let mut tenant = import::read(&[InputSource::Printed(Printed {
        command: file.path.to_string(),
        bytes: file.text.as_bytes().to_vec(),
    })]);
    if !tenant.role_definitions.is_empty() {
        context.diagnostics.append(&mut tenant.diagnostics);
        let said = context.catalog.add_inputs(&tenant);
        context.diagnostics.extend(said);
        let known = |role: &RoleDefinition| known_as(&context.catalog, role);
        return Ok(tenant.role_definitions.iter().filter_map(known).collect());
    }
    let names = listed(&file.text);
    names
        .iter()
        .map(|name| context.look_up_role(name))
        .collect()
}

/// A definition in the catalogue that it was added to.
fn known_as(catalog: &Catalog, role: &RoleDefinition) -> Option<RoleIx> {
    match role.id {
        Some(id) => catalog.find_role_id(id),
        None => catalog
            .roles()
            .filter(|&at| {
                catalog.role_id(at).is_none() && text::same(&catalog.role_name(at), &role.name)
            })
            .last(),
    }
}

/// Names or ids, one a line or as an array of JSON.
fn listed(text: &str) -> Vec<String> {
    if let Ok(names) = serde_json::from_str::<Vec<Value>>(text) {
        return names
            .iter()
            .map(|name| {
                name.as_str()
                    .map_or_else(|| name.to_string(), str::to_owned)
            })
            .collect();
    }
    text.lines()
        .map(|line| {
            line.trim()
                .trim_start_matches("- ")
                .trim_matches(['"', '\'', ','])
        })
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
        .map(str::to_owned)
        .collect()
}
