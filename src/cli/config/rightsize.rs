use toml::de::DeValue;

use super::reader::{Entry, Reader, entries};
use crate::cli::complain::Complaint;
use crate::usage::KeepEntry;

const KEYS: [&str; 6] = ["principal", "role", "scope", "owner", "reason", "expires"];

/// Reads `[[rightsize.keep]]`.
pub(super) fn read(
    reader: &Reader<'_>,
    section: &Entry<'_, '_>,
) -> Result<Vec<KeepEntry>, Complaint> {
    let mut keep = Vec::new();
    for entry in entries(reader.table(section)?) {
        if entry.key != "keep" {
            return Err(reader.unknown(&entry, "key", ["keep"]));
        }
        let DeValue::Array(list) = entry.value.get_ref() else {
            return Err(reader
                .wrong(&entry, "a list of tables")
                .help("write each under `[[rightsize.keep]]`"));
        };
        for value in list.iter() {
            let entry = Entry {
                key: entry.key,
                key_span: entry.key_span.clone(),
                value,
            };
            keep.push(reader.keep_entry(&entry)?);
        }
    }
    Ok(keep)
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
        for (key, value) in [("owner", &read.owner), ("reason", &read.reason)] {
            if value.is_empty() {
                return Err(self
                    .fault(&span, format!("what is kept has no `{key}`"))
                    .help("say who answers for it with `owner`, and why with `reason`"));
            }
        }
        Ok(read)
    }
}
