//! Who people are in the terms in which results are reported: age, sex, deprivation, main need.

/// Declares a small enum with a label for each value.
macro_rules! labelled {
    ($(#[doc = $doc:literal])+ $name:ident { $($(#[doc = $vdoc:literal])+ $variant:ident = $label:literal,)+ }) => {
        $(#[doc = $doc])+
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        #[repr(u8)]
        pub enum $name { $($(#[doc = $vdoc])+ $variant,)+ }

        impl $name {
            /// All values in order.
            pub const ALL: &'static [$name] = &[$($name::$variant,)+];
            /// How many there are.
            pub const COUNT: usize = Self::ALL.len();
            /// The words used in tables and stories.
            pub fn label(self) -> &'static str {
                match self { $($name::$variant => $label,)+ }
            }
            /// Position in [`Self::ALL`].
            #[inline]
            pub fn index(self) -> usize { self as usize }
        }
    };
}
pub(crate) use labelled;

labelled! {
    /// Age band of an adult.
    AgeBand {
        /// 18 to 29.
        From18To29 = "18-29",
        /// 30 to 44.
        From30To44 = "30-44",
        /// 45 to 64.
        From45To64 = "45-64",
        /// 65 to 74.
        From65To74 = "65-74",
        /// 75 and over.
        From75 = "75+",
    }
}

labelled! {
    /// Sex as registered.
    Sex {
        /// Women.
        Female = "female",
        /// Men.
        Male = "male",
    }
}

labelled! {
    /// The need that brings a person.
    MainNeed {
        /// Loneliness and isolation.
        Loneliness = "loneliness",
        /// Low mood and anxiety.
        LowMood = "low mood",
        /// Money, housing and benefits.
        MoneyHousing = "money and housing",
        /// Inactivity and lifestyle.
        Inactivity = "inactivity",
        /// A long-term condition.
        LongTermCondition = "long-term condition",
        /// Bereavement.
        Bereavement = "bereavement",
        /// A caring role.
        Caring = "caring role",
        /// Purposeful occupation.
        Occupation = "occupation",
    }
}

/// Quintile of the Index of Multiple Deprivation: 1 is the most deprived fifth of areas, 5 the least.
pub type ImdQuintile = u8;

/// Number of subgroups: everybody, five quintiles, five ages, two sexes, eight needs.
pub const SUBGROUPS: usize = 1 + 5 + AgeBand::COUNT + Sex::COUNT + MainNeed::COUNT;
/// Index of the subgroup "everybody".
pub const ALL: usize = 0;
/// Where the subgroups of ages, sexes and main needs begin.
const AGE: usize = 6;
const SEX: usize = AGE + AgeBand::COUNT;
const NEED: usize = SEX + Sex::COUNT;

/// Index of the subgroup of one quintile (1 to 5).
#[inline]
pub fn imd_subgroup(imd: ImdQuintile) -> usize {
    usize::from(imd)
}

/// Index of the subgroup of one sex.
#[inline]
pub fn sex_subgroup(sex: Sex) -> usize {
    SEX + sex.index()
}

/// The five subgroups that a person belongs to: everybody, quintile, age, sex, main need.
#[inline]
pub fn subgroups_of(imd: ImdQuintile, age: AgeBand, sex: Sex, need: MainNeed) -> [usize; 5] {
    [
        ALL,
        usize::from(imd),
        AGE + age.index(),
        SEX + sex.index(),
        NEED + need.index(),
    ]
}

/// Name of a subgroup as written in tables, such as `imd=1` or `need=loneliness`.
pub fn subgroup_label(index: usize) -> String {
    match index {
        ALL => "all".to_owned(),
        1..=5 => format!("imd={index}"),
        6..=10 => format!("age={}", AgeBand::ALL[index - 6].label()),
        11..=12 => format!("sex={}", Sex::ALL[index - 11].label()),
        _ => format!("need={}", MainNeed::ALL[index - 13].label()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn each_person_is_in_five_different_subgroups_and_labels_are_unique() {
        let labels: BTreeSet<String> = (0..SUBGROUPS).map(subgroup_label).collect();
        assert_eq!(labels.len(), SUBGROUPS);
        for &need in MainNeed::ALL {
            let groups = subgroups_of(5, AgeBand::From75, Sex::Male, need);
            assert_eq!(BTreeSet::from(groups).len(), 5);
            assert_eq!(subgroup_label(groups[1]), "imd=5");
            assert_eq!(subgroup_label(groups[2]), "age=75+");
            assert_eq!(subgroup_label(groups[3]), "sex=male");
            assert_eq!(subgroup_label(groups[4]), format!("need={}", need.label()));
        }
    }
}
