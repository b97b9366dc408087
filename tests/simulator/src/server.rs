//! Listeners and connections.

use std::{error::Error, future::poll_fn};

use hyper::{body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::rt::TokioIo;
use tokio::{
    net::{TcpListener, TcpStream},
    task::JoinSet,
};

use crate::{faults::Broken, front::Front};

/// Serves until it is dropped; the connections end with it.
pub(crate) async fn listen(listener: TcpListener, front: Front) {
    let mut connections = JoinSet::new();
    loop {
        tokio::select! {
            Ok((stream, _)) = listener.accept() => {
                connections.spawn(serve(stream, front.clone()));
            }
            Some(_) = connections.join_next() => {}
        }
    }
}

async fn serve(stream: TcpStream, front: Front) {
    let answer = |request: hyper::Request<Incoming>| Box::pin(front.clone().answer(request));
    let mut connection = http1::Builder::new().serve_connection(TokioIo::new(stream), service_fn(answer));
    let end = poll_fn(|context| connection.poll_without_shutdown(context)).await;
    let stream = connection.into_parts().io.into_inner();
    let reset =
        |error: hyper::Error| error.source().and_then(|source| source.downcast_ref()) == Some(&Broken::Reset);
    if end.is_err_and(reset) {
        // Closed without lingering, a connection ends in RST instead of FIN. Should the socket
        // have gone already, there is nothing left to reset.
        let _ = stream.set_zero_linger();
    }
}
