//! Reproducible randomness.

/// Draws the same number for the same seed, purpose and index, in any order: the world is
/// computed on demand instead of being kept.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Draw(u64);

impl Draw {
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    pub fn number(self, purpose: &str, index: usize) -> u64 {
        let purpose = purpose.bytes().fold(0xcbf2_9ce4_8422_2325, |hash: u64, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
        });
        mix(mix(self.0 ^ purpose).wrapping_add(index as u64))
    }

    /// A number below `bound`.
    pub fn below(self, purpose: &str, index: usize, bound: usize) -> usize {
        (self.number(purpose, index) % bound as u64) as usize
    }

    /// Whether something that happens `permille` times in a thousand happens here.
    pub fn chance(self, purpose: &str, index: usize, permille: usize) -> bool {
        self.below(purpose, index, 1000) < permille
    }

    pub fn pick<'a, T>(self, purpose: &str, index: usize, from: &'a [T]) -> &'a T {
        &from[self.below(purpose, index, from.len())]
    }

    pub fn uuid(self, purpose: &str, index: usize) -> String {
        let (high, low) = (self.number(purpose, index), mix(self.number(purpose, index)));
        format!(
            "{:08x}-{:04x}-4{:03x}-a{:03x}-{:012x}",
            high >> 32,
            (high >> 16) & 0xffff,
            high & 0xfff,
            low >> 52,
            low & 0xffff_ffff_ffff,
        )
    }

    /// `length` letters and digits.
    pub fn letters(self, purpose: &str, length: usize) -> String {
        const LETTERS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
        (0..length).map(|place| char::from(*self.pick(purpose, place, LETTERS))).collect()
    }
}

/// The finalizer of SplitMix64: neighbours in, strangers out.
fn mix(number: u64) -> u64 {
    let number = number.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let number = (number ^ (number >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let number = (number ^ (number >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    number ^ (number >> 31)
}
