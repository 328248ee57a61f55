use toml::de::DeValue;

use super::reader::{Entry, Reader, entries};
use crate::audit::rules;
use crate::cli::complain::Complaint;
use crate::cli::globs::is_glob;
use crate::glob::Glob;
use crate::rule::{Suppression, SuppressionEntry, finding_id};
use crate::scope::{ParseScopeError, Scope};

const KEYS: [&str; 8] = [
    "finding",
    "rule",
    "principal",
    "role",
    "scope",
    "owner",
    "reason",
    "expires",
];

/// Reads `[[suppress]]`.
pub(super) fn read(
    reader: &Reader<'_>,
    section: &Entry<'_, '_>,
) -> Result<Vec<SuppressionEntry>, Complaint> {
    let DeValue::Array(list) = section.value.get_ref() else {
        return Err(reader
            .wrong(section, "a list of tables")
            .help("write each suppression under `[[suppress]]`"));
    };
    let one = |value| {
        reader.suppression(&Entry {
            key: section.key,
            key_span: section.key_span.clone(),
            value,
        })
    };
    list.iter().map(one).collect()
}

impl Reader<'_> {
    fn suppression(&self, table: &Entry<'_, '_>) -> Result<SuppressionEntry, Complaint> {
        let span = table.value.span();
        let mut read = SuppressionEntry {
            finding: None,
            rule: None,
            principal: None,
            role: None,
            scope: None,
            scopes: None,
            suppression: Suppression {
                owner: String::new(),
                reason: String::new(),
                expires: None,
            },
            place: self.place(span.start),
        };
        for entry in entries(self.table(table)?) {
            match entry.key {
                "finding" => read.finding = Some(self.finding_id(&entry)?),
                "rule" => read.rule = Some(self.rules_named(&entry)?),
                "principal" => read.principal = Some(self.string(&entry)?),
                "role" => read.role = Some(self.string(&entry)?),
                "scope" if is_glob(&self.string(&entry)?) => {
                    read.scopes = Some(self.scopes(&entry)?);
                }
                "scope" => read.scope = Some(self.scope(&entry)?),
                "owner" => read.suppression.owner = self.string(&entry)?,
                "reason" => read.suppression.reason = self.string(&entry)?,
                "expires" => read.suppression.expires = Some(self.day(&entry)?),
                _ => return Err(self.unknown(&entry, "key", KEYS)),
            }
        }
        let named = read.finding.is_some()
            || read.rule.is_some()
            || read.principal.is_some()
            || read.role.is_some()
            || read.scope.is_some()
            || read.scopes.is_some();
        if !named {
            return Err(self.fault(&span, "a suppression names nothing").help(
                "name what it accepts with `finding`, `rule`, `principal`, `role` or `scope`",
            ));
        }
        for (key, value) in [
            ("owner", &read.suppression.owner),
            ("reason", &read.suppression.reason),
        ] {
            if value.is_empty() {
                return Err(self
                    .fault(&span, format!("a suppression has no `{key}`"))
                    .help("say who answers for it with `owner`, and why with `reason`"));
            }
        }
        Ok(read)
    }

    fn finding_id(&self, entry: &Entry<'_, '_>) -> Result<String, Complaint> {
        let id = self.string(entry)?;
        finding_id(&id)
            .ok_or_else(|| self.wrong(entry, "the id of a finding, `f` and 16 hexadecimal digits"))
    }

    /// An id, or a glob that matches one at least.
    fn rules_named(&self, entry: &Entry<'_, '_>) -> Result<Glob, Complaint> {
        let (written, span) = (self.string(entry)?, entry.value.span());
        let glob = Glob::of_names(&written).map_err(|error| self.no_glob(&span, &error))?;
        if rules().iter().any(|rule| glob.matches(rule.id)) {
            Ok(glob)
        } else {
            Err(self.unknown_rule(&written, &span))
        }
    }

    fn scopes(&self, entry: &Entry<'_, '_>) -> Result<Glob, Complaint> {
        let (written, span) = (self.string(entry)?, entry.value.span());
        if !written.starts_with('/') {
            return Err(self
                .fault(&span, format!("`{written}` matches no scope"))
                .help("scopes begin with `/`; `/**/NAME` is a name at any depth"));
        }
        let written = written.strip_suffix('/').unwrap_or(&written);
        Glob::of_paths(written).map_err(|error| self.no_glob(&span, &error))
    }

    /// A scope of Azure.
    pub(super) fn scope(&self, entry: &Entry<'_, '_>) -> Result<Scope, Complaint> {
        let written = self.string(entry)?;
        Scope::parse(&written).map_err(|error| {
            let span = entry.value.span();
            self.fault(&span, error.to_string())
                .help(ParseScopeError::FORMS)
        })
    }
}
