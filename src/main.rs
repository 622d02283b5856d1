//! Calls the library with the arguments and hands its exit status on.

use std::process::ExitCode;

fn main() -> ExitCode {
    dateline::cli::main(std::env::args_os())
}
