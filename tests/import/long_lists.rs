//! A list of many megabytes is read in pieces, a compressed one whole: the answers are the same.

use std::fs;
use std::io::Write;

use flate2::Compression;
use flate2::write::GzEncoder;
use rolecall::import::{self, InputSource};
use rolecall::model::Tenant;
use serde_json::json;

fn read(path: &std::path::Path) -> Tenant {
    import::read(&[InputSource::Path(path.to_owned())])
}

#[test]
fn long_lists_are_read_like_short_ones() {
    let subscription = "/subscriptions/11111111-0000-4000-8000-000000000001";
    let assignments: Vec<_> = (0..9_000)
        .map(|at| {
            json!({
                "id": format!("{subscription}/providers/Microsoft.Authorization/roleAssignments/aaaaaaaa-0000-4000-8000-{at:012}"),
                "principalId": format!("bbbbbbbb-0000-4000-8000-{:012}", at % 700),
                "principalName": format!("u{}@example.org", at % 700),
                "principalType": "User",
                "roleDefinitionId": "/providers/Microsoft.Authorization/roleDefinitions/acdd72a7-3385-48ef-bd42-f606fba81ae7",
                "scope": subscription,
                "description": "ü\"\\".repeat(200),
                "type": "Microsoft.Authorization/roleAssignments",
            })
        })
        .collect();
    let text = serde_json::to_string_pretty(&assignments).unwrap();
    assert!(text.len() > 8 << 20);
    let folder = tempfile::tempdir().unwrap();
    let plain = folder.path().join("list.json");
    let packed = folder.path().join("list.json.gz");
    fs::write(&plain, &text).unwrap();
    let mut encoder = GzEncoder::new(fs::File::create(&packed).unwrap(), Compression::fast());
    encoder.write_all(text.as_bytes()).unwrap();
    encoder.finish().unwrap();

    let (long, whole) = (read(&plain), read(&packed));
    assert_eq!(long.role_assignments.len(), 9_000);
    assert_eq!(long.principals.len(), 700);
    assert!(long.diagnostics.is_empty());
    for (a, b) in long.role_assignments.iter().zip(&whole.role_assignments) {
        assert_eq!(
            (&a.id, &a.principal, &a.description),
            (&b.id, &b.principal, &b.description)
        );
        assert_eq!(a.place.at, b.place.at);
    }

    fs::write(&plain, &text[..text.len() - 100]).unwrap();
    let cut_off = read(&plain);
    assert_eq!(cut_off.role_assignments.len(), 8_999);
    assert_eq!(cut_off.diagnostics.len(), 1);
    assert_eq!(cut_off.diagnostics[0].code, "malformed-json");
}
