//! Which items belong to the same sets: a bit matrix turned round, sixty-four by sixty-four.

use std::collections::HashMap;

/// Items that belong to exactly the same sets.
pub(super) struct Group {
    /// The sets that hold the items, in order.
    pub(super) sets: Vec<u32>,
    /// The items, in order.
    pub(super) items: Vec<u32>,
}

/// Groups the items of `mask` by the sets they are in, in order of their first items; items in no
/// set are left out.
pub(super) fn group_items(sets: &[&[u64]], mask: &[u64]) -> Vec<Group> {
    let width = sets.len().div_ceil(64);
    let mut groups: Vec<Group> = Vec::new();
    let mut known: HashMap<Box<[u64]>, usize> = HashMap::new();
    let mut last: Option<(Box<[u64]>, usize)> = None;
    let mut tile = vec![[0u64; 64]; width];
    for (at, &wanted) in mask.iter().enumerate() {
        if wanted == 0 {
            continue;
        }
        let mut present = 0;
        for (block, sets) in tile.iter_mut().zip(sets.chunks(64)) {
            block.fill(0);
            let mut any = 0;
            for (slot, set) in block.iter_mut().zip(sets) {
                *slot = set.get(at).copied().unwrap_or(0) & wanted;
                any |= *slot;
            }
            present |= any;
            if any != 0 {
                transpose(block);
            }
        }
        while present != 0 {
            let bit = present.trailing_zeros() as usize;
            present &= present - 1;
            let item = (at * 64 + bit) as u32;
            if let Some((signature, group)) = &last
                && signature
                    .iter()
                    .zip(&tile)
                    .all(|(s, block)| *s == block[bit])
            {
                groups[*group].items.push(item);
                continue;
            }
            let signature: Box<[u64]> = tile.iter().map(|block| block[bit]).collect();
            let group = *known.entry(signature.clone()).or_insert_with(|| {
                groups.push(Group {
                    sets: ones(&signature).collect(),
                    items: Vec::new(),
                });
                groups.len() - 1
            });
            groups[group].items.push(item);
            last = Some((signature, group));
        }
    }
    groups
}

/// The positions of the bits that are set.
pub(super) fn ones(words: &[u64]) -> impl Iterator<Item = u32> + '_ {
    words.iter().enumerate().flat_map(|(at, &word)| {
        std::iter::successors((word != 0).then_some(word), |word| {
            let rest = word & (word - 1);
            (rest != 0).then_some(rest)
        })
        .map(move |word| at as u32 * 64 + word.trailing_zeros())
    })
}

/// Turns a 64 by 64 bit matrix round: bit `j` of word `i` becomes bit `i` of word `j`.
fn transpose(block: &mut [u64; 64]) {
    let mut width = 32;
    let mut mask = 0x0000_0000_ffff_ffff_u64;
    while width != 0 {
        let mut at = 0;
        while at < 64 {
            let swap = ((block[at] >> width) ^ block[at + width]) & mask;
            block[at] ^= swap << width;
            block[at + width] ^= swap;
            at = (at + width + 1) & !width;
        }
        width >>= 1;
        mask ^= mask << width;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_matrix_turned_round_has_its_bits_swapped(words in prop::collection::vec(any::<u64>(), 64)) {
            let mut block: [u64; 64] = words.clone().try_into().unwrap();
            transpose(&mut block);
            for (i, word) in words.iter().enumerate() {
                for (j, turned) in block.iter().enumerate() {
                    prop_assert_eq!(word >> j & 1, turned >> i & 1);
                }
            }
        }

        #[test]
        fn groups_hold_the_items_of_the_same_sets(
            sets in prop::collection::vec(prop::collection::vec(0u64..256, 2), 0..70),
            mask in prop::collection::vec(any::<u64>(), 2),
        ) {
            let views: Vec<&[u64]> = sets.iter().map(Vec::as_slice).collect();
            let mut seen = Vec::new();
            for group in group_items(&views, &mask) {
                for &item in &group.items {
                    let (at, bit) = (item as usize / 64, item % 64);
                    let holders: Vec<u32> = (0..sets.len() as u32)
                        .filter(|&s| sets[s as usize][at] >> bit & 1 == 1)
                        .collect();
                    prop_assert_eq!(&holders, &group.sets);
                    prop_assert!(mask[at] >> bit & 1 == 1);
                    seen.push(item);
                }
            }
            let union: Vec<u64> = (0..2)
                .map(|at| mask[at] & sets.iter().fold(0, |all, set| all | set[at]))
                .collect();
            seen.sort_unstable();
            prop_assert_eq!(seen, ones(&union).collect::<Vec<_>>());
        }
    }
}
