//! One compact, versioned, checksummed binary form of a catalogue.

pub(crate) mod format;
mod read;
mod write;

pub(crate) use read::Image;
pub use read::ImageError;
pub(crate) use write::write;
