use super::incomplete;
use crate::import::fragment::Fragment;
use crate::import::record::{Record, child, flag, text};
use crate::model::{InputKind, Plane, ProviderOperation};
use crate::span::Place;

/// Takes the operations of one provider, or one row of PowerShell (§4.12). Operations stand at the
/// provider and at its resource types; without `isDataAction` an operation is control plane.
pub(crate) fn operations(fragment: &mut Fragment, record: &Record<'_>, place: &Place) {
    fragment.count(InputKind::Operations);
    if let Some(name) = record.text(text::Operation) {
        take(fragment, name, record);
    }
    let types = record.children(child::ResourceTypes).iter();
    for holder in std::iter::once(record).chain(types) {
        for operation in holder.children(child::Operations) {
            match operation.text(text::Name) {
                Some(name) => take(fragment, name, operation),
                None => {
                    let note = incomplete("an operation", "a name", place.clone());
                    fragment.note(note.may_change_answer());
                }
            }
        }
    }
}

fn take(fragment: &mut Fragment, name: &str, record: &Record<'_>) {
    let plane = match record.flag(flag::IsDataAction) {
        Some(true) => Plane::Data,
        _ => Plane::Control,
    };
    let said = [text::Description, text::DisplayName].into_iter();
    let said = said.filter_map(|field| record.text(field)).map(str::trim);
    fragment.tenant.operations.push(ProviderOperation {
        name: name.trim().to_owned(),
        plane,
        description: said
            .into_iter()
            .find(|said| !said.is_empty())
            .map(str::to_owned),
    });
}
