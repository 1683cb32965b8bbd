//! The stream of a connection -> the same stream, without the bytes that would end the AMQP library that reads it.
//!
//! The library parses frames of the broker on a thread of its own, before any code of ours sees them: a header
//! nested some thousand deep overflows that thread's stack and ends the process, and one text that is not UTF-8
//! ends the connection for all queues on it. Both messages come again after each start. So a guard stands between
//! socket (above TLS) and library, checks each method and content header, and replaces a bad header by one that
//! names the fault. The message then goes the way of every other.

mod header;
mod kit;
mod sieve;

pub(super) use kit::dial;

use futures_util::io::{AsyncRead, AsyncWrite};
use lapin::types::{AMQPValue, FieldTable};
use sieve::{Sieve, StreamMark};
use std::fmt;
use std::io;
use std::pin::Pin;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, OnceLock};
use std::task::{Context, Poll, ready};

/// Bytes that are read at once.
const CHUNK: usize = 32 * 1024;
/// Name of the header that stands for headers that could not be read.
const NAME: &str = "schakel-unreadable";
/// No channel: channel 0 is never given a delivery.
const NONE: u32 = 0;

/// What the guard of one connection has seen.
#[derive(Debug, Clone, Default)]
pub(super) struct SeenDelivery(Arc<AtomicU32>);

impl SeenDelivery {
    /// The channel that was given the latest delivery: a connection that breaks over a message breaks over one of this channel.
    pub(super) fn last_delivery(&self) -> Option<u16> {
        u16::try_from(self.0.load(Ordering::Relaxed))
            .ok()
            .filter(|channel| u32::from(*channel) != NONE)
    }
}

/// A random token, made once for the process, so that no sender can pretend that a message was replaced. None when
/// the system gives no random bytes.
fn token() -> Option<&'static str> {
    static TOKEN: OnceLock<Option<String>> = OnceLock::new();
    let made = TOKEN.get_or_init(|| {
        let mut bytes = [0; 16];
        getrandom::fill(&mut bytes).ok()?;
        Some(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
    });
    made.as_deref()
}

/// The rule that the headers of this message broke, when the guard replaced them.
pub(super) fn unreadable(headers: &FieldTable) -> Option<&'static str> {
    let AMQPValue::LongString(said) = headers.inner().get(NAME)? else {
        return None;
    };
    let rule = std::str::from_utf8(said.as_bytes())
        .ok()?
        .strip_prefix(token()?)?
        .strip_prefix(':')?;
    header::Fault::ALL
        .iter()
        .map(|fault| fault.rule())
        .find(|known| *known == rule)
}

/// A stream that passes every byte read through a sieve.
pub(super) struct Guarded<S> {
    stream: S,
    sieve: Sieve,
    seen: SeenDelivery,
    chunk: Box<[u8]>,
    /// Bytes that may be read, from `from` on.
    ready: Vec<u8>,
    from: usize,
}

impl<S> Guarded<S> {
    fn new(stream: S, wish: u32, seen: SeenDelivery) -> io::Result<Self> {
        let token = token().ok_or_else(|| io::Error::other("no random numbers"))?;
        let sieve = Sieve::new(wish, StreamMark { name: NAME, token });
        Ok(Self {
            stream,
            sieve,
            seen,
            chunk: vec![0; CHUNK].into(),
            ready: Vec::with_capacity(CHUNK),
            from: 0,
        })
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Guarded<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &mut [u8],
    ) -> Poll<io::Result<usize>> {
        let this = &mut *self;
        while this.from == this.ready.len() {
            this.ready.clear();
            this.from = 0;
            let count = ready!(Pin::new(&mut this.stream).poll_read(cx, &mut this.chunk))?;
            if count == 0 {
                return Poll::Ready(Ok(0));
            }
            let replaced = this.sieve.replaced();
            this.sieve
                .push(this.chunk.get(..count).unwrap_or_default(), &mut this.ready);
            if let Some(channel) = this.sieve.last() {
                this.seen.0.store(u32::from(channel), Ordering::Relaxed);
            }
            if this.sieve.replaced() > replaced {
                tracing::warn!(
                    "headers that cannot be read were replaced: the message is recorded as `intake.unreadable`"
                );
            }
        }
        let ready = this.ready.get(this.from..).unwrap_or_default();
        let count = ready.len().min(buf.len());
        if let (Some(to), Some(from)) = (buf.get_mut(..count), ready.get(..count)) {
            to.copy_from_slice(from);
        }
        this.from += count;
        Poll::Ready(Ok(count))
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Guarded<S> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &[u8],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write(cx, buf)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bufs: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write_vectored(cx, bufs)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_close(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_close(cx)
    }
}

impl<S> fmt::Debug for Guarded<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Guarded")
    }
}
