//! Pictures on their way: what is asked for and what is not.
