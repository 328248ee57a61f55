use std::collections::{BTreeMap, HashMap};
use std::path::Path;

use super::parts::{
    ArtifactChange, ArtifactLocation, PhysicalLocation, Replacement, WrittenRegion,
};
use crate::import::{Located, locate};
use crate::report::envelope::Setting;
use crate::span::{Place, Position};

/// Gives places their lines. Every file is scanned once, for all that a report names in it.
#[derive(Default)]
pub(super) struct Locator<'a> {
    /// Files that were read, with the regions of pointers in them.
    files: BTreeMap<&'a str, HashMap<String, Located>>,
}

impl<'a> Locator<'a> {
    pub(super) fn new(
        setting: &'a Setting<'_>,
        places: impl IntoIterator<Item = &'a Place>,
    ) -> Self {
        let mut pointers: BTreeMap<&str, Vec<String>> = BTreeMap::new();
        let placed = setting.diagnostics.iter().filter_map(|d| d.place.as_ref());
        for place in places.into_iter().chain(placed) {
            if let Some(pointer) = place.at.pointer() {
                pointers.entry(&place.file).or_default().push(pointer);
            }
        }
        let located = |path: &'a str, sha256: &str| {
            let wanted = pointers.get(path).map(Vec::as_slice).unwrap_or_default();
            if wanted.is_empty() {
                return HashMap::new();
            }
            locate(Path::new(path), sha256, wanted)
        };
        let inputs = setting.tenant.inputs.iter();
        Self {
            files: inputs
                .map(|input| (&*input.path, located(&input.path, &input.sha256)))
                .collect(),
        }
    }

    /// The physical location of a place, if it is in a file.
    pub(super) fn physical(&self, place: &Place) -> Option<PhysicalLocation> {
        Some(PhysicalLocation {
            artifact_location: uri_of(&place.file)?,
            region: self.region(place),
        })
    }

    fn region(&self, place: &Place) -> Option<WrittenRegion> {
        if let Position::Line { line, column } = place.at {
            return Some(WrittenRegion {
                start_line: line,
                start_column: (column > 0).then_some(column),
                end_line: None,
                end_column: None,
            });
        }
        Some(self.located(place)?.region.into())
    }

    fn located(&self, place: &Place) -> Option<&Located> {
        self.files.get(&*place.file)?.get(&place.at.pointer()?)
    }

    /// How to take the string at a place out of its list, if it is that string.
    pub(super) fn deletion(
        &self,
        place: &Place,
        is: impl Fn(&str) -> bool,
    ) -> Option<ArtifactChange> {
        let located = self.located(place)?;
        is(located.string.as_ref()?).then_some(())?;
        let deleted_region = located.removal?.into();
        Some(ArtifactChange {
            artifact_location: uri_of(&place.file)?,
            replacements: [Replacement { deleted_region }],
        })
    }
}

/// The location of a file: relative to the folder that the program was run in, which code scanning
/// calls the root of the sources, or absolute. Standard input is no file.
pub(super) fn uri_of(path: &str) -> Option<ArtifactLocation> {
    if path == "-" || path.is_empty() {
        return None;
    }
    let slashed = path.replace('\\', "/");
    let slashed = slashed.strip_prefix("./").unwrap_or(&slashed);
    let encoded = encoded(slashed);
    let is_absolute = slashed.starts_with('/');
    let is_outside = is_absolute || slashed.split('/').any(|segment| segment == "..");
    Some(ArtifactLocation {
        uri: match is_absolute {
            true => format!("file://{encoded}"),
            false => encoded,
        },
        uri_base_id: (!is_outside).then_some("%SRCROOT%"),
    })
}

/// A path as the path of a URI (RFC 3986 §3.3).
fn encoded(path: &str) -> String {
    let mut out = String::with_capacity(path.len());
    for byte in path.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~/!$&'()*+,;=@".contains(&byte) {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_become_uris() {
        let uri = |path: &str| uri_of(path).map(|location| location.uri);
        let is = |path: &str, expected: &str| assert_eq!(uri(path).as_deref(), Some(expected));
        is("exports/a b#1%.json", "exports/a%20b%231%25.json");
        is("./x.json", "x.json");
        is("exports\\é.json", "exports/%C3%A9.json");
        is("/tmp/x.json", "file:///tmp/x.json");
        is("C:\\x.json", "C%3A/x.json");
        assert_eq!(uri("-"), None);
        let base = |path: &str| uri_of(path).and_then(|location| location.uri_base_id);
        assert_eq!(base("../x.json"), None);
        assert_eq!(base("x.json"), Some("%SRCROOT%"));
    }
}
