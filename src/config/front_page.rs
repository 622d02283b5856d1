//! The front page as the user weighs it: `[front_page]` of `config.toml`.

use std::collections::BTreeMap;

use serde::{Deserialize, Deserializer};

use crate::model::Weights;

#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct FrontPage {
    #[serde(deserialize_with = "weights")]
    pub weights: Weights,
}

/// A factor in a configuration file.
#[derive(Deserialize)]
#[serde(try_from = "f64")]
struct Factor(f64);

impl TryFrom<f64> for Factor {
    type Error = String;

    fn try_from(factor: f64) -> Result<Factor, String> {
        (0.0..=100.0)
            .contains(&factor)
            .then_some(Factor(factor))
            .ok_or_else(|| format!("{factor} is no weight; 1 is usual, allowed are 0 (never) to 100"))
    }
}

fn weights<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Weights, D::Error> {
    let factors = BTreeMap::<String, Factor>::deserialize(deserializer)?;
    Ok(Weights(factors.into_iter().map(|(name, factor)| (name, factor.0)).collect()))
}
