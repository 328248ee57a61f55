//! Any pasted text: the requests that it quotes and the actions that it lists are found without a
//! panic, the same each time; every place names the text, every diagnostic says something.
#![cfg_attr(not(test), no_main)]

use rolecall::import::{actions_in_text, azure_errors};
use rolecall::pattern::ActionPattern;

#[cfg(not(test))]
libfuzzer_sys::fuzz_target!(|data: &[u8]| run(data));

pub(crate) fn run(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let errors = azure_errors(&text, "pasted");
    assert_eq!(errors, azure_errors(&text, "pasted"));
    for unread in &errors.unread {
        assert!(!unread.text.is_empty());
    }
    for request in &errors.requests {
        assert_eq!(&*request.place.file, "pasted");
        if let Some(action) = &request.action {
            assert_eq!(ActionPattern::parse(action.as_str()).as_ref(), Ok(action));
        }
    }
    let listed = actions_in_text(&text, "pasted");
    assert_eq!(listed, actions_in_text(&text, "pasted"));
    for diagnostic in &listed.diagnostics {
        assert!(!diagnostic.code.is_empty() && !diagnostic.message.is_empty());
    }
    for found in &listed.actions {
        assert_eq!(&*found.place.file, "pasted");
    }
}
