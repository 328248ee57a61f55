use crate::cli::args::{Global, ManArgs};
use crate::cli::complain::Complaint;
use crate::cli::exit::Exit;
use crate::cli::man::pages;
use crate::cli::output;

pub(super) fn run(global: &Global, args: &ManArgs) -> Result<Exit, Complaint> {
    super::completions::has_no_format(global)?;
    let pages = pages().map_err(|error| Complaint::input(error.to_string()))?;
    let Some(folder) = &args.folder else {
        let first = pages.first().map(|(_, page)| page.as_slice());
        output::print(first.unwrap_or_default())?;
        return Ok(Exit::Yes);
    };
    output::write_folder(folder, &pages)?;
    output::wrote(&format!("{} pages to {}", pages.len(), folder.display()));
    Ok(Exit::Yes)
}
