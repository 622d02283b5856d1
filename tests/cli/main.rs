//! The commands outside of the screen, as the real program runs them in directories of their own.

mod briefing;
mod extracting;
mod feeds_file;
mod full_text;
mod grouping;
mod home;
mod keeping;
mod listing;
mod manners;
mod marking;
mod moving;
mod news;
mod others;
mod papers;
mod parsing;
mod places;
#[path = "../rig/pty.rs"]
mod pty;
mod reading;
mod recipes;
mod refreshing;
mod rules;
#[path = "../rig/server.rs"]
mod server;
mod sharing;
mod showing;
mod subscribing;
