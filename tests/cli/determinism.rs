//! What must not show in any byte of the results: threads, and the order in which a scenario was written.

use super::support::{Place, SMALL};

const NETWORKS: [&str; 3] = [
    "[[network]]\nname = \"Alder\"\npopulation.imd_1 = 0.6\nstaffing.link_workers_fte = 1.2\n",
    "[[network]]\nname = \"Birch\"\npopulation.registered_patients = 3_000\n",
    "[[network]]\nname = \"Cedar\"\nreferral.triage = true\n",
];

fn assert_same(place: &Place, first: &str, second: &str) {
    let (mut a, mut b) = (place.bytes(first), place.bytes(second));
    assert!(a.remove("manifest.json").is_some() && b.remove("manifest.json").is_some());
    assert!(
        a.keys().eq(b.keys()),
        "{first} and {second} hold different files"
    );
    for (name, bytes) in &a {
        assert!(*bytes == b[name], "{name} of {first} and {second} differs");
    }
}

#[test]
fn the_number_of_threads_never_shows() {
    let place = Place::new();
    place.write("three.toml", format!("{SMALL}\n{}", NETWORKS.join("\n")));
    for threads in ["1", "2", "8"] {
        place.output_of(&[
            "run",
            "three.toml",
            "--runs",
            "3",
            "--journeys",
            "4",
            "--threads",
            threads,
            "--out",
            threads,
        ]);
    }
    for threads in ["2", "8"] {
        assert_same(&place, "1", threads);
        // All that is left to differ is when and where.
        assert_eq!(place.manifest("1"), place.manifest(threads));
    }
    assert_ne!(place.bytes("1")["outcomes.csv"], {
        place.output_of(&[
            "run",
            "three.toml",
            "--seed",
            "8",
            "--no-figures",
            "--out",
            "seed",
        ]);
        place.bytes("seed")["outcomes.csv"].clone()
    });
}

#[test]
fn the_order_of_networks_and_fields_never_shows() {
    let place = Place::new();
    place.write(
        "forwards/place.toml",
        format!("{SMALL}\n{}", NETWORKS.join("\n")),
    );
    let fields = r#"# The same, written otherwise.
population.practices = 1
population.registered_patients = 4000.0
run = { seed = 7, runs = 2 }
time.end = 2026-08-28
time.start = 2026-04-01
scenario.question = "Does every command work?"
scenario.title = "A small place"
"#
    .replace("4000.0", "4000");
    let [alder, birch, cedar] = NETWORKS;
    let alder = alder.replace(
        "population.imd_1 = 0.6\nstaffing.link_workers_fte = 1.2\n",
        "staffing.link_workers_fte = 1.20\npopulation.imd_1 = \"60 %\"\n",
    );
    place.write(
        "backwards/place.toml",
        format!("{fields}\n{cedar}\n{birch}\n{alder}"),
    );
    for order in ["forwards", "backwards"] {
        let file = format!("{order}/place.toml");
        let out = format!("{order}-run");
        place.output_of(&[
            "run",
            &file,
            "--no-figures",
            "--journeys",
            "4",
            "--out",
            &out,
        ]);
    }
    assert_same(&place, "forwards-run", "backwards-run");
}
