//! Runs the simulator by itself, for demos and for tests in other languages.

use std::{
    io::{self, Write},
    process::ExitCode,
};

use atlassian_simulator::{Config, Overview, Simulator};
use lexopt::prelude::*;

const HELP: &str = "\
Stands in for Atlassian's organization API and two Jira Cloud sites, on this machine.

atlassian-simulator [--port N] [--seed N] [--users N] [--keys N] [--squads N] [--json]

  --port N    the port of the organization API (default: any)
  --seed N    the same seed makes the same world (default: 1)
  --users N   users in the organization (default: 250)
  --keys N    organization keys besides those listed below (default: 10)
  --squads N  groups besides the usual ones (default: 0)
  --json      say where everything is in one line of JSON

It stops at the end of its standard input, or with Ctrl-C.";

struct Arguments {
    config: Config,
    json: bool,
}

#[tokio::main]
async fn main() -> ExitCode {
    let arguments = match arguments() {
        Ok(Some(arguments)) => arguments,
        Ok(None) => {
            println!("{HELP}");
            return ExitCode::SUCCESS;
        }
        Err(error) => {
            eprintln!("{error}\n\n{HELP}");
            return ExitCode::from(2);
        }
    };
    match run(&arguments).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

/// The arguments; `None` when only help is wanted.
fn arguments() -> Result<Option<Arguments>, lexopt::Error> {
    let mut arguments = Arguments { config: Config::default(), json: false };
    let mut parser = lexopt::Parser::from_env();
    while let Some(argument) = parser.next()? {
        match argument {
            Long("port") => arguments.config.port = parser.value()?.parse()?,
            Long("seed") => arguments.config.seed = parser.value()?.parse()?,
            Long("users") => arguments.config.users = parser.value()?.parse()?,
            Long("keys") => arguments.config.keys = parser.value()?.parse()?,
            Long("squads") => arguments.config.squads = parser.value()?.parse()?,
            Long("json") => arguments.json = true,
            Short('h') | Long("help") => return Ok(None),
            _ => return Err(argument.unexpected()),
        }
    }
    Ok(Some(arguments))
}

async fn run(arguments: &Arguments) -> io::Result<()> {
    let simulator = Simulator::start(arguments.config).await?;
    let overview = simulator.overview();
    let text = match arguments.json {
        true => serde_json::to_string(&overview)?,
        false => table(&overview),
    };
    let mut output = io::stdout();
    writeln!(output, "{text}")?;
    output.flush()?;
    tokio::select! {
        () = end_of_input() => Ok(()),
        interrupted = tokio::signal::ctrl_c() => interrupted,
    }
}

/// Ends with the standard input. The thread that reads it does not keep the process: the runtime's
/// own would.
async fn end_of_input() {
    let (ended, end) = tokio::sync::oneshot::channel();
    std::thread::spawn(move || {
        let read = io::copy(&mut io::stdin(), &mut io::sink());
        ended.send(read)
    });
    // An input that can't be read has ended, too.
    let _ = end.await;
}

fn table(overview: &Overview) -> String {
    let mut lines = vec![
        format!("Organization   {} ({})", overview.organization_name, overview.organization_id),
        format!("API            {}", overview.api),
    ];
    for site in &overview.sites {
        lines.push(format!("{:<15}{}", site.title, site.url));
    }
    for credential in &overview.credentials {
        lines.push(format!("\n{}: {}", credential.name, credential.what));
        if !credential.email.is_empty() {
            lines.push(format!("  {}", credential.email));
        }
        lines.push(format!("  {}", credential.token));
    }
    lines.join("\n")
}
