//! Looking for a text in a column.

use std::ops::Range;

use arrow_array::StringArray;
use memchr::memmem::Finder;

/// Marks the rows, out of some, whose text has what is looked for in it. The texts lie end to end, so
/// they are searched as one; what is found across an end does not count.
pub fn mark(texts: &StringArray, finder: &Finder, rows: Range<usize>, words: &mut [u64]) {
    let ends = &texts.value_offsets()[1..];
    let begin = |row: usize| texts.value_offsets()[row] as usize;
    let bytes = &texts.value_data()[..begin(rows.end)];
    let (mut at, mut row) = (begin(rows.start), rows.start);
    while let Some(found) = finder.find(&bytes[at..]) {
        at += found;
        row = holding(ends, row, at);
        if at + finder.needle().len() > ends[row] as usize {
            at += 1;
            continue;
        }
        words[(row - rows.start) / 64] |= 1 << ((row - rows.start) % 64);
        at = ends[row] as usize;
    }
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
