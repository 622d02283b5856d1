//! Stories of the core: keys are pressed, and what is shown and asked for is compared.

mod acting;
mod coverage;
mod feeds;
mod front;
mod full_text;
mod grouping;
mod health;
mod history;
mod lists;
mod pages;
mod pictures;
mod pulse;
mod reader;
mod reading;
mod ruling;
mod screens;
mod searching;
mod selecting;
mod stories;
mod tagging;
