//! The programs of `examples/` print what they always did. Each writes to what it is given, so that
//! they run here without being linked once more.

macro_rules! example {
    ($name:ident, $path:literal) => {
        #[path = $path]
        #[allow(
            dead_code,
            unreachable_pub,
            reason = "`main` is for `cargo run --example`"
        )]
        mod $name;

        #[test]
        fn $name() {
            let mut out = Vec::new();
            $name::run(&mut out).unwrap();
            insta::assert_snapshot!(stringify!($name), String::from_utf8(out).unwrap());
        }
    };
}

example!(audit_folder, "../examples/audit_folder.rs");
example!(decide, "../examples/decide.rs");
example!(explain, "../examples/explain.rs");
example!(least_role, "../examples/least_role.rs");
example!(read_condition, "../examples/read_condition.rs");
example!(who_can, "../examples/who_can.rs");
