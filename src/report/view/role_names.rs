//! GUIDs of roles in a text, with the names of those that the catalogue knows.

use crate::catalog::Catalog;
use crate::ids::{RoleId, parse_guid};

/// The text with the name of its role after each GUID that is one's: conditions name roles by GUID,
/// which nobody knows by heart.
pub(crate) fn with_role_names(text: &str, catalog: &Catalog) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(|c: char| c.is_ascii_hexdigit()) {
        let (before, from) = rest.split_at(at);
        out.push_str(before);
        let end = from.find(|c: char| !c.is_ascii_alphanumeric() && c != '-');
        let (word, after) = from.split_at(end.unwrap_or(from.len()));
        out.push_str(word);
        if let Some(guid) = parse_guid(word)
            && let Some(role) = catalog.find_role_id(RoleId::from_u128(guid))
        {
            out.push_str(&format!(" ({})", catalog.role_name(role)));
        }
        rest = after;
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pattern::Wildcards;

    #[test]
    fn guids_of_roles_get_their_names_and_others_none() {
        let catalog = Catalog::core(Wildcards::Azure);
        let named = |text| with_role_names(text, &catalog);
        assert_eq!(
            named(
                "GuidEquals {21090545-7CA7-4776-B22C-E363652D74D2, 00000000-1111-4222-8333-444444444444}"
            ),
            "GuidEquals {21090545-7CA7-4776-B22C-E363652D74D2 (Key Vault Reader), 00000000-1111-4222-8333-444444444444}"
        );
        assert_eq!(named("an äbc deed"), "an äbc deed");
        assert_eq!(named(""), "");
    }
}
