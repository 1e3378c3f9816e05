//! The five stages of the journey (Payne, Walton and Burton 2020): always in this order, entered at 1 or at 2.

/// Day on which a stage was not reached.
pub const NEVER: u16 = u16::MAX;

/// Where a person stands on the journey.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Journey {
    /// Present stage: 0 before any help, then 1 to 5.
    pub current: u8,
    /// Highest stage ever reached.
    pub highest: u8,
    /// Stage at which the person entered: 1 or 2; 0 before.
    pub entered_at: u8,
    /// Day on which each stage 1 to 5 was first reached, [`NEVER`] if it was not.
    pub first_reached: [u16; 5],
}

impl Default for Journey {
    fn default() -> Self {
        Self {
            current: 0,
            highest: 0,
            entered_at: 0,
            first_reached: [NEVER; 5],
        }
    }
}

impl Journey {
    /// Moves to `stage` on a day if that is the next step: from 0 to 1 or 2, from then on one at a time, and after a
    /// setback again step by step. Returns whether the stage was reached for the first time.
    pub fn reach(&mut self, stage: u8, day: u32) -> bool {
        let entry = self.current == 0 && (stage == 1 || stage == 2);
        if !entry && stage != self.current + 1 {
            return false;
        }
        if self.entered_at == 0 {
            self.entered_at = stage;
        }
        self.current = stage;
        if stage > self.highest {
            self.highest = stage;
            let first = &mut self.first_reached[usize::from(stage) - 1];
            *first = u16::try_from(day).unwrap_or(NEVER - 1);
            return true;
        }
        false
    }

    /// A setback takes the present stage down by one, never below 2 and never the highest stage.
    pub fn fall_back(&mut self) -> bool {
        let falls = self.current >= 3;
        if falls {
            self.current -= 1;
        }
        falls
    }

    /// Whether the person is at stage 4 or 5 now: further on, in the words of the founding study.
    #[inline]
    pub fn is_far_along(&self) -> bool {
        self.current >= 4
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_stage_is_skipped_after_entry() {
        let mut journey = Journey::default();
        assert!(!journey.reach(3, 1));
        assert!(journey.reach(1, 2));
        assert!(!journey.reach(3, 3));
        assert!(journey.reach(2, 4));
        assert!(journey.reach(3, 5));
        assert_eq!(journey.first_reached, [2, 4, 5, NEVER, NEVER]);
        assert_eq!(journey.entered_at, 1);
    }

    #[test]
    fn entry_at_two_leaves_stage_one_unreached_and_a_setback_keeps_the_highest() {
        let mut journey = Journey::default();
        assert!(journey.reach(2, 7));
        assert!(!journey.fall_back());
        assert!(journey.reach(3, 8));
        assert!(journey.fall_back());
        assert_eq!((journey.current, journey.highest), (2, 3));
        assert!(!journey.reach(3, 9), "not for the first time");
        assert_eq!(journey.current, 3);
        assert_eq!(journey.first_reached[0], NEVER);
    }
}
