//! Faults do what they say, down to the connection.

mod http;

use std::{
    io::{ErrorKind, Read, Write},
    net::TcpStream,
    time::{Duration, Instant},
};

use atlassian_simulator::{Authorization, Config, Fault, FaultRule, Host, Limits, Outcome, Simulator, cases};
use reqwest::Response;
use serde_json::{Value, json};
use tokio::time::timeout;

use http::client;

const SOON: Duration = Duration::from_secs(5);

async fn start() -> Simulator {
    Simulator::start(Config::default()).await.unwrap()
}

async fn server_info(simulator: &Simulator) -> reqwest::Result<Response> {
    client().get(format!("{}/rest/api/3/serverInfo", simulator.site(0))).send().await
}

/// What a plain socket gets for a request: the bytes, and the error that ended them.
async fn raw_request(simulator: &Simulator) -> (Vec<u8>, Option<ErrorKind>) {
    let address = simulator.site(0).replace("http://", "");
    tokio::task::spawn_blocking(move || {
        let mut socket = TcpStream::connect(address).unwrap();
        socket.write_all(b"GET /rest/api/3/serverInfo HTTP/1.1\r\nhost: site\r\n\r\n").unwrap();
        let mut received = Vec::new();
        let end = socket.read_to_end(&mut received);
        (received, end.err().map(|error| error.kind()))
    })
    .await
    .unwrap()
}

#[tokio::test]
async fn a_reset_is_a_reset() {
    let simulator = start().await;
    simulator.fault(FaultRule::on("/serverInfo", Fault::Reset));
    let (received, end) = raw_request(&simulator).await;
    assert_eq!((received.len(), end), (0, Some(ErrorKind::ConnectionReset)));
    assert_eq!(simulator.log()[0].outcome, Outcome::Cut);
}

#[tokio::test]
async fn a_cut_body_ends_in_the_middle() {
    let simulator = start().await;
    simulator.fault(FaultRule::on("/serverInfo", Fault::CutMidBody));
    let (received, end) = raw_request(&simulator).await;
    let text = String::from_utf8(received).unwrap();
    assert!(text.contains("content-length: 4096"), "{text}");
    assert!(text.ends_with(r#"{"data":["#), "{text}");
    assert_eq!(end, None);
    assert!(server_info(&simulator).await.unwrap().text().await.is_err());
    assert_eq!(simulator.log()[0].outcome, Outcome::Cut);
}

#[tokio::test]
async fn a_hanging_request_ends_with_the_caller() {
    let simulator = start().await;
    simulator.fault(FaultRule::on("/serverInfo", Fault::Hang));
    let caller = timeout(Duration::from_millis(200), server_info(&simulator)).await;
    assert!(caller.is_err());
    let cut = simulator.wait_for(1, |request| request.outcome == Outcome::Cut);
    timeout(SOON, cut).await.unwrap();
}

#[tokio::test]
async fn a_slow_answer_is_the_right_one() {
    let simulator = start().await;
    let delay = Duration::from_millis(300);
    simulator.fault(FaultRule::on("/serverInfo", Fault::Slow(delay)));
    let began = Instant::now();
    let (one, other) = tokio::join!(server_info(&simulator), server_info(&simulator));
    assert!(began.elapsed() >= delay);
    assert_eq!(
        (one.unwrap().status(), other.unwrap().status()),
        (200.try_into().unwrap(), 200.try_into().unwrap())
    );
    assert_eq!(simulator.peak_in_flight(), 2);
}

#[tokio::test]
async fn a_write_takes_effect_before_its_answer_is_lost() {
    let simulator = start().await;
    let admin = &simulator.credentials().jira_admin;
    let issue = format!("{}/rest/api/3/issue", simulator.site(0));
    let create = || {
        let fields = json!({"project": {"key": "ACME"}, "issuetype": {"name": "Task"}, "summary": "x"});
        client()
            .post(&issue)
            .basic_auth(&admin.email, Some(&admin.token))
            .json(&json!({"fields": fields}))
            .send()
    };
    let lost = Fault::AfterEffect(Box::new(cases::unavailable_503().into()));
    simulator.fault(FaultRule::on("/issue", lost).method("POST").at(Host::Site(0)).times(1));
    simulator.fault(FaultRule::on("/issue", Fault::Reset).method("POST").times(1));
    assert_eq!(create().await.unwrap().status(), 503);
    assert!(create().await.is_err());
    let created: Value = create().await.unwrap().json().await.unwrap();
    assert_eq!(created["key"], "ACME-2");
}

#[tokio::test]
async fn a_page_leads_where_it_is_told_to() {
    let simulator = start().await;
    let key = &simulator.credentials().organization;
    let url = format!("{}/admin/v1/orgs/{}/users", simulator.api(), simulator.organization_id());
    let page = async || {
        let answer = client().get(&url).bearer_auth(&key.token).send().await.unwrap();
        answer.json::<Value>().await.unwrap()
    };
    let right = page().await;
    simulator.fault(FaultRule::on("/users", Fault::NextPage("elsewhere".into())).times(1));
    let mut led = page().await;
    assert_eq!(led["links"]["next"], "elsewhere");
    led["links"]["next"] = right["links"]["next"].clone();
    assert_eq!(led, right);
}

#[tokio::test]
async fn a_huge_body_is_as_long_as_it_was_ordered() {
    let simulator = start().await;
    simulator.fault(FaultRule::on("", Fault::HugeBody(1_000_000)));
    let body = server_info(&simulator).await.unwrap().bytes().await.unwrap();
    assert_eq!(body.len(), 1_000_000);
    assert!(serde_json::from_slice::<String>(&body).is_ok());
}

#[tokio::test]
async fn limits_say_when_to_come_back() {
    let simulator = start().await;
    simulator.limit(Some(Limits::bucket(2, 0.1)));
    assert_eq!(server_info(&simulator).await.unwrap().headers()["x-ratelimit-remaining"], "1");
    assert_eq!(server_info(&simulator).await.unwrap().status(), 200);
    let busy = server_info(&simulator).await.unwrap();
    assert_eq!(busy.status(), 429);
    assert_eq!(busy.headers()["retry-after"], "10");
    assert_eq!(busy.headers()["ratelimit-reason"], "jira-burst-based");
    simulator.limit(None);
    assert_eq!(server_info(&simulator).await.unwrap().status(), 200);

    // A window ends all at once, on the second; told nothing of it, one can only run into it.
    simulator.limit(Some(Limits::window(1, Duration::from_secs(1)).untold()));
    let right = server_info(&simulator).await.unwrap();
    assert!(!right.headers().contains_key("x-ratelimit-remaining"));
    let busy = server_info(&simulator).await.unwrap();
    assert_eq!(busy.status(), 429);
    let told: Vec<_> = busy.headers().keys().filter(|name| name.as_str().contains("ratelimit")).collect();
    assert!(told.is_empty(), "{told:?}");
    let wait = busy.headers()["retry-after"].to_str().unwrap().parse().unwrap();
    tokio::time::sleep(Duration::from_secs(wait)).await;
    assert_eq!(server_info(&simulator).await.unwrap().status(), 200);
}

#[tokio::test]
async fn the_log_names_the_account_and_never_the_secret() {
    let simulator = start().await;
    let admin = &simulator.credentials().jira_admin;
    let url = format!("{}/rest/api/3/myself?a=b", simulator.site(1));
    client().get(url).basic_auth(&admin.email, Some(&admin.token)).send().await.unwrap();
    let log = simulator.log();
    assert_eq!(log.len(), 1);
    assert_eq!((log[0].host, log[0].path_and_query.as_str()), (Host::Site(1), "/rest/api/3/myself?a=b"));
    assert_eq!((log[0].authorization, log[0].account), (Authorization::Basic, Some("jira_admin")));
    assert_eq!(log[0].outcome, Outcome::Status(200));
    let written = serde_json::to_string(&log).unwrap();
    assert!(simulator.credentials().all_secrets().iter().all(|secret| !written.contains(secret)));
}

#[tokio::test]
async fn another_process_has_the_same_controls() {
    let simulator = start().await;
    let client = client();
    let controls = format!("{}/_simulator", simulator.api());
    for (rule, status) in [
        (json!({"pathContains": "/serverInfo", "host": {"site": 0}, "kind": "busy_429"}), 429),
        (json!({"kind": {"status": {"status": 418, "body": "{}"}}}), 418),
        (json!({"kind": {"afterEffect": {"status": {"status": 500}}}}), 500),
    ] {
        let added = client.post(format!("{controls}/faults")).json(&rule).send().await.unwrap();
        assert_eq!(added.status(), 204, "{}", added.text().await.unwrap());
        assert_eq!(server_info(&simulator).await.unwrap().status(), status);
        client.delete(format!("{controls}/faults")).send().await.unwrap();
    }
    let log: Value = client.get(format!("{controls}/log")).send().await.unwrap().json().await.unwrap();
    let statuses: Vec<_> = log.as_array().unwrap().iter().map(|entry| &entry["outcome"]).collect();
    assert_eq!(statuses, [429, 418, 500]);
    let world: Value = client.get(format!("{controls}/world")).send().await.unwrap().json().await.unwrap();
    assert_eq!(world["api"], simulator.api());
    assert_eq!(world["sites"][1]["url"], simulator.site(1));
    assert!(world["credentials"][0]["secret"].as_str().unwrap().starts_with("ATCTT3x"));
}
