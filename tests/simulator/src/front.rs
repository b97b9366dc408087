//! What happens to every request before and after its endpoint: the log, limits and faults.

use std::sync::Arc;

use axum::{
    Router,
    body::{self, Body},
    extract::Request,
    http::request::Parts,
    response::Response,
};
use chrono::Utc;
use hyper::body::Incoming;
use tower::ServiceExt;

use crate::{
    auth::{Entrance, Via, presented},
    desk::Desk,
    effects::Asked,
    faults::Broken,
    host::Host,
    limits::Quota,
    log::{InFlight, LoggedRequest, Outcome},
    routes,
};

/// The endpoints of one host, and what stands before them.
#[derive(Clone)]
pub(crate) struct Front {
    desk: Arc<Desk>,
    host: Host,
    router: Router,
}

impl Front {
    pub fn new(desk: Arc<Desk>, host: Host) -> Self {
        let router = match host {
            Host::Api => routes::api(&desk),
            Host::Site(_) => routes::site(&desk),
        };
        Self { desk, host, router }
    }

    /// Answers a request, or breaks the connection.
    pub async fn answer(self, request: Request<Incoming>) -> Result<Response, Broken> {
        let (parts, body) = request.into_parts();
        if routes::is_control(parts.uri.path()) {
            return Ok(self.route(Request::from_parts(parts, Body::new(body))).await);
        }
        let flight = self.note(&parts);
        // Read to its end even when a fault ignores it: a connection closed over unread bytes is
        // reset, which is another fault than a cut.
        let Ok(body) = body::to_bytes(Body::new(body), usize::MAX).await else {
            return Err(Broken::Cut);
        };
        let method = parts.method.as_str();
        let quota = self.desk.limiter.spend(self.host, method, parts.uri.path());
        if let Some(refusal) = quota.as_ref().and_then(Quota::refusal) {
            flight.end(Outcome::Status(refusal.status().as_u16()));
            return Ok(refusal);
        }
        let fault = self.desk.faults.take(self.host, method, path_and_query(&parts));
        let right = self.route(Request::from_parts(parts, body.into()));
        let mut answer = match fault {
            None => right.await,
            Some(fault) => fault.answer(right).await?,
        };
        if let Some(quota) = quota {
            quota.describe(answer.headers_mut());
        }
        flight.end(match answer.extensions().get() {
            Some(Broken::Cut | Broken::Reset) => Outcome::Cut,
            None => Outcome::Status(answer.status().as_u16()),
        });
        Ok(answer)
    }

    /// Hands a request to its endpoint.
    async fn route(&self, mut request: Request) -> Response {
        let asked = Asked::new(request.method().as_str(), request.uri());
        request.extensions_mut().insert(asked);
        if let Host::Site(site) = self.host {
            request.extensions_mut().insert(Entrance { site, via: Via::Site });
        }
        match self.router.clone().oneshot(request).await {
            Ok(answer) => answer,
            Err(never) => match never {},
        }
    }

    /// Writes the request into the log.
    fn note(&self, parts: &Parts) -> InFlight {
        let (authorization, credential) = presented(&parts.headers, &self.desk.credentials);
        self.desk.log.begin(LoggedRequest {
            at: Utc::now(),
            host: self.host,
            method: parts.method.to_string(),
            path_and_query: path_and_query(parts).to_owned(),
            outcome: Outcome::Open,
            authorization,
            account: credential.map(|credential| credential.name),
        })
    }
}

fn path_and_query(parts: &Parts) -> &str {
    parts.uri.path_and_query().map_or("/", |path| path.as_str())
}
