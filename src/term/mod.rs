//! The terminal itself: entering and leaving it, keys from it, frames to it, signals about it. The only module that
//! differs between platforms is `platform`.

mod background;
mod clipboard;
mod encode;
mod fit;
mod guard;
mod input;
mod output;
pub mod platform;
mod reply;
mod screen;

pub use background::Background;
pub use fit::{Unfit, fit, fit_for_pipe, size};
pub use guard::{Guard, Setup, install_panic_hook};
pub use input::{Heard, Input};
pub use screen::Screen;
