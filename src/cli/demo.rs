//! `dateline demo`: the built-in edition, published on loopback and read in a throw-away profile.

mod edition;
mod page;
mod profile;
mod server;
mod site;
mod syndicate;
#[cfg(test)]
mod tests;

use std::io;
use std::path::PathBuf;

use tokio::runtime::Runtime;

pub use edition::{Edition, Entry, Feed, Format};
pub use server::{Server, serve};
pub use site::Site;

use profile::Profile;

/// A demo that stands ready to be read; its server and its files go when it is dropped.
pub struct Demo {
    pub config_dir: PathBuf,
    pub data_dir: PathBuf,
    pub server: Server,
    _profile: Profile,
}

/// Starts the server on `runtime` and writes a profile that subscribes to its feeds.
pub fn prepare(runtime: &Runtime) -> io::Result<Demo> {
    let profile = Profile::create()?;
    let server = runtime.block_on(serve(Edition::built_in()))?;
    profile.subscribe(&server.site)?;
    Ok(Demo { config_dir: profile.config_dir(), data_dir: profile.data_dir(), server, _profile: profile })
}
