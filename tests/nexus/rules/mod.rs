//! Every rule: it fires, it passes, and it is open where the inputs may not say.

mod grants;
mod identities;
mod order;
mod resources;
mod shape;
mod versions;
