use super::reader::{Entry, Reader, entries, tables};
use crate::cli::complain::Complaint;
use crate::usage::KeepEntry;

const KEYS: [&str; 6] = ["principal", "role", "scope", "owner", "reason", "expires"];

/// Reads `[[rightsize.keep]]`.
pub(super) fn read(
    reader: &Reader<'_>,
    section: &Entry<'_, '_>,
) -> Result<Vec<KeepEntry>, Complaint> {
    tables(reader, section, "keep", |entry| reader.keep_entry(entry))
}

impl Reader<'_> {
    fn keep_entry(&self, table: &Entry<'_, '_>) -> Result<KeepEntry, Complaint> {
        let span = table.value.span();
        let mut read = KeepEntry::default();
        for entry in entries(self.table(table)?) {
            match entry.key {
                "principal" => read.principal = Some(self.string(&entry)?),
                "role" => read.role = Some(self.string(&entry)?),
                "scope" => read.scope = Some(self.scope(&entry)?),
                "owner" => read.owner = self.string(&entry)?,
                "reason" => read.reason = self.string(&entry)?,
                "expires" => read.expires = Some(self.day(&entry)?),
                _ => return Err(self.unknown(&entry, "key", KEYS)),
            }
        }
        if read.principal.is_none() && read.role.is_none() && read.scope.is_none() {
            return Err(self
                .fault(&span, "what is kept is not named")
                .help("name it with `principal`, `role` or `scope`"));
        }
        self.answered_for(&span, "what is kept", (&read.owner, &read.reason))?;
        Ok(read)
    }
}
