//! One file a question: from what a user asks to a folder of answers. Nothing here prints.
//!
//! | module | question |
//! | --- | --- |
//! | [`evaluate`] | what would an evaluation have found, beside what was truly caused? |

pub mod evaluate;
