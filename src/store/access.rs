//! How feeds are asked, as it lies in the store: JSON, or null where nothing is out of the usual.

use serde::{Deserialize, Serialize};

use crate::model::Access;

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, Default)]
#[serde(default)]
pub(super) struct Stored {
    #[serde(skip_serializing_if = "Vec::is_empty")]
    headers: Vec<(String, String)>,
    #[serde(skip_serializing_if = "Option::is_none")]
    username: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    password_command: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    proxy: Option<String>,
}

impl From<&Access> for Stored {
    fn from(access: &Access) -> Self {
        let Access { headers, username, password_command, proxy } = access.clone();
        Stored { headers, username, password_command, proxy }
    }
}

impl From<Stored> for Access {
    fn from(stored: Stored) -> Self {
        let Stored { headers, username, password_command, proxy } = stored;
        Access { headers, username, password_command, proxy }
    }
}

/// What is written into the column.
pub(super) fn write(access: &Access) -> Option<String> {
    let stored = Stored::from(access);
    (!access.is_usual()).then(|| serde_json::to_string(&stored).ok()).flatten()
}

/// What is read from it; what cannot be read is as usual.
pub(super) fn read(column: Option<String>) -> Access {
    column.and_then(|text| serde_json::from_str::<Stored>(&text).ok()).map(Access::from).unwrap_or_default()
}
