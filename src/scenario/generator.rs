//! Networks made up at random: their sizes, how deprived they are, and how well staffed.
//!
//! The draws belong to the scenario, not to a run: they depend on the generator's own seed alone and come from a hash of
//! (seed, network, purpose) through `libm`, so that every machine makes the same networks.

/// What a set of networks should look like.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Generator {
    pub count: u32,
    pub registered_total: u32,
    pub size_cv: f64,
    pub deprivation_spread: f64,
    pub staffing_cv: f64,
    pub seed: u64,
}

/// One network made up.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Made {
    pub name: String,
    pub registered_patients: u32,
    /// Shares of IMD quintiles 1 to 5; they sum to 1.
    pub imd: [f64; 5],
    pub link_workers_fte: f64,
}

/// What is drawn; the numbers are part of the meaning of a seed and never change.
#[derive(Clone, Copy)]
enum Purpose {
    Size = 1,
    Deprivation = 2,
    Staffing = 3,
}

/// Makes the networks: sizes sum exactly to `registered_total`; the IMD mix of all together is `imd`; link workers of
/// all together are `fte_per_patient` times the total, but for rounding to a hundredth.
pub(super) fn make(generator: &Generator, imd: [f64; 5], fte_per_patient: f64) -> Vec<Made> {
    let count = generator.count as usize;
    let seed = generator.seed;
    let sizes = shares_of(
        generator.registered_total,
        &(0..count)
            .map(|network| log_normal(seed, network, Purpose::Size, generator.size_cv))
            .collect::<Vec<_>>(),
    );
    let mixes = mixes(generator, &sizes, imd);
    let staffing: Vec<f64> = (0..count)
        .map(|network| log_normal(seed, network, Purpose::Staffing, generator.staffing_cv))
        .collect();
    let total: f64 = sizes.iter().map(|&size| f64::from(size)).sum();
    let weighted: f64 = staffing
        .iter()
        .zip(&sizes)
        .map(|(factor, &size)| factor * f64::from(size))
        .sum();
    names(generator.count)
        .enumerate()
        .map(|(network, name)| {
            let size = f64::from(sizes[network]);
            let fte = fte_per_patient * size * staffing[network] * total / weighted;
            Made {
                name,
                registered_patients: sizes[network],
                imd: mixes[network],
                link_workers_fte: (fte * 100.0).round() / 100.0,
            }
        })
        .collect()
}

/// The names of so many networks, in their own order: the numbers have as many digits as the largest, at least four.
pub(super) fn names(count: u32) -> impl Iterator<Item = String> {
    let digits = count.to_string().len().max(4);
    (1..=count).map(move |number| format!("network-{number:0digits$}"))
}

/// Shares out `total` by weight: at least one each, largest remainders first.
fn shares_of(total: u32, weights: &[f64]) -> Vec<u32> {
    let spare = f64::from(total - weights.len() as u32);
    let sum: f64 = weights.iter().sum();
    let exact: Vec<f64> = weights.iter().map(|weight| spare * weight / sum).collect();
    let mut sizes: Vec<u32> = exact.iter().map(|size| 1 + size.floor() as u32).collect();
    let mut order: Vec<usize> = (0..sizes.len()).collect();
    order.sort_by(|&a, &b| {
        exact[b]
            .fract()
            .total_cmp(&exact[a].fract())
            .then(a.cmp(&b))
    });
    let given: u64 = sizes.iter().map(|&size| u64::from(size)).sum();
    let missing = u64::from(total).saturating_sub(given) as usize;
    for &network in order.iter().cycle().take(missing) {
        sizes[network] += 1;
    }
    sizes
}

/// Tilts the base mix towards deprived or well-off quintiles, then brings the mix of all together back to the base.
fn mixes(generator: &Generator, sizes: &[u32], imd: [f64; 5]) -> Vec<[f64; 5]> {
    let sum: f64 = imd.iter().sum();
    let base = imd.map(|weight| weight / sum);
    let mut mixes: Vec<[f64; 5]> = (0..sizes.len())
        .map(|network| {
            let tilt = generator.deprivation_spread
                * normal(generator.seed, network, Purpose::Deprivation);
            let mut quintile = 2.0;
            base.map(|share| {
                let weight = share * libm::exp(tilt * quintile);
                quintile -= 1.0;
                weight
            })
        })
        .map(normalised)
        .collect();
    let total: f64 = sizes.iter().map(|&size| f64::from(size)).sum();
    // Proportional fitting: quintiles to the base mix, networks to one, until both hold.
    for _ in 0..50 {
        let mut mean = [0.0; 5];
        for (mix, &size) in mixes.iter().zip(sizes) {
            for (mean, share) in mean.iter_mut().zip(mix) {
                *mean += share * f64::from(size) / total;
            }
        }
        for mix in &mut mixes {
            for (quintile, share) in mix.iter_mut().enumerate() {
                if mean[quintile] > 0.0 {
                    *share *= base[quintile] / mean[quintile];
                }
            }
            *mix = normalised(*mix);
        }
    }
    mixes
}

fn normalised(mix: [f64; 5]) -> [f64; 5] {
    let sum: f64 = mix.iter().sum();
    mix.map(|share| share / sum)
}

/// Log-normal with mean 1 and this coefficient of variation.
fn log_normal(seed: u64, network: usize, purpose: Purpose, cv: f64) -> f64 {
    let variance = libm::log1p(cv * cv);
    libm::exp(variance.sqrt() * normal(seed, network, purpose) - variance / 2.0)
}

/// Standard normal by the method of Box and Muller.
fn normal(seed: u64, network: usize, purpose: Purpose) -> f64 {
    let first = hash(seed, network, purpose, 0);
    let second = hash(seed, network, purpose, 1);
    (-2.0 * libm::log(uniform(first))).sqrt()
        * libm::cos(2.0 * std::f64::consts::PI * uniform(second))
}

/// Above 0 and up to 1.
fn uniform(bits: u64) -> f64 {
    ((bits >> 11) + 1) as f64 / (1u64 << 53) as f64
}

fn hash(seed: u64, network: usize, purpose: Purpose, draw: u64) -> u64 {
    [network as u64, purpose as u64, draw]
        .into_iter()
        .fold(mixed(seed), |state, word| mixed(state ^ mixed(word)))
}

/// The output function of SplitMix64 (Steele, Lea and Flood 2014).
fn mixed(word: u64) -> u64 {
    let mut z = word.wrapping_add(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn england() -> Generator {
        Generator {
            count: 1_295,
            registered_total: 63_400_000,
            size_cv: 0.3,
            deprivation_spread: 1.0,
            staffing_cv: 0.25,
            seed: 2026,
        }
    }

    #[test]
    fn totals_hold_and_spreads_are_as_asked_for() {
        let networks = make(&england(), [0.2; 5], 2.6 / 50_000.0);
        let total: u32 = networks
            .iter()
            .map(|network| network.registered_patients)
            .sum();
        assert_eq!(total, 63_400_000);
        let mean = f64::from(total) / 1_295.0;
        let variance = networks
            .iter()
            .map(|network| {
                (f64::from(network.registered_patients) - mean)
                    * (f64::from(network.registered_patients) - mean)
            })
            .sum::<f64>()
            / 1_295.0;
        assert!(
            (variance.sqrt() / mean - 0.3).abs() < 0.03,
            "{}",
            variance.sqrt() / mean
        );
        for quintile in 0..5 {
            let people: f64 = networks
                .iter()
                .map(|network| network.imd[quintile] * f64::from(network.registered_patients))
                .sum();
            assert!((people / f64::from(total) - 0.2).abs() < 1e-6);
        }
        let spread = networks
            .iter()
            .filter(|network| network.imd[0] > 0.4)
            .count();
        assert!(
            (100..500).contains(&spread),
            "{spread} networks are very deprived"
        );
        let fte: f64 = networks
            .iter()
            .map(|network| network.link_workers_fte)
            .sum();
        assert!((fte - 63_400_000.0 * 2.6 / 50_000.0).abs() < 1.0, "{fte}");
    }

    #[test]
    fn without_spread_all_networks_are_alike() {
        let generator = Generator {
            size_cv: 0.0,
            deprivation_spread: 0.0,
            staffing_cv: 0.0,
            count: 3,
            registered_total: 10,
            seed: 1,
        };
        let networks = make(&generator, [1.0, 1.0, 1.0, 1.0, 0.0], 0.1);
        let sizes: Vec<u32> = networks
            .iter()
            .map(|network| network.registered_patients)
            .collect();
        assert_eq!(sizes, [4, 3, 3]);
        assert_eq!(networks[0].imd, [0.25, 0.25, 0.25, 0.25, 0.0]);
    }

    #[test]
    fn the_hash_keeps_its_meaning() {
        assert_eq!(mixed(0), 0xe220_a839_7b1d_cdaf);
        let networks = make(&england(), [0.2; 5], 2.6 / 50_000.0);
        assert_ne!(networks[0].imd, networks[1].imd);
        assert_eq!(networks, make(&england(), [0.2; 5], 2.6 / 50_000.0));
    }
}
