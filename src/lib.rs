//! dateline, a terminal news reader.
//!
//! The layers: what each is for, and what it may import. `tests/tidy.rs` reads this table and holds the code to it.
//!
//! ```text
//! run cli     | wire everything; nothing imports them  | all
//! engine      | effects -> work -> events              | app config feed html model net picture private safe search store story text
//! ui          | State -> cells                         | app model safe story text
//! term        | the terminal itself                    | app model
//! config      | typed, located errors                  | app html::extract model private
//! store       | SQLite                                 | model private safe search
//! net         | HTTP                                   | model
//! app         | the pure core                          | model safe search story text
//! search      | the query language                     | model
//! story       | which entries tell the same story      | model
//! text        | Document -> lines                      | html::document model safe
//! picture     | bytes of pictures -> pixels            | model
//! feed        | bytes -> model                         | charset date html model safe search::word
//! html        | HTML -> Document                       | charset date safe
//! model safe  | plain data; text fit for a terminal    | nothing
//! charset     | bytes -> text                          | nothing
//! date        | dates as people write them             | nothing
//! private     | files that are the user's alone        | nothing
//! ```

pub mod app;
pub mod charset;
pub mod cli;
pub mod config;
pub mod date;
pub mod engine;
pub mod feed;
pub mod html;
pub mod model;
pub mod net;
pub mod picture;
pub mod private;
pub mod run;
pub mod safe;
pub mod search;
pub mod store;
pub mod story;
pub mod term;
pub mod text;
pub mod ui;
