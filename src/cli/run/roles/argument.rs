//! A role named on the command line: by GUID, id or name, or by a file that defines it.

use std::path::Path;

use crate::catalog::LookUpRoleError;
use crate::cli::complain::Complaint;
use crate::cli::context::Context;
use crate::cli::sources::source;
use crate::import;
use crate::model::RoleDefinition;

/// What is said where a file holds no role definition.
pub(super) const EXPECTED: &str =
    "expected one in JSON, as `az role definition list` prints it or `create` takes it";

/// The role that a word of the command line means. A role of the catalogue or the inputs goes
/// before a file of that name.
pub(in crate::cli::run) fn role_argument(
    context: &mut Context,
    word: &str,
) -> Result<RoleDefinition, Complaint> {
    let path = Path::new(word);
    let unknown = match context.catalog.look_up_role(word) {
        Ok(role) => return Ok(context.catalog.role(role)),
        Err(LookUpRoleError::Unknown { .. }) => true,
        Err(_) => false,
    };
    if !(unknown && path.is_file()) {
        if unknown && looks_like_a_file(path) {
            return Err(Complaint::input(format!(
                "there is no file `{word}`, and no role of that name"
            )));
        }
        let role = context.look_up_role(word)?;
        return Ok(context.catalog.role(role));
    }
    from_file(context, path)
}

fn looks_like_a_file(path: &Path) -> bool {
    let named = |ext: &std::ffi::OsStr| ext.eq_ignore_ascii_case("json") || ext == "gz";
    path.extension().is_some_and(named)
}

fn from_file(context: &mut Context, path: &Path) -> Result<RoleDefinition, Complaint> {
    let mut tenant = import::read(&[source(path)?]);
    context.diagnostics.append(&mut tenant.diagnostics);
    context.tenant.inputs.append(&mut tenant.inputs);
    let mut roles = tenant.role_definitions;
    match (roles.pop(), roles.len()) {
        (Some(role), 0) => Ok(role),
        (None, _) => Err(Complaint::input(format!(
            "`{}` holds no role definition",
            path.display()
        ))
        .help(EXPECTED)),
        (Some(last), others) => {
            let names: Vec<String> = roles
                .iter()
                .chain([&last])
                .take(5)
                .map(|role| format!("`{}`", role.name))
                .collect();
            Err(Complaint::usage(format!(
                "`{}` holds {} role definitions",
                path.display(),
                others + 1
            ))
            .help(format!(
                "read the file with `-i` and name the role: {}{}",
                names.join(", "),
                if others + 1 > names.len() {
                    ", …"
                } else {
                    ""
                }
            )))
        }
    }
}
