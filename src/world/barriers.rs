//! Barriers between a person and a group or an appointment, each with a strength.

use super::demography::labelled;

labelled! {
    /// What can stand in the way.
    Barrier {
        /// No way to get there.
        Transport = "transport",
        /// The price.
        Cost = "cost",
        /// Fear of people, lack of confidence.
        SocialAnxiety = "social anxiety",
        /// The body.
        PhysicalHealth = "physical health",
        /// Somebody to care for.
        CaringDuties = "caring duties",
        /// Language or culture.
        Language = "language or culture",
        /// No access to or skill with digital services.
        Digital = "digital",
    }
}

/// Strength of each barrier from 0 (absent) to 1, in the order of [`Barrier::ALL`].
#[derive(Clone, Copy, Debug, PartialEq, Default)]
pub struct Barriers(pub [f32; Barrier::COUNT]);

impl Barriers {
    /// Strength of one barrier, 0 to 1.
    #[inline]
    pub fn strength(&self, barrier: Barrier) -> f64 {
        f64::from(self.0[barrier.index()])
    }

    /// What stands in the way of a weekly group: the strongest barrier and a third of the others together, with shares
    /// of transport and cost taken away by vouchers and the distance and price of the group as factors (1 is middling).
    #[inline]
    pub fn to_group(&self, transport_left: f64, cost_left: f64, distance: f64, price: f64) -> f64 {
        let strengths = [
            self.strength(Barrier::Transport) * transport_left * distance,
            self.strength(Barrier::Cost) * cost_left * price,
            self.strength(Barrier::SocialAnxiety),
            self.strength(Barrier::PhysicalHealth),
            self.strength(Barrier::CaringDuties),
            self.strength(Barrier::Language),
        ];
        let strongest = strengths.iter().fold(0.0_f64, |most, &s| most.max(s));
        let sum: f64 = strengths.iter().sum();
        strongest + (sum - strongest) / 3.0
    }

    /// The barriers that are present, strongest first.
    pub fn present(&self) -> Vec<(Barrier, f64)> {
        let mut list: Vec<(Barrier, f64)> = Barrier::ALL
            .iter()
            .map(|&barrier| (barrier, self.strength(barrier)))
            .filter(|&(_, strength)| strength > 0.0)
            .collect();
        list.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        list
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn vouchers_lower_only_their_own_barrier() {
        let mut barriers = Barriers::default();
        barriers.0[Barrier::Transport.index()] = 0.8;
        barriers.0[Barrier::SocialAnxiety.index()] = 0.3;
        let before = barriers.to_group(1.0, 1.0, 1.0, 1.0);
        assert!((before - 0.9).abs() < 1e-6);
        assert!(barriers.to_group(0.3, 1.0, 1.0, 1.0) < before);
        assert_eq!(barriers.to_group(1.0, 0.3, 1.0, 1.0), before);
        assert_eq!(barriers.present()[0].0, Barrier::Transport);
    }
}
