use crate::import::fragment::Fragment;
use crate::import::record::{Record, text};
use crate::model::Application;

/// Takes the registration of an application, so that who is asked about by it is answered for its service
/// principal (PR-1).
pub(crate) fn application(fragment: &mut Fragment, record: &Record<'_>) {
    let id = record
        .text(text::Id)
        .or_else(|| record.text(text::ObjectId));
    let Some(app_id) = record.text(text::AppId) else {
        return;
    };
    let application = Application {
        id: id.map(|id| fragment.principal_id(id)),
        app_id: fragment.pool(app_id),
        display_name: record
            .text(text::DisplayName)
            .map(|name| fragment.pool(name)),
    };
    fragment.tenant.applications.push(application);
}
