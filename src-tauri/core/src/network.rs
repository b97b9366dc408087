//! Whether this computer has a way out, told apart from a source that does not answer.

use std::net::UdpSocket;

/// Tells whether this computer is online at all.
pub trait Network: Send + Sync {
    fn is_online(&self) -> bool;
}

/// The computer's own routing table.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemNetwork;

impl Network for SystemNetwork {
    fn is_online(&self) -> bool {
        // Connecting a datagram socket sends nothing; it fails where no route leads there. The
        // addresses are those reserved for documentation (RFC 5737, RFC 3849).
        let has_route =
            |from: &str, to: &str| UdpSocket::bind(from).is_ok_and(|socket| socket.connect(to).is_ok());
        has_route("0.0.0.0:0", "192.0.2.1:9") || has_route("[::]:0", "[2001:db8::1]:9")
    }
}
