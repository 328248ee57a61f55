//! One compact, versioned, checksummed binary form of a catalogue.

pub(crate) mod format;
mod read;
mod write;

pub use read::ImageError;
pub(crate) use read::{Image, Trust};
pub(crate) use write::write;
