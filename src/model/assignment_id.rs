//! Ids of role assignments, and the names made up for those that have none.

use crate::scope::Scope;

const ASSIGNMENTS: &str = "/providers/Microsoft.Authorization/roleAssignments/";
const UNNAMED: &str = "unnamed-";

/// The id of an assignment by its name.
pub(crate) fn assignment_id(scope: &Scope, name: &str) -> String {
    let above = match scope.as_str() {
        "/" => "",
        scope => scope,
    };
    format!("{above}{ASSIGNMENTS}{name}")
}

/// The name of an assignment whose source gives none: it is told apart by what it gives to whom.
pub(crate) fn name_of_unnamed(principal: &str, role: &str) -> String {
    let escaped = |text: &str| {
        let text = text.replace('%', "%25").replace('/', "%2F");
        text.replace('~', "%7E")
    };
    format!("{UNNAMED}{}~{}", escaped(principal), escaped(role))
}

/// Of an id with such a name: the scope, the principal and the role.
pub(crate) fn parts_of_unnamed(id: &str) -> Option<(&str, String, String)> {
    let (above, name) = id.rsplit_once('/')?;
    let scope = above.strip_suffix(ASSIGNMENTS.strip_suffix('/')?)?;
    let (principal, role) = name.strip_prefix(UNNAMED)?.split_once('~')?;
    let plain = |text: &str| {
        let text = text.replace("%7E", "~").replace("%2F", "/");
        text.replace("%25", "%")
    };
    let scope = if scope.is_empty() { "/" } else { scope };
    Some((scope, plain(principal), plain(role)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_an_unnamed_assignment_gives_is_read_from_its_id() {
        for (scope, role) in [
            ("/", "Owner"),
            ("/subscriptions/s/resourceGroups/rg", "a/b~c%2F d"),
        ] {
            let at = Scope::parse(scope).unwrap();
            let id = assignment_id(&at, &name_of_unnamed("p", role));
            let parts = parts_of_unnamed(&id);
            assert_eq!(parts, Some((scope, "p".to_owned(), role.to_owned())));
        }
        let named = assignment_id(&Scope::root(), "0b");
        assert_eq!(
            named,
            "/providers/Microsoft.Authorization/roleAssignments/0b"
        );
        assert_eq!(parts_of_unnamed(&named), None);
    }
}
