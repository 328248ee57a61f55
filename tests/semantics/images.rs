//! Catalogue images under attack: nothing that is no image, or no longer one, is read or panics.

use rolecall::RoleId;
use rolecall::catalog::{Catalog, ImageError, import_catalog};
use rolecall::model::Plane;
use rolecall::pattern::Wildcards;

use crate::support::{tenant, whole_of_azure};

/// The image of the fixtures: small, with every section.
fn small() -> Vec<u8> {
    let read = tenant(&[
        "tests/fixtures/az/role-definitions.json".as_ref(),
        "tests/fixtures/operations/az.json".as_ref(),
    ]);
    let core = Catalog::core(Wildcards::Azure);
    import_catalog(&read, &core, "2026-08-22").unwrap()
}

fn open(bytes: Vec<u8>) -> Result<Catalog, ImageError> {
    Catalog::open(bytes, "test", Wildcards::Azure)
}

/// Writes the checksum that the bytes need, so that they get past it.
fn sealed(mut bytes: Vec<u8>) -> Vec<u8> {
    if bytes.len() >= 16 {
        let sum = crc32(&bytes[16..]);
        bytes[12..16].copy_from_slice(&sum.to_le_bytes());
    }
    bytes
}

/// CRC-32 bit by bit.
fn crc32(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(u32::MAX, |sum, byte| {
        (0..8).fold(sum ^ u32::from(*byte), |sum, _| {
            (sum >> 1) ^ (0xedb8_8320 & (sum & 1).wrapping_neg())
        })
    })
}

/// Asks everything of a catalogue that may be nonsense.
fn exercise(catalog: &Catalog) {
    let mut operations = 0;
    catalog.for_each_operation(|_, _, _| operations += 1);
    assert_eq!(operations, catalog.operation_count());
    for role in catalog.roles() {
        let definition = catalog.role(role);
        assert_eq!(&*definition.name, catalog.role_name(role));
        for plane in Plane::BOTH {
            let (free, bound) = catalog.granted_by_condition(role, plane);
            assert!(free.is_disjoint(&bound));
            if let Some(at) = free.iter().next() {
                catalog.role_reaches(role, at, plane);
            }
        }
        if let Some(found) = definition.id.and_then(|id| catalog.find_role_id(id)) {
            catalog.role_name(found);
        }
    }
    catalog.find_role_id(RoleId::from_u128(7));
    let _ = catalog.look_up_role("Machine Keeper");
    catalog.find_operation("Microsoft.Compute/virtualMachines/read");
    catalog.tasks();
    catalog.classes();
    catalog.search_roles("machine read");
}

#[test]
fn an_image_is_as_small_as_was_promised() {
    if let Some(image) = whole_of_azure() {
        assert!(image.len() < 2 << 20, "{} bytes", image.len());
    }
    exercise(&open(small()).unwrap());
}

#[test]
fn every_flipped_byte_is_noticed() {
    let image = small();
    for at in 0..image.len() {
        let mut bytes = image.clone();
        bytes[at] ^= 0x10;
        let error = open(bytes).expect_err("a byte is not as it was");
        match at {
            0..8 => assert_eq!(error, ImageError::Foreign),
            8..12 => assert!(matches!(error, ImageError::Newer { .. }), "{at}: {error}"),
            _ => assert!(matches!(error, ImageError::Damaged(_)), "{at}: {error}"),
        }
    }
}

#[test]
fn foreign_newer_and_short_files_are_refused() {
    for bytes in [&b""[..], b"[]", b"PK\x03\x04", b"rolecal"] {
        assert_eq!(open(bytes.to_vec()).unwrap_err(), ImageError::Foreign);
    }
    let mut newer = small();
    newer[8] = 2;
    let error = open(sealed(newer)).unwrap_err();
    assert_eq!(error, ImageError::Newer { found: 2 });
    assert!(error.to_string().contains("format 2"), "{error}");
    let image = small();
    for length in 8..64 {
        assert!(matches!(
            open(image[..length].to_vec()),
            Err(ImageError::Damaged(_))
        ));
    }
}

#[test]
fn cut_short_with_a_fitting_checksum_it_is_refused_or_read_as_far_as_it_goes() {
    let image = small();
    let step = (image.len() / 400).max(1);
    for length in (0..image.len()).step_by(step) {
        if let Ok(catalog) = open(sealed(image[..length].to_vec())) {
            exercise(&catalog);
        }
    }
}

#[test]
fn altered_with_a_fitting_checksum_it_never_panics() {
    let image = small();
    // Tasks and lists of JSON text are most of a small image and are read by serde: the tables
    // and lists before them are what to alter.
    let mut survived = 0;
    let mut random = 0x9e37_79b9_7f4a_7c15_u64;
    for round in 0..1500 {
        let mut bytes = image.clone();
        for _ in 0..1 + round % 3 {
            random ^= random << 13;
            random ^= random >> 7;
            random ^= random << 17;
            let at = 16 + (random as usize) % (bytes.len().min(6000) - 16);
            bytes[at] = (random >> 40) as u8;
        }
        if let Ok(catalog) = open(sealed(bytes)) {
            survived += 1;
            exercise(&catalog);
        }
    }
    assert!(survived > 100, "{survived}: the checksum must be got past");
}

#[test]
fn the_whole_of_azure_survives_flips_with_a_fitting_checksum() {
    let Some(image) = whole_of_azure() else {
        return;
    };
    for round in 0..24 {
        let mut bytes = image.to_vec();
        let at = 16 + (bytes.len() - 16) / 24 * round;
        bytes[at] ^= 0xff;
        assert!(open(bytes.clone()).is_err());
        if let Ok(catalog) = open(sealed(bytes)) {
            for role in catalog.roles().take(50) {
                catalog.role(role);
                catalog.granted_in_both(role);
            }
            catalog.find_operation("Microsoft.Compute/virtualMachines/read");
        }
    }
}
