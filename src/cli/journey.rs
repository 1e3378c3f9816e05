//! `spsim journey`: the story of one patient, or the stages of a sample, by running the recorded run again with a trace.

use super::{CliError, JourneyArgs, print};
use crate::experiment::{Plan, trace};
use crate::measure::journey::Portrait;
use crate::output::manifest::{Kind, Manifest};
use crate::output::story::{self, counted, network_called};
use crate::pathway::run::Trace;
use crate::study::run::{Plans, served_people};
use crate::study::{recorded, recorded_posterior};
use crate::world::person::{parse_person_id, person_id};

/// People listed to choose from.
const LISTED: usize = 12;

pub fn command(args: &JourneyArgs) -> Result<(), CliError> {
    let manifest = Manifest::read_kind(&args.dir, Kind::Run)?;
    let scenario = recorded(&manifest.scenarios[0])?;
    let runs = u32::try_from(manifest.runs).unwrap_or(u32::MAX);
    if args.run >= runs {
        return Err(CliError::Other(format!(
            "there is no run {}: the folder holds runs 0 to {}",
            args.run,
            runs - 1
        )));
    }
    let posterior = recorded_posterior(&manifest)?;
    let plans = Plans::new(&scenario, posterior.as_ref(), runs, manifest.seed)?;
    let plan = plans.of(args.run);
    if args.stage_table {
        let portraits: Vec<Portrait> = served_people(plan, args.run)
            .into_iter()
            .map(|(_, portrait)| portrait)
            .collect();
        return print(&story::stage_table(
            &portraits,
            scenario.start,
            scenario.days,
            args.sample as usize,
        ));
    }
    let network = network(args, plan)?;
    let Some(id) = &args.patient else {
        return list(args, plan);
    };
    let key = parse_person_id(id).ok_or_else(|| {
        CliError::Other(format!("`{id}` is not a patient: the names are A00012 (in need on the first day) or N00345 (later)"))
    })?;
    let pair = trace(
        plan,
        network,
        args.run,
        &Trace {
            stories: vec![key],
            portraits: true,
            ..Trace::default()
        },
    );
    let book = pair.with_service;
    let events = book
        .recorder
        .map(|recorder| recorder.events)
        .unwrap_or_default();
    if events.is_empty() {
        return Err(CliError::Other(format!(
            "there is no patient {} in run {} of {}; without --patient some are listed",
            person_id(key),
            args.run,
            network_called(plan.network_name(network))
        )));
    }
    let portrait = book.portraits.iter().find(|portrait| portrait.key == key);
    print(&story::story(
        portrait,
        &events,
        scenario.start,
        plan.network_name(network),
        args.run,
    ))
}

fn network(args: &JourneyArgs, plan: &Plan) -> Result<usize, CliError> {
    let Some(name) = &args.network else {
        return Ok(0);
    };
    let names: Vec<&str> = (0..plan.networks())
        .map(|network| plan.network_name(network))
        .collect();
    names.iter().position(|known| known == name).ok_or_else(|| {
        let nearest = names
            .iter()
            .max_by(|a, b| strsim::jaro_winkler(a, name).total_cmp(&strsim::jaro_winkler(b, name)));
        let hint = nearest.map_or_else(String::new, |near| format!("; did you mean `{near}`?"));
        CliError::Other(format!("there is no network `{name}`{hint}"))
    })
}

/// Some patients to choose from: those who came furthest first among a dozen taken by chance from each network shown.
fn list(args: &JourneyArgs, plan: &Plan) -> Result<(), CliError> {
    let mut people = served_people(plan, args.run);
    if people.is_empty() {
        return print(&format!("Nobody was served in run {}.\n", args.run));
    }
    people.truncate(LISTED);
    people.sort_by_key(|(network, portrait)| {
        (
            std::cmp::Reverse(portrait.journey.highest),
            *network,
            portrait.key,
        )
    });
    let mut text = format!(
        "Some patients of run {} (choose one with --patient ID",
        args.run
    );
    if plan.networks() > 1 {
        text.push_str(" --network NAME");
    }
    text.push_str("):\n");
    for (network, p) in people {
        text.push_str(&format!(
            "  {:8} {:20} {:6} {:6} IMD {}  {:20} highest stage {}, {}, {}\n",
            person_id(p.key),
            plan.network_name(network),
            p.age.label(),
            p.sex.label(),
            p.imd,
            p.need.label(),
            p.journey.highest,
            counted(p.contacts, "contact"),
            counted(p.sessions, "session")
        ));
    }
    print(&text)
}
