//! Looking for a text in a column.

use std::ops::Range;

use arrow_array::StringArray;
use memchr::{memchr_iter, memmem::Finder};

/// Marks the rows, out of some, whose text has what is looked for in it. The texts lie end to end, so
/// they are searched as one; what is found across an end does not count. Where many have it, that
/// stops at each, so they are looked at one by one, without those that are marked already.
pub fn mark(texts: &StringArray, finder: &Finder, rows: Range<usize>, words: &mut [u64]) {
    let (part, ends) = (finder.needle(), &texts.value_offsets()[1..]);
    let begin = |row: usize| texts.value_offsets()[row] as usize;
    let bytes = &texts.value_data()[..begin(rows.end)];
    let (mut at, mut row, mut found) = (begin(rows.start), rows.start, 0);
    while found < MANY || found * FEW < row - rows.start {
        let Some(next) = finder.find(&bytes[at..]) else { return };
        at += next;
        row = holding(ends, row, at);
        if at + part.len() > ends[row] as usize {
            at += 1;
            continue;
        }
        words[(row - rows.start) / 64] |= 1 << ((row - rows.start) % 64);
        found += 1;
        at = ends[row] as usize;
    }
    for row in row..rows.end {
        let (word, bit) = ((row - rows.start) / 64, (row - rows.start) % 64);
        if words[word] >> bit & 1 == 0 && has(&bytes[begin(row)..begin(row + 1)], part) {
            words[word] |= 1 << bit;
        }
    }
}

/// After so many rows that have it, one in how many is not few.
const MANY: usize = 64;
const FEW: usize = 2;

/// Whether a short text has another in it.
fn has(text: &[u8], part: &[u8]) -> bool {
    memchr_iter(part[0], text).any(|at| text[at..].starts_with(part))
}

/// The row, from one on, that holds a byte. It is likely near, so the steps begin small.
fn holding(ends: &[i32], from: usize, at: usize) -> usize {
    let before = |end: &i32| *end as usize <= at;
    let (mut from, mut step) = (from, 1);
    while ends.get(from + step).is_some_and(before) {
        from += step;
        step *= 2;
    }
    from + ends[from..ends.len().min(from + step + 1)].partition_point(before)
}

#[cfg(test)]
mod tests {
    use proptest::{collection::vec, prelude::*};

    use super::*;

    proptest! {
        #[test]
        fn rows_are_marked_that_have_the_text(
            texts in vec("[ab]{0,4}|a|é", 0..400),
            part in "[ab]{1,3}|é",
            (from, count) in (0..200usize, 0..400usize),
        ) {
            let rows = from.min(texts.len())..(from + count).min(texts.len());
            let mut words = vec![0; rows.len().div_ceil(64)];
            mark(&StringArray::from(texts.clone()), &Finder::new(&part), rows.clone(), &mut words);
            for (at, row) in rows.enumerate() {
                prop_assert_eq!(words[at / 64] >> (at % 64) & 1 == 1, texts[row].contains(&part));
            }
        }
    }
}
