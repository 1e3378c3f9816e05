//! One server, first come, first served, in continuous time.
//!
//! Because nobody overtakes and nobody leaves the queue, start and end of a job are known when it is asked for:
//! no queue has to be kept, only the time at which the server will be free.

/// Time is in ticks of any length; the caller decides.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Server {
    free_at: u64,
}

impl Server {
    /// A server that is free from time 0 on.
    #[must_use]
    pub const fn new() -> Self {
        Self { free_at: 0 }
    }

    /// Puts a job that is asked for at `now` behind all earlier ones. Returns when it starts and ends.
    ///
    /// Calls must come in order of `now`.
    #[inline]
    pub fn book(&mut self, now: u64, duration: u64) -> (u64, u64) {
        let start = self.free_at.max(now);
        self.free_at = start + duration;
        (start, self.free_at)
    }

    /// When the last job booked so far ends.
    #[must_use]
    pub const fn free_at(&self) -> u64 {
        self.free_at
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn jobs_wait_for_those_before_them() {
        let mut server = Server::new();
        assert_eq!(server.book(10, 5), (10, 15));
        assert_eq!(server.book(12, 5), (15, 20));
        assert_eq!(server.book(20, 1), (20, 21));
        assert_eq!(server.book(30, 2), (30, 32));
        assert_eq!(server.free_at(), 32);
    }
}
