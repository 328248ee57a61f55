//! A scope on each of two lines. What is read prints to a text that reads the same; case makes no
//! difference; `contains` is reflexive, antisymmetric and agrees with the list of ancestors; parts
//! of a scope contain it.
#![cfg_attr(not(test), no_main)]

use rolecall::{Scope, ScopeKind};

#[cfg(not(test))]
libfuzzer_sys::fuzz_target!(|data: &[u8]| run(data));

pub(crate) fn run(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let (first, second) = text
        .split_once('\n')
        .unwrap_or((&text, "/subscriptions/5b1"));
    let scopes: Vec<Scope> = [first, second].into_iter().filter_map(read).collect();
    if let [a, b] = &scopes[..] {
        assert_eq!(a.contains(b) && b.contains(a), a == b, "{a} {b}");
        for (outer, inner) in [(a, b), (b, a)] {
            let listed = inner
                .self_and_path_ancestors()
                .any(|text| text == outer.folded());
            assert_eq!(outer.contains(inner), listed, "{outer} {inner}");
        }
    }
    Scope::of_assignment_id(first);
}

fn read(text: &str) -> Option<Scope> {
    let scope = match Scope::parse(text) {
        Ok(scope) => scope,
        Err(error) => {
            assert!(!error.reason.is_empty() && error.input == text);
            return None;
        }
    };
    let same = |text: &str| {
        let again = Scope::parse(text).expect("the print of a scope is a scope");
        assert!(again == scope && again.kind() == scope.kind(), "{text}");
        again
    };
    assert_eq!(same(&scope.to_string()).as_str(), scope.as_str());
    same(scope.folded());
    same(&text.to_ascii_uppercase());
    assert!(scope.contains(&scope) && Scope::root().contains(&scope));
    for part in [scope.subscription(), scope.resource_group()]
        .into_iter()
        .flatten()
    {
        assert!(part.contains(&scope) && Scope::parse(part.as_str()) == Ok(part));
    }
    let group = scope.kind() == ScopeKind::ManagementGroup;
    assert_eq!(scope.management_group_id().is_some(), group);
    if let Some(id) = scope.management_group_id() {
        assert!(Scope::management_group(id) == scope);
    }
    scope.resource_type();
    Some(scope)
}
