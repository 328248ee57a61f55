//! The `rolecall` command line.

use std::process::ExitCode;

// Exports come to millions of small values, which the allocators of C libraries take and free slowly.
#[cfg(all(feature = "mimalloc", not(target_env = "musl")))]
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    rolecall::main()
}
