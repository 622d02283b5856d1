//! Programs and services that the user names: `[pipe]`, `[share]`, `[player]` of `config.toml`.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::app::programs::{Pipe, Player, Share, ShareBy};
use crate::model::Format;

/// A program that gets articles.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(
    untagged,
    expecting = "write [\"program\", \"argument\"], or { command = […], terminal = true, format = \"text\" }"
)]
pub enum PipeTo {
    Command(Vec<String>),
    Detailed(Detailed),
}

#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Detailed {
    pub command: Vec<String>,
    #[serde(default)]
    pub terminal: bool,
    #[serde(default)]
    pub format: Form,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Form {
    Text,
    #[default]
    Markdown,
    Html,
}

/// An address with placeholders, or a program.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(untagged, expecting = "write an address with {url} and {title} in it, or [\"program\", \"{url}\"]")]
pub enum ShareTo {
    Address(String),
    Command(Vec<String>),
}

/// The places to share with where the user names none.
pub fn usual_shares() -> BTreeMap<String, ShareTo> {
    let mail = ShareTo::Address("mailto:?subject={title}&body={url}".to_owned());
    BTreeMap::from([("mail".to_owned(), mail)])
}

pub fn pipes(named: &BTreeMap<String, PipeTo>) -> Vec<Pipe> {
    let pipe = |(name, to): (&String, &PipeTo)| {
        let (command, terminal, format) = match to {
            PipeTo::Command(command) => (command, false, Form::default()),
            PipeTo::Detailed(Detailed { command, terminal, format }) => (command, *terminal, *format),
        };
        let format = match format {
            Form::Text => Format::Text,
            Form::Markdown => Format::Markdown,
            Form::Html => Format::Html,
        };
        Pipe { name: name.clone(), command: command.clone(), terminal, format }
    };
    named.iter().map(pipe).filter(|pipe| !pipe.command.is_empty()).collect()
}

pub fn shares(named: &BTreeMap<String, ShareTo>) -> Vec<Share> {
    let by = |to: &ShareTo| match to {
        ShareTo::Address(address) => ShareBy::Address(address.clone()),
        ShareTo::Command(command) => ShareBy::Command(command.clone()),
    };
    named.iter().map(|(name, to)| Share { name: name.clone(), by: by(to) }).collect()
}

pub fn players(named: &BTreeMap<String, Vec<String>>) -> Vec<Player> {
    let player = |(kind, command): (&String, &Vec<String>)| Player { kind: kind.clone(), command: command.clone() };
    named.iter().map(player).filter(|player| !player.command.is_empty()).collect()
}
