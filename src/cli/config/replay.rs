use super::reader::{Entry, Reader, entries, tables};
use crate::cli::complain::Complaint;
use crate::pattern::ActionPattern;
use crate::usage::AcceptEntry;

const KEYS: [&str; 6] = ["principal", "action", "scope", "owner", "reason", "expires"];

/// Reads `[[replay.accept]]`.
pub(super) fn read(
    reader: &Reader<'_>,
    section: &Entry<'_, '_>,
) -> Result<Vec<AcceptEntry>, Complaint> {
    tables(reader, section, "accept", |entry| {
        reader.accept_entry(entry)
    })
}

impl Reader<'_> {
    fn accept_entry(&self, table: &Entry<'_, '_>) -> Result<AcceptEntry, Complaint> {
        let span = table.value.span();
        let mut read = AcceptEntry::default();
        for entry in entries(self.table(table)?) {
            match entry.key {
                "principal" => read.principal = Some(self.string(&entry)?),
                "action" => {
                    let action = self.string(&entry)?;
                    let parsed = ActionPattern::parse(&action);
                    let parsed =
                        parsed.map_err(|error| self.fault(&entry.value.span(), error.to_string()));
                    read.action = Some(parsed?);
                }
                "scope" => read.scope = Some(self.scope(&entry)?),
                "owner" => read.owner = self.string(&entry)?,
                "reason" => read.reason = self.string(&entry)?,
                "expires" => read.expires = Some(self.day(&entry)?),
                _ => return Err(self.unknown(&entry, "key", KEYS)),
            }
        }
        if read.principal.is_none() && read.action.is_none() && read.scope.is_none() {
            return Err(self
                .fault(&span, "which calls may break is not named")
                .help("name them with `principal`, `action` or `scope`"));
        }
        self.answered_for(&span, "what is accepted", (&read.owner, &read.reason))?;
        Ok(read)
    }
}
