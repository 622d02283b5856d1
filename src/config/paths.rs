//! Where the files of the program lie: XDG, or where the user says.

use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use etcetera::BaseStrategy;
use etcetera::base_strategy::Xdg;

use crate::private;

/// The three directories.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Paths {
    pub config: PathBuf,
    pub data: PathBuf,
    /// The log and the place of the reader; the same as `data` where the user named that.
    pub state: PathBuf,
}

/// Why there is nowhere to keep files.
#[derive(Debug, thiserror::Error)]
pub enum PathsError {
    #[error("no home directory: HOME is not set; set it, or give --config-dir and --data-dir")]
    NoHome,
    #[error("HOME is `{0}`, which is not an absolute path; set it right, or give --config-dir and --data-dir")]
    RelativeHome(PathBuf),
    #[error("HOME is `{0}`, which is no directory; set it right, or give --config-dir and --data-dir")]
    FileAsHome(PathBuf),
    #[error("the {what} directory {path} cannot be used: {why}; choose another with {option}")]
    Unusable { what: &'static str, path: PathBuf, why: String, option: &'static str },
}

/// A path as it was typed: `~/` is the home directory.
pub fn typed_path(path: &str) -> PathBuf {
    match path.strip_prefix("~/") {
        Some(rest) => etcetera::home_dir().map_or_else(|_| PathBuf::from(path), |home| home.join(rest)),
        None => PathBuf::from(path),
    }
}

impl Paths {
    /// The user's directories, by argument, else by the XDG variables, else below the home directory.
    pub fn find(config: Option<&Path>, data: Option<&Path>) -> Result<Paths, PathsError> {
        let absolute = |path: &Path| std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
        if let (Some(config), Some(data)) = (config, data) {
            let data = absolute(data);
            return Ok(Paths { config: absolute(config), state: data.clone(), data });
        }
        let xdg = Xdg::new().map_err(|_| PathsError::NoHome)?;
        let home = xdg.home_dir();
        let own = |base: PathBuf| {
            if !base.is_absolute() || home.as_os_str().is_empty() {
                return Err(PathsError::RelativeHome(home.to_owned()));
            }
            if base.starts_with(home) && home.exists() && !home.is_dir() {
                return Err(PathsError::FileAsHome(home.to_owned()));
            }
            Ok(base.join("dateline"))
        };
        Ok(Paths {
            config: config.map_or_else(|| own(xdg.config_dir()), |path| Ok(absolute(path)))?,
            data: data.map_or_else(|| own(xdg.data_dir()), |path| Ok(absolute(path)))?,
            state: match data {
                Some(path) => absolute(path),
                None => own(xdg.state_dir().unwrap_or_else(|| xdg.data_dir()))?,
            },
        })
    }

    pub fn config_file(&self) -> PathBuf {
        self.config.join("config.toml")
    }

    pub fn feeds_file(&self) -> PathBuf {
        self.config.join("feeds.toml")
    }

    /// Pictures of articles, kept so that they are not loaded again.
    pub fn pictures_dir(&self) -> PathBuf {
        self.state.join("pictures")
    }

    pub fn keys_file(&self) -> PathBuf {
        self.config.join("keys.toml")
    }

    pub fn extraction_rules_file(&self) -> PathBuf {
        self.config.join("extraction-rules.toml")
    }

    pub fn themes_dir(&self) -> PathBuf {
        self.config.join("themes")
    }

    pub fn log_file(&self) -> PathBuf {
        self.state.join("dateline.log")
    }

    pub fn place_file(&self) -> PathBuf {
        self.state.join("place.json")
    }

    /// Makes the directory of the database and that of the log, for the user alone. That of the configuration is made
    /// when there is something to write, but has to be one if it is there.
    pub fn create(&self) -> Result<(), PathsError> {
        let config = fit(&self.config);
        config.map_err(|why| unusable("config", &self.config, why, "--config-dir"))?;
        create(&self.data, "data", "--data-dir")?;
        create(&self.state, "state", "--data-dir")
    }
}

fn create(path: &Path, what: &'static str, option: &'static str) -> Result<(), PathsError> {
    let made = fit(path).and_then(|()| private::create_dir(path).map_err(|error| error.to_string()));
    made.map_err(|why| unusable(what, path, why, option))
}

/// Whether a directory is or could be there.
fn fit(path: &Path) -> Result<(), String> {
    match path.metadata() {
        Ok(found) if found.is_dir() => Ok(()),
        Ok(_) => Err("it is a file".to_owned()),
        Err(error) if error.kind() == ErrorKind::NotFound && path.is_symlink() => {
            Err("it is a link that leads nowhere".to_owned())
        }
        // What may not be looked at is said of the files in it.
        Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::PermissionDenied) => Ok(()),
        Err(error) => Err(error.to_string()),
    }
}

fn unusable(what: &'static str, path: &Path, why: String, option: &'static str) -> PathsError {
    PathsError::Unusable { what, path: path.to_owned(), why, option }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_data_directory_holds_the_state_too() {
        let paths = Paths::find(Some(Path::new("/c")), Some(Path::new("/d"))).unwrap();
        assert_eq!(paths, Paths { config: "/c".into(), data: "/d".into(), state: "/d".into() });
        assert_eq!(paths.log_file(), Path::new("/d/dateline.log"));
    }

    #[test]
    fn what_cannot_be_a_directory_is_named() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("file");
        std::fs::write(&file, "").unwrap();
        let link = dir.path().join("link");
        std::os::unix::fs::symlink(dir.path().join("nowhere"), &link).unwrap();
        let good = dir.path().join("good");
        for bad in [file.clone(), file.join("below"), link, dir.path().join("x".repeat(300))] {
            let (good, wrong) = (good.clone(), bad.display().to_string());
            let data = Paths { config: good.clone(), state: good.clone(), data: bad.clone() };
            let config = Paths { config: bad, state: good.clone(), data: good };
            for (paths, option) in [(data, "--data-dir"), (config, "--config-dir")] {
                let message = paths.create().unwrap_err().to_string();
                assert!(message.contains(&wrong) && message.contains(option), "{message}");
            }
        }
    }
}
