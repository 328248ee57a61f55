//! Any text as a Terraform plan or state, an ARM template or what-if changes: it is read or refused
//! without a panic, the same each time, whether or not operations are known; every refusal and
//! diagnostic says something; what is derived is a name.
#![cfg_attr(not(test), no_main)]

use rolecall::import::{
    DerivedOperations, KnowsOperation, ReadDeploymentError, operations_of_arm,
    operations_of_terraform,
};
use rolecall::pattern::ActionPattern;

#[cfg(not(test))]
libfuzzer_sys::fuzz_target!(|data: &[u8]| run(data));

type Reader = fn(&str, &str, KnowsOperation<'_>) -> Result<DerivedOperations, ReadDeploymentError>;

pub(crate) fn run(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    for read in [operations_of_terraform as Reader, operations_of_arm] {
        for knows in [true, false] {
            let found = read(&text, "plan.json", &|_| knows);
            match &found {
                Ok(found) => check(found),
                Err(error) => assert!(!error.to_string().is_empty()),
            }
            let again = read(&text, "plan.json", &|_| knows);
            assert_eq!(format!("{found:?}"), format!("{again:?}"));
        }
    }
}

fn check(found: &DerivedOperations) {
    for operation in &found.operations {
        let name = operation.action.to_string();
        assert!(ActionPattern::parse(&name).is_ok(), "`{name}`");
    }
    for diagnostic in &found.diagnostics {
        assert!(!diagnostic.code.is_empty() && !diagnostic.message.is_empty());
    }
}
