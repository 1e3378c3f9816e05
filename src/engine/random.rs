//! Random draws without shared state.
//!
//! A draw is a pure function of (master seed, replication, place, stream, agent, occurrence). The generator is
//! Philox4x64-10 (Salmon, Moraes, Dror and Shaw, "Parallel random numbers: as easy as 1, 2, 3", SC 2011), with
//! the constants of the Random123 library and of `numpy.random.Philox`. One block costs a few nanoseconds and
//! holds four 64-bit words; nothing is stored between draws, so adding an agent, a stream or an observer leaves
//! every other draw as it was.
//!
//! Counter: `[block, occurrence, agent, stream]`. Key: hashed from seed, replication and place, see [`key_for`].

use std::convert::Infallible;

use rand::rand_core::TryRng;

const MULTIPLIER_0: u64 = 0xD2E7_470E_E14C_6C93;
const MULTIPLIER_1: u64 = 0xCA5A_8263_9512_1157;
/// The golden ratio, in 64 bits.
const WEYL_0: u64 = 0x9E37_79B9_7F4A_7C15;
/// The square root of three less one, in 64 bits.
const WEYL_1: u64 = 0xBB67_AE85_84CA_A73B;

/// Ten rounds of Philox4x64: 256 random bits for a 256-bit counter and a 128-bit key.
///
/// Equals `numpy.random.Philox(key=key, counter=counter - 1).random_raw(4)`: NumPy adds one before it draws.
#[inline]
#[must_use]
pub const fn philox4x64_10(counter: [u64; 4], key: [u64; 2]) -> [u64; 4] {
    let [mut c0, mut c1, mut c2, mut c3] = counter;
    let [mut k0, mut k1] = key;
    let mut round = 0;
    while round < 10 {
        let p0 = MULTIPLIER_0 as u128 * c0 as u128;
        let p1 = MULTIPLIER_1 as u128 * c2 as u128;
        (c0, c1, c2, c3) = (
            (p1 >> 64) as u64 ^ c1 ^ k0,
            p1 as u64,
            (p0 >> 64) as u64 ^ c3 ^ k1,
            p0 as u64,
        );
        k0 = k0.wrapping_add(WEYL_0);
        k1 = k1.wrapping_add(WEYL_1);
        round += 1;
    }
    [c0, c1, c2, c3]
}

/// Fowler-Noll-Vo hash 1a, 64 bits.
const fn fnv1a_64(bytes: &[u8]) -> u64 {
    let mut hash = 0xCBF2_9CE4_8422_2325;
    let mut i = 0;
    while i < bytes.len() {
        hash = (hash ^ bytes[i] as u64).wrapping_mul(0x0000_0100_0000_01B3);
        i += 1;
    }
    hash
}

/// Second key word of the derivation: the letters "spsimkey".
const DERIVATION_KEY: u64 = u64::from_be_bytes(*b"spsimkey");
/// Fourth counter word of the derivation: the letters "streams1". A change of layout gets another number.
const DERIVATION_TAG: u64 = u64::from_be_bytes(*b"streams1");

/// The generator's key for one replication of one place: the first two words of
/// `philox4x64_10([FNV-1a-64(place), replication, 0, "streams1"], [master_seed, "spsimkey"])`.
///
/// Hashed, so that neighbouring seeds or replications share nothing.
#[must_use]
pub const fn key_for(master_seed: u64, replication: u64, place: &str) -> [u64; 2] {
    let counter = [fnv1a_64(place.as_bytes()), replication, 0, DERIVATION_TAG];
    let [k0, k1, _, _] = philox4x64_10(counter, [master_seed, DERIVATION_KEY]);
    [k0, k1]
}

/// What a draw is for. Implemented by an enum of the model whose numbers are explicit and never re-used.
pub trait StreamId: Copy {
    /// The number of the stream in the counter.
    fn number(self) -> u32;
}

/// All draws of one replication of one place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Streams {
    key: [u64; 2],
}

impl Streams {
    /// The draws of one replication of one place, see [`key_for`].
    #[must_use]
    pub const fn new(master_seed: u64, replication: u64, place: &str) -> Self {
        Self {
            key: key_for(master_seed, replication, place),
        }
    }

    /// The key of the generator.
    #[must_use]
    pub const fn key(self) -> [u64; 2] {
        self.key
    }

    /// The four words that belong to this occurrence of this stream of this agent.
    #[inline]
    #[must_use]
    pub fn block(self, stream: impl StreamId, agent: u32, occurrence: u32) -> Block {
        self.block_at(0, stream.number(), agent, occurrence)
    }

    /// The first uniform of the block, in the open interval (0, 1).
    #[inline]
    #[must_use]
    pub fn uniform(self, stream: impl StreamId, agent: u32, occurrence: u32) -> f64 {
        self.block(stream, agent, occurrence).uniform(0)
    }

    /// An endless supply of words for samplers that reject. Its first four words are those of [`Streams::block`]
    /// with the same arguments: use one or the other.
    #[inline]
    #[must_use]
    pub fn generator(self, stream: impl StreamId, agent: u32, occurrence: u32) -> StreamGenerator {
        StreamGenerator {
            streams: self,
            stream: stream.number(),
            agent,
            occurrence,
            words_used: 0,
            block: Block([0; 4]),
        }
    }

    #[inline]
    fn block_at(self, block: u64, stream: u32, agent: u32, occurrence: u32) -> Block {
        Block(philox4x64_10(
            [
                block,
                u64::from(occurrence),
                u64::from(agent),
                u64::from(stream),
            ],
            self.key,
        ))
    }
}

/// Four independent 64-bit words. An index above 3 is a mistake of the program and panics.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Block(pub [u64; 4]);

impl Block {
    /// Word `i` as a number in the open interval (0, 1): the middle of one of 2^52 equal cells.
    ///
    /// Not 2^53 cells: the middle of the last one would round to 1. With 2^52 both `u` and `1 - u` are exact.
    #[inline]
    #[must_use]
    pub fn uniform(self, i: usize) -> f64 {
        open_unit(self.0[i])
    }

    /// Half word `i` (0 to 7; even ones are the lower halves) as a number in (0, 1): the middle of one of 2^32 cells.
    /// For when eight coarse uniforms serve better than four fine ones.
    #[inline]
    #[must_use]
    pub fn half_uniform(self, i: usize) -> f64 {
        const CELL: f64 = 1.0 / (1_u64 << 32) as f64;
        let half = (self.0[i / 2] >> (32 * (i % 2))) as u32;
        (f64::from(half) + 0.5) * CELL
    }

    /// Word `i` as an integer in `0..n`, by multiply and shift (bias below n / 2^64). 0 when `n` is 0.
    #[inline]
    #[must_use]
    pub fn below(self, i: usize, n: u32) -> u32 {
        ((u128::from(self.0[i]) * u128::from(n)) >> 64) as u32
    }
}

/// A 64-bit word as a number in the open interval (0, 1), see [`Block::uniform`].
#[inline]
#[must_use]
pub fn open_unit(word: u64) -> f64 {
    const CELL: f64 = 1.0 / (1_u64 << 52) as f64;
    ((word >> 12) as f64 + 0.5) * CELL
}

/// The words of one (stream, agent, occurrence), block after block. Implements the generator traits of `rand`.
#[derive(Debug, Clone)]
pub struct StreamGenerator {
    streams: Streams,
    stream: u32,
    agent: u32,
    occurrence: u32,
    words_used: u64,
    block: Block,
}

impl StreamGenerator {
    /// The next 64-bit word.
    #[inline]
    pub fn word(&mut self) -> u64 {
        let i = self.words_used % 4;
        if i == 0 {
            self.block = self.streams.block_at(
                self.words_used / 4,
                self.stream,
                self.agent,
                self.occurrence,
            );
        }
        self.words_used += 1;
        self.block.0[i as usize]
    }

    /// The next whole block; words left over in the present one are passed over.
    #[inline]
    pub fn block(&mut self) -> Block {
        let number = self.words_used.div_ceil(4);
        self.words_used = 4 * (number + 1);
        self.streams
            .block_at(number, self.stream, self.agent, self.occurrence)
    }

    /// The next uniform, in the open interval (0, 1).
    #[inline]
    pub fn uniform(&mut self) -> f64 {
        open_unit(self.word())
    }
}

impl TryRng for StreamGenerator {
    type Error = Infallible;

    #[inline]
    fn try_next_u32(&mut self) -> Result<u32, Infallible> {
        // The upper half, as the best-known generators do; a whole word is spent.
        Ok((self.word() >> 32) as u32)
    }

    #[inline]
    fn try_next_u64(&mut self) -> Result<u64, Infallible> {
        Ok(self.word())
    }

    fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> Result<(), Infallible> {
        for chunk in bytes.chunks_mut(8) {
            chunk.copy_from_slice(&self.word().to_le_bytes()[..chunk.len()]);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand::RngExt as _;
    use rand_distr::Distribution as _;

    #[derive(Clone, Copy)]
    struct Plain(u32);
    impl StreamId for Plain {
        fn number(self) -> u32 {
            self.0
        }
    }

    /// `kat_vectors` of Random123 and the NumPy relation, both checked against NumPy 2.4.
    #[test]
    fn philox_gives_the_published_answers() {
        assert_eq!(
            philox4x64_10([0; 4], [0; 2]),
            [
                0x16554d9eca36314c,
                0xdb20fe9d672d0fdc,
                0xd7e772cee186176b,
                0x7e68b68aec7ba23b
            ]
        );
        assert_eq!(
            philox4x64_10([u64::MAX; 4], [u64::MAX; 2]),
            [
                0x87b092c3013fe90b,
                0x438c3c67be8d0224,
                0x9cc7d7c69cd777b6,
                0xa09caebf594f0ba0
            ]
        );
        assert_eq!(
            philox4x64_10(
                [
                    0x243f6a8885a308d3,
                    0x13198a2e03707344,
                    0xa4093822299f31d0,
                    0x082efa98ec4e6c89
                ],
                [0x452821e638d01377, 0xbe5466cf34e90c6c]
            ),
            [
                0xa528f45403e61d95,
                0x38c72dbd566e9788,
                0xa5a1610e72fd18b5,
                0x57bd43b5e52b7fe6
            ]
        );
        // numpy.random.Philox(counter=[4, 0, 3, 7], key=[42, 9]).random_raw(4)
        assert_eq!(
            philox4x64_10([5, 0, 3, 7], [42, 9]),
            [
                0x62cc56c055db123c,
                0x32225f5742dec02f,
                0x6d9356617a696717,
                0x8b43174351fdb144
            ]
        );
    }

    #[test]
    fn a_million_keys_are_all_different() {
        let mut first_words = Vec::with_capacity(1_000_000);
        for master_seed in 0..10 {
            for replication in 0..10_000 {
                for place in [
                    "", "a", "b", "north", "north-1", "north-2", "n", "Nord", "10", "01",
                ] {
                    first_words.push(key_for(master_seed, replication, place)[0]);
                }
            }
        }
        first_words.sort_unstable();
        first_words.dedup();
        assert_eq!(first_words.len(), 1_000_000);
    }

    #[test]
    fn the_layout_of_counter_and_key_is_fixed() {
        let streams = Streams::new(1, 2, "here");
        assert_eq!(
            streams.block(Plain(7), 3, 5).0,
            philox4x64_10([0, 5, 3, 7], streams.key())
        );
        // FNV-1a of the empty string and of "a" are published.
        assert_eq!(fnv1a_64(b""), 0xcbf29ce484222325);
        assert_eq!(fnv1a_64(b"a"), 0xaf63dc4c8601ec8c);
    }

    #[test]
    fn uniforms_stay_inside_the_open_interval_and_are_exact() {
        assert_eq!(open_unit(0), 1.0 / (1_u64 << 53) as f64);
        assert!(open_unit(u64::MAX) < 1.0);
        assert_eq!(1.0 - open_unit(u64::MAX), open_unit(0));
        let block = Block([0xFFFF_FFFF_0000_0000, 0, 0, 1 << 32]);
        assert_eq!(block.half_uniform(0), 0.5 / 4_294_967_296.0);
        assert_eq!(block.half_uniform(1), 1.0 - block.half_uniform(0));
        assert_eq!(block.half_uniform(7), 1.5 / 4_294_967_296.0);
    }

    #[test]
    fn uniforms_and_integers_are_evenly_spread() {
        let streams = Streams::new(11, 0, "spread");
        let mut counts = [[0_u32; 10]; 16];
        for agent in 0..100_000 {
            let block = streams.block(Plain(1), agent, 0);
            for i in 0..4 {
                counts[i][(block.uniform(i) * 10.0) as usize] += 1;
                counts[4 + i][block.below(i, 10) as usize] += 1;
            }
            for i in 0..8 {
                counts[8 + i][(block.half_uniform(i) * 10.0) as usize] += 1;
            }
        }
        for row in counts {
            let chi_squared: f64 = row
                .iter()
                .map(|&n| f64::from(n) - 10_000.0)
                .map(|excess| excess * excess / 10_000.0)
                .sum();
            assert!(
                chi_squared < 33.7,
                "nine degrees of freedom, p = 0.0001: {chi_squared}"
            );
        }
    }

    #[test]
    fn a_generator_walks_through_successive_blocks() {
        let streams = Streams::new(5, 6, "walk");
        let mut generator = streams.generator(Plain(2), 9, 4);
        let words: Vec<u64> = (0..8).map(|_| generator.word()).collect();
        assert_eq!(words[..4], streams.block(Plain(2), 9, 4).0);
        assert_eq!(words[4..], philox4x64_10([1, 4, 9, 2], streams.key()));
        let mut bytes = [0; 12];
        rand::Rng::fill_bytes(&mut streams.generator(Plain(2), 9, 4), &mut bytes);
        assert_eq!(bytes[..8], words[0].to_le_bytes());
        assert_eq!(bytes[8..], words[1].to_le_bytes()[..4]);
    }

    #[test]
    fn whole_blocks_and_words_are_the_same_supply() {
        let streams = Streams::new(3, 1, "x");
        let mut words = streams.generator(Plain(7), 5, 2);
        let mut blocks = words.clone();
        let eight: Vec<u64> = (0..8).map(|_| words.word()).collect();
        assert_eq!(blocks.block().0, eight[..4]);
        assert_eq!(blocks.word(), eight[4]);
        // The rest of a block begun is passed over.
        assert_eq!(blocks.block().0[0], words.word());
    }

    #[test]
    fn the_crates_of_rand_accept_the_generator() {
        let mut generator = Streams::new(5, 6, "rand").generator(Plain(2), 9, 4);
        let integer: u32 = generator.random_range(0..6);
        assert!(integer < 6);
        let draw: Vec<f64> = rand_distr::Exp1
            .sample_iter(&mut generator)
            .take(10_000)
            .collect();
        let mean = draw.iter().sum::<f64>() / 10_000.0;
        assert!((mean - 1.0).abs() < 0.04, "{mean}");
    }
}
