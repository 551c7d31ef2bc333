//! The way to a relay: UDP, TCP or TLS, over which one asks and waits for the answer.
//!
//! Invariant: everything here ends by the deadline it was given, and says in plain words why it did not get further.

use std::{
    io::{self, ErrorKind},
    net::{Ipv4Addr, Ipv6Addr, SocketAddr},
    sync::Arc,
    time::Duration,
};

use anyhow::{Context, Error, Result, anyhow, bail};
use tokio::{
    io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt},
    net::{TcpStream, UdpSocket},
    time::{Instant, timeout_at},
};
use tokio_rustls::{
    TlsConnector,
    client::TlsStream,
    rustls::{
        self, CertificateError, ClientConfig, RootCertStore, crypto::ring, pki_types::ServerName,
    },
};

use super::stun::{self, Message, Transaction};

/// After this a datagram is sent again, then after twice as long, and so on (RFC 8489, section 6.2.1).
const FIRST_PATIENCE: Duration = Duration::from_millis(500);
/// No answer of a relay is longer.
const LONGEST_ANSWER: usize = 2048;

const SILENT_UDP: &str = "nothing answers by UDP: a firewall drops it, or coturn does not run";
const NOT_TURN: &str = "what answers there is not a TURN server";

/// How a relay is reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Way {
    Udp,
    Tcp,
    Tls,
}

/// An open way to a relay.
pub(super) enum Line {
    Udp(UdpSocket),
    Tcp(TcpStream),
    Tls(Box<TlsStream<TcpStream>>),
}

impl Line {
    /// Opens the way to `address`, which is one of `host`'s; `roots` vouch for the host's name.
    pub(super) async fn open(
        way: Way,
        host: &str,
        address: SocketAddr,
        roots: &Arc<RootCertStore>,
        deadline: Instant,
    ) -> Result<Self> {
        if way == Way::Udp {
            let own: SocketAddr = match address {
                SocketAddr::V4(_) => (Ipv4Addr::UNSPECIFIED, 0).into(),
                SocketAddr::V6(_) => (Ipv6Addr::UNSPECIFIED, 0).into(),
            };
            let socket = UdpSocket::bind(own).await.map_err(unreachable)?;
            socket.connect(address).await.map_err(unreachable)?;
            return Ok(Self::Udp(socket));
        }
        let connected = timeout_at(deadline, TcpStream::connect(address)).await;
        let stream = connected
            .context("nothing answers by TCP: a firewall drops it, or the machine is down")?
            .map_err(unreachable)?;
        if way == Way::Tcp {
            return Ok(Self::Tcp(stream));
        }
        let secured = timeout_at(deadline, Box::pin(secure(stream, host, roots))).await;
        Ok(Self::Tls(Box::new(secured.context(
            "takes the connection but not the TLS handshake: does coturn have cert and pkey?",
        )??)))
    }

    /// Sends a request of `kind` and gives the answer to it, a whole message.
    pub(super) async fn ask(
        &mut self,
        request: &[u8],
        kind: u16,
        transaction: Transaction,
        deadline: Instant,
    ) -> Result<Vec<u8>> {
        let is_it = |bytes: &[u8]| {
            Message::read(bytes).is_some_and(|message| message.answers(kind, transaction))
        };
        match self {
            Self::Udp(socket) => ask_by_datagram(socket, request, is_it, deadline).await,
            Self::Tcp(stream) => ask_by_stream(stream, request, is_it, deadline).await,
            Self::Tls(stream) => ask_by_stream(stream, request, is_it, deadline).await,
        }
    }
}

async fn ask_by_datagram(
    socket: &UdpSocket,
    request: &[u8],
    is_it: impl Fn(&[u8]) -> bool,
    deadline: Instant,
) -> Result<Vec<u8>> {
    let mut buffer = [0; LONGEST_ANSWER];
    let mut patience = FIRST_PATIENCE;
    let mut has_strangers = false;
    while Instant::now() < deadline {
        socket.send(request).await.map_err(unreachable)?;
        let until = deadline.min(Instant::now() + patience);
        patience *= 2;
        while let Ok(received) = timeout_at(until, socket.recv(&mut buffer)).await {
            let length = received.map_err(unreachable)?;
            if is_it(&buffer[..length]) {
                return Ok(buffer[..length].to_vec());
            }
            has_strangers |= Message::read(&buffer[..length]).is_none();
        }
    }
    bail!(if has_strangers { NOT_TURN } else { SILENT_UDP })
}

async fn ask_by_stream(
    stream: &mut (impl AsyncRead + AsyncWrite + Unpin),
    request: &[u8],
    is_it: impl Fn(&[u8]) -> bool,
    deadline: Instant,
) -> Result<Vec<u8>> {
    let exchange = async {
        stream.write_all(request).await.map_err(hung_up)?;
        stream.flush().await.map_err(hung_up)?;
        loop {
            let mut head = [0; stun::HEAD];
            stream.read_exact(&mut head).await.map_err(hung_up)?;
            let length = stun::length_of(&head).filter(|length| *length <= LONGEST_ANSWER);
            let mut answer = head.to_vec();
            answer.resize(length.context(NOT_TURN)?, 0);
            let rest = &mut answer[stun::HEAD..];
            stream.read_exact(rest).await.map_err(hung_up)?;
            if is_it(&answer) {
                return Ok(answer);
            }
        }
    };
    timeout_at(deadline, exchange).await.context(
        "takes the connection and says nothing: it is not a TURN server, or one that hangs",
    )?
}

async fn secure(
    stream: TcpStream,
    host: &str,
    roots: &Arc<RootCertStore>,
) -> Result<TlsStream<TcpStream>> {
    let config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .context("choose versions of TLS")?
        .with_root_certificates(Arc::clone(roots))
        .with_no_client_auth();
    let name = ServerName::try_from(host.to_owned())
        .with_context(|| format!("{host} is not a name that a certificate can be for"))?;
    let connected = TlsConnector::from(Arc::new(config)).connect(name, stream);
    connected.await.map_err(|error| {
        let inner = error.get_ref().and_then(|inner| inner.downcast_ref());
        inner.map_or_else(
            || anyhow!("hangs up in the TLS handshake: does coturn have cert and pkey?"),
            |error| anyhow!(tls_fault(error, host)),
        )
    })
}

/// Whether nobody whom browsers trust vouches for a certificate, which is all that is wrong with it.
pub(super) fn is_unknown_issuer(error: &rustls::Error) -> bool {
    matches!(
        error,
        rustls::Error::InvalidCertificate(CertificateError::UnknownIssuer)
    )
}

/// What is wrong with the certificate, or with the TLS around it.
fn tls_fault(error: &rustls::Error, host: &str) -> String {
    let rustls::Error::InvalidCertificate(fault) = error else {
        return format!("does not speak TLS as we do ({error})");
    };
    match fault {
        CertificateError::Expired | CertificateError::ExpiredContext { .. } => {
            "its certificate has expired: renew it, and let coturn read it again".to_owned()
        }
        CertificateError::NotValidYet | CertificateError::NotValidYetContext { .. } => {
            "its certificate is not valid yet: or this machine's clock is behind".to_owned()
        }
        CertificateError::UnknownIssuer => {
            "its certificate is signed by nobody whom browsers trust: it is self-signed, or `cert` \
             names a file without the certificates in between (take fullchain.pem)"
                .to_owned()
        }
        CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. } => {
            format!("its certificate is for another name than {host}")
        }
        CertificateError::Revoked => "its certificate has been revoked".to_owned(),
        // Above all what `openssl req -x509` makes: an authority's certificate in the place of a server's.
        CertificateError::Other(fault) => format!(
            "its certificate is not one that browsers take, but perhaps a self-signed one ({fault:?})"
        ),
        fault => format!("its certificate can't be trusted ({fault})"),
    }
}

fn unreachable(error: io::Error) -> Error {
    match error.kind() {
        ErrorKind::ConnectionRefused => {
            anyhow!("refuses the connection: nothing listens at that port")
        }
        ErrorKind::NetworkUnreachable | ErrorKind::HostUnreachable => {
            anyhow!("this machine knows no way there ({error})")
        }
        _ => anyhow!("can't be reached ({error})"),
    }
}

fn hung_up(error: io::Error) -> Error {
    match error.kind() {
        ErrorKind::UnexpectedEof | ErrorKind::ConnectionReset | ErrorKind::BrokenPipe => {
            anyhow!("hangs up without an answer: is it a TURN server?")
        }
        _ => anyhow!("breaks off ({error})"),
    }
}

#[cfg(test)]
mod tests {
    use tokio_rustls::rustls::OtherError;

    use super::*;

    #[test]
    fn a_wrong_certificate_is_told_by_what_is_wrong_with_it() {
        for (fault, words) in [
            (CertificateError::Expired, "has expired"),
            (CertificateError::NotValidYet, "not valid yet"),
            (CertificateError::UnknownIssuer, "fullchain.pem"),
            (
                CertificateError::NotValidForName,
                "another name than turn.example.org",
            ),
            (CertificateError::Revoked, "revoked"),
            (CertificateError::BadEncoding, "can't be trusted"),
            (
                CertificateError::Other(OtherError(Arc::new(io::Error::other("an authority's")))),
                "self-signed",
            ),
        ] {
            let error = rustls::Error::InvalidCertificate(fault);
            let said = tls_fault(&error, "turn.example.org");
            assert!(said.contains(words), "{said}");
        }
        let said = tls_fault(&rustls::Error::DecryptError, "turn.example.org");
        assert!(said.contains("does not speak TLS"), "{said}");
    }
}
