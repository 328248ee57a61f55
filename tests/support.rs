//! What several tests need: catalogues, snapshots and the program itself.

use std::path::Path;
use std::sync::OnceLock;

use rolecall::catalog::{Catalog, import_catalog};
use rolecall::import::{self, InputSource};
use rolecall::model::Tenant;
use rolecall::pattern::Wildcards;

use crate::shared::shared;

/// The tenant that the files or folders describe.
pub(crate) fn tenant(paths: &[&Path]) -> Tenant {
    let sources: Vec<InputSource> = paths
        .iter()
        .map(|path| InputSource::Path(path.to_path_buf()))
        .collect();
    import::read(&sources)
}

/// The image of the whole of Azure, made of the facts beside the project.
pub(crate) fn whole_of_azure() -> Option<&'static [u8]> {
    static IMAGE: OnceLock<Option<Vec<u8>>> = OnceLock::new();
    IMAGE
        .get_or_init(|| {
            let roles = shared("facts/az-role-definition-list.json")?;
            let operations = shared("facts/az-provider-operation-list.json")?;
            let read = tenant(&[&roles, &operations]);
            let core = Catalog::core(Wildcards::Azure);
            Some(import_catalog(&read, &core, "2026-08-22").unwrap())
        })
        .as_deref()
}

/// The catalogue of the whole of Azure.
pub(crate) fn azure(wildcards: Wildcards) -> Option<Catalog> {
    let image = whole_of_azure()?.to_vec();
    Some(Catalog::open(image, "test", wildcards).unwrap())
}
