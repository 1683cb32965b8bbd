//! The real folders -> no complaint: every example and every case of the repository, in every region.

use crate::given::folders;
use schakel::prove::proven;
use std::fs;
use std::path::Path;

#[test]
fn every_region_of_the_repository_proves_itself() {
    let regions = Path::new(env!("CARGO_MANIFEST_DIR")).join("deploy/regions");
    let mut names: Vec<String> = fs::read_dir(regions)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    assert!(names.iter().any(|name| name == "ijssel-vecht"), "{names:?}");
    for name in names {
        let wrong: Vec<String> = proven(&folders(&name))
            .err()
            .into_iter()
            .flatten()
            .map(|complaint| complaint.to_string())
            .collect();
        assert!(wrong.is_empty(), "{name}:\n{}", wrong.join("\n"));
    }
}
