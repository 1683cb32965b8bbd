//! tokio as the AMQP library asks for it, with guarded streams in the place of bare ones.

use super::{Guarded, SeenDelivery};
use async_rs::traits::{Executor, Reactor, RuntimeKit};
use async_rs::util::Task;
use async_rs::{Runtime, Tokio, TokioRuntime};
use futures_util::io::{AsyncRead, AsyncWrite};
use lapin::tcp::{AMQPUriTcpExt, AsyncTcpStream};
use lapin::uri::AMQPUri;
use lapin::{Connection, ConnectionProperties};
use std::future::Future;
use std::io::{self, Read, Write};
use std::net::SocketAddr;
use std::os::fd::{AsFd, AsRawFd};
use std::time::{Duration, Instant};

type Bare = <Tokio as Reactor>::TcpStream;

/// tokio, with guarded streams.
#[derive(Debug, Clone)]
pub(super) struct Kit(Tokio);

/// Opens a connection whose bytes pass a guard first, and returns what that guard sees. Call it within the runtime.
pub(in crate::broker) async fn dial(
    uri: AMQPUri,
    properties: ConnectionProperties,
) -> (lapin::Result<Connection>, SeenDelivery) {
    let seen = SeenDelivery::default();
    let (own, tokio) = (seen.clone(), TokioRuntime::tokio_current());
    let kit = Runtime::new(Kit(Tokio::current()));
    let connect = async move |uri: AMQPUri, _: Runtime<Kit>| {
        // TLS, when the address asks for it, is below the guard
        let stream = uri.connect_async(&tokio).await?;
        let wish = uri.query.frame_max.unwrap_or(0);
        Ok(AsyncTcpStream::Plain(Guarded::new(
            stream,
            wish,
            own.clone(),
        )?))
    };
    (
        Connection::connector(uri, kit, connect, properties).await,
        seen,
    )
}

impl RuntimeKit for Kit {}

impl Executor for Kit {
    type Task<T: Send + 'static> = <Tokio as Executor>::Task<T>;

    fn block_on<T, F: Future<Output = T>>(&self, f: F) -> T {
        self.0.block_on(f)
    }

    fn spawn<T: Send + 'static, F: Future<Output = T> + Send + 'static>(
        &self,
        f: F,
    ) -> Task<Self::Task<T>> {
        self.0.spawn(f)
    }

    fn spawn_blocking<T: Send + 'static, F: FnOnce() -> T + Send + 'static>(
        &self,
        f: F,
    ) -> Task<Self::Task<T>> {
        self.0.spawn_blocking(f)
    }
}

impl Reactor for Kit {
    type TcpStream = Guarded<AsyncTcpStream<Bare>>;
    type Sleep = <Tokio as Reactor>::Sleep;

    fn register<H: Read + Write + AsFd + AsRawFd + Send + 'static>(
        &self,
        socket: H,
    ) -> io::Result<impl AsyncRead + AsyncWrite + Send + Unpin + 'static> {
        self.0.register(socket)
    }

    fn sleep(&self, dur: Duration) -> Self::Sleep {
        self.0.sleep(dur)
    }

    fn interval(
        &self,
        dur: Duration,
    ) -> impl futures_util::Stream<Item = Instant> + Send + 'static {
        self.0.interval(dur)
    }

    fn tcp_connect_addr(
        &self,
        addr: SocketAddr,
    ) -> impl Future<Output = io::Result<Self::TcpStream>> + Send + 'static {
        let stream = self.0.tcp_connect_addr(addr);
        async move {
            Guarded::new(
                AsyncTcpStream::Plain(stream.await?),
                0,
                SeenDelivery::default(),
            )
        }
    }
}
