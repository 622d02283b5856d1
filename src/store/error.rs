//! What can go wrong with the store, each with its cause and remedy.

use rusqlite::ErrorCode;

/// Why a request to the store failed. Each text is one line that ends with what can be done.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum StoreError {
    #[error("cannot open {path}: {cause}; give another place with --data-dir")]
    Open { path: String, cause: String },
    #[error("{path} is not a news store of dateline; give another place with --data-dir")]
    Foreign { path: String },
    #[error("the news store is open for reading only ({0})")]
    ReadOnly(String),
    #[error("the disk is full, the change was not stored; free some space and try again")]
    Full,
    #[error("another program keeps the news store locked; close it or try again")]
    Locked,
    #[error("the news store is damaged ({0}); run `dateline doctor`")]
    Corrupt(String),
    #[error("cannot read or write the news store ({0}); check the disk")]
    Disk(String),
    #[error("no feed {0}; `dateline feeds` lists what there is")]
    NoFeed(String),
    #[error("no rule {0}; `dateline rules` lists what there is")]
    NoRule(String),
    #[error("the query of the rule cannot be read: {0}")]
    Query(String),
    #[error("{0} is subscribed to already; remove one of the two first")]
    Subscribed(String),
    #[error("there is no such search any more; nothing was changed")]
    NoSearch,
    #[error("another search is called {0}; give a name of its own")]
    NameTaken(String),
    /// A later request of the same kind took its place; nobody waits for this answer.
    #[error("superseded by a later request")]
    Superseded,
    #[error("the news store is closed; start dateline again")]
    Closed,
    #[error("the news store failed: {0}; please report this")]
    Internal(String),
}

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> Self {
        let cause = error.to_string();
        match error.sqlite_error_code() {
            Some(ErrorCode::DiskFull) => StoreError::Full,
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => StoreError::Locked,
            Some(ErrorCode::ReadOnly) => StoreError::ReadOnly(cause),
            Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => StoreError::Corrupt(cause),
            Some(ErrorCode::SystemIoFailure | ErrorCode::CannotOpen | ErrorCode::PermissionDenied) => {
                StoreError::Disk(cause)
            }
            Some(ErrorCode::OperationInterrupted) => StoreError::Superseded,
            _ => StoreError::Internal(cause),
        }
    }
}
