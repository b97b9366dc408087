//! A set of rows.

/// A set of rows, one bit for each.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rows(pub(super) Vec<u64>);

impl Rows {
    /// The empty set, with room for rows below `end`.
    pub(super) fn none(end: usize) -> Self {
        Self(vec![0; end.div_ceil(64)])
    }

    pub fn contains(&self, row: u32) -> bool {
        self.0[row as usize / 64] >> (row % 64) & 1 == 1
    }

    pub fn set(&mut self, row: u32, on: bool) {
        let bit = 1 << (row % 64);
        match on {
            true => self.0[row as usize / 64] |= bit,
            false => self.0[row as usize / 64] &= !bit,
        }
    }

    pub fn count(&self) -> usize {
        self.0.iter().map(|word| word.count_ones() as usize).sum()
    }

    pub fn count_in(&self, other: &Self) -> usize {
        self.0.iter().zip(&other.0).map(|(word, other)| (word & other).count_ones() as usize).sum()
    }

    pub fn keep(&mut self, other: &Self) {
        self.0.iter_mut().zip(&other.0).for_each(|(word, other)| *word &= other);
    }

    pub fn add(&mut self, other: &Self) {
        self.0.iter_mut().zip(&other.0).for_each(|(word, other)| *word |= other);
    }

    pub fn remove(&mut self, other: &Self) {
        self.0.iter_mut().zip(&other.0).for_each(|(word, other)| *word &= !other);
    }

    /// From the lowest to the highest.
    pub fn iter(&self) -> impl Iterator<Item = u32> {
        ones(&self.0)
    }
}

/// The places of the bits that are set.
pub(super) fn ones(words: &[u64]) -> impl Iterator<Item = u32> {
    words.iter().zip((0..).step_by(64)).flat_map(|(word, first)| {
        let mut left = *word;
        std::iter::from_fn(move || {
            let bit = left.trailing_zeros();
            (left != 0).then(|| {
                left &= left - 1;
                first + bit
            })
        })
    })
}
