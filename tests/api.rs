//! The public surface of the library, as a snapshot: every name that `src/lib.rs` and its public modules
//! give away, with its signatures. Who changes it sees it in the difference of the snapshot.
//!
//! Read from the source with `syn`, following `pub use`. What a derive or another macro makes is
//! seen as its attribute only.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use syn::{
    Attribute, Fields, FnArg, ImplItem, Item, ItemImpl, ItemMod, Signature, TraitItem, Type,
    UseTree, Visibility,
};

/// A module with what it holds.
struct Module {
    items: Vec<Item>,
    below: BTreeMap<String, Module>,
}

impl Module {
    /// The module in a file; those below it have their own.
    fn read(file: &Path, folder: &Path) -> Self {
        let text = std::fs::read_to_string(file).unwrap();
        let items = syn::parse_file(&text).unwrap().items;
        let items: Vec<Item> = items
            .into_iter()
            .filter(|item| !only_in_tests(item))
            .collect();
        let mut below = BTreeMap::new();
        for item in &items {
            let Item::Mod(ItemMod { ident, content, .. }) = item else {
                continue;
            };
            let name = ident.to_string();
            if let Some((_, items)) = content {
                let (items, below_it) = (items.clone(), BTreeMap::new());
                below.insert(
                    name,
                    Self {
                        items,
                        below: below_it,
                    },
                );
                continue;
            }
            let inner = folder.join(&name);
            let flat = folder.join(format!("{name}.rs"));
            let file: PathBuf = if flat.is_file() {
                flat
            } else {
                inner.join("mod.rs")
            };
            below.insert(name, Self::read(&file, &inner));
        }
        Self { items, below }
    }

    /// The names that a module gives away, with the item behind each and the way to it.
    fn gives(&self, at: &[String], root: &Module) -> BTreeMap<String, (Vec<String>, Item)> {
        let mut given = BTreeMap::new();
        for item in self.items.iter().filter(|item| !is_hidden(item)) {
            match item {
                Item::Use(used) if is_public(&used.vis) => {
                    self.follow(&used.tree, &mut at.to_vec(), root, &mut given);
                }
                item => {
                    if let Some(name) = public_name(item) {
                        given.insert(name, (at.to_vec(), item.clone()));
                    }
                }
            }
        }
        given
    }

    /// What a `pub use` gives, read from the module at `at`.
    fn follow(
        &self,
        tree: &UseTree,
        at: &mut Vec<String>,
        root: &Module,
        given: &mut BTreeMap<String, (Vec<String>, Item)>,
    ) {
        match tree {
            UseTree::Path(path) => {
                let name = path.ident.to_string();
                let before = at.clone();
                match name.as_str() {
                    "crate" => at.clear(),
                    "self" => {}
                    "super" => drop(at.pop()),
                    _ => at.push(name),
                }
                self.follow(&path.tree, at, root, given);
                *at = before;
            }
            UseTree::Group(group) => {
                for tree in &group.items {
                    self.follow(tree, at, root, given);
                }
            }
            UseTree::Glob(_) => given.extend(root.at(at).gives(at, root)),
            UseTree::Name(named) => {
                let name = named.ident.to_string();
                given.insert(name.clone(), root.find(at, &name));
            }
            UseTree::Rename(renamed) => {
                let found = root.find(at, &renamed.ident.to_string());
                given.insert(renamed.rename.to_string(), found);
            }
        }
    }

    fn at(&self, path: &[String]) -> &Self {
        path.iter().fold(self, |module, name| {
            module
                .below
                .get(name)
                .unwrap_or_else(|| panic!("no module {path:?}"))
        })
    }

    /// The item behind a name; for one that a macro makes, the call of the macro.
    fn find(&self, path: &[String], name: &str) -> (Vec<String>, Item) {
        let module = self.at(path);
        if let Some(found) = module.gives(path, self).remove(name) {
            return found;
        }
        // A macro of the module either is given the name, or writes it itself.
        let calls = module.items.iter().filter(|item| match item {
            Item::Macro(call) => call.ident.is_none(),
            _ => false,
        });
        let calls: Vec<&Item> = calls.collect();
        let given = |item: &&&Item| match item {
            Item::Macro(call) => {
                let mut words = call.mac.tokens.clone().into_iter();
                words.any(|token| token.to_string() == name)
            }
            _ => false,
        };
        let call = calls.iter().find(given).or(calls.first());
        let call = call.unwrap_or_else(|| panic!("no {name} in {path:?}"));
        (path.to_vec(), (*call).clone())
    }

    /// Every implementation in the module and below.
    fn impls(&self) -> Vec<&ItemImpl> {
        let own = self.items.iter().filter_map(|item| match item {
            Item::Impl(block) => Some(block),
            _ => None,
        });
        own.chain(self.below.values().flat_map(Self::impls))
            .collect()
    }
}

fn only_in_tests(item: &Item) -> bool {
    let Item::Mod(module) = item else {
        return false;
    };
    module.attrs.iter().any(|attr| {
        attr.path().is_ident("cfg")
            && attr
                .parse_args::<syn::Path>()
                .is_ok_and(|cfg| cfg.is_ident("test"))
    })
}

/// What is public for the project's own tests alone, and no promise to anyone.
fn is_hidden(item: &Item) -> bool {
    let attributes = match item {
        Item::Use(item) => &item.attrs,
        Item::Struct(item) => &item.attrs,
        Item::Enum(item) => &item.attrs,
        Item::Fn(item) => &item.attrs,
        Item::Const(item) => &item.attrs,
        _ => return false,
    };
    let hides = |attr: &Attribute| {
        attr.path().is_ident("doc")
            && attr
                .parse_args::<syn::Path>()
                .is_ok_and(|doc| doc.is_ident("hidden"))
    };
    attributes.iter().any(hides)
}

fn is_public(visibility: &Visibility) -> bool {
    matches!(visibility, Visibility::Public(_))
}

fn public_name(item: &Item) -> Option<String> {
    let (visibility, name) = match item {
        Item::Struct(item) => (&item.vis, &item.ident),
        Item::Enum(item) => (&item.vis, &item.ident),
        Item::Fn(item) => (&item.vis, &item.sig.ident),
        Item::Trait(item) => (&item.vis, &item.ident),
        Item::Const(item) => (&item.vis, &item.ident),
        Item::Static(item) => (&item.vis, &item.ident),
        Item::Type(item) => (&item.vis, &item.ident),
        _ => return None,
    };
    is_public(visibility).then(|| name.to_string())
}

/// Of attributes those that callers feel.
fn felt(attributes: &mut Vec<Attribute>) {
    let kept = ["derive", "non_exhaustive", "must_use", "cfg"];
    attributes.retain(|attr| kept.iter().any(|name| attr.path().is_ident(name)));
}

/// Only the shape of a function: patterns of arguments are its own business.
fn shape(signature: &mut Signature) {
    for argument in &mut signature.inputs {
        if let FnArg::Typed(typed) = argument
            && let syn::Pat::Ident(name) = &mut *typed.pat
        {
            name.mutability = None;
        }
    }
}

fn empty() -> syn::Block {
    syn::parse_quote!({})
}

fn public_fields(fields: &mut Fields) {
    if let Fields::Named(named) = fields {
        let all = named.named.len();
        named.named = std::mem::take(&mut named.named)
            .into_iter()
            .filter(|field| is_public(&field.vis))
            .collect();
        if named.named.len() < all {
            named.named.push(syn::parse_quote!(private: ()));
        }
    } else if let Fields::Unnamed(unnamed) = fields
        && unnamed.unnamed.iter().any(|field| !is_public(&field.vis))
    {
        unnamed.unnamed = syn::punctuated::Punctuated::new();
        unnamed.unnamed.push(syn::parse_quote!(()));
    }
    for field in fields {
        felt(&mut field.attrs);
    }
}

/// The item as others see it.
fn seen(mut item: Item) -> Item {
    match &mut item {
        Item::Struct(item) => {
            felt(&mut item.attrs);
            public_fields(&mut item.fields);
        }
        Item::Enum(item) => {
            felt(&mut item.attrs);
            for variant in &mut item.variants {
                felt(&mut variant.attrs);
                for field in &mut variant.fields {
                    felt(&mut field.attrs);
                }
            }
        }
        Item::Fn(item) => {
            felt(&mut item.attrs);
            shape(&mut item.sig);
            *item.block = empty();
        }
        Item::Trait(item) => {
            felt(&mut item.attrs);
            for within in &mut item.items {
                if let TraitItem::Fn(function) = within {
                    felt(&mut function.attrs);
                    function.default = function.default.as_ref().map(|_| empty());
                }
            }
        }
        Item::Const(item) => {
            felt(&mut item.attrs);
            *item.expr = syn::parse_quote!(_);
        }
        Item::Static(item) => {
            felt(&mut item.attrs);
            *item.expr = syn::parse_quote!(_);
        }
        Item::Type(item) => felt(&mut item.attrs),
        Item::Macro(item) => felt(&mut item.attrs),
        _ => {}
    }
    item
}

/// An implementation as others see it; nothing where they see nothing.
fn seen_impl(block: &ItemImpl) -> Option<Item> {
    let mut block = block.clone();
    felt(&mut block.attrs);
    let of_trait = block.trait_.is_some();
    block.items.retain(|item| match item {
        ImplItem::Fn(item) => !of_trait && is_public(&item.vis),
        ImplItem::Const(item) => !of_trait && is_public(&item.vis),
        ImplItem::Type(_) => true,
        _ => false,
    });
    for item in &mut block.items {
        match item {
            ImplItem::Fn(item) => {
                felt(&mut item.attrs);
                shape(&mut item.sig);
                item.block = empty();
            }
            ImplItem::Const(item) => {
                felt(&mut item.attrs);
                item.expr = syn::parse_quote!(_);
            }
            _ => {}
        }
    }
    (of_trait || !block.items.is_empty()).then_some(Item::Impl(block))
}

fn is_about(block: &ItemImpl, name: &str) -> bool {
    let Type::Path(path) = &*block.self_ty else {
        return false;
    };
    path.path
        .segments
        .last()
        .is_some_and(|last| last.ident == name)
}

/// What the crate gives away, by module and name.
fn given(root: &Module) -> BTreeMap<String, (Vec<String>, Item)> {
    let mut given = root.gives(&[], root);
    for item in &root.items {
        let Item::Mod(module) = item else { continue };
        if is_public(&module.vis) {
            let module = module.ident.to_string();
            let names = root.below[&module].gives(std::slice::from_ref(&module), root);
            given.extend(
                names
                    .into_iter()
                    .map(|(name, found)| (format!("{module}::{name}"), found)),
            );
        }
    }
    given
}

/// The surface, one item after the other, by name.
fn surface() -> String {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let root = Module::read(&source.join("lib.rs"), &source);
    let mut text = String::new();
    for (path, (at, item)) in given(&root) {
        let name = path.rsplit("::").next().unwrap_or(&path);
        let own = public_name(&item).unwrap_or_else(|| name.to_owned());
        let mut items = vec![seen(item)];
        let module = at.first().map(|module| &root.below[module]);
        let impls = module.map(Module::impls).unwrap_or_default();
        let about = impls.into_iter().filter(|block| is_about(block, &own));
        let mut impls: Vec<Item> = about.filter_map(seen_impl).collect();
        // Those of a trait come in no order that means anything.
        impls.sort_by_key(|item| {
            let file = syn::File {
                shebang: None,
                attrs: Vec::new(),
                items: vec![item.clone()],
            };
            (
                matches!(item, Item::Impl(block) if block.trait_.is_some()),
                prettyplease::unparse(&file),
            )
        });
        items.extend(impls);
        let file = syn::File {
            shebang: None,
            attrs: Vec::new(),
            items,
        };
        let renamed = if name == own {
            String::new()
        } else {
            format!(", of {own}")
        };
        text.push_str(&format!(
            "// {path}{renamed}\n{}\n",
            prettyplease::unparse(&file)
        ));
    }
    text
}

#[test]
fn the_public_face_fits_on_a_few_screens() {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let root = Module::read(&source.join("lib.rs"), &source);
    let names: Vec<String> = given(&root).into_keys().collect();
    assert!(names.len() <= 150, "{}: {names:#?}", names.len());
}

#[test]
fn the_public_surface() {
    let surface = surface();
    assert!(surface.contains("pub fn decide("), "lib.rs was followed");
    insta::assert_snapshot!(surface);
}
