//! Manners towards servers, read off the tape of a scripted server (requirement rows H1 to H50).

mod access;
mod answers;
#[path = "../rig/desk.rs"]
mod desk;
mod downloading;
mod failing;
mod files;
mod guarding;
mod hosts;
mod month;
mod moving;
mod pages;
mod polling;
mod requests;
#[path = "../rig/server.rs"]
mod server;
mod subscribing;
mod world;
