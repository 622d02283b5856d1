//! The terminal itself: entering and leaving it, keys from it, frames to it, signals about it. The only module that
//! differs between platforms is `platform`.

mod background;
mod clipboard;
mod encode;
mod fit;
mod guard;
mod images;
mod input;
mod output;
pub mod platform;
mod probe;
mod reply;
mod screen;

pub use background::Background;
pub use fit::{Unfit, cell_size, fit, fit_for_pipe, size};
pub use guard::{Guard, Setup, install_panic_hook};
pub use images::{Terminal, Way};
pub use input::{Heard, Input};
pub use probe::{Answers, listen, questions};
pub use screen::{Drawn, Screen};
