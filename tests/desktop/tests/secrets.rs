//! No key is anywhere but in the keychain.

#![cfg(target_os = "linux")]

use std::{fs, path::Path};

use atlassian_simulator::{Credential, Simulator};
use base64::prelude::{BASE64_STANDARD_NO_PAD, BASE64_URL_SAFE_NO_PAD, Engine};
use desktop_tests::{App, Desktop, Form};

/// The forms in which a credential could stand somewhere.
fn traces(credential: &Credential) -> Vec<String> {
    let token = &credential.token;
    let pair = format!("{}:{token}", credential.email);
    // The last letters of base64 depend on what follows, so they are left out.
    let engines = [BASE64_STANDARD_NO_PAD, BASE64_URL_SAFE_NO_PAD];
    let encoded = engines.into_iter().flat_map(|engine| {
        [engine.encode(token), engine.encode(&pair)].map(|mut text| {
            text.truncate(text.len() - 4);
            text
        })
    });
    let utf16 = token.chars().flat_map(|letter| [letter, '\0']).collect();
    [token.clone(), utf16].into_iter().chain(encoded).collect()
}

fn expect_none(place: &str, content: &[u8], traces: &[String]) {
    for trace in traces {
        let found = content.windows(trace.len()).any(|part| part == trace.as_bytes());
        assert!(!found, "{place} holds {trace}");
    }
}

fn expect_none_in_files(folder: &Path, traces: &[String]) -> usize {
    let mut files = 0;
    for entry in fs::read_dir(folder).unwrap().flatten() {
        let kind = entry.file_type().unwrap();
        if kind.is_dir() {
            files += expect_none_in_files(&entry.path(), traces);
        } else if kind.is_file() {
            // A file may have gone since the folder was read.
            let Ok(content) = fs::read(entry.path()) else { continue };
            expect_none(&entry.path().to_string_lossy(), &content, traces);
            files += 1;
        }
    }
    files
}

#[tokio::test(flavor = "multi_thread")]
async fn are_nowhere_but_in_the_keychain() {
    let simulator = Simulator::start(Default::default()).await.unwrap();
    let known = simulator.credentials();
    let typed = [&known.jira_admin, &known.jira_expired, &known.jira_scoped, &known.organization];
    let traces: Vec<_> = typed.into_iter().flat_map(traces).collect();
    let desktop = Desktop::start("secrets").await;
    let app = desktop.open_app(&simulator.api()).await;
    app.record_replies().await;

    tour(&app, &simulator).await;
    expect_none("the page", app.dom().await.as_bytes(), &traces);
    let replies = app.replies().await;
    assert!(replies.iter().any(|reply| reply.contains("Acme")), "replies are recorded: {replies:?}");
    expect_none("a reply", replies.join("\n").as_bytes(), &traces);

    desktop.keychain().wait_for_keys(&[&known.jira_scoped.token, &known.organization.token]).await;
    assert!(expect_none_in_files(desktop.folder(), &traces) > 10, "files are searched");
    app.close().await;
    expect_none_in_files(desktop.folder(), &traces);
    assert!(!desktop.log().to_lowercase().contains("panicked"), "{}", desktop.log());
}

/// Creates, fails, edits and deletes, with a look at the page while a key is typed.
async fn tour(app: &App<'_>, simulator: &Simulator) {
    let known = simulator.credentials();
    app.create(&Form::site("Acme", simulator, 0)).await;
    app.create(&Form::site("Doomed", simulator, 1)).await;
    app.create(&Form::access("Beta", &known.organization, "")).await;

    app.click_button("+ External Source").await;
    app.fill_in(&Form::jira_cloud("Wrong", &simulator.site(0), &known.jira_expired)).await;
    assert!(!app.markup().await.contains(&known.jira_expired.token), "an attribute holds the key");
    app.click_button("Create").await;
    app.wait_for_dialog("refused").await;
    app.unfold("Technical details").await;
    assert!(!app.text().await.contains(&known.jira_expired.token));
    app.click_button("Copy").await;
    app.click_button("Close").await;
    app.discard().await;

    app.click_row_button("Acme", "Edit").await;
    app.fill("API Key", &known.jira_scoped.token).await;
    app.click_button("Save").await;
    app.wait_for_source("Acme").await;

    app.click_row_button("Doomed", "Delete").await;
    app.click_button("Delete").await;
    app.until("the row to go", async || (app.sources().await == ["Acme", "Beta"]).then_some(())).await;
}
