//! The `rolecall` command line.

use std::process::ExitCode;

fn main() -> ExitCode {
    rolecall::main()
}
