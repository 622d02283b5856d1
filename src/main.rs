//! Parses the arguments, calls the library, maps an error to an exit status.

fn main() {}
