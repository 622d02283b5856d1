//! Where a command works, and which places have the keys now.

use crate::app::state::{Pane, State};

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Scope {
    Tree,
    List,
    Article,
    /// The article while something is looked for in it.
    Find,
    /// The list and the article: what acts on the selected entry.
    Entry,
    /// Everywhere.
    Global,
}

impl Scope {
    pub const ALL: [Scope; 6] = [Scope::Global, Scope::Tree, Scope::List, Scope::Article, Scope::Find, Scope::Entry];

    /// The name in `keys.toml` and the help.
    pub const fn name(self) -> &'static str {
        match self {
            Scope::Tree => "tree",
            Scope::List => "list",
            Scope::Article => "article",
            Scope::Find => "find",
            Scope::Entry => "entry",
            Scope::Global => "global",
        }
    }
}

/// The scopes whose keys work now, the nearest first.
pub fn active(state: &State) -> &'static [Scope] {
    match state.focus {
        Pane::Tree => &[Scope::Tree, Scope::Global],
        Pane::List => &[Scope::List, Scope::Entry, Scope::Global],
        Pane::Article if state.article.find.is_some() => &[Scope::Find, Scope::Article, Scope::Entry, Scope::Global],
        Pane::Article => &[Scope::Article, Scope::Entry, Scope::Global],
    }
}
