//! dateline, a terminal news reader.
//!
//! The layers, each importing only what stands to its right (`tests/tidy.rs` holds them to it):
//!
//! ```text
//! run, cli            wire everything; nothing imports them
//! engine              app, config, store, net, feed, html, text, search, model, safe   effects -> work -> events
//! ui                  app, model, text                                                 State -> cells
//! term                app                                                              the terminal itself
//! config              app, model                                                       typed, located errors
//! store, net          model                                                            SQLite; HTTP
//! app                 model, text, html, search, feed, safe                            the pure core
//! search              model                                                            the query language
//! text                html::document, model, safe                                      Document -> lines
//! feed                html, model, safe                                                bytes -> model
//! html                model, safe                                                      HTML -> Document
//! model, safe         nothing
//! ```

pub mod app;
pub mod cli;
pub mod config;
pub mod engine;
pub mod feed;
pub mod html;
pub mod model;
pub mod net;
pub mod run;
pub mod safe;
pub mod search;
pub mod store;
pub mod term;
pub mod text;
pub mod ui;
